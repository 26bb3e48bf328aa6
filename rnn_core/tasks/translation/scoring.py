"""How good translations are: exact match, BLEU, chrF and length, each over a whole set of sentences.

BLEU (Papineni et al. 2002) and chrF (Popović 2015) are those of sacrebleu (Post 2018), with its signature, over the
sentences as they are shown, lower case. A sentence with several correct translations counts them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rnn_core.tasks.translation.pairs import Pair
from rnn_core.tasks.translation.writing import Tokens, Writing

FEWEST_IN_A_BIN = 8


@dataclass(frozen=True)
class Scores:
    """The scores of `count` sentences.

    `exact` is the share of sentences equal to a reference. `bleu` and `chrf` run from 0 to 100. `length_ratio` is the
    length of what was written over that of the references, as sacrebleu counts them for BLEU.
    """

    count: int
    exact: float
    bleu: float
    chrf: float
    length_ratio: float
    bleu_signature: str
    chrf_signature: str


@dataclass(frozen=True)
class LengthBin:
    """The scores of the sentences with `shortest` to `longest` source tokens."""

    shortest: int
    longest: int
    scores: Scores


def score(written: Sequence[Tokens], pairs: Sequence[Pair], writing: Writing) -> Scores:
    """The scores of `written`, one translation for each of `pairs`, at least one; `writing` is that of the target."""
    from sacrebleu.metrics.bleu import BLEU  # noqa: PLC0415, takes 200 ms and is needed when something is scored
    from sacrebleu.metrics.chrf import CHRF  # noqa: PLC0415

    if not written or len(written) != len(pairs):
        raise ValueError(f"{len(written)} translations of {len(pairs)} sentences")
    most = max(len(pair.references) for pair in pairs)
    hypotheses = [writing.join(tokens) for tokens in written]
    shown = [[writing.join(tokens) for tokens in pair.references] for pair in pairs]
    # A sentence with fewer translations has None in the later streams, which sacrebleu leaves out.
    streams: list[Any] = [[each[n] if n < len(each) else None for each in shown] for n in range(most)]
    bleu, chrf = BLEU(tokenize=writing.bleu, force=True), CHRF()
    of_bleu, of_chrf = bleu.corpus_score(hypotheses, streams), chrf.corpus_score(hypotheses, streams)
    exact = sum(tokens in pair.references for tokens, pair in zip(written, pairs, strict=True))
    return Scores(
        len(written),
        exact / len(written),
        of_bleu.score,
        of_chrf.score,
        of_bleu.sys_len / max(of_bleu.ref_len, 1),
        str(bleu.get_signature()),
        str(chrf.get_signature()),
    )


def length_bins(pairs: Sequence[Pair], most: int = 5) -> list[tuple[int, int]]:
    """At most `most` ranges of source lengths, each with about as many sentences and at least `FEWEST_IN_A_BIN`."""
    lengths = sorted(len(pair.source) for pair in pairs)
    wanted = max(min(most, len(lengths) // FEWEST_IN_A_BIN), 1)
    bins: list[tuple[int, int]] = []
    begin = 0
    while begin < len(lengths):
        end = min(max(round((len(bins) + 1) * len(lengths) / wanted), begin + FEWEST_IN_A_BIN), len(lengths))
        while end < len(lengths) and lengths[end] == lengths[end - 1]:
            end += 1
        if len(lengths) - end < FEWEST_IN_A_BIN:
            end = len(lengths)
        bins.append((lengths[begin], lengths[end - 1]))
        begin = end
    return bins


def score_by_length(written: Sequence[Tokens], pairs: Sequence[Pair], writing: Writing) -> list[LengthBin]:
    """The scores of each range of source lengths."""
    scored = []
    for shortest, longest in length_bins(pairs):
        chosen = [n for n, pair in enumerate(pairs) if shortest <= len(pair.source) <= longest]
        scores = score([written[n] for n in chosen], [pairs[n] for n in chosen], writing)
        scored.append(LengthBin(shortest, longest, scores))
    return scored
