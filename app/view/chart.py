"""A chart on a page, and how it leaves it: as a picture at slide size, as a table, over the whole screen."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable

import streamlit as st

from app.figures.chart import Chart
from app.figures.sheet import SCALE, Origin, sheet
from app.view.plain import plain
from app.view.scope import module
from app.view.theme import theme
from app.web.routes import assets_address

# Plotly looks at pandas as soon as another thread begins to import it, and fails on the half of it that is there.
importlib.import_module("pandas")

__all__ = ["CLICK", "show_chart", "theme"]

CLICK = "Click a point to go to its step."

_take_home = module("take_home")


def show_chart(
    chart: Chart,
    origin: Origin,
    key: str,
    go_to: Callable[[int], None] | None = None,
    *,
    click: str = CLICK,
    live: bool = False,
) -> None:
    """Draw `chart` under its title; `go_to` hears the training step that a click on a point of it means.

    On a chart whose x is no training step it hears that x, and `click` says what a click does. The buttons beside the
    title make the picture in the browser, from the chart as it stands there. One that is `live`, drawn anew every
    second, has none: they would come and go with it.
    """
    named = f"take_home_{key}"

    def clicked() -> None:
        step = st.session_state[named].step
        if go_to is not None and step is not None:
            go_to(int(step))

    with st.container(horizontal=True, vertical_alignment="center", key=f"title_{key}"):
        st.markdown(f"**{plain(chart.title)}**", width="stretch")
        if not live:
            _take_home(
                key=named,
                data={
                    "assets": assets_address(),
                    "chart": key,
                    "title": chart.title,
                    "layout": sheet(chart, origin).to_plotly_json()["layout"],
                    "scale": SCALE,
                    "clicked": go_to is not None,
                    "csv": chart.csv,
                    "file": file_name(f"{origin.moment} {chart.title}"),
                },
                width="content",
                on_step_change=clicked,
            )
    # Plotly's own bar would lie on what is drawn, and its picture says nothing of where it comes from.
    st.plotly_chart(chart.figure, theme=None, key=key, config={"displayModeBar": False})
    st.caption(plain(f"{chart.caption} {click}" if go_to is not None else chart.caption))


def file_name(words: str) -> str:
    """The name, without its ending, of a file about `words`."""
    return "unrolled-" + re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
