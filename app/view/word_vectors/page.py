"""The parts of the page "Word vectors": where the vectors come from, their map, neighbours and analogies.

Random vectors of the same shape stand beside everything: what they show too is no knowledge of the vectors.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from app.figures.sheet import Origin
from app.figures.word_map import reach_of, word_map
from app.view import session
from app.view.chart import show_chart, theme
from app.view.lab import Lab
from app.view.number_table import show_table
from app.view.pair import pair
from app.view.plain import plain
from app.view.widgets import choice, widget_key, widget_value
from rnn_core.errors import UserError
from rnn_core.language.analogies import GROUPS, RELATIONS, Score, score
from rnn_core.language.plane import Plane, plane, turned_like
from rnn_core.language.word_vectors import Near, WordVectors
from rnn_core.numbers import decimal

CONTROL_SEED = 0
NEIGHBOURS = 8
MOST_WORDS = 6
"""Words whose neighbours are shown at once."""
TOO_MANY = "Neighbours of {most} words are shown at once. Left out: {words}."
RANDOM = "Random vectors"
COMMA = ","
OWN_WORDS = "your words"
EVERY_SYMBOL = "symbols"
NO_PAIRS = "none"
"""The choice of pairs to be joined by lines that joins none."""
COSINE = (
    "The number is the cosine of the two vectors: 1 is the same direction, 0 none in common. "
    "The word itself is left out."
)
ASK_THREE = "Write three words: man king woman asks what is to woman as king is to man."
EXCLUDED = (
    "The vector b − a + c is formed, and the words nearest to it are shown, **without the three words of the "
    "question**. If they may be an answer too, the nearest word is “{free}” ({cosine})."
)
COUNTED_LATER = "The sets of analogies are counted when the training stands still."
SCORES = (
    "Right answers of all questions of a set. “c alone” takes the word nearest to c and ignores a and b. A set where "
    "it does as well needs no analogy (Linzen 2016; Rogers, Drozd & Li 2017)."
)


@dataclass(frozen=True)
class Shown:
    """Vectors on the page: their name, where they come from, and the random ones beside them.

    `before` are the vectors of earlier moments, oldest first, like which the map is turned. Those `learned_here` come
    from a small text, so that rare words lie near anything; `live` ones are drawn anew every second.
    """

    name: str
    origin: Origin
    vectors: WordVectors
    control: WordVectors
    before: tuple[WordVectors, ...] = ()
    learned_here: bool = False
    live: bool = False


def parts(typed: str, vectors: WordVectors) -> list[str]:
    """The words of a field in which somebody listed some, with commas or spaces between.

    A comma between spaces is one of them, if it has a vector.
    """
    apart = [[COMMA] if part == COMMA and COMMA in vectors.index else part.split(COMMA) for part in typed.split()]
    return [word for words in apart for word in words if word]


def listed(typed: str, vectors: WordVectors) -> tuple[str, ...]:
    """The words of such a field as `vectors` write them, each once."""
    return vectors.spelled(parts(typed, vectors))


def with_own(groups: dict[str, tuple[str, ...]], own: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """`groups`, and those of the user's `own` words that are in none of them."""
    rest = tuple(word for word in own if not any(word in words for words in groups.values()))
    return groups | {OWN_WORDS: rest} if rest else groups


def show_map(shown: Shown, groups: dict[str, tuple[str, ...]], joined: str) -> None:
    """The map of the words in `groups`, and beside it that of their random vectors."""
    known = {group: shown.vectors.known(words) for group, words in groups.items()}
    words = list(dict.fromkeys(word for of_group in known.values() for word in of_group))
    unknown = list(dict.fromkeys(word for of_group in groups.values() for word in of_group if word not in set(words)))
    if len(words) < 2:
        st.info("The map needs two words or more that have a vector here. Choose another group or type words.")
        return
    here, control = _turned(shown, words), _plane(shown.control, words)
    reach = reach_of([here.points, control.points])
    pairs = RELATIONS.get(joined, ())
    columns = pair("map")
    for column, drawn, name, key in ((columns[0], here, shown.name, "map"), (columns[1], control, RANDOM, "control")):
        with column:
            points = {word: (float(x), float(y)) for word, (x, y) in zip(words, drawn.points, strict=True)}
            chart = word_map(known, points, theme(), title=f"{name}: map", share=drawn.share, reach=reach, joined=pairs)
            show_chart(chart, shown.origin, f"vectors_{key}", live=shown.live)
    if unknown:
        st.caption(plain(f"Without a vector here, so not on the map: {', '.join(unknown[:30])}."))


def show_neighbours(shown: Shown, typed: Sequence[str], among: int | None) -> None:
    """The nearest words of each of `typed` among the `among` most frequent, and beside them those of random vectors."""
    columns = pair("neighbours")
    for column, vectors, name, key in (
        (columns[0], shown.vectors, shown.name, "own"),
        (columns[1], shown.control, RANDOM, "random"),
    ):
        with column:
            found, unknown = _nearest(vectors, typed, among)
            if found:
                rows = {word: list(map(_with_cosine, near)) for word, near in found.items()}
                title = f"{name}: nearest words"
                show_table(title, rows, COSINE, f"neighbours_{key}", numbers=_columns(found))
            if unknown and key == "own":
                st.warning(plain(unknown))
            if typed[MOST_WORDS:] and key == "own":
                st.caption(plain(TOO_MANY.format(most=MOST_WORDS, words=", ".join(typed[MOST_WORDS:][:30]))))


