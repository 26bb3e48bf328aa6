"""A text that the networks of a run write, from the moment that is looked at."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import jax
import numpy as np
from jaxtyping import Float, Int

from rnn_core.frames.bytes import Arrays
from rnn_core.inside.question import Answer, GivenUp, QuestionError, lane_called
from rnn_core.language import generation
from rnn_core.language.generation import PIECE, Drawing, Piece
from rnn_core.tasks.text.corpus import OTHER, Corpus, named
from rnn_core.training.run import LaneRun, Run, settings_of

LONGEST, LONGEST_PROMPT, HOTTEST = 2000, 500, 1000.0
ALTERNATIVES = 8
SHORTEST_COMPILED = 16
PATIENCE_SECONDS = 0.05
"""How long a piece of work goes on before it is asked whether somebody still wants it."""


@dataclass(frozen=True)
class TextSample:
    """What each lane's first seed writes after `prompt`: `length` characters, 1 to 2,000.

    Each is drawn from softmax(scores / `temperature`) among the `top_k` most likely characters (0: all). Temperature 0
    always takes the most likely one. All lanes and temperatures have the same random numbers, those of `seed`. A
    longer text begins with the shorter one. An empty prompt is where a text begins (`Corpus.beginning`). `lanes` names
    lanes; empty means all.

    The answer's words are `lanes` (the ids), `symbols` (what can be written), `read` (the prompt), `step`, and `texts`
    (by lane, without the prompt). Its arrays, for each lane, with N = `length` and K = the smaller of 8 and the number
    of symbols V:

    | array | shape | what |
    |---|---|---|
    | `{lane}.surprise` | N | −ln p of the character that was drawn, p by the network itself (temperature 1), nats |
    | `{lane}.entropy` | N | −Σ p ln p before it was drawn, nats |
    | `{lane}.likeliest`, `{lane}.likeliest_p` | N, K | numbers and probabilities p of the K most likely, falling |
    | `{lane}.hidden` | N, H | h of the top layer after the character was read |
    | `{lane}.next` | 2, V | of the first character: p, and the probabilities that it was drawn from |
    """

    prompt: str = ""
    length: int = 200
    temperature: float = 1.0
    top_k: int = 0
    seed: int = 0
    lanes: tuple[str, ...] = ()

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:
        """See the class."""
        lanes = {name: lane_called(run, name) for name in self.lanes or [each.id for each in run.lanes]}
        known = text_of(run)
        self._check()
        read = self.prompt or known.beginning
        prompt = read_prompt(known, read)
        texts, arrays = dict[str, str](), Arrays()
        for name, each in lanes.items():
            piece, first = self._written(run, each, prompt, go_on)
            texts[name] = known.decode(np.asarray(piece.symbols).astype(np.uint8))
            arrays |= {f"{name}.{what}": array for what, array in _numbers(piece).items()} | {f"{name}.next": first}
        words = {"lanes": list(lanes), "symbols": list(known.symbols), "read": read, "step": run.step, "texts": texts}
        return Answer(words, arrays)

    def _check(self) -> None:
        if not 1 <= self.length <= LONGEST:
            raise QuestionError(f"{self.length} characters cannot be written. Use a whole number from 1 to {LONGEST}.")
        if not (math.isfinite(self.temperature) and 0 <= self.temperature <= HOTTEST):
            raise QuestionError(f"{self.temperature} is not a temperature. Use a number from 0 to {HOTTEST:g}.")
        if self.top_k < 0 or self.seed < 0:
            raise QuestionError("Top-k and the seed are whole numbers from 0.")

    def _written(
        self, run: Run, each: LaneRun, prompt: Int[np.ndarray, " P"], go_on: Callable[[], bool]
    ) -> tuple[Piece, Float[np.ndarray, "2 V"]]:
        """All that is known of the text of one lane, and the distributions of its first character."""
        held = settings_of(run, each).held
        drawing = Drawing(float(self.temperature), self.top_k, jax.random.key(self.seed))
        pieces, wanted_at = list[Piece](), -math.inf
        reader = generation.read(each.spec, each.state, _padded(prompt), len(prompt), held)
        drawn_from = generation.tempered(reader.logits, drawing.temperature, drawing.top_k)
        for first in range(0, self.length, PIECE):
            wanted_at = _ask_again(wanted_at, go_on)
            reader, piece = generation.write(each.spec, each.state, reader, drawing, first, held)
            pieces.append(piece)
        joined: Piece = jax.tree.map(lambda *parts: np.concatenate(list(map(np.asarray, parts))), *pieces)
        whole = Piece(*[part[: self.length] for part in joined])
        return whole, np.exp(np.stack([whole.log_probabilities[0], np.asarray(drawn_from)]))


def _ask_again(asked_at: float, go_on: Callable[[], bool]) -> float:
    """When `go_on` was asked last: asked again where that is a while ago; raises `GivenUp`.

    Each time gives the machine away and waits for it anew, which takes longer than many characters.
    """
    now = time.perf_counter()
    if now - asked_at < PATIENCE_SECONDS:
        return asked_at
    if not go_on():
        raise GivenUp
    return time.perf_counter()


def text_of(run: Run) -> Corpus:
    """The text that the run's networks continue; raises `QuestionError` where they learn something else."""
    if run.task.text is None:
        raise QuestionError(
            f"The task “{run.task.title}” is no text to continue. Choose Shakespeare, Python code or your own text."
        )
    known: Corpus = run.task.text
    return known


def read_prompt(known: Corpus, text: str) -> Int[np.ndarray, " P"]:
    """The numbers of a prompt's characters; raises `QuestionError`, which names those that the networks do not know."""
    if len(text) > LONGEST_PROMPT:
        raise QuestionError(f"The beginning has {len(text)} characters. Use at most {LONGEST_PROMPT}.")
    unknown = dict.fromkeys(character for character in text if character not in known.symbols)
    if unknown:
        what = ", ".join(map(named, list(unknown)[:10]))
        why = "have never read {}: the training text does not have it."
        if OTHER in known.symbols:
            why = "do not know {}: the training text has it too rarely or never."
        raise QuestionError(f"The networks {why.format(what)} Leave it out, or use these: {' '.join(known.labels)}.")
    return known.encode(text).astype(np.int32)


def _padded(prompt: Int[np.ndarray, " P"]) -> Int[np.ndarray, " Q"]:
    """At a few lengths only, so that few are compiled."""
    padded = np.zeros(max(SHORTEST_COMPILED, 1 << (len(prompt) - 1).bit_length()), np.int32)
    padded[: len(prompt)] = prompt
    return padded


def _numbers(piece: Piece) -> Arrays:
    logs = np.asarray(piece.log_probabilities)
    chances = np.exp(logs)
    likeliest = np.argsort(-logs, axis=1, kind="stable")[:, :ALTERNATIVES]
    return {
        "surprise": -np.take_along_axis(logs, np.asarray(piece.symbols)[:, None], axis=1)[:, 0],
        "entropy": -np.sum(np.where(chances > 0, chances * logs, 0.0), axis=1),
        "likeliest": likeliest.astype(np.float32),
        "likeliest_p": np.take_along_axis(chances, likeliest, axis=1),
        "hidden": np.asarray(piece.hidden),
    }
