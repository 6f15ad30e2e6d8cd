"""The words printed around the figures of a document, in five languages."""

from __future__ import annotations

from dataclasses import dataclass

from drumbeat.core.documents import TaxCategory
from drumbeat.core.party import Language


@dataclass(frozen=True, slots=True)
class Words:
    """The labels of one language; names in braces are filled in."""

    locale: str
    date: str  # CLDR patterns
    date_with_weekday: str
    day_and_month: str
    range_joiner: str
    percent: str
    invoice: str
    credit_note: str
    number_at_issue: str
    issued: str
    terms: str
    sections: str
    sender: str
    recipient: str
    attention: str
    due_on: str  # before the day with its weekday
    due: str
    credit_for: str
    credit_settled: str
    reason: str
    vat: str
    description: str
    quantity: str
    price: str
    amount: str
    prorated: str
    purchase_order: str
    cost_centre: str
    agreed: str
    your_reference: str
    before_vat: str
    vat_on: str
    section_with_vat: str
    one_transfer: str
    pay_to: str
    reference: str
    pay_by_transfer: str
    scan: str
    qr_alt: str
    tax_number: str
    registration: str
    page_of: str
    update_with_invoice: str
    accomplished_in: str
    author_for: str
    next_in: str
    next_steps: str
    needed: str
    talked: str
    no_tax: dict[TaxCategory, str]


_EN = Words(
    locale="en_GB",
    date="d MMMM y",
    date_with_weekday="EEEE d MMMM y",
    day_and_month="d MMMM",
    range_joiner=" to ",
    percent="{rate}%",
    invoice="Invoice",
    credit_note="Credit note",
    number_at_issue="number at issue",
    issued="Issued",
    terms="Terms",
    sections="Sections",
    sender="From",
    recipient="To",
    attention="for {name}",
    due_on="due",
    due="Due {day}",
    credit_for="credit for invoice",
    credit_settled=(
        "This credit is set off against what is open on invoice {preceding}. If that "
        "invoice is already paid, the amount goes back to you or towards your next "
        "invoice, as you prefer. There is nothing to pay."
    ),
    reason="Reason",
    vat="VAT",
    description="Description",
    quantity="Quantity",
    price="Price",
    amount="Amount",
    prorated="{share} days",
    purchase_order="PO",
    cost_centre="Cost centre",
    agreed="Agreed",
    your_reference="Your reference",
    before_vat="Before VAT",
    vat_on="VAT {rate} on {base}",
    section_with_vat="Section {letter} with VAT {amount}.",
    one_transfer="They can be booked to separate budgets and paid in one transfer.",
    pay_to="Pay to",
    reference="Reference",
    pay_by_transfer="Pay by bank transfer",
    scan="Scan with a banking app to fill in the transfer.",
    qr_alt="QR code for a bank transfer of {amount} to {iban}",
    tax_number="Tax number",
    registration="Reg. no.",
    page_of="page {page} of {pages}",
    update_with_invoice="Update with invoice",
    accomplished_in="What was accomplished in {period}",
    author_for="{author} for {client}, {day}",
    next_in="Next in {period}",
    next_steps="Next",
    needed="One thing needed from you",
    talked="You asked to talk",
    no_tax={
        "Z": "Zero-rated",
        "E": "Exempt from VAT",
        "AE": "Reverse charge",
        "G": "Export outside the EU, free of VAT",
        "O": "Not subject to VAT",
        "K": "Intra-Community supply, free of VAT",
    },
)

