"""Learning rates that are known to train, for the advice after a run has broken.

Tried: the RNN, the LSTM and the GRU on the adding problem, delayed recall and counting at T = 12, 16 units, batches
of 32, the default initialisation, gradients cut at `CLIP`, 150 steps, each rate with its optimiser. No lane broke,
and every training loss was lower at the end than at the start. `tests/rnn_core/training/test_known_rates.py` repeats a
part of it. Other tasks and lengths were not tried with every optimiser.
"""

from __future__ import annotations

KNOWN_RATES = {"sgd": 0.05, "momentum": 0.01, "rmsprop": 0.002, "adam": 0.005, "adamw": 0.005}
"""By the name of the optimiser in `RunConfig.optimizer`."""
CLIP = 1.0
KNOWN_START = "orthogonal"
"""The initialisation that they were tried with."""
