"""The source of Python's own library on this machine, without a download (Python Software Foundation licence).

Its top-level modules in the order of their names. Every tenth one is the test, so that no module is in both parts.
Left out are the few modules with characters beyond ASCII, which would add seventy symbols that hardly occur, and the
record of how this Python was built. Another release of Python has another library: the same settings then give other
numbers, so the task's definition names the release.
"""

from __future__ import annotations

import sysconfig
from functools import lru_cache
from pathlib import Path

from rnn_core.tasks.text.corpus import Corpus, TextError, corpus

TEST_EVERY = 10
BUILD_RECORD = "_sysconfigdata"


@lru_cache(maxsize=1)
def stdlib_code() -> Corpus:
    """The modules to train on and those to test on; raises `TextError` where the library's source is not there."""
    modules = sorted(modules_in(Path(sysconfig.get_paths()["stdlib"])).items())
    if len(modules) < TEST_EVERY:
        raise TextError("The source of Python's library is not on this machine. Choose another text.")
    test = "\n".join(text for _, text in modules[TEST_EVERY - 1 :: TEST_EVERY])
    train = "\n".join(text for k, (_, text) in enumerate(modules) if k % TEST_EVERY != TEST_EVERY - 1)
    return corpus(train, test)


def modules_in(folder: Path) -> dict[str, str]:
    """The text of every module right in `folder` that is plain ASCII, by its name."""
    paths = [path for path in folder.glob("*.py") if not path.name.startswith(BUILD_RECORD)]
    return {path.stem: path.read_text(encoding="ascii") for path in paths if path.read_bytes().isascii()}
