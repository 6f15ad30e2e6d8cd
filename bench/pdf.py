"""PDFs of the product, against bare Typst on the same template and data."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from statistics import median

import typst

from bench import database, seeds
from drumbeat.adapters.pdf.printable import Printed
from drumbeat.adapters.pdf.renderer import INVOICE, NOON, PdfRenderer
from drumbeat.apps.billing.models import Draft
from drumbeat.apps.billing.queries import list_contents
from drumbeat.apps.identity.queries import get_only_workspace
from drumbeat.core.documents import InvoiceDocument
from drumbeat.core.remittance import creditor_reference

_Made = tuple[Printed, str, datetime]
_Ready = tuple[dict[str, str], datetime]


class _Listener(PdfRenderer):
    """Keeps what the product hands to Typst, without setting it."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[_Made] = []

    def _compile(
        self, _template: Path, content: Printed, code: str, made_on: date
    ) -> bytes:
        self.heard.append((content, code, datetime.combine(made_on, NOON)))
        return b""


def measure(size: int, rounds: int) -> dict[str, float]:
    """Set documents by the product and by bare Typst in turns, all of them different.

    Typst remembers what it set, so no document is set twice.
    """
    documents = _documents(size * rounds * 2)
    renderer = PdfRenderer()
    compiler = renderer._compiler(INVOICE)
    renderer.render(documents.pop())
    product, floor = [], []
    for n in range(rounds):
        first = documents[n * 2 * size : (n * 2 + 1) * size]
        second = documents[(n * 2 + 1) * size : (n * 2 + 2) * size]
        if n % 2:
            first, second = second, first
        ready = [_inputs(document) for document in second]
        product.append(_cpu(partial(_set, renderer, first)))
        floor.append(_cpu(partial(_bare, compiler, ready)))
    return {
        "ratio": median(f / p for f, p in zip(floor, product, strict=True)),
        "per_second": size / median(product),
        "floor_per_second": size / median(floor),
    }


def _documents(count: int) -> list[InvoiceDocument]:
    database.fresh(seeds.have("approved", max(count + 1, 40)))
    workspace = get_only_workspace().id
    drafts = list(
        Draft.objects.order_by("id").values_list("id", flat=True)[: count + 1]
    )
    numbers = [f"INV-2026-{n:04}" for n in range(1, len(drafts) + 1)]
    return [
        replace(document, number=number, reference=creditor_reference(number))
        for number, document in zip(
            numbers, list_contents(workspace, drafts).values(), strict=True
        )
    ]


def _inputs(document: InvoiceDocument) -> _Ready:
    listener = _Listener()
    listener.render(document)
    ((content, code, made_at),) = listener.heard
    text = json.dumps(content, ensure_ascii=False)
    return {"document": text, "code": code}, made_at


def _set(renderer: PdfRenderer, documents: Sequence[InvoiceDocument]) -> None:
    for document in documents:
        renderer.render(document)


def _bare(compiler: typst.Compiler, ready: Sequence[_Ready]) -> None:
    for inputs, made_at in ready:
        compiler.compile(
            sys_inputs=inputs, pdf_standards=["a-3a", "ua-1"], timestamp=made_at
        )


def _cpu(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before
