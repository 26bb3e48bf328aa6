"""How well translators learn, what their switches do, and what a live one costs.

`exact_match`, `bleu` and `chrf` are of the held-out sentences (at most 256, none of which was trained on), written
alone and greedily, after so many seconds of training of one lane alone, compiling not counted. The settings are those
with which the task opens, but the learning rate falls to a fifth for the last third. `exact_match` of a switch is the
mean over seeds, each of the same steps for every lane.
`memory_mb` is how much a process grows by one more run of a shape that it has trained before. `pause_s` is from the
click on Pause to a run that stands still.
"""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from playwright.sync_api import sync_playwright

from app.view.translator.presets import PRESETS
from rnn_core import Run, advance, ask, change, observe, start
from rnn_core.language.first_word import FirstWordGradient
from rnn_core.language.held_out import HeldOut
from rnn_core.settings.config import RunConfig
from rnn_core.settings.lane_config import LaneConfig, lanes_of
from rnn_core.tasks.openings import FEW_PAIRS, opened
from rnn_core.training.warm_up import warm_up
from tests.benchmarks import language_translation_presets
from tests.benchmarks.lab_page import LabPage
from tests.benchmarks.live import server_in
from tests.benchmarks.report import Measured
from tests.playing import chromium

NAME = "language"
SEEDS = 5
STEPS = 1000
BACKWARDS = {"source_order": "reversed"}
"""The encoder reads the noun before its adjective, whose state then knows the gender that French asks for."""
COOLED, COOLER = 2 / 3, 0.2
"""After this share of the time the learning rate falls to this share of it: what a user does by hand."""
RUNGS: tuple[tuple[str, int, dict[str, Any], str], ...] = (
    ("numbers", 30, {}, "≥ 0.99"),
    ("dates", 60, {}, "≥ 0.99"),
    ("iso_dates", 60, {}, "≥ 0.99"),
    ("pig_latin", 90, {}, "≥ 0.95"),
    ("phrases", 90, BACKWARDS, "≥ 0.98"),
    ("phrases", 90, {}, ""),
    ("phrases", 90, BACKWARDS | {"split": "pairs"}, "≥ 0.90"),
    ("phrases", 90, {"split": "length"}, ""),
    ("phrases", 90, {"attention": "none"}, ""),
    ("phrases", 90, {"split": "pairs", "attention": "none"}, ""),
)
"""Task, seconds, what differs from its opening beside the one lane with dot-product attention, and the target."""
SWITCHES = {
    "attention": tuple(LaneConfig("gru", attention=kind) for kind in ("none", "dot", "additive")),
    "source_order": tuple(LaneConfig("gru", attention="none", source_order=order) for order in ("forward", "reversed")),
    "input": tuple(LaneConfig("gru", input=kind) for kind in ("one_hot", "learned", "random", "glove")),
}


def rungs() -> Iterator[Measured]:
    """What every rung of the ladder reaches."""
    for task, seconds, settings, target in RUNGS:
        run = _trained(task, seconds, settings)
        words = ask(run, HeldOut(baselines=False)).words
        case = {"rung": task, "seconds": seconds, "seed": 0, "steps": run.step} | {"attention": "dot"} | settings
        yield Measured(NAME, "exact_match", words["scores"]["gru"]["exact"], "share", case, target)


def interface() -> Iterator[Measured]:
    """BLEU and chrF on interface text as it opens and with learned vectors, and those of the three baselines."""
    opening = {name: FEW_PAIRS[name] for name in ("attention", "input")}
    for settings, as_opened in ((opening, True), ({"attention": "dot", "input": "learned"}, False)):
        run = _trained("interface", 60, settings)
        words = ask(run, HeldOut()).words
        for name in ("bleu", "chrf"):
            best = max(of_baseline[name] for of_baseline in words["baselines"].values())
            case = {"rung": "interface", "seconds": 60, "seed": 0, "steps": run.step, "best baseline": round(best, 1)}
            target = f"> {best:.1f}" if as_opened else ""
            yield Measured(NAME, name, words["scores"]["gru"][name], "", case | settings, target)


def switches() -> Iterator[Measured]:
    """What each switch does to everyday sentences, whichever way it falls: by length too."""
    for switch, lanes in SWITCHES.items():
        found: dict[str, list[list[dict[str, Any]]]] = {}
        for seed in range(SEEDS):
            config = opened("phrases").replace(lanes=lanes, seed=seed, num_seeds=1)
            run = advance(start(config), STEPS)
            words = ask(run, HeldOut(baselines=False)).words
            for each, lane in zip(run.lanes, lanes, strict=True):
                found.setdefault(str(getattr(lane, switch)), []).append(words["bins"][each.id])
        for value, of_seeds in found.items():
            case = {"switch": switch, "value": value, "seeds": f"0-{SEEDS - 1}", "steps": STEPS}
            for number, row in enumerate(of_seeds[0]):
                exact = [of_seed[number]["exact"] for of_seed in of_seeds]
                words_long = f"{row['shortest']}-{row['longest']}"
                yield Measured(NAME, "exact_match", float(np.mean(exact)), "share", case | {"words": words_long})


