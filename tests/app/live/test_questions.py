"""Questions beside a live run: each computed once, on the moment looked at, given up when nobody waits, kept."""

import dataclasses
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import pytest

from app.live.answer_cache import AnswerCache, AnswerKey
from app.live.commands import PAUSE, PLAY, Refused, checked_command
from app.live.questions import GONE, IN_ITS_PLACE, NOT_YET
from app.operations.program_error import ProgramError
from rnn_core.errors import UserError
from rnn_core.inside.question import Answer, GivenUp
from rnn_core.settings.config import RunConfig
from tests.playing.threadless_run import prepared, turns
from tests.playing.watcher import Watcher, wait_for


def answered(**words):
    return Answer(words, {"numbers": np.zeros(250, np.float32)})


@dataclass(frozen=True)
class Ask:
    """Answers with the step; counts how often it is computed, and if it `waits`, waits for `go` part by part."""

    name: str = "plain"
    computed: list = field(default_factory=list, compare=False)
    go: threading.Event = field(default_factory=threading.Event, compare=False)
    waits: bool = field(default=False, compare=False)

    def answer(self, run, go_on):
        self.computed.append(run.step)
        while self.waits and not self.go.wait(0.001):
            if not go_on():
                self.computed.append("given up")
                raise GivenUp
        return answered(step=run.step, rate=run.present.learning_rate)


@pytest.fixture
def run():
    run, _, _ = prepared()
    yield run
    run.close()


@pytest.fixture
def pool():
    with ThreadPoolExecutor(8) as pool:
        yield pool


def test_it_is_answered_at_the_moment_that_is_looked_at(entry):
    run = entry.run
    run.viewers.add(Watcher())
    run.command(PLAY)
    wait_for(lambda: run.step > 50)
    run.command(checked_command("seek_exactly", 20))
    question = Ask()
    assert run.ask(question).words["step"] == 20
    assert run.step > 50


def test_the_same_question_is_computed_once_for_all_pages_and_again_at_another_moment(run, pool):
    question = Ask(waits=True)
    asking = [pool.submit(run.ask, dataclasses.replace(question), 5, f"{n}") for n in range(6)]
    wait_for(lambda: len(run._questions._under_way()[0].wanted) == 6)
    question.go.set()
    assert len({id(each.result()) for each in asking}) == 1
    assert question.computed == [0]
    assert run.ask(question) is asking[0].result()
    run.command(checked_command("step"))
    run.turn()
    assert run.ask(question).words["step"] == 1
    assert question.computed == [0, 1]


def test_a_moment_is_asked_about_until_its_answer_comes_though_the_run_goes_on(run):
    question, at = Ask(waits=True), run.now()
    with pytest.raises(Refused, match="still being computed"):
        run.ask(question, 0.01, "page", at)
    run.command(checked_command("step"))
    run.turn()
    question.go.set()
    assert run.ask(question, 20, "page", at).words["step"] == 0
    assert question.computed == [0]


def test_a_class_that_asks_the_same_of_a_run_that_trains_shares_an_answer_for_a_second():
    run, _, clock = prepared()
    run.viewers.add(Watcher())
    run.command(PLAY)
    question, told = Ask(), []
    for _ in range(8):
        turns(run, clock, 0.25)
        told.append(run.ask(question).words["step"])
    assert sorted(set(told)) == question.computed
    assert len(question.computed) == 2
    run.command(checked_command("set", 0.25, "learning_rate"))
    turns(run, clock, 0.05)
    assert run.ask(question).words["rate"] == 0.25
    run.command(PAUSE)
    run.turn()
    assert run.ask(question).words["step"] == run.step
    run.close()


def test_another_setting_is_another_answer(run):
    question = Ask()
    assert run.ask(question).words["rate"] == RunConfig().learning_rate
    run.command(checked_command("set", 0.25, "learning_rate"))
    run.turn()
    assert run.ask(question).words["rate"] == 0.25


def test_two_runs_share_no_answers(registry):
    question = Ask()
    for entry in [registry.create(RunConfig()) for _ in range(2)]:
        wait_for(lambda run=entry.run: run.prepared)
        entry.run.ask(question)
    assert question.computed == [0, 0]


def test_a_page_that_asks_another_question_gives_up_the_first(run, pool):
    first, second = Ask("first", waits=True), Ask("second")
    waiting = pool.submit(run.ask, first, 5, "page")
    wait_for(lambda: first.computed)
    assert run.ask(second, 5, "page").words["step"] == 0
    with pytest.raises(Refused) as refused:
        waiting.result()
    assert str(refused.value) == IN_ITS_PLACE
    assert first.computed == [0, "given up"]


def test_what_another_page_wants_too_is_not_given_up(run, pool):
    first = Ask("first", waits=True)
    waiting = [pool.submit(run.ask, first, 5, page) for page in ("one", "other")]
    wait_for(lambda: run._questions._computing and len(run._questions._computing.wanted) == 2)
    with pytest.raises(Refused, match="still being computed"):
        run.ask(Ask("second"), 0.05, "one")
    first.go.set()
    assert [each.result().words["step"] for each in waiting] == [0, 0]


