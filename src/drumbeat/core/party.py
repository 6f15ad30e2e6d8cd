"""Who sells, who buys, whom a document reaches (EN 16931 BG-4, BG-7, BG-16)."""

from dataclasses import dataclass
from typing import Literal

ContactRole = Literal["approver", "payer", "copy"]
Language = Literal["en", "de", "fr", "nl", "es"]


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """Lines as printed and the ISO 3166-1 country (BT-35 …, BT-40)."""

    lines: tuple[str, ...] = ()
    country: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A person or mailbox on the client's side, with its part in the work."""

    name: str
    email: str
    roles: tuple[ContactRole, ...] = ()

    @property
    def audience(self) -> Literal["approver", "payer"]:
        """Say which letter this person gets: who only pays reads the amount first."""
        return "payer" if self.roles == ("payer",) else "approver"


@dataclass(frozen=True, slots=True)
class Seller:
    """Our legal entity as it stands on a document (BG-4) and how it is paid (BG-16)."""

    name: str
    address: PostalAddress
    vat_id: str = ""
    tax_number: str = ""
    legal_id: str = ""
    email: str = ""
    phone: str = ""
    contact_name: str = ""
    iban: str = ""
    bic: str = ""
    brand_colour: str = "#1b1a17"


@dataclass(frozen=True, slots=True)
class Buyer:
    """The client as it stands on a document (BG-7)."""

    name: str
    address: PostalAddress
    vat_id: str = ""
    buyer_reference: str = ""
    language: Language = "en"
    contact_name: str = ""
