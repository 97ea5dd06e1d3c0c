"""The ball engine for maxima: rules, windows, bounds; and that a wrong bound is noticed."""

import math
from fractions import Fraction
from itertools import pairwise

import pytest
from flint import acb, arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.engines.balls import ellipses, legendre, panels
from verifier.engines.balls.ellipses import Box, Ellipses, Panel
from verifier.engines.balls.factors import Goals, PanelError, ball, within
from verifier.engines.balls.panels import Panels
from verifier.engines.balls.scout import scout
from verifier.engines.floating.quadrature import QuadratureError
from verifier.laws import parse_law
from verifier.models.balls.summands import Summand, tables

PRECISION = 150
LAWS = [
    "gumbel", "gaussian(0,3/2)", "logistic", "laplace", "uniform(-1,1)", "triangular(-1,0,2)", "exponential", "student_t(3)", "cauchy",
]


@pytest.fixture(autouse=True)
def _precision():
    with ctx.workprec(PRECISION):
        yield


def placed(noise, theta):
    law = parse_law(noise)
    return Summand(law.shifted(-law.location), Fraction(theta) + law.location)


def run(factors, low=-12, high=12, digits=15, hessian=False):
    """Panels over a window that holds all but e-30 of Gaussian factors near 0."""
    goal = arb(10) ** -(digits + 3)
    table = Panels(factors, [1] * len(factors), Goals([goal] * len(factors), goal, hessian))
    table.run(Fraction(low), Fraction(high), Fraction(0))
    return table


class Toy:
    """A Gaussian factor of its own, to see the engine without the laws."""

    kinks, atoms, support, concave = (), (), (None, None), True

    def __init__(self, place=0):
        self.place = Fraction(place)

    def _z(self, t):
        return (ball(t) if isinstance(t, Fraction) else t) - ball(self.place)

    def cdf(self, t):
        return (-self._z(t) / arb(2).sqrt()).erfc() / 2

    def survival(self, t):
        return (self._z(t) / arb(2).sqrt()).erfc() / 2

    def density(self, z, piece):
        z = z - ball(self.place)
        return (-z * z / 2).exp() / (2 * arb.pi()).sqrt()

    def crest(self, low, high):
        return arb("0.4")


def toy_truth(x):
    """Phi(x / sqrt 2)."""
    return (-ball(Fraction(x)) / 2).erfc() / 2


@pytest.mark.parametrize("n", [2, 3, 7, 20])
def test_rules_integrate_polynomials_of_degree_below_2n(n):
    nodes = legendre.rule(n)
    assert len(nodes) == n
    for degree in range(2 * n):
        found = sum((w * x**degree for x, w in nodes), arb(0))
        assert found.contains(arb(0) if degree % 2 else arb(2) / (degree + 1)) and found.rad() < 1e-35
    assert not sum((w * x ** (2 * n) for x, w in nodes), arb(0)).overlaps(arb(2) / (2 * n + 1))


@given(n=st.integers(2, 12), rho=st.sampled_from([1.5, 2.0, 4.0]), pole=st.fractions(Fraction(1, 20), 1, max_denominator=50))
@settings(max_examples=30)
def test_the_remainder_bounds_the_error(n, rho, pole):
    """q = 1 / (z - c) with c just outside of the ellipse: |q| is largest at its right end."""
    edge = (arb(rho) + 1 / arb(rho)) / 2
    c = edge + ball(pole)
    truth = ((c - 1) / (c + 1)).log()
    error = abs(sum((w / (x - c) for x, w in legendre.rule(n)), arb(0)) - truth)
    assert error < legendre.remainder(n, arb(rho)) / ball(pole)


def test_the_ladder_of_sizes_reaches_the_goal():
    for nats in (0.0, 1.0, 30.0, 75.0, 400.0):
        n = legendre.size(nats, 2.0)
        assert n >= 2 and 2 * n * math.log(2) >= nats and n <= 1.2 * max(2, nats / (2 * math.log(2))) + 2


@pytest.mark.parametrize("x", ["0", "1/3", "-5/2", "7"])
def test_the_toy_factor_gives_the_normal_distribution(x):
    table = run([Toy(x), Toy()], -14, 20)
    table.tails(Fraction(-14), Fraction(20))
    p = table.masses
    assert p[0].overlaps(toy_truth(x)) and p[1].overlaps(toy_truth(-Fraction(x)))
    assert all(mass.rad() < 1e-15 for mass in p)
    assert sum(p, arb(0)).contains(1)


