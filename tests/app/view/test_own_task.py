"""A page for runs of its own tasks: cold, with a run of another task, and after its button."""

import pytest
from streamlit.testing.v1 import AppTest

from app.live import shared
from app.view import own_task
from rnn_core.tasks.openings import opened
from rnn_core.tasks.text import fingerprint
from tests.playing.lab_page import TEXT, give, lab, rerun


def script():
    from app.view import own_task  # noqa: PLC0415 - AppTest runs the source of this function alone
    from app.view.presets import Preset  # noqa: PLC0415

    with own_task.page("word_order", ("recall", "parity"), [Preset("A case", "parity", {}, {}, "What is seen.")]):
        pass


@pytest.fixture
def page(registry):
    def open_page(**params):
        shown = AppTest.from_function(script, default_timeout=20)
        for name, value in params.items():
            shown.query_params[name] = value
        return rerun(shown)

    return open_page


def test_a_bare_address_opens_the_pages_own_task(page):
    shown = page()
    assert lab(shown).entry.run.present.task == "recall"
    assert lab(shown).entry.run.present.sequence_length == 20, "as the task opens"
    assert not shown.info


def test_a_setting_typed_alone_is_one_of_the_pages_own_task(page):
    run = lab(page(H="7")).entry.run
    assert run.present == opened("recall").replace(hidden_size=7)
    assert lab(page(H="7", machine="a fake machine")).entry.run.present.task == "adding", "as a written link means it"


def test_a_run_of_another_task_is_named_and_one_click_starts_the_pages_own(page):
    shown = page(task="adding", T="30")
    before = lab(shown).entry
    lab(shown).remembered |= {"T": 30, "H": 16}  # as the lab's sidebar leaves them
    (said,) = shown.info
    assert said.value == (
        "This page shows runs of “Delayed recall” or “Parity”. The run on screen is about “Adding problem”."
    )
    assert [title.value for title in shown.subheader] == ["Word order"]
    button, case = shown.button
    assert case.label == "A case"
    button.click()
    rerun(shown)
    after = lab(shown).entry
    assert after.run.present.task == "recall"
    assert after.run.present.sequence_length == 20, "as the task opens, whatever the lab's fields hold"
    assert after.id != before.id
    assert shared.registry().find(before.id) is before, "the run before is kept"
    assert not shown.info
    task = next(box for box in shown.selectbox if box.label == "Task")
    assert task.options == ["Delayed recall", "Parity"]


def texts():
    from app.view import own_task  # noqa: PLC0415

    with own_task.page("text_generator", ("shakespeare", "own_text")):
        pass


def test_a_link_to_a_run_on_ones_own_text_asks_for_it_on_the_page_itself(registry):
    shown = AppTest.from_function(texts, default_timeout=20)
    shown.query_params["task"], shown.query_params["text"] = "own_text", fingerprint(TEXT)
    rerun(shown)
    assert [info.value for info in shown.info] == [own_task.AWAITED]
    assert lab(shown).entry.run.present.task == "adding"
    give(shown, TEXT)
    assert lab(shown).entry.run.present.task == "own_text"
    assert not shown.info
