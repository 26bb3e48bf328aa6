"""Word2Vec: skip-gram with negative sampling (Mikolov, Sutskever, Chen, Corrado & Dean 2013), trained step by step.

Every word has two vectors: v for when it is the centre of a window, u for when it is a context. For a centre c, a
context o of it and K words n drawn as noise, the loss in nats a pair is

    L = −log σ(u_o · v_c) − Σ_n log σ(−u_n · v_c)        (equation 4 of the paper)

A step descends the sum of L over its pairs, at a rate that falls in a straight line, as the authors' own program does
pair by pair. The v are the vectors that are looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jaxtyping import Array, Float, Int, Int32, Key

from rnn_core.language.context_rank import HeldOut, held_out
from rnn_core.language.word_pairs import Pairs, WordCorpus, one_epoch
from rnn_core.language.word_vectors import WordVectors
from rnn_core.tasks.text.corpus import TextError

CHUNK = 25
"""Steps in one call of compiled code."""
RATE, LAST_RATE = 0.05, 0.001
MEASUREMENTS = 40
"""How often the loss and the rank are noted, evenly over the training."""
KEPT = (0, 1, 2, 4, 8, 16, 24, 32, 40)
"""The measurements at which the vectors are kept, to be looked at again."""
SMALLEST_BATCH, LARGEST_BATCH = 32, 1024
MOST_EMPTY_EPOCHS = 50
FEWEST_STEPS = MEASUREMENTS * CHUNK
"""A short text is gone through more often than asked, so that it is learned from at all."""


@dataclass(frozen=True)
class Word2VecSettings:
    """How Word2Vec trains; frozen and hashable.

    `size` is the number of dimensions D, `window` the furthest context, `negatives` the K of the loss, `epochs` how
    often it goes through the text. `threshold` thins out words that are more frequent than it (0: none).
    """

    size: int = 50
    window: int = 5
    negatives: int = 5
    epochs: int = 10
    threshold: float = 1e-3
    seed: int = 0


class Tables(NamedTuple):
    """The two vectors of every word: as a centre (v) and as a context (u)."""

    centre: Float[Array, "V D"]
    context: Float[Array, "V D"]


@dataclass(frozen=True)
class Measurement:
    """What was noted after `step` steps: the mean loss a pair since the last one, and the rank on held-out text."""

    step: int
    loss: float | None
    rank: float | None


@dataclass(frozen=True, eq=False)
class Word2Vec:
    """One moment of the training, immutable: `advance` returns the next one.

    `kept` holds the vectors of earlier moments, float16, by their step. `pairs_per_epoch` is the mean over the epochs
    that the first steps took, since each leaves out other words.
    """

    corpus: WordCorpus
    settings: Word2VecSettings
    tables: Tables
    optimizer_state: Any
    step: int
    total_steps: int
    batch: int
    pairs_per_epoch: float
    measured: tuple[Measurement, ...]
    kept: tuple[tuple[int, np.ndarray], ...]
    held: HeldOut | None
    waiting: Pairs
    next_epoch: int
    loss_since: tuple[float, ...]

    @property
    def done(self) -> bool:
        """Whether all steps are made."""
        return self.step >= self.total_steps

    @property
    def epochs_done(self) -> float:
        """How often it has gone through the text."""
        return self.step * self.batch / self.pairs_per_epoch

    @property
    def epochs_in_all(self) -> float:
        """How often it will have gone through the text at the end."""
        return self.total_steps * self.batch / self.pairs_per_epoch

    @cached_property
    def vectors(self) -> WordVectors:
        """The vectors of this moment."""
        return WordVectors(self.corpus.words, np.asarray(self.tables.centre))

    @cached_property
    def moments(self) -> tuple[tuple[int, WordVectors], ...]:
        """The vectors of earlier moments, by their step."""
        return tuple((step, WordVectors(self.corpus.words, table.astype(np.float32))) for step, table in self.kept)

    @property
    def size(self) -> int:
        """About how many bytes it holds beside its corpus."""
        return 2 * self.tables.centre.nbytes + sum(vectors.nbytes for _, vectors in self.kept)


def start(corpus: WordCorpus, settings: Word2VecSettings) -> Word2Vec:
    """Word2Vec at step 0: v uniform on ±1/(2D), u zero, as in the authors' program; raises `TextError`."""
    shape = (len(corpus.words), settings.size)
    draws = np.random.default_rng([settings.seed, 0])
    centre = ((draws.random(shape) - 0.5) / settings.size).astype(np.float32)
    tables = Tables(jnp.asarray(centre), jnp.zeros(shape, jnp.float32))
    first = _epoch(corpus, settings, 1)
    # Many pairs that share a word would move it too far at once: about as many negatives as words, or fewer.
    batch = int(np.clip(1 << int(np.log2(max(len(corpus.words) / 4, 1))), SMALLEST_BATCH, LARGEST_BATCH))
    chunks = max(MEASUREMENTS, -(-settings.epochs * len(first) // (batch * CHUNK)))
    total = -(-chunks // MEASUREMENTS) * MEASUREMENTS * CHUNK
    held = held_out(corpus, settings.window, corpus.kept(settings.threshold), settings.seed)
    begun = Word2Vec(
        corpus=corpus,
        settings=settings,
        tables=tables,
        optimizer_state=_optimizer(total).init(tables),
        step=0,
        total_steps=total,
        batch=batch,
        pairs_per_epoch=len(first),
        measured=(),
        kept=(),
        held=held,
        waiting=first,
        next_epoch=2,
        loss_since=(),
    )
    begun = _with_pairs(begun, CHUNK * batch)
    return _noted(replace(begun, pairs_per_epoch=len(begun.waiting) / (begun.next_epoch - 1)))


def advance(model: Word2Vec) -> Word2Vec:
    """`model` after `CHUNK` more steps; itself when it is done."""
    if model.done:
        return model
    model = _with_pairs(model, CHUNK * model.batch)
    here = Pairs(*(part[: CHUNK * model.batch] for part in (model.waiting.centres, model.waiting.contexts)))
    rest = Pairs(*(part[CHUNK * model.batch :] for part in (model.waiting.centres, model.waiting.contexts)))
    tables, optimizer_state, loss = _chunk(
        model.tables,
        model.optimizer_state,
        here.centres.reshape(CHUNK, model.batch),
        here.contexts.reshape(CHUNK, model.batch),
        jnp.asarray(np.cumsum(model.corpus.noise), jnp.float32),
        jax.random.fold_in(jax.random.key(model.settings.seed), model.step),
        negatives=model.settings.negatives,
        total_steps=model.total_steps,
    )
    model = replace(
        model,
        tables=tables,
        optimizer_state=optimizer_state,
        step=model.step + CHUNK,
        waiting=rest,
        loss_since=(*model.loss_since, float(loss)),
    )
    return _noted(model) if model.step % (model.total_steps // MEASUREMENTS) == 0 else model


def loss(
    tables: Tables, centres: Int[Array, " B"], contexts: Int[Array, " B"], negatives: Int[Array, "B K"]
) -> Float[Array, ""]:
    """The sum of L over the pairs."""
    v = tables.centre[centres]
    u = tables.context[jnp.concatenate([contexts[:, None], negatives], axis=1)]
    scores = jnp.einsum("bd,bkd->bk", v, u)
    return -(jax.nn.log_sigmoid(scores[:, 0]).sum() + jax.nn.log_sigmoid(-scores[:, 1:]).sum())


def noise_words(key: Key[Array, ""], cumulated: Float[Array, " V"], shape: tuple[int, int]) -> Int32[Array, "B K"]:
    """Words drawn independently from the distribution whose sums so far are `cumulated`."""
    drawn = jnp.searchsorted(cumulated, jax.random.uniform(key, shape) * cumulated[-1], side="right")
    return jnp.minimum(drawn, len(cumulated) - 1).astype(jnp.int32)


def word2vec_rows(
    words: Sequence[str], corpus: WordCorpus, seed: int, size: int = 50, most_steps: int = 4000
) -> Float[np.ndarray, "V D"]:
    """Word2Vec vectors for a vocabulary, learned from `corpus` in at most `most_steps` steps; the same for a seed.

    A word that `corpus` lacks has a normal random vector with the mean and the standard deviation of the others.
    """
    model = start(corpus, Word2VecSettings(size=size, seed=seed))
    while not model.done and model.step < most_steps:
        model = advance(model)
    learned = model.vectors
    draws = np.random.default_rng([seed, 1])
    mean, spread = learned.table.mean(axis=0), learned.table.std(axis=0)
    rows = [
        learned.table[learned.index[word]] if word in learned.index else mean + spread * draws.standard_normal(size)
        for word in words
    ]
    return np.array(rows, np.float32).reshape(len(words), size)


@lru_cache(maxsize=16)
def _optimizer(total_steps: int) -> optax.GradientTransformation:
    return optax.sgd(optax.linear_schedule(RATE, LAST_RATE, total_steps))


@partial(jax.jit, static_argnames=("negatives", "total_steps"))
def _chunk(
    tables: Tables,
    optimizer_state: Any,
    centres: Int[Array, "S B"],
    contexts: Int[Array, "S B"],
    cumulated: Float[Array, " V"],
    key: Key[Array, ""],
    *,
    negatives: int,
    total_steps: int,
) -> tuple[Tables, Any, Float[Array, ""]]:
    """S steps; the loss is the mean a pair."""

    def step(held: tuple[Tables, Any], batch: tuple[Any, Any, Any]) -> tuple[tuple[Tables, Any], Float[Array, ""]]:
        tables, state = held
        centre, context, key = batch
        noise = noise_words(key, cumulated, (len(centre), negatives))
        value, gradient = jax.value_and_grad(loss)(tables, centre, context, noise)
        updates, state = _optimizer(total_steps).update(gradient, state, tables)
        moved: Any = optax.apply_updates(tables, updates)
        return (moved, state), value / len(centre)

    keys = jax.random.split(key, len(centres))
    (tables, optimizer_state), losses = jax.lax.scan(step, (tables, optimizer_state), (centres, contexts, keys))
    return tables, optimizer_state, losses.mean()


def _epoch(corpus: WordCorpus, settings: Word2VecSettings, number: int) -> Pairs:
    draws = np.random.default_rng([settings.seed, number])
    return one_epoch(corpus.train, corpus.kept(settings.threshold), settings.window, draws)


def _with_pairs(model: Word2Vec, needed: int) -> Word2Vec:
    """`model` with at least `needed` pairs waiting: those of as many further epochs as it takes."""
    parts, number = [model.waiting], model.next_epoch
    while sum(map(len, parts)) < needed:
        parts.append(_epoch(model.corpus, model.settings, number))
        number += 1
        if number - model.next_epoch >= MOST_EMPTY_EPOCHS and sum(map(len, parts)) == 0:
            raise TextError(
                "Too few words of this text are left when frequent words are thinned out. Use a longer text."
            )
    centres, contexts = ([getattr(part, name) for part in parts] for name in ("centres", "contexts"))
    return replace(model, waiting=Pairs(np.concatenate(centres), np.concatenate(contexts)), next_epoch=number)


def _noted(model: Word2Vec) -> Word2Vec:
    """`model` with what is to be noted at its step."""
    centre, context = map(np.asarray, model.tables)
    mean = float(np.mean(model.loss_since)) if model.loss_since else None
    rank = model.held.mean_rank(centre, context) if model.held is not None else None
    measured = (*model.measured, Measurement(model.step, mean, rank))
    kept = model.kept
    if len(measured) - 1 in KEPT:
        kept += ((model.step, centre.astype(np.float16)),)
    return replace(model, measured=measured, kept=kept, loss_since=())
