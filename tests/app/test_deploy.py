"""What is deployed fits what there is: no daemon builds the image here, and nginx is asked where it is installed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app import start
from app.live import shared
from app.operations import compilation_cache
from app.web.routes import own_routes
from rnn_core.training import cores

ROOT = Path(__file__).resolve().parents[2]
NGINX = ROOT / "assets/deploy/nginx.conf"
JUPYTER = ROOT / "assets/deploy/jupyter_server_config.py"


def instructions() -> list[tuple[str, str]]:
    """The lines of the Dockerfile: each instruction and what follows it."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in text.splitlines() if line and line[0] != "#"]


def health_check() -> str:
    """The program that asks the container how it is."""
    *program, text = json.loads(dict(instructions())["HEALTHCHECK"].partition("CMD ")[2])
    assert program == ["python", "-c"]
    return str(text)


def test_the_image_copies_what_there_is_and_all_that_the_wheel_holds() -> None:
    copied = {source for name, rest in instructions() if name == "COPY" for source in rest.split()[:-1]}
    assert all((ROOT / source).exists() for source in copied)
    assert {"rnn_core", "app", "pages", "assets", "pyproject.toml", "README.md", "LICENSE"} <= copied
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert ignored[0] == "*"
    assert {f"!{source}" for source in copied} <= set(ignored)


def test_the_container_runs_as_a_user_and_is_asked_at_an_address_that_there_is() -> None:
    lines = instructions()
    names = [name for name, _ in lines]
    given = dict(lines)
    assert given["USER"] != "root"
    assert names.index("USER") < names.index("CMD")
    program, *arguments = json.loads(given["CMD"])
    assert program == "unrolled"
    parsed = start.parser().parse_args(arguments)
    assert (parsed.host, f"{parsed.port}") == ("0.0.0.0", given["EXPOSE"])
    check = health_check()
    assert f", {parsed.port}, " in check
    (asked,) = re.findall(r"'GET', '([^']+)'", check)
    assert asked in {getattr(route, "path", "") for route in own_routes()}
    compose = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    assert f'"{parsed.port}:{parsed.port}"' in compose
    assert f"runs:{given['VOLUME']}" in compose
    assert f"UNROLLED_DATA={given['VOLUME']} " in given["ENV"]


@pytest.mark.parametrize("status", [200, 503])
def test_the_health_check_hears_of_the_server_and_asks_no_proxy(monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        with pytest.raises(SystemExit) as ended:
            exec(health_check().replace("8501", str(server.server_port)), {})
        server.shutdown()
    assert bool(ended.value.code) == (status != 200)


def test_a_warm_up_compiles_the_lab_and_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    registry = SimpleNamespace(warm_up=lambda: done.append("compiled"), close=lambda: done.append("closed"))
    monkeypatch.setattr(shared, "registry", lambda: registry)
    monkeypatch.setattr(cores, "use_all_cores", lambda: done.append("all cores"))
    monkeypatch.setattr(compilation_cache, "keep_compiled_code", lambda: done.append("kept"))
    start.main(["--warm-up"])
    assert done == ["all cores", "kept", "compiled", "closed"]


def test_jupyter_starts_the_command_at_the_port_that_it_chooses() -> None:
    c = SimpleNamespace(ServerProxy=SimpleNamespace())
    exec(compile(JUPYTER.read_text(encoding="utf-8"), JUPYTER.name, "exec"), {"get_config": lambda: c})
    (server,) = c.ServerProxy.servers.values()
    program, *arguments = (word.format(port=8600) for word in server["command"])
    assert program == "unrolled"
    assert start.parser().parse_args(arguments).port == 8600
    assert not server["absolute_url"]


def test_nginx_strips_its_path_keeps_the_host_and_understands_the_file(tmp_path: Path) -> None:
    text = NGINX.read_text(encoding="utf-8")
    (forwarded,) = re.findall(r"proxy_pass (\S+);", text)
    assert urlsplit(forwarded).path == "/"
    assert urlsplit(forwarded).port == start.parser().parse_args([]).port
    assert "proxy_set_header Host $http_host;" in text
    with TestClient(Starlette(routes=own_routes())) as client:
        for hidden in re.findall(r"location = /unrolled(/\S+) {", text):
            assert client.get(hidden).status_code == 200
    if nginx := shutil.which("nginx"):
        (tmp_path / "lab.conf").write_text(text.replace("listen 80;", "listen 127.0.0.1:8480;"))
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        folders = " ".join(f"{kind}_temp_path {tmp_path};" for kind in kinds)
        whole = f"pid {tmp_path}/pid; events {{}} http {{ access_log off; {folders} include {tmp_path}/lab.conf; }}"
        (tmp_path / "nginx.conf").write_text(whole)
        done = subprocess.run(
            [nginx, "-t", "-e", "stderr", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, "test is successful" in done.stderr) == (0, True), done.stderr
