"""Python's library as a text: which modules, in which order, none of them in both parts."""

from __future__ import annotations

import keyword
import sys
import sysconfig
from pathlib import Path

import pytest

from rnn_core.settings.config import RunConfig
from rnn_core.tasks import build
from rnn_core.tasks.text import TextError
from rnn_core.tasks.text.stdlib_code import modules_in, stdlib_code


def test_it_is_the_source_of_this_python_and_plain_ascii() -> None:
    known = stdlib_code()
    train = known.decode(known.train)
    assert len(known.train) > 2_000_000
    assert "".join(known.symbols).isascii()
    assert known.left_out == 0
    assert (Path(sysconfig.get_paths()["stdlib"]) / "abc.py").read_text() in train
    assert all(word in train for word in keyword.kwlist)


def test_every_tenth_module_by_name_is_the_test_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(25):
        (tmp_path / f"m{number:02}.py").write_text("x" * (number + 1) + "\n")
    (tmp_path / "accents.py").write_text("é = 1\n", encoding="utf-8")
    (tmp_path / "_sysconfigdata__linux.py").write_text("here = '/home'\n")
    (tmp_path / "notes.txt").write_text("no module\n")
    assert len(modules_in(tmp_path)) == 25
    monkeypatch.setattr(sysconfig, "get_paths", lambda: {"stdlib": str(tmp_path)})
    known = stdlib_code.__wrapped__()
    assert known.decode(known.test) == "x" * 10 + "\n\n" + "x" * 20 + "\n"
    assert known.decode(known.train).split() == ["x" * (k + 1) for k in range(25) if k % 10 != 9]


def test_without_the_source_a_sentence_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sysconfig, "get_paths", lambda: {"stdlib": str(tmp_path)})
    with pytest.raises(TextError, match="not on this machine"):
        stdlib_code.__wrapped__()


def test_the_task_names_the_release() -> None:
    task = build(RunConfig(task="stdlib_code", sequence_length=20))
    assert f"Python {'.'.join(map(str, sys.version_info[:3]))}" in task.definition
    lines = [line.value for line in task.baselines]
    assert lines == sorted(lines, reverse=True)
