"""A chart as it leaves the page: what must be printed in, and that all of it has room."""

import re

import pytest

from app.figures.gradient_profile import gradient_profile
from app.figures.heat_map import heat_map
from app.figures.loss_curves import loss_curves
from app.figures.palette import palette
from app.figures.sheet import HEIGHT, SCALE, WIDTH, Origin, sheet
from tests.playing.moment import moment

ORIGIN = Origin(
    "Adding problem, step 40", "T = 16 · H = 3 · seeds 0–1", "Trained on the loss at the last step.", "http://x/?T=16"
)


def printed(figure):
    """All words around the drawing, as a reader sees them."""
    words = figure.layout.title.text + "<br>" + figure.layout.annotations[0].text
    return re.sub(r"<[^>]*>", " ", words)


def charts(theme):
    shown = moment()
    lane = shown.lanes[1]
    return [
        gradient_profile(shown, theme),
        loss_curves(shown, theme),
        heat_map(lane, "forget_gate", lane.arrays["forget_gate"][-1], theme),
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_picture_has_a_slides_size_a_solid_background_and_its_origin_printed_in(theme):
    assert (WIDTH * SCALE, HEIGHT * SCALE) == (1920, 1080)
    for chart in charts(theme):
        figure = sheet(chart, ORIGIN)
        assert (figure.layout.width, figure.layout.height) == (WIDTH, HEIGHT)
        assert figure.layout.paper_bgcolor == figure.layout.plot_bgcolor == palette(theme).panel
        words = " ".join(printed(figure).split())
        for part in (chart.title, chart.caption, ORIGIN.moment, ORIGIN.settings, ORIGIN.how, ORIGIN.link):
            assert part in words
        assert not figure.data


def test_long_words_are_wrapped_and_take_their_room_from_the_drawing():
    chart = charts("light")[0]
    long = Origin("Adding problem, step 40", "learning rate 0.005 · " * 20, "how " * 80, "http://x/?" + "a" * 600)
    figure, short = sheet(chart, long), sheet(chart, ORIGIN)
    lines = re.split("<br>", figure.layout.annotations[0].text)
    assert max(map(len, lines)) <= 155
    assert figure.layout.margin.b > short.layout.margin.b
    assert figure.layout.margin.t > short.layout.margin.t
    assert HEIGHT - figure.layout.margin.b - figure.layout.margin.t > HEIGHT / 3


def test_a_name_that_a_user_gave_brings_no_tags_into_the_picture():
    figure = sheet(charts("light")[0], Origin("“<a href='x'>mine</a>”, step 1", "T = 1", "", ""))
    assert "<a" not in figure.layout.title.text
    assert "&lt;a" in figure.layout.title.text


def test_the_chart_on_the_page_stays_as_it_is():
    chart = charts("light")[0]
    before = chart.figure.to_json()
    sheet(chart, ORIGIN)
    assert chart.figure.to_json() == before
