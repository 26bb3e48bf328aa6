"""A registry that a test starts again and again on the same folder, and a store that is slow or full on demand."""

from app.live.registry import RunRegistry
from app.operations.limits import Limits
from app.storage.store import NotSaved, Store
from rnn_core.saved.run_file import about_of
from rnn_core.settings.config import RunConfig
from tests.playing.fake_engine import Clock, FakeEngine
from tests.playing.watcher import wait_for

FULL = "Not saved: no space left on device."


class NotedStore(Store):
    """A store that knows when it was asked to save what, is slow or full on demand, and opens `gate` for each save."""

    takes, full, gate = 0.0, False, None

    def __init__(self, folder, most, clock):
        super().__init__(folder, most, clock)
        self.clock, self.asked = clock, []

    def save(self, owner, run, data, *, live=()):
        if self.gate is not None:
            self.gate()
        self.asked.append((self.clock.now, about_of(data).step))
        self.clock.now += self.takes
        if self.full:
            raise NotSaved(FULL)
        super().save(owner, run, data, live=live)


class RestartedServer:
    """The registries of one server after each start: one folder, one clock and one engine."""

    def __init__(self, folder):
        self.folder, self.clock, self.registry = folder, Clock(), None
        self.engine = FakeEngine(self.clock)
        self.visitor, self.switched = "me", []

    def start(self, **limits):
        self.close()
        most = Limits(**limits)
        store = NotedStore(self.folder, most, self.clock)
        self.registry = RunRegistry(self.engine, store=store, most=most, clock=self.clock)
        return self.registry

    def close(self):
        if self.registry is not None:
            self.registry.close()


def create(registry, *commands, owner="me", **settings):
    """A run of `registry` that has carried out `commands`."""
    entry = registry.create(RunConfig(**settings), owner=owner)
    wait_for(lambda: entry.run.prepared)
    for command in commands:
        entry.run.command(command)
        entry.run.catch_up(5)
    return entry
