"""The map of words, its names that never touch, its lines and its table; and the curve of a training."""

import numpy as np
import pytest

from app.figures.palette import palette
from app.figures.training_curve import training_curve
from app.figures.word_map import LETTER, LINE, ROOM, placed_names, reach_of, word_map

GROUPS = {"family": ("king", "queen"), "places": ("france", "paris", "nowhere")}
POINTS = {"king": (0.1, 0.2), "queen": (0.2, -0.4), "france": (-0.7, 0.0), "paris": (-0.6, 0.3)}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_group_has_a_symbol_of_its_own_and_no_colour_of_a_cell(theme):
    chart = word_map(GROUPS, POINTS, theme, title="GloVe: map", share=0.5, reach=0.75)
    family, places = chart.figure.data
    assert list(family.hovertext) == ["king", "queen"]
    assert list(places.hovertext) == ["france", "paris"]
    assert (list(places.x), list(places.y)) == ([-0.7, -0.6], [0.0, 0.3])
    assert family.marker.symbol != places.marker.symbol
    known = palette(theme)
    assert {family.marker.color, places.marker.color} <= {known.accent, known.muted}
    assert tuple(chart.figure.layout.xaxis.range) == tuple(chart.figure.layout.yaxis.range) == (-0.75, 0.75)
    assert "50.0 %" in chart.caption


def test_a_word_of_two_groups_has_both_symbols_and_its_name_once():
    family, crowns = word_map(GROUPS | {"places": ("king",)}, POINTS, "light", title="", share=1, reach=1).figure.data
    assert (list(family.text), list(crowns.text)) == (["king", "queen"], [""])
    assert list(crowns.x) == [0.1]


def test_pairs_are_joined_where_both_words_have_a_point():
    joined = [("france", "paris"), ("france", "nowhere")]
    line = word_map(GROUPS, POINTS, "light", title="", share=1, reach=1, joined=joined).figure.data[0]
    assert (line.mode, list(line.x), list(line.y)) == ("lines", [-0.7, -0.6, None], [0.0, 0.3, None])


def test_its_table_has_all_digits():
    head, first, *rest = word_map(GROUPS, POINTS, "light", title="", share=1, reach=1).csv.splitlines()
    assert head == "word,group,first direction,second direction"
    assert first == "king,family,0.1,0.2"
    assert len(rest) == 3


@pytest.mark.parametrize("seed", range(5))
def test_no_two_names_touch_and_what_has_no_room_is_left_out(seed):
    draws = np.random.default_rng(seed)
    words = [f"word{'x' * (n % 7)}{n}" for n in range(120)]
    points = {word: tuple(draws.normal(size=2) * 0.3) for word in words}
    placed = placed_names(points, words, 1.0)
    assert 10 < len(placed) < len(words)
    boxes = []
    for word, place in placed.items():
        x, y = points[word][0] * ROOM[0] / 2, points[word][1] * ROOM[1] / 2
        wide = LETTER * len(word)
        vertical, horizontal = place.split()
        left = {"left": x - 9 - wide, "center": x - wide / 2, "right": x + 9}[horizontal]
        low = {"bottom": y - 4.5 - LINE, "middle": y - LINE / 2, "top": y + 4.5}[vertical]
        boxes.append((left, left + wide, low, low + LINE))
    for n, one in enumerate(boxes):
        for other in boxes[:n]:
            apart = one[0] >= other[1] - 1e-6 or other[0] >= one[1] - 1e-6
            assert apart or one[2] >= other[3] - 1e-6 or other[2] >= one[3] - 1e-6


def test_the_axes_of_two_maps_end_together_beyond_the_furthest_point():
    assert reach_of([np.array([[0.1, -0.8]]), np.zeros((0, 2))]) == 1.0
    assert reach_of([]) == 0.5


def test_a_curve_has_its_levels_named_and_its_table():
    chart = training_curve(
        [0.0, 2.5],
        [25.5, 20.0],
        "light",
        title="Rank",
        caption="How.",
        x="epochs",
        y="mean rank",
        until=10,
        lines={"chance": 25.5, "GloVe": 22.0},
    )
    curve, chance, glove = chart.figure.data
    assert list(curve.y) == [25.5, 20.0]
    assert (chance.name, set(chance.y)) == ("chance: 25.5", {25.5})
    assert glove.line.dash != chance.line.dash
    assert tuple(chart.figure.layout.xaxis.range) == (-0.2, 10.2)
    assert chart.csv.splitlines() == ["epochs,mean rank,chance,GloVe", "0.0,25.5,25.5,22.0", "2.5,20.0,25.5,22.0"]
