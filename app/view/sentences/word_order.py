"""The parts of the page "Word order"."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.figures import two_sentences as figures
from app.figures.chart import Chart
from app.figures.heat_map import heat_map
from app.figures.sheet import Origin
from app.view import presets, session
from app.view.asking import answered
from app.view.chart import show_chart, theme
from app.view.lab import Lab
from app.view.origin import origin_of_answer
from app.view.plain import plain
from app.view.presets import Preset
from app.view.scope import module
from app.view.sentences.by_word import LOOK_SECONDS, Said, by_word
from app.view.sentences.sentence_field import sentence_field
from app.view.widgets import choice, forget_widgets
from app.web.routes import assets_address
from rnn_core.frames.frame import Frame, Lane
from rnn_core.inside.question import Answer
from rnn_core.inside.typed_sequence import parse_sequence
from rnn_core.language.bag_of_words import BagOfWords
from rnn_core.language.two_sentences import TwoSentences
from rnn_core.language.typed_sentence import MOST_WORDS
from rnn_core.numbers import percent
from rnn_core.settings.lane_config import lanes_of
from rnn_core.tasks.words import causative

Sentences = tuple[tuple[str, ...], tuple[str, ...]]

SOMEBODY_ELSE = causative.ANSWERS.index("somebody else")
QUESTION = (
    "**Who did it?** “I had washed my house”: I did it. “I had my house washed”: somebody else did it. Both sentences "
    "have the same words; only their order tells. The networks read one word after another and answer after the last."
)
PARTED = {
    "same": "Both sentences are the same, word for word.",
    "order": "The same words in another order. The sentences part at word {place}, “{one}” and “{other}”.",
    "words": "The sentences have different words. They part at word {place}, “{one}” and “{other}”.",
}
WHY_HALF = (
    "A bag of words gets how often each word comes, and nothing of their order: the vanilla RNN's cell, but all words "
    "of a sentence enter at once. Every test sentence stands there twice, with the same words in both orders. "
    "The bag must give both the same answer, so it is right in exactly one of two, whatever it learns. Here it is "
    "trained on the same batches as the lanes, with the same optimiser, for as many steps."
)
ENOUGH = (
    "Two neighbouring words are enough here: “had washed” or “had my”. A bag of word pairs could tell them apart; "
    "it is the loss of all order that costs the answer."
)
BARS = (
    "Bars: the probability of “somebody else” after each word, if the sentence ended there. “Apart”: the distance of "
    "the two hidden states at this word; 0 where all words so far are the same."
)
WAITS = " They stay as they are while it trains, and follow when the run pauses."
PLANE = (
    "The hidden state of each lane as a point that moves from word to word. Every picture shows the two directions "
    "along which this lane's states of both sentences differ most (principal component analysis of all of them "
    "together, the zero state among them). Directions of two lanes have nothing in common."
)
CASES = (
    Preset(
        "Who did it?",
        "word_order",
        {},
        {"first": "I had washed my house", "second": "I had my house washed"},
        "The states are equal for two words and part at the third. Within 300 steps all three cells answer right.",
    ),
    Preset(
        "The answer must wait",
        "word_order",
        {"lanes": lanes_of("rnn", "gru")},
        {"first": "she will have painted her old piano for the party"}
        | {"second": "she will have her old piano painted for the party"},
        "After the object the words are the same again for three words. Within 300 steps both cells keep the answer to "
        "the end.",
    ),
    Preset(
        "One unit",
        "word_order",
        {"hidden_size": 1},
        {"first": "I had washed my house", "second": "I had my house washed"},
        "The hidden state is a single number, so its way is a line. Within 500 steps the LSTM and the GRU solve it.",
    ),
)

_cards = module("word_cards", "pages/word_cards")


def show_question() -> None:
    """What the page is about."""
    st.markdown(QUESTION)


def fields(lab: Lab, frame: Frame) -> Sentences | None:
    """Let the user type two sentences or move their words; None while one of them cannot be read."""
    labels = tuple(frame.task["input_labels"])
    read = []
    for name, column in zip(("first", "second"), st.columns(2), strict=True):
        with column:
            read.append(sentence_field(lab, name, labels))
    # Also of a sentence that cannot be read: a card that should not be there can be taken away.
    typed = [parse_sequence(session.parameter(lab, name), "words", labels) for name in ("first", "second")]
    _cards(
        key="word_cards",
        data={
            "assets": assets_address(),
            "sentences": [list(words[:MOST_WORDS]) for words in typed],
            "groups": groups(),
        },
        on_sentences_change=lambda: _moved(lab),
    )
    first, second = read
    return None if first is None or second is None else (first, second)


def groups() -> list[dict[str, str | list[str]]]:
    """The words of the grammar by kind, for the cards."""
    subjects = [word for subject, _, _ in causative.SUBJECTS for word in subject.split()]
    kinds = {
        "subjects": subjects,
        "have": [word for text in (*causative.AUXILIARIES, "has") for word in text.split()],
        "participles": causative.PARTICIPLES,
        "possessives": [possessive for _, possessive, _ in causative.SUBJECTS],
        "adjectives": causative.ADJECTIVES[1:],
        "objects": causative.OBJECTS,
        "endings": [word for text in causative.ENDINGS for word in text.split()],
    }
    return [{"name": name, "words": list(dict.fromkeys(words))} for name, words in kinds.items()]


def _moved(lab: Lab) -> None:
    """The cards lie in another order: the fields follow."""
    moved = st.session_state["word_cards"].sentences
    if isinstance(moved, list) and len(moved) == 2:
        for name, sentence in zip(("first", "second"), moved, strict=True):
            session.set_parameter(lab, name, str(sentence))
        forget_widgets(lab)


def compared(lab: Lab, frame: Frame, sentences: Sentences) -> None:
    """What the lanes make of the two sentences: word by word while they train, and the charts of this moment."""
    _live(lab, sentences)
    answer = answered(lab, TwoSentences(*sentences))
    if answer is not None:
        with st.container(key="sentences_charts"):
            _charts(lab, frame, answer, sentences)


@st.fragment(run_every=LOOK_SECONDS)
def _live(lab: Lab, sentences: Sentences) -> None:
    def said(answer: Answer, lane: Lane) -> list[Said]:
        shares = [answer.arrays[f"{lane.id}.{name}_says"][:, SOMEBODY_ELSE] for name in figures.NAMES]
        return list(zip(sentences, shares, strict=True))

    by_word(
        lab,
        TwoSentences(*sentences),
        said,
        causative.ANSWERS,
        BARS,
        lambda answer, lane: answer.arrays[f"{lane.id}.distance"],
    )


def _charts(lab: Lab, frame: Frame, answer: Answer, sentences: Sentences) -> None:
    origin = origin_of_answer(lab, frame, answer)
    waits = WAITS if lab.entry.run.status == "training" else ""
    st.markdown(f"{plain(_parted(answer, sentences))} :gray[Charts of step {answer.words['step']:,}.{waits}]")
    _side_by_side(("says", "distance"), _compared(frame, answer, sentences), origin)
    st.caption(PLANE)
    ways = {lane.id: figures.paths(answer.arrays, lane, sentences, theme()) for lane in frame.lanes}
    _side_by_side([f"path_{lane}" for lane in ways], {f"path_{lane}": way for lane, way in ways.items()}, origin)
    lanes = {lane.id: lane for lane in frame.lanes}
    known, own = session.parameter(lab, "states_of"), f"word_order_states_{lab.entry.id}"
    chosen = choice(lab, own, "Hidden states of", list(lanes), known, lambda lane: lanes[lane].name)
    session.set_parameter(lab, "states_of", "" if chosen == next(iter(lanes)) else chosen)
    _side_by_side(figures.NAMES, _states(lanes[chosen], answer, sentences), origin)


def _side_by_side(names: Sequence[str], drawn: dict[str, Chart], origin: Origin) -> None:
    for name, column in zip(names, st.columns(len(names)), strict=True):
        with column:
            show_chart(drawn[name], origin, f"word_order_{name}")


def _compared(frame: Frame, answer: Answer, sentences: Sentences) -> dict[str, Chart]:
    somebody = (SOMEBODY_ELSE, causative.ANSWERS[SOMEBODY_ELSE])
    return {
        "says": figures.answers_by_word(answer.arrays, frame.lanes, sentences, somebody, theme()),
        "distance": figures.distances(answer.arrays, frame.lanes, sentences, theme()),
    }


def _states(lane: Lane, answer: Answer, sentences: Sentences) -> dict[str, Chart]:
    return {
        name: heat_map(
            lane,
            "hidden",
            answer.arrays[f"{lane.id}.{name}"],
            theme(),
            title=f"{lane.name}: hidden state h, sentence {k + 1}",
            where="first seed, top layer",
            columns=list(sentences[k]),
        )
        for k, name in enumerate(figures.NAMES)
    }


def _parted(answer: Answer, sentences: Sentences) -> str:
    place = answer.words["parts"]
    if place is None:
        return PARTED["same"]
    one, other = (words[place] if place < len(words) else "nothing" for words in sentences)
    kind = "order" if answer.words["same_words"] else "words"
    return PARTED[kind].format(place=place + 1, one=one, other=other)


def show_bag_of_words(lab: Lab, frame: Frame) -> None:
    """The lanes' accuracy on unseen sentences beside that of a trained bag of words, and why it cannot be better."""
    st.subheader("What a bag of words knows")
    answer = answered(lab, BagOfWords())
    if answer is None:
        return
    tests = answer.words["sentences"]
    bag, steps = percent(float(answer.arrays["accuracy"][0, -1])), f"{answer.words['steps']:,}"
    with st.container(horizontal=True, gap="large"):
        for lane in frame.lanes:
            accuracy = percent(lane.accuracy) if lane.accuracy is not None else "–"
            told = f"Right answers in the newest test, on {tests} unseen sentences."
            st.metric(lane.name, accuracy, help=told, width="content")
        told = f"Right answers on the same {tests} sentences, after {steps} steps."
        st.metric("Bag of words", bag, help=told, width="content")
    st.caption(f"Right answers on {tests} test sentences with unseen combinations. {WHY_HALF} {ENOUGH}")


def show_cases(lab: Lab) -> None:
    """The cases that the page sets up in one click."""
    presets.show_presets(lab, CASES, page="word_order")
