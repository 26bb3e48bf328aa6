"""The project as a wheel, built offline and installed into an environment of its own beside the packages it needs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from tests.playing.server import ROOT

SOURCES = ("rnn_core", "app", "pages", "assets", "pyproject.toml", "README.md", "LICENSE")


def build(folder: Path) -> Path:
    """The wheel of this checkout, in `folder`. It is built from a copy: setuptools writes into what it builds."""
    source = folder / "source"
    source.mkdir()
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, source / name)
    _pip("wheel", "--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(source))
    (wheel,) = folder.glob("*.whl")
    return wheel


def install(wheel: Path, folder: Path) -> Path:
    """The `bin` folder of a new environment in `folder` that holds `wheel` and, of this one, only the packages."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = next(folder.glob("*/python"))
    _pip("--python", str(python), "install", "--quiet", "--no-index", "--no-deps", str(wheel))
    packages = next(folder.glob("lib/*/site-packages"))
    # A path alone: what is installed there as editable, this checkout, is not followed.
    (packages / "packages.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return python.parent


def clean_environment() -> dict[str, str]:
    """The environment variables without those by which Python would find this checkout."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


def _pip(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments], check=True)
