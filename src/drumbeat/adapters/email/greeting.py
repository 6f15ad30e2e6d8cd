"""What every letter to a client begins with: who writes, in which words, to whom."""

from __future__ import annotations

from typing import Any

from drumbeat.adapters.email.words import WORDS, LetterWords
from drumbeat.adapters.pdf.colours import brand_colours
from drumbeat.core.party import Buyer, Seller
from drumbeat.core.ports import Letter


def letterhead(seller: Seller, buyer: Buyer) -> dict[str, Any]:
    """Return what the frame of a letter shows."""
    return {
        "language": buyer.language,
        "seller": seller,
        "address": ", ".join(seller.address.lines),
        "initial": seller.name[:1].upper(),
        "brand": brand_colours(seller.brand_colour),
        "words": WORDS[buyer.language],
    }


def hello(words: LetterWords, letter: Letter) -> str:
    """Greet the one approver by first name; finance and several people by none."""
    names = [name for name, _ in letter.recipients if name.strip()]
    is_known = letter.audience == "approver" and len(letter.recipients) == 1
    name = names[0].split()[0] if is_known and names else ""
    if name.endswith("."):  # a title, “Dr.”: then the whole name
        name = names[0]
    return words.hello.format(name=name).replace(" ,", ",").replace(" :", ":")
