"""What the lanes would say after each word of a sentence or two, live: a table a lane that follows the run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from app.view.asking import WAIT_SECONDS, waited_for
from app.view.lab import Lab
from app.view.plain import plain
from app.view.scope import module
from app.view.visitor import tab
from app.web.routes import assets_address
from rnn_core.errors import UserError
from rnn_core.frames.frame import Lane, from_bytes
from rnn_core.inside.question import Answer, Question
from rnn_core.numbers import decimal

LOOK_SECONDS = 1.0
FOLLOWS = "Step {step:,}. It follows the run while it trains."

Said = tuple[Sequence[str], Any]
"""The words of a sentence, and the share of the second answer after each of them."""

_by_word = module("by_word", "pages/word_by_word")


def by_word(
    lab: Lab,
    question: Question,
    said: Callable[[Answer, Lane], list[Said]],
    answers: Sequence[str],
    explained: str,
    apart: Callable[[Answer, Lane], Any] = lambda *_: (),
) -> None:
    """The tables for `question`, whose answer `said` reads for each lane; `apart` are distances between two sentences.

    The words of the answer have its `step`. `explained` is a sentence about the bars.
    """
    data = lab.entry.run.latest.frame
    assert data is not None, "the page waits for the first frame"
    frame = from_bytes(data)
    try:
        # Under a name of its own: what the page asks meanwhile goes on.
        answer = waited_for(lab, question, WAIT_SECONDS, f"{tab()} by word")
    except UserError as error:
        st.info(plain(str(error)))
        return
    lanes = [_lane(lane, said(answer, lane), apart(answer, lane)) for lane in frame.lanes]
    _by_word(key="by_word", data={"assets": assets_address(), "lanes": lanes, "answers": list(answers)})
    st.caption(f"{explained} {FOLLOWS.format(step=answer.words['step'])}")


def _lane(lane: Lane, said: list[Said], apart: Any) -> dict[str, Any]:
    most = max([float(distance) for distance in apart], default=0.0) or 1.0
    return {
        "id": lane.id,
        "name": lane.name,
        "cell": lane.cell,
        "shade": lane.shade,
        "said": [{"words": list(words), "shares": [float(share) for share in shares]} for words, shares in said],
        "apart": [{"words": decimal(distance), "share": float(distance) / most} for distance in apart],
    }
