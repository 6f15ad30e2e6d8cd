"""A page for machines: the web process answers."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    """Answer “ok”."""
    return HttpResponse("ok", content_type="text/plain")
