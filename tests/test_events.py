"""Events by boxes and closed forms of Gumbel noise: what is accepted is true, what is not understood or wrong is rejected."""

from fractions import Fraction
from math import atan2, erf, exp, pi, sqrt

import pytest
from flint import ctx
from test_enclosure_checker import AT, RULE, make

from verifier.checker import Rejected, check
from verifier.checker.reader import parse
from verifier.checker.rules import events
from verifier.claims.evidence import certify

NAMES = ("g1", "g2", "g3", "g4")


def enclosed(law, text, **point):
    with ctx.workprec(100):
        return events.probability(law, parse(text), {name: Fraction(value) for name, value in point.items()}, NAMES)


def normal(x):
    return (1 + erf(x / sqrt(2))) / 2


@pytest.mark.parametrize("law, text, value, width", (
    ("gaussian", "g1 >= t", 1 - normal(0.5), 0.002), ("gaussian", "g1 >= g2 + t", 1 - normal(0.5 / sqrt(2)), 0.006),
    ("gaussian", "g1 > 2*g2", 0.5, 0.006), ("gaussian", "g1 + g2 + g3 <= t", normal(0.5 / sqrt(3)), 0.08),
    ("gaussian", "g1 <= t and g2 <= t", normal(0.5) ** 2, 0.006), ("gaussian", "g1 <= t or g2 <= t", 1 - (1 - normal(0.5)) ** 2, 0.006),
    ("gaussian", "not g1 <= t", 1 - normal(0.5), 0.002), 
    ("gumbel", "g1 >= min(g2, g3)", 2 / 3, 0.06), ("gaussian", "max(g1, g2) < g2 + 1", normal(1 / sqrt(2)), 0.006),
    ("gaussian", "min(g1, g2) >= 0", 0.25, 0.006), ("gaussian", "g2 >= 0 and g1 >= g2", atan2(1, 1) / (2 * pi), 0.01),
    ("gumbel", "g1 <= t", exp(-exp(-0.5)), 0.002), ("gumbel", "g1 >= g2 + t", 1 / (1 + exp(0.5)), 0.006), ("gumbel", "g1 >= -g1", 1 - exp(-1), 0.002),
    ("gumbel", "g1 <= t/3 + 1/7", exp(-exp(-(0.5 / 3 + 1 / 7))), 0.002),
))
def test_the_probability_lies_in_a_ball_of_little_width(law, text, value, width):
    ball = enclosed(law, text, t="1/2")
    assert 0 <= ball.upper() and ball.lower() <= 1
    if value is not None:
        assert float(ball.lower()) <= value <= float(ball.upper()) and float(ball.upper() - ball.lower()) < width


@pytest.mark.parametrize("text, value", (
    ("g1 >= g1", 1), ("g1 > g1", 0), ("g1 >= g1 + t", 0), ("g1 < g1 + t", 1), ("g1 <= g1 and g2 - g2 <= 0", 1), ("2 > 3", 0), ("not 1 < 1", 1),
    ("g1 >= max(g1, g1 - 1)", 1), ("g1 > min(g1 + 1, g1)", 0),
))
def test_events_that_coordinates_drop_out_of_are_certain_or_impossible(text, value):
    ball = enclosed("gumbel", text, t="1/2")
    assert ball == value


@pytest.mark.parametrize("text", (
    "g1 = g2", "g1 != g2", "g1*g2 >= 0", "g1^2 >= 0", "exp(g1) >= 1", "g1 + g2 >= g3 + g4", "g5 >= 0", "g1 >= s", "abs(g1) >= 0", "t*g1*g1 <= 1",
    "g1 >= 1/g2", "max(g1, g2) + 1 >= g3", "g1 -> g2",
))
def test_what_is_no_event_of_this_sort(text):
    with pytest.raises(Rejected):
        enclosed("gumbel", text, t="1/2")


def test_boxes_are_bounded(monkeypatch):
    monkeypatch.setattr(events, "MOST_BOXES", 100)
    with pytest.raises(Rejected, match="more than 100 boxes"):
        enclosed("gumbel", "g1 >= g2")


EITHER = {"bits": 160, "per_unit": 10, "left": 10, "right": 60, "decay_left": "-9", "decay_right": "1"}   # serves Gaussian noise and Perturb-Softmax


def ask(folder, text, asserts, given, noise, dim, at=None):
    form = make(folder, [text], given=given, noise=noise, dim=dim)
    rule = RULE if noise == "gumbel" else EITHER
    proof = {"rule": rule} if at is None else {"rule": rule, "at": at}
    return check(certify(form, 0, asserts, "enclosure", proof).as_json(), folder)


