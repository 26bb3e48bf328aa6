"""The page "Word vectors" for each source of vectors: GloVe, Word2Vec trained live, and the run on screen."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode, urlsplit

import streamlit as st

from app.figures.sheet import Origin
from app.live.side_trainings import Seen
from app.view import scope, session, side_training
from app.view.lab import Lab
from app.view.looking_at import looking_at
from app.view.moment import newest_frame
from app.view.origin import origin_of_answer
from app.view.page_parameters import parameters_of
from app.view.plain import plain
from app.view.presets import KEPT
from app.view.visitor import tab
from app.view.word_vectors import word2vec
from app.view.word_vectors.page import (
    ASK_THREE,
    COMMA,
    CONTROL_SEED,
    EVERY_SYMBOL,
    NO_PAIRS,
    Shown,
    choose_words,
    field,
    listed,
    pick,
    show_analogy,
    show_map,
    show_neighbours,
    show_scores,
    with_own,
)
from rnn_core.errors import UserError
from rnn_core.language.analogies import GROUPS, RELATIONS
from rnn_core.language.learned_vectors import LearnedVectors, vectors_of
from rnn_core.language.noun_gender import BY_GENDER, same_gender
from rnn_core.language.word2vec import Word2Vec, Word2VecSettings, advance
from rnn_core.language.word_vectors import glove
from rnn_core.settings.task_names import TASK_TITLES, TRANSLATIONS
from rnn_core.tasks.openings import opened

SOURCES = {"glove": "GloVe", "word2vec": "Word2Vec, trained here", "run": "The run on screen"}
WHAT = (
    "A word vector is a list of numbers for one word. Words that stand in similar surroundings get similar vectors, so "
    "nearness means similar use. A recurrent network that reads words reads such vectors: one-hot, learned with the "
    "rest of the network, or taken from elsewhere. Choose where they come from."
)
ABOUT_GLOVE = (
    "GloVe 6B, 50 dimensions, made from Wikipedia and newspapers (Pennington, Socher & Manning 2014). Here: its 20,000 "
    "most frequent words."
)
ABOUT_RUN = (
    "The vectors that this run has learned for its symbols at step {step:,}, seed {seed}, {lane}: the rows of {table}."
)
GENDER = (
    "Of {own} of these {count} nouns the nearest noun has the same gender in French; with random vectors, of {random}. "
    "English nouns have no gender: what a translator knows of it comes from the French words beside them."
)
NO_SYMBOLS = "The run on screen reads numbers. Only a run that reads words or letters learns vectors for them."
OPENS = "numbers"
"""The task that is offered where the run on screen has no vectors."""
START = f"Start “{TASK_TITLES[OPENS]}”"
TABLES = {"embedding": "its embedding", "W_x": "W_x, because a symbol read one-hot picks its row of W_x"}
FREQUENT, MOST_SYMBOLS = 1000, 200
SIDES = {"target": "the target", "source": "the source"}
ALL, SOME = "all words", "the 1,000 most frequent words"
AMONG = {True: {"usual": SOME, "all": ALL}, False: {"usual": ALL, "1000": SOME}}
"""Among which words neighbours are sought, for vectors that were learned here and for others."""
QUESTION = "a is to b as c is to …: write a, b and c"
UP_TO_SIX = "Up to six words, with commas or spaces between. They are on the map too."
COMMA_ITSELF = " A comma with a space on each side is asked for itself."
SHOWS = (
    "**They show** that some relations are directions: in GloVe a country and its capital differ nearly as another "
    "pair does. “c alone” gets none of these.\n\n**They do not show** understanding. The custom of leaving out the "
    "question's words does part of the work: see “all words allowed”. For one and several, GloVe's word nearest to c "
    "alone is right as often. And a vector repeats what was written, prejudice too: in GloVe doctor − man + woman "
    "gives nurse, because doctor may not be the answer (Nissim, van Noord & van der Goot 2020).\n\n**One vector "
    "stands for all meanings of a word**, in whatever sentence. A hidden state does not: it changes with what was "
    "read before."
)


def choose_source(lab: Lab) -> str:
    """Let the user choose where the vectors come from."""
    looking_at(WHAT)
    return pick(lab, "vectors_source", "Vectors", SOURCES)


def show_glove(lab: Lab) -> None:
    """GloVe's vectors."""
    st.caption(ABOUT_GLOVE)
    origin = Origin("Word vectors: GloVe", ABOUT_GLOVE, "", _link(lab))
    _show(lab, Shown("GloVe", origin, glove(), glove().random_control(CONTROL_SEED)))


def show_word2vec(lab: Lab) -> None:
    """Word2Vec: its settings, and the training as it goes on."""
    settings, text = word2vec.choose(lab)
    if text == "own":
        word2vec.take_text(lab)
    key = word2vec.key_of(lab, settings, text)
    if key is None:
        return
    seen = side_training.look(key)
    side_training.buttons(lab, key, word2vec.begin_of(lab, settings, text), advance, seen)
    if seen is None:
        st.info(word2vec.NOT_BEGUN)
        return

    def draw(now: Seen) -> None:
        word2vec.progress(now)
        if now.moment is not None:
            _show_moment(lab, now.moment, settings, text, live=now.under_way)

    side_training.follow(key, draw)


