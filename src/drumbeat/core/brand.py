"""The colours that follow from the one an owner picks (DESIGN §3)."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from drumbeat.core.errors import Refusal

READABLE = 4.5  # WCAG 2.2 AA, for text
PAPER, INK = "#ffffff", "#1b1a17"
PAPER_DARK, INK_DARK = "#181715", "#f3f1ec"
_HEX = re.compile(r"#[0-9a-f]{6}")
_STEP = 0.01  # of lightness, when a colour is made darker or lighter
_SOFT = 0.09  # how much of the colour is in its soft fill, on white and on black
_SOFT_DARK = 0.14
_DEEP = 0.09  # the lightness of text on the colour, in the dark theme


class NotAColour(Refusal):
    """The text is no colour."""

    rule = "BRD-1"
    message = "“{text}” is not a colour; write it like #1f4a3d."


@dataclass(frozen=True, slots=True)
class Shades:
    """The three colours of one theme: fill, text on it, quiet fill."""

    brand: str
    on_brand: str
    soft: str


@dataclass(frozen=True, slots=True)
class Brand:
    """What becomes of a picked colour in both themes."""

    picked: str
    light: Shades
    dark: Shades

    @property
    def is_darkened(self) -> bool:
        """Say whether white text would have been hard to read on the picked colour."""
        return self.light.brand != self.picked


def parse_colour(text: str) -> str:
    """Read “#1F4A3D” or “1f4a3d”.

    :raises NotAColour: it is something else
    """
    colour = "#" + text.strip().lower().removeprefix("#")
    if not _HEX.fullmatch(colour):
        raise NotAColour(text=text[:20])
    return colour


@lru_cache(maxsize=256)
def derive(picked: str) -> Brand:
    """Return the six values of a colour, all of them readable. [BRD-2]

    White text must be readable on the light value, so it is darkened until it is. The
    dark value is lightened until dark text is readable on it and it is itself readable
    on dark paper. Hue and saturation stay as they were picked.
    """
    light = _shifted(picked, -_STEP, lambda c: contrast(c, PAPER) >= READABLE)
    deep = _with_lightness(picked, _DEEP)
    dark = _shifted(
        picked,
        +_STEP,
        lambda c: min(contrast(c, deep), contrast(c, PAPER_DARK)) >= READABLE,
    )
    return Brand(
        picked,
        Shades(light, PAPER, _mixed(light, PAPER, _SOFT)),
        Shades(dark, deep, _mixed(dark, PAPER_DARK, _SOFT_DARK)),
    )


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _shifted(colour: str, step: float, fits: Callable[[str], bool]) -> str:
    _, lightness, _ = colorsys.rgb_to_hls(*_parts(colour))
    found = colour
    while not fits(found):
        lightness += step
        found = _with_lightness(colour, lightness)
    return found


def _with_lightness(colour: str, lightness: float) -> str:
    hue, _, saturation = colorsys.rgb_to_hls(*_parts(colour))
    bounded = min(max(lightness, 0.0), 1.0)
    return _hex(colorsys.hls_to_rgb(hue, bounded, saturation))


def _mixed(colour: str, ground: str, share: float) -> str:
    pairs = zip(_parts(colour), _parts(ground), strict=True)
    red, green, blue = (share * a + (1 - share) * b for a, b in pairs)
    return _hex((red, green, blue))


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def _hex(parts: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)