@pytest.mark.parametrize("noise", ["gumbel", "gaussian(0,3/2)", "logistic", "laplace", "uniform(-9,9)", "triangular(-9,0,12)", "exponential(-3,2)"])
@given(theta=st.lists(st.fractions(-4, 4, max_denominator=8), min_size=2, max_size=3), start=st.fractions(-8, 8, max_denominator=9),
       width=st.sampled_from([Fraction(x) for x in ("1/3", "2", "7")]))
@settings(max_examples=12)
def test_concave_logarithms_bound_what_is_left_out(noise, theta, start, width):
    """The bound of a panel against samples of its integrands, and against none where a factor is not concave."""
    factors = [placed(noise, entry) for entry in theta]
    ends = sorted({start, start + width, *(x for f in factors for x in f.kinks if start < x < start + width)})
    for a, b in pairwise(ends):
        panel, bounds = Panel(a, b, tuple(sum(kink <= a for kink in f.kinks) for f in factors), False), [arb.pos_inf()] * len(factors)
        table = Panels(factors, [1] * len(factors), Goals([arb(10) ** 9] * len(factors), None))
        if table._negligible(panel, range(len(factors)), bounds):
            samples = [table._integrands(panel, a + (b - a) * k / 40, range(len(factors))) for k in range(41)]
            assert all(not bound < x * ball(b - a) for row in samples for x, bound in zip(row, bounds))
        factors[0].concave = False
        assert not table._negligible(panel, range(len(factors)), [arb(0)] * len(factors))
        factors[0].concave = True


def test_a_kink_of_another_factor_does_not_count_as_its_value_inside():
    """At its right end, an atom, a cdf is larger than anywhere in the panel."""
    factors = [placed("gaussian", 0), placed("discrete(-3,2; 1/1000000,999999/1000000)", 0)]
    table, bounds = Panels(factors, [1, 1], Goals([arb(1), arb(1)], None)), [arb.pos_inf(), arb.pos_inf()]
    assert table._negligible(Panel(Fraction(-2), Fraction(2), (0, 1), False), [0], bounds)
    assert bounds[0] > arb("1e-6") * (table.factors[0].cdf(arb(2)) - table.factors[0].cdf(arb(-2)))


def test_weights_are_those_of_the_normal_density():
    table = run([Toy("1/2"), Toy()], hessian=True)
    table.tails(Fraction(-12), Fraction(12))
    truth = (-arb(1) / 16).exp() / (2 * arb.pi().sqrt())
    weights = table.weights()
    assert weights[0][1].overlaps(truth) and weights[1][0].overlaps(truth) and weights[0][1].rad() < 1e-14
    assert weights[0][0] == 0


def test_counts_stand_for_equal_coordinates():
    goal = arb(10) ** -18
    table = Panels([Toy()], [5], Goals([goal], goal, True))
    table.run(Fraction(-12), Fraction(12), Fraction(1))
    table.tails(Fraction(-12), Fraction(12))
    single = run([Toy()] * 5, hessian=True)
    assert table.masses[0].overlaps(arb(1) / 5) and (table.value + 1).overlaps(single.value)
    assert table.weights()[0][0].overlaps(single.weights()[0][1])


def test_the_tail_is_needed():
    """Without it the masses of a short window miss the truth."""
    table = run([Toy(), Toy()], -12, 1)
    assert not table.masses[0].overlaps(toy_truth(0))
    table.tails(None, Fraction(1))
    assert table.masses[0].contains(toy_truth(0))


@pytest.mark.parametrize("owner, name, wrong", [
    (Panels, "_errors", lambda self, *rest: None),
    (Panels, "_bounds", lambda self, *rest: [arb(0)] * len(self.factors)),
    (Ellipses, "_box", lambda self, *rest: Box(arb("1e-60"), [arb("1e-60")] * len(self.factors), arb(0))),
])
def test_wrong_bounds_are_noticed(monkeypatch, owner, name, wrong):
    """Each bound is necessary: with a wrong one the enclosures miss the truth or exclude it."""
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, wrong)
        patch.setattr(ellipses, "RHOS", (2.0,))
        table = run([Toy("1/3"), Toy()], -12, 12, digits=6)
        value = table.masses[0]
    right = run([Toy("1/3"), Toy()], -12, 12, digits=30).masses[0]
    assert not value.contains(right.mid())


