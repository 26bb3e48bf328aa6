"""Why a file that is made when its button is pressed did not come.

Streamlit shows “Failed to generate file for download” whatever it was, and logs a refusal like an error of the program.
What answers its page there is replaced by the same with our sentences.
"""

from __future__ import annotations

import asyncio

from streamlit.proto.BackMsg_pb2 import BackendOperationRequest
from streamlit.proto.ForwardMsg_pb2 import BackendOperationResponse, DeferredFileResponsePayload
from streamlit.runtime import app_session
from streamlit.runtime.backend_operation_handler import DeferredFileHandler
from streamlit.runtime.media_file_storage import MediaFileStorageError

from app.operations.program_error import logged_as
from rnn_core.errors import UserError

LEFT = "The page has changed since this button was drawn. Press it again."


def say_why() -> None:
    """From now on the page of every new session is told why."""
    app_session.DeferredFileHandler = SayingWhy  # type: ignore[attr-defined]


class SayingWhy(DeferredFileHandler):
    """Makes the file, or says why not."""

    async def handle(self, request: BackendOperationRequest, session_id: str) -> BackendOperationResponse:  # noqa: ARG002
        """The address of the file, or a sentence."""
        try:
            url = await asyncio.to_thread(self._made, request.deferred_file.file_id)
        except UserError as error:
            return BackendOperationResponse(request_id=request.request_id, error_msg=str(error))
        return BackendOperationResponse(
            request_id=request.request_id, deferred_file=DeferredFileResponsePayload(url=url)
        )

    @logged_as("file_not_made", "This file could not be made", "reload the page and try again")
    def _made(self, file_id: str) -> str:
        """The address of the file; raises nothing but `UserError`s."""
        try:
            return self._get_media_file_mgr().execute_deferred(file_id)
        except MediaFileStorageError as error:
            if error.__cause__ is None:
                # Nothing is kept under this number any more.
                raise UserError(LEFT) from None
            raise error.__cause__ from None
