"""The parts of the page "Unrolled"."""

from __future__ import annotations

import base64
from typing import Any

import streamlit as st

from app.figures.pass_table import pass_csv
from app.live.questions import NOT_YET
from app.view import session
from app.view.file_button import table_button
from app.view.lab import Lab
from app.view.looking_at import looking_at
from app.view.plain import plain
from app.view.presets import KEPT, Preset, open_preset, show_presets
from app.view.scope import module
from app.view.switch import switch
from app.view.visitor import tab
from app.view.widgets import choice
from app.web.routes import assets_address
from rnn_core.errors import UserError
from rnn_core.inside.question import to_bytes
from rnn_core.inside.whole_pass import TRANSLATED, WholePass
from rnn_core.settings.lane_config import lanes_of
from rnn_core.settings.lane_names import lane_names
from rnn_core.settings.task_names import TRANSLATIONS

FOLLOW_SECONDS = 2.0
LOOK_AGAIN_SECONDS = 0.5
WHAT = (
    "The loop of a recurrent network, unrolled: every column is the same cell with the same weights, at another "
    "timestep. The stepper goes forward to the loss, then back: at each timestep the gradient is multiplied by the "
    "Jacobian J, ∂s of this timestep / ∂s of the one before (s is h, or h and c in an LSTM). The product of all "
    "Jacobians says how much of the error reaches the beginning. Sources: Werbos 1990, Proceedings of the IEEE 78(10); "
    "Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063."
)
BY_HAND: dict[str, Any] = {"hidden_size": 1, "sequence_length": 3, "learning_rate": 0.03, "num_seeds": 1}

_answer = module("unrolled_answer", "pages/unrolled_answer")


PRESETS = (
    Preset(
        "By hand: RNN",
        "adding",
        {**BY_HAND, "lanes": lanes_of("rnn")},
        {},
        "One unit and three timesteps, so every product fits on a blackboard. The way back is a product of three "
        "numbers.",
    ),
    Preset(
        "By hand: LSTM",
        "adding",
        {**BY_HAND, "lanes": lanes_of("lstm")},
        {},
        "One unit, three timesteps, four gates with every product. On the way back the cell-state path and the gate "
        "path are told apart.",
    ),
    Preset(
        "By hand: GRU",
        "adding",
        {**BY_HAND, "lanes": lanes_of("gru")},
        {},
        "One unit, three timesteps, two gates and a candidate. On the way back z keeps a part, and the gates send the "
        "rest.",
    ),
    Preset(
        "Every timestep has an error",
        "hello",
        {"num_seeds": 1},
        {},
        "Four units spell “hello”, and each letter has an error of its own. On the way back every timestep adds to the "
        "gradient.",
    ),
    Preset(
        "Fifty timesteps back",
        "adding",
        {"num_seeds": 1, "lanes": lanes_of("rnn", "lstm")},
        {},
        "Before training, walk back through all 50 timesteps. Less than a hundredth of the RNN's last state reaches "
        "back to the first one.",
    ),
)


def can_be_shown(lab: Lab) -> bool:
    """Whether the run on screen is one network; where it is not, the page says so and offers a run by hand."""
    if lab.entry.run.present.task not in TRANSLATIONS:
        return True
    st.info(TRANSLATED)
    st.button(f"Start “{PRESETS[0].title}”", type="primary", help=KEPT, on_click=open_preset, args=(lab, PRESETS[0]))
    return False


def choose(lab: Lab) -> None:
    """Let the user choose the lane, and whether its numbers follow the training."""
    looking_at(WHAT)
    lanes = lab.entry.run.present.lane_ids
    names = dict(zip(lanes, (each.name for each in lane_names(lab.entry.run.present.full_lanes)), strict=True))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        own = f"unrolled_lane_{lab.entry.id}"
        chosen = choice(
            lab,
            own,
            "Lane",
            lanes,
            session.parameter(lab, "unrolled_lane"),
            names.__getitem__,
            width=320,
        )
        switch(lab, "unroll_follow")
    session.set_parameter(lab, "unrolled_lane", "" if chosen == lanes[0] else chosen)


def numbers(lab: Lab) -> None:
    """Bring the picture its numbers: of the moment that is looked at, again and again where they follow."""
    every = FOLLOW_SECONDS if session.parameter(lab, "unroll_follow") else None
    st.fragment(_bring, run_every=every)(lab)


def _bring(lab: Lab) -> None:
    run, lanes = lab.entry.run, lab.entry.run.present.lane_ids
    known = session.parameter(lab, "unrolled_lane")
    question = WholePass(known if known in lanes else lanes[0], run.present.watched)
    try:
        # Under a name of its own: what the page asks meanwhile goes on.
        answer = run.ask(question, page=f"{tab()} unrolled")
    except UserError as error:
        st.info(plain(str(error)))
        if str(error) == NOT_YET:
            _look_again(lab)
        return
    _answer(
        key="unrolled_answer",
        data={"assets": assets_address(), "run": lab.entry.id, "answer": base64.b64encode(to_bytes(answer)).decode()},
    )
    file = f"unrolled-{question.lane}-example-{question.example}-step-{answer.words['step']}.csv"
    table_button("These numbers as CSV", pass_csv(answer.arrays), file, "unrolled_csv")


@st.fragment(run_every=LOOK_AGAIN_SECONDS)
def _look_again(lab: Lab) -> None:
    if lab.entry.run.prepared:
        st.rerun()


def presets(lab: Lab) -> None:
    """The cases as buttons with their sentences."""
    show_presets(lab, PRESETS)
