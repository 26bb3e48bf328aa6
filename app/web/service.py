"""The live service from start to end: what runs beside Streamlit in the server's process."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor

from app.live import shared
from app.live.registry import RunRegistry
from app.operations import log
from app.operations.compilation_cache import keep_compiled_code
from app.operations.frame_ancestors import frame_ancestors
from app.operations.idle_times import idle_times
from app.operations.limits import limits
from app.operations.open_files import allow_many
from app.operations.table import LimitError
from app.web import metrics
from app.web.broken_requests import warn_alone
from app.web.unmade_files import say_why
from rnn_core.training.cores import use_all_cores

CARE_SECONDS = 0.5
THREADS = 64
"""For what the event loop must not wait for. Python's own default is six on two cores: as many downloads that are still
being computed would keep a page from its run."""


@contextlib.asynccontextmanager
async def service() -> AsyncIterator[RunRegistry]:
    """Compile the default lab beside the first visitors and save runs; at the end save all and end their threads."""
    log.configure()
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        limits(), idle_times(), frame_ancestors()
    except LimitError as error:
        log.problem("bad_setting", sentence=str(error))
        raise SystemExit(1) from None
    warn_alone()
    say_why()
    allow_many()
    threads_enough()
    use_all_cores()
    keep_compiled_code()
    registry = shared.registry()
    threading.Thread(target=registry.warm_up, name="warm-up", daemon=True).start()
    tasks = [asyncio.create_task(work) for work in (_look_after(registry), metrics.watch_event_loop())]
    log.event("server_started", process=os.getpid(), saves=not registry.problem)
    try:
        yield registry
    finally:
        for task in tasks:
            task.cancel()
        idle = await asyncio.to_thread(registry.close)
        log.event("server_stopped")
        if not idle:
            # XLA's compiler cannot be interrupted, and Python would wait for it: whoever presses Ctrl-C should not.
            os._exit(0)


def threads_enough() -> None:
    """From now on so many `THREADS` take over what the running event loop must not wait for."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS, thread_name_prefix="beside"))


async def _look_after(registry: RunRegistry) -> None:
    while True:
        await asyncio.sleep(CARE_SECONDS)
        try:
            await asyncio.to_thread(registry.look_after)
        except Exception as error:  # noqa: BLE001 - one run that cannot be looked after must not cost the others theirs
            log.problem("care_failed", error)
