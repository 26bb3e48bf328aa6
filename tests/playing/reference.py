"""What our programs are compared with, compiled quickly also where ours are compiled as for users."""

from __future__ import annotations

from functools import partial

import jax

from tests.playing.quick import QUICK

reference = partial(jax.jit, compiler_options=QUICK)
"""`jax.jit` for a function that is not under test."""
