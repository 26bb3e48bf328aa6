"""Events counted where they happen, from any thread; `app.web.metrics` shows it."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, disable_created_metrics

# When each counter began is the same moment for all: a second line for each would only make the page longer.
disable_created_metrics()  # type: ignore[no-untyped-call]
REGISTRY = CollectorRegistry()
STEPS = Counter("unrolled_steps_total", "Training steps, all runs together.", registry=REGISTRY)
FRAMES_MADE = Counter("unrolled_frames_total", "Frames made, each once, however many watch.", registry=REGISTRY)
FRAMES_SENT = Counter("unrolled_frames_sent_total", "Frames sent, once for every page they went to.", registry=REGISTRY)
SAVE_FAILURES = Counter("unrolled_save_failures_total", "Runs that could not be saved.", registry=REGISTRY)
