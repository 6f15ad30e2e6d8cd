"""What is typed becomes an update, or is refused with a sentence."""

import pytest

from drumbeat.core.documents import Deliverable
from drumbeat.core.update_text import TooLong, TooManyDeliverables, read_update


def read(deliverables=(), **changes):
    typed = {"titles": ("October 2026", ""), "next_steps": "", "needed": ""}
    return read_update(deliverables, **(typed | changes), author="Nora")


def test_rows_without_a_sentence_are_left_out():
    page = read([(" Signed \n off ", " slide 12 "), ("", "a link"), ("  ", "")])

    assert page.accomplished == (Deliverable("Signed off", "slide 12"),)


def test_lines_of_a_text_stay_lines():
    page = read(next_steps=" Press week.\r\nDemand plan.\x00 ", needed=" ")

    assert (page.next_steps, page.needed) == ("Press week.\nDemand plan.", "")


@pytest.mark.parametrize(
    "typed",
    [
        {"titles": ("x" * 121, "")},
        {"titles": ("", "x" * 121)},
        {"answer": "x" * 4001},
        {"next_steps": "x" * 4001},
        {"deliverables": [("x" * 501, "")]},
        {"deliverables": [("Signed", "x" * 501)]},
    ],
)
def test_what_does_not_fit_is_refused_not_cut(typed):  # UPD-1
    with pytest.raises(TooLong, match="“xxxxxxxxxxxxxxxxxxxx…” has"):
        read(**typed)


def test_a_list_without_end_is_refused():  # UPD-2
    with pytest.raises(TooManyDeliverables):
        read([("Signed", "")] * 51)
