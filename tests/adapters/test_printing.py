"""The warning about letters that are not printed agrees with the fonts we ship."""

from dataclasses import replace

import pytest

from adapters.pdf_cast import invoice
from drumbeat.adapters.pdf.printable import printable
from drumbeat.core.printing import unprinted

INVOICE = invoice()

PRINTED = [
    "Müller & Søn, Łódź, Ærø, Kőszeg, Şişli, ǅ ½ ª º µ Å",
    "Αθήνα ΑΕ",
    "Київ, Београд",
    "Երևան",
    "თბილისი",
    "תל אביב",
    "القاهرة",
    "मुंबई",
    "กรุงเทพ",
    "€ 3 × 4 ☎ 🚀 — “so”",
]
NOT_PRINTED = ["東京都", "ひらがな", "カタカナ", "서울", "சென்னை", "አዲስ", "ᎠᏂ"]


def named(text):
    return replace(INVOICE, buyer=replace(INVOICE.buyer, name=text))


@pytest.mark.parametrize("text", PRINTED)
def test_what_is_drawn_draws_no_warning(text):
    assert "\ufffd" not in printable(text)
    assert unprinted(named(text)) == ""


@pytest.mark.parametrize("text", NOT_PRINTED)
def test_what_is_not_drawn_is_named(text):
    assert "\ufffd" in printable(text)
    assert set(unprinted(named(text))) <= set(text)
    assert unprinted(named(text)) != ""


def test_letters_are_named_once_wherever_they_stand():
    lane = INVOICE.lanes[0]
    line = replace(lane.lines[0], description="京都 workshop")
    document = replace(named("東京 Tokyo"), lanes=(replace(lane, lines=(line,)),))
    assert unprinted(document) == "東京都"