MIN = "gaussian(0,1)", 3
TRUE = (
    ("abs(E(min(t1 + g1, t2 + g2)) + E(max(t1 + g1, t2 + g2)) - t1 - t2) <= 10^-9", *MIN),
    ("abs(E(min(g1, g2, g3)) + E(max(g1, g2, g3))) <= 10^-9", *MIN),
    ("abs(derivative(E(min(t1 + g1, t2 + g2)), t1) - P(t1 + g1 <= t2 + g2)) <= 1/100", *MIN),
    ("abs(E(max(t1 + g1, t2 - g2)) - E(max(t1 + g1, t2 + g2))) <= 10^-9", *MIN),
    ("abs(E(exp(t1 - g1)/(exp(t1 - g1) + exp(t2 + g2))) - E(exp(t1 + g1)/(exp(t1 + g1) + exp(t2 + g2)))) <= 10^-9", *MIN),
    ("abs(E(max(t1 + g1, t2 + g2, t2 + g1)) - E(max(t1 + g1, t2 + g2))) <= 10^-9", *MIN),
    ("abs(derivative(E(max(t1 + g1, t2 + g1)), t1) - 1) <= 10^-9", *MIN),
    ("abs(E(max(t1 + g1, 1/2 + g1, g2)) - E(max(t1 + g1, g2))) <= 10^-9", *MIN),
    ("abs(derivative(E(max(t2 + g1, -3/10 + g1, t1 + g1)), t1) - 1) <= 10^-9", *MIN),
    ("abs(P(t2 + g2 >= max(t1 + g1, t2 + g1)) - P(t2 + g2 >= t1 + g1)) <= 10^-9", *MIN),
    ("P(g1 >= t1 + g1) <= 10^-30", *MIN),
    ("abs(P(t1 + g1 >= t2 - g2) - P(t1 + g1 >= t2 + g2)) <= 10^-9", *MIN),
    ("P(t1 + g1 >= t2 - g2) - P(t1 + g1 >= t2 + g2) > 1/10", "gumbel", 2),
)


@pytest.mark.parametrize("text, noise, dim", TRUE)
def test_what_the_rules_bring_to_known_quantities(tmp_path, text, noise, dim):
    given = ("t1 = 1/2 and t2 = -3/10",)
    assert ask(tmp_path, text, "holds", given, noise, dim).trust == "enclosed"
    with pytest.raises(Rejected, match="decide otherwise"):
        ask(tmp_path, text, "fails", given, noise, dim, AT)
    for old, new in (("10^-9", "-10^-9"), ("10^-30", "-10^-30"), ("1/100", "-1/100"), ("> 1/10", "> 9/10")):
        if old in text:
            false = text.replace(old, new)
            assert ask(tmp_path, false, "fails", given, noise, dim, AT).trust == "enclosed"
            with pytest.raises(Rejected, match="decide otherwise"):
                ask(tmp_path, false, "holds", given, noise, dim)


@pytest.mark.parametrize("text, noise", (
    ("E(max(t1 + g1, t2 - g1)) <= 99", "gaussian(0,1)"), ("E(max(t1 + g1, t2 - g2)) <= 99", "gumbel"), 
    ("derivative(E(max(t1 + g1, 1/2 + g1)), t1) <= 99", "gumbel"), ("derivative(P(g2 >= max(t1 + g1, 1/2 + g1)), t1) <= 99", "gumbel"), ("E(log(exp(t1 + g1) + exp(t2 + g1))) <= 99", "gumbel"), ("E(max(t1 + g1, t2 + 2*g2)) <= 99", "gaussian(0,1)"),
    ("E(exp(t1 + g1)/(exp(t1 + g1) + exp(t2 + g1))) <= 99", "gumbel"), ("derivative(P(t1 + g1 >= t2 - g2), t1) <= 99", "gumbel"),
    ("E(min(g1, g2, g3, g1 + 1, g2 + 1)) <= 99", "gumbel"), ("E(min(t1 + g1, t2 - g2)) <= 99", "gumbel"), ("E(max(min(g1, g2), g3)) <= 99", "gumbel"),
))
def test_where_the_rules_end(tmp_path, text, noise):
    with pytest.raises(Rejected, match="enclosure|polynomial|ratios"):
        ask(tmp_path, text, "holds", ("t1 = 1/2 and t2 = -3/10",), noise, 3)


