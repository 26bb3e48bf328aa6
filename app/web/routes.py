"""The paths beside Streamlit's own, below the server's base path if it has one."""

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


def base_path() -> str:
    """The path that all of this server's paths begin with, without a slash at its end; usually empty."""
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    return f"/{base}" if base else ""


def live_path(run: str) -> str:
    """The WebSocket's path of a run; of no run, what those of all begin with."""
    return f"{base_path()}/live/{run}"


def file_path(run: str) -> str:
    """The path of a run as a file."""
    return f"{live_path(run)}/file"


@cache
def assets_version() -> str:
    """A name for the code and the colours in the assets folder, another one when a file has changed."""
    found = sha256()
    for path in sorted(path for path in ASSETS.rglob("*") if path.suffix in {".js", ".css", ".json"}):
        found.update(path.relative_to(ASSETS).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:12]


def assets_path(version: str = "") -> str:
    """The path of the assets folder, of this version unless another one is given."""
    return f"{base_path()}/assets/{version or assets_version()}"


def own_routes() -> list[BaseRoute]:
    """The routes to mount beside Streamlit's."""
    return [
        WebSocketRoute(live_path("{run}"), stream.watch),
        Route(file_path("{run}"), download.run_file),
        Route(f"{live_path('{run}')}/qr.svg", qr_code.qr_code),
        Route(f"{base_path()}/healthz", metrics.healthz),
        Route(f"{base_path()}/metrics", metrics.metrics),
        Mount(assets_path("{version}"), Assets(directory=ASSETS)),
    ]
