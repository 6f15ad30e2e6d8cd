"""Amount, day, mark, status and icon: the parts every page is set from."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from drumbeat.core.money import Money
from drumbeat.web import formats

register = template.Library()


class Look(NamedTuple):
    """How a status word is drawn: its colour class and its shape."""

    colour: str
    shape: str


LOOKS = {
    "Draft": Look("draft", "draft"),
    "Ready": Look("draft", "you"),
    "Scheduled": Look("scheduled", "scheduled"),
    "Sent": Look("sent", "sent"),
    "Seen": Look("sent", "seen"),
    "To approve": Look("sent", "await"),
    "Approved": Look("approved", "approved"),
    "Question": Look("question", "question"),
    "Part paid": Look("paid", "part"),
    "Overdue": Look("overdue", "overdue"),
    "Paid": Look("paid", "paid"),
    "Void": Look("void", "void"),
    "Held": Look("draft", "held"),
}


@register.simple_tag
def icon(name: str, css: str = "i") -> SafeString:
    """Draw a symbol of the sprite; it never stands without text."""
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="#i-{}"/></svg>', css, name
    )


@register.simple_tag
def amount(money: Money | None, css: str = "") -> SafeString:
    """Write an amount with quieter cents; nothing when there is none."""
    if money is None:
        return SafeString("")
    parts = formats.amount_parts(money)
    return format_html(
        '<span class="amt{}">{}<span class="c">{}</span></span>',
        f" {css}" if css else "",
        parts.whole,
        parts.cents,
    )


@register.simple_tag
def day(value: date, on: date) -> SafeString:
    """Write a day of a list: “Tue 17 Nov”."""
    return format_html(
        '<time datetime="{}">{}</time>',
        value.isoformat(),
        formats.weekday_day(value, on=on),
    )


@register.filter
def initials(name: str) -> str:
    """Return two letters that stand for a name."""
    return formats.initials(name)


@register.filter
def addresses(people: str | tuple[str, ...]) -> str:
    """Set one or more addresses in a line."""
    return people if isinstance(people, str) else ", ".join(people)


@register.simple_tag
def status(word: str, css: str = "") -> SafeString:
    """Write a status: shape, colour and always its word."""
    return _status(word, css, format_html("{}", word))


@register.simple_tag
def mark(client: str, word: str = "", css: str = "") -> SafeString:
    """Draw a client's two letters, with the status shape at their lower right."""
    dot = (
        _status(word, "dot", format_html('<span class="vh">{}</span>', word))
        if word
        else ""
    )
    return format_html(
        '<span class="mark{}"><span aria-hidden="true">{}</span>{}</span>',
        f" {css}" if css else "",
        formats.initials(client),
        dot,
    )


def _status(word: str, css: str, label: SafeString) -> SafeString:
    look = LOOKS.get(word, LOOKS["Draft"])
    return format_html(
        '<span class="{}st st--{}">'
        '<svg aria-hidden="true"><use href="#s-{}"/></svg>{}</span>',
        f"{css} " if css else "",
        look.colour,
        look.shape,
        label,
    )
