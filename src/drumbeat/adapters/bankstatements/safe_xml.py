"""XML from outside: no entities, no network, no document type, bounded depth."""

from __future__ import annotations

from lxml import etree

from drumbeat.adapters.bankstatements.values import unreadable

_DEPTH_MAX = 100
_TOO_DEEP = etree.XPath(f"boolean({'/*' * (_DEPTH_MAX + 1)})")


def root_of(content: bytes) -> etree._Element:
    """Return the root element of a document of at most 10 MB.

    A document type is refused before anything in it is read; where UTF-16 hides it,
    the parser keeps its entities unread and it is refused then.

    :raises StatementUnreadable: it is not well formed, or tries something
    """
    if b"<!DOCTYPE" in content:
        raise _unwanted()
    # A parser of its own for each file: its state is never shared.
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise unreadable(
            f"The XML breaks off or is damaged in line {error.lineno}."
        ) from None
    if root.getroottree().docinfo.doctype:
        raise _unwanted()
    if _TOO_DEEP(root):
        raise unreadable(f"The XML is nested deeper than {_DEPTH_MAX} levels.")
    return root


def _unwanted() -> Exception:
    return unreadable("The XML brings a document type (DOCTYPE), which no bank's has.")
