"""Part periods: which days of a period are charged, and what each run of them costs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from drumbeat.core.dates import Period


def share_of(price: int, days: int, whole_days: int) -> int:
    """Return price × days / whole days in minor units, half away from zero.

    Rounded once; the denominator is the whole anchored period. [S-22]
    """
    if price < 0:
        return -share_of(-price, days, whole_days)
    return (2 * price * days + whole_days) // (2 * whole_days)


def slice_amounts(price: int, days: Sequence[int], whole_days: int) -> list[int]:
    """Return the cost of each run of days of one period and version, in order.

    Each is the difference of two rounded totals, so together they cost exactly what
    all their days cost at once, and none is negative. [S-24]
    """
    amounts = []
    charged_days = charged = 0
    for count in days:
        charged_days += count
        target = share_of(price, charged_days, whole_days)
        amounts.append(target - charged)
        charged = target
    return amounts


def without_pauses(days: Period, pauses: Iterable[Period]) -> list[Period]:
    """Return the runs of consecutive days left; `pauses` are ordered by start.

    The grid does not move for a pause; there are only fewer days to charge. [S-37]
    A period that is paused from end to end leaves nothing. [S-38]
    """
    runs = []
    start = days.start
    for pause in pauses:
        if pause.start >= days.end:
            break
        if pause.end <= start:
            continue
        if pause.start > start:
            runs.append(Period(start, pause.start))
        start = pause.end
    if start < days.end:
        runs.append(Period(start, days.end))
    return runs


def end_of_service(days: Period, pauses: Sequence[Period]) -> Period:
    """Return `days` without the pauses that reach their end; starts stay. [S-36]

    `pauses` are ordered by start.
    """
    end = days.end
    for pause in reversed(pauses):
        if pause.start < end <= pause.end:
            end = pause.start
    return Period(days.start, max(end, days.start))
