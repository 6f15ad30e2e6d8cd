"""The words of a receipt that stand on no invoice, in five languages."""

from __future__ import annotations

from dataclasses import dataclass

from drumbeat.core.party import Language


@dataclass(frozen=True, slots=True)
class ReceiptWords:
    """The labels of one language; names in braces are filled in."""

    receipt_for: str  # before the number of the invoice
    received_by: str  # before the day with its weekday
    received_on: str
    means: str
    transfer: str
    invoice_total: str
    received: str
    credited: str
    waived: str
    open: str
    statement: str


RECEIPT_WORDS: dict[Language, ReceiptWords] = {
    "en": ReceiptWords(
        receipt_for="Receipt for invoice",
        received_by="received by",
        received_on="Received on",
        means="Means of payment",
        transfer="Bank transfer",
        invoice_total="Invoice total",
        received="Received",
        credited="Credited",
        waived="No longer asked for",
        open="Still open",
        statement=(
            "Invoice {number} of {day} was settled in full on {settled}. This receipt "
            "says what was paid on it. It is not an invoice and not a tax document: "
            "for VAT and for your books, the invoice stays the document."
        ),
    ),
    "de": ReceiptWords(
        receipt_for="Zahlungsbestätigung zur Rechnung",
        received_by="eingegangen bis",
        received_on="Eingegangen am",
        means="Zahlungsweg",
        transfer="Überweisung",
        invoice_total="Rechnungsbetrag",
        received="Eingegangen",
        credited="Gutgeschrieben",
        waived="Wird nicht mehr gefordert",
        open="Noch offen",
        statement=(
            "Die Rechnung {number} vom {day} wurde am {settled} vollständig "
            "beglichen. Diese Bestätigung hält fest, was darauf gezahlt wurde. Sie "
            "ist weder Rechnung noch Steuerbeleg: Für Umsatzsteuer und Buchhaltung "
            "bleibt die Rechnung maßgeblich."
        ),
    ),
    "fr": ReceiptWords(
        receipt_for="Reçu de paiement, facture",
        received_by="reçus jusqu’au",
        received_on="Reçu le",
        means="Moyen de paiement",
        transfer="Virement",
        invoice_total="Montant de la facture",
        received="Reçu",
        credited="Crédité",
        waived="N’est plus demandé",
        open="Reste dû",
        statement=(
            "La facture {number} du {day} est entièrement réglée depuis le {settled}. "
            "Ce reçu indique ce qui a été payé. Ce n’est ni une facture ni un "
            "document fiscal\u00a0: pour la TVA et votre comptabilité, la facture "
            "reste le document de référence."
        ),
    ),
    "nl": ReceiptWords(
        receipt_for="Betalingsbewijs bij factuur",
        received_by="ontvangen t/m",
        received_on="Ontvangen op",
        means="Betaalwijze",
        transfer="Overboeking",
        invoice_total="Factuurbedrag",
        received="Ontvangen",
        credited="Gecrediteerd",
        waived="Wordt niet meer gevraagd",
        open="Nog open",
        statement=(
            "Factuur {number} van {day} is op {settled} volledig voldaan. Dit bewijs "
            "vermeldt wat erop is betaald. Het is geen factuur en geen fiscaal "
            "document: voor de btw en uw boekhouding blijft de factuur het document."
        ),
    ),
    "es": ReceiptWords(
        receipt_for="Recibo de pago de la factura",
        received_by="recibidos hasta el",
        received_on="Recibido el",
        means="Medio de pago",
        transfer="Transferencia",
        invoice_total="Total de la factura",
        received="Recibido",
        credited="Abonado",
        waived="Ya no se reclama",
        open="Pendiente",
        statement=(
            "La factura {number} del {day} quedó saldada por completo el {settled}. "
            "Este recibo indica lo que se pagó. No es una factura ni un documento "
            "fiscal: para el IVA y su contabilidad, el documento sigue siendo la "
            "factura."
        ),
    ),
}
