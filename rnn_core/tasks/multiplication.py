"""Multiplication: the product of two marked numbers that lie far apart.

Source: Hochreiter & Schmidhuber 1997, experiment 5, with the sequences of the adding problem as they are here
(`rnn_core.tasks.adding`): values uniform on [0, 1], one marker in each half, squared error at the last timestep. No
accuracy. A sum can be collected in one place; a product cannot.

Always answering 1/4 scores the variance of a product of two uniform numbers, 1/9 - 1/16 = 7/144 on average. Who knows
the first number a answers a/2 and is left with a²/12, 1/36 on average. Both lines are computed on the test set itself.
Below 0.003 counts as solved: the same 6 % of the first line as in the adding problem.
"""

from __future__ import annotations

from functools import lru_cache

import jax.numpy as jnp
from jaxtyping import Array, Key

from rnn_core.settings.task_names import TASK_TITLES
from rnn_core.tasks.adding import marked_numbers, marked_of_half
from rnn_core.tasks.synthetic import held_out, one_answer, require_length, training_batches
from rnn_core.tasks.task import Baseline, Batch, Solved, Task


@lru_cache(maxsize=16)
def build(sequence_length: int) -> Task:
    """Multiplication over `sequence_length` ≥ 2 timesteps; raises `SettingError` below."""
    require_length("multiplication", sequence_length, 2)

    def draw(key: Key[Array, ""], batch_size: int) -> Batch:
        inputs = marked_numbers(key, sequence_length, batch_size)
        first, second = marked_of_half(inputs)
        return one_answer(inputs, first * second)

    test = held_out(draw)
    return Task(
        name="multiplication",
        title=TASK_TITLES["multiplication"],
        goal="Multiply the two marked numbers.",
        definition=(
            f"Each of {sequence_length} timesteps brings a number drawn evenly from 0 to 1 and a marker. One timestep "
            f"in each half is marked. After the last timestep the answer is the product of the two marked numbers."
        ),
        source="Hochreiter & Schmidhuber 1997, experiment 5, with the numbers of the adding problem",
        sequence_length=sequence_length,
        input_size=2,
        output_size=1,
        loss="squared_error",
        loss_name="squared error",
        loss_at="last",
        sample=training_batches(draw),
        data=(),
        test=test,
        baselines=_baselines(test),
        solved=Solved("loss", 0.003),
        input_kind="value_and_marker",
        input_labels=("value", "marker"),
        output_labels=("product",),
    )


def _baselines(test: Batch) -> tuple[Baseline, ...]:
    products = test.targets[-1, :, 0]
    first, _ = marked_of_half(test.inputs)
    return (
        Baseline("always answers 1/4", float(jnp.mean((products - 0.25) ** 2)), anywhere=True),
        Baseline(
            "knows only the first number",
            float(jnp.mean((products - first / 2) ** 2)),
            known="knows only the first number",
        ),
    )
