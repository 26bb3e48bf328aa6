"""How well a run translates the sentences that it never saw: alone, and word by word with the right word before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from jaxtyping import Bool, Int

from rnn_core.inside.question import Answer, GivenUp, lane_called
from rnn_core.language import translating
from rnn_core.language.translating import MORE_THAN_LONGEST, pairs_of
from rnn_core.tasks.translation.baselines import baseline_scores
from rnn_core.tasks.translation.pairs import WATCHED, Pairs
from rnn_core.tasks.translation.scoring import Scores, score, score_by_length
from rnn_core.tasks.translation.vocabulary import START, UNKNOWN
from rnn_core.tasks.translation.writing import Tokens
from rnn_core.training.run import LaneRun, Run, settings_of


@dataclass(frozen=True)
class HeldOut:
    """What each lane's first seed makes of the test set when it writes alone, greedily.

    With `baselines`, those three are scored too; they are the same at every step. `lanes` names lanes; empty means all.

    The answer's words: `step`, `count` (sentences), `lanes` (the ids), `scores` (by lane, the fields of `Scores`),
    `baselines` (by name, the same), `told` and `alone` (by lane: the share of the first reference's tokens, end mark
    included, that were right with the right words before, and at the same place when it wrote alone; a word that the
    network does not know counts as wrong), `bins` (by lane: `shortest`, `longest`, and the fields of `Scores`, by
    source length) and `examples` (the first 32: `source`, `references`, `written` by lane).
    """

    baselines: bool = True
    lanes: tuple[str, ...] = ()

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:
        """See the class."""
        lanes = {name: lane_called(run, name) for name in self.lanes or [each.id for each in run.lanes]}
        pairs = pairs_of(run)

        def between() -> None:
            if not go_on():
                raise GivenUp

        written, told, alone = dict[str, list[Tokens]](), dict[str, float](), dict[str, float]()
        for name, each in lanes.items():
            between()
            ids, when_told = _said(run, each, pairs)
            written[name] = [pairs.target.decode(column) for column in ids.T.tolist()]
            told[name], alone[name] = _right(run, when_told), _right(run, ids)
        words: dict[str, Any] = {"step": run.step, "count": len(pairs.test), "lanes": list(lanes)}
        words |= {"told": told, "alone": alone, "scores": {}, "bins": {}}
        for name, of_lane in written.items():
            between()
            words["scores"][name] = asdict(score(of_lane, pairs.test, pairs.target_writing))
            words["bins"][name] = _bins(of_lane, pairs)
        words["baselines"] = _each(baseline_scores(pairs, between)) if self.baselines else {}
        words["examples"] = _examples(pairs, written)
        return Answer(words)


def _said(run: Run, each: LaneRun, pairs: Pairs) -> tuple[Int[np.ndarray, "U B"], Int[np.ndarray, "V B"]]:
    """The numbers of the tokens that a lane says alone, and with the right words before."""
    held, test = settings_of(run, each).held, run.task.test
    length = pairs.longest_target + 1 + MORE_THAN_LONGEST
    start = pairs.target.ids[START]
    alone = translating.written_alone(each.spec, each.state, held, test, start, length)
    return np.asarray(alone), np.asarray(translating.written_when_told(each.spec, each.state, held, test))


def _right(run: Run, said: Int[np.ndarray, "U B"]) -> float:
    """The share of the tokens asked for that stand in `said` at their place."""
    boundary, test = run.task.boundary, run.task.test
    targets = np.asarray(test.targets)[boundary:, :, 0].astype(np.int64)
    return share_right(said, targets, np.asarray(test.scored)[boundary:] > 0, run.task.pairs.target.ids[UNKNOWN])


def share_right(
    said: Int[np.ndarray, "U B"], targets: Int[np.ndarray, "V B"], asked: Bool[np.ndarray, "V B"], unknown: int
) -> float:
    """The share of `targets`, where they are `asked`, that were said; to say `unknown` is never right."""
    right = (said[: len(targets)] == targets) & (targets != unknown)
    return float(np.mean(right[asked]))


def _bins(written: Sequence[Tokens], pairs: Pairs) -> list[dict[str, Any]]:
    return [
        {"shortest": each.shortest, "longest": each.longest} | asdict(each.scores)
        for each in score_by_length(written, pairs.test, pairs.target_writing)
    ]


def _each(scores: dict[str, Scores]) -> dict[str, dict[str, Any]]:
    return {name: asdict(of_name) for name, of_name in scores.items()}


def _examples(pairs: Pairs, written: dict[str, list[Tokens]]) -> list[dict[str, Any]]:
    join = pairs.target_writing.join
    return [
        {
            "source": pairs.source_writing.join(pair.source),
            "references": list(map(join, pair.references)),
            "written": {name: join(of_lane[number]) for name, of_lane in written.items()},
        }
        for number, pair in enumerate(pairs.test[:WATCHED])
    ]