_DE = Words(
    locale="de_DE",
    date="d. MMMM y",
    date_with_weekday="EEEE, d. MMMM y",
    day_and_month="d. MMMM",
    range_joiner=" bis ",
    percent="{rate}\u00a0%",
    invoice="Rechnung",
    credit_note="Rechnungskorrektur",
    number_at_issue="Nummer bei Ausstellung",
    issued="Ausgestellt",
    terms="Zahlungsziel",
    sections="Abschnitte",
    sender="Von",
    recipient="An",
    attention="z. Hd. {name}",
    due_on="fällig am",
    due="Fällig am {day}",
    credit_for="Korrektur der Rechnung",
    credit_settled=(
        "Dieser Betrag wird mit dem offenen Teil der Rechnung {preceding} verrechnet. "
        "Ist sie schon bezahlt, erstatten wir ihn oder rechnen ihn auf Ihre nächste "
        "Rechnung an, wie Sie es wünschen. Sie müssen nichts bezahlen."
    ),
    reason="Grund",
    vat="USt.",
    description="Beschreibung",
    quantity="Menge",
    price="Preis",
    amount="Betrag",
    prorated="{share} Tage",
    purchase_order="Bestellung",
    cost_centre="Kostenstelle",
    agreed="Vereinbart",
    your_reference="Ihre Referenz",
    before_vat="Netto",
    vat_on="{rate} USt. auf {base}",
    section_with_vat="Abschnitt {letter} mit USt. {amount}.",
    one_transfer=(
        "Sie können auf getrennte Budgets gebucht und zusammen überwiesen werden."
    ),
    pay_to="Empfänger",
    reference="Referenz",
    pay_by_transfer="Per Überweisung zahlen",
    scan="Mit der Banking-App scannen, um die Überweisung auszufüllen.",
    qr_alt="QR-Code für eine Überweisung von {amount} an {iban}",
    tax_number="Steuernummer",
    registration="Reg.-Nr.",
    page_of="Seite {page} von {pages}",
    update_with_invoice="Bericht zur Rechnung",
    accomplished_in="Was im {period} erreicht wurde",
    author_for="{author} für {client}, {day}",
    next_in="Als Nächstes im {period}",
    next_steps="Als Nächstes",
    needed="Das brauchen wir von Ihnen",
    talked="Sie wollten darüber sprechen",
    no_tax={
        "Z": "Nullsatz",
        "E": "Umsatzsteuerfrei",
        "AE": "Steuerschuldnerschaft des Leistungsempfängers",
        "G": "Steuerfreie Ausfuhr in ein Drittland",
        "O": "Nicht umsatzsteuerbar",
        "K": "Steuerfreie innergemeinschaftliche Lieferung",
    },
)

_FR = Words(
    locale="fr_FR",
    date="d MMMM y",
    date_with_weekday="EEEE d MMMM y",
    day_and_month="d MMMM",
    range_joiner=" au ",
    percent="{rate}\u00a0%",
    invoice="Facture",
    credit_note="Avoir",
    number_at_issue="numéro à l’émission",
    issued="Émise le",
    terms="Conditions",
    sections="Sections",
    sender="De",
    recipient="À",
    attention="à l’attention de {name}",
    due_on="à payer le",
    due="À payer le {day}",
    credit_for="avoir sur la facture",
    credit_settled=(
        "Cet avoir est imputé sur le solde de la facture {preceding}. Si elle est déjà "
        "payée, le montant vous est remboursé ou déduit de la prochaine facture, comme "
        "vous préférez. Vous n’avez rien à payer."
    ),
    reason="Motif",
    vat="TVA",
    description="Description",
    quantity="Quantité",
    price="Prix",
    amount="Montant",
    prorated="{share} jours",
    purchase_order="Bon de commande",
    cost_centre="Centre de coûts",
    agreed="Convenu",
    your_reference="Votre référence",
    before_vat="Total HT",
    vat_on="TVA {rate} sur {base}",
    section_with_vat="Section {letter}, TVA comprise\u00a0: {amount}.",
    one_transfer=(
        "Elles peuvent être imputées à des budgets distincts et payées en un virement."
    ),
    pay_to="Payer à",
    reference="Référence",
    pay_by_transfer="Payer par virement",
    scan="Scannez avec une application bancaire pour remplir le virement.",
    qr_alt="Code QR pour un virement de {amount} vers {iban}",
    tax_number="Numéro fiscal",
    registration="N° d’immatriculation",
    page_of="page {page} sur {pages}",
    update_with_invoice="Compte rendu avec la facture",
    accomplished_in="Ce qui a été accompli en {period}",
    author_for="{author} pour {client}, {day}",
    next_in="À venir en {period}",
    next_steps="À venir",
    needed="Ce que nous attendons de vous",
    talked="Vous vouliez en parler",
    no_tax={
        "Z": "Taux zéro",
        "E": "Exonéré de TVA",
        "AE": "Autoliquidation",
        "G": "Exportation hors UE, exonérée de TVA",
        "O": "Hors champ de la TVA",
        "K": "Livraison intracommunautaire exonérée de TVA",
    },
)

