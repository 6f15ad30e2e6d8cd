"""The audit chain: each hash covers the one before, so nothing moves unseen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from drumbeat.core.snapshot import canonical_text, sha256_hex

GENESIS = "0" * 64  # what the first entry of a chain continues


@dataclass(frozen=True, slots=True)
class ChainEntry:
    """One row of the trail: its place (from 1), what it says, and its two hashes."""

    seq: int
    prev_hash: str
    fields: Mapping[str, object]
    hash: str


def entry_hash(prev_hash: str, fields: Mapping[str, object]) -> str:
    """Return SHA-256 over the previous hash and the canonical fields, in hex."""
    return sha256_hex(prev_hash.encode("ascii") + canonical_text(fields).encode())


def verify(entries: Iterable[ChainEntry], *, head: str = "") -> int | None:
    """Return the first broken position (from 1), or None for a whole chain.

    Without `head`, the last hash as anchored elsewhere, a cut tail cannot be seen.
    """
    expected, position = GENESIS, 0
    for position, entry in enumerate(entries, start=1):
        holds = entry.seq == position and entry.prev_hash == expected
        if not holds or entry_hash(entry.prev_hash, entry.fields) != entry.hash:
            return position
        expected = entry.hash
    return position + 1 if head and head != expected else None
