"""The seller's colour on paper, kept readable whatever was chosen."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_INK = "#1b1a17"
_READABLE_BRIGHTNESS = 128  # of 255, where white on it and it on white both still read


@dataclass(frozen=True, slots=True)
class BrandColours:
    """The tile, the letter on it, and figures in the colour on white paper."""

    tile: str
    letter: str
    figures: str


def brand_colours(chosen: str) -> BrandColours:
    """Return the colours that follow from the seller's; ink where it is not one."""
    tile = chosen.lower() if _HEX.fullmatch(chosen) else _INK
    red, green, blue = (int(tile[i : i + 2], 16) for i in (1, 3, 5))
    brightness = (299 * red + 587 * green + 114 * blue) // 1000
    if brightness < _READABLE_BRIGHTNESS:
        return BrandColours(tile, "#ffffff", tile)
    return BrandColours(tile, _INK, _INK)
