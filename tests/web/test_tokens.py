"""The contrast table of the design, computed again from tokens.css."""

import re
from pathlib import Path

import pytest

import drumbeat.web

STATIC = Path(drumbeat.web.__file__).parent / "static"
TEXT, SHAPE = 4.5, 3.0
STATUSES = "draft scheduled sent approved question overdue paid".split()
CHART = "paid sent approved scheduled overdue question".split()
# Text that may stand on any ground, and the grounds it may stand on.
INKS = ["ink", "ink-2", "ink-3", *STATUSES]
GROUNDS = "paper shell sunken hover selected overlay".split()
# Text that stands on a fill of its own only, and those fills.
ON_FILLS = {
    ("on-ink", "ink"),
    ("paper", "ink"),
    ("on-ink", "sec-a"),
    ("paper", "sec-b"),
}
ON_FILLS |= {("on-brand", "brand")}
SOFT = [*(f"{name}-bg" for name in STATUSES), "sec-a-bg", "sec-b-bg"]
# Lines, glyphs without words, what lies behind a dialog, and what only printers see.
NO_TEXT = {"control-line", "line-2", "scrim", "print-ink", "print-paper", "bgc", "fg"}
NO_TEXT |= {"row-bg"}  # which is one of the grounds
PAIRS = [
    *[(ink, ground, TEXT) for ink in [*INKS, "link"] for ground in GROUNDS],
    *[(ink, soft, TEXT) for ink in ("ink", "ink-2") for soft in SOFT],
    *[(name, f"{name}-bg", TEXT) for name in STATUSES],
    *[(front, fill, TEXT) for front, fill in sorted(ON_FILLS)],
    ("sec-b", "sec-b-bg", TEXT),
    ("focus", "paper", SHAPE),
    ("focus", "shell", SHAPE),
    ("control-line", "paper", SHAPE),
    *[(f"c-{name}", "paper", SHAPE) for name in CHART],
]
# Where a colour is mixed or seen through: text, its share, ground, fill, its share.
MIXED = [
    ("ink", 1.0, "shell", "ink", 0.05),  # a destination under the pointer
    ("ink", 1.0, "shell", "ink", 0.08),  # the destination one is at
    ("on-ink", 1.0, "paper", "ink", 0.86),  # the primary button under the pointer
    ("paper", 0.78, "ink", "ink", 1.0),  # the second line of a toast
    ("paper", 1.0, "ink", "paper", 0.14),  # its button under the pointer
    ("on-ink", 0.8, "ink", "ink", 1.0),  # the key on a button
    ("ink", 0.8, "paper", "paper", 1.0),
]
ONE_COLOUR = re.compile(r"^var\(--([\w-]+)(?:, ?var\(--([\w-]+)\))?\)$")


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", block))


def themes() -> dict[str, dict[str, str]]:
    text = (STATIC / "tokens.css").read_text(encoding="utf-8")
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


def seen(front: str, back: str, share: float) -> str:
    """Return the colour of something that covers its ground to that share."""
    channels = [
        round(
            int(front[at : at + 2], 16) * share
            + int(back[at : at + 2], 16) * (1 - share)
        )
        for at in (1, 3, 5)
    ]
    return "#" + "".join(f"{channel:02x}" for channel in channels)


@pytest.mark.parametrize("theme", themes())
@pytest.mark.parametrize("mix", MIXED)
def test_what_is_mixed_stands_out_too(theme, mix):
    front, front_share, ground, fill, fill_share = mix
    values = themes()[theme]
    back = seen(values[fill], values[ground], fill_share)

    assert contrast(seen(values[front], back, front_share), back) >= TEXT


def used(properties: str, rule: str) -> set[str]:
    """Return the tokens that a rule of the CSS gives to one of the properties."""
    values = re.findall(rf"(?<![\w-])(?:{properties}):\s*([^;}}]+)", rule)
    found = [ONE_COLOUR.match(value.strip()) for value in values]
    return {name for match in found if match for name in match.groups() if name}


def rules() -> list[str]:
    text = (STATIC / "app.css").read_text(encoding="utf-8")
    return re.findall(
        r"[^{}]*\{[^{}]*\}", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    )


def test_every_colour_of_the_styles_is_looked_at():
    """Who uses another token as text or ground says above on what it stands."""
    assert len(rules()) > 300
    fronts = set().union(*(used("color", rule) for rule in rules()))
    backs = set().union(
        *(used("background|background-color", rule) for rule in rules())
    )
    on_fills, fills = ({pair[side] for pair in ON_FILLS} for side in (0, 1))

    assert fronts - set(INKS) - on_fills - NO_TEXT == set()
    assert backs - set(GROUNDS) - set(SOFT) - fills - NO_TEXT - {"ink-2"} == set()


def test_what_a_rule_sets_together_is_a_pair_that_is_looked_at():
    known = {(front, back) for front, back, _ in PAIRS}
    together = {
        (front, back)
        for rule in rules()
        for front in used("color", rule) - NO_TEXT
        for back in used("background|background-color", rule) - NO_TEXT
    }

    assert together
    assert together - known == set()
