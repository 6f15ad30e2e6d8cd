"""The DocumentRenderer port, kept by Typst: PDF/A-3a and PDF/UA-1."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, time
from pathlib import Path

import typst

from drumbeat.adapters.pdf.layout import layout
from drumbeat.adapters.pdf.payment_code import payment_code, payment_payload
from drumbeat.adapters.pdf.printable import Printed, printable, simplified
from drumbeat.core.documents import InvoiceDocument

_HERE = Path(__file__).parent
_TEMPLATE = _HERE / "template" / "invoice.typ"
_NOON = time(12, tzinfo=UTC)


class PdfRenderer:
    """Sets documents as PDF; safe to share, one compiler is kept for each thread."""

    def __init__(self) -> None:
        self._of_this_thread = threading.local()

    def render(self, document: InvoiceDocument) -> bytes:
        """Return the invoice and its update; equal documents give equal bytes."""
        content = _mapped(layout(document), printable)
        payload = payment_payload(document)
        code = payment_code(payload) if payload else ""
        made_at = datetime.combine(document.issue_date, _NOON)
        try:
            return self._compile(content, code, made_at)
        except typst.TypstError:
            # A mark on a letter of another script that no single font has both of:
            # a plainer name on paper is better than no invoice.
            return self._compile(_mapped(content, simplified), code, made_at)

    def _compile(self, content: Printed, code: str, made_at: datetime) -> bytes:
        # Data only, never markup: what a client wrote cannot become a command (D17).
        pdf = self._compiler().compile(
            sys_inputs={
                "document": json.dumps(content, ensure_ascii=False),
                "code": code,
            },
            pdf_standards=["a-3a", "ua-1"],
            timestamp=made_at,
        )
        if not isinstance(pdf, bytes):
            raise TypeError("one PDF was expected")
        return pdf

    def _compiler(self) -> typst.Compiler:
        compiler: typst.Compiler | None
        compiler = getattr(self._of_this_thread, "compiler", None)
        if compiler is None:
            fonts = typst.Fonts(
                include_system_fonts=False,
                include_embedded_fonts=False,
                font_paths=[str(_HERE / "fonts")],
            )
            # The root holds the template alone, so there is nothing else to read.
            compiler = typst.Compiler(
                str(_TEMPLATE), root=str(_TEMPLATE.parent), font_paths=fonts
            )
            self._of_this_thread.compiler = compiler
        return compiler


def _mapped(content: Printed, change: Callable[[str], str]) -> Printed:
    """Apply the change to every text, so that no field can be forgotten."""
    if isinstance(content, str):
        return change(content)
    if isinstance(content, list):
        return [_mapped(part, change) for part in content]
    if isinstance(content, dict):
        return {key: _mapped(part, change) for key, part in content.items()}
    return content
