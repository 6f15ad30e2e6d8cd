"""Which letters documents are printed in, and which of a document are not."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from drumbeat.core.documents import InvoiceDocument

# Scripts for which every document can be drawn; others have no font with us.
PRINTED_SCRIPTS = (
    *("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "GEORGIAN", "HEBREW", "ARABIC"),
    *("DEVANAGARI", "THAI", "MODIFIER"),
)
_NAMED_MAX = 12


class _IsPrinted(dict[str, bool]):
    """Whether a character is printed, found out once for each."""

    def __missing__(self, character: str) -> bool:
        self[character] = printed = _is_printed(character)
        return printed


def _is_printed(character: str) -> bool:
    """Say whether it is no letter, or a letter of a script that is printed."""
    if not unicodedata.category(character).startswith("L"):
        return True
    plain = unicodedata.normalize("NFKD", character)[0]
    return unicodedata.name(plain, "").startswith(PRINTED_SCRIPTS)


_IS_PRINTED = _IsPrinted()


def unprinted(document: InvoiceDocument) -> str:
    """Return the letters of a document that paper will not show, each once.

    At most a dozen: enough to recognise the text they stand in.
    """
    found = dict.fromkeys(
        character
        for text in _texts(document)
        if not text.isascii()
        for character in text
        if not _IS_PRINTED[character]
    )
    return "".join(found)[:_NAMED_MAX]


def _texts(document: InvoiceDocument) -> Iterator[str]:
    """Yield what people wrote that stands on the document."""
    for party in (document.seller, document.buyer):
        yield party.name
        yield from party.address.lines
    yield from (document.purchase_order, document.engagement, document.reason)
    for lane in document.lanes:
        yield lane.name
        yield from (line.description for line in lane.lines)
    if document.update is not None:
        update = document.update
        yield from (update.answer, update.next_steps, update.needed, update.author)
        yield from (deliverable.text for deliverable in update.accomplished)
