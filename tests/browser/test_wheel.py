"""The lab from a wheel, started by its command in an empty folder, with the network watched."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.playing.lab import Lab
from tests.playing.outgoing import noting
from tests.playing.server import NO_FOLDER, free_port, started, stop_server
from tests.playing.wheel import build, clean_environment, install


@pytest.mark.slow
def test_the_command_of_the_wheel_shows_the_lab_from_an_empty_folder(browser: Browser, tmp_path: Path) -> None:
    programs = install(build(tmp_path), tmp_path / "environment")
    empty = tmp_path / "empty"
    empty.mkdir()
    noted, notes = noting(tmp_path)
    environ = {**clean_environment(), **noted, **NO_FOLDER, "UNROLLED_DATA": str(tmp_path / "data")}
    environ["PYTHONPATH"] = str(tmp_path)
    port = free_port()
    command = [str(programs / "unrolled"), "--host", "127.0.0.1", "--port", str(port)]
    server = started(command, tmp_path, port, empty, environ)
    try:
        with browser.new_context(base_url=server.url) as context:
            lab = Lab(context.new_page()).open("")
            lab.press("Step")
            lab.wait_for_step(1)
    finally:
        stop_server(server)
    assert re.search(rf"Open http://127\.0\.0\.1:{port} ", server.log)
    assert "Traceback" not in server.log
    assert list(empty.iterdir()) == []
    assert notes.read_text() == ""
    where = "import rnn_core, app, jax; print(rnn_core.__file__, app.__file__)"
    said = subprocess.run(
        [str(programs / "python"), "-c", where],
        cwd=empty,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.stdout.count(str(tmp_path / "environment")) == 2, said.stderr
