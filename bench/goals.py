"""What is measured at which size, and the goal it is held against."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

# As `bench.pages` measures them, and how many empty views each may cost.
PAGES = {"queue": 15, "engagement": 15, "editor": 15, "client": 12}


class Measure(Protocol):
    """Runs one part in a process of its own and returns its figures."""

    def __call__(self, part: str, size: int, rounds: int = 1) -> dict[str, float]:
        """Return the figures of that part at that size."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured; together about half an hour on two cores."""

    billing: int = 2_000
    issuing: int = 1_000
    documents: int = 20
    small: int = 10_000
    large: int = 100_000
    pages: tuple[int, int] = (1_000, 100_000)
    plans: int = 1_000
    rounds: int = 5


@dataclass(frozen=True, slots=True)
class Goal:
    """One figure; without a sense it is shown beside the goals and judged by none."""

    name: str
    value: float
    unit: str
    sense: Literal["at least", "at most", ""] = ""
    goal: float | None = None

    @property
    def holds(self) -> bool | None:
        """Say whether the value is on the right side of the goal."""
        if self.goal is None:
            return None
        if self.sense == "at least":
            return self.value >= self.goal
        return self.value <= self.goal

    @property
    def wanted(self) -> str:
        """Return the goal as written in the table."""
        sign = {"at least": "≥", "at most": "≤", "": ""}[self.sense]
        return "" if self.goal is None else f"{sign} {self.goal:g}"

    def facts(self) -> dict[str, object]:
        """Return the goal as latest.json holds it."""
        return {
            "name": self.name,
            "value": round(self.value, 4),
            "goal": self.goal,
            "unit": self.unit,
            "holds": self.holds,
        }


def goals_of(database: str, measure: Measure, sizes: Sizes) -> list[Goal]:
    """Measure everything that uses the database; the rest once, beside SQLite."""
    found = [
        *_billing(database, measure, sizes),
        *_issuing(database, measure, sizes),
        *_pages(database, measure, sizes),
        *_growth(database, measure, sizes),
    ]
    if database == "SQLite":
        found += [*_pdf(measure, sizes), *_plans(measure, sizes)]
    return found


def _billing(database: str, measure: Measure, sizes: Sizes) -> Iterator[Goal]:
    figures = measure("billing", sizes.billing, rounds=sizes.rounds)
    bare, goal = ("COPY", 0.5) if database == "PostgreSQL" else ("executemany", 0.4)
    name = f"billing run, {database}"
    unit = f"of bare {bare}"
    yield Goal(f"{name} / {bare}", figures["ratio"], unit, "at least", goal)
    yield Goal(name, figures["per_second"], "invoices per CPU-second")
    yield Goal(f"{name}, bare", figures["floor_per_second"], "invoices per CPU-second")


def _issuing(database: str, measure: Measure, sizes: Sizes) -> Iterator[Goal]:
    figures = measure("issuing", sizes.issuing, rounds=sizes.rounds)
    name = f"issue one, {database}"
    yield Goal(
        f"{name} / bare", figures["ratio"], "of a bare transaction", "at least", 0.5
    )
    yield Goal(name, figures["per_second"], "issues per CPU-second")
    yield Goal(f"{name}, bare", figures["floor_per_second"], "issues per CPU-second")
    yield Goal(
        f"issue {sizes.issuing:,}, {database} / one",
        figures["bulk"],
        "times the rate of one",
        "at least",
        5,
    )


def _pages(database: str, measure: Measure, sizes: Sizes) -> Iterator[Goal]:
    few, many = sizes.pages
    small, large = (
        measure("page", few, rounds=sizes.rounds),
        measure("page", many, rounds=sizes.rounds),
    )
    for page, most in PAGES.items():
        name = f"{page} page, {database}, {many:,} open"
        yield Goal(
            f"{name} / empty",
            large[page] / large["empty"],
            "times an empty view",
            "at most",
            most,
        )
        # Each against the empty view of its own process: between the two, minutes
        # pass in which a shared machine may have become quicker or slower.
        grown = (large[page] / large["empty"]) / (small[page] / small["empty"])
        yield Goal(
            f"{name} / {few:,}",
            grown,
            "times its own cost",
            "at most",
            1.3,
        )
        yield Goal(name, large[page] * 1000, "ms of CPU")
    yield Goal(f"empty view, {database}", large["empty"] * 1000, "ms of CPU")


def _growth(database: str, measure: Measure, sizes: Sizes) -> Iterator[Goal]:
    small, large = measure("growth", sizes.small), measure("growth", sizes.large)
    name = f"billing run, {database}, {sizes.large:,} / {sizes.small:,}"
    cost, memory = large["cpu"] / small["cpu"], large["peak"] / small["peak"]
    yield Goal(f"{name}, CPU", cost, "times for each invoice", "at most", 1.15)
    yield Goal(f"{name}, memory", memory, "times at the peak", "at most", 1.1)
    yield Goal(f"billing run, {database}, memory", large["peak"] / 1024, "MiB")


def _pdf(measure: Measure, sizes: Sizes) -> Iterator[Goal]:
    figures = measure("pdf", sizes.documents, rounds=sizes.rounds)
    yield Goal("PDF / bare Typst", figures["ratio"], "of bare Typst", "at least", 0.8)
    yield Goal("PDF", figures["per_second"], "documents per CPU-second")


def _plans(measure: Measure, sizes: Sizes) -> Iterator[Goal]:
    figures = measure("plan", sizes.plans)
    name = f"plan of {sizes.plans:,} engagements, 2 years"
    yield Goal(name, figures["cpu"], "CPU-seconds", "at most", 10)
