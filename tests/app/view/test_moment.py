"""What a page says until its run has a first moment."""

import pytest
from streamlit.testing.v1 import AppTest

from app.live.latest_state import LatestState


def script():
    from types import SimpleNamespace as Stub  # noqa: PLC0415 - AppTest runs the source of this function alone

    import streamlit as st  # noqa: PLC0415

    from app.view.moment import newest_frame  # noqa: PLC0415

    run = Stub(begun=False, latest=st.session_state["latest"], catch_up=lambda: None)
    newest_frame(Stub(entry=Stub(run=run)))


@pytest.fixture
def latest():
    return LatestState("", None, "", lambda: None)


@pytest.fixture
def page(latest):
    shown = AppTest.from_function(script)
    shown.session_state["latest"] = latest
    return shown


def test_how_far_the_networks_are_is_said_at_once_and_drawn(latest, page):
    (bar,) = page.run().get("progress")
    assert bar.proto.value == 0
    assert "being prepared" in bar.proto.text
    latest.report_waiting(2)
    (bar,) = page.run().get("progress")
    assert "2 other runs are prepared before it." in bar.proto.text
    latest.report_compiled(3, 9)
    (bar,) = page.run().get("progress")
    assert bar.proto.value == 33
    assert "3 of 9 parts are ready." in bar.proto.text
    latest.tell("paused", "There is no run of this size.")
    assert [said.value for said in page.run().info] == ["There is no run of this size."]
    assert not page.get("progress")
