"""Parts of our pages for the pages of allauth, which are in Django's language."""

from __future__ import annotations

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from drumbeat.web import formats

register = template.Library()


@register.simple_tag
def part(name: str) -> SafeString:
    """Return one of the components of our pages."""
    return mark_safe(render_to_string(f"components/{name}.html"))  # noqa: S308  (ours)


@register.filter
def browser(user_agent: str) -> str:
    """Return “Firefox on Linux” for what a browser says of itself."""
    return formats.browser(user_agent)
