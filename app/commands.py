"""The commands a run's owner can give, and how words from outside become one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.pacing import SPEEDS
from rnn_core.config import SETTING
from rnn_core.setting import SettingError


class Refused(Exception):
    """A command that cannot be carried out. Its text is one sentence for the user."""


@dataclass(frozen=True)
class Command:
    """Something the owner asks for, checked, for the run's thread to do: `setting` names what a `set` sets."""

    name: str
    value: Any = None
    setting: str = ""


PLAY, PAUSE, STEP, RESTART = (Command(name) for name in ("play", "pause", "step", "restart"))
_PLAIN = {command.name: command for command in (PLAY, PAUSE, STEP, RESTART)}


def checked_command(name: object, value: object = None, setting: object = None) -> Command:
    """The command that these words ask for; raises `Refused` if there is no such command, setting or value."""
    if isinstance(name, str) and name in _PLAIN:
        return _PLAIN[name]
    if name == "speed":
        # 1 == True == 1.0 in Python; only the written forms are speeds.
        if type(value) not in (int, str) or value not in SPEEDS:
            raise Refused(f"The speed can be {', '.join(map(str, SPEEDS))}; choose one of these.")
        return Command("speed", value)
    if name != "set":
        raise Refused("That command is unknown; a run can play, pause, step, restart, set and speed.")
    row = SETTING.get(setting) if isinstance(setting, str) else None
    if row is None or not row.live or row.name == "changes":
        raise Refused("That setting cannot change while a run trains; change it in the sidebar to start a new run.")
    try:
        row.check(value)
    except SettingError as error:
        raise Refused(str(error)) from None
    return Command("set", float(value) if isinstance(value, int) and row.kind == "float" else value, row.name)
