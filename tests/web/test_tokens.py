"""The contrast table of the design, computed again from tokens.css."""

import re
from pathlib import Path

import pytest

import drumbeat.web

CSS = Path(drumbeat.web.__file__).parent / "static" / "tokens.css"
TEXT, SHAPE = 4.5, 3.0
STATUSES = "draft scheduled sent approved question overdue paid".split()
CHART = "paid sent approved scheduled overdue question".split()
PAIRS = [
    *[(ink, "paper", TEXT) for ink in ("ink", "ink-2", "ink-3", "link")],
    *[(ink, "shell", TEXT) for ink in ("ink", "ink-2", "ink-3")],
    *[(ink, "sunken", TEXT) for ink in ("ink", "ink-2", "ink-3")],
    *[(ink, "hover", TEXT) for ink in ("ink-2", "ink-3", "overdue")],
    *[(ink, "selected", TEXT) for ink in ("ink-2", "ink-3", "overdue")],
    ("on-ink", "ink", TEXT),
    ("on-ink", "sec-a", TEXT),
    ("paper", "sec-b", TEXT),
    ("sec-b", "sec-b-bg", TEXT),
    ("on-brand", "brand", TEXT),
    *[(name, "paper", TEXT) for name in STATUSES],
    *[(name, f"{name}-bg", TEXT) for name in STATUSES],
    ("focus", "paper", SHAPE),
    ("control-line", "paper", SHAPE),
    *[(f"c-{name}", "paper", SHAPE) for name in CHART],
]


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", block))


def themes() -> dict[str, dict[str, str]]:
    text = CSS.read_text(encoding="utf-8")
    light, rest = text.split("@media (prefers-color-scheme: dark)")
    by_system, by_choice = rest.split('\n:root[data-theme="dark"]')
    base = colours(light)
    return {
        "light": base,
        "dark by system": base | colours(by_system),
        "dark by choice": base | colours(by_choice),
    }


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_itself_is_right():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", themes())
@pytest.mark.parametrize(("front", "back", "limit"), PAIRS)
def test_what_is_read_stands_out(theme, front, back, limit):
    values = themes()[theme]

    assert contrast(values[front], values[back]) >= limit


def test_both_ways_to_the_dark_theme_are_the_same():
    assert themes()["dark by system"] == themes()["dark by choice"]
