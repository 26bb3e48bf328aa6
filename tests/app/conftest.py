import time
import warnings

import pytest
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute

from app.live import shared
from app.live.registry import RunRegistry
from app.view import lecture, link, run_list, session
from app.web import stream
from rnn_core.settings.config import RunConfig
from tests.playing.fake_engine import FakeEngine
from tests.playing.restarted_server import RestartedServer

with warnings.catch_warnings():
    # Starlette's client announces a change of its own dependency, which is nothing of ours.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient


@pytest.fixture
def registry(monkeypatch):
    registry = RunRegistry(FakeEngine(seconds_per_step=0.0))
    monkeypatch.setattr(shared, "registry", lambda: registry)
    # Streamlit's test runner has no cookies.
    for page in (session, link, run_list, lecture):
        monkeypatch.setattr(page, "visitor", lambda: "visitor")
    yield registry
    registry.close()


@pytest.fixture
def server(tmp_path):
    server = RestartedServer(tmp_path)
    yield server
    server.close()


@pytest.fixture
def entry(registry):
    entry = registry.create(RunConfig())
    while entry.run.status == "compiling":
        time.sleep(0.001)
    return entry


@pytest.fixture
def client(registry):
    with TestClient(Starlette(routes=[WebSocketRoute("/live/{run}", stream.watch)])) as client:
        yield client