def test_hypotheses_that_contradict_each_other_list_no_point(tmp_path):
    false = "P(t1 + g1 >= t2 + g2) < 0"
    assert ask(tmp_path, false, "holds", ("t1 = 0 and t1 = 1",), "gumbel", 2).trust == "enclosed"
    with pytest.raises(Rejected, match="does not satisfy"):
        ask(tmp_path, false, "fails", ("t1 = 0 and t1 = 1",), "gumbel", 2, {"t1": "0", "t2": "0"})
    for given in ("t1 = 0 and t1 = 1 or t1 = 0 and t2 = 0", "t1 = 0 and t1 = 0 and t2 = 0", "2*t1 = 0 and -t2 + 1 = 1"):
        with pytest.raises(Rejected, match="decide otherwise .t1 = 0, t2 = 0"):
            ask(tmp_path, false, "holds", (given,), "gumbel", 2)


CLOSED = (
    "abs(E(max(t1 + g1, t2 + g2)) - E(g1) - log(exp(t1) + exp(t2))) <= 10^-50",
    "P(t1 + g1 >= t2 + g2) = exp(t1)/(exp(t1) + exp(t2))",
    "P(t1 + g1 < t2 + g2) = exp(t2)/(exp(t1) + exp(t2))",
    "abs(derivative(derivative(E(max(t1 + g1, t2 + g2)), t1), t2) + exp(t1 + t2)/(exp(t1) + exp(t2))^2) < 1/1000",
    "E(2*t1*t1 + g2) = 2*t1^2 + E(g1)",
    "derivative(E(max(t1*t1 + g1, t2 + g2)), t1) = 2*t1*P(t1*t1 + g1 >= t2 + g2)",
    "P(g1 >= max(g2, g3)) = 1/3",
)
NOT_CLOSED = (
    "P(t1 + g1 >= t2 + g2) = exp(t2)/(exp(t1) + exp(t2))", "abs(E(g1)) <= 10^-50", "E(max(t1 + g1, t2 + g1)) = E(g1) + t1", "P(t1 + g1 >= t2 + g1) = 1/2",
    "P(t1 + g1 >= t2 - g2) = exp(t1)/(exp(t1) + exp(t2))", "E(2*g1) = 2*E(g1)", "E(g4) = E(g1)", "E(g1) - E(g1) = g1 - g1", "derivative(E(g1), g1) = 0",
    "abs(E(g1) - E(g2)) <= d", "abs(E(g1) - E(g2)) <= 0", "abs(E(g1) - E(g2)) <= -1", "abs(E(g1) - E(g2)) >= 1", "E(g1) - E(g2) <= 1", "E(g1) != E(g2)", "derivative(E(max(t1, g1)), t1) = 0", "E(max(t1 + g1, t1*t1*g1)) = E(g1)", "E(max(E(g1) + g1, g2)) = E(g1)",
    "E(exp(t1 + g1)/(exp(t1 + g1) + exp(t2 + g2))) = E(exp(t1 + g1)/(exp(t1 + g1) + exp(t2 + g2)))", "E(g1)/(t1 - t1) = E(g2)/(t1 - t1)",
    "E(g1)/(t1 - t2) = E(g2)/(t1 - t2)", "log(t1) + E(g1) = log(t1) + E(g2)", "P(g1 >= max(g2, g2)) = 1/3", "E(t1*g1) = t1*E(g1)", "E(g1*g2) = E(g2*g1)",
    "P(g1 = g2) = P(g1 = g3)", "derivative(abs(t1), t1) + E(g1) = derivative(abs(t1), t1) + E(g2)", "not E(g1) = 1",
)


def closed(folder, texts, k, noise="gumbel", asserts="holds", proof=None):
    form = make(folder, texts, given=("t1 >= 0 or t2 != 1",), noise=noise, dim=3)
    return check(certify(form, k, asserts, "closed", proof or {}).as_json(), folder)


@pytest.mark.parametrize("k", range(len(CLOSED)), ids=CLOSED)
def test_closed_forms_hold_for_all_theta(tmp_path, k):
    found = closed(tmp_path, CLOSED, k)
    assert found.trust == "derived" and found.rests_on == ("Gumbel-max theorem",)
    for change in ({"noise": "gaussian(0,1)"}, {"noise": "gumbel(0,2)"}, {"noise": "gumbel; gumbel; gumbel(1,1)"}, {"asserts": "fails"}, {"proof": {"at": {}}}):
        with pytest.raises(Rejected):
            closed(tmp_path, CLOSED, k, **change)


@pytest.mark.parametrize("k", range(len(NOT_CLOSED)), ids=NOT_CLOSED)
def test_closed_forms_prove_nothing_else(tmp_path, k):
    with pytest.raises(Rejected, match="closed|polynomial|defined|smooth"):
        closed(tmp_path, NOT_CLOSED, k)
