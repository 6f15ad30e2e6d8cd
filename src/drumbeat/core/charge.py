"""The charge: one wanted amount for one slice of service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from drumbeat.core.dates import Period
from drumbeat.core.documents import LaneKind, Tax
from drumbeat.core.money import Money


@dataclass(frozen=True, slots=True)
class Charge:
    """A wanted amount for a slice of service, with a key that never changes. [S-29]

    `version` is 0 for the original terms, 1 … for each change of the retainer in
    date order. `index` counts periods on the version's grid; for projects it is the
    number of the instalment or deliverable from 1; it is 0 for what comes once.
    `service` are the days of this slice, `whole` the anchored period around it.
    `bill_date` is not yet moved to a working day.
    """

    component: str  # “retainer:NAME”, “add_on:NAME”, “project:NAME”
    kind: LaneKind
    name: str  # with {period} left in
    version: int
    index: int
    service: Period
    whole: Period
    billable_days: int
    whole_days: int
    amount: Money
    tax: Tax
    bill_date: date
    detail: str = ""

    @property
    def prorated(self) -> str | None:
        """Return “17/31”, or None when the whole period is charged."""
        if self.billable_days == self.whole_days:
            return None
        return f"{self.billable_days}/{self.whole_days}"

    @property
    def key(self) -> str:
        """Return what identifies the charge in every run."""
        slice_start = self.service.start.isoformat()
        return f"{self.component}#{self.version}#{self.index}#{slice_start}"
