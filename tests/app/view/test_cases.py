"""The lab's cases to try: each is set up in one click, and what it says happens over three seeds.

What takes more than a few seconds is held by `tests/rnn_core/training/test_science.py`: the adding problem, temporal
order, the forget biases, counting, chrono, the rescue by clipping, recall without noise, the echo and the parity of
every prefix. “The illusion” is held with the other cases of the page “Gradients” (`test_gradients.py`), and what
“Vanish, hold, explode” says of a linear RNN is proved in `tests/rnn_core/inside/test_jacobian_spectrum.py`.
"""

import numpy as np
import pytest
import streamlit as st

from app.view import next_character
from app.view.cases import CASES
from app.view.hidden_states import presets
from rnn_core import advance, ask, start
from rnn_core.inside.gradients_by_lag import GradientsByLag, spread
from rnn_core.inside.one_unit_map import OneUnitMap
from rnn_core.settings.config import RunConfig
from rnn_core.settings.link import from_link, to_link
from rnn_core.training.run import fresh
from tests.playing.lab_page import lab, opened, press, rerun


def case(title):
    return next(preset for preset in CASES if preset.title == title)


def test_every_case_is_a_link_with_its_words_and_its_source():
    assert len({preset.title for preset in CASES}) == len(CASES)
    for preset in CASES:
        config = preset.config(RunConfig(num_seeds=3))
        assert from_link(to_link(config)) == (config, ())
        assert config.num_seeds == 3
        assert preset.words.endswith(".")
        assert preset.source.endswith(".")


def test_one_click_puts_a_case_on_screen_and_opens_the_page_that_shows_it(registry, monkeypatch):
    gone_to = []
    monkeypatch.setattr(st, "switch_page", gone_to.append)
    page = opened(registry, seed="7")
    press(page, "Chrono, T = 100")
    rerun(page)
    assert lab(page).entry.run.config == case("Chrono, T = 100").config(RunConfig(seed=7))
    assert not gone_to
    press(page, "Vanish, hold, explode")
    rerun(page)
    assert gone_to == ["../pages/gradients.py"]
    assert lab(page).parameters["gradients_view"] == "gain"


@pytest.mark.slow
def test_an_identity_with_relu_hands_the_gradient_on_before_any_training():
    for seed in range(3):
        run = fresh(case("IRNN").config(RunConfig(seed=seed, num_seeds=1)))
        found = ask(run, GradientsByLag("last")).arrays
        tanh, identity = (spread(found[f"{lane}.hidden"])[1] for lane in ("rnn", "rnn2"))
        assert identity[-1] > 0.5 * identity[0]
        assert tanh[-1] < 0.01 * tanh[0]


@pytest.mark.slow
def test_one_unit_holds_one_bit():
    for seed in range(3):
        run = advance(start(case("A latch of one unit").config(RunConfig(seed=seed, num_seeds=1))), 200)
        assert all(lane.curves.task_accuracy[0, -1] == 1 for lane in run.lanes)
        slopes = {lane.id: ask(run, OneUnitMap(lane.id, (0.0,))).arrays["fixed.0"][1] for lane in run.lanes}
        assert (np.abs(slopes["gru"]) < 1).sum() == 2
        swings = run.lanes[0].state.weights.layers[0].W_h[0, 0, 0] < 0
        assert ((np.abs(slopes["rnn"]) < 1).sum(), slopes["rnn"].min() < -1) == ((0, True) if swings else (2, False))


def test_the_cases_of_the_hidden_states_are_those_that_other_tests_hold():
    held = [(each.task, each.settings) for each in (*CASES, *next_character.PRESETS)]
    assert all((each.task, each.settings) in held for each in presets.PRESETS)
    assert len(presets.PRESETS) == 3