def presets() -> Iterator[Measured]:
    """What the page's presets say, over three seeds: the worst of them counts."""
    for preset in PRESETS:
        configs = [opened(preset.task).replace(**preset.settings, seed=seed, num_seeds=1) for seed in range(3)]
        runs = [advance(start(config), STEPS) for config in configs]
        for name, value, target in language_translation_presets.CLAIMS[preset.title](runs):
            case = {"preset": preset.title, "seeds": "0-2", "steps": STEPS}
            yield Measured(NAME, name, value, "share", case, target)


def first_word() -> Iterator[Measured]:
    """The gradient of the first written word at the source's first word, over the largest of its sentence."""
    lanes = (
        LaneConfig("gru", attention="none"),
        LaneConfig("gru", attention="none", source_order="reversed"),
        LaneConfig("gru", attention="dot"),
    )
    names = ("forward", "reversed", "attention")
    found: dict[str, list[float]] = {}
    for seed in range(SEEDS):
        run = advance(start(opened("phrases").replace(lanes=lanes, seed=seed, num_seeds=1)), 300)
        arrays = ask(run, FirstWordGradient()).arrays
        for each, name in zip(run.lanes, names, strict=True):
            found.setdefault(name, []).append(float(arrays[f"{each.id}.from_start"][1, 0]))
    for name, shares in found.items():
        case = {
            "lane": name,
            "seeds": f"0-{SEEDS - 1}",
            "steps": 300,
            "all": ",".join(f"{share:.2f}" for share in shares),
        }
        yield Measured(NAME, "gradient_at_first_word", float(np.median(shares)), "share", case)


def memory() -> Iterator[Measured]:
    """What one more run with GloVe vectors keeps."""
    config = opened("phrases").replace(lanes=lanes_of("gru"), input="glove", attention="dot")
    kept = [_looked_at(config)]
    before = _resident()
    kept.append(_looked_at(config.replace(seed=1)))
    case = {"rung": "phrases", "input": "glove", "lanes": 1, "H": config.hidden_size}
    yield Measured(NAME, "memory_mb", _resident() - before, "MB", case, "≤ 60")
    assert len(kept) == 2


def live() -> Iterator[Measured]:
    """A translator of three lanes in the browser, trained at full speed, and paused."""
    config = opened("numbers").replace(lanes=lanes_of("rnn", "lstm", "gru"))
    case = {"rung": "numbers", "lanes": 3, "H": config.hidden_size, "B": config.batch_size}
    with sync_playwright() as playwright, tempfile.TemporaryDirectory(prefix="unrolled-") as folder:
        browser = chromium.launch(playwright)
        with server_in(Path(folder)) as server:
            context = browser.new_context(base_url=server.url, viewport={"width": 1400, "height": 900})
            lab = LabPage(context.new_page(), config)
            seen = lab.train()
            yield Measured(NAME, "frames_per_second", seen.rate(0, len(seen.times) - 1), "1/s", case, "≥ 25")
            began = time.perf_counter()
            lab.pause()
            yield Measured(NAME, "pause_s", time.perf_counter() - began, "s", case, "≤ 0.5")
        browser.close()


PARTS: dict[str, Callable[[], Iterator[Measured]]] = {
    "rungs": rungs,
    "interface": interface,
    "switches": switches,
    "first_word": first_word,
    "translator_presets": presets,
    "translator_memory": memory,
    "translator_live": live,
}


def _trained(task: str, seconds: float, settings: dict[str, Any]) -> Run:
    """A run of one GRU alone, trained for so many seconds after it was compiled."""
    run = start(opened(task).replace(**({"lanes": lanes_of("gru"), "attention": "dot"} | settings)))
    warm_up(run)
    spent, usual = 0.0, run.present.learning_rate
    while spent < seconds:
        if spent >= COOLED * seconds and run.present.learning_rate == usual:
            run = change(run, "learning_rate", COOLER * usual)
        began = time.perf_counter()
        run = advance(run, 50)
        spent += time.perf_counter() - began
    return run


def _looked_at(config: RunConfig) -> Run:
    run = advance(start(config), 50)
    observe(run)
    return run


def _resident() -> float:
    """Megabytes of this process."""
    gc.collect()
    return psutil.Process().memory_info().rss / 1e6
