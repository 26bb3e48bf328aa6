"""Parameters of pages: in the address beside the run's, kept while another page is on screen, never unknown."""

from pathlib import Path
from types import SimpleNamespace

from app.view import session
from app.view.link import of_other_pages, own_names
from app.view.page_parameters import PARAMETERS
from rnn_core.settings.config import RunConfig
from rnn_core.settings.table import SETTINGS
from tests.playing.lab_page import address, lab, opened, rerun

SMALL = RunConfig(hidden_size=4)


def test_no_parameter_has_a_name_that_the_run_or_streamlit_uses():
    taken = {setting.link for setting in SETTINGS} | {"run", "embed", "embed_options"}
    links = [parameter.setting.link for parameter in PARAMETERS]
    assert len(links) == len(set(links))
    assert not taken & set(links)
    assert len({parameter.setting.name for parameter in PARAMETERS}) == len(PARAMETERS)


def test_every_switch_of_a_page_stands_in_its_address():
    """The sidebar's are the run's settings, and a list may be shown whole without a link that says so."""
    view = Path(session.__file__).parent
    having = {path.name for path in view.rglob("*.py") if "st.toggle(" in path.read_text(encoding="utf-8")}
    assert having == {"switch.py", "sidebar.py", "run_list.py"}


def test_a_comparison_of_saved_runs_is_known_on_every_page(registry):
    assert not opened(registry, compare="one,other").warning


def test_another_pages_parameters_are_neither_unknown_nor_lost(registry):
    page = opened(registry, lane="gru", sequence="0.5 0.2*", H="8")
    assert not page.warning
    assert session.parameter(lab(page), "lane") == "gru"
    assert session.parameter(lab(page), "sequence") == "0.5 0.2*"
    assert session.parameter(lab(page), "trace") == "hidden"
    # The lab's own address does not carry them: they are of no meaning here.
    assert address(page) == {"H": "8", "run": lab(page).entry.id}
    rerun(page)
    assert session.parameter(lab(page), "lane") == "gru"


def test_who_goes_back_finds_a_page_as_its_address_says():
    chosen = {"gradients_view": "training", "lane": "gru"}
    assert of_other_pages(chosen, "http://localhost:8501/gradients?T=20") == {"lane": "gru"}
    assert of_other_pages(chosen, "https://campus.example/hub/proxy/8501/hidden_states/") == {
        "gradients_view": "training"
    }
    assert of_other_pages(chosen, "http://localhost:8501/") == chosen


def test_a_page_tells_its_controls_the_names_of_its_parameters():
    """A link that is copied there shows the page as it is."""
    assert "gate_view" in own_names("http://localhost:8501/gates?T=20")
    assert "gate_view" not in own_names("http://localhost:8501/gradients")
    assert own_names("http://localhost:8501/") == own_names("") == []


def test_parameters_stay_when_another_run_is_opened(registry, monkeypatch):
    page = opened(registry, lane="gru", H="8")
    monkeypatch.setattr(session, "st", SimpleNamespace(session_state=page.session_state))
    monkeypatch.setattr(session, "visitor", lambda: "visitor")
    monkeypatch.setattr(session, "forget_widgets", lambda _: None)
    session.show_run(registry.create(SMALL, None, "visitor"))
    assert lab(page).entry.run.config == SMALL
    assert session.parameter(lab(page), "lane") == "gru"
