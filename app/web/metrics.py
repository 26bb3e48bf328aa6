"""The server's work in numbers: `/metrics` for Prometheus, `/healthz` for whoever asks whether it answers.

Counters are added to where things happen, from any thread; everything else is looked up when somebody asks.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from typing import get_args

import psutil
from prometheus_client import CONTENT_TYPE_LATEST, Counter, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.live import shared
from app.live.latest_state import Status
from app.operations.counters import FRAMES_MADE, REGISTRY, STEPS

LOOK_SECONDS = 0.25
RATE_SECONDS = 10.0
LAG_SECONDS = 60.0

_process = psutil.Process()
_lags: deque[float] = deque(maxlen=round(LAG_SECONDS / LOOK_SECONDS))
_progress: deque[tuple[float, float, float]] = deque(maxlen=round(RATE_SECONDS / LOOK_SECONDS) + 1)


async def watch_event_loop(
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep, clock: Callable[[], float] = time.monotonic
) -> None:
    """Measure, until cancelled, how late the running event loop wakes, and note how far training has come."""
    while True:
        began = clock()
        await sleep(LOOK_SECONDS)
        now = clock()
        _lags.append(max(0.0, now - began - LOOK_SECONDS))
        _progress.append((now, _total(STEPS), _total(FRAMES_MADE)))


async def metrics(_request: Request) -> Response:
    """All metrics in Prometheus's text format."""
    # Beside the loop, because counting the saved runs waits for one that is being written.
    return Response(await asyncio.to_thread(generate_latest, REGISTRY), media_type=CONTENT_TYPE_LATEST)


async def healthz(_request: Request) -> Response:
    """Answers that the event loop and the registry do, and how many runs do not come on."""
    counts = shared.registry().counts()
    status = "stuck" if counts.stuck else "ok"
    runs = sum(counts.by_status.values())
    return JSONResponse({"status": status, "runs": runs, "viewers": counts.viewers, "stuck": counts.stuck})


class _Now(Collector):
    """The metrics that are looked up when somebody asks."""

    def collect(self) -> Iterator[Metric]:
        registry = shared.registry()
        counts = registry.counts()
        runs = GaugeMetricFamily("unrolled_runs", "Runs in memory, by what they are doing.", labels=["status"])
        for status in get_args(Status):
            runs.add_metric([status], counts.by_status.get(status, 0))
        yield runs
        yield GaugeMetricFamily("unrolled_viewers", "Pages that watch a run.", value=counts.viewers)
        if registry.store is not None:
            saved_runs, saved_bytes = registry.store.size()
            yield GaugeMetricFamily("unrolled_saved_runs", "Runs saved on disk.", value=saved_runs)
            yield GaugeMetricFamily("unrolled_saved_bytes", "What the saved runs take up.", value=saved_bytes)
        steps, frames = _rates()
        yield GaugeMetricFamily(
            "unrolled_steps_per_second", f"Training steps a second, over {RATE_SECONDS:.0f} s.", value=steps
        )
        yield GaugeMetricFamily(
            "unrolled_frames_per_second", f"Frames made a second, over {RATE_SECONDS:.0f} s.", value=frames
        )
        lag = GaugeMetricFamily(
            "unrolled_event_loop_lag_seconds",
            f"How late the event loop, which serves all pages, woke from sleeps of {LOOK_SECONDS} s in the last "
            f"{LAG_SECONDS:.0f} s: the longest delay and the 95th percentile.",
            labels=["statistic"],
        )
        lags = sorted(_lags) or [0.0]
        lag.add_metric(["max"], lags[-1])
        lag.add_metric(["p95"], lags[math.ceil(0.95 * len(lags)) - 1])
        yield lag
        yield GaugeMetricFamily(
            "unrolled_memory_bytes",
            "Memory that the server's process holds (resident set size).",
            value=_process.memory_info().rss,
        )


REGISTRY.register(_Now())


def _rates() -> tuple[float, float]:
    """Steps and frames a second between the first look that is remembered and the last."""
    if len(_progress) < 2:
        return 0.0, 0.0
    (began, *first), (ended, *last) = _progress[0], _progress[-1]
    steps, frames = ((b - a) / (ended - began) for a, b in zip(first, last, strict=True))
    return steps, frames


def _total(counter: Counter) -> float:
    (family,) = counter.collect()
    return family.samples[0].value
