"""Settings: those that a training run takes up, those that start a new run, and those of a link."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.playing.lab import TINY, Lab


@pytest.mark.slow
def test_what_may_change_while_it_trains_reaches_the_run_its_picture_and_its_link(lab: Lab) -> None:
    lab.open()
    run, before, shown = lab.run, lab.frame, lab.frames
    lab.set_number("Watched example", "3")
    lab.wait_for_frames(shown + 1)
    lab.settle()
    assert (lab.step, lab.frame.step) == (0, 0)
    assert (lab.frame.inputs != before.inputs).any()
    lab.play()
    for label, value, part in (
        ("Learning rate", "0.05", r"\d+(:|%3A)lr(:|%3A)0\.05"),
        ("Longest gradient allowed", "0.1", r"\d+(:|%3A)clip(:|%3A)0\.1"),
        ("Watched example", "2", "watch=2"),
    ):
        lab.set_number(label, value)
        expect(lab.page).to_have_url(re.compile(rf"[?&=,C]{part}(&|,|%2C|$)"))
    lab.wait_for_step(lab.step + 20)
    lab.pause()
    assert lab.run == run
    link = lab.copied_link()
    changed = re.search(r"changes=(\d+):lr:0\.05", link)
    assert changed, link
    assert 0 < int(changed[1]) < lab.step
    assert "run=" not in link


@pytest.mark.slow
def test_another_task_starts_a_new_run_and_the_page_says_so(lab: Lab) -> None:
    lab.open(f"{TINY}&cells=rnn")
    lab.play()
    run = lab.run
    lab.choose("Task", "Parity")
    expect(lab.scope).not_to_have_attribute("data-run", run)
    expect(lab.message).to_contain_text("This is a new run, because you changed: Task.")
    # It goes on as the old one did: training.
    lab.wait_for("training")
    lab.wait_for_step(5)
    expect(lab.scope.locator("footer")).to_contain_text("Parity")
    expect(lab.page).to_have_url(re.compile(r"[?&]task=parity(&|$)"))


@pytest.mark.slow
def test_the_same_link_gives_the_same_numbers_elsewhere(lab: Lab, open_page: OpenPage) -> None:
    lab.open()
    lab.record()
    lab.play()
    lab.set_number("Learning rate", "0.02")
    expect(lab.page).to_have_url(re.compile(r"lr(:|%3A)0\.02"))
    lab.wait_for_step(lab.step + 40)
    lab.pause()
    here = lab.recorded()
    query = lab.copied_link().partition("?")[2]
    assert "changes=" in query

    other = Lab(open_page()).open(query)
    assert other.run != lab.run
    other.record()
    other.play()
    other.wait_for_step(lab.step)
    there = other.recorded()
    both = sorted(step for step in here.keys() & there.keys() if step > 0)
    assert len(both) >= 3
    for step in both:
        assert [float(loss) for loss in there[step]] == pytest.approx([float(loss) for loss in here[step]], rel=1e-5)


def test_what_a_link_may_not_say_is_shown_as_written_and_leaves_the_address(lab: Lab) -> None:
    image = "![x](http://evil.example/p.png)"
    # A request to another machine fails the test at its end.
    lab.open(f"{TINY}&{quote(image)}=1&lr={quote(image)}&opt=best&shade=red")
    shown = image.replace(":", ":\N{WORD JOINER}")
    expect(lab.alerts).to_contain_text(f"'{shown}' in the link is not a setting")
    expect(lab.alerts).to_contain_text(f"'{shown}' is not a learning rate")
    expect(lab.alerts).to_contain_text("Use a number from 0 to 1,000")
    for name in ("'best'", "'shade'"):
        expect(lab.alerts).to_contain_text(name)
    expect(lab.alerts.locator("img")).to_have_count(0)
    rate = lab.page.get_by_role("spinbutton", name="Learning rate")
    expect(rate).to_have_value("0.005")
    expect(lab.page).not_to_have_url(re.compile("shade|best|evil"))
    # Nor does an emptied field, and what is typed with a comma is not a thousand times as much.
    rate.fill("")
    rate.press("Tab")
    expect(rate).to_have_value("0.005")
    rate.press("ControlOrMeta+a")
    rate.press_sequentially("0,02")
    rate.press("Enter")
    expect(lab.page).to_have_url(re.compile(r"lr=0\.02&"))
    # What is too much is said where it stands, whole.
    rate.fill("10000")
    rate.press("Tab")
    wrong = lab.page.get_by_role("alert").filter(has_text="between 0 and 1000")
    expect(wrong).to_have_count(1)
    assert wrong.evaluate("(node) => node.clientHeight > 20 && node.parentElement.clientHeight > node.clientHeight")
    rate.fill("20000")
    rate.press("Enter")
    expect(wrong).to_have_count(1)
    expect(lab.page.get_by_text("Press Enter to apply")).to_be_hidden()


def test_a_learning_rate_of_1000_diverges_and_every_lane_says_where(lab: Lab) -> None:
    lab.open(f"{TINY}&lr=1000")
    lab.press("Play")
    lab.wait_for("diverged")
    for lane in lab.lanes():
        expect(lane).to_have_attribute("data-status", "diverged")
        sentence = lane.get_by_role("alert")
        expect(sentence).to_contain_text(
            re.compile(r"broke at step \d+: the weights became about \d+, more than the limit of 100")
        )
        expect(sentence).to_contain_text("learning rate 0.005")
    expect(lab.message).to_contain_text("Training broke in every lane")
