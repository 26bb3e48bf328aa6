import pytest

from app import live, run_list, session
from app.live import RunRegistry
from tests.app.fake_engine import FakeEngine


@pytest.fixture
def registry(monkeypatch):
    registry = RunRegistry(FakeEngine(seconds_per_step=0.0))
    monkeypatch.setattr(live, "registry", lambda: registry)
    # Streamlit's test runner has no cookies.
    for page in (session, run_list):
        monkeypatch.setattr(page, "visitor", lambda: "visitor")
    yield registry
    registry.close()
