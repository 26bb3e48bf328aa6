"""An x axis that names each timestep by a word, as many of them as there is room for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import plotly.graph_objects as go

INVISIBLE = "\N{ZERO WIDTH SPACE}"


def untagged(word: str) -> str:
    """`word` as Plotly shows it as it is: it reads tags in every text."""
    return word.replace("<", "&lt;")


def word_axis(figure: go.Figure, words: Sequence[str]) -> list[str]:
    """Name the places along the x axis of `figure` by `words`; the x of each place.

    Plotly turns words that would touch, and leaves some of them out where there is no room for all: the width of a page
    is known in the browser alone. It does so on an axis of categories only, where equal words would be one place, so an
    invisible space tells them apart.
    """
    seen = Counter[str]()
    places = list[str]()
    for word in words:
        places.append(untagged(word) + INVISIBLE * (seen[word] + (not word)))
        seen[word] += 1
    figure.update_xaxes(
        type="category",
        categoryorder="array",
        categoryarray=places,
        range=[-0.5, len(places) - 0.5],
        automargin=True,
    )
    return places
