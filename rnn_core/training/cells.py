"""The cell of a lane and its number of units, on a task: where a cell depends on the task's inputs."""

from __future__ import annotations

from rnn_core.network.cell import Cell
from rnn_core.network.fixed_window import fixed_window
from rnn_core.network.variants import cell_class
from rnn_core.settings.lane_config import FullLane
from rnn_core.settings.setting import SettingError
from rnn_core.tasks.task import Task

MOST_UNITS = 1024
"""A fixed window's register included."""


def of_lane(lane: FullLane, task: Task, num_layers: int) -> tuple[type[Cell], int]:
    """The class, and how many units it has: those that were chosen and, of a fixed window, the register's.

    Raises `SettingError` where there can be no such window.
    """
    if lane.variant != "window":
        return cell_class(lane.cell, lane.variant, lane.initialisation), lane.hidden_size
    if task.boundary:
        raise SettingError(
            "A fixed window has no state that an encoder could hand to a decoder. Use other lanes for a translation."
        )
    if num_layers > 1:
        raise SettingError(
            f"A fixed window is one layer between its inputs and the readout, not {num_layers}. Use 1 layer."
        )
    cell = fixed_window(lane.window, task.input_size)
    units = lane.hidden_size + cell.further_units()
    if units > MOST_UNITS:
        most = 1 + (MOST_UNITS - lane.hidden_size) // task.input_size
        raise SettingError(
            f"A window of {lane.window} inputs with {task.input_size} numbers each needs {units:,} units. "
            f"Use at most {most} inputs here."
        )
    return cell, units
