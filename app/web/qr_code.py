"""`GET /live/{run}/qr.svg?page=…`: the address at which others watch a run, as a picture that a phone reads."""

from __future__ import annotations

import asyncio
import functools
import io
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import segno
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

LONGEST = 300
"""Bytes of the address: a code of more is too fine for the last row."""
_drawing = ThreadPoolExecutor(1, thread_name_prefix="qr-code")
"""Beside the event loop and one after the other: a code takes up to 30 ms, and a foreign page may show hundreds."""
NO_PAGE = f"Name the page whose run shall be watched: ?page=http://…, at most {LONGEST} characters in all."


async def qr_code(request: Request) -> Response:
    """The code of `page` with the run's id alone: a short address makes large squares."""
    page = request.query_params.get("page", "")
    address = f"{page}?run={request.path_params['run']}"
    if not _is_of_a_page(page) or len(address.encode()) > LONGEST:
        return PlainTextResponse(NO_PAGE, status_code=400)
    picture = await asyncio.get_running_loop().run_in_executor(_drawing, _picture, address)
    return Response(picture, media_type="image/svg+xml", headers={"Cache-Control": "no-store"})


@functools.lru_cache(maxsize=64)
def _picture(address: str) -> bytes:
    picture = io.BytesIO()
    code = segno.make_qr(address, error="m")
    code.save(picture, kind="svg", scale=8, border=4, dark="#000", light="#fff", xmldecl=False)
    return picture.getvalue()


def _is_of_a_page(address: str) -> bool:
    try:
        return urlsplit(address).scheme in ("http", "https")
    except ValueError:
        # Brackets around what is no IPv6 address.
        return False
