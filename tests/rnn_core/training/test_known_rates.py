"""What the advice after a broken run says of its values: no lane breaks with them, and every loss falls."""

from __future__ import annotations

import numpy as np
import pytest

from rnn_core.settings.config import RunConfig
from rnn_core.settings.lane_config import lanes_of
from rnn_core.settings.table import OPTIMIZERS
from rnn_core.training.known_rates import CLIP, KNOWN_RATES, KNOWN_START
from rnn_core.training.run import advance, start


def test_every_optimiser_has_a_rate() -> None:
    assert set(KNOWN_RATES) == set(OPTIMIZERS)


@pytest.mark.slow
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_no_lane_breaks_with_the_known_settings(optimizer: str) -> None:
    # Compiling is what costs: every cell with the default optimiser, the one that breaks first with all.
    lanes = lanes_of("rnn", "lstm", "gru") if optimizer == "adam" else lanes_of("rnn")
    settings = RunConfig(
        task="recall",
        sequence_length=12,
        lanes=lanes,
        optimizer=optimizer,
        clip_norm=CLIP,
        initialisation=KNOWN_START,
        num_seeds=1,
    )
    run = advance(start(settings.replace(learning_rate=KNOWN_RATES[optimizer])), 150)
    for each in run.lanes:
        assert not each.diverged
        losses = each.curves.train
        assert np.all(np.isfinite(losses))
        assert losses[:, -30:].mean() < losses[:, :30].mean()
