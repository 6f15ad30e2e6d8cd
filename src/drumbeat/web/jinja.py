"""The template environment of the pages: what every template may call."""

from __future__ import annotations

from django.conf import settings
from django.contrib.messages import get_messages
from django.templatetags.static import static
from jinja2 import BaseLoader, Environment, StrictUndefined

from drumbeat.web import addresses, formats, looks


def environment(
    loader: BaseLoader, *, autoescape: bool, auto_reload: bool, **_: object
) -> Environment:
    """Return the environment; everything is escaped, and no name may be unknown.

    :raises ValueError: the settings ask for pages without escaping
    """
    if not autoescape:
        raise ValueError("pages are always escaped")
    made = Environment(
        loader=loader,
        autoescape=True,
        auto_reload=auto_reload,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        PRODUCT_NAME=settings.PRODUCT_NAME,
        get_messages=get_messages,
        static=static,
        url=addresses.at,
    )
    made.filters.update(
        addresses=formats.addresses,
        amount_parts=formats.amount_parts,
        capitalised=formats.capitalised,
        count_of=formats.count_of,
        file_size=formats.file_size,
        initials=formats.initials,
        long_date=formats.long_date,
        look=looks.look_of,
        short_amount=formats.short_amount,
        short_day=formats.short_day,
        sums=formats.sums,
        weekday_day=formats.weekday_day,
    )
    return made