def show_run(lab: Lab) -> None:
    """The vectors that the run on screen has learned."""
    scope.run_bar(lab)
    frame = newest_frame(lab)
    if frame is None:
        return
    lanes = {lane.id: lane.name for lane in frame.lanes}
    left, right = st.columns(2)
    with left:
        lane = pick(lab, "vectors_lane", "Lane", lanes)
    if lane == next(iter(lanes)):
        session.set_parameter(lab, "vectors_lane", "")
    source = False
    if lab.entry.run.present.task in TRANSLATIONS:
        with right:
            source = pick(lab, "vectors_side", "Words of", SIDES) == "source"
    if frame.task["input_kind"] not in ("symbols", "words"):
        st.info(NO_SYMBOLS)
        st.button(START, type="primary", help=KEPT, on_click=_open, args=(lab,))
        return
    try:
        answer = lab.entry.run.ask(LearnedVectors(lane, "source" if source else "target"), page=tab())
    except UserError as error:
        st.info(plain(str(error)))
        return
    vectors = vectors_of(answer)
    about = ABOUT_RUN.format(
        step=answer.words["step"],
        seed=frame.seed,
        lane=lanes[lane],
        table=TABLES[answer.words["table"]],
    )
    st.caption(plain(about))
    origin = replace(origin_of_answer(lab, frame, answer), how=about)
    shown = Shown(lanes[lane], origin, vectors, vectors.random_control(CONTROL_SEED))
    _show_symbols(lab, shown, nouns=source and lab.entry.run.present.task == "phrases")


def _show_moment(lab: Lab, model: Word2Vec, settings: Word2VecSettings, text: str, *, live: bool) -> None:
    vectors, before, when = word2vec.moment_of(lab, model)
    about = (
        f"Word2Vec on {word2vec.TEXTS[text].lower()}, {when}; window {settings.window}, D = {settings.size}, "
        f"K = {settings.negatives}, seed {settings.seed}."
    )
    control = vectors.random_control(CONTROL_SEED)
    shown = Shown(
        "Word2Vec", Origin("Word vectors: Word2Vec", about, "", _link(lab)), vectors, control, before, True, live
    )
    _show(lab, shown)
    word2vec.curves(model, shown.origin, live=live)


def _show(lab: Lab, shown: Shown) -> None:
    """Map, neighbours and analogies of vectors of English words."""
    st.markdown("#### Map")
    left, right = st.columns(2)
    with left:
        groups = choose_words(lab, list(GROUPS))
    with right:
        pairs = {NO_PAIRS: "none"} | {name: name for name in RELATIONS}
        joined = pick(lab, "vectors_joined", "Join pairs by lines", pairs)
    if joined != NO_PAIRS:
        groups[joined] = tuple(word for pair in RELATIONS[joined] for word in pair)
    show_map(shown, with_own(groups, listed(session.parameter(lab, "vectors_words"), shown.vectors)), joined)
    st.markdown("#### Neighbours")
    left, right = st.columns(2)
    with left:
        words = listed(field(lab, "vectors_words", "Words", _help(shown)), shown.vectors)
    among = ALL
    if len(shown.vectors.words) > FREQUENT:
        with right:
            options = AMONG[shown.learned_here]
            among = options[pick(lab, "vectors_among", "Look among", options)]
    show_neighbours(shown, words, None if among == ALL else FREQUENT)
    st.markdown("#### Analogies")
    show_analogy(shown, field(lab, "vectors_question", QUESTION, ASK_THREE))
    show_scores(shown)
    with st.expander("What analogies show, and what they do not"):
        st.markdown(SHOWS)


def _show_symbols(lab: Lab, shown: Shown, *, nouns: bool) -> None:
    """Map, neighbours and analogies of the symbols of a run, which may be words, letters or anything.

    With `nouns` they are the English words of the everyday grammar, and the map shows its nouns by French gender.
    """
    symbols = shown.vectors.words
    own = listed(session.parameter(lab, "vectors_symbols"), shown.vectors)
    st.markdown("#### Map")
    if nouns:
        show_map(shown, with_own(BY_GENDER, own), NO_PAIRS)
        right, count = same_gender(shown.vectors)
        st.caption(GENDER.format(own=right, count=count, random=same_gender(shown.control)[0]))
    else:
        if len(symbols) > MOST_SYMBOLS:
            st.caption(f"The first {MOST_SYMBOLS} of {len(symbols):,} symbols.")
        show_map(shown, with_own({EVERY_SYMBOL: symbols[:MOST_SYMBOLS]}, own), NO_PAIRS)
    st.markdown("#### Neighbours")
    usual = [symbol for symbol in symbols if symbol.isalpha() and symbol.islower()][:4] or list(symbols[:4])
    typed = field(lab, "vectors_symbols", "Symbols", _help(shown), f"such as {', '.join(usual)}")
    show_neighbours(shown, listed(typed, shown.vectors) or usual, None)
    st.markdown("#### Analogies")
    asked = field(lab, "vectors_asked", QUESTION, ASK_THREE, "three symbols of this run")
    if asked.strip():
        show_analogy(shown, asked)
    show_scores(shown)


def _help(shown: Shown) -> str:
    return UP_TO_SIX + COMMA_ITSELF * (COMMA in shown.vectors.index)


def _open(lab: Lab) -> None:
    session.begin(lab, opened(OPENS, lab.wanted))


def _link(lab: Lab) -> str:
    """The page's own address, without the run: its vectors are no run's."""
    here = urlsplit(st.context.url or "")
    names = [parameter for parameter in parameters_of("word_vectors") if parameter.setting.name in lab.parameters]
    query = {
        each.setting.link: each.setting.write(lab.parameters[each.setting.name])
        for each in names
        if lab.parameters[each.setting.name] != each.default
    }
    return f"{here.scheme}://{here.netloc}{here.path}?{urlencode(query, safe=',:~@*=')}" if here.netloc else ""
