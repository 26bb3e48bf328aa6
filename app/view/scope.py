"""Mounts the canvas picture of a live run on a page, and the bar of its controls alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import streamlit as st

from app.view import lecture, session
from app.view.lab import Lab
from app.view.link import own_names
from app.view.origin import board_origin
from app.view.theme import theme
from app.web.routes import assets_address, file_address, live_address

# The scope is plain modules in the assets folder, so that a browser's tools show the files as they are written. Imports
# finish in the order they were asked for, so a rerun's data never overtakes the data before it.
_LOADER = """
export default function (component) {
  const address = new URL(`${component.data.assets}/scope/MODULE.js`, document.baseURI);
  let end;
  let ended = false;
  const draw = (scope) => {
    if (!ended) end = scope.mount(component);
  };
  const lose = (error) => {
    console.warn(error);
    if (ended) return;
    const words = document.createElement("p");
    words.setAttribute("role", "alert");
    words.textContent = LOST;
    component.parentElement.append(words);
    end = () => words.remove();
  };
  import(address.href).then(draw, lose);
  return () => {
    ended = true;
    end?.();
  };
}
"""


LOST = "This part of the page did not load. Reload the page. If it stays away, the network may block it."


def module(name: str, file: str = "") -> Any:
    """The component called `name`, which a module of the assets folder (of the same name, or `file`) draws."""
    return st.components.v2.component(name, html="", js=loader(file or name))


def loader(file: str) -> str:
    """The JavaScript that fetches the module `file` of the assets folder and lets it draw, or says that it is lost."""
    return _LOADER.replace("MODULE", file).replace("LOST", json.dumps(LOST))


_scope = module("scope", "lab")
_run_bar = module("run_bar")
_follow_theme = module("follow_theme")
_next_character = module("next_character", "pages/next_character")
_unrolled = module("unrolled", "pages/unrolled")


def scope(lab: Lab) -> None:
    """Show the run with its controls, if this browser owns it, and what there is to say about it."""
    _mount(_scope, "scope", lab)


def run_bar(lab: Lab) -> None:
    """Show the run's controls and its time line alone."""
    _mount(_run_bar, "run_bar", lab)


def follow_theme() -> None:
    """On a page that shows no run: the page runs again when it turns light or dark, and its charts follow."""
    _follow_theme(key="follow_theme", data={"assets": assets_address(), "theme": theme()}, on_theme_change=lambda: None)


def next_character(lab: Lab) -> None:
    """Show the run's network as the diagram that spells a word."""
    _mount(_next_character, "scope", lab, session.parameter(lab, "spelled_lane"))


def unrolled(lab: Lab) -> None:
    """Show one network of the run, unrolled; `app.view.unrolled` brings its numbers."""
    _mount(_unrolled, "scope", lab)


def _mount(component: Any, key: str, lab: Lab, lane: str = "") -> None:
    entry = lab.entry
    data = {
        "url": live_address(entry.id),
        "key": entry.key if lab.owns else "",
        "assets": assets_address(),
        "notice": lab.news,
        # What the page knows of the run's settings: the scope says when they are others.
        "settings": entry.run.state()["link"],
        "before": session.way_back(lab),
        "download": file_address(entry.id, "" if entry.owner else entry.key) if lab.owns else "",
        # Only a browser without cookies has to: the others are known when they come again.
        "keeps": lab.owns and not entry.owner,
        "board": board_origin(),
        "own": own_names(st.context.url or ""),
        "heard": lab.heard,
        "lane": lane,
        "lecture": lab.owns and bool(lab.lecture),
        "theme": theme(),
    }

    def hearing(act: Callable[[], None]) -> Callable[[], None]:
        def hear() -> None:
            lab.heard += 1
            act()

        return hear

    component(
        key=key,
        data=data,
        on_branch_change=hearing(lambda: session.branch(lab)),
        on_restart_change=hearing(lambda: session.restart(lab)),
        on_before_change=hearing(lambda: session.go_back(lab)),
        on_study_change=hearing(lambda: session.study(lab)),
        on_copy_change=hearing(lambda: lecture.copy(lab)),
        on_follow_change=hearing(lambda: lecture.go_to_lecture(lab)),
        on_claim_change=hearing(lambda: session.claim(lab, st.session_state[key].claim)),
        on_rename_change=hearing(lambda: session.rename(lab, st.session_state[key].rename)),
        on_lane_change=hearing(lambda: session.set_parameter(lab, "spelled_lane", st.session_state[key].lane)),
        # The page runs again: its figures follow the moment that is looked at.
        on_moment_change=hearing(lambda: session.look(lab)),
        # So do they when the page turns light or dark.
        on_theme_change=hearing(lambda: None),
    )
