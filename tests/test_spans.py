"""Tables made on a part of the lattice only, estimates of tiny probabilities, and what is refused before it fills the memory."""

from dataclasses import replace
from fractions import Fraction as Q
from math import log

import pytest
from flint import arb, ctx

from verifier.engines.balls import memory
from verifier.engines.balls.lattice import Lattice, LatticeError, Points
from verifier.laws import parse_law
from verifier.models import ModelError, PerturbSoftmax
from verifier.models.balls import kernels, moments, smoothed
from verifier.models.balls.kernels import rows
from verifier.models.balls.rough import log_probabilities
from verifier.models.balls.spans import completed, cut
from verifier.models.balls.windows import refuse_tables

LATTICE = Lattice(Q(1, 4), -120, 400)
LIGHT = ["gumbel", "gaussian(0,2)", "logistic", "laplace", "uniform(-3,3)", "triangular(-1,0,2)", "exponential", "rademacher", "constant(0)"]
MIXED = "laplace(0,40); constant(0); gaussian(-1/2,7/5); constant(2)"


def overlap(one, other):
    return all(a.overlaps(b) for pair in zip(one, other) for a, b in zip(*pair))


def tables(name, span):
    """Of the whole lattice, and of a part of it completed."""
    law, place = parse_law(name), Q(3, 7)
    law, place = law.shifted(-law.location), place + law.location
    with ctx.workprec(160):
        part = cut(LATTICE, span)
        assert len(part) < len(LATTICE)
        whole, some = (rows(law, [place], lattice, 40) for lattice in (LATTICE, part))
        return whole[place], dict(completed(law, some.items(), part, LATTICE))[place], part


@pytest.mark.parametrize("name", LIGHT)
def test_completed_tables_hold_the_whole_ones(name):
    whole, found, part = tables(name, (-4, 12))
    assert [len(row) for row in found] == [len(LATTICE)] * 2 and overlap(whole, found)
    first, last = part.first - LATTICE.first, part.last - LATTICE.first
    assert found[0][first:last] and all(a.rad() < 1e-15 for row in found for a in row[first : last + 1])
    assert found[0][0].upper() < 0.9 and found[0][-1].lower() > 0.9, "the bounds say something"


@pytest.mark.parametrize("name", LIGHT)
@pytest.mark.parametrize("bound", ["envelope", "cdf"])
def test_a_broken_bound_is_seen(name, bound, monkeypatch):
    true = getattr(moments, bound)
    place = {"envelope": 1, "cdf": 0}[bound]
    monkeypatch.setattr(moments, bound, lambda law, t: tuple(x * arb("1e-20") if k == place else x for k, x in enumerate(true(law, t))))
    whole, found, _ = tables(name, (-1, 12))
    assert not overlap(whole, found)


def test_a_cut_keeps_what_spares_little_or_lies_elsewhere():
    assert cut(LATTICE, (-29, 99)) is LATTICE and cut(LATTICE, (200, 300)) is LATTICE and cut(LATTICE, (-300, -200)) is LATTICE
    assert cut(LATTICE, (-1.1, 2)) == Points(Q(1, 4), -5, 8)


def test_unlike_scales_agree_with_tables_of_the_whole_lattice(monkeypatch):
    model, theta = PerturbSoftmax("gaussian(0,5); constant(0); laplace(1,50)", 3), (0, 3, 1)
    found = model.enclosed(12).solve(theta)
    monkeypatch.setattr(smoothed, "cut", lambda lattice, span: lattice)
    whole = model.enclosed(16).solve(theta)
    assert found.value.overlaps(whole.value) and all(a.overlaps(b) for a, b in zip(found.probabilities, whole.probabilities))


ROUGH = [("gaussian", (0, -2, -5)), ("laplace(0,5); uniform(-1,1); exponential", (0, -30, 1)), ("rademacher", (0, -20, 3))]


@pytest.mark.parametrize("noise, theta", ROUGH)
def test_rough_logarithms_are_about_right(noise, theta):
    model = PerturbSoftmax(noise, 3)
    exact = model.enclosed(8).probabilities(theta)
    for p, found in zip(exact, log_probabilities(model.laws, list(map(float, theta)), 20)):
        assert abs(float(p.log().mid()) - found) < 4


