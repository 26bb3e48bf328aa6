"""An axis of words: each timestep has a place of its own, and reads as its word."""

import numpy as np
import plotly.graph_objects as go

from app.figures.heat_map import heat_map
from app.figures.word_axis import INVISIBLE, word_axis
from tests.playing.moment import moment


def test_equal_words_and_padding_have_places_of_their_own_and_no_word_is_a_tag():
    figure = go.Figure()
    places = word_axis(figure, ["the", "cat", "the", "", "<b>", "", "the"])
    assert len(set(places)) == 7
    assert all(places), "an empty name is no category"
    assert [place.strip(INVISIBLE) for place in places] == ["the", "cat", "the", "", "&lt;b>", "", "the"]
    assert (figure.layout.xaxis.type, list(figure.layout.xaxis.categoryarray)) == ("category", places)


def test_a_heat_map_with_words_has_one_column_for_the_padding_between_two_words_and_none_at_the_end():
    lane = moment(num_steps=8).lanes[0]
    values = lane.arrays["hidden"][-1].copy()
    values[[2, 3, 4, 6, 7]] = np.nan
    chart = heat_map(lane, "hidden", values, "light", columns=["the", "cat", "", "", "", "le", "", ""])
    (drawn,) = chart.figure.data
    assert [place.strip(INVISIBLE) for place in drawn.x] == ["the", "cat", "", "le"]
    np.testing.assert_array_equal(drawn.z, values[[0, 1, 2, 5]].T)
    assert drawn.customdata[0][3] == "unit 1, timestep 6 le"
    assert chart.caption.endswith("The empty column is padding.")
    assert len(chart.csv.splitlines()) == 9, "the table has every timestep"


def test_a_heat_map_says_which_timestep_of_equal_words_is_under_the_pointer():
    lane = moment(num_steps=3).lanes[0]
    values = lane.arrays["hidden"][-1] * 2 + 1
    chart = heat_map(lane, "hidden", values, "light", columns=["the", "", "the"])
    drawn, holes = chart.figure.data
    assert list(drawn.customdata[1]) == ["unit 2, timestep 1 the", "unit 2, timestep 2 ", "unit 2, timestep 3 the"]
    assert [list(drawn.x).index(place) for place in holes.x] == sorted(list(range(3)) * 3)
