"""Where the charts of a page come from, to be printed into their pictures."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode, urlsplit

import streamlit as st

from app.figures.sheet import Origin
from app.operations.address import EVERYWHERE, board_urls, is_own
from app.view.lab import Lab
from app.view.link import RUN
from rnn_core.frames.frame import Frame
from rnn_core.inside.question import Answer
from rnn_core.settings.link import from_link
from rnn_core.settings.setting_words import in_brief

OWN_NAMES = ("localhost", "127.0.0.1")
"""The usual names under which a machine reaches itself."""


def origin_of(frame: Frame, run: str, name: str = "", how: str = "") -> Origin:
    """The origin of charts of `frame`, a moment of the run with the id `run` and perhaps a `name`.

    `how` says how the numbers of the charts came about; without it that is the frame's caption, which says nothing of
    states, gates and gradients.
    """
    config, _ = from_link(frame.config)
    title = f"“{name}”, {frame.task['title']}" if name else str(frame.task["title"])
    return Origin(
        moment=f"{title}, step {frame.step:,}",
        settings=in_brief(config),
        how=how or frame.caption,
        link=link_of(frame.config | {RUN: run}),
    )


def origin_of_answer(lab: Lab, frame: Frame, answer: Answer) -> Origin:
    """The origin of charts of `answer`, which while the run trains may be of another step than `frame`."""
    at_its_step = replace(frame, step=int(answer.words["step"]))
    return origin_of(at_its_step, lab.entry.id, lab.entry.run.latest.name)


def board_origin() -> str:
    """The address for others, as `http://10.0.0.7:8501`, of a page that was opened by a name of this machine alone.

    Empty where it was not, where the server listens on this machine alone, and behind a tunnel to another port.
    """
    here = urlsplit(st.context.url or "")
    if not is_own(here.hostname or "") or here.port != st.get_option("server.port"):
        return ""
    urls = board_urls(st.get_option("server.address") or EVERYWHERE[1], st.get_option("server.port"))
    return urls[0] if urls else ""


def other_names() -> tuple[str, ...]:
    """This page under the other names that its own machine has for the server; none if it was not opened there."""
    here = urlsplit(st.context.url or "")
    if not is_own(here.hostname or ""):
        return ()
    port = f":{here.port}" if here.port else ""
    others = [name for name in OWN_NAMES if name != here.hostname]
    board = board_origin()
    origins = [*(f"{here.scheme}://{name}{port}" for name in others), *([board] if board else [])]
    return tuple(f"{origin}{here.path}" for origin in origins)


def link_of(query: dict[str, str]) -> str:
    """The address of the lab with `query`."""
    here = urlsplit(st.context.url or "")
    # Pages lie beside the lab, below the same path.
    path = here.path.rpartition("/")[0] + "/"
    return f"{here.scheme}://{here.netloc}{path}?{urlencode(query, safe=',:~@*=')}" if here.netloc else ""
