"""Where the charts of a page come from, to be printed into their pictures."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import streamlit as st

from app.figures.sheet import Origin
from app.view.link import RUN
from rnn_core.frames.frame import Frame
from rnn_core.settings.link import from_link
from rnn_core.settings.setting_words import in_brief


def origin_of(frame: Frame, run: str, name: str = "") -> Origin:
    """The origin of charts of `frame`, a moment of the run with the id `run` and perhaps a `name`."""
    config, _ = from_link(frame.config)
    title = f"“{name}”, {frame.task['title']}" if name else str(frame.task["title"])
    return Origin(
        moment=f"{title}, step {frame.step:,}",
        settings=in_brief(config),
        how=frame.caption,
        link=link_of(frame.config | {RUN: run}),
    )


def link_of(query: dict[str, str]) -> str:
    """The address of the lab with `query`."""
    here = urlsplit(st.context.url or "")
    # Pages lie beside the lab, below the same path.
    path = here.path.rpartition("/")[0] + "/"
    return f"{here.scheme}://{here.netloc}{path}?{urlencode(query, safe=',:~@*=')}" if here.netloc else ""
