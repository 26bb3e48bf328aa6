"""Makes the finished run that visitors see before their own has started: `python -m app.shipped`."""

from __future__ import annotations

import os
import time
from dataclasses import replace

from app.compilation_cache import keep_compiled_code
from app.live import SHIPPED_RUN
from rnn_core import advance, observe, start, warm_up
from rnn_core.config import RunConfig
from rnn_core.frame import to_bytes

STEPS = 800
STEPS_A_CALL = 50


def main() -> None:
    """Train the default run for `STEPS` steps and write its last frame, whole or not at all."""
    keep_compiled_code()
    run = start(RunConfig())
    warm_up(run)
    began = time.perf_counter()
    while run.step < STEPS:
        run = advance(run, STEPS_A_CALL)
    frame = observe(run)
    rate = STEPS / (time.perf_counter() - began)
    SHIPPED_RUN.parent.mkdir(parents=True, exist_ok=True)
    beside = SHIPPED_RUN.with_suffix(".part")
    with beside.open("wb") as file:
        file.write(to_bytes(replace(frame, steps_per_second=rate)))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(SHIPPED_RUN)


if __name__ == "__main__":
    main()
