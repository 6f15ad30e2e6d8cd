"""The agreements of the sample workspace, dated around the day it is made."""

from __future__ import annotations

from datetime import date, timedelta

_HALDEN = """
name = "Fractional CMO"
starts = {start}
currency = "EUR"
time_zone = "Europe/Amsterdam"
holidays = "NL"
payment = "14 days"
purchase_order = "4500-118"
[client]
name = "Halden Robotics B.V."
country = "NL"
address = "Torenallee 20;5617 BC Eindhoven"
vat_id = "NL861234567B01"
purchase_order_required = true
[[client.contacts]]
name = "Ingrid Solberg"
email = "ingrid@halden.example"
roles = ["approver"]
[[client.contacts]]
name = "Accounts payable"
email = "invoices@halden.example"
roles = ["payer"]
[[retainers]]
name = "Fractional CMO retainer, {{period}}"
amount = "6000.00"
every = "month"
anchor = {today_day}
tax = "S 21"
[[add_ons]]
name = "Launch add-on, milestone 2 of 3"
amount = "1600.00"
from = {today}
tax = "S 21"
"""

_BRIGHTWELL = """
name = "Fractional CFO"
starts = {start}
currency = "EUR"
time_zone = "Europe/Amsterdam"
payment = "14 days"
[client]
name = "Brightwell Health B.V."
country = "NL"
address = "Maliebaan 8;3581 CM Utrecht"
vat_id = "NL823456789B01"
[[client.contacts]]
name = "Jonas de Wit"
email = "jonas@brightwell.example"
roles = ["approver", "payer"]
[[retainers]]
name = "Fractional CFO retainer, {{period}}"
amount = "4500.00"
every = "month"
anchor = {late_day}
tax = "S 21"
[reminders]
steps = ["-3 friendly", "+1 friendly", "+5 clear", "+9 firm", "+12 final"]
"""

_KORU = """
name = "Growth advisory"
starts = {start}
currency = "EUR"
time_zone = "Europe/Amsterdam"
payment = "on receipt"
[client]
name = "Koru Coffee Roasters"
country = "NL"
address = "Overtoom 115;1054 HG Amsterdam"
vat_id = "NL834567890B01"
[[client.contacts]]
name = "Mere Tamati"
email = "mere@koru.example"
roles = ["approver", "payer"]
[[retainers]]
name = "Growth retainer, {{period}}"
amount = "2200.00"
every = "month"
anchor = {today_day}
tax = "S 21"
"""

_ATLAS = """
name = "Positioning advisory"
starts = {start}
currency = "EUR"
time_zone = "Europe/Amsterdam"
payment = "14 days"
[client]
name = "Atlas Freight N.V."
country = "BE"
address = "Noorderlaan 147;2030 Antwerpen"
vat_id = "BE0428759497"
language = "nl"
[[client.contacts]]
name = "Wouter Claes"
email = "wouter@atlas.example"
roles = ["approver"]
[[client.contacts]]
name = "Finance"
email = "finance@atlas.example"
roles = ["payer"]
[[retainers]]
name = "Advisory, {{period}}"
amount = "1900.00"
every = "month"
anchor = {recent_day}
timing = "in arrears"
tax = "AE"
[[projects]]
name = "Positioning workshop"
amount = "3800.00"
bill_on = "{soon}"
tax = "AE"
[[projects.deliverables]]
name = "Positioning signed off"
measure = "one page approved by the board"
amount = "3800.00"
"""

_MERIDIAN = """
name = "Launch programme"
starts = {start}
currency = "EUR"
time_zone = "Europe/Paris"
payment = "14 days"
[client]
name = "Meridian Analytics SAS"
country = "FR"
address = "14 rue de Rivoli;75004 Paris"
vat_id = "FR40303265045"
language = "fr"
[[client.contacts]]
name = "Luc Moreau"
email = "luc@meridian.example"
roles = ["approver"]
[[client.contacts]]
name = "Comptabilité"
email = "compta@meridian.example"
roles = ["payer"]
[[retainers]]
name = "Launch retainer, {{period}}"
amount = "1500.00"
every = "half month"
timing = "in arrears"
tax = "AE"
[[projects]]
name = "Launch film"
amount = "4800.00"
bill_on = "acceptance"
tax = "AE"
[[projects.deliverables]]
name = "Messaging house"
measure = "approved by Luc Moreau"
amount = "1800.00"
[[projects.deliverables]]
name = "Film delivered"
measure = "60 seconds, four languages"
amount = "3000.00"
"""

_SABLE = """
name = "Brand advisory"
starts = {start}
currency = "GBP"
time_zone = "Europe/London"
holidays = "GB-ENG"
payment = "14 days"
[client]
name = "Sable & Finch Ltd"
country = "GB"
address = "9 Clerkenwell Green;London EC1R 0DU"
[[client.contacts]]
name = "Priya Raman"
email = "priya@sablefinch.example"
roles = ["approver", "payer"]
[[retainers]]
name = "Brand retainer, {{period}}"
amount = "2400.00"
every = "month"
anchor = {recent_day}
tax = "O"
"""

_OSTERHAUS = """
name = "Beratung"
starts = {start}
currency = "EUR"
time_zone = "Europe/Berlin"
holidays = "DE-BE"
payment = "14 days"
[client]
name = "Osterhaus Legal PartG mbB"
country = "DE"
address = "Kantstraße 5;10623 Berlin"
vat_id = "DE136695976"
language = "de"
[[client.contacts]]
name = "Anke Osterhaus"
email = "anke@osterhaus.example"
roles = ["approver"]
[[client.contacts]]
name = "Buchhaltung"
email = "buchhaltung@osterhaus.example"
roles = ["payer"]
[[retainers]]
name = "Beratung, {{period}}"
amount = "750.00"
every = "2 weeks"
anchor = "monday"
timing = "in arrears"
tax = "AE"
"""

_FILES = (_HALDEN, _BRIGHTWELL, _KORU, _ATLAS, _MERIDIAN, _SABLE, _OSTERHAUS)
HISTORY = timedelta(days=100)


def sample_files(today: date) -> list[str]:
    """Return the engagement files of the seven clients, as people write them."""
    dates = {
        "start": (today - HISTORY).isoformat(),
        "today": today.isoformat(),
        "soon": (today + timedelta(days=9)).isoformat(),
        "today_day": today.day,
        "late_day": (today - timedelta(days=27)).day,
        "recent_day": (today - timedelta(days=8)).day,
    }
    return [text.format(**dates) for text in _FILES]
