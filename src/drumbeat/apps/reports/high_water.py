"""How far every chain and series has come: what a backup’s manifest says of it."""

from __future__ import annotations

from typing import Any

from drumbeat.apps.audit.models import AuditHead
from drumbeat.apps.invoices.models import NumberSeries


def high_water() -> list[dict[str, Any]]:
    """Return the head of each audit chain and the last number of each series."""
    heads = AuditHead.objects.order_by("workspace_id")
    series = NumberSeries.objects.order_by("workspace_id", "kind", "year")
    return [
        {
            "workspace": head.workspace_id,
            "audit": {"entries": head.seq, "hash": head.hash},
            "series": [
                {"kind": s.kind, "year": s.year, "last_number": s.last_number}
                for s in series
                if s.workspace_id == head.workspace_id
            ],
        }
        for head in heads
    ]
