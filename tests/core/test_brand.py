"""The colours that follow from a picked one are always readable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.core.brand import (
    INK,
    READABLE,
    NotAColour,
    contrast,
    derive,
    parse_colour,
)

colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@given(colours)
def test_every_value_is_readable_whatever_was_picked(picked):
    """BRD-2: white on the light value, dark text on the dark one, both on paper."""
    brand = derive(picked)

    assert brand.light.on_brand == "#ffffff"
    for shades, paper in ((brand.light, "#ffffff"), (brand.dark, "#181715")):
        assert contrast(shades.brand, shades.on_brand) >= READABLE
        assert contrast(shades.brand, paper) >= READABLE
        assert contrast(shades.soft, paper) < contrast(shades.brand, paper)


@given(colours)
def test_what_is_readable_already_stays_as_it_was_picked(picked):
    brand = derive(picked)

    assert brand.is_darkened == (contrast(picked, "#ffffff") < READABLE)
    if not brand.is_darkened:
        assert brand.light.brand == picked


@pytest.mark.parametrize(
    ("picked", "light", "dark"),
    [
        ("#1f4a3d", "#1f4a3d", "#3f957b"),
        (INK, INK, "#868172"),
        ("#ffd400", "#8a7200", "#ffd400"),
        ("#ffffff", "#757575", "#ffffff"),
        ("#000000", "#000000", "#808080"),
    ],
)
def test_known_colours(picked, light, dark):
    brand = derive(picked)

    assert (brand.light.brand, brand.dark.brand) == (light, dark)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#ffffff", "#000000", 21.0), ("#777777", "#ffffff", 4.48), (INK, INK, 1.0)],
)
def test_contrast_is_that_of_the_standard(one, other, ratio):
    assert round(contrast(one, other), 2) == ratio
    assert contrast(one, other) == contrast(other, one)


def test_a_colour_is_read_with_and_without_its_sign():
    assert parse_colour(" #1F4A3D ") == parse_colour("1f4a3d") == "#1f4a3d"


@pytest.mark.parametrize("text", ["", "red", "#12345", "#1234567", "url(x)", "#12345g"])
def test_what_is_no_colour_is_refused(text):
    with pytest.raises(NotAColour) as refusal:
        parse_colour(text)

    assert refusal.value.rule == "BRD-1"