_NL = Words(
    locale="nl_NL",
    date="d MMMM y",
    date_with_weekday="EEEE d MMMM y",
    day_and_month="d MMMM",
    range_joiner=" t/m ",
    percent="{rate}%",
    invoice="Factuur",
    credit_note="Creditnota",
    number_at_issue="nummer bij uitgifte",
    issued="Factuurdatum",
    terms="Betaaltermijn",
    sections="Onderdelen",
    sender="Van",
    recipient="Aan",
    attention="t.a.v. {name}",
    due_on="te betalen uiterlijk",
    due="Te betalen {day}",
    credit_for="creditering van factuur",
    credit_settled=(
        "Dit bedrag wordt verrekend met wat openstaat op factuur {preceding}. Is die "
        "al betaald, dan betalen wij het terug of verrekenen wij het met de volgende "
        "factuur, wat u verkiest. U hoeft niets te betalen."
    ),
    reason="Reden",
    vat="Btw",
    description="Omschrijving",
    quantity="Aantal",
    price="Prijs",
    amount="Bedrag",
    prorated="{share} dagen",
    purchase_order="Inkooporder",
    cost_centre="Kostenplaats",
    agreed="Akkoord",
    your_reference="Uw referentie",
    before_vat="Exclusief btw",
    vat_on="Btw {rate} over {base}",
    section_with_vat="Onderdeel {letter} inclusief btw {amount}.",
    one_transfer=(
        "Ze kunnen op aparte budgetten worden geboekt en in één keer worden betaald."
    ),
    pay_to="Begunstigde",
    reference="Kenmerk",
    pay_by_transfer="Betaal per overschrijving",
    scan="Scan met een bank-app om de overschrijving in te vullen.",
    qr_alt="QR-code voor een overschrijving van {amount} naar {iban}",
    tax_number="Fiscaal nummer",
    registration="Reg.nr.",
    page_of="pagina {page} van {pages}",
    update_with_invoice="Verslag bij factuur",
    accomplished_in="Wat er is bereikt in {period}",
    author_for="{author} voor {client}, {day}",
    next_in="Hierna in {period}",
    next_steps="Hierna",
    needed="Wat we van u nodig hebben",
    talked="U wilde erover praten",
    no_tax={
        "Z": "Nultarief",
        "E": "Vrijgesteld van btw",
        "AE": "Btw verlegd",
        "G": "Uitvoer buiten de EU, vrij van btw",
        "O": "Niet aan btw onderworpen",
        "K": "Intracommunautaire levering, vrij van btw",
    },
)

_ES = Words(
    locale="es_ES",
    date="d 'de' MMMM 'de' y",
    date_with_weekday="EEEE, d 'de' MMMM 'de' y",
    day_and_month="d 'de' MMMM",
    range_joiner=" al ",
    percent="{rate}\u00a0%",
    invoice="Factura",
    credit_note="Factura rectificativa",
    number_at_issue="número al emitir",
    issued="Emitida",
    terms="Condiciones",
    sections="Secciones",
    sender="De",
    recipient="Para",
    attention="a la atención de {name}",
    due_on="vence el",
    due="Vence el {day}",
    credit_for="abono de la factura",
    credit_settled=(
        "Este abono se compensa con lo pendiente de la factura {preceding}. Si ya está "
        "pagada, el importe se devuelve o se descuenta de la próxima factura, como "
        "prefiera. No tiene que pagar nada."
    ),
    reason="Motivo",
    vat="IVA",
    description="Descripción",
    quantity="Cantidad",
    price="Precio",
    amount="Importe",
    prorated="{share} días",
    purchase_order="Pedido",
    cost_centre="Centro de coste",
    agreed="Acordado",
    your_reference="Su referencia",
    before_vat="Base imponible",
    vat_on="IVA {rate} sobre {base}",
    section_with_vat="Sección {letter} con IVA {amount}.",
    one_transfer=(
        "Pueden cargarse a presupuestos distintos y pagarse en una transferencia."
    ),
    pay_to="Pagar a",
    reference="Referencia",
    pay_by_transfer="Pagar por transferencia",
    scan="Escanee con una aplicación bancaria para rellenar la transferencia.",
    qr_alt="Código QR para una transferencia de {amount} a {iban}",
    tax_number="Número fiscal",
    registration="N.º de registro",
    page_of="página {page} de {pages}",
    update_with_invoice="Informe con la factura",
    accomplished_in="Lo que se logró en {period}",
    author_for="{author} para {client}, {day}",
    next_in="A continuación en {period}",
    next_steps="A continuación",
    needed="Lo que necesitamos de usted",
    talked="Usted quería hablar",
    no_tax={
        "Z": "Tipo cero",
        "E": "Exento de IVA",
        "AE": "Inversión del sujeto pasivo",
        "G": "Exportación fuera de la UE, exenta de IVA",
        "O": "No sujeto a IVA",
        "K": "Entrega intracomunitaria, exenta de IVA",
    },
)

WORDS: dict[Language, Words] = {"en": _EN, "de": _DE, "fr": _FR, "nl": _NL, "es": _ES}
