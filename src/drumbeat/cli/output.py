"""What commands print: JSON for programs, a table for people."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

_WIDE = 160
_AMOUNTS = {"net", "tax", "gross", "open", "amount", "total", "free", "overdue_days"}

Row = Mapping[str, object]


def print_json(value: object) -> None:
    """Print one line of JSON."""
    click.echo(json.dumps(value, ensure_ascii=False))


def print_rows(rows: Sequence[Row], *, as_json: bool, none: str) -> None:
    """Print rows of the same shape; `none` is what people read when there are none."""
    if as_json:
        print_json(list(rows))
    elif rows:
        print_table(rows)
    else:
        click.echo(none)


def print_table(rows: Sequence[Row]) -> None:
    """Print rows as a table; the keys of the first row are the headings."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_WIDE)
    table = Table(box=box.SIMPLE)
    for key in rows[0]:
        heading = key.replace("_", " ").capitalize()
        table.add_column(heading, justify="right" if key in _AMOUNTS else "left")
    for row in rows:
        table.add_row(*(Text(_words(value)) for value in row.values()))
    console.print(table)


def print_facts(facts: Row, *, as_json: bool) -> None:
    """Print one thing: a line for each of its facts."""
    if as_json:
        print_json(facts)
        return
    width = max((len(key) for key in facts), default=0)
    for key, value in facts.items():
        click.echo(f"{key.replace('_', ' '):<{width}}  {_words(value)}")


def _words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_words(part)}" for key, part in value.items())
    if isinstance(value, list | tuple):
        return "\n".join(_words(part) for part in value)
    return str(value)
