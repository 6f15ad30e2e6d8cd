"""Which documents a text means, and which are void: ids for lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import connection

from drumbeat.apps.sql import Sent, read
from drumbeat.core.money import exponent
from drumbeat.core.typed import Sought, read_search

WINDOW = 5_000  # words are looked for in so many of the newest documents
_HITS = 200  # as many documents as a number or an amount may mean

_NAMED = """
SELECT id FROM invoices_invoice
WHERE workspace_id = %(workspace)s AND number = %(number)s
UNION
SELECT i.id FROM invoices_numberseries s
  JOIN invoices_invoice i ON i.series_id = s.id
WHERE s.workspace_id = %(workspace)s AND ({ways}) LIMIT %(most)s
"""
_OF_AMOUNT = """
SELECT id, gross_minor, currency FROM invoices_invoice
WHERE workspace_id = %(workspace)s AND gross_minor {among} LIMIT %(most)s
"""
_WITH_WORDS = """
SELECT n.id FROM (
  SELECT i.id, i.subject, i.number, i.client_id FROM invoices_invoice i
  WHERE {narrow} ORDER BY i.id DESC LIMIT %(window)s) AS n
  JOIN parties_client c ON c.id = n.client_id
WHERE {words}
"""
# Only what was credited or written off is looked at: there are few of them. Void is
# what money did not close, as `core.settlement` names it.
_VOID = """
SELECT i.id FROM (
  SELECT preceding_id AS id FROM invoices_invoice
  WHERE workspace_id = %(workspace)s AND kind = 'credit_note'
  UNION
  SELECT w.invoice_id FROM payments_writeoff w CROSS JOIN invoices_invoice o
  WHERE o.id = w.invoice_id AND o.workspace_id = %(workspace)s) AS reduced
  CROSS JOIN invoices_invoice i
  CROSS JOIN payments_invoicebalance b
  LEFT JOIN payments_allocation a ON a.invoice_id = i.id
WHERE i.id = reduced.id AND b.invoice_id = i.id AND +b.open_minor = 0
GROUP BY i.id, i.gross_minor
HAVING sum(CASE WHEN a.payment_id IS NULL THEN a.amount_minor ELSE 0 END)
    > sum(CASE WHEN a.payment_id IS NULL THEN 0 ELSE a.amount_minor END)
  OR i.gross_minor - coalesce(sum(a.amount_minor), 0)
    > sum(CASE WHEN a.payment_id IS NULL THEN 0 ELSE coalesce(a.amount_minor, 0) END)
"""


def ids_meant(
    workspace: int, text: str, *, narrow: str, values: Mapping[str, Sent]
) -> list[int]:
    """Return the documents a text means: a number or an amount of any age, else words.

    Words are looked for in the newest of what `narrow` leaves, so that the search
    costs the same however many documents there are.
    """
    sought = read_search(text)
    exact = ids_named(workspace, sought)
    if exact or not sought.words:
        return exact
    words, asked = holding(("n.subject", "c.name", "n.number"), sought.words)
    statement = _WITH_WORDS.format(narrow=narrow, words=words)
    rows = read(statement, window=WINDOW, **{**values, **asked})
    return [row for (row,) in rows]


def ids_named(workspace: int, sought: Sought) -> list[int]:
    """Return the documents that a number or an amount names; indexes find them."""
    ways = " OR ".join(
        f"(i.sequence = {running}{f' AND s.year = {year}' if year else ''})"
        for year, running in sought.running
        if running < 2**31
    )
    rows = read(
        _NAMED.replace("{ways}", ways or "1 = 0"),
        workspace=workspace,
        number=" ".join(sought.words).upper(),
        most=_HITS,
    )
    ids = [row for (row,) in rows]
    return ids if sought.amount is None else ids + _of_amount(workspace, sought.amount)


def holding(columns: Sequence[str], words: Sequence[str]) -> tuple[str, dict[str, str]]:
    """Return the condition that each word is in one of the columns, and its values.

    SQLite folds the capitals of ASCII only: other letters are asked for in each case.
    """
    like = "ILIKE" if connection.vendor == "postgresql" else "LIKE"
    conditions = []
    values = {}
    for place, word in enumerate(words):
        cases = {word.lower(), word.upper(), word.capitalize()}
        ways = []
        for number, spelled in enumerate(sorted({word} if word.isascii() else cases)):
            name = f"word{place}_{number}"
            values[name] = f"%{_escaped(spelled)}%"
            ways += [f"{column} {like} %({name})s ESCAPE '\\'" for column in columns]
        conditions.append(f"({' OR '.join(ways)})")
    return " AND ".join(conditions), values


def void_invoices(workspace: int) -> set[int]:
    """Return the invoices that a credit note or a write-off closed, not money."""
    return {row for (row,) in read(_VOID, workspace=workspace)}


def _escaped(word: str) -> str:
    return word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


def minors_of(amount: Decimal) -> list[int]:
    """Return what an amount may be in minor units.

    Currencies have 0, 2 or 3 decimals, and the text does not say which is meant.
    """
    exact = (amount.scaleb(digits) for digits in (0, 2, 3))
    return sorted({int(one) for one in exact if one == int(one) and one < 10**15})


def _of_amount(workspace: int, amount: Decimal) -> list[int]:
    rows = read(_OF_AMOUNT, workspace=workspace, ids=minors_of(amount), most=_HITS)
    return [
        row
        for row, minor, currency in rows
        if amount.scaleb(exponent(currency)) == minor
    ]
