"""What the tests of pages with runs that really train share."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import rnn_core
from app.live import shared
from app.live.registry import RunRegistry
from app.view import asking, lecture, link, session, side_training
from tests.playing.lab_page import prepared, rerun

PAGES = Path(__file__).parents[3] / "pages"


@pytest.fixture(scope="module")
def real():
    registry = RunRegistry(rnn_core)
    yield registry
    registry.close()


@pytest.fixture
def visit(real, monkeypatch):
    """Opens a page by its name and an address, as one visitor of `real`, and waits for the run's first picture."""
    monkeypatch.setattr(shared, "registry", lambda: real)
    for module in (lecture, link, session, side_training):
        monkeypatch.setattr(module, "visitor", lambda: "visitor")
    # A busy machine may take longer to compile than a page waits.
    for seconds in ("WAIT_SECONDS", "OVER_TRAINING_SECONDS"):
        monkeypatch.setattr(asking, seconds, 60.0)

    def open_page(name, address):
        page = AppTest.from_file(str(PAGES / f"{name}.py"), default_timeout=120)
        for parameter, value in address.items():
            page.query_params[parameter] = value
        return prepared(rerun(page))

    return open_page
