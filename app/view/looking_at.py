"""A few sentences on what a page shows, with their sources, folded away."""

import streamlit as st

LAB = (
    "Every card is one network. All of them learn the same task from the same batches, and every column of a picture "
    "is one timestep of the watched example: its input, the units of the hidden state, the gates, the answer. The "
    "gradient by timestep says how much the error changes with the state there: where it falls to nothing, the "
    "network cannot learn from what came so early. Sources: Elman 1990; Hochreiter & Schmidhuber 1997; Cho et al. "
    "2014, arXiv:1406.1078."
)


def looking_at(words: str) -> None:
    """The question “What am I looking at?”, which opens to its answer."""
    with st.expander("What am I looking at?"):
        st.write(words)
