import pytest

from app import live
from app.live import RunRegistry
from tests.app.fake_engine import FakeEngine


@pytest.fixture
def registry(monkeypatch):
    registry = RunRegistry(FakeEngine(seconds_per_step=0.0))
    monkeypatch.setattr(live, "registry", lambda: registry)
    yield registry
    registry.close()
