"""The parts of the page "From the beginning to the end of a sentence"."""

from __future__ import annotations

import streamlit as st

from app.figures.agreement import accuracy_by, gradient_at_subject
from app.figures.verb_by_word import verb_by_word
from app.view import presets
from app.view.asking import answered, of_step
from app.view.chart import show_chart, theme
from app.view.lab import Lab
from app.view.origin import origin_of_answer
from app.view.presets import Preset
from app.view.sentences.by_word import LOOK_SECONDS, Said, by_word
from app.view.sentences.sentence_field import sentence_field
from rnn_core.frames.frame import Frame, Lane
from rnn_core.inside.question import Answer
from rnn_core.inside.states import StatesOfSequence
from rnn_core.language.agreement_accuracy import AgreementAccuracy
from rnn_core.language.gradient_at_subject import GradientAtSubject
from rnn_core.numbers import whole
from rnn_core.settings.lane_config import lanes_of
from rnn_core.tasks.words import noun_phrases

ARE = noun_phrases.ANSWERS.index("are")
BARS = "Bars: the probability of “are” after each word, if the sentence ended there."
QUESTION = (
    "**Is or are?** “The keys to the cabinet near the door …” needs **are**: the verb agrees with the subject at the "
    "beginning, not with the noun before it. The networks read one word after another and answer after the last. "
    "Source of the idea: Linzen, Dupoux & Goldberg 2016, TACL 4, 521–535; the grammar is ours."
)
FINDINGS = """\
- All three cells learn it, with 1 to 40 words between subject and verb. The LSTM is first: within 200 steps with every
  seed. The GRU and the vanilla RNN need longer, and the RNN does not always get there in 1,000 steps.
- A network that has learned it is right at every distance up to 40, whatever stands between. So is one that was trained
  on at most 10 words.
- Once the vanilla RNN has learned it, hardly any gradient comes back to the subject over 40 words: less than one part
  in ten billion. Still it is right. A vanishing gradient is no forgetting: the state stands still, and a state that
  nothing moves passes no gradient on.
- Longer sentences are harder to learn. With up to 80 words between, the LSTM still learns it within 500 steps; the RNN
  and the GRU need more.
"""
"""What comes out over five seeds: `tests.benchmarks.language --parts agreement` measures it."""
WORDS = "The networks know {count} words"
CASES = (
    Preset(
        "Forty words",
        "agreement",
        {},
        {"sentence": "the keys to the cabinet near the door"},
        "Up to 40 words stand between subject and verb. Within 200 steps the LSTM knows the verb at every distance.",
    ),
    Preset(
        "Short sentences first",
        "agreement",
        {"sequence_length": 13},
        {"sentence": "the keys now often still really to the old cabinet near the heavy door always again today"},
        "Trained on at most 10 words between subject and verb, all three learn it within 200 steps. Tested at 40 "
        "words, they are right too.",
    ),
    Preset(
        "Twice as far",
        "agreement",
        {"sequence_length": 83, "lanes": lanes_of("rnn", "lstm")},
        {},
        "Up to 80 words stand between subject and verb. The LSTM learns it within 500 steps, the RNN needs more.",
    ),
)


def show_question() -> None:
    """What the page is about, and what comes out."""
    st.markdown(QUESTION)
    with st.expander("What comes out, over five seeds"):
        st.markdown(FINDINGS)


def field(lab: Lab, frame: Frame) -> tuple[str, ...] | None:
    """Let the user type a sentence up to its verb; None while it cannot be read."""
    labels = tuple(frame.task["input_labels"])
    sentence = sentence_field(lab, "sentence", labels)
    with st.expander(WORDS.format(count=len(labels))):
        st.markdown(
            "\n".join(f"- {kind}: {', '.join(words)}" for kind, words in _kinds().items()),
        )
    return sentence


def _kinds() -> dict[str, list[str]]:
    """The words of the grammar by kind."""
    return {
        "nouns": [form for forms in noun_phrases.NOUNS for form in forms],
        "prepositions": list(noun_phrases.PREPOSITIONS),
        "adjectives": list(noun_phrases.ADJECTIVES[1:]),
        "adverbs": list(noun_phrases.ADVERBS),
        "article": ["the"],
    }


def word_by_word(lab: Lab, frame: Frame, sentence: tuple[str, ...]) -> None:
    """What the lanes would say after each word of the sentence: while they train, and as a chart of this moment."""
    _live(lab, sentence)
    answer = answered(lab, StatesOfSequence(sentence))
    if answer is not None:
        origin = origin_of_answer(lab, frame, answer)
        show_chart(verb_by_word(answer.arrays, frame.lanes, sentence, theme()), origin, "agreement_words")


@st.fragment(run_every=LOOK_SECONDS)
def _live(lab: Lab, sentence: tuple[str, ...]) -> None:
    def said(answer: Answer, lane: Lane) -> list[Said]:
        return [(sentence, answer.arrays[f"{lane.id}.outputs"][:, ARE])]

    by_word(lab, StatesOfSequence(sentence), said, noun_phrases.ANSWERS, BARS)


def show_accuracy(lab: Lab, frame: Frame) -> None:
    """Right verbs by distance and by number of attractors, of the lanes and of what does not learn."""
    answer = answered(lab, AgreementAccuracy())
    if answer is None:
        return
    words = answer.words
    rules = {"ngram": f"{words['order']}-gram", "last_noun": "the last noun's number"}
    origin = origin_of_answer(lab, frame, answer)
    with st.container(key="sentences_accuracy"):
        for of, column in zip(("distance", "attractors"), st.columns((3, 2)), strict=True):
            with column:
                chart = accuracy_by(answer.arrays, of, frame.lanes, rules, words["trained"], theme())
                show_chart(chart, origin, f"agreement_{of}")
    st.caption(
        f"{of_step(lab, answer)} Trained on distances from 1 to {words['trained']} words. "
        f"The {words['order']}-gram is counted in {whole(words['counted'])} training sentences and sees the last "
        f"{words['order'] - 1} words. “The last noun's number” is the rule that the verb agrees with the nearest noun. "
        "An attractor is a noun between subject and verb whose number is not the subject's."
    )


def show_gradient(lab: Lab, frame: Frame) -> None:
    """How much of the verb's gradient reaches the subject."""
    answer = answered(lab, GradientAtSubject())
    if answer is not None:
        chart = gradient_at_subject(answer.arrays, frame.lanes, answer.words["sentences"], theme())
        show_chart(chart, origin_of_answer(lab, frame, answer), "agreement_gradient")
        st.caption(of_step(lab, answer))


def show_cases(lab: Lab) -> None:
    """The cases that the page sets up in one click."""
    presets.show_presets(lab, CASES, page="agreement")
