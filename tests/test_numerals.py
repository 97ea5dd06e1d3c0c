"""Balls as decimal numerals: they contain the ball, keep the promise or are refused, and read as numbers do."""

from fractions import Fraction as Q

import pytest
from flint import arb, ctx, fmpz
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.numerals import NumeralError, contains, decimal, number, rational, rounded


@pytest.fixture(autouse=True)
def precision():
    with ctx.workprec(300):
        yield


def dyadic(mantissa: int, exponent: int) -> Q:
    return Q(mantissa) * Q(2) ** exponent


def made(mid: tuple[int, int], rad: tuple[int, int]) -> arb:
    """The ball with exactly these dyadic ends around its middle, as far as a radius of 30 bits can say."""
    with ctx.workprec(2000):
        return arb(arb(fmpz(mid[0])) * arb(2) ** mid[1], arb(fmpz(rad[0])) * arb(2) ** rad[1])


def exactly(x: arb) -> tuple[Q, Q]:
    return tuple(dyadic(*map(int, part.man_exp())) for part in (x.mid(), x.rad()))


mids = st.tuples(st.integers(-10**40, 10**40), st.integers(-200, 60))
rads = st.tuples(st.integers(0, 2**29), st.integers(-400, -60))


@settings(max_examples=300, deadline=None)
@given(mids, rads, st.integers(1, 60))
def test_numerals_contain_the_ball_and_keep_the_promise(mid, rad, digits):
    x = made(mid, rad)
    middle, radius = exactly(x)
    try:
        found = number(x, digits, 1)
    except NumeralError:
        assert radius > Q(99, 100) * Q(1, 10**digits) - Q(2, 10 ** (digits + 2)) * max(1, abs(middle))
        return
    if isinstance(found, str):
        assert (middle, radius) in ((0, 0), (1, 0)) and found == str(middle)
        return
    shown, spread = Q(found["mid"]), Q(found["rad"])
    assert abs(middle - shown) + radius <= spread <= Q(1, 10**digits) * max(1, abs(shown) - spread)


@settings(max_examples=200, deadline=None)
@given(mids, st.integers(1, 60))
def test_rounded_numerals_are_right_to_a_unit_of_the_last_digit(mid, digits):
    x = made(mid, (0, 0))
    middle, _ = exactly(x)
    text = rounded(x, digits)
    assert sum(c.isdigit() for c in text.partition("e")[0].lstrip("-0.").rstrip("0")) <= digits + 20
    assert abs(Q(text) - middle) <= abs(middle) * Q(1, 10 ** (digits - 1)) * Q(51, 100)


def test_exact_numbers_are_exact():
    assert [number(x, 5) for x in (arb(0), arb(1), Q(0), Q(1), Q(-3, 7), Q(2, 1))] == ["0", "1", "0", "1", "-3/7", "2"]
    assert number(arb("0.5"), 3) == {"mid": "0.5", "rad": "0"}
    assert len(rational(Q(1, 10**6000))) > 6000


def test_tiny_and_huge_numbers_are_not_written_out():
    small = (arb(-1000000) * arb(10).log()).exp()
    found = number(small, 20)
    assert len(found["mid"]) < 40 and found["mid"].endswith("e-1000001") and rounded(small, 5) == "1e-1000000"
    assert rounded((arb(10) ** 1000) * 3, 5) == "3e1000"
    with pytest.raises(NumeralError, match="written out"):
        number(arb(2) ** -(10**16), 5)


@pytest.mark.parametrize("x", [arb("nan"), arb("inf"), arb(1, 1e-3), arb(0, 1e-30), arb(0, 1)])
def test_what_is_not_finite_or_too_wide_is_refused(x):
    with pytest.raises(NumeralError):
        number(x, 5)


def test_a_value_near_zero_is_held_to_an_absolute_promise():
    assert number(arb(0, 1e-30), 20, 1)["mid"] == "0"
    with pytest.raises(NumeralError, match="too wide"):
        number(arb(0, 1e-19), 20, 1)


@pytest.mark.parametrize("mid, exponent, text", [
    (0, 5, "0"), (12, 0, "12"), (-1200, -2, "-12"), (123, -2, "1.23"), (5, -3, "0.005"), (5, -9, "5e-9"), (15, -10, "1.5e-9"),
    (7, 20, "7" + "0" * 20), (7, 21, "7e21"), (-71, 30, "-7.1e31"), (100, -8, "0.000001"),
])
def test_decimals(mid, exponent, text):
    assert decimal(fmpz(mid), exponent) == text


@pytest.mark.parametrize("power", [10**9, 10**11, 10**13])
def test_exponents_of_many_digits(power):
    """exp(-power) against its logarithm to base 10, in a precision that holds both."""
    with ctx.workprec(300):
        x, logarithm = (-arb(power)).exp(), -arb(power) / arb(10).log()
        found = number(x, 30)
        mantissa, exponent = found["mid"].split("e")
        assert abs(arb(mantissa).log() / arb(10).log() + int(exponent) - logarithm) < arb(10) ** -29
        assert rounded(x, 5).endswith(f"e{exponent}")


def test_long_fractions_are_rounded_for_reading():
    assert rounded(Q(2, 3), 5) == "2/3" and rounded(Q(123456789, 1000000007), 5) == "0.12346" and rounded(Q(-10**9), 3) == "-1000000000"


def test_a_numeral_that_misses_its_ball_is_never_given(monkeypatch):
    monkeypatch.setattr("verifier.numerals._nearest", lambda mid, unit: mid // unit + 700)
    with pytest.raises(NumeralError, match="contains"):
        number(arb(7, 1e-3), 2)


def test_containment_is_strict():
    with ctx.workprec(200):
        x = arb(1) / 3 + arb(0, 1) * arb(10) ** -20
    assert contains(x, "0.33333333333333333333", Q(0)) and not contains(x, "0.3333333333333333331", Q(0))
    assert contains(x, "0.3333333333333333331", Q(1, 10**18))
    assert not contains(arb("nan"), "0", Q(1))


def test_uncertain_digits_are_not_shown():
    tiny = arb("1e-25") + arb(0, 1) * arb("3.4e-23")
    assert rounded(tiny, 5).startswith("0 ± ") and Q(rounded(tiny, 5).removeprefix("0 ± ")) >= Q(35, 10**24)
    assert rounded(arb("7.1e-6") + arb(0, 1) * arb("8e-7"), 4) == "0.000007"
    assert rounded(arb(1) / 3, 12) == "0.333333333333"
