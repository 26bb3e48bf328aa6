"""House rules about files."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from app import start

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted(
    path
    for folder, pattern in [
        ("rnn_core", "*.py"),
        ("app", "*.py"),
        ("pages", "*.py"),
        ("tests", "*.py"),
        ("assets", "*.js"),
    ]
    for path in (ROOT / folder).rglob(pattern)
)
PINS = [ROOT / "requirements.txt", ROOT / "requirements-dev.txt"]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def pins(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_file_holds_one_idea_and_is_named_after_it(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    most = 80 if path.is_relative_to(ROOT / "pages") else 300
    assert lines <= most, f"{lines} lines: a second idea wants a file of its own"
    assert path.stem not in {"utils", "helpers", "common", "misc"}


@pytest.mark.parametrize("path", sorted((ROOT / "assets" / "scope").rglob("*.[jc]s*")), ids=name)
def test_lines_of_the_scope_are_no_longer_than_those_of_python(path: Path) -> None:
    """The formatter leaves comments, texts and style sheets as long as they are."""
    assert max(map(len, path.read_text(encoding="utf-8").splitlines())) <= 120


def test_no_test_module_imports_another() -> None:
    """What tests share stands in tests/playing."""
    modules = (ROOT / "tests").rglob("*.py")
    assert [name(path) for path in modules if re.search(r"^from tests\S*\.test_", path.read_text("utf-8"), re.M)] == []


@pytest.mark.parametrize("path", PINS, ids=name)
def test_every_package_is_pinned_to_one_version(path: Path) -> None:
    assert pins(path)
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.+]*( ; .*)?", pin) for pin in pins(path))


def test_what_pyproject_asks_for_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    pinned = {path.name: {pin.split("==")[0].lower() for pin in pins(path)} for path in PINS}
    for requirement in project["dependencies"]:
        assert re.split(r"[<>=]", requirement)[0] in pinned["requirements.txt"]
    for requirement in extras["dev"]:
        assert re.split(r"[<>=]", requirement)[0] in pinned["requirements-dev.txt"]


def test_the_versions_of_python_are_the_same_wherever_they_are_looked_at() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (least, most) = (tuple(map(int, one.split("."))) for one in re.findall(r"3\.\d+", project["requires-python"]))
    assert (start.OLDEST, (start.NEWEST[0], start.NEWEST[1] + 1)) == (least, most)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert f"not {start.OLDEST} <= sys.version_info[:2] <= {start.NEWEST}" in makefile
    assert all(start.unsupported(version) == "" for version in (start.OLDEST, start.NEWEST))
    said = start.unsupported((3, start.NEWEST[1] + 1))
    assert "Python 3.15" in said
    assert "3.11 to 3.14" in said
    assert "3.11 to 3.14" in start.unsupported((3, 10))


@pytest.mark.parametrize("port", ["0", "65536", "http", "80.5"])
def test_a_port_that_is_none_gets_a_sentence_before_anything_is_started(
    port: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        start.main(["--port", port])
    assert "use a whole number from 1 to 65535" in capsys.readouterr().err


def test_the_readme_and_its_links_hold() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []
    (example,) = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    assert 5 <= len(example.strip().splitlines()) <= 12
    compile(example, "README.md", "exec")


def test_make_says_what_there_is() -> None:
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    described = set(re.findall(r"^make (\w+)", done.stdout, flags=re.MULTILINE))
    assert described == {"run", "test", "check", "lint", "bench", "install", "shipped", "pins", "embeddings"}
