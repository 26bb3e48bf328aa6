"""The app as `make run` starts it, in a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMPILED_CODE = ROOT / ".jax_cache"
"""Shared by all test processes of this checkout and by the servers of the browser tests. JAX finds an entry by the
program, its versions and the compiler's settings."""
NO_FOLDER = {"UNROLLED_CACHE": os.devnull}
"""For a server of the tests: it has no folder for compiled code, so JAX keeps it where the tests do. In a folder with a
ceiling JAX looks at every entry before it writes one, and what the tests have left there is thrown away first."""
START_SECONDS = 90
STOP_SECONDS = 15


@dataclass(frozen=True)
class Server:
    """A running app: where it listens, its process, and the file it logs to."""

    url: str
    process: subprocess.Popen[bytes]
    log_file: Path

    @property
    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def is_up(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_server(folder: Path, port: int = 0, **environ: str) -> Server:
    """A server on `port`, or a free one, with all that it keeps in `folder`; `RuntimeError` if it does not start.

    `environ` holds further environment variables, or other values of those that are set here.
    """
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app/server.py"]
    command += ["--server.address=127.0.0.1", f"--server.port={port}"]
    kept = {"UNROLLED_CACHE": str(folder / "cache"), "UNROLLED_DATA": str(folder / "data")}
    return started(command, folder, port, ROOT, {**os.environ, **kept, **environ})


def started(command: list[str], folder: Path, port: int, cwd: Path, environ: Mapping[str, str]) -> Server:
    """The server that `command`, run in `cwd`, makes on `port`, with its log in `folder`; or `RuntimeError`."""
    log_file = folder / "server.log"
    with log_file.open("wb") as log:
        process = subprocess.Popen(command, cwd=cwd, env=environ, stdout=log, stderr=subprocess.STDOUT)
    server = Server(f"http://127.0.0.1:{port}", process, log_file)
    deadline = time.monotonic() + START_SECONDS
    while not server.is_up():
        if process.poll() is not None or time.monotonic() > deadline:
            stop_server(server)
            raise RuntimeError(f"The server did not start:\n{server.log}")
        time.sleep(0.1)
    return server


def stop_server(server: Server) -> int | None:
    """Ctrl-C; the exit status, or None when the server had to be killed."""
    server.process.send_signal(signal.SIGINT)
    try:
        return server.process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.process.kill()
        server.process.wait()
        return None