def test_what_takes_long_is_told_and_found_by_who_asks_again(run):
    question = Ask(waits=True)
    with pytest.raises(Refused) as refused:
        run.ask(question, 0.02, "page")
    assert str(refused.value) == NOT_YET
    question.go.set()
    wait_for(lambda: not run._questions._under_way())
    assert run.ask(question, 0, "page").words["step"] == 0
    assert question.computed == [0]


def test_a_page_that_does_not_ask_again_has_left_and_its_question_is_given_up():
    run, _, clock = prepared()
    question = Ask(waits=True)
    with pytest.raises(Refused):
        run.ask(question, 0.02, "page")
    clock.now += 60
    wait_for(lambda: "given up" in question.computed)
    run.close()


def test_a_run_that_is_put_away_gives_up_what_it_was_asked(run, pool):
    question = Ask(waits=True)
    waiting = pool.submit(run.ask, question)
    wait_for(lambda: question.computed)
    run.close()
    with pytest.raises(Refused) as refused:
        waiting.result()
    assert str(refused.value) == GONE
    wait_for(lambda: question.computed[-1] == "given up")
    with pytest.raises(Refused, match="not on this server"):
        run.ask(Ask("later"))
    assert run._questions._answers.size == 0


def refused_text(run):
    raise UserError("The text is empty. Paste some, or choose a file.")


def test_a_run_that_is_not_built_yet_has_its_answers_later_and_one_that_cannot_be_says_why(registry):
    registry._compiling.acquire()
    try:
        entry = registry.create(RunConfig(seed=1))
        with pytest.raises(Refused) as refused:
            entry.run.ask(Ask())
        assert str(refused.value) == NOT_YET
        assert not entry.run.begun
    finally:
        registry._engine.with_first_test = refused_text
        registry._compiling.release()
    wait_for(lambda: entry.run.status == "paused")
    with pytest.raises(Refused, match="The text is empty"):
        entry.run.ask(Ask())


def test_a_sentence_is_told_and_an_error_of_the_program_is_not(run, caplog):
    class Sentence(Ask):
        def answer(self, run, go_on):
            raise UserError("The layer was 3; this run has 2.")

    class Broken(Ask):
        def answer(self, run, go_on):
            return np.zeros(2) + np.zeros(3)

    with pytest.raises(UserError, match="The layer was 3"):
        run.ask(Sentence("sentence"))
    assert not caplog.records
    with pytest.raises(ProgramError) as error:
        run.ask(Broken("broken"))
    assert "broadcast" not in str(error.value)
    assert [record.msg for record in caplog.records] == ["question_failed"]
    assert run.ask(Ask()).words["step"] == 0


def test_training_goes_on_beside_a_long_question(entry, pool):
    run = entry.run
    run.viewers.add(Watcher())
    question = Ask(waits=True)
    waiting = pool.submit(run.ask, question, 5, "page")
    wait_for(lambda: question.computed)
    run.command(PLAY)
    wait_for(lambda: run.step > 20)
    question.go.set()
    assert waiting.result().words["step"] == 0


def test_the_thread_answers_what_is_asked_soon_after_and_ends_when_nothing_is(run, monkeypatch):
    monkeypatch.setattr("app.live.questions.LINGER_SECONDS", 5.0)
    run.ask(Ask())
    thread = run._questions._thread
    monkeypatch.setattr("app.live.questions.LINGER_SECONDS", 0.01)
    run.ask(Ask("soon"))
    assert thread is not None
    thread.join(5)
    assert not thread.is_alive()
    wait_for(lambda: run._questions._thread is None)
    assert run.ask(Ask("another")).words["step"] == 0


def test_the_cache_keeps_what_was_asked_for_last_within_its_bytes():
    cache = AnswerCache(2500)
    keys = [AnswerKey("run", step, (), Ask()) for step in range(4)]
    for key in keys[:2]:
        cache.put(key, answered())
    assert cache.get(keys[0]) is not None
    cache.put(keys[2], answered())
    assert [cache.get(key) is not None for key in keys] == [True, False, True, False]
    assert cache.size == 2 * answered().size
    # Who waited for a larger one asks for it once more.
    cache.put(keys[3], Answer({}, {"numbers": np.zeros(700, np.float32)}))
    assert [cache.get(key) is not None for key in keys] == [False, False, False, True]
    cache.put(keys[1], answered())
    assert [cache.get(key) is not None for key in keys] == [False, True, False, False]
    assert cache.size == answered().size
    cache.forget("run")
    assert cache.size == 0


def test_words_take_room_in_the_cache_too():
    """A beam and a text have no arrays to speak of: without their words no ceiling would hold them."""
    cache = AnswerCache(100_000)
    for step in range(50):
        cache.put(AnswerKey("run", step, (), Ask()), Answer({"texts": [{"text": f"{step} " * 1000}]}))
    assert len(cache._kept) < 50
    assert cache.size <= 100_000


def test_many_threads_leave_the_cache_with_the_right_size():
    cache = AnswerCache(5000)

    def work(n):
        for step in range(200):
            key = AnswerKey(n % 2, step % 7, (), Ask())
            cache.put(key, answered())
            cache.get(key)
            if step % 50 == 0:
                cache.forget(n % 2)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert cache.size == answered().size * len(cache._kept) <= 5000
