"""Where a lane stands: not tested yet, solved, learning, or no better than guessing. One judgement for every view."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from rnn_core.numbers import number, percent

FIRST_TEST = 50
"""The step of the first test after training has begun: training tests at every `records.CHUNK` steps."""

NEAR = 0.08
"""A test loss within this share of a baseline's counts as equal to it: test sets are finite."""

CLEARLY = 0.1
"""By how much a test accuracy must exceed a guesser's to be no luck: nearly four standard errors of 256 guesses."""

Kind = Literal["", "untested", "diverged", "solved", "learning", "known", "guessing", "worse"]
Baselines = Sequence[Mapping[str, Any]]
"""Each with its `label`, its `value`, what is `known` by a network of that loss, if the label does not say it, and its
`accuracy`, if that is known."""


class Standing(NamedTuple):
    """How a lane does; `kind` is empty where there is nothing to judge by.

    `words` are a few, for a lane's head; `reason` is the sentence with the numbers they rest on. `known` means as good
    as a baseline that knows something but does not learn.
    """

    kind: Kind = ""
    words: str = ""
    reason: str = ""


NOT_JUDGED = Standing()


class Solved(NamedTuple):
    """What is known of the goal: its sentence (empty without one), and when the seed that is judged reached it."""

    goal: str
    at: int | None
    seed: int


def standing(
    step: int, message: str, solved: Solved, baselines: Baselines, test_loss: float, accuracy: float | None = None
) -> Standing:
    """Where a lane stands after `step` steps; `message` says why it diverged, empty while it trains.

    `baselines` is empty where the error is not counted as they count it.
    """
    if message:
        return Standing("diverged", "training broke", message)
    if step < FIRST_TEST:
        # The newest test is of weights that nobody has trained.
        words = "not tested yet" if step else "not trained yet"
        return Standing("untested", words, f"The first test comes at step {FIRST_TEST}.")
    return against_baselines(baselines, test_loss, accuracy) if solved.at is None else of_goal(solved, solved.at)


def of_goal(solved: Solved, at: int) -> Standing:
    """Where a lane stands whose judged seed has reached the goal `at` a step."""
    reason = f"Solved means: {solved.goal}. Seed {solved.seed} reached it at step {at:,}."
    return Standing("solved", f"solved at {at:,}", reason)


def against_baselines(baselines: Baselines, loss: float, accuracy: float | None = None) -> Standing:
    """Where a test loss stands; the baseline with the largest loss is what guessing scores.

    Who is right clearly more often than a guesser does not guess, even where a few answers that are surely wrong make
    the loss as large (counting beyond the trained lengths). Empty without baselines or without a loss.
    """
    if not baselines or not math.isfinite(loss):
        return NOT_JUDGED
    guess = max(baselines, key=lambda line: float(line["value"]))
    luck = guess.get("accuracy")
    if accuracy is not None and luck is not None and accuracy > luck + CLEARLY and loss > (1 - NEAR) * guess["value"]:
        return Standing(
            "learning", "learning", f"{percent(accuracy)} right in the test; “{guess['label']}” has {percent(luck)}."
        )
    nearest = min(baselines, key=lambda line: abs(loss / line["value"] - 1))
    if abs(loss / nearest["value"] - 1) < NEAR:
        if nearest is guess:
            return Standing("guessing", "no better than guessing", _compared(loss, guess))
        return Standing("known", nearest.get("known") or f"like “{nearest['label']}”", _compared(loss, nearest))
    if loss > guess["value"]:
        return Standing("worse", "worse than guessing", _compared(loss, guess))
    return Standing("learning", "learning", _compared(loss, guess))


def _compared(loss: float, line: Mapping[str, Any]) -> str:
    return f"Test loss {number(loss)}. The baseline “{line['label']}” has {number(line['value'])}."
