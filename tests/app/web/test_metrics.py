import asyncio
import threading
from collections import deque
from types import SimpleNamespace

import httpx
import psutil
import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.routing import Route

from app.live import shared
from app.live.entry import Counts
from app.operations import counters
from app.web import metrics


@pytest.fixture
def registry(monkeypatch):
    counts = Counts({"training": 3, "paused": 1}, viewers=5)
    registry = SimpleNamespace(counts=lambda: counts, store=SimpleNamespace(size=lambda: (7, 800)))
    monkeypatch.setattr(shared, "registry", lambda: registry)
    monkeypatch.setattr(metrics, "_lags", deque(maxlen=metrics._lags.maxlen))
    monkeypatch.setattr(metrics, "_progress", deque(maxlen=metrics._progress.maxlen))
    return registry


def asked(path):
    """The server's answer to somebody who asks for `path`."""
    app = Starlette(routes=[Route("/metrics", metrics.metrics), Route("/healthz", metrics.healthz)])

    async def ask():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://server") as client:
            return await client.get(path)

    return asyncio.run(ask())


def scraped():
    families = text_string_to_metric_families(generate_latest(counters.REGISTRY).decode())
    return {(s.name, *s.labels.values()): s.value for family in families for s in family.samples}


def watch(lags, each=lambda: None):
    """Let the event loop be watched on a clock that only a sleep moves: each oversleeps by one of `lags`."""
    now, waiting = 100.0, list(lags)

    async def sleep(seconds):
        nonlocal now
        if not waiting:
            raise asyncio.CancelledError
        each()
        now += seconds + waiting.pop(0)

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(metrics.watch_event_loop(sleep, lambda: now))


def test_runs_and_viewers_are_those_of_the_registry_and_no_status_is_missing(registry):
    found = scraped()
    statuses = {key[1]: value for key, value in found.items() if key[0] == "unrolled_runs"}
    assert statuses == {"ready": 0, "compiling": 0, "training": 3, "paused": 1, "finished": 0, "diverged": 0}
    assert found["unrolled_viewers",] == 5
    assert (found["unrolled_saved_runs",], found["unrolled_saved_bytes",]) == (7, 800)
    registry.store = None
    assert ("unrolled_saved_runs",) not in scraped()


def test_the_memory_is_that_of_this_process(registry):
    before = scraped()["unrolled_memory_bytes",]
    assert before == pytest.approx(psutil.Process().memory_info().rss, rel=0.2)
    held = bytearray(b"x") * 100_000_000
    assert scraped()["unrolled_memory_bytes",] > before + len(held) / 2


@pytest.mark.parametrize(
    ("counter", "name"),
    [
        (counters.STEPS, "unrolled_steps_total"),
        (counters.FRAMES_MADE, "unrolled_frames_total"),
        (counters.FRAMES_SENT, "unrolled_frames_sent_total"),
        (counters.SAVE_FAILURES, "unrolled_save_failures_total"),
    ],
)
def test_a_counter_loses_nothing_that_threads_add(registry, counter, name):
    before = scraped()[name,]

    def add():
        for _ in range(1000):
            counter.inc(2)

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert scraped()[name,] == before + 16_000


def test_rates_are_those_of_the_last_ten_seconds(registry):
    assert scraped()["unrolled_steps_per_second",] == 0
    watch([0.0] * 4, lambda: counters.STEPS.inc(1000))

    def each():
        counters.STEPS.inc(5)
        counters.FRAMES_MADE.inc(1)

    watch([0.0] * 41, each)
    found = scraped()
    assert found["unrolled_steps_per_second",] == pytest.approx(20)
    assert found["unrolled_frames_per_second",] == pytest.approx(4)


def test_the_lag_is_how_late_the_loop_woke_in_the_last_minute(registry):
    def lag():
        found = scraped()
        return found["unrolled_event_loop_lag_seconds", "max"], found["unrolled_event_loop_lag_seconds", "p95"]

    assert lag() == (0, 0)
    watch([3.0] + [0.01] * 219 + [0.2] * 20)
    assert lag() == pytest.approx((3.0, 0.2))
    watch([0.01] * 9)
    assert lag() == pytest.approx((0.2, 0.2))
    watch([0.02] * 221)
    assert lag() == pytest.approx((0.2, 0.02))


def test_a_real_loop_is_watched_until_the_watch_is_cancelled(registry):
    async def look():
        looked = asyncio.Event()

        async def sleep(seconds):
            await asyncio.sleep(seconds / 100)
            if metrics._lags:
                looked.set()

        watching = asyncio.create_task(metrics.watch_event_loop(sleep))
        await asyncio.wait_for(looked.wait(), 20)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        return watching.cancelled()

    assert asyncio.run(look())


def test_prometheus_gets_its_format(registry):
    answer = asked("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    families = {family.name: family for family in text_string_to_metric_families(answer.text)}
    assert all(name.startswith("unrolled_") and family.documentation for name, family in families.items())
    assert families["unrolled_steps"].type == "counter"


def test_whoever_asks_after_the_health_hears_that_the_registry_answers(registry):
    assert asked("/healthz").json() == {"status": "ok", "runs": 4, "viewers": 5, "stuck": 0}
    registry.counts = lambda: Counts({"training": 2}, 1, stuck=1)
    assert asked("/healthz").json() == {"status": "stuck", "runs": 2, "viewers": 1, "stuck": 1}
    registry.counts = lambda: 1 / 0
    with pytest.raises(ZeroDivisionError):
        asked("/healthz")
