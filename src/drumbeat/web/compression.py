"""Text goes out compressed; fonts, pictures and PDFs are so already."""

from __future__ import annotations

from typing import TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

Answer = TypeVar("Answer", bound=HttpResponseBase)

_TEXTS = {"text/html", "text/css", "text/csv", "text/javascript", "application/json"}
_PART = 206  # of a file: its bytes are counted as they lie on the disk


class CompressionMiddleware(GZipMiddleware):
    """Compress pages, styles and scripts for browsers that take them compressed.

    Nobody need stand in front of the house for its pages to be light. Against guessing
    secrets by their size, the framework adds a random length to each answer.
    """

    def process_response(self, request: HttpRequest, response: Answer) -> Answer:
        """Return the answer, compressed where that makes it smaller."""
        kind = response.get("Content-Type", "").partition(";")[0]
        is_whole = request.method != "HEAD" and response.status_code != _PART
        if kind not in _TEXTS or not is_whole:
            return response
        super().process_response(request, response)
        if response.streaming and response.has_header("Content-Encoding"):
            # The mark of a file is compared letter by letter, and this one is changed:
            # by its date alone a browser learns that it has the file.
            del response["ETag"]
        return response
