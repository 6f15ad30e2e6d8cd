"""What clients answer, lived through day by day: who reads what, which letters go."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from apps.offer_cast import PAY, WOUTER
from cast import NORA, VAT, eur, monthly, noon
from drumbeat import wiring
from drumbeat.apps.calendars import operations as calendars
from drumbeat.apps.engagements.models import TermsVersion
from drumbeat.apps.engagements.queries import get_version
from drumbeat.apps.invoices.models import Invoice
from drumbeat.core.dates import Convention
from drumbeat.core.party import Contact
from drumbeat.core.terms import Project
from journeys.days import FIRST, LAUNCH, NUMBER, Visit, january
from journeys.scanner import every_row, scan

SOLE = Contact("", "ap@osterhaus.example", ("payer",))


def test_a_disputed_launch_leaves_the_retainer_to_be_asked_for(days):  # S-64, S-66
    """3,630.00 of retainer and 968.00 of launch, together due on 15 January."""
    days.practice.agree(january(add_ons=(LAUNCH,)))
    days.live(FIRST)
    no = {"reason": "not_agreed", "text": "It moved.", "lane": "B", "line": "0"}
    page = days.reader(WOUTER).acts("questions", **no)
    assert "€968.00 waits until a question is settled." in page
    assert "Approve section B" not in page
    assert "a reminder follows on 12 January, 16 January" in page
    row = days.needs_owner()["dispute_open"]
    assert row.sentence == (
        "Wouter Claes disagrees: “It moved.” "
        "Reminders leave section B out until you answer."
    )

    assert days.live("2026-01-02", "2026-01-14") == {
        "2026-01-12": [
            f"ap@halden.example: {NUMBER} is due on Thursday 15 January 2026"
        ]
    }
    assert "€3,630.00" in days.letter_to(PAY).text
    days.practice.pay("2000.00", "2026-01-14", reference=NUMBER)
    assert "Pay €1,630.00" in days.reader(PAY).reads()
    assert days.live("2026-01-15", "2026-01-19") == {
        "2026-01-16": [
            f"ap@halden.example: Re: {NUMBER} was due on Thursday 15 January 2026"
        ]
    }
    assert "€1,630.00" in days.letter_to(PAY).text
    assert "Section B is in question" in days.letter_to(PAY).text

    days.practice.pay("1630.00", "2026-01-19", reference=NUMBER)
    assert days.live("2026-01-20", "2026-02-09") == {}  # two steps come due, unsaid
    answer_and_settle(days, "The launch moved with your yes.")
    late = f"Re: {NUMBER} is 26 days past due"
    assert days.live("2026-02-10", "2026-02-15") == {
        "2026-02-10": [  # the answer, and of the two steps the latest
            f"ap@halden.example: {late}",
            f"wouter@halden.example: {late}",
            f"wouter@halden.example: Your question about {NUMBER}",
        ]
    }
    assert "€968.00" in days.letter_to(PAY).text
    assert "in question" not in days.letter_to(PAY).text
    page = days.reader(WOUTER).reads()
    assert "The launch moved with your yes." in page
    assert "Pay €968.00" in page

    days.practice.pay("968.00", "2026-02-15", reference=NUMBER)
    assert days.live("2026-02-16", "2026-02-20") == {}
    assert days.needs_owner() == {}
    assert "Paid, thank you" in days.reader(WOUTER).reads()


def answer_and_settle(days, text: str) -> None:
    """Answer the one open question from the page of the invoice."""
    page = days.owner().get(f"/invoices/{NUMBER}").text
    [thread] = re.findall(r'name="thread" value="(\d+)"', page)
    said = {"thread": thread, "outcome": text, "way": "settle"}
    assert "Settled." in days.owner_acts(f"/invoices/{NUMBER}/answer", said)


def feed(start: str) -> bytes:
    """Return a calendar with the workshop on that day, as others export it."""
    lines = (
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN", "BEGIN:VEVENT"),
        *("UID:w-1@x", "DTSTAMP:20260101T080000Z", "SUMMARY:Workshop Halden"),
        f"DTSTART;TZID=Europe/Amsterdam:{start}T093000",
        *("END:VEVENT", "END:VCALENDAR", ""),
    )
    return "\r\n".join(lines).encode()


def test_a_workshop_that_moves_takes_its_invoice_along(days, monkeypatch):  # S-42
    """From Thursday 15 January by nine days, to a Saturday: it is billed on Monday."""
    shown = {"https://calendar.example/nora": feed("20260115")}
    monkeypatch.setattr(wiring, "fetch_calendar", lambda url: shown[url])
    practice = days.practice
    calendars.add_calendar(practice.id, "Nora", *shown, actor=NORA, at=noon(FIRST))
    workshop = Project("Workshop", eur("3800.00"), "event w-1@x", VAT)
    terms = january(retainers=(), projects=(workshop,), auto_issue=False, ends=None)
    practice.agree(replace(terms, bill_moves=Convention.FOLLOWING))
    assert days.live(FIRST, "2026-01-15") == {}
    [before] = practice.drafts()
    assert (before.bill_on, before.due_date) == (date(2026, 1, 15), date(2026, 1, 29))

    shown.update(dict.fromkeys(shown, feed("20260124")))
    assert days.live("2026-01-16", "2026-01-25") == {}
    assert practice.drafts() == []
    [(reason, row)] = days.needs_owner().items()
    assert reason == "event_moved"
    assert "From Thu 15 Jan to Sat 24 Jan." in row.sentence
    days.owner_acts(f"/moves/{row.subject_id.rpartition(':')[2]}", {})
    assert days.needs_owner() == {}

    assert days.live("2026-01-26") == {}
    [after] = practice.drafts()
    assert (after.bill_on, after.due_date) == (date(2026, 1, 26), date(2026, 2, 9))
    [number] = practice.issue_all("2026-01-26")
    assert practice.invoice(number).issue_date == date(2026, 1, 26)
    reminded = days.live("2026-01-27", "2026-03-10")
    assert list(reminded) == [
        *("2026-01-27", "2026-02-06", "2026-02-10", "2026-02-16", "2026-02-23"),
    ]
    assert all(date.fromisoformat(day).weekday() < 5 for day in reminded)


def test_a_promise_that_is_kept_is_silence_and_a_broken_one_a_row(days):  # S-64, S-66
    """Both clients owe 3,630.00 since the 15th and promise it for the 22nd."""
    osterhaus = replace(monthly("Osterhaus").client, contacts=(SOLE,))
    days.practice.agree(january())
    days.practice.agree(january(client=osterhaus))
    assert list(days.live(FIRST, "2026-01-13")) == [FIRST, "2026-01-12"]
    for who in (PAY, SOLE):
        page = days.reader(who).acts("payment-day", day="2026-01-22")
        assert "Noted. Reminders rest until 22 January." in page
        assert "a reminder follows on 23 January, 29 January and 16 February." in page

    assert days.live("2026-01-14", "2026-01-22") == {}
    days.practice.pay("3630.00", "2026-01-22", reference=NUMBER)
    assert days.live("2026-01-23", "2026-02-01") == {
        "2026-01-23": ["ap@osterhaus.example: Re: INV-2026-0002 is 8 days past due"],
        "2026-01-29": ["ap@osterhaus.example: Re: INV-2026-0002 is 14 days past due"],
    }
    [(reason, row)] = days.needs_owner().items()
    assert (reason, row.client) == ("promise_missed", "Osterhaus")
    assert row.sentence == "It was promised for Thu 22 Jan and has not arrived."
    days.practice.pay("3630.00", "2026-02-01", reference="INV-2026-0002")
    assert days.needs_owner() == {}


def test_lets_talk_keeps_the_next_invoice_back(days):
    """It would go out by itself, by a standing order: even so it waits for the talk."""
    days.practice.agree(january(ends=date(2026, 2, 28)))
    days.live(FIRST, "2026-01-05")
    days.reader(WOUTER).acts("feedback", choice="lets_talk", text="About the scope.")
    days.practice.pay("3630.00", "2026-01-06", reference=NUMBER)
    assert days.live("2026-01-06", "2026-02-03") == {}
    rows = days.needs_owner()
    assert rows["feedback_talk"].verb == "Talk to Wouter Claes."
    assert "Talk first: Wouter Claes" in rows["draft_blocked"].sentence

    [draft] = days.practice.drafts()
    page = days.owner().get(f"/drafts/{draft.id}").text
    [talk] = re.findall(r'name="talk" value="(\d+)"', page)
    noted = {"talk": talk, "draft": draft.id, "outcome": "The scope stays."}
    days.owner_acts(f"/invoices/{NUMBER}/talk", noted)
    assert list(days.needs_owner()) == ["draft_ready"]
    second = "Invoice INV-2026-0002, €3,630.00, due 18 February 2026"
    assert days.live("2026-02-04", "2026-02-10") == {
        "2026-02-04": [
            f"ap@halden.example: {second}",
            f"wouter@halden.example: {second}",
            f"wouter@halden.example: Your question about {NUMBER}",
        ]
    }
    assert (
        '"answer":"The scope stays."' in days.practice.invoice("INV-2026-0002").snapshot
    )
    assert days.needs_owner() == {}


def test_an_agreed_change_is_for_what_comes(days):
    """Asked first: 3,000.00 become 3,500.00 from March on, for two invoices."""
    engagement = days.practice.agree(january(ends=date(2026, 4, 30)))
    days.live(FIRST)
    wouter, issued = days.reader(WOUTER), days.practice.invoice(NUMBER)
    paper = wouter.browser.get(f"{wouter.path}/pdf").content
    days.practice.pay("3630.00", "2026-01-02", reference=NUMBER)
    said = ask_first(days, engagement, amount="3500", **{"from": "2026-03-01"})
    assert "Nothing changes yet: Wouter Claes is asked first." in said
    assert days.live("2026-01-02") == {
        "2026-01-02": [f"{WOUTER.email}: A change to Interim CMO, please look at it"]
    }

    asked = days.reader(WOUTER)
    page = asked.reads()
    assert "1 March 2026€3,000.00€3,500.001 April 2026€3,000.00€3,500.00" in page
    assert "Together€6,000.00€7,000.00 +€1,000.00 within a year." in page
    yes = {"decision": "yes", "may_spend": "1", "shown": shown_on(asked)}
    assert "Agreed by Wouter Claes, 2 January, 13:00" in asked.acts("decision", **yes)
    after = TermsVersion.objects.get(engagement_id=engagement, number=2)
    assert after.recorded_by == WOUTER.name
    assert after.reason == "agreed with the client: Interim CMO"
    assert days.live("2026-01-03", "2026-01-31") == {
        "2026-01-03": [f"{WOUTER.email}: Change agreed: Interim CMO"]
    }

    days.live("2026-02-01", "2026-04-01")
    nets = Invoice.objects.order_by("id").values_list("net_minor", flat=True)
    assert list(nets) == [300_000, 300_000, 350_000, 350_000]
    again = days.practice.invoice(NUMBER)
    assert (again.snapshot, again.sha256) == (issued.snapshot, issued.sha256)
    assert wouter.browser.get(f"{wouter.path}/pdf").content == paper


def ask_first(days, engagement: int, **typed: str) -> str:
    """Type another price, look at what it does, and ask the client first."""
    address, typed = f"/engagements/{engagement}/terms/amount", {"read": "1"} | typed
    page = days.owner().post(address, typed | {"intent": "effect"}).text
    [seen] = re.findall(r'name="seen" value="(\w+)"', page)
    return days.owner_acts(address, typed | {"intent": "ask", "seen": seen})


def shown_on(visit: Visit) -> str:
    """Return the fingerprint that the form of a decision names."""
    page = visit.browser.get(visit.path).text
    return re.findall(r'name="shown" value="(\w+)"', page)[0]


def propose(days, engagement: int) -> str:
    """Propose a workshop, open until the 15th; return the subject of its letter."""
    what = {"name": "Positioning workshop", "amount": "3,800", "until": "2026-01-15"}
    proposal = what | {"billed": "date", "day": "2026-01-30"}
    page = days.owner_acts(f"/engagements/{engagement}/proposals/new", proposal)
    assert "On its way to Wouter Claes." in page
    return "Positioning workshop, for your approval until Thursday 15 January 2026"


def test_a_project_nobody_answers_ends_and_bills_nothing(days):
    engagement = days.practice.agree(january())
    days.live(FIRST, "2026-01-04")
    days.practice.pay("3630.00", "2026-01-04", reference=NUMBER)
    asked = propose(days, engagement)
    assert days.live("2026-01-05", "2026-01-15") == {
        "2026-01-05": [f"{WOUTER.email}: {asked}"],
        "2026-01-12": [f"{WOUTER.email}: Re: {asked}"],
        "2026-01-14": [f"{WOUTER.email}: Re: {asked}"],
    }
    assert days.needs_owner() == {}
    wouter = days.reader(WOUTER)
    yes = {"decision": "yes", "may_spend": "1", "shown": shown_on(wouter)}

    assert days.live("2026-01-16", "2026-02-15") == {}
    [(reason, row)] = days.needs_owner().items()
    assert reason == "approval_requested"
    assert row.sentence == "It ended Thu 15 Jan without an answer."
    page = wouter.acts("decision", **yes)
    assert "This offer is not open any more." in page
    assert "This offer ended on Thursday 15 January 2026." in page
    assert days.live("2026-02-16") == {}
    assert days.practice.drafts() == []
    assert get_version(days.practice.id, engagement).number == 1


def test_a_scanner_that_opens_everything_changes_nothing(days):
    """Three letters: to who approves, to who pays, and the one with an offer."""
    engagement = days.practice.agree(january(add_ons=(LAUNCH,)))
    days.live(FIRST)
    days.reader(WOUTER).acts(
        "questions", reason="detail", text="Which launch?", lane="B"
    )
    propose(days, engagement)
    days.live("2026-01-02")
    assert len(days.letters) == 3
    before = every_row()

    answers = [scan(letter) for letter in days.letters]

    assert every_row() == before
    for found, page in zip(answers, ("c", "c", "o"), strict=True):
        opened = {
            re.sub(r"\d+", "N", path) for path, how in found.items() if how == 200
        }
        forms = {path for path, how in found.items() if how == 405}
        assert {f"/{page}/N", f"/{page}/N/look.css"} <= opened
        assert set(found.values()) == {200, 303, 405}, found
        assert len(forms) >= 3
    assert "Approve €3,800.00" in days.reader(WOUTER).reads()
