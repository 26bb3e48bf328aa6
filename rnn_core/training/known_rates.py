"""Learning rates with which no lane broke, for the advice after a run has broken.

Tried: the RNN, the LSTM and the GRU on the adding problem, delayed recall and counting at T = 12, 16 units, batches
of 32, the default initialisation, gradients cut at `CLIP`, 150 steps, each rate with its optimiser. No lane broke,
and every training loss was lower at the end than at the start. `tests/rnn_core/training/test_known_rates.py` repeats a
part of it. With 16 units and as long as they open, the RNN was also tried on counting, everyday sentences, Shakespeare,
the thermometer, temporal order, agreement and “hello”, with SGD, momentum, RMSProp and Adam: no lane broke, and every
loss fell but that of agreement, which stayed at chance with the first three. From the identity with ReLU and from 1.5
times an orthogonal matrix no lane broke at T = 300 either; from 5 times one the gradient is no number at step 1.
"""

from __future__ import annotations

KNOWN_RATES = {"sgd": 0.05, "momentum": 0.01, "rmsprop": 0.002, "adam": 0.005, "adamw": 0.005}
"""By the name of the optimiser in `RunConfig.optimizer`."""
CLIP = 1.0
KNOWN_START = "orthogonal"
"""The initialisation that they were tried with."""
