"""The questions that pages ask of a run: computed beside its training, each once, and given up when nobody waits.

They have a thread of their own and a share of the machine of their own, as if they were another run. A question is
answered on the immutable run that was handed over with it, so that training goes on meanwhile.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field

from app.live.answer_cache import AnswerCache, AnswerKey
from app.live.commands import Refused
from app.live.engine import Engine, TrainingRun
from app.live.fair_scheduler import FairScheduler
from app.operations.program_error import logged_as
from rnn_core.errors import UserError
from rnn_core.inside.question import Answer, GivenUp, Question
from rnn_core.settings.link import to_link

ANSWER_SECONDS = 10.0
WANTED_SECONDS = 10.0
"""How long a question is computed for a page that has stopped waiting, and may ask again."""

SHARED_SECONDS = 1.0
"""A class that asks the same of a run that trains gets one answer for all who ask within this time."""
LINGER_SECONDS = 0.5
"""The thread waits so long for another question: a page asks one after the other, and to begin a thread takes longer
than many an answer."""

NOT_YET = "This is still being computed. Look again in a moment."
GONE = "This run is not on this server any more. Reload the page."
IN_ITS_PLACE = "Another question took the place of this one. Ask again."


@dataclass(eq=False)
class _Asked:
    """A question under way: who wants it until when (by the clock), and what became of it."""

    key: AnswerKey
    run: TrainingRun
    wanted: dict[str, float] = field(default_factory=dict)
    answer: Answer | None = None
    error: UserError | None = None

    @property
    def done(self) -> bool:
        """Whether it has an answer, or a reason why there is none."""
        return self.answer is not None or self.error is not None


class Questions:
    """The questions of one run. Every method may be called from any thread; `clock` tells seconds."""

    def __init__(
        self,
        engine: Engine,
        scheduler: FairScheduler,
        answers: AnswerCache,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine, self._scheduler, self._answers, self._clock = engine, scheduler, answers, clock
        self._share = scheduler.share("questions")
        self._changed = threading.Condition()
        self._waiting: deque[_Asked] = deque()
        self._computing: _Asked | None = None
        self._thread: threading.Thread | None = None
        self._closed = False
        self._shared: tuple[TrainingRun, float] | None = None

    def moment(self, run: TrainingRun, *, trains: bool) -> TrainingRun:
        """`run`, to be asked; while it `trains` what it was up to a second ago, which others may have asked already."""
        now = self._clock()
        with self._changed:
            known = self._shared if trains else None
            if known is None or now - known[1] >= SHARED_SECONDS or known[0].config != run.config:
                known = run, now
            self._shared = known if trains else None
            return known[0]

    def ask(self, run: TrainingRun, question: Question, seconds: float, page: str) -> Answer:
        """The answer at the moment `run`; raises a `UserError`, also when it takes longer than `seconds`.

        What the same `page` asked before and has not been answered yet is given up, unless another one wants it too.
        """
        key = AnswerKey(self, run.step, tuple(to_link(run.config).items()), question)
        kept = self._answers.get(key)
        if kept is not None:
            return kept
        with self._changed:
            if self._closed:
                raise Refused(GONE)
            asked = self._join(key, run)
            for other in self._under_way():
                if other is not asked:
                    other.wanted.pop(page, None)
            asked.wanted[page] = self._clock() + seconds + WANTED_SECONDS
            self._changed.notify_all()
            self._changed.wait_for(lambda: asked.done, seconds)
            if asked.error is not None:
                raise asked.error
            if asked.answer is None:
                raise Refused(NOT_YET)
            return asked.answer

    def ask_each(self, runs: Iterable[TrainingRun], question: Question, seconds: float, page: str) -> dict[int, Answer]:
        """The answers at the moments `runs`, by their steps: those that are there within `seconds`.

        Raises a `UserError` where there is not one of them.
        """
        until, found = time.monotonic() + seconds, dict[int, Answer]()
        for run in runs:
            try:
                found[run.step] = self.ask(run, question, max(until - time.monotonic(), 0.01), page)
            except UserError:
                if not found:
                    raise
                break
        return found

    def close(self) -> None:
        """Give up everything: the run is put away."""
        with self._changed:
            self._closed, self._shared = True, None
            for asked in self._under_way():
                asked.wanted.clear()
                asked.error = asked.error or Refused(GONE)
            self._changed.notify_all()
        self._share.interrupt()
        self._answers.forget(self)

    def _under_way(self) -> list[_Asked]:
        return [*([self._computing] if self._computing else []), *self._waiting]

    def _join(self, key: AnswerKey, run: TrainingRun) -> _Asked:
        """The same question if it is under way, else a new one."""
        for asked in self._under_way():
            if asked.key == key and not asked.done:
                return asked
        asked = _Asked(key, run)
        self._waiting.append(asked)
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="questions", daemon=True)
            self._thread.start()
        return asked

    def _work(self) -> None:
        """Compute what is asked until nothing is: a run that nobody asks has no thread for it."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or bool(self._waiting), LINGER_SECONDS)
                if self._closed or not self._waiting:
                    self._thread = None
                    return
                asked = self._computing = self._waiting.popleft()
            answer: Answer | None = None
            error: UserError | None = None
            try:
                answer = self._computed(asked)
            except UserError as refused:
                error = refused
            with self._changed:
                if answer is not None and not self._closed:
                    self._answers.put(asked.key, answer)
                asked.answer, asked.error = answer, asked.error or error
                self._computing = None
                self._changed.notify_all()

    @logged_as("question_failed", "This could not be computed", "ask something else, or reload the page")
    def _computed(self, asked: _Asked) -> Answer:
        with ExitStack() as burst:

            def go_on() -> bool:
                # The slot goes back and is waited for anew, so that a long computation is many short bursts.
                burst.close()
                while self._is_wanted(asked):
                    # It may have to be compiled first, which nobody can foresee.
                    if burst.enter_context(self._scheduler.turn(self._share, long=True)):
                        return True
                return False

            try:
                if go_on():
                    return self._engine.ask(asked.run, asked.key.question, go_on)
            except GivenUp:
                pass
            raise Refused(IN_ITS_PLACE)

    def _is_wanted(self, asked: _Asked) -> bool:
        now = self._clock()
        with self._changed:
            return any(until > now for until in asked.wanted.values())
