"""VAT ids of the European Union: structure and check digits, without asking anybody."""

from __future__ import annotations

from drumbeat.adapters.identifiers.ibans import compact

_PREFIXES = {"GR": "EL"}  # where the id does not begin with the country's code


def problem_with_vat_id(text: str, country: str) -> str:
    """Return what is wrong with the VAT id of a business in that country, or nothing.

    Numbers of countries outside the Union are taken as they are written.
    """
    # Loaded here: its tables cost a tenth of a second, and few pages need them.
    from stdnum.eu import vat
    from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

    prefix = _PREFIXES.get(country, country)
    if prefix.lower() not in vat.MEMBER_STATES:
        return ""
    number = compact(text)
    if not number.startswith(prefix):
        return f"A VAT id of this country begins with {prefix}."
    try:
        vat.validate(number)
    except InvalidLength:
        return f"This VAT id has {len(number)} characters; one is missing or extra."
    except InvalidChecksum:
        return "The check digits do not fit. One character is wrong or swapped."
    except ValidationError:
        return "This is not a VAT id of this country. Copy it from the tax office."
    return ""
