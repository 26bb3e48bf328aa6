"""How weights for another library are loaded there: the text that stands in their file."""

from __future__ import annotations

from rnn_core.settings.lane_names import lane_names
from rnn_core.tasks.task import Task
from rnn_core.training.run import LaneRun, Run

TORCH_FILE, KERAS_FILE = "unrolled-weights-pytorch.safetensors", "unrolled-weights-keras.npz"
KERAS_CELLS = {"rnn": "SimpleRNN", "lstm": "LSTM", "gru": "GRU"}
"""The layer of Keras for each cell that it has; PyTorch has the same."""


def torch(run: Run) -> str:
    """For `torch.nn`, a piece of code for each lane."""
    code = [
        "import torch",
        "from safetensors.torch import load_file",
        "",
        f'weights = load_file("{TORCH_FILE}")',
        "",
        "",
        "def part(prefix):",
        "    return {name.removeprefix(prefix): value for name, value in weights.items() if name.startswith(prefix)}",
        "",
    ]
    for each in run.lanes:
        name, width, hidden, outputs, layers = each.id, *_sizes(each)
        more = ', nonlinearity="relu"' if each.spec.cell.squash == "relu" else ""
        code += [
            "",
            f"{name} = torch.nn.{each.spec.cell.name.upper()}({width}, {hidden}, num_layers={layers}{more})",
            f'{name}.load_state_dict(part("{name}.recurrent."))',
            f"{name}_readout = torch.nn.Linear({hidden}, {outputs})",
            f'{name}_readout.load_state_dict(part("{name}.readout."))',
            f"# outputs = {name}_readout({name}(xs)[0])",
        ]
    return f"{_about(run)} xs has the shape [T, B, {run.task.input_size}].\n\n" + "\n".join(code) + "\n"


def keras(run: Run) -> str:
    """For `keras.layers`, a model for each lane."""
    code = ["import keras", "import numpy as np", "", f'weights = np.load("{KERAS_FILE}")', ""]
    for each in run.lanes:
        name, width, hidden, outputs, layers = each.id, *_sizes(each)
        cell = KERAS_CELLS[each.spec.cell.name]
        more = ', activation="relu"' if each.spec.cell.squash == "relu" else ""
        code += [
            "",
            f"{name} = keras.Sequential([",
            f"    keras.Input((None, {width})),",
            *[f"    keras.layers.{cell}({hidden}, return_sequences=True{more}),"] * layers,
            f"    keras.layers.Dense({outputs}),",
            "])",
            f"for number, layer in enumerate({name}.layers):",
            '    names = ("kernel", "recurrent_kernel", "bias") if number < ' + f'{layers} else ("kernel", "bias")',
            f'    layer.set_weights([weights[f"{name}.{{number}}.{{one}}"] for one in names])',
            f"# outputs = {name}(xs)",
        ]
    return f"{_about(run)} xs has the shape [B, T, {run.task.input_size}].\n\n" + "\n".join(code) + "\n"


def _sizes(each: LaneRun) -> tuple[int, int, int, int]:
    """Inputs, hidden size, outputs, layers."""
    return each.spec.task.input_size, each.spec.hidden_size, each.spec.task.output_size, each.spec.num_layers


def _about(run: Run) -> str:
    names = [f"{name.id} is {name.name}" for name in lane_names(run.config.full_lanes)]
    return (
        f"Weights of the run “{run.task.title}” of Unrolled after step {run.step:,}, of seed {run.config.seeds[0]}: "
        f"{'; '.join(names)}. {_read(run.task)}"
    )


def _read(task: Task) -> str:
    said = {
        "squared_error": "The outputs are values.",
        "cross_entropy": "The outputs are what stands before softmax.",
        "legal": "The outputs are what stands before the sigmoid.",
    }[task.loss]
    if task.input_kind not in ("symbols", "words"):
        return said
    return f"{said} Inputs are one-hot, in this order: {' '.join(map(repr, task.input_labels))}."
