"""Mounts the scope, the canvas picture of a live run, on a page."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app.live.entry import Entry
from app.web.routes import assets_path, file_path, live_path

# The scope is plain modules in the assets folder, so that a browser's tools show the files as they are written. Imports
# finish in the order they were asked for, so a rerun's data never overtakes the data before it.
_LOADER = """
export default function (component) {
  const address = new URL(`${component.data.assets}/scope/lab.js`, document.location.origin);
  let end;
  let ended = false;
  import(address.href).then((scope) => {
    if (!ended) end = scope.mount(component);
  });
  return () => {
    ended = true;
    end?.();
  };
}
"""

_scope = st.components.v2.component("scope", html="", js=_LOADER)


def scope(entry: Entry, *, owns: bool, notice: str, branch: Callable[[], None]) -> None:
    """Show the run `entry`, with its controls if this page `owns` it, and `notice` (a sentence, or empty) above it.

    `branch` is called when the user wants to continue from the moment looked at.
    """
    data = {
        "url": live_path(entry.id),
        "key": entry.key if owns else "",
        "assets": assets_path(),
        "notice": notice,
        "download": file_path(entry.id) if owns else "",
    }
    _scope(key="scope", data=data, on_branch_change=branch)
