"""The DocumentRenderer port, kept by Typst: PDF/A-3a and PDF/UA-1."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path

import typst

from drumbeat.adapters.pdf.layout import layout
from drumbeat.adapters.pdf.payment_code import payment_code, payment_payload
from drumbeat.adapters.pdf.printable import Printed, printable, simplified
from drumbeat.adapters.pdf.receipt_layout import receipt_layout
from drumbeat.core.documents import InvoiceDocument
from drumbeat.core.payment_receipt import PaymentReceipt

_HERE = Path(__file__).parent
_TEMPLATES = _HERE / "template"
INVOICE, _RECEIPT = _TEMPLATES / "invoice.typ", _TEMPLATES / "receipt.typ"
NOON = time(12, tzinfo=UTC)


class PdfRenderer:
    """Sets documents as PDF; safe to share, one compiler is kept for each thread."""

    def __init__(self) -> None:
        self._of_this_thread = threading.local()

    def render(self, document: InvoiceDocument) -> bytes:
        """Return the invoice and its update; equal documents give equal bytes."""
        payload = payment_payload(document)
        code = payment_code(payload) if payload else ""
        return self._set(INVOICE, layout(document), document.issue_date, code)

    def render_receipt(self, receipt: PaymentReceipt) -> bytes:
        """Return the receipt of a paid invoice; equal receipts give equal bytes."""
        return self._set(_RECEIPT, receipt_layout(receipt), receipt.settled_on)

    def _set(
        self, template: Path, texts: dict[str, Printed], made_on: date, code: str = ""
    ) -> bytes:
        content = _mapped(texts, printable)
        try:
            return self._compile(template, content, code, made_on)
        except typst.TypstError:
            # A mark on a letter of another script that no single font has both of:
            # a plainer name on paper is better than no invoice.
            return self._compile(template, _mapped(content, simplified), code, made_on)

    def _compile(
        self, template: Path, content: Printed, code: str, made_on: date
    ) -> bytes:
        # Data only, never markup: what a client wrote cannot become a command (D17).
        pdf = self._compiler(template).compile(
            sys_inputs={
                "document": json.dumps(content, ensure_ascii=False),
                "code": code,
            },
            pdf_standards=["a-3a", "ua-1"],
            timestamp=datetime.combine(made_on, NOON),
        )
        if not isinstance(pdf, bytes):
            raise TypeError("one PDF was expected")
        return pdf

    def _compiler(self, template: Path) -> typst.Compiler:
        compiler: typst.Compiler | None
        compiler = getattr(self._of_this_thread, template.stem, None)
        if compiler is None:
            fonts = typst.Fonts(
                include_system_fonts=False,
                include_embedded_fonts=False,
                font_paths=[str(_HERE / "fonts")],
            )
            # The root holds the templates alone, so there is nothing else to read.
            compiler = typst.Compiler(
                str(template), root=str(_TEMPLATES), font_paths=fonts
            )
            setattr(self._of_this_thread, template.stem, compiler)
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
