"""The paths beside Streamlit's own, below the server's base path if it has one."""

from __future__ import annotations

import streamlit as st
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from app.operations.paths import ASSETS
from app.web import download, metrics, stream


class Assets(StaticFiles):
    """The assets folder; browsers ask each time whether a file has changed, so that new code never meets old."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file at `path`."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


def base_path() -> str:
    """The path that all of this server's paths begin with, without a slash at its end; usually empty."""
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    return f"/{base}" if base else ""


def live_path(run: str) -> str:
    """The WebSocket's path of a run."""
    return f"{base_path()}/live/{run}"


def file_path(run: str) -> str:
    """The path of a run as a file."""
    return f"{live_path(run)}/file"


def assets_path() -> str:
    """The path of the assets folder."""
    return f"{base_path()}/assets"


def own_routes() -> list[BaseRoute]:
    """The routes to mount beside Streamlit's."""
    return [
        WebSocketRoute(live_path("{run}"), stream.watch),
        Route(file_path("{run}"), download.run_file),
        Route(f"{base_path()}/healthz", metrics.healthz),
        Route(f"{base_path()}/metrics", metrics.metrics),
        Mount(assets_path(), Assets(directory=ASSETS)),
    ]
