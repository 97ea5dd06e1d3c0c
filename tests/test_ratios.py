"""Means of quotients of exponentials, coarsely: the ball holds the mean, refutes what is far off and proves nothing close by."""

from fractions import Fraction
from math import exp

import pytest
from flint import ctx
from test_events import ask

from verifier.checker import Rejected
from verifier.checker.reader import parse
from verifier.checker.rules import ratios

GAUSSIAN = ("gaussian(0,1)", 2)


def enclosed(law, above, below, **point):
    with ctx.workprec(100):
        return ratios.mean(law, parse(above), list(map(parse, below)), {name: Fraction(value) for name, value in point.items()}, ("g1", "g2", "g3"))


@pytest.mark.parametrize("law, above, below, value, least", (
    ("gaussian", "g1", ("0",), exp(1 / 2), 1.5), ("gaussian", "g1 + t", ("1",), 1, 0.95), ("gaussian", "g2 + t", ("g1", "t + g1"), exp(1.5) / (1 + exp(0.5)), 1.2),
    ("gaussian", "g1", ("g1", "g2"), 1 / 2, 0.45), ("gaussian", "2*g1", ("2*g1", "2*g2"), 1 / 2, 0.45), ("gaussian", "-g1", ("-g1", "g2"), 1 / 2, 0.45),
    ("gumbel", "g1", ("g1", "g2"), 1 / 2, 0.45), ("gumbel", "-g1", ("0",), 1, 0.9), ("gumbel", "g1 - 2*g2", ("2*g1 - 2*g2", "g1"), None, 0.1),
    ("gaussian", "g1", ("g1", "g2", "g3"), 1 / 3, 0.27),
))
def test_the_mean_lies_in_the_ball(law, above, below, value, least):
    ball = enclosed(law, above, below, t="1/2")
    assert ball.is_finite() and float(ball.lower()) > least
    if value is not None:
        assert float(ball.lower()) <= value <= float(ball.upper()) * (1 + 1e-8)


@pytest.mark.parametrize("law, above, below", (
    ("gumbel", "g1", ("0",)), ("gumbel", "g1", ("g2", "0")), ("gaussian", "g1*g1", ("g2",)), ("gaussian", "g1", ("s",)), ("gaussian", "1", ("2",)),
    ("gaussian", "t*g1", ("g2*g1",)), ("gaussian", "g1", ("g2",) * 9), ("gaussian", "g4", ("g1",)), ("gaussian", "exp(g1)", ("g1",)),
))
def test_what_has_no_bound_or_is_no_such_quotient(law, above, below):
    with pytest.raises(Rejected):
        enclosed(law, above, below, t="1/2")


@pytest.mark.parametrize("text", (
    "abs(E(exp(t2 + g2)/(exp(t1 + g1) + exp(t2 + g1))) - 0.13) <= 10^-8", "E(exp(t1 + 2*g1)/(exp(t1 + 2*g1) + exp(t2 + g2))) < 2/5",
    "E(exp(t1 + g1)/(exp(t1 + g1) + exp(t2 - g1))) > 101/100",
))
def test_what_is_far_off_is_refuted_and_not_proved(tmp_path, text):
    given, at = ("t1 = 1/2 and t2 = -3/10",), {"t1": "1/2", "t2": "-3/10"}
    assert ask(tmp_path, text, "fails", given, *GAUSSIAN, at).trust == "enclosed"
    with pytest.raises(Rejected, match="decide otherwise"):
        ask(tmp_path, text, "holds", given, *GAUSSIAN)


@pytest.mark.parametrize("text", (
    "E(exp(t1 + g1)/(exp(t1 + g1) + exp(t2 - g1))) < 9/10", "derivative(E(exp(t1 + 2*g1)/(exp(t1 + 2*g1) + exp(t2 + g2))), t1) < 9",
    "E(exp(t1 + g1)/(exp(t1 + g1) - exp(t2 + g1))) < 9", "E(exp(g1)/(1 + exp(g1))) < 9",
))
def test_what_is_close_or_of_another_shape_is_not_decided(tmp_path, text):
    for asserts, at in (("holds", None), ("fails", {"t1": "1/2", "t2": "-3/10"})):
        with pytest.raises(Rejected, match="do not decide|enclosure|ratios"):
            ask(tmp_path, text, asserts, ("t1 = 1/2 and t2 = -3/10",), *GAUSSIAN, at)


@pytest.mark.parametrize("above", ("g1", "-g1", "g3 + t"))
def test_a_box_counts_with_the_least_value_on_it(monkeypatch, above):
    """Quarters: the least of exp(g) on [-q, 0] and [0, q], q the upper quartile, are exp(-q) and 1."""
    monkeypatch.setitem(ratios.CELLS, 1, 4)
    least = float(enclosed("gaussian", above, ("0",), t="0").lower())
    assert least == pytest.approx((exp(-0.67449) + 1) / 4, abs=1e-4)
