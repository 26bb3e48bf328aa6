"""One cell as it is drawn in every book, with the numbers of one unit at one timestep.

The state that is carried along is the thick line. The gates are boxes, products and sums are circles. After Olah 2015,
“Understanding LSTM Networks”.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go

from app.figures.cell_numbers import BEFORE, KEPT, NEW
from app.figures.chart import LETTERS, Chart, framed
from app.figures.palette import ThemeName, palette, translucent
from app.figures.table import rows_csv
from rnn_core.frames.frame import Lane
from rnn_core.numbers import decimal, short

WIDTH, LOW, HIGH, HEIGHT = 100, -5, 62, 400
"""The drawing's own measures, and its height in CSS pixels."""
BOX, CIRCLE, THICK, THIN = 42, 30, 7, 1.5
SMALL = 12
BELT, ROW, BUS = 52, 20, 6
"""The heights of the carried state, of the gates, and of the line that brings x and h to them."""
ARROW = 9
"""The length of the part of a wire that is its arrow."""
INK = 0.35
"""How much ink a gate at 1 has: its sign stays readable on it."""

Point = tuple[float, float]


class _Drawing:
    """Wires, nodes and words, gathered for one figure."""

    def __init__(self, lane: Lane, found: Mapping[str, float], held: Mapping[str, float], theme: ThemeName) -> None:
        self.colours, self.found, self.held = palette(theme), found, held
        self.colour = self.colours.lane(lane)
        self.figure = go.Figure()
        self.rows = {row.letter: row for row in lane.traces}
        self.nodes: list[dict[str, Any]] = []
        self.words: list[dict[str, Any]] = []

    def wire(self, *points: Point, thick: bool = False, dotted: bool = False, end: bool = False) -> None:
        """A line through `points` with an arrow at its end: before what stands there, or at the drawing's own `end`.

        A thick line has one at the drawing's end alone.
        """
        colour, width = (self.colour, THICK) if thick else (self.colours.muted, THIN)
        (before, y_before), (x, y) = points[-2:]
        # The last part of a thin line is the arrow's own, which is drawn over all else: nothing stands there.
        part = min(0.5, ARROW / max(abs(x - before), abs(y - y_before)))
        start = (x - part * (x - before), y - part * (y - y_before))
        rest = 0.0 if thick else 0.85 * part
        last = (x - rest * (x - before), y - rest * (y - y_before))
        path = "M" + " L".join(f"{x:g},{y:g}" for x, y in (*points[:-1], last))
        line = {"color": colour, "width": width, "dash": "dot" if dotted else "solid"}
        self.figure.add_shape(type="path", path=path, line=line, layer="below")
        if thick and not end:
            return
        self.figure.add_annotation(
            x=x,
            y=y,
            ax=start[0],
            ay=start[1],
            axref="x",
            ayref="y",
            text="",
            arrowhead=2,
            arrowsize=1.6 if thick else 1,
            arrowwidth=3 if thick else THIN,
            arrowcolor=colour,
            standoff=0 if end else 22,
        )

    def node(self, x: float, y: float, sign: str, hover: str, *, box: bool = False, fill: float = 0.0) -> None:
        """A box or a circle with its sign, filled with as much ink as `fill` says, from 0 to 1."""
        self.nodes.append({"x": x, "y": y, "sign": sign, "hover": hover, "box": box, "fill": fill})

    def say(self, x: float, y: float, words: str, place: str = "middle right", size: int = LETTERS) -> None:
        """Words beside a wire."""
        self.words.append({"x": x, "y": y, "words": words, "place": place, "size": size})

    def number(self, x: float, y: float, name: str, letter: str, place: str = "middle right") -> None:
        """The number called `name` of the unit, behind its `letter`."""
        self.say(x, y, f"{letter} {decimal(self.found[name])}".strip(), place)

    def gate(self, letter: str, x: float, *, coupled: str = "") -> None:
        """A gate's box above the line that feeds it; one that is removed or held reads nothing, and says so."""
        row, value = self.rows[letter], self.found[letter]
        held = self.held.get(row.trace)
        sign = "1" if row.removed else "σ" if held is None else short(held, 2)
        state = "removed" if row.removed else f"held at {short(held)}" if held is not None else row.means
        if coupled:
            sign = "1−"
        elif not row.removed and held is None:
            self.wire((x, BUS), (x, ROW))
        # On a phone there is room for one word.
        self.say(x + 1.5, 12, "held" if held is not None else state.removesuffix(" the state"), size=SMALL)
        self.node(x, ROW, sign, f"{row.name} gate {letter} = {decimal(value)}: {state}", box=True, fill=value)

    def finished(self, chart: tuple[str, str, str], theme: ThemeName) -> Chart:
        """The figure with its title, caption and table."""
        colours = self.colours
        inks = [translucent(colours.text, INK * min(max(node["fill"], 0.0), 1.0)) for node in self.nodes]
        # Below the ink a node is solid: no wire is seen through it.
        for fills in ([colours.panel] * len(inks), inks):
            self.figure.add_scatter(
                x=[node["x"] for node in self.nodes],
                y=[node["y"] for node in self.nodes],
                mode="markers+text",
                marker={
                    "symbol": ["square" if node["box"] else "circle" for node in self.nodes],
                    "size": [BOX if node["box"] else CIRCLE for node in self.nodes],
                    "color": fills,
                    "opacity": 1,
                    "line": {"color": colours.text, "width": 1.5},
                },
                text=[node["sign"] if fills is inks else "" for node in self.nodes],
                textfont={"size": LETTERS, "color": colours.text},
                customdata=[node["hover"] for node in self.nodes],
                hovertemplate="%{customdata}<extra></extra>",
                cliponaxis=False,
            )
        self.figure.add_scatter(
            x=[each["x"] for each in self.words],
            y=[each["y"] for each in self.words],
            mode="text",
            text=[each["words"] for each in self.words],
            textposition=[each["place"] for each in self.words],
            textfont={"size": [each["size"] for each in self.words], "color": colours.text},
            hoverinfo="skip",
            cliponaxis=False,
        )
        framed(self.figure, theme, x="", height=HEIGHT, showlegend=False, dragmode=False)
        self.figure.update_layout(margin={"l": 8, "r": 8, "t": 8, "b": 8})
        self.figure.update_xaxes(visible=False, range=[0, WIDTH])
        self.figure.update_yaxes(visible=False, range=[LOW, HIGH])
        return Chart(self.figure, *chart)


