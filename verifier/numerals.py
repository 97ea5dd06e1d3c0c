"""Balls as decimal numerals: in JSON an enclosure that certainly contains the ball, in tables a rounded number."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

GUARD = 4
EXTRA_BITS = 64
LARGEST_EXPONENT = 10**15
POSITIONAL = range(-7, 21)
RADIUS_DIGITS = 3


class NumeralError(ArithmeticError):
    """A ball that is wider than its numeral promises, or beyond what numerals can hold."""


def rational(q: Fraction) -> str:
    """The exact numeral "p/q", or "p" for an integer; of any length."""
    from flint import fmpz

    top = str(fmpz(q.numerator))
    return top if q.denominator == 1 else f"{top}/{fmpz(q.denominator)}"


def number(x: Any, digits: int, least: int = 0) -> str | dict[str, str]:
    """What JSON holds: "p/q" for a Fraction, "0" or "1" for the exact arb, else {"mid", "rad"} with rad <= 10^-digits max(least, |x|).

    x       a Fraction or an arb; the numerals' ball contains all of it (checked)
    Rejects a ball that is not finite or too wide for the promise (NumeralError). Trust: exact or enclosed, as x is.
    """
    if isinstance(x, Fraction):
        return rational(x)
    if x.is_exact() and (x == 0 or x == 1):
        return str(int(x == 1))
    mid, rad, exponent = _outward(x, digits)
    _refuse_wide(mid, rad, exponent, digits, least)
    return {"mid": decimal(mid, exponent), "rad": decimal(rad, exponent)}


def rounded(x: Any, digits: int) -> str:
    """A numeral for reading, of at most so many significant digits, within about one unit of its last digit; "0 ± r" if not even one is certain.

    A Fraction that is no longer than that is shown as it is.
    """
    from flint import arb, ctx

    if isinstance(x, Fraction):
        text = rational(x)
        if len(text) <= digits + len("0.") + 1:
            return text
        with ctx.workprec(bits(digits + GUARD)):
            x = arb(x.numerator) / x.denominator
    if x.is_exact() and (x == 0 or x == 1):
        return str(int(x == 1))
    mid, rad, exponent = _outward(x, digits)
    surplus = max(len(str(abs(mid))) - digits, len(str(rad - 1)) if rad > 1 else 0)
    if surplus > 0:
        shown = _nearest(mid, 10**surplus)
        if not shown:
            return f"0 ± {_one_digit(abs(mid) + rad, exponent)}"
        mid, exponent = shown, exponent + surplus
    return decimal(mid, exponent)


def _one_digit(bound, exponent) -> str:
    """bound 10^exponent rounded up to one digit."""
    places = len(str(bound)) - 1
    return decimal(-(-bound // 10**places), exponent + places)


def contains(x: Any, numeral: str, slack: Fraction) -> bool:
    """True when the number is certainly within `slack` of the arb: |numeral - mid| < rad + slack, decided strictly."""
    from flint import arb, ctx

    with ctx.workprec(max(x.mid().bits(), bits(len(numeral))) + EXTRA_BITS):
        exact, margin = (arb(q.numerator) / q.denominator for q in (Fraction(numeral), slack))
        return bool((x.rad() + margin - abs(exact - x.mid())).lower() > 0)


def decimal(mid: Any, exponent: Any) -> str:
    """mid 10^exponent for integers, without idle zeros: 0.00123, 1200 or 1.23e-1000000."""
    digits = str(abs(mid))
    exponent = int(exponent) + len(digits) - 1
    digits, sign = digits.rstrip("0") or "0", "-" if mid < 0 else ""
    if digits == "0":
        return "0"
    if exponent not in POSITIONAL:
        return f"{sign}{digits[0]}{'.' * (len(digits) > 1)}{digits[1:]}e{exponent}"
    if exponent < 0:
        return f"{sign}0.{'0' * (-exponent - 1)}{digits}"
    whole, part = digits[: exponent + 1].ljust(exponent + 1, "0"), digits[exponent + 1:]
    return f"{sign}{whole}{'.' * bool(part)}{part}"


def bits(digits: int) -> int:
    """So many bits hold so many digits."""
    return digits * 3322 // 1000 + EXTRA_BITS


def _outward(x, digits: int) -> tuple:
    """Integers (mid, rad, exponent) with x inside [mid - rad, mid + rad] 10^exponent; rad has few digits."""
    from flint import fmpz

    if not x.is_finite():
        raise NumeralError("an enclosure is not finite")
    if any(abs(part.man_exp()[1]) > LARGEST_EXPONENT for part in (x.mid(), x.rad())):
        raise NumeralError(f"a number is beyond 2^±{LARGEST_EXPONENT}, which is not written out")
    mid, rad, exponent = x.mid_rad_10exp(digits + GUARD)
    idle = len(str(rad)) - RADIUS_DIGITS
    if idle > 0:
        unit = fmpz(10) ** idle
        mid, rad, exponent = _nearest(mid, unit), rad // unit + 2, exponent + idle
    for extra in (0, 1, 2, 8):
        if _contains(mid, rad + extra, exponent, x, digits):
            return mid, rad + extra, exponent
    raise NumeralError(f"no numeral of {digits} digits was found that contains the enclosure {x.str(20)}")


def _nearest(mid, unit):
    return (2 * mid + unit) // (2 * unit)


def _contains(mid, rad, exponent, x, digits: int) -> bool:
    """True when x certainly lies in the numerals' ball: one ball that is nowhere negative."""
    from flint import arb, ctx

    with ctx.workprec(max(x.mid().bits(), bits(digits + 2 * GUARD)) + EXTRA_BITS):
        return bool((arb(rad) - abs(x * arb(10) ** -exponent - arb(mid))).lower() >= 0)


def _refuse_wide(mid, rad, exponent, digits: int, least: int) -> None:
    """The promise, as a comparison of integers; |mid| - rad is the smallest modulus in the ball."""
    if rad * 10**digits <= max(0, abs(mid) - rad) or least and _at_most(rad, exponent + digits, least):
        return
    raise NumeralError(f"an enclosure came out with the radius {decimal(rad, exponent)}, too wide for {digits} digits")


def _at_most(rad, exponent, bound: int) -> bool:
    """rad 10^exponent <= bound, for integers, bound >= 1; no large power is formed."""
    length = len(str(rad)) + exponent
    if length <= 0 or length > len(str(bound)):
        return length <= 0
    return rad * 10 ** int(max(exponent, 0)) <= bound * 10 ** int(max(-exponent, 0))
