from __future__ import annotations

import dataclasses
import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from safetensors.numpy import load, save

from rnn_core.frames.bytes import LARGEST_HEADER, pack, unpack
from rnn_core.frames.frame import FORMAT, ChangeMade, Frame, FrameError, Lane, from_bytes, to_bytes
from tests.playing.legend import legend

numbers = st.floats(width=32)


def arrays(*shape: int) -> st.SearchStrategy[np.ndarray]:
    return npst.arrays(np.float32, shape, elements=numbers)


changes = st.builds(ChangeMade, st.integers(0, 10**6), st.text(max_size=5), st.text(max_size=20))


@st.composite
def frames(draw: st.DrawFn) -> Frame:
    T, D, K, P, Q, L, H, S = (draw(st.integers(1, 4)) for _ in range(8))
    cells = draw(st.sampled_from([("rnn",), ("lstm", "gru"), ("rnn", "lstm", "gru")]))
    losses = st.floats() | st.just(math.nan)
    lanes = tuple(
        Lane(
            **legend(cell),
            num_parameters=draw(st.integers(0, 10**7)),
            train_loss=draw(losses),
            test_loss=draw(losses),
            accuracy=draw(st.none() | st.floats(0, 1)),
            gradient_norm=draw(losses),
            status=draw(st.sampled_from(["training", "diverged"])),
            message=draw(st.text(max_size=20)),
            solved_at=draw(st.none() | st.integers(0, 20_000)),
            num_solved=draw(st.integers(0, 8)),
            arrays={
                "hidden": draw(arrays(L, T, H)),
                "train_curve": draw(arrays(S, P)),
                "hidden_gradient": draw(arrays(L, 3, T)),
            },
        )
        for cell in cells
    )
    return Frame(
        step=draw(st.integers(0, 10**6)),
        made=draw(st.floats(0, 2e9)),
        steps_per_second=draw(st.floats(0, 1e6)),
        config=draw(st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3)),
        task={"title": draw(st.text(max_size=20)), "baselines": [{"label": "guess", "value": 0.25}]},
        loss_name=draw(st.text(max_size=10)),
        caption=draw(st.text(max_size=20)),
        lanes=lanes,
        inputs=draw(arrays(T, D)),
        targets=draw(arrays(T, K)),
        loss_weights=draw(arrays(T)),
        curve_steps=draw(arrays(P)),
        test_steps=draw(arrays(Q)),
        changes=draw(st.lists(changes, max_size=2).map(tuple)),
    )


def example() -> Frame:
    T = 3
    lane = Lane(
        **legend("lstm"),
        num_parameters=9,
        train_loss=0.5,
        test_loss=math.nan,
        accuracy=None,
        gradient_norm=math.inf,
        arrays={"hidden": np.ones((1, T, 2), np.float32)},
    )
    return Frame(
        step=5,
        made=1.5,
        steps_per_second=100.0,
        config={"T": "3"},
        task={"title": "Adding"},
        loss_name="squared error",
        caption="orthogonal",
        lanes=(lane,),
        inputs=np.zeros((T, 2), np.float32),
        targets=np.full((T, 1), np.nan, np.float32),
        loss_weights=np.zeros(T, np.float32),
        curve_steps=np.zeros(1, np.float32),
        test_steps=np.zeros(1, np.float32),
    )


def same(a: Any, b: Any) -> bool:
    """Equality that looks into arrays and takes any non-finite number in the words for NaN."""
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.tobytes() == b.tobytes() and a.shape == b.shape
    if isinstance(a, float) and not math.isfinite(a):
        return isinstance(b, float) and math.isnan(b)
    if dataclasses.is_dataclass(a):
        return type(a) is type(b) and all(same(getattr(a, f.name), getattr(b, f.name)) for f in dataclasses.fields(a))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, tuple):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b


def header(data: bytes) -> dict[str, Any]:
    size = int.from_bytes(data[:8], "little")
    return json.loads(data[8 : 8 + size])


@given(frames())
def test_a_frame_survives_its_bytes(frame: Frame) -> None:
    assert same(frame, from_bytes(to_bytes(frame)))


