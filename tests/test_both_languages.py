"""What has to stand both in Python and in the page's scripts, because no frame carries it, is the same in both."""

from __future__ import annotations

import math
import re
from pathlib import Path

from app.figures.gradient_profile import FLOOR
from app.live.pacing import SPEEDS
from app.view.comparison import race
from app.web import stream
from rnn_core.frames.frame import FORMAT
from rnn_core.frames.small_network import MOST_PARAMETERS
from rnn_core.training.records import CHUNK

SCOPE = Path(__file__).resolve().parent.parent / "assets" / "scope"


def found(module: str, pattern: str) -> list[str]:
    return re.findall(pattern, (SCOPE / module).read_text(encoding="utf-8"))


def test_the_speeds_that_can_be_chosen_are_those_that_are_understood() -> None:
    offered = found("controls/transport.js", r'\{ value: "?(\w+)"?, label: ')
    assert offered == list(map(str, SPEEDS))


def test_the_size_up_to_which_a_network_carries_its_weights_is_told_as_it_is() -> None:
    assert found("pages/unrolled/compute.js", r"MOST_WEIGHTS = (\d+)") == [str(MOST_PARAMETERS)]
    for module in ("pages/unrolled/editor.js", "pages/next_character.js"):
        assert found(module, r"(\d+) weights") == [str(MOST_PARAMETERS)]


def test_how_often_is_tested_is_told_as_it_is() -> None:
    assert found("words/terms.js", r"every (\d+) steps") == [str(CHUNK)]
    assert f"every {CHUNK} steps" in race.SOLVED


def test_the_axis_of_gradients_has_one_lower_end() -> None:
    for module in ("panels/profile.js", "controls/listen.js"):
        assert found(module, r"const LOWEST = (-\d+)") == [str(round(math.log10(FLOOR)))]


def test_one_form_of_frames_and_the_same_codes_are_spoken() -> None:
    assert found("run/frame.js", r'FORMAT = "(\S+)"') == [FORMAT]
    assert found("run/connection.js", r"UNKNOWN = (\d+)") == [str(stream.UNKNOWN)]
    assert found("run/connection.js", r" (44\d9): ") == [str(stream.FULL)]
