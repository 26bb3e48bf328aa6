"""Somebody who watches a run, played by a test, and how a test waits for what another thread does."""

import time


class Watcher:
    """A viewer that counts what it is told."""

    def __init__(self, ready=True):
        self.ready = ready
        self.news = 0

    def notify(self):
        self.news += 1


def wait_for(truth, seconds=20.0):
    """Wait until `truth()` holds; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while not truth() and time.monotonic() < deadline:
        time.sleep(0.001)
    assert truth()
