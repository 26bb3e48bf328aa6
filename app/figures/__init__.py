"""Plotly figures for studying one moment of a run: a frame in, a figure out."""
