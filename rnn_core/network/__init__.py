"""Cells, unrolling, back-propagation through time, stacked networks."""
