"""What of the machine this process may use: cores and memory, less where it is in a container or tied to some cores.

Source: Linux control groups, version 2 (`cpu.max`, `memory.max`, `memory.current`, `memory.stat`) and version 1.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from pathlib import Path

GROUPS = Path("/sys/fs/cgroup")
OWN = Path("/proc/self/cgroup")


def tied_cores() -> int:
    """How many cores the system lets this process run on (its affinity)."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def usable_cores() -> int:
    """How many cores this process may keep busy: those it runs on, or its quota of processor time, rounded up."""
    quotas = [_share(folder) for folder in _groups("cpu")]
    return max(1, min([tied_cores(), *(math.ceil(quota) for quota in quotas if quota is not None)]))


def free_memory() -> int | None:
    """How many bytes the groups of this process leave it; None where no group has a limit."""
    left = [
        most - max(0, (_number(folder / used) or 0) - _given_back(folder))
        for folder in _groups("memory")
        for limit, used in (("memory.max", "memory.current"), ("memory.limit_in_bytes", "memory.usage_in_bytes"))
        if (most := _number(folder / limit)) is not None
    ]
    return max(0, min(left)) if left else None


def _groups(kind: str) -> Iterator[Path]:
    """The folders of the groups that this process is in, and of those around them.

    Inside a container the path that the system names may lie outside of what it shows: then the root alone counts.
    """
    try:
        lines = OWN.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    for line in ("0::/", f"0:{kind}:/", *lines):
        _, kinds, path = line.split(":", 2)
        if kinds and kind not in kinds.split(","):
            continue
        root = GROUPS / kind if kinds else GROUPS
        folder = root / path.lstrip("/")
        yield folder
        yield from (parent for parent in folder.parents if parent.is_relative_to(root))


def _share(folder: Path) -> float | None:
    """The processors' worth of time that the group in `folder` gets."""
    try:
        quota, period = (folder / "cpu.max").read_text(encoding="ascii").split()
    except (OSError, ValueError):
        quota, period = str(_number(folder / "cpu.cfs_quota_us")), str(_number(folder / "cpu.cfs_period_us"))
    try:
        share = int(quota) / int(period)
    except (ValueError, ZeroDivisionError):
        return None
    return share if share > 0 else None


def _given_back(folder: Path) -> int:
    """Bytes of read files that the system keeps in memory and counts as used: it drops them where room is wanted."""
    try:
        lines = (folder / "memory.stat").read_text(encoding="ascii").splitlines()
        known = dict(line.split() for line in lines)
        # In version 1 a line without "total" leaves out the groups within this one.
        return int(known.get("total_inactive_file") or known.get("inactive_file") or 0)
    except (OSError, ValueError):
        return 0


def _number(file: Path) -> int | None:
    try:
        return int(file.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
