"""The `drumbeat` program: which commands there are and how they end."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple

import click

from drumbeat import __version__
from drumbeat.cli.verdicts import verdict_on
from drumbeat.core.errors import OutsideFailure, Refusal

DONE, REFUSED, WRONG_USE, OUTSIDE_FAILED = 0, 1, 2, 3


class Entry(NamedTuple):
    """Where a command lives (“module:name”) and what it does, in a few words."""

    path: str
    short_help: str
    needs_facts: bool = True  # false: works without settings and database


COMMANDS = {
    "demo": Entry("drumbeat.cli.demo:demo", "A complete sample workspace, served."),
    "init": Entry("drumbeat.cli.setup:init", "The first workspace and its owner."),
    "serve": Entry("drumbeat.cli.serve:serve", "The pages, over HTTP."),
    "work": Entry("drumbeat.cli.day:work", "The background work, again and again."),
    "doctor": Entry("drumbeat.cli.doctor:doctor", "A verdict on what is set up."),
    "plan": Entry(
        "drumbeat.cli.plan:plan",
        "The billing plan of engagement files, no database.",
        needs_facts=False,
    ),
    "clients": Entry("drumbeat.cli.clients:clients", "Whom we bill."),
    "engagements": Entry(
        "drumbeat.cli.engagements:engagements", "The agreements and their changes."
    ),
    "projects": Entry("drumbeat.cli.projects:projects", "Work with its own invoice."),
    "calendars": Entry(
        "drumbeat.cli.calendars:calendars", "Calendars that projects follow."
    ),
    "bill": Entry("drumbeat.cli.bill:bill", "What is due becomes drafts, once."),
    "drafts": Entry("drumbeat.cli.drafts:drafts", "The way from draft to invoice."),
    "updates": Entry("drumbeat.cli.updates:updates", "What goes with an invoice."),
    "invoices": Entry("drumbeat.cli.invoices:invoices", "The documents."),
    "deliver": Entry("drumbeat.cli.outbox:deliver", "One pass of the outbox."),
    "remind": Entry("drumbeat.cli.outbox:remind", "One pass of the reminder plans."),
    "letters": Entry("drumbeat.cli.letters:letters", "What was sent, what is stuck."),
    "payments": Entry("drumbeat.cli.payments:payments", "Money in, and out again."),
    "queue": Entry("drumbeat.cli.queue:queue", "What needs a person, and what waits."),
    "run-day": Entry("drumbeat.cli.day:run_day", "A day's work, once."),
    "rehearse": Entry(
        "drumbeat.cli.rehearse:rehearse", "What would go out in the days to come."
    ),
    "forecast": Entry(
        "drumbeat.cli.forecast:forecast", "What should arrive by week, and why."
    ),
    "ageing": Entry("drumbeat.cli.reports:ageing", "What is open, by days past due."),
    "statement": Entry(
        "drumbeat.cli.reports:statement", "Invoices and payments of one client."
    ),
    "fsck": Entry("drumbeat.cli.proofs:fsck", "Prove the books."),
    "audit": Entry("drumbeat.cli.proofs:audit", "Prove the trail."),
    "backup": Entry("drumbeat.cli.backup:backup", "One file that holds everything."),
    "restore": Entry("drumbeat.cli.backup:restore", "Bring a backup back."),
    "recover": Entry(
        "drumbeat.cli.recover:recover", "Numbers that a restore lost, and why."
    ),
    "release": Entry("drumbeat.cli.backup:release", "Let mail go after a restore."),
}


class LazyGroup(click.Group):
    """A group that loads a command when it is called, not when help is shown."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the table, in its order."""
        return [*COMMANDS, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return super().get_command(ctx, cmd_name)
        if entry.needs_facts:
            _set_up_framework()
        module, _, name = entry.path.partition(":")
        command = getattr(import_module(module), name)
        if not isinstance(command, click.Command):
            raise TypeError(f"{entry.path} is not a command")
        return command

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """Write the table as help, without loading anything."""
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, COMMANDS[name].short_help) for name in self.list_commands(ctx)]
            )


def _set_up_framework() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "drumbeat.config.settings")
    # Loaded here: planning and help need no framework.
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
)
@click.version_option(__version__, prog_name="drumbeat")
def drumbeat() -> None:
    """Always small invoices: one dependable billing rhythm, one visible queue.

    Exit codes: 0 done, 1 refused (the rule and what to do are on stderr), 2 wrong
    use, 3 something outside failed.
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code; the one place where errors end."""
    try:
        code = drumbeat.main(
            args=None if arguments is None else list(arguments),
            prog_name="drumbeat",
            standalone_mode=False,
        )
    except click.ClickException as wrong_use:
        wrong_use.show()
        return wrong_use.exit_code
    except SystemExit as ended:
        return _ended(ended)
    except Exception as failure:
        ending = _ending(failure)
        if ending is None:
            raise
        click.echo(ending.sentence, err=True)
        return ending.code
    return code if isinstance(code, int) else DONE


class Ending(NamedTuple):
    """What is said of a failure, and the exit code it gives."""

    sentence: str
    code: int


def _ending(failure: Exception) -> Ending | None:
    """Return how the failure ends the program; None for a mistake of ours."""
    if isinstance(failure, click.Abort):
        return Ending("Stopped.", REFUSED)
    if isinstance(failure, Refusal):
        return Ending(f"{failure.rule}: {failure.sentence}", REFUSED)
    if isinstance(failure, OutsideFailure):
        return Ending(str(failure), OUTSIDE_FAILED)
    verdict = verdict_on(failure)
    if verdict is None:
        return None
    return Ending(verdict.sentence, OUTSIDE_FAILED if verdict.is_outside else REFUSED)


def _ended(ended: SystemExit) -> int:
    """Return the code of an early end; a setting that cannot be used is wrong use."""
    if isinstance(ended.code, str):
        click.echo(ended.code, err=True)
        return WRONG_USE
    return ended.code or DONE


if __name__ == "__main__":
    sys.exit(main())
