"""A practice at work that may be killed at any moment; it first checks what it finds.

python kill.py FOLDER books|desk setup        open the books
python kill.py FOLDER books|desk work SEED    check, say so, then work (until killed)
python kill.py FOLDER books|desk finish       check, bring all to an end, check again
"""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "drumbeat.config.settings")


def main() -> int:
    django.setup()
    from concurrency import books, desk  # once Django stands

    folder, whose, verb = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    if verb == "setup":
        (books if whose == "books" else desk).setup()
        return 0
    kept = books.Books(folder) if whose == "books" else desk.Desk(folder)
    kept.restart()
    broken = kept.broken()
    if verb == "finish" and not broken:
        broken = kept.finish() + kept.broken()
    sys.stdout.write("\n".join(broken) + "\n" if broken else "whole\n")
    sys.stdout.flush()
    if broken or verb == "finish":
        return 1 if broken else 0
    kept.work(random.Random(sys.argv[4]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
