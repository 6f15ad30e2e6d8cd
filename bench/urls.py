"""The addresses of the product and one view that does nothing."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def empty(_: HttpRequest) -> HttpResponse:
    """Answer with nothing; the sign-in and all middleware stand before it."""
    return HttpResponse("")


urlpatterns = [path("empty", empty), path("", include("drumbeat.config.urls"))]
