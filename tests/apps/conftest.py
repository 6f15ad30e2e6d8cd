"""A practice for every test of the facts."""

import pytest


@pytest.fixture
def practice(db):
    from cast import Practice  # once Django stands

    return Practice.open()
