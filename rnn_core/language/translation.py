"""The translation of a sentence that somebody typed, greedily or by beam search, from the moment that is looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float, Int

from rnn_core.frames.bytes import Arrays
from rnn_core.inside.question import Answer, GivenUp, QuestionError, lane_called
from rnn_core.language import translating
from rnn_core.language.beam import Search, search
from rnn_core.language.translating import MORE_THAN_LONGEST, pairs_of
from rnn_core.tasks.text.corpus import named
from rnn_core.tasks.translation.pairs import Pairs
from rnn_core.tasks.translation.vocabulary import END, START
from rnn_core.tasks.translation.writing import Tokens
from rnn_core.training.run import LaneRun, Run, settings_of

WIDEST = 8
LONGEST = 63
"""Tokens of a typed sentence."""
OTHERS = 5


@dataclass(frozen=True)
class Translation:
    """What each lane's first seed makes of `sentence`, with a beam of `width` 1 (greedy) to 8.

    The translation begins with `prefix`, as typed. `lanes` names lanes; empty means all.

    The answer's words: `step`, `source` (the tokens read, in their order, and the end mark), `unknown` (those that the
    network reads as unknown), `lanes` (the ids), and by lane in `said`: `text`, `tokens` (the end mark included where
    it was said), `log_p` (ln p of the whole), `greedy` (the greedy text), `greedy_log_p`, `others` (other finished
    sentences, each text and ln p) and `tree` (of the beam: parent, token, ln p, total, and whether it leads to `text`).
    Its arrays, for each lane: `{lane}.p` `[U]`, the probability of each token; `{lane}.attention` `[U, N]`, the share
    of each token of the source, N = 0 without attention.
    """

    sentence: str
    width: int = 1
    prefix: str = ""
    lanes: tuple[str, ...] = ()

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:
        """See the class."""
        lanes = {name: lane_called(run, name) for name in self.lanes or [each.id for each in run.lanes]}
        pairs = pairs_of(run)
        source, prefix = self._read(pairs)

        def between() -> None:
            if not go_on():
                raise GivenUp

        said, arrays = dict[str, Any](), Arrays()
        for name, each in lanes.items():
            said[name], of_lane = _translated(run, each, pairs, source, self.width, prefix, between)
            arrays |= {f"{name}.{what}": array for what, array in of_lane.items()}
        words = {
            "step": run.step,
            "source": [*source, END],
            "unknown": list(pairs.source.unknown(source)),
            "lanes": list(lanes),
            "said": said,
        }
        return Answer(words, arrays)

    def _read(self, pairs: Pairs) -> tuple[Tokens, list[int]]:
        """The sentence's tokens and the numbers of the prefix's; raises `QuestionError`."""
        source = pairs.source_writing.split(self.sentence)
        what = pairs.source_writing.token
        if not source:
            raise QuestionError("The sentence is empty. Type one to translate.")
        if len(source) > LONGEST:
            raise QuestionError(f"The sentence has {len(source)} {what}s. That is too long. Use at most {LONGEST}.")
        if not 1 <= self.width <= WIDEST:
            raise QuestionError(f"{self.width} is no width of a beam. Use a whole number from 1 to {WIDEST}.")
        prefix = pairs.target_writing.split(self.prefix)
        unknown = pairs.target.unknown(prefix)
        if unknown:
            raise QuestionError(
                f"The network cannot write {', '.join(map(named, unknown[:5]))}: the translations of the training part "
                "have it too rarely or never. Begin with other words, or leave the beginning open."
            )
        if len(prefix) > pairs.longest_target:
            raise QuestionError(f"The beginning has {len(prefix)} tokens. Use at most {pairs.longest_target}.")
        return source, pairs.target.encode(prefix)


def _translated(
    run: Run,
    each: LaneRun,
    pairs: Pairs,
    source: Tokens,
    width: int,
    prefix: list[int],
    between: Callable[[], None],
) -> tuple[dict[str, Any], Arrays]:
    held = settings_of(run, each).held
    ids, mask = _padded([*pairs.source.encode(source), pairs.source.ids[END]], run.task.boundary)
    encoded = translating.encode(each.spec, each.state, held, ids, mask)
    start, end = pairs.target.ids[START], pairs.target.ids[END]
    longest = pairs.longest_target + 1 + MORE_THAN_LONGEST

    def with_beam(beam: int) -> Search:
        states = encoded.last

        def advance(rows: Int[np.ndarray, " K"], tokens: Int[np.ndarray, " K"]) -> tuple[np.ndarray, np.ndarray]:
            nonlocal states
            states, log_p, attention = translating.say(each.spec, each.state, held, encoded, states, rows, tokens)
            return np.asarray(log_p), np.asarray(attention)

        return search(advance, start, end, beam, longest, prefix, between)

    greedy = with_beam(1)
    if not greedy.nodes:
        raise QuestionError("This network's numbers have broken, so it says nothing. Look at an earlier step.")
    tree = with_beam(width) if width > 1 else greedy
    # A beam may drop the sentence that greed finds. The likelier one is what is said.
    found = tree if tree.total(tree.best) >= greedy.total(greedy.best) else greedy
    path = found.path(found.best)
    on_path = set(path) if found is tree else set[int]()
    place = translating.place_of(each.spec, len(source))
    attention = np.stack([found.attention[node] for node in path])
    others = sorted((node for node in tree.finished if node != tree.best or found is greedy), key=tree.total)[::-1]
    words = {
        "text": _text(pairs, found, found.best),
        "tokens": [pairs.target.tokens[found.nodes[node].token] for node in path],
        "log_p": found.total(found.best),
        "greedy": _text(pairs, greedy, greedy.best),
        "greedy_log_p": greedy.total(greedy.best),
        "others": [(_text(pairs, tree, node), tree.total(node)) for node in others[:OTHERS]],
        "tree": [
            (node.parent, pairs.target.tokens[node.token], node.log_p, node.total, number in on_path)
            for number, node in enumerate(tree.nodes)
        ],
    }
    seen = attention[:, place] if attention.shape[1] else attention
    chances = np.exp([found.nodes[node].log_p for node in path]).astype(np.float32)
    return words, {"p": chances, "attention": np.array(seen, np.float32)}


def _text(pairs: Pairs, tree: Search, node: int) -> str:
    return pairs.target_writing.join(pairs.target.decode(tree.nodes[each].token for each in tree.path(node)))


def _padded(ids: list[int], shortest: int) -> tuple[Int[np.ndarray, "S 1"], Float[np.ndarray, "S 1"]]:
    """At two lengths only, so that few are compiled: that of the task's sources, and the longest that is allowed."""
    padded = np.full((shortest if len(ids) <= shortest else LONGEST + 1, 1), -1, np.int32)
    padded[: len(ids), 0] = ids
    return padded, (padded >= 0).astype(np.float32)
