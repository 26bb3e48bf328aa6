"""Whatever comes over the WebSocket, the server answers the next honest page."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.live.commands import PAUSE
from tests.playing.live_page import Page, connect

words = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=5,
)
messages = st.one_of(
    st.text(max_size=50),
    st.binary(max_size=50),
    words.map(json.dumps),
    st.fixed_dictionaries(
        {},
        optional={
            "command": st.sampled_from(["play", "pause", "step", "set", "speed", "seek", "seek_exactly"]) | words,
            "name": st.sampled_from(["learning_rate", "watched", "hidden_size"]) | words,
            "value": words,
            "hello": words,
            "drawn": words,
            "alive": words,
            "crosshair": words | st.fixed_dictionaries({"t": words, "unit": words, "pinned": st.booleans() | words}),
        },
    ).map(json.dumps),
    st.sampled_from(["[" * 1900, "9" * 1900, "{" * 100_000, '{"drawn":' + "9" * 1000 + "}", "\ud83d"[:0]]),
)


@pytest.mark.slow
@settings(max_examples=130, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=st.lists(messages, min_size=8, max_size=12), owns=st.booleans())
def test_none_of_a_thousand_messages_breaks_the_line(client, entry, sent, owns):
    with connect(client, entry) as socket:
        page = Page(socket, entry.key if owns else "guess")
        for message in sent:
            if isinstance(message, bytes):
                socket.send_bytes(message)
            else:
                socket.send_text(message)
    with connect(client, entry) as socket:
        page = Page(socket, entry.key)
        page.send(command="speed", value="nonsense")
        assert page.until("refused", lambda sentence: "smooth" in sentence)
    # The next messages are drawn while nothing runs beside: its shape checks would use the random numbers too.
    entry.run.command(PAUSE)
    entry.run.catch_up(5)
