"""The lab as a visitor meets it: what is on the page, by role, label and `data-*` attribute, and how to wait for it."""

from __future__ import annotations

from playwright.sync_api import ElementHandle, Locator, Page, WebSocket, expect

from rnn_core.frames.frame import Frame, from_bytes

TINY = "H=4&T=8&seeds=1&batch=4"
"""Networks that compile and train in no time; nearly all tests share them, and so their compiled code."""

# A busy machine may take long to compile; nothing is asserted about times here.
PATIENCE = 120_000

RECORD = """(scope) => {
  window.recorded = {};
  const note = () => {
    const lanes = [...scope.querySelectorAll("[data-lane]")];
    window.recorded[scope.dataset.step] = lanes.map((lane) => lane.dataset.trainLoss);
  };
  new MutationObserver(note).observe(scope, { attributeFilter: ["data-frames"] });
}"""

# The state "paused" may overtake the last frame, and nothing marks that frame as the last.
QUIET = """(scope) => {
  const { frames } = scope.dataset;
  const now = performance.now();
  if (window.quiet?.frames !== frames) window.quiet = { frames, since: now };
  return now - window.quiet.since > 250;
}"""


class Lab:
    """The lab in one tab. It must wrap the tab before the tab opens a page, because it keeps the newest frame."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.scope = page.get_by_test_id("scope")
        self._frame = b""
        page.on("websocket", self._listen)

    def open(self, link: str = TINY, status: str = "ready") -> Lab:
        """Open the lab at `link` and wait until its run has this `status`."""
        self.page.goto(f"/?{link}" if link else "/")
        self.wait_for(status)
        self.wait_for_frames(1)
        return self

    @property
    def run(self) -> str:
        """The id of the run on screen."""
        return self.scope.get_attribute("data-run") or ""

    @property
    def step(self) -> int:
        """The training step on screen."""
        return int(self.scope.get_attribute("data-step") or -1)

    @property
    def frame(self) -> Frame:
        """The newest frame that came over the wire."""
        return from_bytes(self._frame)

    @property
    def message(self) -> Locator:
        """The line in which the run and the page say what is the matter."""
        return self.scope.get_by_role("status").and_(self.page.locator("p"))

    @property
    def alerts(self) -> Locator:
        """The warnings and errors of the page around the scope."""
        return self.page.get_by_test_id("stAlert")

    def lane(self, cell: str) -> Locator:
        """The lane of `cell`."""
        return self.scope.locator(f"[data-lane={cell}]")

    def numbers(self) -> list[bytes]:
        """Every array of the newest frame, as bytes."""
        lanes = self.frame.lanes
        return [array.tobytes() for lane in lanes for _, array in sorted(lane.arrays.items())]

    def lanes(self) -> list[Locator]:
        """All lanes, from left to right."""
        return self.scope.locator("[data-lane]").all()

    def losses(self) -> list[float]:
        """The training loss of every lane."""
        return [float(lane.get_attribute("data-train-loss") or "nan") for lane in self.lanes()]

    def press(self, button: str) -> None:
        """Press the button called `button`."""
        self.page.get_by_role("button", name=button, exact=True).click()

    def play(self) -> None:
        """Press Play and wait until the run has moved on by a few frames."""
        before = self.frames
        self.press("Play")
        self.wait_for("training")
        self.wait_for_frames(before + 3)

    def pause(self) -> None:
        """Press Pause and wait until the run stands still and its last frame is on screen."""
        self.press("Pause")
        self.wait_for("paused")
        self.settle()

    def settle(self) -> None:
        """Wait until no more frames come and the newest is the one on screen."""
        self.page.wait_for_function(QUIET, arg=self.scope.element_handle(), timeout=PATIENCE)
        expect(self.scope).to_have_attribute("data-step", str(self.frame.step))

    @property
    def time_line(self) -> Locator:
        """The slider on which one goes back."""
        return self.page.get_by_role("slider", name="Time line")

    def go_to(self, step: int) -> None:
        """Type a step, and wait until it is on screen."""
        field = self.page.get_by_label("Go to step", exact=True)
        field.fill(str(step))
        field.press("Enter")
        expect(self.scope).to_have_attribute("data-step", str(step))
        self.settle()

    @property
    def frames(self) -> int:
        """Frames drawn since the page was opened."""
        return int(self.scope.get_attribute("data-frames") or 0)

    def wait_for(self, status: str) -> None:
        """Wait until the run's status is `status`."""
        expect(self.scope).to_have_attribute("data-status", status, timeout=PATIENCE)

    def wait_for_step(self, least: int) -> None:
        """Wait until training step `least` or a later one is on screen."""
        self._wait("([scope, least]) => Number(scope.dataset.step) >= least", least)

    def wait_for_frames(self, least: int) -> None:
        """Wait until `least` frames have been drawn since the page was opened."""
        self._wait("([scope, least]) => Number(scope.dataset.frames) >= least", least)

    def record(self) -> None:
        """From now on keep the training losses on screen at every step that is drawn."""
        self.scope.evaluate(RECORD)

    def recorded(self) -> dict[int, tuple[str, ...]]:
        """What was on screen since `record`: the lanes' training losses, by step."""
        kept: dict[str, list[str]] = self.page.evaluate("window.recorded")
        return {int(step): tuple(losses) for step, losses in kept.items()}

    def choose(self, label: str, option: str) -> None:
        """Choose `option` in the sidebar's list called `label`."""
        self.page.get_by_role("combobox", name=label, exact=True).click()
        self.page.get_by_role("option", name=option, exact=True).click()

    def set_number(self, label: str, value: str) -> None:
        """Write `value` into the sidebar's field called `label`."""
        field = self.page.get_by_role("spinbutton", name=label, exact=True)
        field.fill(value)
        field.press("Enter")

    def copied_link(self) -> str:
        """Share the settings; what the clipboard then holds."""
        return self._shared("Copy link")

    def viewer_link(self) -> str:
        """Share the run to be watched; what the clipboard then holds."""
        return self._shared("Copy viewer link")

    def _shared(self, what: str) -> str:
        self.press("Share")
        self.page.get_by_role("menuitem", name=what, exact=True).click()
        expect(self.page.get_by_role("button", name="Link copied")).to_be_visible()
        link: str = self.page.evaluate("navigator.clipboard.readText()")
        return link

    def _listen(self, socket: WebSocket) -> None:
        if "/live/" in socket.url:
            socket.on("framereceived", self._keep)

    def _keep(self, payload: str | bytes) -> None:
        if isinstance(payload, bytes):
            self._frame = payload

    def _wait(self, condition: str, least: int) -> None:
        scope: ElementHandle = self.scope.element_handle(timeout=PATIENCE)
        self.page.wait_for_function(condition, arg=[scope, least], timeout=PATIENCE)
