"""The moved calendar entries of the queue."""

from __future__ import annotations

from drumbeat.apps.seen import Seen, seen_clause
from drumbeat.apps.sql import day, read
from drumbeat.core.queue import MoveFact

_MOVES = """
SELECT m.id, e.id, c.name, e.name, m.project, m.was, m.now FROM calendars_eventmove m
  JOIN engagements_engagement e ON e.id = m.engagement_id
  JOIN parties_client c ON c.id = e.client_id
WHERE m.workspace_id = %(workspace)s AND m.noted_at IS NULL
  AND %(client)s IN ('', c.name) AND {seen}
ORDER BY m.id LIMIT %(most)s
"""
_EVERY = 1_000_000


def move_facts(
    workspace: int, *, client: str, most: int, seen: Seen = None
) -> tuple[MoveFact, ...]:
    """Return the moves that nobody has seen yet."""
    return _moves(seen_clause(seen, "c.id"), workspace, client, most)


def moves_of(workspace: int, engagement: int) -> tuple[MoveFact, ...]:
    """Return the moves of one engagement that nobody has seen yet."""
    return _moves(f"e.id = {int(engagement)}", workspace, "", _EVERY)


def _moves(which: str, workspace: int, client: str, most: int) -> tuple[MoveFact, ...]:
    statement = _MOVES.format(seen=which)
    rows = read(statement, workspace=workspace, client=client, most=most)
    return tuple(
        MoveFact(
            id=move,
            engagement_id=engagement,
            client=client_name,
            engagement=name,
            project=project,
            was=day(was),
            now=day(now) if now else None,
        )
        for move, engagement, client_name, name, project, was, now in rows
    )