def test_a_number_that_is_none_is_null_in_the_words_and_itself_in_the_arrays() -> None:
    data = to_bytes(example())
    words = json.loads(header(data)["__metadata__"]["frame"])
    assert words["lanes"][0]["test_loss"] is None
    assert words["lanes"][0]["gradient_norm"] is None
    again = from_bytes(data)
    assert math.isnan(again.lanes[0].test_loss)
    assert np.isnan(again.targets).all()


def test_the_settings_of_a_frame_of_before_are_those_of_its_config_at_its_step() -> None:
    _, words, arrays = unpack("frame", (FORMAT,), to_bytes(example()))
    gone = {name: words.pop(name) for name in ("seed", "loss_at", "gradient_of", "baselines")}
    assert gone == {"seed": 0, "loss_at": "task", "gradient_of": "last", "baselines": []}
    words["config"] = {"seed": "7", "profile": "trained", "changes": "4:loss:every,6:loss:last"}
    frame = from_bytes(pack("frame", FORMAT, words, arrays))
    assert (frame.seed, frame.loss_at, frame.gradient_of) == (7, "every", "trained")


def test_the_bytes_are_an_ordinary_safetensors_file() -> None:
    data = to_bytes(example())
    tensors = load(data)
    assert set(tensors) == {"inputs", "targets", "loss_weights", "curve_steps", "test_steps", "lstm.hidden"}
    assert all(tensor.dtype == np.float32 for tensor in tensors.values())
    assert header(data)["__metadata__"]["format"] == FORMAT


def test_arrays_are_written_row_major_whatever_they_were() -> None:
    ramp = np.arange(6, dtype=np.float64).reshape(2, 3).T
    frame = dataclasses.replace(example(), inputs=ramp.astype(np.float32))
    np.testing.assert_array_equal(from_bytes(to_bytes(frame)).inputs, ramp)


def refused(data: bytes) -> str:
    with pytest.raises(FrameError) as caught:
        from_bytes(data)
    return str(caught.value)


def test_every_truncation_is_refused_in_a_sentence() -> None:
    data = to_bytes(example())
    for length in range(len(data)):
        assert refused(data[:length]).endswith(".")


def test_the_sentence_about_a_foreign_file_is_short_whatever_it_holds() -> None:
    data = save({"x": np.zeros(1, np.float32)}, metadata={"format": 5000 * "x", "frame": "{}"})
    assert len(refused(data)) < 200
    assert "not a frame" in refused(to_bytes(dataclasses.replace(example(), caption=LARGEST_HEADER * "x")))


@given(st.data())
def test_a_flipped_bit_in_the_header_never_escapes_as_another_error(draw: st.DataObject) -> None:
    data = bytearray(to_bytes(example()))
    end = 8 + int.from_bytes(data[:8], "little")
    position = draw.draw(st.integers(0, end - 1))
    data[position] ^= 1 << draw.draw(st.integers(0, 7))
    try:
        assert isinstance(from_bytes(bytes(data)), Frame)
    except FrameError:
        assert refused(bytes(data)).endswith(".")


@given(st.binary(max_size=200))
def test_random_bytes_are_refused_in_a_sentence(data: bytes) -> None:
    assert refused(data).endswith(".")


@pytest.mark.parametrize(
    "metadata",
    [
        None,
        {"format": FORMAT},
        {"format": FORMAT, "frame": "not json"},
        {"format": FORMAT, "frame": "[]"},
        {"format": FORMAT, "frame": "{}"},
        {"format": FORMAT, "frame": '{"lanes": 3}'},
        {"format": FORMAT, "frame": '{"lanes": [3]}'},
        {"format": FORMAT, "frame": '{"lanes": [{}]}'},
        {"format": FORMAT, "frame": '{"lanes": []}'},
    ],
)
def test_a_foreign_safetensors_file_is_refused(metadata: dict[str, str] | None) -> None:
    assert "not a frame" in refused(save({"weight": np.ones(2, np.float32)}, metadata=metadata))


def test_another_version_is_named() -> None:
    message = refused(save({"weight": np.ones(2, np.float32)}, metadata={"format": "unrolled-frame/9", "frame": "{}"}))
    assert "unrolled-frame/9" in message
    assert FORMAT in message
