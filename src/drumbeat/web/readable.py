"""Only text comes in: a NUL, which no browser types, would stop PostgreSQL."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin

_NUL = "\x00"


class ReadableMiddleware(MiddlewareMixin):
    """Refuse addresses and forms with a NUL, before any view; files may hold one."""

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """:raises BadRequest: a NUL stands in the path, the address or the form"""
        asked = (request.GET, request.POST)
        texts = [text for sent in asked for _, said in sent.lists() for text in said]
        if any(_NUL in text for text in [request.path_info, *texts]):
            raise BadRequest
