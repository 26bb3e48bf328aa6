"""Word2Vec on the page "Word vectors": its settings, its training live, and its vectors at a moment of it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable

import streamlit as st

from app.figures.sheet import Origin
from app.figures.training_curve import training_curve
from app.live.side_trainings import Seen
from app.view import session
from app.view.chart import show_chart, theme
from app.view.given_text import READABLE, given_text, say_text
from app.view.lab import Lab
from app.view.page_parameters import BY_NAME
from app.view.pair import pair
from app.view.switch import switch
from app.view.widgets import widget_key, widget_value
from app.view.word_vectors.page import pick
from rnn_core.language import word2vec
from rnn_core.language.context_rank import CANDIDATES, CHANCE, held_out
from rnn_core.language.word2vec import Word2Vec, Word2VecSettings
from rnn_core.language.word_pairs import WordCorpus, own_words, shakespeare_words
from rnn_core.language.word_vectors import WordVectors, glove_rows, known_share
from rnn_core.numbers import short
from rnn_core.tasks.text import check_text, fingerprint

OWN_TEXT = "vectors_kept_text"
"""The key under which this tab keeps the text given on this page: not among the parameters, for no link has it."""
TEXTS = {"plays": "Nine plays by Shakespeare", "own": "Your own text"}
WANTS_TEXT = "Paste or upload a text. The server keeps it in memory, not in a file, and a link never contains it."
NOT_BEGUN = (
    "Press Train: the words start as random vectors and move while you watch. The nine plays take some ten seconds on "
    "a quiet machine."
)
PREPARING = "The text is being read and the training compiled."
LOSS = (
    "Mean of −log σ(u_o·v_c) − Σ log σ(−u_n·v_c) over the pairs since the point before, in nats a pair: c is the "
    "centre, o its context, n the K negative samples. Mikolov et al. 2013, arXiv:1310.4546."
)
RANK = (
    f"For 2,000 pairs of text that was not trained on: the rank of the true context among {CANDIDATES} words, the "
    "others drawn as noise; 1 is best. Pairs are drawn as in training. GloVe: by the cosine of the two words' "
    "vectors, which were made from other texts; {known} of the vocabulary are among its 20,000 words."
)
SHORT_TEXT = (
    f"So short a text is gone through more often than asked: a training has at least {word2vec.FEWEST_STEPS:,} steps."
)
NO_RANK = (
    "No rank: the last tenth of the text, kept for testing, has no two words left near each other that have a vector."
)


def choose(lab: Lab) -> tuple[Word2VecSettings, str]:
    """Let the user choose the text and the settings of the training; they, and the text's name among the choices."""
    left, right = st.columns(2)
    with left:
        text = pick(lab, "vectors_text", "Text", TEXTS)
    values = {}
    with right:
        values["epochs"] = _number(lab, "vectors_passes")
    with st.expander("More settings of the training"):
        names = ("window", "size", "negatives", "seed")
        for name, column in zip(names, st.columns(len(names), vertical_alignment="bottom"), strict=True):
            with column:
                values[name] = _number(lab, f"vectors_{name}")
        thin = switch(lab, "vectors_thin")
    threshold = Word2VecSettings.threshold if thin else 0.0
    return Word2VecSettings(threshold=threshold, **values), text


def key_of(lab: Lab, settings: Word2VecSettings, text: str) -> Hashable | None:
    """What stands for this training; None while there is no text for it."""
    if text == "plays":
        return ("plays", settings)
    own = own_text(lab)
    return ("own", fingerprint(own), settings) if own is not None else None


def own_text(lab: Lab) -> str | None:
    """The text that was given on this page, or else the one that the run on screen reads."""
    text: str | None = st.session_state.get(OWN_TEXT, lab.text)
    return text


def take_text(lab: Lab) -> None:
    """Take a text by paste or upload; what cannot be read is refused with a sentence."""
    with st.expander("Your text", expanded=own_text(lab) is None):
        given = given_text("vectors_own_text", "At least 200 characters", f"{READABLE}.", "Use this text", check_text)
        if given is not None:
            # Not the lab's own: a run that reads that one would start anew there.
            st.session_state[OWN_TEXT] = given
        say_text(own_text(lab), WANTS_TEXT)


