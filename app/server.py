"""The ASGI entry, `streamlit run app/server.py`: Streamlit, the live WebSocket and the assets on one port."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

# Streamlit puts this file's folder on the path; the packages lie one above.
sys.path.insert(0, str(Path(__file__).parent.parent))

from app import live
from app.compilation_cache import keep_compiled_code
from app.routes import own_routes
from app.visitor import VisitorCookie
from rnn_core.cores import use_all_cores

SWEEP_SECONDS = 10.0

log = logging.getLogger(__name__)


@contextlib.asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Compile the default lab beside the first visitors; end every run's thread when the server goes down."""
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).setLevel(logging.WARNING)
    use_all_cores()
    keep_compiled_code()
    registry = live.registry()
    threading.Thread(target=_warm_up, args=(registry,), name="warm-up", daemon=True).start()
    sweeping = asyncio.create_task(_sweep(registry))
    try:
        yield
    finally:
        sweeping.cancel()
        if not await asyncio.to_thread(registry.close):
            # XLA's compiler cannot be interrupted, and Python would wait for it: whoever presses Ctrl-C should not.
            os._exit(0)


def _warm_up(registry: live.RunRegistry) -> None:
    try:
        registry.warm_up()
    except Exception:
        log.exception("The default lab could not be compiled ahead; the first run will try again")


async def _sweep(registry: live.RunRegistry) -> None:
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        await asyncio.to_thread(registry.sweep)


app = st.App("main.py", routes=own_routes(), middleware=[Middleware(VisitorCookie)], lifespan=lifespan)
