"""What the networks of a text run wrote while they trained, live, and how good that is."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app.figures.table import rows_csv
from app.figures.text_losses import bits, text_losses
from app.view import session
from app.view.asking import for_a_file
from app.view.chart import show_chart, theme
from app.view.file_button import table_button
from app.view.lab import Lab
from app.view.moment import newest_frame
from app.view.origin import origin_of
from app.view.plain import plain
from app.view.scope import module
from app.view.visitor import tab
from app.web.routes import assets_address
from rnn_core.errors import UserError
from rnn_core.frames.frame import Frame, from_bytes
from rnn_core.inside.question import Answer
from rnn_core.language.samples_so_far import MOST, SamplesSoFar
from rnn_core.numbers import number, short
from rnn_core.tasks.text.corpus import LINE_END, named
from rnn_core.training.samples import EVERY

LOOK_SECONDS = 1.0
ANSWER_SECONDS = 30.0
KEPT = (
    "Every {every} steps each network writes 200 characters after {after}, at temperature {temperature}. "
    "The texts are kept with the run: the time line moves them. Test: how surprised the network is by text that it has "
    "never read, the mean of −ln p of each next character (nats); bits = nats / ln 2."
)
NONE_YET = "No text was kept up to this step."

_so_far = module("so_far", "pages/so_far")


def show(lab: Lab) -> None:
    """The newest text of every lane, large, and the earlier ones; they follow the run while it trains."""
    if newest_frame(lab) is None:
        return
    _texts(lab)
    table_button(
        "What they wrote so far (CSV)",
        partial(_csv, lab),
        "unrolled-texts-so-far.csv",
        "csv_so_far",
        help=f"The texts of all lanes with their steps, up to {MOST} a lane",
    )


def _csv(lab: Lab) -> str:
    return samples_csv(for_a_file(lab, SamplesSoFar(MOST), ANSWER_SECONDS))


def samples_csv(answer: Answer) -> str:
    """The texts of an answer to `SamplesSoFar`, each with its lane's id and its step, oldest first."""
    kept = [(lane, each) for lane, texts in answer.words["samples"].items() for each in reversed(texts)]
    columns = {"lane": [lane for lane, _ in kept]}
    return rows_csv(columns | {name: [each[name] for _, each in kept] for name in ("step", "text")})


@st.fragment(run_every=LOOK_SECONDS)
def _texts(lab: Lab) -> None:
    frame = _frame(lab)
    if frame is None:
        return
    try:
        answer = _samples(lab, frame)
    except UserError as error:
        st.info(plain(str(error)))
        return
    lanes = [
        {
            "id": lane.id,
            "name": lane.name,
            "cell": lane.cell,
            "shade": lane.shade,
            "nats": number(lane.test_loss),
            "bits": number(bits(lane.test_loss)),
            "standing": lane.standing.words,
            "tested": tested(frame),
            "samples": answer.words["samples"].get(lane.id, []),
        }
        for lane in frame.lanes
    ]
    data = {"assets": assets_address(), "lanes": lanes, "code": is_code(lab), "none": NONE_YET}
    _so_far(key="so_far", data=data)
    words = answer.words
    after = "a line's end" if words["after"] == LINE_END else f"“{named(words['after'])}”"
    st.caption(plain(KEPT.format(every=words["every"], after=after, temperature=short(words["temperature"]))))


def tested(frame: Frame) -> int | None:
    """The step of the newest test, where it is another than the one on screen."""
    newest = int(frame.test_steps[-1])
    return None if newest == frame.step else newest


def _samples(lab: Lab, frame: Frame) -> Answer:
    """The texts up to the moment that is looked at, asked for once between two of them; raises a `UserError`."""
    moment = (lab.entry.id, frame.step // EVERY, tuple(frame.config.items()))
    before, answer = st.session_state.get("so_far_known", (None, None))
    if before != moment or answer is None:
        # Under a name of its own: what the page asks meanwhile goes on.
        answer = lab.entry.run.ask(SamplesSoFar(), page=f"{tab()} so far")
        st.session_state["so_far_known"] = (moment, answer)
    known: Answer = answer
    return known


def losses(lab: Lab) -> None:
    """The test losses so far, against what counting letters would score; they follow the run while it trains."""
    with st.container(key="live_losses"):
        _losses(lab)


@st.fragment(run_every=2 * LOOK_SECONDS)
def _losses(lab: Lab) -> None:
    frame = _frame(lab)
    if frame is None:
        return
    origin = origin_of(frame, lab.entry.id, lab.entry.run.latest.name)
    go_to = (lambda step: session.go_to(lab, step)) if lab.owns else None
    show_chart(text_losses(frame, theme()), origin, "text_losses", go_to)


def is_code(lab: Lab) -> bool:
    """Whether the text is shown with letters of one width."""
    return lab.entry.run.present.task == "stdlib_code"


def _frame(lab: Lab) -> Frame | None:
    """The newest frame; None where another run has just come on screen, and the page is about to be drawn anew."""
    data = lab.entry.run.latest.frame
    return from_bytes(data) if data is not None else None
