"""Money: whole minor units of a currency, rounded in one place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from drumbeat.core.errors import Refusal

# ISO 4217 exponents that are not 2.
_EXPONENTS = {
    **dict.fromkeys(
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(),
        0,
    ),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
}
# The currencies in use (ISO 4217 list one, without funds and metals).
CURRENCIES = frozenset(
    """AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL
    BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP
    ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR
    IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL
    LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR
    NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD
    SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX
    USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG""".split()
)
_MINOR_LIMIT = 10**15  # ASVS 1.4.2: every amount is bounded


class NotAnAmount(Refusal):
    """The text is not an amount of the currency."""

    rule = "MON-1"
    message = "“{text}” is not an amount in {currency}; write it like {example}."


class CurrenciesDiffer(Refusal):
    """Two amounts of different currencies were put together."""

    rule = "MON-2"
    message = "{left} and {right} are different currencies and are never added."


def exponent(currency: str) -> int:
    """Return how many decimals the currency has (ISO 4217)."""
    return _EXPONENTS.get(currency, 2)


def round_half_up(exact: Fraction) -> int:
    """Round to a whole number, half away from zero. [S-23]"""
    sign = -1 if exact < 0 else 1
    return sign * int((abs(exact) * 2 + 1) // 2)


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in whole minor units of one currency."""

    minor: int
    currency: str

    @classmethod
    def parse(cls, text: str, currency: str) -> Money:
        """Read “6000.00”; refuse more decimals than the currency has. [S-60]"""
        digits = exponent(currency)
        example = str(cls(123450 if digits else 1234, currency))
        try:
            scaled = Decimal(text).scaleb(digits)
            minor = int(scaled)
        except (InvalidOperation, ValueError, OverflowError):
            raise NotAnAmount(text=text, currency=currency, example=example) from None
        if minor != scaled or abs(minor) > _MINOR_LIMIT:
            raise NotAnAmount(text=text, currency=currency, example=example)
        return cls(minor, currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Return nothing, in that currency."""
        return cls(0, currency)

    def __str__(self) -> str:
        digits = exponent(self.currency)
        sign = "-" if self.minor < 0 else ""
        whole, cents = divmod(abs(self.minor), 10**digits)
        return f"{sign}{whole}.{cents:0{digits}d}" if digits else f"{sign}{whole}"

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.minor <= other.minor

    def __bool__(self) -> bool:
        return self.minor != 0

    @property
    def decimal(self) -> Decimal:
        """Return the amount in whole units as an exact decimal."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def times(self, factor: Decimal | Fraction | int) -> Money:
        """Multiply exactly, then round once. [S-23]"""
        return Money(round_half_up(self.minor * Fraction(factor)), self.currency)

    def split(self, weights: Sequence[int]) -> tuple[Money, ...]:
        """Share by weight; the parts always add up to the whole. [S-26]

        Cents left over go to the largest remainders, ties to the earlier share.
        """
        whole = sum(weights)
        if whole <= 0 or min(weights) < 0:
            raise ValueError("weights must be non-negative and not all zero")
        sign = -1 if self.minor < 0 else 1
        minor = abs(self.minor)
        shares = [minor * weight // whole for weight in weights]
        remainders = [minor * weight % whole for weight in weights]
        fullest_first = sorted(range(len(weights)), key=lambda i: -remainders[i])
        for i in fullest_first[: minor - sum(shares)]:
            shares[i] += 1
        return tuple(Money(sign * share, self.currency) for share in shares)

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrenciesDiffer(left=self.currency, right=other.currency)


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Add amounts of one currency; nothing adds up to zero."""
    result = Money(0, currency)
    for amount in amounts:
        result += amount
    return result


def by_currency(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """Add per currency, never across; the larger sum first, none that is zero."""
    sums: dict[str, int] = {}
    for amount in amounts:
        sums[amount.currency] = sums.get(amount.currency, 0) + amount.minor
    found = [Money(minor, currency) for currency, minor in sums.items() if minor]
    return tuple(sorted(found, key=lambda m: (-m.minor, m.currency)))


def whole_units(amount: Money) -> Money:
    """Round to whole units, for sentences and charts. [S-23]"""
    unit = 10 ** exponent(amount.currency)
    return Money(round_half_up(Fraction(amount.minor, unit)) * unit, amount.currency)