def cell_drawing(
    lane: Lane,
    found: Mapping[str, float],
    theme: ThemeName,
    *,
    variant: str,
    held: Mapping[str, float],
    reads: str,
    title: str,
    caption: str,
) -> Chart:
    """`lane`'s cell with the numbers `found` of `cell_numbers`.

    A gate that an ablation removed stands as the constant 1. One that is `held` (its trace and the value) stands as
    that value; neither reads anything. What else a `variant` changes is drawn: coupled gates, peepholes, a missing
    tanh, a reset before the product. `reads` is the word for x.
    """
    drawing = _Drawing(lane, found, held, theme)
    {"lstm": _lstm, "gru": _gru, "rnn": _rnn}[lane.cell](drawing, variant, lane.squash)
    drawing.say(9, LOW + 2, f"x {reads}".strip())
    csv = rows_csv({"number": list(found), "value": [repr(value) for value in found.values()]})
    return drawing.finished((title, caption, csv), theme)


def _inputs(drawing: _Drawing, last: float) -> None:
    """The line that brings x and the whole of h to all gates, up to the one at `last`."""
    drawing.wire((0, BUS), (last, BUS), (last, ROW))
    drawing.wire((8, LOW + 4), (8, BUS), end=True)
    drawing.say(0, BUS + 4, "h before")


def _lstm(drawing: _Drawing, variant: str, _squash: str) -> None:
    forget, let_in, candidate, show, tail = 16, 34, 52, 70, 84
    coupled, tanh = variant == "cifg", drawing.rows["c"].name == "tanh"
    drawing.wire((0, BELT), (WIDTH, BELT), thick=True, end=True)
    _inputs(drawing, candidate if _reads_nothing(drawing, "o") else show)
    drawing.wire((forget, ROW), (forget, BELT))
    drawing.wire((let_in, ROW), (let_in, 36), (candidate, 36))
    drawing.wire((candidate, BUS), (candidate, ROW))
    drawing.wire((candidate, ROW), (candidate, 36))
    drawing.wire((candidate, 36), (candidate, BELT))
    drawing.wire((tail, BELT), (tail, ROW))
    drawing.wire((show, ROW), (tail, ROW))
    drawing.wire((tail, ROW), (tail, BUS), (WIDTH, BUS), end=True)
    if coupled:
        drawing.wire((forget, ROW), (let_in, ROW))
    if variant == "peepholes":
        for letter, x in (("f", forget), ("i", let_in)):
            if not _reads_nothing(drawing, letter):
                drawing.wire((7, BELT), (7, 30), (x, ROW), dotted=True)
        if not _reads_nothing(drawing, "o"):
            drawing.wire((77, BELT), (77, 30), (show, ROW), dotted=True)
    drawing.gate("f", forget)
    drawing.gate("i", let_in, coupled="f" if coupled else "")
    linear = drawing.rows["g"].scale != "signed"
    drawing.node(candidate, ROW, "lin" if linear else "tanh", f"candidate g = {decimal(drawing.found['g'])}", box=True)
    drawing.say(candidate + 1.5, 12, "new", size=SMALL)
    drawing.gate("o", show)
    drawing.node(forget, BELT, "×", f"f·(c before) = {decimal(drawing.found[KEPT])}")
    drawing.node(candidate, 36, "×", f"i·g = {decimal(drawing.found[NEW])}")
    drawing.node(candidate, BELT, "+", f"c = f·(c before) + i·g = {decimal(drawing.found['c'])}")
    if tanh:
        drawing.node(tail, 38, "tanh", f"tanh c = {decimal(drawing.found['shown'])}", box=True)
    shown = "tanh c" if tanh else "c"
    drawing.node(tail, ROW, "×", f"h = o·{shown} = {decimal(drawing.found['h'])}")
    drawing.number(0, 57, BEFORE, "c before")
    drawing.number(34, 57, KEPT, "", "middle center")
    drawing.number(WIDTH, 57, "c", "c", "middle left")
    drawing.number(forget + 1.5, 28, "f", "f")
    drawing.number(let_in + 1.5, 28, "i", "i")
    drawing.number(candidate + 1.5, 28, "g", "g")
    drawing.number(show, 26.5, "o", "o", "middle center")
    drawing.number(candidate + 1.5, 44, NEW, "")
    if tanh:
        drawing.number(tail + 1.5, 29.5, "shown", "")
    drawing.number(WIDTH, BUS + 4, "h", "h", "middle left")


