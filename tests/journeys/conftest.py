"""A practice that lives its days."""

from collections.abc import Iterator

import pytest
import time_machine


@pytest.fixture
def days(db) -> Iterator:
    """A practice on the first day of 2026; its books are proved at the end."""
    from django.core.cache import cache

    from cast import noon
    from journeys.days import FIRST, Days  # once Django stands

    cache.clear()
    with time_machine.travel(noon(FIRST), tick=False) as moved:
        lived = Days.begin(moved)
        yield lived
        lived.assert_books_are_whole()
