"""What clients get, made ready for a picture: letters and the PDF."""

from __future__ import annotations

import html
import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Page

INVOICE = re.compile("update and invoice")
REMINDER = re.compile(r"([\w-]+) (is due on|was due on|is \d+ days past due)")
HEIGHT, GAP, AROUND = 936, 32, 16  # of a page, between two, around both: pixels
TABLE = "#e8e4dc"  # the colour of what the pages lie on

SHEET = """<!doctype html><html lang="en"><head><title>Reminders</title><style>
body {{ margin: 40px; background: #f6f5f1; font: 16px/1.5 system-ui, sans-serif; }}
main {{ display: grid; grid-template-columns: 1fr 1fr; gap: 24px; }}
h1 {{ font-size: 20px; margin: 0 0 16px; }} h2 {{ font-size: 16px; margin: 0 0 8px; }}
iframe {{ width: 100%; height: 300px; background: #fff; border: 1px solid #e9e6df;
  border-radius: 10px; }}
</style></head><body><main><h1 style="grid-column: 1 / -1">Reminders</h1>{letters}
</main></body></html>"""
LETTER = """<section><h2>{subject}</h2>
<iframe sandbox title="{subject}" srcdoc="{html}"></iframe></section>"""


class Letter(NamedTuple):
    """A message of the built-in mailbox."""

    subject: str
    html: str


def letters(page: Page) -> tuple[Letter, list[Letter]]:
    """Return the newest invoice's letter and one invoice's reminders, in English."""
    page.goto("/mailbox")
    rows: list[list[str]] = page.eval_on_selector_all(
        'main a[href^="/mailbox/"]',
        "all => all.map(a => [a.innerText, a.getAttribute('href')])",
    )
    by_subject = [(subject, way) for subject, way in rows]
    invoice = next(row for row in by_subject if INVOICE.search(row[0]))
    reminding = [row for row in by_subject if REMINDER.search(row[0])]
    number = _number(reminding[0][0])
    of_one = [row for row in reminding if _number(row[0]) == number]
    return _read(page, *invoice), [_read(page, *row) for row in reversed(of_one)]


def _number(subject: str) -> str:
    found = REMINDER.search(subject)
    return found[1] if found else ""


def _read(page: Page, subject: str, way: str) -> Letter:
    return Letter(subject, page.request.get(f"{way}/html").text())


def sheet_of(reminders: Sequence[Letter]) -> str:
    """Return a page that shows the letters under their subjects, in their order."""
    return SHEET.format(
        letters="".join(
            LETTER.format(
                subject=html.escape(letter.subject), html=html.escape(letter.html)
            )
            for letter in reminders
        )
    )


def side_by_side(pdf: bytes, path: Path) -> None:
    """Write the pages of the document as one picture, from left to right."""
    with tempfile.TemporaryDirectory() as folder:
        draw = ["pdftoppm", "-png", "-scale-to-x", "-1", "-scale-to-y", str(HEIGHT)]
        subprocess.run([*draw, "-", f"{folder}/page"], input=pdf, check=True)
        pages = [Image.open(file) for file in sorted(Path(folder).glob("*.png"))]
        width = sum(page.width for page in pages) + GAP * (len(pages) - 1)
        picture = Image.new("RGB", (width + 2 * AROUND, HEIGHT + 2 * AROUND), TABLE)
        left = AROUND
        for page in pages:
            picture.paste(page, (left, AROUND))
            left += page.width + GAP
        picture.save(path)
