"""`GET /live/{run}/file`: a run as one file, for the browser that owns it."""

from __future__ import annotations

import asyncio
import re
import unicodedata

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from app.live import shared
from app.operations.cookies import COOKIE, known_as
from app.operations.program_error import ProgramError, logged_as
from rnn_core.errors import UserError
from rnn_core.saved.run_file import About, checked

NOTHING_YET = "This run has not trained yet, so there is nothing to download. Press Play first."
NOT_YOURS = "There is no such run, or it is somebody else's. Only the browser that started a run can download it."


async def run_file(request: Request) -> Response:
    """The file, or a sentence. The cookie tells whose browser it is: a link to the file opens nothing elsewhere.

    A run of a browser without cookies belongs to whoever has its key, `?key=…`.
    """
    owner = known_as(request.cookies.get(COOKIE, ""))
    return await asyncio.to_thread(_answer, request.path_params["run"], owner, request.query_params.get("key", ""))


def _answer(run: str, owner: str, key: str) -> Response:
    try:
        return _file_response(run, owner, key)
    except UserError as error:
        return PlainTextResponse(str(error), status_code=500 if isinstance(error, ProgramError) else 409)


@logged_as("file_not_sent", "The run could not be downloaded", "reload the page and try again")
def _file_response(run: str, owner: str, key: str) -> Response:
    """The file, or why there is none; raises nothing but `UserError`s."""
    registry = shared.registry()
    entry = registry.in_memory(run)
    if entry is not None:
        if entry.owner != owner if entry.owner else not entry.owned_by(key):
            return PlainTextResponse(NOT_YOURS, status_code=404)
        if entry.run.progress is None:
            return PlainTextResponse(NOTHING_YET, status_code=409)
        data = registry.file_of(entry)
    else:
        # As it lies on disk: nothing has to be built for that.
        stored = registry.store.load(run) if registry.store is not None and registry.store.is_of(owner, run) else None
        if stored is None:
            return PlainTextResponse(NOT_YOURS, status_code=404)
        data = stored[1]
    about = checked(data)
    headers = {"Content-Disposition": f'attachment; filename="{file_name(about)}"', "Cache-Control": "no-store"}
    return Response(data, media_type="application/octet-stream", headers=headers)


def file_name(about: About) -> str:
    """The file name of a downloaded run: what of its name is ASCII, letters without their accents among it."""
    plain = unicodedata.normalize("NFKD", about.name or about.config["task"]).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    return f"unrolled-{words or 'run'}-step-{about.step}.safetensors"