def begin_of(lab: Lab, settings: Word2VecSettings, text: str) -> Callable[[], Word2Vec]:
    """What makes the first moment of the training."""
    own = own_text(lab)

    def begin() -> Word2Vec:
        if text == "plays":
            return word2vec.start(shakespeare_words(), settings)
        assert own is not None
        return word2vec.start(own_words(own), settings)

    return begin


def progress(seen: Seen) -> None:
    """How far the training is."""
    model: Word2Vec | None = seen.moment
    if model is None:
        st.caption(PREPARING)
        return
    epochs = f"{model.epochs_done:,.1f} epochs over {len(model.corpus.train.rows):,} words"
    pairs = f"{model.step * model.batch:,} pairs, {len(model.corpus.words):,} words with a vector"
    state = "" if not model.done else "Done. "
    st.progress(model.step / model.total_steps, f"{state}{epochs} · {pairs}")
    if model.epochs_in_all >= 2 * model.settings.epochs:
        st.caption(SHORT_TEXT)


def curves(model: Word2Vec, origin: Origin, *, live: bool) -> None:
    """The loss and the rank over the training."""
    until = model.epochs_in_all
    per_step = model.batch / model.pairs_per_epoch
    left, right = pair("curves")
    lost = [(each.step * per_step, each.loss) for each in model.measured if each.loss is not None]
    if lost:
        with left:
            chart = training_curve(
                [at for at, _ in lost],
                [loss for _, loss in lost],
                theme(),
                title="Loss while it trains",
                caption=LOSS,
                x="epochs",
                y="loss, nats a pair",
                until=until,
            )
            show_chart(chart, origin, "vectors_loss", live=live)
    ranks = [(each.step * per_step, each.rank) for each in model.measured if each.rank is not None]
    if not ranks:
        with right:
            st.info(NO_RANK)
    else:
        by_frequency, by_glove, known = references(model.corpus, model.settings)
        with right:
            chart = training_curve(
                [at for at, _ in ranks],
                [rank for _, rank in ranks],
                theme(),
                title=f"Mean rank of the true context among {CANDIDATES}",
                caption=RANK.format(known=f"{known:.0%}".replace("%", " %")),
                x="epochs",
                y="mean rank",
                until=until,
                lines={"chance": CHANCE, "frequent words first": by_frequency, "GloVe": by_glove},
            )
            show_chart(chart, origin, "vectors_rank", live=live)


def moment_of(lab: Lab, model: Word2Vec) -> tuple[WordVectors, tuple[WordVectors, ...], str]:
    """The vectors of the moment that the user chooses among those that are kept, those before it, and its name."""
    kept = model.moments
    per_step = model.batch / model.pairs_per_epoch
    names = {_after(step * per_step): n for n, (step, _) in enumerate(kept)}
    newest = "newest"
    chosen = st.select_slider(
        "Moment of the training",
        [*names, newest],
        newest,
        key=widget_key(lab, "vectors_moment"),
        help="Earlier moments of the training are kept. The map is turned like the one before.",
    )
    if chosen == newest:
        earlier = tuple(vectors for step, vectors in kept if step < model.step)
        return model.vectors, earlier, _after(model.epochs_done)
    place = names[chosen]
    return kept[place][1], tuple(vectors for _, vectors in kept[:place]), chosen


def _after(epochs: float) -> str:
    count = short(epochs, 2)
    return f"after {count} epoch{'s' * (count != '1')}"


@functools.lru_cache(maxsize=8)
def references(corpus: WordCorpus, settings: Word2VecSettings) -> tuple[float, float, float]:
    """The mean rank by frequency alone and by GloVe's vectors, and the share of words that GloVe knows."""
    held = held_out(corpus, settings.window, corpus.kept(settings.threshold), settings.seed)
    if held is None:
        return CHANCE, CHANCE, 0.0
    table = WordVectors(corpus.words, glove_rows(corpus.words, settings.seed)).unit
    return held.mean_rank_by_frequency(corpus.counts), held.mean_rank(table, table), known_share(corpus.words)


def _number(lab: Lab, name: str) -> int:
    setting = BY_NAME[name].setting
    value: int = st.number_input(
        setting.label,
        int(setting.low),
        int(setting.high),
        widget_value(lab, name, session.parameter(lab, name)),
        step=1,
        key=widget_key(lab, name),
        help=setting.help or None,
    )
    session.set_parameter(lab, name, value)
    return value
