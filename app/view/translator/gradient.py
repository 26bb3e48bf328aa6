"""The first written word's error on its way back to every word of the source."""

from __future__ import annotations

import streamlit as st

from app.figures.first_word import first_word
from app.view.asking import answered, of_step
from app.view.chart import show_chart, theme
from app.view.lab import Lab
from app.view.origin import origin_of_answer
from rnn_core.frames.frame import Frame
from rnn_core.language.first_word import FEWEST, FirstWordGradient

WHAT = (
    "The first word of the translation usually needs the first words of the source, which the encoder read long ago. A "
    "source that is read backwards brings them next to it. Attention makes the way to every word one step long "
    "(Sutskever, Vinyals & Le 2014; Bahdanau, Cho & Bengio 2015)."
)
TOO_FEW = "A median needs {fewest} held-out sentences. Of these pairs {count} are held out: use more pairs."


def show(lab: Lab, frame: Frame) -> None:
    """The chart of all lanes."""
    st.subheader("How the first word learns from the source")
    st.write(WHAT)
    answer = answered(lab, FirstWordGradient())
    if answer is None:
        return
    if answer.words["sentences"] < FEWEST:
        st.info(TOO_FEW.format(fewest=FEWEST, count=answer.words["sentences"]))
        return
    st.caption(of_step(lab, answer))
    lanes = [lane for lane in frame.lanes if lane.id in answer.words["lanes"]]
    spreads = {lane.id: answer.arrays[f"{lane.id}.from_start"] for lane in lanes}
    unit = "letter" if frame.task["name"] == "pig_latin" else "word"
    chart = first_word(spreads, lanes, answer.words["sentences"], theme(), unit=unit)
    show_chart(chart, origin_of_answer(lab, frame, answer), "first_word")
