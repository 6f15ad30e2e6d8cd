"""Only what the databases can hold comes in: no NUL, no number beyond any key."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest
from django.utils.deprecation import MiddlewareMixin

_NUL = "\x00"  # no browser types one; it would stop PostgreSQL
_LARGEST = 2**63 - 1  # of a key


class ReadableMiddleware(MiddlewareMixin):
    """Refuse addresses and forms with a NUL, before any view; files may hold one."""

    def process_view(
        self,
        request: HttpRequest,
        _view: object,
        _arguments: object,
        named: Mapping[str, object],
    ) -> None:
        """Look at what was sent before a view does.

        :raises BadRequest: a NUL stands in the path, the address or the form
        :raises Http404: the address names something by a number that no key can be
        """
        asked = (request.GET, request.POST)
        texts = [text for sent in asked for _, said in sent.lists() for text in said]
        if any(_NUL in text for text in [request.path_info, *texts]):
            raise BadRequest
        if any(isinstance(key, int) and key > _LARGEST for key in named.values()):
            raise Http404
