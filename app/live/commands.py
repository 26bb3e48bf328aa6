"""The commands a run's owner can give, how words from outside become one, and how they wait for the run's thread.

None of them takes anything away: whatever is commanded, every step that was trained can still be looked at.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any

from app.live.pacing import SPEEDS
from rnn_core.errors import UserError
from rnn_core.settings.table import traced_setting

LAST_STEP = 20_000
MOST_WAITING = 100


class Refused(UserError):
    """A command that the live service refuses."""


@dataclass(frozen=True)
class Command:
    """Something the owner asks for, checked, for the run's thread to do.

    `setting` names what a `set` sets, `lane` the id of the lane whose setting it is (empty for one of the run).
    """

    name: str
    value: Any = None
    setting: str = ""
    lane: str = ""

    @property
    def trains(self) -> bool:
        """Whether the run trains once this is done."""
        return self.name in ("play", "step")


class CommandQueue:
    """Commands that wait for a run's thread. Not locked: its user holds a lock around every use."""

    def __init__(self) -> None:
        self._waiting: deque[Command] = deque()
        self._taken: Command | None = None

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, command: Command) -> None:
        """Add `command`; where one looks for a moment is known only at the end of a drag, so the last `seek` counts."""
        if command.name == "seek" and self._waiting and self._waiting[-1].name == "seek":
            self._waiting.pop()
        if command == SHOW and SHOW in self._waiting:
            return
        if len(self._waiting) >= MOST_WAITING:
            raise Refused("The run is still busy with the commands before this one. Wait a moment.")
        self._waiting.append(command)

    def take(self) -> Command | None:
        """The oldest command, which is being carried out from now until the next call; None if there is none."""
        self._taken = self._waiting.popleft() if self._waiting else None
        return self._taken

    @property
    def idle(self) -> bool:
        """Whether everything asked for has been carried out."""
        return not self._waiting and self._taken is None

    @property
    def wish(self) -> bool | None:
        """Whether the run shall train once everything is carried out; None if nothing says so."""
        named = [command.name for command in self._pending() if command.name in ("play", "pause", "step", *SEEKS)]
        return named[-1] == "play" if named else None

    @property
    def trains(self) -> bool:
        """Whether a command that trains waits."""
        return any(command.trains for command in self._waiting)

    def _pending(self) -> list[Command]:
        return [*([self._taken] if self._taken else []), *self._waiting]


SEEKS = ("seek", "seek_exactly")
PLAY, PAUSE, STEP = (Command(name) for name in ("play", "pause", "step"))
SHOW = Command("show")
"""For pages alone: the run shows itself where it stands, in the place of a frame that was handed over."""
_PLAIN = {command.name: command for command in (PLAY, PAUSE, STEP)}


def checked_command(name: object, value: object = None, setting: object = None, lane: object = "") -> Command:
    """The command that these words ask for; raises `Refused`, or `SettingError` for a value that is not allowed."""
    if isinstance(name, str) and name in _PLAIN:
        return _PLAIN[name]
    if name == "speed":
        # 1 == True == 1.0 in Python; only the written forms are speeds.
        if type(value) not in (int, str) or value not in SPEEDS:
            raise Refused(f"That is not a speed. Use one of {', '.join(map(str, SPEEDS))}.")
        return Command("speed", value)
    if isinstance(name, str) and name in SEEKS:
        if type(value) is not int or not 0 <= value <= LAST_STEP:
            raise Refused(f"That is not a step. Use a whole number from 0 to {LAST_STEP:,}.")
        return Command(name, value)
    if name != "set":
        raise Refused("That is not a command. A run can play, pause, step, seek, set and speed.")
    row = traced_setting(setting, lane) if isinstance(setting, str) and isinstance(lane, str) else None
    if row is None:
        raise Refused("That setting cannot change while a run trains. Change it in the sidebar to start a new run.")
    row.check(value)
    number = float(value) if isinstance(value, int) and row.kind == "float" else value
    return Command("set", number, row.name, str(lane))