def show_analogy(shown: Shown, typed: str) -> None:
    """What is to c as b is to a, for the three words of `typed`; and beside it what random vectors answer."""
    asked = parts(typed, shown.vectors)
    if len(asked) != 3:
        st.info(plain(f"{len(asked)} words were given. {ASK_THREE}"))
        return
    a, b, c = asked
    columns = pair("analogy")
    for column, vectors, name, key in (
        (columns[0], shown.vectors, shown.name, "own"),
        (columns[1], shown.control, RANDOM, "random"),
    ):
        with column:
            try:
                answer = vectors.analogy(a, b, c, 5)
            except UserError as error:
                if key == "own":
                    st.warning(plain(str(error)))
                return
            asks = f"{b} − {a} + {c}"
            free = answer.unrestricted
            said = EXCLUDED.format(free=plain(free.word), cosine=decimal(free.cosine))
            show_table(
                f"{name}: {a} is to {b} as {c} is to …",
                {asks: list(map(_with_cosine, answer.answers))},
                said,
                f"analogy_{key}",
                numbers=_columns({asks: answer.answers}),
                marked=True,
            )


def show_scores(shown: Shown) -> None:
    """How many questions of each set the vectors answer, in which way, and how many random ones do."""
    if shown.live:
        st.caption(COUNTED_LATER)
        return
    found = [(name, scores_of(shown.vectors)[name], scores_of(shown.control)[name]) for name in RELATIONS]
    asked = [each for each in found if each[1].questions]
    if not asked:
        st.caption("These vectors know too few words of the sets of analogies.")
        return
    rows = {
        "set": [name for name, _, _ in asked],
        "questions": [f"{own.questions}" for _, own, _ in asked],
        "right, as is the custom": [f"{own.right}" for _, own, _ in asked],
        "right, all words allowed": [f"{own.unrestricted}" for _, own, _ in asked],
        "right, c alone": [f"{own.nearest_to_c}" for _, own, _ in asked],
        "random vectors": [f"{random.right}" for _, _, random in asked],
    }
    show_table("Sets of analogies", rows, SCORES, "scores", ranks=False)


@functools.lru_cache(maxsize=8)
def scores_of(vectors: WordVectors) -> dict[str, Score]:
    """The score of each set; 0 questions where the vectors know too few words.

    Kept, because all who look at the same vectors need the same, and GloVe's take a quarter of a second.
    """
    return {name: score(vectors, pairs) for name, pairs in RELATIONS.items()}


def choose_words(lab: Lab, shown_groups: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Let the user choose groups of words for the map; the groups, those of the user's words last."""
    default = [group for group in session.parameter(lab, "vectors_groups").split(",") if group in shown_groups]
    chosen = st.multiselect(
        "Groups on the map",
        list(shown_groups),
        widget_value(lab, "vectors_groups", default),
        key=widget_key(lab, "vectors_groups"),
        help="The words of a group belong together. The words whose neighbours are shown are on the map too.",
    )
    session.set_parameter(lab, "vectors_groups", ",".join(chosen))
    return {group: GROUPS[group] for group in chosen}


def field(lab: Lab, name: str, label: str, help: str, hint: str = "") -> str:
    """A field of the page's own parameter called `name`; what stands in it. An empty one shows the `hint`."""
    known = widget_value(lab, name, session.parameter(lab, name))
    typed = st.text_input(label, known, key=widget_key(lab, name), help=help, placeholder=hint)
    session.set_parameter(lab, name, typed)
    return typed


def pick(lab: Lab, name: str, label: str, options: dict[str, str]) -> str:
    """A list of the page's own parameter called `name`: its values, in words; the value that is chosen."""
    value = choice(lab, name, label, list(options), session.parameter(lab, name), options.__getitem__)
    session.set_parameter(lab, name, value)
    return value


def _plane(vectors: WordVectors, words: Sequence[str]) -> Plane:
    return plane(vectors.unit[vectors.rows(words)])


def _turned(shown: Shown, words: Sequence[str]) -> Plane:
    """The map, turned so that each word lies near where it lay before: directions have no meaning of their own."""
    here: Plane | None = None
    for vectors in (*shown.before, shown.vectors):
        new = _plane(vectors, words)
        here = new if here is None else Plane(turned_like(new.points, here.points), new.share)
    assert here is not None
    return here


def _nearest(vectors: WordVectors, typed: Sequence[str], among: int | None) -> tuple[dict[str, tuple[Near, ...]], str]:
    found, unknown = dict[str, tuple[Near, ...]](), list[str]()
    for word in typed[:MOST_WORDS]:
        try:
            found[word] = vectors.neighbours(word, NEIGHBOURS, among)
        except UserError:
            unknown.append(word)
    missing = f"No vector here for {', '.join(f'“{word[:30]}”' for word in unknown)}." if unknown else ""
    # A small vocabulary may have fewer others than are shown.
    most = min(map(len, found.values()), default=0)
    return {word: near[:most] for word, near in found.items()}, missing


def _with_cosine(near: Near) -> str:
    return f"{near.word} ({decimal(near.cosine)})"


def _columns(found: dict[str, tuple[Near, ...]]) -> dict[str, list[object]]:
    columns = dict[str, list[object]]()
    for word, near in found.items():
        columns[word] = [each.word for each in near]
        columns[f"{word}, cosine"] = [each.cosine for each in near]
    return columns
