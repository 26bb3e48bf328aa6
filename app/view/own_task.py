"""A page for runs of its own tasks: what it says where a run of another task is on screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import streamlit as st

from app.view import link, session, take_away
from app.view.lab import Lab
from app.view.looking_at import looking_at
from app.view.notices import show_notices
from app.view.presets import KEPT, Preset, show_presets
from app.view.sidebar import sidebar
from rnn_core.settings.task_names import TASK_TITLES
from rnn_core.tasks.openings import opened

NEEDS = "This page shows runs of {tasks}. The run on screen is about “{other}”."
AWAITED = "Give the text in the sidebar. The run of this link begins then."
ABOUT = {
    "next_character": (
        "Next character",
        "A network learns to spell a word. Its numbers are on screen; click on one to see how it came about.",
    ),
    "text_generator": (
        "Text generator",
        "Networks learn to write by guessing the next character. Read what they wrote on the way, and let them write.",
    ),
    "word_order": (
        "Word order",
        "“I had washed my house” is not “I had my house washed”. The words are the same; only their order tells.",
    ),
    "agreement": (
        "From the beginning to the end of a sentence",
        "“The keys to the cabinet near the door … are”: the verb agrees with a noun that came long before it.",
    ),
    "translator": (
        "Translator",
        "An encoder reads a sentence, a decoder writes it in another language, and both learn in front of you.",
    ),
}
"""What each page is called, and what it shows."""
SEEN = {
    "next_character": (
        "The network reads a word letter by letter, and after each letter it says how likely every letter is to come"
        " next. Every column is one timestep: the letter as a single 1, the hidden state h, the scores and the "
        "probabilities. Two equal letters can be followed by different ones, because h differs. Source: Karpathy "
        "2015, “The Unreasonable Effectiveness of Recurrent Neural Networks”."
    ),
    "text_generator": (
        "The networks read a text and after each character say how likely every character is to come next. To write,"
        " one is drawn from these probabilities and read as the next input, again and again; a low temperature makes"
        " likely ones likelier. What was written at earlier steps of training shows what is learned first. Sources: "
        "Sutskever, Martens & Hinton 2011; Graves 2013, arXiv:1308.0850; Karpathy 2015."
    ),
    "word_order": (
        "A network reads both sentences word by word, and after each word says who did it. A bag of words, which "
        "only knows which words there are, must give both sentences the same answer. The distance of the hidden "
        "states by word shows where the network begins to tell them apart. Source: Elman 1990, “Finding Structure in"
        " Time”."
    ),
    "agreement": (
        "A network reads the beginning of a sentence word by word, and says after each word whether “is” or “are” "
        "would come next. Nouns between the subject and the verb try to mislead it. The gradient at the subject says"
        " how much the network can still learn from it. Source: Linzen, Dupoux & Goldberg 2016, TACL 4, 521–535."
    ),
    "translator": (
        "The encoder reads a sentence of one language; its last state is the vector from which the decoder writes "
        "the sentence in the other language, word by word. Without attention this vector is all that the decoder "
        "knows of the source; with attention it looks back at every word. Sources: Sutskever, Vinyals & Le 2014, "
        "arXiv:1409.3215; Cho et al. 2014, arXiv:1406.1078; Bahdanau, Cho & Bengio 2015, arXiv:1409.0473."
    ),
}
"""A sentence for each on what is seen, with its sources."""


@contextmanager
def page(name: str, tasks: tuple[str, ...], cases: Sequence[Preset] = ()) -> Iterator[Lab | None]:
    """The page called `name` around its own part, with all that pages have in common.

    Gives the lab with a run of one of `tasks`, or None where the page says what it shows: that the run on screen is of
    another task, with its `cases`, or that the run of its link waits for its text.
    """
    lab = session.open_page(tasks[0])
    link.write_link(lab, name)
    show_notices(lab)
    awaited = lab.pending is not None and lab.pending.task in tasks
    if awaited or lab.entry.run.present.task in tasks:
        wanted = sidebar(lab, tasks)
        if wanted is not None:
            session.follow(lab, wanted)
    own = lab.entry.run.present.task in tasks
    if not own and awaited:
        _tell(name)
        st.info(AWAITED)
    elif not own:
        _offer(lab, name, tasks, cases)
    yield lab if own else None
    if own:
        looking_at(SEEN[name])
        take_away.offer(lab, name)
    link.write_link(lab, name)


def _offer(lab: Lab, name: str, tasks: tuple[str, ...], cases: Sequence[Preset]) -> None:
    """What the page shows, that it needs a run of one of `tasks`, and the ways to one."""
    _tell(name)
    names = [f"“{TASK_TITLES[task]}”" for task in tasks]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
    st.info(NEEDS.format(tasks=listed, other=TASK_TITLES[lab.entry.run.present.task]))
    st.button(f"Start “{TASK_TITLES[tasks[0]]}”", type="primary", help=KEPT, on_click=_open, args=(lab, tasks[0]))
    if cases:
        show_presets(lab, cases, page=name)


def _tell(name: str) -> None:
    """The page's name, and a sentence on what it shows."""
    title, about = ABOUT[name]
    st.subheader(title)
    st.write(about)


def _open(lab: Lab, task: str) -> None:
    session.begin(lab, opened(task, lab.wanted))
