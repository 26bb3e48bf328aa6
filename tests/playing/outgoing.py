"""Notes every attempt of a Python process to reach another machine."""

from __future__ import annotations

import os
from pathlib import Path

_NOTING = """
import ipaddress, os, socket, sys

def elsewhere(host):
    if host in (None, "", b"", "localhost", b"localhost"):
        return False
    try:
        return not ipaddress.ip_address(host.decode() if isinstance(host, bytes) else host).is_loopback
    except ValueError:
        return True

def note(event, arguments):
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        # To connect a datagram socket only chooses a network card.
        if event == "socket.connect" and arguments[0].type == socket.SOCK_DGRAM:
            return
        host = arguments[1][0]
    else:
        return
    if elsewhere(host):
        with open(os.environ["OUTGOING"], "a", encoding="utf-8") as notes:
            notes.write(f"{event} {host}\\n")

sys.addaudithook(note)
"""


def noting(folder: Path) -> tuple[dict[str, str], Path]:
    """The environment in which a Python process notes what leaves the machine, and the file with a line for each."""
    (folder / "sitecustomize.py").write_text(_NOTING, encoding="utf-8")
    notes = folder / "outgoing.txt"
    notes.touch()
    path = os.pathsep.join(part for part in (str(folder), os.environ.get("PYTHONPATH", "")) if part)
    return {"PYTHONPATH": path, "OUTGOING": str(notes)}, notes
