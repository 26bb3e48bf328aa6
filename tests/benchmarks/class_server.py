"""A server for measurements: the app's own routes and start-up, with runs made on demand instead of by a page.

Runs and their owners' keys normally come through a Streamlit page. A page talks to its server when it is opened and
when a widget changes, while frames and commands only ever take the WebSocket; so Streamlit's own part is not in what is
measured here. The rest is the app's: its routes, its lifespan, and uvicorn with the settings that Streamlit gives it.

It speaks JSON lines. First it prints `{"port": ...}`. To each line on its standard input it prints one answer:
`{"create": {link parameters}}` makes a run, `{"restore": id}` finds one, from disk if need be; both answer
`{"id": ..., "key": ...}`, or `{}` when there is no such run. It stops when its standard input closes.
"""

from __future__ import annotations

import json
import secrets
import socket
import sys
import threading
import time
from typing import Any

import uvicorn
from starlette.applications import Starlette
from streamlit.web.server.starlette.starlette_server import _get_uvicorn_config_kwargs

from app.live import shared
from app.server import lifespan
from app.web.routes import own_routes
from rnn_core.settings.link import from_link


def serve() -> None:
    """Serve until standard input closes."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(2048)
        app = Starlette(routes=own_routes(), lifespan=lifespan)
        server = uvicorn.Server(uvicorn.Config(app, **_get_uvicorn_config_kwargs()))
        port = listening.getsockname()[1]
        threading.Thread(target=take_requests, args=(server, port), name="requests", daemon=True).start()
        server.run(sockets=[listening])


def take_requests(server: uvicorn.Server, port: int) -> None:
    """Answer every line on standard input, then stop the server."""
    while not server.started:
        time.sleep(0.02)
    say({"port": port})
    for line in sys.stdin:
        say(answer(json.loads(line)))
    server.should_exit = True


def answer(request: dict[str, Any]) -> dict[str, str]:
    """Who may command the run that `request` asks for."""
    registry = shared.registry()
    if "create" in request:
        config, notices = from_link(request["create"])
        if notices:
            raise ValueError(" ".join(notices))
        # Each of a visitor of its own, as in a class; a run that nobody owns would not be saved.
        entry = registry.create(config, owner=secrets.token_hex(16))
    else:
        found = registry.find(request["restore"])
        if found is None:
            return {}
        entry = found
    return {"id": entry.id, "key": entry.key}


def say(words: dict[str, Any]) -> None:
    """One line for whoever started this process."""
    print(json.dumps(words), flush=True)


if __name__ == "__main__":
    serve()
