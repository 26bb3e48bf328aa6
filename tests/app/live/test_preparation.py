import threading

from app.live.live_run import LiveRun
from app.live.one_at_a_time import OneAtATime
from rnn_core.settings.config import RunConfig
from tests.playing.fake_engine import FakeEngine, frame
from tests.playing.watcher import Watcher, wait_for


def test_everybody_has_a_first_look_before_anybodys_training_is_compiled():
    """But for who was there before the others came."""
    compiling, others_are_there, done = OneAtATime(), threading.Event(), []

    class Looks(FakeEngine):
        def first_look(self, run, around):
            done.append(("look", run.config.hidden_size))
            return frame(0, run.config)

        def warm_up(self, run, ready=None):
            done.append(("all", run.config.hidden_size))
            others_are_there.wait(20)

    runs = [LiveRun(Looks(), RunConfig(hidden_size=size), compiling=compiling) for size in (1, 2, 3)]
    for number, run in enumerate(runs):
        run.viewers.add(Watcher())
        run.open()
        wait_for(lambda: len(done) == 2 if number == 0 else run.latest.words()["message"])  # noqa: B023
    assert runs[0].latest.frame is not None
    assert runs[0].status == "compiling"
    others_are_there.set()
    wait_for(lambda: all(run.prepared for run in runs))
    assert done == [("look", 1), ("all", 1), ("look", 2), ("look", 3), ("all", 2), ("all", 3)]
    for run in runs:
        assert run.latest.newest_frame()[0] == 2
        run.close()
        run.join(20)
