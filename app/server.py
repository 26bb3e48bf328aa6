"""The ASGI entry, `streamlit run app/server.py`: Streamlit, the live WebSocket and the assets on one port."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

# Streamlit puts this file's folder on the path; the packages lie one above.
sys.path.insert(0, str(Path(__file__).parent.parent))

from app.operations.cookies import VisitorCookie
from app.operations.frame_ancestors import FrameAncestors
from app.view.guard import show_failure
from app.web.bytes_alone import BytesAlone
from app.web.origins import OwnPagesOnly
from app.web.routes import own_routes
from app.web.service import service
from app.web.uploads import UploadsWithoutCookies


@contextlib.asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """The live service, as long as the server is up."""
    async with service():
        yield


app = st.App(
    "main.py",
    routes=own_routes(),
    middleware=[
        Middleware(OwnPagesOnly),
        Middleware(BytesAlone),
        Middleware(UploadsWithoutCookies),
        Middleware(FrameAncestors),
        Middleware(VisitorCookie),
    ],
    lifespan=lifespan,
    on_script_error=show_failure,
)
