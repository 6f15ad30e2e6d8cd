"""The `drumbeat` program: which commands there are and how they end."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple

import click

from drumbeat import __version__
from drumbeat.core.errors import OutsideFailure, Refusal

DONE, REFUSED, WRONG_USE, OUTSIDE_FAILED = 0, 1, 2, 3


class Entry(NamedTuple):
    """Where a command lives (“module:name”) and what it does, in a few words."""

    path: str
    short_help: str


COMMANDS = {
    "plan": Entry(
        "drumbeat.cli.plan:plan",
        "The billing plan of engagement files, no database.",
    ),
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
    except click.Abort:
        click.echo("Stopped.", err=True)
        return REFUSED
    except Refusal as refusal:
        click.echo(f"{refusal.rule}: {refusal.sentence}", err=True)
        return REFUSED
    except OutsideFailure as failure:
        click.echo(str(failure), err=True)
        return OUTSIDE_FAILED
    return code if isinstance(code, int) else DONE


if __name__ == "__main__":
    sys.exit(main())
