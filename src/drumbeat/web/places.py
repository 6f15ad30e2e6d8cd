"""Countries, currencies and time zones to choose from, and what goes with one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from babel.numbers import get_territory_currencies

from drumbeat.core.countries import COUNTRIES
from drumbeat.core.money import CURRENCIES

Options = tuple[tuple[str, str], ...]
_ENGLISH = Locale("en")
_AREAS = frozenset(
    """Africa America Antarctica Arctic Asia Atlantic Australia Europe Indian
    Pacific""".split()
)
_SINCE = {"BG": "EUR"}  # changes of currency that the tables do not know yet
# Where a country has several zones, the one in which most of its people live.
_MAIN_ZONES = {
    "AR": "America/Argentina/Buenos_Aires",
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "DE": "Europe/Berlin",
    "ES": "Europe/Madrid",
    "ID": "Asia/Jakarta",
    "KZ": "Asia/Almaty",
    "MX": "America/Mexico_City",
    "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "US": "America/New_York",
}


@dataclass(frozen=True, slots=True)
class Usual:
    """What a business in a country usually has."""

    currency: str
    time_zone: str


@cache
def countries() -> Options:
    """Return codes and names, by name."""
    named = [(code, _ENGLISH.territories.get(code, code)) for code in COUNTRIES]
    return tuple(sorted(named, key=lambda option: option[1]))


@cache
def currencies() -> Options:
    """Return codes with names, by code."""
    return tuple(
        (code, f"{code}, {_ENGLISH.currencies.get(code, code)}")
        for code in sorted(CURRENCIES)
    )


@cache
def time_zones() -> Options:
    """Return the zones of places, by area and city."""
    places = (z for z in available_timezones() if z.split("/")[0] in _AREAS)
    return (
        *((zone, zone.replace("_", " ")) for zone in sorted(places)),
        ("UTC", "UTC"),
    )


@cache
def usual_in(country: str) -> Usual:
    """Return currency and time zone that go with a country; euro and UTC if unknown."""
    zones = get_global("territory_zones").get(country, ["UTC"])
    known = [c for c in get_territory_currencies(country) if c in CURRENCIES]
    currency = _SINCE.get(country) or next(iter(known), "EUR")
    return Usual(currency, _MAIN_ZONES.get(country, zones[0]))


def country_of(languages: str) -> str:
    """Return the country an Accept-Language header names first, or nothing."""
    for language in languages.split(","):
        code = language.partition(";")[0].strip()[-2:]
        if "-" in language and code.upper() in COUNTRIES:
            return code.upper()
    return ""
