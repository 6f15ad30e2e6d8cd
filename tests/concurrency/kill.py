"""A practice at work that may be killed at any moment; it first checks what it finds.

python kill.py FOLDER setup        open the books
python kill.py FOLDER work SEED    check, say so, then work until killed
python kill.py FOLDER finish       check, bring everything to an end, check again
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
    from books import Books, setup  # once Django stands

    folder, verb = Path(sys.argv[1]), sys.argv[2]
    if verb == "setup":
        setup()
        return 0
    books = Books(folder)
    books.restart()
    broken = books.broken()
    if verb == "finish" and not broken:
        broken = books.finish() + books.broken()
    sys.stdout.write("\n".join(broken) + "\n" if broken else "whole\n")
    sys.stdout.flush()
    if broken or verb == "finish":
        return 1 if broken else 0
    books.work(random.Random(sys.argv[3]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
