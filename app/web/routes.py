"""The addresses beside Streamlit's own.

A page gets them relative to where it is itself: all pages lie side by side, so that is also where Streamlit's own files
are for it. A proxy may put the server below any path, and strip that path or keep it, without this server's knowledge.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256

import streamlit as st
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from app.operations.paths import ASSETS
from app.web import download, metrics, qr_code, stream


class Assets(StaticFiles):
    """The assets folder, below its version: a browser asks for each file once, and new code never meets old.

    A page has some sixty modules: asking for each whether it has changed made a reload beside training a quarter
    slower. Below any other version browsers do ask.
    """

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file at `path`."""
        response = await super().get_response(path, scope)
        known = scope["path_params"].get("version") == assets_version()
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if known else "no-cache"
        return response


def path_here(address: str) -> str:
    """The path by which a request for `address`, an address for pages, reaches this server."""
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    return f"/{base}/{address}" if base else f"/{address}"


def live_address(run: str) -> str:
    """The address of a run's WebSocket, for pages; of no run, what those of all begin with."""
    return f"live/{run}"


def file_address(run: str, key: str = "") -> str:
    """The address of a run as a file, for pages; a browser without cookies shows its owner's `key`."""
    return f"{live_address(run)}/file" + (f"?key={key}" if key else "")


@cache
def assets_version() -> str:
    """A name for the code and the colours in the assets folder, another one when a file has changed."""
    found = sha256()
    for path in sorted(path for path in ASSETS.rglob("*") if path.suffix in {".js", ".css", ".json"}):
        found.update(path.relative_to(ASSETS).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:12]


def assets_address(version: str = "") -> str:
    """The address of the assets folder, for pages; of this version unless another one is given."""
    return f"assets/{version or assets_version()}"


def own_routes() -> list[BaseRoute]:
    """The routes to mount beside Streamlit's."""
    return [
        WebSocketRoute(path_here(live_address("{run}")), stream.watch),
        Route(path_here(file_address("{run}")), download.run_file),
        Route(path_here(f"{live_address('{run}')}/qr.svg"), qr_code.qr_code),
        Route(path_here("healthz"), metrics.healthz),
        Route(path_here("metrics"), metrics.metrics),
        Mount(path_here(assets_address("{version}")), Assets(directory=ASSETS)),
    ]
