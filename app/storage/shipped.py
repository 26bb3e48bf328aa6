"""Makes the finished run that visitors see before their own has started: `python -m app.storage.shipped`."""

from __future__ import annotations

import time

from app.operations.compilation_cache import keep_compiled_code
from app.operations.paths import SHIPPED_RUN
from app.storage.atomic import write_whole
from rnn_core import advance, observe, start, warm_up
from rnn_core.frames.frame import Surroundings, to_bytes
from rnn_core.settings.config import RunConfig

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
    rate = STEPS / (time.perf_counter() - began)
    frame = observe(run, Surroundings(steps_per_second=rate))
    SHIPPED_RUN.parent.mkdir(parents=True, exist_ok=True)
    write_whole(SHIPPED_RUN, to_bytes(frame))


if __name__ == "__main__":
    main()