def test_tiny_probabilities_by_hand():
    """Constant noise is softmax itself: p_1 = 1 / (1 + e^1000)."""
    assert abs(log_probabilities([parse_law("constant(0)")] * 2, [-1000.0, 0.0], 20)[0] + 1000) < 3
    found = PerturbSoftmax("constant(0); gaussian(0,1/1000)", 2).enclosed(8).probabilities((-500, 0))[0]
    assert abs(float(found.log().mid()) + 500 - 5e-7) < 1e-6


def test_what_would_fill_the_memory_is_refused():
    memory.refuse_large(memory.MOST_BYTES / 200, 800, "x")
    with pytest.raises(LatticeError, match="more than 2 GB"):
        memory.refuse_large(memory.MOST_BYTES / 200 + 1, 800, "x")
    with pytest.raises(LatticeError, match="more than 2 GB"):
        memory.refuse_long(memory.MOST_BYTES / 1000, 800, "x")
    refuse_tables(1e5, 10, 100)
    with pytest.raises(LatticeError, match="more than 2 GB"):
        refuse_tables(1e5, 10, 12_000)
    with pytest.raises(ModelError, match="more than 2 GB|too large"):
        PerturbSoftmax("gaussian(0,20000)", 3).enclosed(8).solve((0, -(10**9), 1))


def test_constants_far_apart_do_not_cost_the_digits_of_their_gap():
    """Once 12 000 bits for each number, and 24 GB: the laplace variable decides, and constant(0) has p about e^-100."""
    unit = PerturbSoftmax(MIXED, 4, "1/50").unit_laws
    plan = smoothed.window(unit, [-150.0] * 4, 20.0, False)
    assert plan.bits < 300 and replace(plan, bits=0) != plan
    assert log(1.88e-44) == pytest.approx(log_probabilities(unit, [-150.0] * 4, 20)[1], abs=3)


@pytest.mark.parametrize("name, most", [("laplace(0,1/8)", 4), ("exponential(0,1/8)", 4)])
def test_counts_far_out_from_moments(name, most, monkeypatch):
    """The closed formulas lie in the balls made of moments; with the bound broken they do not."""
    law, u = parse_law(name), arb(2) ** -99

    def held():
        with ctx.workprec(900):
            found = kernels._from_moments(u, kernels._moments(law, most), 80)
            return [x.contains(y) for x, y in zip(found, law.counts_ball(u, most))]

    assert held() == [True] * most
    assert kernels._from_moments(u, kernels._moments(law, most), 120) is None
    assert kernels._from_moments(u, kernels._moments(parse_law("laplace"), 2), 80) is None
    monkeypatch.setattr(kernels, "between", lambda bound: bound * arb("1e-20"))
    assert held() == [False] * most


NARROW = ["laplace(0,1/1000)", "exponential(0,1/1000)", "uniform(0,1/1000)", "triangular(0,1/2000,1/1000)", "gaussian(0,1/1000)"]


@pytest.mark.parametrize("noise", NARROW)
def test_narrow_noise_and_a_wide_gap(noise):
    """p_2 is about e^(-gap / t), as the noise moves its logarithm by less than 1/1000."""
    p = PerturbSoftmax(noise, 2, 3).enclosed(8).probabilities((0, -(10**6)))[1]
    assert abs(p.log() + arb(10**6) / 3) < 1e-3


def test_a_choice_far_behind_at_a_low_temperature():
    """P(G - 303 + t L > 0) for logistic L: 1 - exp(-e^-y) is e^-y but for e^-2y, and E e^(tL) = pi t / sin(pi t)."""
    t = Q(1, 50)
    p = PerturbSoftmax("gumbel(-3,1); constant(0)", 2, t).enclosed(6).solve((Q(-300), Q(0))).probabilities[0]
    with ctx.workprec(200):
        angle = arb.pi() / 50
        assert p.overlaps(arb(-303).exp() * angle / angle.sin() * (1 + arb(0, 1) * arb(10) ** -100))