def test_a_factor_whose_cdf_is_wrong_is_noticed():
    class Wrong(Toy):
        def cdf(self, t):
            return super().cdf(t) * (1 - arb(10) ** -12)

    table = run([Wrong("1/3"), Toy()])
    table.tails(Fraction(-12), Fraction(12))
    assert not sum(table.masses, arb(0)).contains(1)


@pytest.mark.parametrize("noise", LAWS)
@given(data=st.data())
@settings(max_examples=8)
def test_boxes_bound_density_and_cdf_continued(noise, data):
    """The bound of |F| in a box, against F continued from the panel by integrating the density along a path."""
    factor = placed(noise, 0)
    corners = list(factor.kinks) or [Fraction(-1)]
    a = max(corners) if data.draw(st.booleans()) else min(corners) - 2
    piece = sum(kink <= a for kink in factor.kinks)
    b = a + data.draw(st.sampled_from([Fraction(1, 8), Fraction(1, 3)]))
    table = Panels([factor, factor], [1, 1], Goals([arb(1)] * 2, arb(1)))
    boxes = table._ellipses.boxes(Panel(a, b, (piece, piece), True), arb(2.0), True)
    if boxes is None:
        return
    angle = ball(data.draw(st.fractions(0, 2, max_denominator=60)))
    rho = arb(2.0)
    centre, radius = ball((a + b) / 2), ball((b - a) / 2)
    z = acb(centre + radius * (rho + 1 / rho) / 2 * angle.cos_pi(), radius * (rho - 1 / rho) / 2 * angle.sin_pi())
    path = z - centre
    steps = legendre.rule(12)
    grown = factor.cdf((a + b) / 2) + path * sum((w / 2 * factor.density(centre + path * (1 + x) / 2, piece) for x, w in steps), acb(0))
    slack = 1 + arb(10) ** -6
    assert abs(grown * grown) < max((box.product for box in boxes), key=float) * slack + arb("1e-9")
    assert abs(1 - grown * grown) < max((box.missing for box in boxes), key=float) * slack + arb("1e-9")
    crest = max((box.product * box.ratios[0] for box in boxes), key=float)
    assert abs(factor.density(z, piece) * grown) < crest * slack + arb("1e-9")


@pytest.mark.parametrize("noise", LAWS)
@given(low=st.fractions(-6, 6, max_denominator=40), width=st.fractions(0, 4, max_denominator=40), part=st.fractions(0, 1, max_denominator=40))
@settings(max_examples=25)
def test_crests_bound_the_density(noise, low, width, part):
    factor = placed(noise, "1/3")
    t = low + width * part
    piece = sum(kink <= t for kink in factor.kinks)
    density = factor.density(ball(t), piece)
    for ends in ((ball(low), ball(low + width)), (arb.neg_inf(), ball(low + width)), (ball(low), arb.pos_inf())):
        assert not density > factor.crest(*ends)


def test_comparisons_of_balls():
    assert not within(arb.nan(), arb(1)) and not within(arb.pos_inf(), arb.pos_inf()) and not within(arb(1, 1), arb(1)) and within(arb(1), arb(1))


def test_too_much_work_is_refused(monkeypatch):
    monkeypatch.setattr(panels, "MOST_EVALUATIONS", 10)
    with pytest.raises(PanelError, match="evaluations"):
        run([Toy(), Toy(1)])
    monkeypatch.setattr(panels, "MOST_PANELS", -10_000)
    with pytest.raises(PanelError, match="panels"):
        run([Toy(), Toy(1)])


@pytest.mark.parametrize("noise, theta, log", [
    ("gaussian", (0, 0), math.log(0.5)), ("gaussian", (0, 60), -903.3), ("gaussian", (0, 1000), -250007.5), ("logistic", (0, 100), -95.4),
    ("cauchy", (0, 10**6), -14.3), ("uniform(-1,1)", (0, 1), math.log(1 / 8)), ("exponential", (0, 50), -50.7),
])
def test_scouts_estimate_the_logarithm_to_a_unit(noise, theta, log):
    factors = [placed(noise, entry) for entry in theta]
    marks = [float(x) for f in factors for x in (f.place, *f.kinks)]
    found = scout(tables(factors), [1, 1], marks, 70.0)
    assert abs(found.logs[0] - log) < 1.5 and found.low < min(marks) and found.high > max(marks)


def test_scouts_refuse_what_float64_cannot_hold():
    factors = [placed("student_t(1/100)", entry) for entry in (0, 1)]
    with pytest.raises(QuadratureError, match="tails"):
        scout(tables(factors), [1, 1], [0.0, 1.0], 70.0)
