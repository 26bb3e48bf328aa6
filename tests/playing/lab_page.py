"""The lab page as Streamlit runs it, without a browser, and what a test does with it."""

from pathlib import Path

import streamlit as st
from streamlit.testing.v1 import AppTest

from app.view import scope
from tests.playing.watcher import wait_for

PAGE = Path(__file__).parents[2] / "pages" / "lab.py"
TEXT = "The quick brown fox jumps over the lazy dog. " * 400


def opened(registry, **link):
    page = AppTest.from_file(str(PAGE), default_timeout=20)
    for name, value in link.items():
        page.query_params[name] = value
    return rerun(page)


def with_buttons(monkeypatch):
    """Draw the scope as one button for each wish that it can send to Python, such as “branch”."""

    def buttons(key, data, **wishes):
        for name, act in wishes.items():
            st.button(name.removeprefix("on_").removesuffix("_change"), on_click=act)

    monkeypatch.setattr(scope, "_scope", buttons)


def rerun(page):
    page.run()
    assert not page.exception
    return page


def prepared(page):
    """The page once its run has a picture."""
    run = lab(page).entry.run
    wait_for(lambda: run.prepared and run.latest.frame is not None, 60)
    return rerun(page)


def lab(page):
    return page.session_state["lab"]


def address(page):
    return {name: value[0] if isinstance(value, list) else value for name, value in page.query_params.items()}


def widget(page, link):
    return widgets(page)[link]


def widgets(page):
    """The widgets of settings by their names: the setting's in a link, or the number of its lane before it."""
    end = f"_{lab(page).edition}"
    drawn = [w for kind in ("selectbox", "number_input", "toggle", "text_input") for w in page.get(kind)]
    return {w.key.removesuffix(end): w for w in drawn if w.key and w.key.endswith(end)}


def shown(page):
    """The settings of the run that have a widget; those of lanes are apart."""
    return {name for name in widgets(page) if not name.startswith("lane_")}


def lane_widget(page, number, name):
    """The widget of the lane at place `number` for the setting `name`."""
    return widget(page, f"lane_{number}_{name}")


def press(page, label):
    next(button for button in page.button if button.label == label).click()


def give(page, text):
    page.text_area[0].set_value(text)
    press(page, "Train on this text")
    rerun(page)


def words(page):
    """All that the page says in texts and captions, as somebody reads it."""
    return (
        " ".join(each.value for kind in (page.markdown, page.caption) for each in kind)
        .replace("\\", "")
        .replace("\N{WORD JOINER}", "")
    )
