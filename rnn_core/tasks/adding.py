"""The adding problem: the sum of two marked numbers that lie far apart.

Source: Hochreiter & Schmidhuber 1997, experiment 4, in the form of Le, Jaitly & Hinton 2015 and Arjovsky, Shah & Bengio
2016: values uniform on [0, 1], one marker in each half, squared error at the last timestep. No accuracy.

Always answering 1 scores the variance of a sum of two uniform numbers, 2/12 = 0.1667 on average; a predictor that knows
one of the two numbers is left with 1/12. Both lines are computed on the test set itself, which scatters around that.
"""

from __future__ import annotations

from functools import lru_cache

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Key

from rnn_core.settings.task_names import TASK_TITLES
from rnn_core.tasks.synthetic import held_out, one_answer, require_length, training_batches
from rnn_core.tasks.task import Baseline, Batch, Solved, Task


@lru_cache(maxsize=16)
def build(sequence_length: int) -> Task:
    """Adding over `sequence_length` ≥ 2 timesteps; raises `SettingError` below."""
    require_length("the adding problem", sequence_length, 2)
    half = sequence_length // 2

    def draw(key: Key[Array, ""], batch_size: int) -> Batch:
        inputs = marked_numbers(key, sequence_length, batch_size)
        return one_answer(inputs, jnp.sum(inputs[..., 0] * inputs[..., 1], axis=0))

    test = held_out(draw)
    return Task(
        name="adding",
        title=TASK_TITLES["adding"],
        goal="Add the two marked numbers.",
        definition=(
            f"Each of {sequence_length} timesteps brings a number drawn evenly from 0 to 1 and a marker. One timestep "
            f"from 1 to {half} and one from {half + 1} to {sequence_length} are marked. "
            "After the last timestep the answer is the sum of the two marked numbers."
        ),
        source="Hochreiter & Schmidhuber 1997, experiment 4, in the form of Le, Jaitly & Hinton 2015",
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
        solved=Solved("loss", 0.01),
        input_kind="value_and_marker",
        input_labels=("value", "marker"),
        output_labels=("sum",),
    )


def marked_numbers(key: Key[Array, ""], sequence_length: int, batch_size: int) -> Float[Array, "T B 2"]:
    """Numbers uniform on [0, 1] and markers, which are 1 at one timestep of each half and 0 elsewhere."""
    half = sequence_length // 2
    uniform = jax.random.uniform(key, (sequence_length + 2, batch_size))
    values, first, second = uniform[:-2], uniform[-2], uniform[-1]
    step = jnp.arange(sequence_length)[:, None]
    marks_first = step == jnp.floor(first * half).astype(jnp.int32)
    marks_second = step == half + jnp.floor(second * (sequence_length - half)).astype(jnp.int32)
    return jnp.stack([values, (marks_first | marks_second).astype(jnp.float32)], axis=-1)


def marked_of_half(inputs: Float[Array, "T B 2"]) -> tuple[Float[Array, " B"], Float[Array, " B"]]:
    """The marked number of each half of `marked_numbers`."""
    marked, half = inputs[..., 0] * inputs[..., 1], inputs.shape[0] // 2
    return jnp.sum(marked[:half], axis=0), jnp.sum(marked[half:], axis=0)


def _baselines(test: Batch) -> tuple[Baseline, ...]:
    sums = test.targets[-1, :, 0]
    first, _ = marked_of_half(test.inputs)
    return (
        Baseline("always answers 1", float(jnp.mean((sums - 1.0) ** 2)), anywhere=True),
        Baseline(
            "knows only the first number",
            float(jnp.mean((sums - first - 0.5) ** 2)),
            known="knows only the first number",
        ),
    )
