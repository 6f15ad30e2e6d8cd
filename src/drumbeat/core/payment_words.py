"""Payment terms as the client reads them (BT-20): “14 days”, “14 Tage”."""

from __future__ import annotations

from drumbeat.core.party import Language
from drumbeat.core.terms import PaymentTerms

_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "on receipt": "on receipt",
        "days": "{days} days",
        "days after end of month": "{days} days after end of month",
        "end of month after days": "end of month after {days} days",
        "day of next month": "day {day} of next month",
        "day after days": "day {day} after {days} days",
    },
    "de": {
        "on receipt": "sofort",
        "days": "{days} Tage",
        "days after end of month": "{days} Tage nach Monatsende",
        "end of month after days": "Monatsende nach {days} Tagen",
        "day of next month": "{day}. des Folgemonats",
        "day after days": "{day}. des Monats nach {days} Tagen",
    },
    "fr": {
        "on receipt": "à réception",
        "days": "{days} jours",
        "days after end of month": "{days} jours fin de mois",
        "end of month after days": "fin de mois après {days} jours",
        "day of next month": "le {day} du mois suivant",
        "day after days": "le {day} après {days} jours",
    },
    "nl": {
        "on receipt": "direct",
        "days": "{days} dagen",
        "days after end of month": "{days} dagen na einde maand",
        "end of month after days": "einde maand na {days} dagen",
        "day of next month": "dag {day} van de volgende maand",
        "day after days": "dag {day} na {days} dagen",
    },
    "es": {
        "on receipt": "al recibo",
        "days": "{days} días",
        "days after end of month": "{days} días fin de mes",
        "end of month after days": "fin de mes tras {days} días",
        "day of next month": "día {day} del mes siguiente",
        "day after days": "día {day} tras {days} días",
    },
}


def payment_terms_text(terms: PaymentTerms, language: Language) -> str:
    """Return the terms in the client's words."""
    return _WORDS[language][terms.kind].format(days=terms.days, day=terms.day)
