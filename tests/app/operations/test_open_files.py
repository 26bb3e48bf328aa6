from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from app.operations.open_files import MOST, allow_many

INFINITY = -1


@pytest.mark.parametrize(
    ("given", "after"),
    [
        ((256, INFINITY), (MOST, INFINITY)),
        ((1024, 4096), (4096, 4096)),
        ((1024, 1_000_000), (MOST, 1_000_000)),
        ((20_000, 20_000), None),
        ((INFINITY, INFINITY), None),
    ],
)
@pytest.mark.parametrize("refuses", [False, True])
def test_the_limit_of_open_files_is_raised_as_far_as_it_goes_and_never_lowered(
    monkeypatch: pytest.MonkeyPatch, given: tuple[int, int], after: tuple[int, int] | None, *, refuses: bool
) -> None:
    asked = []

    def setrlimit(_kind: int, limits: tuple[int, int]) -> None:
        asked.append(limits)
        if refuses:
            raise ValueError

    system = SimpleNamespace(RLIMIT_NOFILE=7, RLIM_INFINITY=INFINITY, getrlimit=lambda kind: given, setrlimit=setrlimit)
    monkeypatch.setitem(sys.modules, "resource", system)
    allow_many()
    assert asked == ([] if after is None else [after])


def test_windows_has_no_such_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resource", None)
    allow_many()
