"""What a run's numbers depend on besides its config.

The same config gives the same numbers to the last bit on the same kind of machine. How many cores there are makes no
difference once XLA has two devices, which the app gives it on any machine (`rnn_core.training.cores.use_all_cores`); on
a single device it compiles another program, and with a single thread it takes other matrix products. XLA also sums in
the order of the processor's vectors, so their width is part of the record.
"""

from __future__ import annotations

import platform
from dataclasses import asdict, dataclass, fields
from functools import cache
from importlib.metadata import version
from pathlib import Path

import jax

from rnn_core.container import tied_cores
from rnn_core.errors import UserError

LONGEST_PART = 40


class MachineError(UserError):
    """A text that is no record of a machine."""


@dataclass(frozen=True)
class Machine:
    """A kind of machine: `processor` is architecture and vectors, the rest but `devices` are versions.

    `devices` of XLA are "several", "one", or "one core" for one device on a machine of one core.
    """

    devices: str
    processor: str
    jax: str
    jaxlib: str
    numpy: str

    def write(self) -> str:
        """As it stands in a link or a file."""
        return ",".join(asdict(self).values())


@cache
def here() -> Machine:
    """This machine; call it once JAX has its devices."""
    devices = "several" if jax.local_device_count() > 1 else "one" if tied_cores() > 1 else "one core"
    return Machine(devices, _processor(), version("jax"), version("jaxlib"), version("numpy"))


def _processor() -> str:
    """The architecture, with the widest vectors that Linux names of it."""
    try:
        known = set(Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").split())
    except OSError:
        known = set()
    widest = next((vectors for vectors in ("avx512f", "avx2", "avx") if vectors in known), "")
    return f"{platform.machine()} {widest}".strip()


def read(written: str) -> Machine:
    """What `Machine.write` wrote; raises `MachineError` for anything else."""
    parts = written.split(",")
    if len(parts) != len(fields(Machine)) or any(
        not part or len(part) > 40 or not part.isprintable() for part in parts
    ):
        raise MachineError("The description of the machine cannot be read. We left it out.")
    return Machine(*parts)


def difference(there: Machine, now: Machine) -> str:
    """One sentence on how the machine that numbers come from differs from this one; empty where it does not."""
    names = {"devices": "XLA's devices", "processor": "the processor", "jax": "JAX", "jaxlib": "jaxlib"}
    names["numpy"] = "NumPy"
    found = [
        f"{names[name]} ({value} there, {asdict(now)[name]} here)"
        for name, value in asdict(there).items()
        if value != asdict(now)[name]
    ]
    if not found:
        return ""
    return (
        f"This comes from another kind of machine: {', '.join(found)}. Rounding is different there. So the numbers are "
        "equal at first, and may become different later."
    )


def parting(written: str) -> str:
    """What to say where numbers of the machine in `written` are trained on here; empty if nothing.

    Also empty for an empty text: older files and links say nothing of their machine.
    """
    try:
        return difference(read(written), here()) if written else ""
    except MachineError as error:
        return str(error)


def this_machine() -> str:
    """The record of this machine, as it stands in a link or a file."""
    return here().write()
