"""A run at rest: what is opened goes on exactly, and what is damaged or foreign is refused whole."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import random
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load, save

from rnn_core import RunConfig, advance, moment_of, observe, parent_of_branch, start, to_bytes
from rnn_core.frames.bytes import LARGEST_HEADER
from rnn_core.saved import saved_run
from rnn_core.saved.run_file import FORMAT, SavedRunError, about_of, renamed, written
from rnn_core.saved.saved_run import SavedRun, from_bytes
from rnn_core.saved.saved_run import to_bytes as save_run
from rnn_core.settings.lane_config import lanes_of
from rnn_core.tasks.text import fingerprint
from rnn_core.training import losses
from rnn_core.training.run import Run, own_norms
from tests.playing.small_run import CONTRASTS, assert_same_numbers

TINY = RunConfig(sequence_length=2, hidden_size=1, batch_size=1, num_seeds=1, lanes=lanes_of("rnn"))
TEXT = "Wie heißt das? 🙂 مرحبا <b>bold</b>\n" * 40


def saved(run: Run, **more: Any) -> bytes:
    """`run` after a few recorded moments, as a file."""
    begun = start(run.config, more.get("text"))
    moments = (moment_of(begun), moment_of(run))
    return save_run(run, moments, **{"name": "", "saved": 12.5, "frame": to_bytes(observe(run)), **more})


@pytest.fixture(scope="module")
def tiny() -> bytes:
    return saved(advance(start(TINY), 3))


@pytest.mark.parametrize("kind", CONTRASTS)
def test_an_opened_run_goes_on_exactly_where_it_stood(kind: str) -> None:
    run = advance(start(CONTRASTS[kind]), 57)
    opened = from_bytes(saved(run, name="Mine"))
    assert opened.run.config == run.config
    assert (opened.about.name, opened.about.step, opened.about.title) == ("Mine", 57, run.task.title)
    assert [moment.step for moment in opened.moments] == [0, 57]
    assert_same_numbers(opened.run, run)
    assert_same_numbers(advance(opened.run, 50), advance(run, 50))


def test_a_run_on_ones_own_text_takes_the_text_along() -> None:
    config = RunConfig(task="own_text", text=fingerprint(TEXT), sequence_length=5, hidden_size=2, lanes=lanes_of("gru"))
    run = advance(start(config, TEXT), 4)
    opened = from_bytes(saved(run, text=TEXT))
    assert opened.text == TEXT
    assert_same_numbers(advance(opened.run, 4), advance(run, 4))


def test_a_branch_takes_its_parents_curves_along() -> None:
    run = advance(start(TINY), 12)
    parent = parent_of_branch(run, "\N{RIGHT-TO-LEFT OVERRIDE}<script>", 5)
    opened = from_bytes(saved(run, parent=parent)).parent
    assert opened is not None
    assert (opened.name, opened.step) == (parent.name, parent.step)
    np.testing.assert_array_equal(opened.steps, parent.steps)
    np.testing.assert_array_equal(opened.curves["rnn"], parent.curves["rnn"])


def test_the_header_alone_tells_what_a_list_shows(tiny: bytes) -> None:
    size = int.from_bytes(tiny[:8], "little")
    about = about_of(tiny[: 8 + size])
    (lane,) = about.lanes
    assert (about.step, about.saved, lane.id, lane.cell, lane.name) == (3, 12.5, "rnn", "rnn", "Vanilla RNN")
    losses = from_bytes(tiny).run.lanes[0].curves.train[0]
    assert lane.picture == pytest.approx(losses.tolist(), abs=1e-6)
    assert about.config["H"] == "1"
    assert about.config["lr"] == "0.005"


def test_another_name_is_all_that_renaming_changes(tiny: bytes) -> None:
    name = '"quotes", 🙂, مرحبا, <b>'
    one, other = from_bytes(tiny), from_bytes(renamed(tiny, name))
    assert other.about.name == name
    assert_same_numbers(one.run, other.run)


@pytest.mark.slow
def test_every_truncation_is_refused(tiny: bytes) -> None:
    for length in range(len(tiny)):
        with pytest.raises(SavedRunError, match=r"\.$"):
            from_bytes(tiny[:length])


def test_five_hundred_flipped_bits_are_refused(tiny: bytes) -> None:
    chosen = random.Random(0).sample(range(8 * len(tiny)), 500)
    for bit in (*chosen, *range(64)):
        flipped = bytearray(tiny)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(SavedRunError, match=r"\.$"):
            from_bytes(bytes(flipped))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a run",
        b"\x00" * 100,
        (2**63).to_bytes(8, "little") + b"{}",
        save({"x": np.zeros(3, np.float32)}),
        (30_000).to_bytes(8, "little") + b"[" * 30_000,
    ],
)
def test_a_foreign_file_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(SavedRunError, match="not a run that Unrolled saved"):
        from_bytes(data)


def test_a_header_larger_than_any_of_ours_is_not_even_read(tiny: bytes) -> None:
    large = dataclasses.replace(about_of(tiny), title=LARGEST_HEADER * "x")
    with pytest.raises(SavedRunError, match="not a run that Unrolled saved"):
        from_bytes(written(load(tiny), large))


def test_a_frame_is_not_a_run() -> None:
    with pytest.raises(SavedRunError, match="unrolled-frame/2"):
        from_bytes(to_bytes(observe(start(TINY))))


def test_a_later_format_says_which_version_reads_it(tiny: bytes) -> None:
    later = save({}, metadata={"format": "unrolled-run/3", "about": "{}", "digest": ""})
    with pytest.raises(SavedRunError, match="'unrolled-run/3', and this version of Unrolled reads 'unrolled-run/2'"):
        from_bytes(later)


def changed(data: bytes, **tensors: np.ndarray | None) -> bytes:
    """A file with the right digest whose tensors were exchanged (None: left out)."""
    found = {name: array for name, array in (load(data) | tensors).items() if array is not None}
    return written(found, about_of(data))


@pytest.mark.parametrize(
    "tensors",
    [
        {"rnn.state.weights.b_o": None},
        {"rnn.state.weights.b_o": np.zeros((2, 1, 3), np.float32)},
        {"rnn.state.weights.b_o": np.zeros((2, 1, 1), np.float64)},
        {"rnn.norms.hidden": np.zeros((2, 3), np.float32)},
        {"rnn.curves.train": np.zeros((1, 4), np.float32)},
        {"rnn.curves.test": np.zeros((1, 3), np.float32)},
        {"steps": np.array([3, 0])},
        {"steps": np.array([0, 4])},
        {"steps": np.array([], np.int64)},
        {"steps": np.array([-1, 3])},
        {"steps": np.array([1, 3])},
        {"frame": np.frombuffer(b"no frame", np.uint8)},
        {"text": np.frombuffer(b"\xff", np.uint8)},
    ],
)
def test_what_does_not_fit_together_is_refused_although_its_digest_is_right(
    tiny: bytes, tensors: dict[str, np.ndarray | None]
) -> None:
    with pytest.raises(SavedRunError, match="does not hold a whole run"):
        from_bytes(changed(tiny, **tensors))


def test_norms_of_a_file_that_does_not_say_of_which_loss_are_of_the_trained_one() -> None:
    config = TINY.replace(loss_at="every", gradient_of="last")
    run = advance(start(config), 2)
    whole = saved(run)
    own = from_bytes(whole).run
    older = from_bytes(changed(whole, **{"rnn.norms.where": None})).run
    assert own_norms(own, own.lanes[0], losses.LAST) is not None
    assert own_norms(older, older.lanes[0], losses.LAST) is None
    assert own_norms(older, older.lanes[0], losses.EVERY) is not None


def test_what_numpy_says_of_a_file_is_not_repeated(tiny: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_run, "_built", lambda *_: np.zeros(2) + np.zeros(3))
    with pytest.raises(SavedRunError, match="does not hold a whole run") as error:
        from_bytes(tiny)
    assert "broadcast" not in str(error.value)
    assert isinstance(error.value.__cause__, ValueError)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("step", "3"),
        ("step", 4),
        ("name", 5),
        ("lanes", [{"id": "lstm", "cell": "lstm", "name": "LSTM", "picture": []}]),
        ("config", {"H": 3}),
        ("config", []),
        ("lanes", [{"id": "rnn", "cell": "rnn", "name": "RNN", "picture": ["x"]}]),
        ("lanes", [{"id": "rnn"}]),
        ("lanes", "rnn"),
        ("parent", ["name", 2]),
        ("parent", "x"),
        ("saved", None),
    ],
)
def test_a_header_that_lies_is_refused(tiny: bytes, field: str, value: object) -> None:
    data = written(load(tiny), about_of(tiny))
    size = int.from_bytes(data[:8], "little")
    about = json.loads(json.loads(data[8 : 8 + size])["__metadata__"]["about"])
    assert refused(tiny, about | {field: value})
    assert not refused(tiny, about)


def refused(tiny: bytes, about: dict[str, Any]) -> bool:
    """Whether a file with these words in its header, and the right digest, is refused."""
    empty = "0" * 64
    data = save(load(tiny), metadata={"format": FORMAT, "about": json.dumps(about), "digest": empty})
    whole = data.replace(empty.encode(), hashlib.sha256(data).hexdigest().encode(), 1)
    try:
        opened = from_bytes(whole)
    except SavedRunError:
        return True
    assert isinstance(opened, SavedRun)
    return False


def test_settings_of_another_version_are_named(tiny: bytes) -> None:
    about = about_of(tiny)
    about.config["warp"] = "9"
    with pytest.raises(SavedRunError, match="'warp'"):
        from_bytes(written(load(tiny), about))
