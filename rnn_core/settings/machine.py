"""What a run's numbers depend on besides its config.

The same config gives the same numbers to the last bit on the same kind of machine. How many cores there are makes no
difference once XLA has two devices, which the app gives it on any machine (`rnn_core.training.cores.use_all_cores`); on
a single device it compiles another program, and with a single thread it takes other matrix products. XLA also sums in
the order of the processor's vectors, so their width is part of the record. A task may learn from data that come with a
package: its version then is part of the record too.
"""

from __future__ import annotations

import platform
from dataclasses import asdict, dataclass, fields, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import jax

from rnn_core.container import tied_cores
from rnn_core.errors import UserError
from rnn_core.settings.task_names import DATA_FROM

LONGEST_PART = 60
FEWEST_PARTS = 5
"""Records from before those of `optax` and `data`."""


class MachineError(UserError):
    """A text that is no record of a machine."""


@dataclass(frozen=True)
class Machine:
    """A kind of machine: `processor` is architecture and vectors, the rest but `devices` are versions.

    `devices` of XLA are "several", "one", or "one core" for one device on a machine of one core. `data` is the package
    that a task's data come with, and its version. The last two are empty where they are not known, or there is none.
    """

    devices: str
    processor: str
    jax: str
    jaxlib: str
    numpy: str
    optax: str = ""
    data: str = ""

    def write(self) -> str:
        """As it stands in a link or a file."""
        return ",".join(asdict(self).values()).rstrip(",")


@cache
def here(package: str = "") -> Machine:
    """This machine, with the version of the `package` that data come with; call it once JAX has its devices."""
    devices = "several" if jax.local_device_count() > 1 else "one" if tied_cores() > 1 else "one core"
    data = f"{package} {_version(package)}" if package else ""
    versions = {name: version(name) for name in ("jax", "jaxlib", "numpy", "optax")}
    return Machine(devices, _processor(), **versions, data=data)


def _version(package: str) -> str:
    try:
        return platform.python_version() if package == "Python" else version(package)
    except PackageNotFoundError:
        return "is missing"


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
    if not FEWEST_PARTS <= len(parts) <= len(fields(Machine)) or any(
        not part or len(part) > LONGEST_PART or not part.isprintable() for part in parts
    ):
        raise MachineError("The description of the machine cannot be read. We left it out.")
    return Machine(*parts)


def difference(there: Machine, now: Machine) -> str:
    """Sentences on how the machine that numbers come from differs from this one; empty where it does not."""
    names = {"devices": "XLA's devices", "processor": "the processor", "jax": "JAX", "jaxlib": "jaxlib"}
    names |= {"numpy": "NumPy", "optax": "optax"}
    ours = asdict(now)
    apart = {name: value for name, value in asdict(there).items() if value and ours[name] and value != ours[name]}
    said = []
    if data := apart.pop("data", ""):
        said.append(
            f"This task's data come with {data} there, and with {now.data} here. They are not the same, so all numbers "
            "are different."
        )
    if apart:
        found = [f"{names[name]} ({value} there, {ours[name]} here)" for name, value in apart.items()]
        said.append(
            f"This comes from another kind of machine: {', '.join(found)}. Rounding is different there. So the numbers "
            "are equal at first, and may become different later."
        )
    return " ".join(said)


def parting(written: str) -> str:
    """What to say where numbers of the machine in `written` are trained on here; empty if nothing.

    Also empty for an empty text: older files and links say nothing of their machine.
    """
    try:
        there = read(written) if written else here()
    except MachineError as error:
        return str(error)
    package = there.data.rpartition(" ")[0]
    if package not in DATA_FROM.values():
        return difference(replace(there, data=""), here())
    return difference(there, here(package))


def this_machine(task: str = "") -> str:
    """The record of this machine, as it stands in a link or a file of a run of `task`."""
    return here(DATA_FROM.get(task, "")).write()
