"""Files of clients: stopped before they are read when too large, and given out to keep.

A form of a client that takes a file has it as its last field, so that what was typed is
there however the file ends.
"""

from __future__ import annotations

from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from drumbeat.core.sent_file import (
    BYTES_MOST,
    FileTooLarge,
    NotOneFile,
    SentFile,
    read_file,
)

FORMS = {"client_questions", "client_reply"}  # that take a file
_REQUEST_MOST = BYTES_MOST + 100_000  # the words around the file
# Read and dropped, so that the browser hears our answer; beyond it we hang up.
_HEARD_OUT = 50_000_000
# It is kept as it came, so nothing of it may act in anybody's browser.
_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


class SentFileUpload(FileUploadHandler):
    """Takes no byte of a file whose request is longer than any that we accept.

    It stands before the framework's own handlers and lets every other form pass.
    """

    def new_file(self, *about: object, **more: object) -> None:
        """Pass over a file that is too large; the rest of the form is kept.

        :raises SkipFile: the framework reads on without it
        :raises StopUpload: the framework reads no more, and goes on with what it has
        """
        del about, more  # what it is called does not matter here
        request = self.request
        if request is not None and is_too_large(request):
            if _length(request) > _HEARD_OUT:
                raise StopUpload(connection_reset=True)
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass it on, wherever in the file it stands."""
        del start
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the framework's own handlers."""


def is_too_large(request: HttpRequest) -> bool:
    """Say whether the request is to a form with a file, and longer than one can be."""
    match = request.resolver_match
    takes_one = match is not None and match.url_name in FORMS
    return takes_one and _length(request) > _REQUEST_MOST


def sent_file(request: HttpRequest) -> SentFile | None:
    """Return the file of a form, or None when none was chosen.

    :raises FileTooLarge: it is larger than we take
    :raises NotOneFile: there are several
    :raises FileOfNoKind: it is none of the kinds we take
    """
    if is_too_large(request):
        raise FileTooLarge
    sent = request.FILES.getlist("file")
    if len(sent) > 1:
        raise NotOneFile
    return read_file(sent[0].name or "", sent[0].read()) if sent else None


def download(file: SentFile) -> HttpResponse:
    """Give a file out to be kept, never to be shown in the page of ours."""
    answer = HttpResponse(file.content, content_type=file.mime_type)
    answer["Content-Disposition"] = content_disposition_header(True, file.name)
    answer["Content-Security-Policy"] = _POLICY
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer


def _length(request: HttpRequest) -> int:
    stated = request.META.get("CONTENT_LENGTH") or "0"
    return int(stated) if stated.isdecimal() else 0
