"""Tables as files for spreadsheets, in which no cell can become a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date

from django.http import HttpResponse

from drumbeat.core.money import Money

Cell = str | int | date | Money

# A program that opens the file would take what begins like this for a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")


class _Lines(list[str]):
    write = list.append


def written(cell: Cell) -> str:
    """Return the text of a cell; text that looks like a formula is disarmed. [D18]

    Amounts are plain numbers, days are ISO 8601: both are typed here, so a minus at
    their beginning is no danger.
    """
    if isinstance(cell, date):
        return cell.isoformat()
    text = str(cell)
    if isinstance(cell, str) and text.startswith(_FORMULA_STARTS):
        return f"'{text}"
    return text


def csv_file(
    name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> HttpResponse:
    """Return a table as a file to keep; `name` without its ending."""
    lines = _Lines()
    writer = csv.writer(lines)
    writer.writerow(headings)
    writer.writerows([written(cell) for cell in row] for row in rows)
    # The mark at the beginning tells Excel that the file is UTF-8.
    return HttpResponse(
        "".join(lines).encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
