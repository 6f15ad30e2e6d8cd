"""`drumbeat updates`: the account of the work that goes out with an invoice."""

from __future__ import annotations

import click

from drumbeat.apps.billing import operations, queries
from drumbeat.cli import session
from drumbeat.core.documents import Deliverable, UpdatePage
from drumbeat.core.period_names import update_titles


@click.group()
def updates() -> None:
    """What was accomplished, beside each invoice."""


@updates.command()
@click.argument("draft", type=int, metavar="DRAFT")
@click.option("--done", multiple=True, required=True, help="One thing accomplished.")
@click.option("--next", "next_steps", default="", help="What comes next.")
@click.option("--needed", default="", help="What the client is asked for.")
@click.option("--title", default="", help="The period it speaks of.")
def write(
    draft: int, done: tuple[str, ...], next_steps: str, needed: str, title: str
) -> None:
    """Put the update on a draft; an approval given before is asked for again."""
    here = session.acting()
    row = queries.get_draft(here.id, draft)
    language = queries.get_content(here.id, draft).buyer.language
    page = UpdatePage(
        title=title or update_titles(row.bill_on, language)[0],
        accomplished=tuple(Deliverable(text) for text in done),
        next_steps=next_steps,
        needed=needed,
        author=here.actor.name,
    )
    operations.pair_update(here.id, draft, page, actor=here.actor, at=here.at)
    click.echo(f"Draft {draft} goes out with its update.")
