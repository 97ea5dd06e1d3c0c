"""Integrals by balls, in the checker and in the search: against closed forms, against each other, and with each proved bound taken away."""

from fractions import Fraction as Q

import pytest
from flint import arb, ctx

import verifier.checker.rules.balls as lattice
import verifier.engines.balls.rules as engine
from verifier.checker.reader import Rejected
from verifier.checker.rules.balls import Rule, ball, curvature, probability, value
from verifier.models import PerturbArgmax, PerturbSoftmax

PAIR = (Q(3, 10), Q(-1, 5))
TRIPLE = (Q(3, 10), Q(-1, 5), Q(1, 2))
FINE = {
    "gaussian": Rule(160, 10, 12, 12, Q(-10), Q(10)),
    "gumbel": Rule(160, 10, 6, 80, Q(-25), Q(1)),
    "gaussian + gumbel": Rule(160, 10, 14, 80, Q(-12), Q(1)),
    "gumbel + gumbel": Rule(160, 10, 9, 90, Q(-25), Q(15, 16)),
}
CLOSE = arb(10) ** -22


@pytest.fixture(autouse=True)
def precision():
    with ctx.workprec(160):
        yield


def near(a: arb, b: arb) -> bool:
    """The balls meet and are narrow."""
    return a.overlaps(b) and a.rad() < CLOSE and b.rad() < CLOSE


def test_gumbel_argmax_is_softmax():
    total = sum((ball(x).exp() for x in TRIPLE), arb(0))
    p = [ball(x).exp() / total for x in TRIPLE]
    rule = FINE["gumbel"]
    assert near(value("gumbel", TRIPLE, rule), total.log() + arb.const_euler())
    assert all(near(probability("gumbel", TRIPLE, i, rule), p[i]) for i in range(3))
    assert all(near(curvature("gumbel", TRIPLE, i, j, rule), p[i] * ((i == j) - p[j])) for i in range(3) for j in range(3))


def test_gaussian_argmax_of_two_is_erf():
    x, rule = ball(Q(1, 2)), FINE["gaussian"]
    density = (-x * x / 4).exp() / (4 * arb.pi()).sqrt()
    assert near(probability("gaussian", PAIR, 0, rule), (1 + (x / 2).erf()) / 2)
    assert near(curvature("gaussian", PAIR, 0, 1, rule), -density)
    assert near(curvature("gaussian", PAIR, 0, 0, rule), density)


def test_gumbel_softmax_of_two():
    x, rule = ball(Q(1, 2)), FINE["gumbel + gumbel"]
    y = x.exp()
    assert near(probability("gumbel + gumbel", PAIR, 0, rule), y * (y - 1 - x) / (y - 1) ** 2)
    assert near(value("gumbel + gumbel", PAIR, rule), 2 * arb.const_euler() + ball(PAIR[1]) + x / (1 - 1 / y))


@pytest.mark.parametrize("law", lattice.LAWS)
def test_probabilities_sum_to_one_and_hessian_rows_to_zero(law):
    rule = FINE[law]
    assert near(sum((probability(law, TRIPLE, i, rule) for i in range(3)), arb(0)), arb(1))
    for i in range(3):
        assert near(sum((curvature(law, TRIPLE, i, j, rule) for j in range(3)), arb(0)), arb(0))


@pytest.mark.parametrize("law", lattice.LAWS)
def test_a_common_shift_moves_the_value_alone(law):
    moved = tuple(x + 7 for x in PAIR)
    assert near(value(law, moved, FINE[law]), value(law, PAIR, FINE[law]) + 7)
    assert near(probability(law, moved, 0, FINE[law]), probability(law, PAIR, 0, FINE[law]))


POOR = {
    "right": {"gaussian": Rule(160, 10, 12, 1, Q(-10), Q(1)), "gumbel": Rule(160, 10, 6, 5, Q(-25), Q(1)),
              "gaussian + gumbel": Rule(160, 10, 14, 5, Q(-12), Q(1)), "gumbel + gumbel": Rule(160, 10, 9, 5, Q(-25), Q(1, 2))},
    "left": {"gaussian": Rule(160, 10, 1, 12, Q(-1), Q(10)), "gumbel": Rule(160, 10, 1, 80, Q(-2), Q(1)),
             "gaussian + gumbel": Rule(160, 10, 2, 80, Q(-1), Q(1)), "gumbel + gumbel": Rule(160, 10, 1, 90, Q(-1), Q(15, 16))},
}


@pytest.mark.parametrize("law", lattice.LAWS)
@pytest.mark.parametrize("side", ["left", "right"])
def test_a_small_window_is_sound_and_its_tail_bound_is_needed(law, side, monkeypatch):
    truth, poor = value(law, PAIR, FINE[law]), POOR[side][law]
    assert value(law, PAIR, poor).contains(truth)
    lattice._tables.cache_clear()
    monkeypatch.setattr(lattice, "_tail", lambda *_: arb(0))
    assert not value(law, PAIR, poor).overlaps(truth)
    lattice._tables.cache_clear()


