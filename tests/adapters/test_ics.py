"""Calendar files: zones, series, what is cancelled, and what is no calendar at all."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from drumbeat.adapters.calendar import feed, ics
from drumbeat.core.calendar_entries import CalendarUnreadable

ON = date(2026, 1, 5)
ZONE = ZoneInfo("Europe/Amsterdam")


def calendar(*events: str) -> bytes:
    body = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//EN\n{body}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def read(*events: str) -> dict[str, ics.Entry]:
    found = ics.read_entries(calendar(*events), on=ON, zone=ZONE)
    return {entry.uid: entry for entry in found}


def test_days_are_those_of_the_workspace():
    found = read(
        "UID:utc\nDTSTART:20260119T233000Z",
        "UID:there\nDTSTART;TZID=America/New_York:20260119T200000",
        "UID:floating\nDTSTART:20260119T233000",
        "UID:whole\nDTSTART;VALUE=DATE:20260119\nSUMMARY:  Work\\, shop ",
        "UID:winter\nDTSTART;TZID=Europe/Amsterdam:20260329T013000",
    )

    days = {uid: entry.day(ZONE) for uid, entry in found.items()}
    assert days == {
        "utc": date(2026, 1, 20),
        "there": date(2026, 1, 20),
        "floating": date(2026, 1, 19),
        "whole": date(2026, 1, 19),
        "winter": date(2026, 3, 29),
    }
    assert found["whole"].title == "Work, shop"
    assert found["utc"].starts == datetime(2026, 1, 19, 23, 30, tzinfo=UTC)


def test_each_occasion_of_a_series_is_known_by_its_planned_day():
    found = read(
        "UID:s\nDTSTART;VALUE=DATE:20260105\nRRULE:FREQ=WEEKLY;COUNT=4"
        "\nEXDATE;VALUE=DATE:20260112",
        "UID:s\nRECURRENCE-ID;VALUE=DATE:20260119\nDTSTART;VALUE=DATE:20260121",
    )

    assert {uid: entry.day(ZONE) for uid, entry in found.items()} == {
        "s/2026-01-05": date(2026, 1, 5),
        "s/2026-01-19": date(2026, 1, 21),
        "s/2026-01-26": date(2026, 1, 26),
    }


def test_what_is_cancelled_says_so_and_what_is_far_away_is_left_out():
    found = read(
        "UID:off\nDTSTART;VALUE=DATE:20260119\nSTATUS:CANCELLED",
        "UID:old\nDTSTART;VALUE=DATE:20240119",
        "DTSTART;VALUE=DATE:20260119",
    )

    assert {uid: entry.is_cancelled for uid, entry in found.items()} == {"off": True}


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"\x00\xff", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"]
)
def test_what_is_no_calendar_is_one_sentence(content):
    with pytest.raises(CalendarUnreadable, match="not a calendar that can be read"):
        ics.read_entries(content, on=ON, zone=ZONE)


def test_too_much_is_refused():
    with pytest.raises(CalendarUnreadable, match="larger than 5 MB"):
        ics.read_entries(b"x" * (ics.BYTES_MOST + 1), on=ON, zone=ZONE)
    endless = "UID:e\nDTSTART:20260101T000000Z\nRRULE:FREQ=MINUTELY;COUNT=9000"
    with pytest.raises(CalendarUnreadable, match="more than 5,000 entries"):
        read(endless)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://calendar.example/x.ics", "begins https://"),
        ("file:///etc/passwd", "begins https://"),
        ("https://user:word@calendar.example/x.ics", "begins https://"),
        ("https://127.0.0.1/x.ics", "no public address"),
        ("https://[::1]/x.ics", "no public address"),
        ("https://10.0.0.8/x.ics", "no public address"),
        ("https://169.254.169.254/latest", "no public address"),
        ("webcal://192.168.1.1/x.ics", "no public address"),
    ],
)
def test_only_public_addresses_are_asked(url, said, monkeypatch):
    """Whatever a name is: here each stands for the address that it leads to."""
    monkeypatch.setattr(
        feed.socket,
        "getaddrinfo",
        lambda host, port, **_: [(0, 0, 0, "", (host, port))],
    )
    with pytest.raises(CalendarUnreadable, match=said):
        feed.fetch(url)
