"""Settings: those that a training run takes up, those that start a new run, and those of a link."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.playing.lab import TINY, Lab


def test_a_live_setting_reaches_the_training_run_and_its_link(lab: Lab) -> None:
    lab.open()
    lab.play()
    run = lab.run
    lab.set_number("Learning rate", "0.05")
    expect(lab.page).to_have_url(re.compile(r"[?&]changes=\d+(:|%3A)lr(:|%3A)0\.05(&|$)"))
    lab.wait_for_step(lab.step + 20)
    lab.pause()
    assert lab.run == run
    link = lab.copied_link()
    changed = re.search(r"changes=(\d+)%3Alr%3A0\.05", link)
    assert changed, link
    assert 0 < int(changed[1]) < lab.step
    assert "run=" not in link


@pytest.mark.parametrize(
    ("label", "value", "part"),
    [("Clip gradient norm at", "0.1", r"changes=\d+(:|%3A)clip(:|%3A)0\.1"), ("Watched example", "2", "watch=2")],
)
def test_the_other_numbers_that_change_while_it_trains(lab: Lab, label: str, value: str, part: str) -> None:
    lab.open()
    run = lab.run
    lab.play()
    lab.set_number(label, value)
    expect(lab.page).to_have_url(re.compile(rf"[?&]{part}(&|$)"))
    lab.wait_for_step(lab.step + 20)
    assert lab.run == run


def test_another_watched_example_is_drawn_at_once(lab: Lab) -> None:
    lab.open()
    before = lab.frame
    lab.set_number("Watched example", "3")
    lab.wait_for_frames(lab.frames + 1)
    lab.settle()
    assert (lab.step, lab.frame.step) == (0, 0)
    assert (lab.frame.inputs != before.inputs).any()


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
    assert len(both) > 5
    for step in both:
        assert [float(loss) for loss in there[step]] == pytest.approx([float(loss) for loss in here[step]], rel=1e-5)


def test_bad_link_values_are_named_and_start_at_their_defaults(lab: Lab) -> None:
    lab.open(f"{TINY}&lr=7e9&opt=best&colour=red")
    for name in ("'7e9'", "'best'", "'colour'"):
        expect(lab.alerts).to_contain_text(name)
    expect(lab.alerts).to_contain_text("allowed is a number from 0 to 1000")
    expect(lab.page.get_by_role("spinbutton", name="Learning rate")).to_have_value("0.005")
    expect(lab.page).not_to_have_url(re.compile("colour|best|7e9"))


def test_an_image_in_a_link_is_shown_as_written_and_never_asked_for(lab: Lab) -> None:
    image = "![x](http://evil.example/p.png)"
    # A request to another machine fails the test at its end.
    lab.open(f"{TINY}&{quote(image)}=1&lr={quote(image)}")
    shown = image.replace(":", ":\N{WORD JOINER}")
    expect(lab.alerts).to_contain_text(f"The link's '{shown}' is not a setting")
    expect(lab.alerts).to_contain_text(f"Learning rate was '{shown}'")
    expect(lab.alerts.locator("img")).to_have_count(0)


def test_a_learning_rate_of_1000_diverges_and_every_lane_says_where(lab: Lab) -> None:
    lab.open(f"{TINY}&lr=1000")
    lab.press("Play")
    lab.wait_for("diverged")
    for lane in lab.lanes():
        expect(lane).to_have_attribute("data-status", "diverged")
        sentence = lane.get_by_role("alert")
        expect(sentence).to_contain_text(re.compile(r"diverged at step \d+: .+ passed \d+ \(it .+ \d+"))
        expect(sentence).to_contain_text("Try a learning rate below 1000")
    expect(lab.message).to_contain_text("Every cell has diverged")


def test_a_lane_that_diverges_leaves_the_other_training(lab: Lab) -> None:
    lab.open(f"{TINY}&cells=rnn,gru&init=irnn&opt=sgd&clip=0&lr=0.5")
    lab.play()
    expect(lab.lane("rnn")).to_have_attribute("data-status", "diverged")
    lab.wait_for_step(100)
    expect(lab.lane("gru")).to_have_attribute("data-status", "training")
    assert lab.losses()[1] > 0
    expect(lab.lane("rnn").get_by_role("alert")).to_contain_text("Try a learning rate below 0.5")