@pytest.mark.parametrize("law", lattice.LAWS)
def test_a_coarse_lattice_is_sound_and_its_bound_is_needed(law, monkeypatch):
    coarse = Rule(160, 1, FINE[law].left, FINE[law].right, FINE[law].decay_left, FINE[law].decay_right)
    theta = (Q(0), Q(1))
    truth = value(law, theta, FINE[law])
    assert value(law, theta, coarse).contains(truth)
    lattice._tables.cache_clear()
    monkeypatch.setattr(lattice, "_theorem", lambda *_: arb(0))
    assert not value(law, theta, coarse).overlaps(truth)
    lattice._tables.cache_clear()


@pytest.mark.parametrize("part", ["gaussian", "gumbel"])
@pytest.mark.parametrize("bound, rule", [
    ("_tail", Rule(160, 10, 2, 4, Q(-2), Q(1, 2))), ("_theorem", Rule(160, 1, 15, 80, Q(-12), Q(3, 4))),
])
def test_the_inner_sum_needs_both_bounds(part, bound, rule, monkeypatch):
    fine = Rule(160, 10, 15, 80, Q(-12), Q(3, 4))
    truth = lattice._mixed(part, 0, 0, fine)[0][0]
    assert truth.rad() < arb(10) ** -15
    assert lattice._mixed(part, 0, 0, rule)[0][0].contains(truth)
    monkeypatch.setattr(lattice, bound, lambda *_: arb(0))
    assert not lattice._mixed(part, 0, 0, rule)[0][0].overlaps(truth)


@pytest.mark.parametrize("law", lattice.LAWS)
def test_envelopes_bound_density_and_slope(law):
    rule = FINE[law]
    _, density, slope = lattice._tables(law, 1, rule)
    for decay in (Q(-8), Q(-1), Q(1, 3), Q(7, 8)):
        top = lattice._envelope(law, decay)
        for k, (f, g) in enumerate(zip(density, slope)):
            z = ball(Q(k, rule.per_unit) - rule.left - 1)
            bound = top * (-ball(decay) * z).exp()
            assert not abs(f) > bound and not abs(g) > bound


def test_half_of_the_gumbel_envelope_would_be_too_little():
    z = arb(30)
    assert lattice._gumbel(z)[1] > lattice._envelope("gumbel", Q(1)) / 2 * (-z).exp()


@pytest.mark.parametrize("change", [
    {"bits": 29}, {"bits": 4001}, {"per_unit": 0}, {"left": 0}, {"right": 0}, {"decay_left": Q(-1, 2)}, {"decay_left": Q(-201)},
    {"decay_left": Q(1)}, {"decay_right": Q(0)}, {"decay_right": Q(-1)}, {"decay_right": Q(1, 81)}, {"decay_right": Q(201)},
])
def test_rules_out_of_bounds(change):
    fields = {"bits": 100, "per_unit": 10, "left": 5, "right": 80, "decay_left": Q(-5), "decay_right": Q(1)}
    Rule(**fields)
    with pytest.raises(Rejected, match="a rule needs"):
        Rule(**{**fields, **change})


@pytest.mark.parametrize("law, theta, rule, reason", [
    ("cauchy", PAIR, FINE["gumbel"], "no enclosure"), ("gumbel", (), FINE["gumbel"], "no enclosure"),
    ("gumbel", (Q(1, 3), Q(0)), FINE["gumbel"], "no multiple"), ("gumbel", (Q(0), Q(10**6)), FINE["gumbel"], "lattice points"),
    ("gumbel", PAIR, Rule(100, 10, 6, 30, Q(-5), Q(3, 2)), "no tail bound"),
    ("gumbel + gumbel", PAIR, Rule(100, 10, 6, 30, Q(-5), Q(1)), "no tail bound"),
])
def test_what_has_no_enclosure(law, theta, rule, reason):
    with pytest.raises(Rejected, match=reason):
        probability(law, theta, 0, rule)


@pytest.mark.parametrize("noise", ["gumbel", "gaussian(0,1)"])
@pytest.mark.parametrize("model", [PerturbArgmax, PerturbSoftmax])
@pytest.mark.parametrize("theta", [PAIR, TRIPLE])
def test_search_and_checker_agree(noise, model, theta):
    """Two ball engines that share no code, for value, gradient and Hessian."""
    softmax = model is PerturbSoftmax
    law = noise.partition("(")[0] + (" + gumbel" if softmax else "")
    found, rule = model(noise, len(theta)).enclosed(25).solve(theta, hessian=True), FINE[law]
    centre = arb.const_euler() if softmax else arb(0)
    assert found.value.overlaps(value(law, theta, rule) - centre) and found.value.rad() < CLOSE
    for i in range(len(theta)):
        assert found.probabilities[i].overlaps(probability(law, theta, i, rule))
        assert all(found.hessian[i][j].overlaps(curvature(law, theta, i, j, rule)) for j in range(len(theta)))


def test_choose_takes_the_shortest_reach_that_suffices():
    reach, decay = engine.choose(lambda c: (abs(c) + 1) ** 2 / 2, [Q(k) for k in range(1, 40)], 100.0)
    assert (float(decay) + 1) ** 2 / 2 - float(decay) * reach <= -100
    assert all((c + 1) ** 2 / 2 - c * (reach - 2) > -100 for c in range(1, 40))


def test_a_rule_holds_all_points():
    made = engine.rule([Q(1, 6), Q(3, 10)], 20, (7, Q(-40)), (140, Q(1)), 50)
    assert made["per_unit"] == 30 and made["decay_left"] == "-40" and made["bits"] > 50 * 3.33
