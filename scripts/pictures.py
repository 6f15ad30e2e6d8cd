"""Make the pictures of the documentation from those of `make screens`.

A document names the picture it wants, as docs/pictures/NAME.png; it is made from
build/screens/NAME.png: the upper part of a long page, in few colours, so that it is
small. A picture that no document names is removed.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
SCREENS = ROOT / "build" / "screens"
PICTURES = ROOT / "docs" / "pictures"
NAMED = re.compile(r"pictures/([\w-]+)\.png")
HEIGHT_MAX = 1000  # pixels; what lies below says no more
BYTES_MAX = 150_000


def wanted() -> set[str]:
    """Return the names that README and the documents ask for."""
    documents = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    return {name for path in documents for name in NAMED.findall(path.read_text())}


def make(name: str) -> int:
    """Write one picture; return its size in bytes."""
    with Image.open(SCREENS / f"{name}.png") as screen:
        seen = screen.crop((0, 0, screen.width, min(screen.height, HEIGHT_MAX)))
        small = seen.convert("RGB").quantize(128, dither=Image.Dither.NONE)
    path = PICTURES / f"{name}.png"
    small.save(path, optimize=True)
    return path.stat().st_size


def main() -> int:
    """Make what is wanted, remove the rest; 1 when a picture is too large."""
    PICTURES.mkdir(exist_ok=True)
    names = wanted()
    for path in PICTURES.glob("*.png"):
        if path.stem not in names:
            path.unlink()
    sizes = {name: make(name) for name in sorted(names)}
    for name, size in sizes.items():
        print(f"{name}: {size // 1000} kB")
    return int(any(size > BYTES_MAX for size in sizes.values()))


if __name__ == "__main__":
    sys.exit(main())