def _gru(drawing: _Drawing, variant: str, _squash: str) -> None:
    keep, reset, product, candidate = 20, 40, 58, 76
    drawing.wire((0, BELT), (WIDTH, BELT), thick=True, end=True)
    _inputs(drawing, candidate)
    drawing.wire((keep, ROW), (keep, BELT))
    drawing.wire((keep, 36), (candidate, 36))
    drawing.wire((product, BUS), (product, ROW))
    drawing.wire((reset, ROW), (product, ROW))
    drawing.wire((product, ROW), (candidate, ROW))
    drawing.wire((candidate, ROW), (candidate, 36))
    drawing.wire((candidate, 36), (candidate, BELT))
    drawing.gate("z", keep)
    drawing.gate("r", reset)
    drawing.node(keep, BELT, "×", f"z·(h before) = {decimal(drawing.found[KEPT])}")
    drawing.node(46, 36, "1−", f"1 − z = {decimal(1 - drawing.found['z'])}: writes")
    drawing.node(candidate, 36, "×", f"(1 − z)·n = {decimal(drawing.found[NEW])}")
    drawing.node(candidate, BELT, "+", f"h = z·(h before) + (1 − z)·n = {decimal(drawing.found['h'])}")
    drawing.node(candidate, ROW, "tanh", f"candidate n = {decimal(drawing.found['n'])}", box=True)
    before = variant == "resetbefore"
    drawing.node(product, ROW, "×", f"r·{'(h before), then W_h' if before else '(h before · W_h + b)'}, all units")
    drawing.say(product + 1.5, 12, "h" if before else "h W_h", size=SMALL)
    drawing.say(candidate + 1.5, 12, "x W_x", size=SMALL)
    drawing.number(0, 57, BEFORE, "h before")
    drawing.number(48, 57, KEPT, "", "middle center")
    drawing.number(WIDTH, 57, "h", "h", "middle left")
    drawing.number(keep + 1.5, 30.5, "z", "z keep")
    drawing.number(reset, 26.5, "r", "r", "middle center")
    drawing.say(61, 39.5, f"1−z {decimal(1 - drawing.found['z'])}", "middle center")
    drawing.number(candidate + 1.5, 28, "n", "n")
    drawing.number(candidate + 1.5, 44, NEW, "")


def _rnn(drawing: _Drawing, _variant: str, squash: str) -> None:
    middle, height = 50, 34
    word = "tanh" if squash == "tanh" else "ReLU"
    drawing.wire((0, height), (middle, height), thick=True)
    drawing.wire((middle, height), (WIDTH, height), thick=True, end=True)
    drawing.wire((8, LOW + 4), (8, BUS), (middle, BUS), (middle, height))
    drawing.node(24, height, "W_h", "the whole h before times W_h", box=True)
    drawing.node(middle, ROW, "W_x", "x times W_x", box=True)
    drawing.node(
        middle, height, word, f"h = {word}(x W_x + (h before) W_h + b) = {decimal(drawing.found['h'])}", box=True
    )
    drawing.number(0, height + 6, BEFORE, "h before")
    drawing.number(WIDTH, height + 6, "h", "h", "middle left")
    drawing.number(middle, height + 8, "slope", f"{word}′", "middle center")


def _reads_nothing(drawing: _Drawing, letter: str) -> bool:
    row = drawing.rows[letter]
    return row.removed or row.trace in drawing.held
