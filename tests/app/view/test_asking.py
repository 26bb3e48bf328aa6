"""A page waits for an answer that takes long, of a run that trains meanwhile."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from app.live.commands import PLAY, Refused
from app.view import asking, origin
from rnn_core.inside.question import Answer, GivenUp
from tests.playing.moment import moment
from tests.playing.watcher import Watcher, wait_for


@dataclass(frozen=True)
class Slow:
    """Takes until `go`, and tells of which steps it was computed."""

    name: str = ""
    computed: list = field(default_factory=list, compare=False)
    go: threading.Event = field(default_factory=threading.Event, compare=False)

    def answer(self, run, go_on):
        self.computed.append(run.step)
        while not self.go.wait(0.001):
            if not go_on():
                raise GivenUp
        return Answer({"step": run.step})


def script():
    import streamlit as st  # noqa: PLC0415 - AppTest runs the source of this function alone

    from app.view.asking import answered  # noqa: PLC0415

    answer = answered(st.session_state["lab"], st.session_state["question"])
    if answer is not None:
        st.caption(f"Step {answer.words['step']}")


def test_an_answer_comes_however_long_it_takes_and_however_fast_the_run_trains(entry, monkeypatch):
    question, waited_for = Slow(), asking.waited_for

    def until_late(*asked):
        try:
            return waited_for(*asked)
        except Refused:
            question.go.set()
            raise

    monkeypatch.setattr(asking, "waited_for", until_late)
    for name, seconds in (("SILENT_SECONDS", 0.01), ("WAIT_SECONDS", 0.02), ("ASKED_AGAIN_SECONDS", 20.0)):
        monkeypatch.setattr(asking, name, seconds)
    entry.run.viewers.add(Watcher())
    entry.run.command(PLAY)
    wait_for(lambda: entry.run.step > 10)
    page = AppTest.from_function(script, default_timeout=60)
    page.session_state["lab"], page.session_state["question"] = SimpleNamespace(entry=entry), question
    page.run()
    assert not page.exception
    assert [each.value for each in page.caption] == [f"Step {question.computed[0]}"]
    assert len(question.computed) == 1
    assert entry.run.step > question.computed[0]


def script_over_training():
    import streamlit as st  # noqa: PLC0415 - as above

    from app.view.asking import answered_over_training, say_moments  # noqa: PLC0415

    lab = st.session_state["lab"]
    found = answered_over_training(lab, "question")
    st.caption(f"{len(found)} drawn")
    say_moments(lab, st.session_state["frame"], "question", found)


@pytest.mark.parametrize(
    ("kept", "there", "drawn", "said"),
    [
        (3, [1, 2], 1, ["1 of 3 moments are drawn so far. The others are being computed and come by themselves."]),
        (3, [1, 3, 3], 3, []),
        (1, [1], 1, [asking.ONE_MOMENT]),
    ],
)
def test_a_chart_of_some_moments_says_so_until_the_others_are_there(kept, there, drawn, said):
    """`there` counts the moments that have answers, each time that they are asked for."""
    asked = iter(there)
    run = SimpleNamespace(
        status="paused", ask_over_training=lambda *_: {step: Answer({}) for step in range(next(asked))}
    )
    page = AppTest.from_function(script_over_training, default_timeout=60)
    page.session_state["lab"] = SimpleNamespace(entry=SimpleNamespace(run=run))
    page.session_state["frame"] = SimpleNamespace(step=kept - 1, kept_steps=tuple(range(kept)))
    page.run()
    assert not page.exception
    assert [each.value for each in page.caption] == [f"{drawn} drawn"]
    assert [each.value for each in page.info] == said


def test_of_two_who_download_at_once_both_get_their_file(entry):
    lab, first, second = SimpleNamespace(entry=entry), Slow("first"), Slow("second")
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(asking.for_a_file, lab, first, 20)
        wait_for(lambda: first.computed)
        other = pool.submit(asking.for_a_file, lab, second, 20)
        wait_for(lambda: len(entry.run._questions._under_way()) == 2)
        first.go.set()
        second.go.set()
        assert one.result().words == other.result().words == {"step": 0}


@pytest.mark.parametrize(("status", "moment"), [("training", "late"), ("paused", "now")])
def test_all_that_a_page_asks_can_be_of_the_one_moment_that_it_has_waited_for(monkeypatch, status, moment):
    run = SimpleNamespace(status=status, past_step=None, now=lambda: "now")
    lab = SimpleNamespace(entry=SimpleNamespace(id="run", run=run))
    monkeypatch.setattr(asking, "st", SimpleNamespace(session_state={}))
    asking.keep_moment(lab, Slow("late"), "late")
    assert asking.moment_for(lab, Slow("another")) == "now"
    assert asking.moment_for(lab) == moment
    assert asking.moment_for(lab) == "now"


def test_the_picture_of_an_answer_says_the_answers_step(entry):
    lab = SimpleNamespace(entry=entry)
    assert origin.origin_of_answer(lab, moment(25), Answer({"step": 30})).moment.endswith("step 30")
