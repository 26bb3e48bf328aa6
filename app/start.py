"""The command `unrolled` (`python -m app.start`): says where the lab will be, and starts it on this machine.

Only Python's own modules are imported before the version of Python has been looked at.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 14)
SERVER = Path(__file__).parent / "server.py"
PORTS = range(1, 65536)


def main(arguments: Sequence[str] | None = None) -> None:
    """Start the lab, and stay until it is stopped."""
    if problem := unsupported(sys.version_info[:2]):
        raise SystemExit(problem)
    given = parser().parse_args(arguments)
    if given.warm_up:
        _warm_up()
        return
    # What takes seconds to import is imported now.
    from streamlit.web.cli import main as streamlit

    from app.operations.address import announcement
    from app.operations.limits import limits
    from app.operations.table import LimitError

    try:
        upload = limits().upload_mb
    except LimitError as error:
        raise SystemExit(str(error)) from None
    sys.stdout.write(f"{announcement(given.host, given.port)}\n")
    sys.stdout.flush()
    options = [f"--server.address={given.host}", f"--server.port={given.port}", f"--server.maxUploadSize={upload}"]
    streamlit(["run", str(SERVER), *options, *given.streamlit])


def unsupported(python: tuple[int, ...]) -> str:
    """A sentence if this version of Python is not supported; else empty."""
    oldest, newest = (".".join(map(str, version)) for version in (OLDEST, NEWEST))
    if OLDEST <= python <= NEWEST:
        return ""
    return (
        f"This is Python {'.'.join(map(str, python))}; Unrolled is known to work with {oldest} to {newest}. "
        f"Start it with one of those: uvx --python {newest} …, or PYTHON=/path/to/python{newest} make run."
    )


def _warm_up() -> None:
    from app.live import shared
    from app.operations.compilation_cache import keep_compiled_code
    from rnn_core.training.cores import use_all_cores

    use_all_cores()
    keep_compiled_code()
    registry = shared.registry()
    registry.warm_up()
    registry.close()


def parser() -> argparse.ArgumentParser:
    """The arguments that the command understands."""
    words = argparse.ArgumentParser(
        prog="unrolled", description="Watch a vanilla RNN, an LSTM and a GRU learn, live, in the browser."
    )
    words.add_argument("--host", default="localhost", help="where to listen; 0.0.0.0 opens the lab to the network")
    words.add_argument("--port", type=_port, default=8501, help="8501 unless told otherwise")
    words.add_argument("--warm-up", action="store_true", help="compile the lab as it opens, keep that, and end")
    words.add_argument("streamlit", nargs="*", metavar="--streamlit.option=…", help="after --, options of Streamlit")
    return words


def _port(written: str) -> int:
    if written.isdecimal() and int(written) in PORTS:
        return int(written)
    raise argparse.ArgumentTypeError(f"{written[:20]!r} is no port; use a whole number from {PORTS[0]} to {PORTS[-1]}")


if __name__ == "__main__":
    main()
