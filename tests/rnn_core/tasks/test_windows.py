from __future__ import annotations

from itertools import pairwise

import jax
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_core.tasks.windows import random_windows, spread_windows, track_windows

anywhere, tracks = (jax.jit(windows, static_argnums=(3, 4)) for windows in (random_windows, track_windows))


@given(length=st.sampled_from([5, 200]), steps=st.sampled_from([3, 40]), seed=st.integers(0, 1000))
@settings(max_examples=25)
def test_tracks_continue_where_the_last_window_ended(length: int, steps: int, seed: int) -> None:
    series, key = np.arange(length), jax.random.key(seed)
    windows = [np.asarray(tracks(series, key, s, steps, 4)) for s in range(12)]
    assert np.all(np.diff(np.concatenate(windows), axis=0) % length <= 1)
    for one, following in pairwise(windows):
        np.testing.assert_array_equal(one[-1], following[0])
    read = np.concatenate([window[:-1] for window in windows])
    np.testing.assert_array_equal(read, (read[0] + np.arange(len(read))[:, None]) % length)


def test_tracks_start_in_different_places() -> None:
    first = np.asarray(tracks(np.arange(100_000), jax.random.key(0), 0, 10, 32))[0]
    assert len(set(first.tolist())) == 32
    assert first.std() > 10_000


@given(spare=st.sampled_from([0, 1, 50]), steps=st.sampled_from([1, 30]), seed=st.integers(0, 1000))
@settings(max_examples=25)
def test_random_windows_are_consecutive_and_reach_both_ends(spare: int, steps: int, seed: int) -> None:
    series = np.arange(steps + 1 + spare)
    windows = np.asarray(anywhere(series, jax.random.key(seed), 3, steps, 2000))
    assert np.all(np.diff(windows, axis=0) == 1)
    assert set(windows[0]) == set(range(spare + 1))


@given(spare=st.integers(0, 500), steps=st.integers(1, 40), count=st.integers(2, 70))
def test_spread_windows_are_consecutive_even_and_reach_both_ends(spare: int, steps: int, count: int) -> None:
    series = np.arange(steps + 1 + spare)
    windows = spread_windows(series, steps, count)
    assert np.all(np.diff(windows, axis=0) == 1)
    assert (windows[0, 0], windows[-1, -1]) == (0, series[-1])
    assert np.ptp(np.diff(windows[0])) <= 1
