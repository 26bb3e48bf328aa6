"""The drawing of one cell: its numbers against the equations in NumPy, and what a variant or a held gate changes."""

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from app.figures.cell_drawing import cell_drawing
from app.figures.cell_numbers import BEFORE, KEPT, NEW, cell_numbers, in_words, kept_to_the_end, real_timestep
from app.figures.unit_gates import unit_gates
from rnn_core.network.variants import cell_class
from rnn_core.settings.lane_config import VARIANTS
from tests.playing.moment import moment

T, UNIT = 16, 2
DRAWN = [(cell, variant) for cell in VARIANTS for variant in VARIANTS[cell] if variant != "window"]


def passed(cell, variant):
    """A lane of the variant whose states follow from its gates as that variant's equations say."""
    (lane,) = moment(num_steps=T, cells=(cell,)).lanes
    lane = replace(lane, traces=cell_class(cell, variant).legend)
    arrays = dict(lane.arrays)
    arrays |= {row.trace: np.ones_like(arrays[row.trace]) for row in lane.traces if row.removed}
    if variant == "cifg":
        arrays["input_gate"] = 1 - arrays["forget_gate"]
    state = np.zeros((2, 3))
    for t in range(T):
        now = {name: arrays[name][:, t] for name in ("candidate",) if cell != "rnn"}
        if cell == "lstm":
            f, i, o = (arrays[f"{gate}_gate"][:, t] for gate in ("forget", "input", "output"))
            state = f * state + i * now["candidate"]
            arrays["cell"][:, t] = state
            arrays["hidden"][:, t] = o * (state if variant == "noaf" else np.tanh(state))
        elif cell == "gru":
            z = arrays["update_gate"][:, t]
            state = z * state + (1 - z) * now["candidate"]
            arrays["hidden"][:, t] = state
    return replace(lane, arrays=arrays)


def drawn(lane, variant="standard", held=None, theme="light", timestep=5):
    found = cell_numbers(lane, timestep, UNIT, from_zero=True)
    return cell_drawing(
        lane, found, theme, variant=variant, held=held or {}, reads="0.5*", title="A cell", caption="How."
    )


def signs(chart):
    """The signs in the boxes and circles by place."""
    nodes = chart.figure.data[1]
    return {(x, y): sign for x, y, sign in zip(nodes.x, nodes.y, nodes.text, strict=True)}


def wires(chart):
    """Where every wire's last straight part comes from and leads to."""
    corners = [shape.path.strip("M").split(" L")[-2] for shape in chart.figure.layout.shapes]
    ends = [(arrow.x, arrow.y) for arrow in chart.figure.layout.annotations]
    return [(tuple(map(float, corner.split(","))), end) for corner, end in zip(corners, ends, strict=True)]


@pytest.mark.parametrize(("cell", "variant"), DRAWN)
def test_the_numbers_are_those_of_the_equations_and_the_parts_make_the_whole(cell, variant):
    lane = passed(cell, variant)
    state = {"lstm": "cell", "gru": "hidden", "rnn": "hidden"}[cell]
    for t in (1, 2, T):
        found = cell_numbers(lane, t, UNIT, from_zero=True)
        assert found["h"] == lane.arrays["hidden"][-1, t - 1, UNIT - 1]
        assert found[BEFORE] == (lane.arrays[state][-1, t - 2, UNIT - 1] if t > 1 else 0)
        if cell == "lstm":
            assert found[KEPT] + found[NEW] == pytest.approx(found["c"], abs=1e-6)
            assert found["o"] * found["shown"] == pytest.approx(found["h"], abs=1e-6)
        if cell == "gru":
            assert found[KEPT] + found[NEW] == pytest.approx(found["h"], abs=1e-6)
    chart = drawn(lane, variant, theme="dark")
    table = {row["number"]: float(row["value"]) for row in csv.DictReader(io.StringIO(chart.csv))}
    assert table == cell_numbers(lane, 5, UNIT, from_zero=True)
    # Every number of the equation is a number of the cell.
    assert in_words(lane, table).count("–") == 0


def test_what_is_not_in_a_frame_is_not_made_up():
    lane = passed("lstm", "standard")
    found = cell_numbers(lane, 1, UNIT, from_zero=False)
    assert np.isnan(found[BEFORE])
    # What is kept follows all the same: it is the rest of c.
    assert found[KEPT] == pytest.approx(found["c"] - found["i"] * found["g"])
    assert "not known" in in_words(lane, found)


@pytest.mark.parametrize(
    ("cell", "variant", "place", "sign"),
    [
        ("lstm", "nfg", (16, 20), "1"),
        ("lstm", "nig", (34, 20), "1"),
        ("lstm", "nog", (70, 20), "1"),
        ("lstm", "cifg", (34, 20), "1−"),
        ("lstm", "niaf", (52, 20), "lin"),
        ("gru", "noreset", (40, 20), "1"),
    ],
)
def test_a_part_that_an_ablation_takes_away_is_not_drawn_as_if_it_were_there(cell, variant, place, sign):
    plain, changed = drawn(passed(cell, "standard")), drawn(passed(cell, variant), variant)
    assert signs(changed)[place] == sign != signs(plain)[place]
    feed = ((place[0], 6), place)
    assert feed in wires(plain)
    if sign != "lin":
        assert feed not in wires(changed), "it reads nothing"


def test_peepholes_are_dotted_and_an_output_without_its_tanh_has_none():
    drawing = drawn(passed("lstm", "peepholes"), "peepholes").figure
    assert sum(shape.line.dash == "dot" for shape in drawing.layout.shapes) == 3
    assert (84, 38) in signs(drawn(passed("lstm", "standard")))
    assert (84, 38) not in signs(drawn(passed("lstm", "noaf"), "noaf"))


def test_a_held_gate_stands_as_its_value_and_reads_nothing():
    chart = drawn(passed("lstm", "standard"), held={"forget_gate": 0.25})
    assert signs(chart)[16, 20] == "0.25"
    assert ((16, 6), (16, 20)) not in wires(chart)
    assert "held" in chart.figure.data[2].text


def test_the_product_to_the_end_leaves_padding_out():
    lane = passed("gru", "standard")
    lane.arrays["watched_gradient"][-1, -3:] = np.nan
    left, later = kept_to_the_end(lane, "update_gate", 10, UNIT)
    assert later == 3
    assert left == pytest.approx(float(np.prod(lane.arrays["update_gate"][-1, 10:13, UNIT - 1], dtype=np.float64)))
    assert kept_to_the_end(lane, "update_gate", 13, UNIT) == (1.0, 0)
    assert [real_timestep(lane, t) for t in (1, 13, 16)] == [1, 13, 13]


def test_the_curves_of_a_unit_are_its_gates_and_its_state_and_say_which_timestep_is_drawn():
    lane = passed("lstm", "nfg")
    chart = unit_gates(lane, UNIT, 7, [""] * T, "light", where="Where.")
    assert [curve.name for curve in chart.figure.data] == ["input gate i", "output gate o", "cell state c"]
    np.testing.assert_array_equal(chart.figure.data[-1].y, lane.arrays["cell"][-1, :, UNIT - 1])
    (line,) = chart.figure.layout.shapes
    assert line.x0 == 7
