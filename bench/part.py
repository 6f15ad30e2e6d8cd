"""One measurement in a process of its own: prints its figures as a line of JSON."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable

import django


def main() -> None:
    """Measure what the arguments name."""
    parser = argparse.ArgumentParser()
    parser.add_argument("part")
    parser.add_argument("--kind", default="engagements")
    parser.add_argument("--size", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    django.setup()
    # Only now: models are found by a Django that is set up.
    from bench import billing, issuing, pages, pdf, plans, seeds

    if asked.part == "seed":
        seeds.make(asked.kind, asked.size)
        return
    size, rounds = asked.size, asked.rounds
    parts: dict[str, Callable[[], dict[str, float]]] = {
        "billing": lambda: billing.against_floor(size, rounds),
        "growth": lambda: billing.growth(size),
        "issuing": lambda: issuing.measure(size, rounds),
        "pdf": lambda: pdf.measure(size, rounds),
        "page": lambda: pages.measure(size, rounds),
        "plan": lambda: plans.measure(size),
    }
    print(json.dumps(parts[asked.part]()))


if __name__ == "__main__":
    main()
