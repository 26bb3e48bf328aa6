"""The checker that holds every call in rnn_core to its annotations, shapes included, while tests run."""

from __future__ import annotations

from beartype import BeartypeConf, beartype

# A whole number is a number: Python's own typing rule, which beartype leaves out unless asked.
check = beartype(conf=BeartypeConf(is_pep484_tower=True))
