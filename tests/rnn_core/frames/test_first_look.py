"""The first look at a run: its frame at step 0, to rounding, before anything is compiled to run fast."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from rnn_core.frames import observation
from rnn_core.frames.frame import Surroundings
from rnn_core.frames.observation import first_look, observe
from rnn_core.settings.lane_config import lanes_of
from rnn_core.training.programs import Program
from rnn_core.training.run import fresh, with_first_test
from tests.playing.small_run import small


@pytest.mark.parametrize(
    "settings",
    [
        {},
        pytest.param({"num_layers": 2, "lanes": lanes_of("lstm"), "optimizer": "momentum"}, marks=pytest.mark.slow),
        pytest.param({"task": "shakespeare", "lanes": lanes_of("gru"), "num_seeds": 1}, marks=pytest.mark.slow),
    ],
    ids=["plain", "two layers", "a text, whose state is carried"],
)
def test_it_is_the_frame_of_step_0_to_rounding_but_for_the_test(
    settings: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The runs that tests share are compiled already, or will be.
    monkeypatch.setattr(Program, "num_compiled", lambda *_: 0)
    run = fresh(small(**settings))
    around = Surroundings(made=1.0)
    look = first_look(run, around)
    assert look is not None
    frame = observe(with_first_test(run), around)
    assert (look.step, look.config, look.task, look.full_caption) == (0, frame.config, frame.task, frame.full_caption)
    for early, late in zip(look.lanes, frame.lanes, strict=True):
        assert np.isnan(early.test_loss)
        assert early.accuracy is None
        assert early.standing == late.standing
        assert early.arrays.keys() == late.arrays.keys()
        assert np.all(np.isnan(early.arrays["test_curve"]))
        for name in early.arrays.keys() - {"test_curve"}:
            np.testing.assert_allclose(early.arrays[name], late.arrays[name], rtol=1e-3, atol=1e-6, err_msg=name)


def test_there_is_none_where_it_would_not_come_sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    observe(with_first_test(fresh(small())))
    assert first_look(fresh(small())) is None
    monkeypatch.setattr(observation, "LOOK_PRODUCTS", 1)
    assert first_look(fresh(small(hidden_size=11))) is None
