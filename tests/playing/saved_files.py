"""Files of saved runs that need no training, and the names that users may give them."""

import numpy as np

from rnn_core.saved.run_file import About, SavedLane, written

NAMES = [
    "<script>alert(1)</script>",
    "**bold** $x$ [link](javascript:alert(1))",
    "quotes \" ' and \\ back\nslash",
    "🦔 Igel",
    "تجربة عربية",
    "\u202egnp.exe",
    "../../etc/passwd",
    "\x00",
]


def run_file(name="", saved=0.0, step=10, megabytes=0.0, title="Adding problem"):
    """The bytes of a file whose header can be listed; its tensors are zeros."""
    about = About(name, title, (SavedLane("rnn", "rnn", "Vanilla RNN", ()),), step, saved, {})
    return written({"frame": np.zeros(int(megabytes * 1e6), np.uint8)}, about)


def save(store, run, owner="me", live=(), **more):
    """Put such a file into `store` as the run with the id `run`."""
    store.save(owner, run, run_file(saved=store.stamp(), **more), live=live)
