"""Run the commands on stdin one after the other, in a process of their own.

stdin holds a JSON list of [arguments, what is typed]; stdout gets, for each, a JSON
list of the exit code and what was printed to stdout and stderr.
"""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout

from drumbeat.cli.main import main


def run(arguments: list[str], typed: str) -> tuple[int, str, str]:
    said, complained = io.StringIO(), io.StringIO()
    sys.stdin = io.StringIO(typed)
    with redirect_stdout(said), redirect_stderr(complained):
        code = main(arguments)
    return code, said.getvalue(), complained.getvalue()


if __name__ == "__main__":
    commands = json.load(sys.stdin)
    sys.stdout.write(
        json.dumps([run(arguments, typed) for arguments, typed in commands])
    )
