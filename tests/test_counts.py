"""Counts of mixed Poisson variables: of mixtures and of laws, against their definition; and tables for many places from one grid."""

from fractions import Fraction as Q
from itertools import pairwise
from math import inf

import pytest
from flint import acb, arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

import verifier.engines.balls.counts as engine
import verifier.engines.balls.mixtures as mixtures
from verifier.engines.balls.counts import Counts, Grid, grouped, losses, tables, tails, terms
from verifier.engines.balls.lattice import Lattice, LatticeError
from verifier.engines.balls.mixtures import Mixture, Slack, counts
from verifier.laws import parse_law

LATTICE = Lattice(Q(1, 8), -40, 300)
PLACES = (Q(0), Q(1, 3), Q(-7, 2), Q(1, 16), Q(11, 7), Q(-200))


@pytest.fixture(autouse=True)
def precision():
    with ctx.workprec(200):
        yield


def ball(x) -> arb:
    return arb(Q(x).numerator) / Q(x).denominator


def truth(mixture: Mixture, place: Q, t: arb) -> tuple[arb, arb]:
    """The cdf and the density of a mixture by their definition."""
    rates = [(ball(place) + g - t).exp() for g in mixture.nodes]
    parts = [w * (-u).exp() for w, u in zip(mixture.weights, rates)]
    return sum(parts, arb(0)), sum((x * u for x, u in zip(parts, rates)), arb(0))


def alone(mixture: Mixture, place: Q, lattice: Lattice = LATTICE, few: int = 2):
    """The table of one place, from a grid of its own."""
    (group,) = grouped([place], lattice, inf, 60.0)
    return next(tables(group, counts(mixture, group.grid, few), lattice))


THREE = Mixture([arb(-3), arb(0), arb(2)], [arb(0.5), arb(0.25), arb(0.25)])


def test_counts_are_poisson_probabilities():
    grid = Grid(Q(1, 4), -20, 40, Q(1, 3))
    found = counts(THREE, grid, 6).rows
    for k, b in enumerate(grid.points()):
        for m, row in enumerate(found):
            rates = [(g - b).exp() for g in THREE.nodes]
            assert row[k].overlaps(sum(w * u**m * (-u).exp() / arb(m).fac() for w, u in zip(THREE.weights, rates)))


@pytest.mark.parametrize("nats", (2.0, 20.0, 70.0))
def test_places_share_a_grid(nats):
    groups = list(grouped(PLACES, LATTICE, 1, nats))
    assert sorted(place for group in groups for place in group.places) == sorted(PLACES) and len(groups) == 2
    for group in groups:
        found = counts(THREE, group.grid, group.terms(nats))
        for place, (cdf, density) in zip(group.places, tables(group, found, LATTICE)):
            for t, *pair in list(zip(LATTICE.points(), cdf, density))[::7]:
                known = truth(THREE, place, t)
                assert all(a.overlaps(b) and a.rad() < 3 * (-arb(nats)).exp() for a, b in zip(pair, known))
                assert pair[1].rad() < 9 * (-arb(nats)).exp() * known[1] or t < 9


def missed(group, found: Counts, part: int) -> bool:
    """Whether some table misses the truth."""
    rows = [(place, table[part]) for place, table in zip(group.places, tables(group, found, LATTICE))]
    return any(not x.overlaps(truth(THREE, place, t)[part]) for place, row in rows for t, x in zip(LATTICE.points(), row))


@pytest.mark.parametrize("part", (0, 1))
def test_without_what_is_left_out_the_truth_is_lost(part, monkeypatch):
    (group,) = grouped(PLACES[:4], LATTICE, 1, 9.0)
    found = counts(THREE, group.grid, group.terms(9.0))
    assert not missed(group, found, part)
    assert missed(group, Counts(found.rows, [arb(0)] * len(group.grid)), part)


@pytest.mark.parametrize("part", (0, 1))
def test_rates_known_within_a_factor(part):
    """Counts at points that lie off the grid by up to e^fuzz, upwards and downwards."""
    (group,) = grouped(PLACES[:4], LATTICE, 1, 40.0)
    for by in (Q(1, 10**6), Q(-1, 10**6)):
        grid = Grid(group.grid.step, group.grid.first, group.grid.last, group.grid.anchor + by)
        wrong = counts(THREE, grid, group.terms(40.0))
        assert missed(group, wrong, part)
        assert not missed(group, Counts(wrong.rows, wrong.tails, fuzz=arb("1.01e-6")), part)


def test_tails_bound_what_is_not_zero():
    grid = Grid(Q(1, 2), -10, 60)
    zeros = counts(THREE, grid, 1).rows[0]
    height = sum((w * (g / 2).exp() for w, g in zip(THREE.weights, THREE.nodes)), arb(0))
    bounds = tails(grid, zeros, arb(1), arb(1) / 2, height)
    assert all(not 1 - x > bound for x, bound in zip(zeros, bounds)) and any(bound < height for bound in bounds)
    rough = tails(grid, [arb(0)] * len(grid), arb(1), arb(1) / 2, height)
    assert all(not 1 - x > bound for x, bound in zip(zeros, rough)) and rough[-1] < arb(10) ** -5


def test_groups_are_not_spread_and_few_places_stand_alone():
    places = [Q(k) for k in range(0, 400, 3)]
    for few, least in ((5, 2), (10**6, 1)):
        groups = list(grouped(places, LATTICE, few, 30.0))
        assert sorted(place for group in groups for place in group.places) == places
        assert all(len(group.grid) <= 2 * len(LATTICE) + 1 for group in groups) and (len(groups) < 20) == (least > 1)
    assert all(len(group.places) == 1 and group.gaps == (0,) for group in groups)


def test_terms_and_losses():
    for gap in (Q(1, 16), Q(1, 3), Q(1, 200)):
        s, n = losses(-gap), terms(gap, 50.0)
        assert n * abs(s) ** (n - 1) < (-arb(50)).exp() * 1.001 < 1.002 * (n - 1) * abs(s) ** (n - 2)
    assert terms(0, 50.0) == 2
    with pytest.raises(LatticeError, match="finer lattice"):
        losses(Q(-1, 2))


# mixtures


def spread(every: int, first: int, count: int, place: Q, step: Q):
    """A mixture on the lattice, with weights of a binomial kind, and the same one with nodes anywhere."""
    nodes = [ball((first + q) * step / every) - ball(place) for q in range(count)]
    weights = [arb(1 + q * (count - q)) for q in range(count)]
    total = sum(weights, arb(0))
    shares, slack = [w / total for w in weights], Slack(rate=arb(0.75))
    return Mixture(nodes, shares, slack, every, first), Mixture(nodes, shares, slack)


@pytest.mark.parametrize(("every", "first", "count", "place"), ((1, -30, 70, Q(1, 3)), (3, 10, 55, Q(-40)), (2, -500, 600, Q(7, 5)), (1, 0, 1, Q(0))))
def test_convolution_and_sum_agree(every, first, count, place):
    together, apart = (alone(mixture, place, few=5) for mixture in spread(every, first, count, place, Q(1, 8)))
    for part in (0, 1):
        assert all(a.overlaps(b) for a, b in zip(together[part], apart[part]))
        assert all(a.rad() < arb(10) ** -40 * b for a, b in zip(together[part][100:], apart[part][100:]))
    grid = Grid(Q(1, 8), -40, 300, place)
    together, apart = (counts(mixture, grid, 9).rows for mixture in spread(every, first, count, place, Q(1, 8)))
    assert all(a.overlaps(b) and a.rad() < arb(10) ** -40 for rows in zip(together, apart) for a, b in zip(*rows))


def test_a_kernel_made_a_few_columns_at_a_time_is_the_same(monkeypatch):
    """40 nodes by 341 points in blocks of 6 columns, of 1 and of all."""
    _, mixture = spread(1, -30, 40, Q(1, 3), Q(1, 8))
    grid, found = Grid(Q(1, 8), -40, 300, Q(1, 3)), []
    for block in (16, 4, 512):
        monkeypatch.setattr(mixtures, "BLOCK", block)
        found.append(counts(mixture, grid, 4).rows)
    assert all(len(row) == len(grid) for rows in found for row in rows)
    assert all(a.overlaps(b) and a.rad() < arb(10) ** -40 for other in found[:2] for rows in zip(other, found[2]) for a, b in zip(*rows))


def test_convolution_counts_the_radii_of_weights():
    mixture, _ = spread(1, -30, 70, Q(0), Q(1, 8))
    wide = Mixture(mixture.nodes, [w + arb(0, 1) / 10**6 for w in mixture.weights], mixture.slack, 1, -30)
    moved = Mixture(mixture.nodes, [w + arb(1) / 10**6 for w in mixture.weights], mixture.slack, 1, -30)
    for part in (0, 1):
        found, other = (alone(x, Q(0))[part] for x in (wide, moved))
        assert all(a.contains(b.mid()) for a, b in zip(found, other))


def test_slack_widens_the_rows():
    lattice, place = Lattice(Q(1, 2), -8, 20), Q(1)
    slack = Slack(arb(1) / 10, arb(1) / 20, arb(1) / 4, arb(1) / 2)
    cdf, density = alone(Mixture([arb(0)], [arb(1)], slack), place, lattice)
    assert all(x.rad() > arb("0.0999") for x in cdf)
    for t, x in zip(lattice.points(), density):
        wanted = arb("0.05") if t <= 1.5 else (-(t - 1.25) / 2).exp().min(arb("0.2")) / 4
        assert wanted * arb("0.999") < x.rad() < wanted * arb("1.001")


# laws

CLOSED = ("exponential", "exponential(0,1/3)", "exponential(0,5)", "exponential(0,1/200)", "exponential(0,1000/3001)", "exponential(1,100)",
          "laplace", "laplace(0,1/3)", "laplace(0,5)", "laplace(2,16/15)", "laplace(0,1/300)", "uniform(-1,1)", "uniform(-10,10)",
          "uniform(-1/1000,1/1000)")


def by_quadrature(text: str, u: arb, m: int) -> arb:
    """E[x^m e^-x] / m!, x = u e^gamma: acb.integral between the kinks, and at most the mass of the tails outside."""
    law = parse_law(text)
    law = law.shifted(-law.location)
    low, high = (-80 * law.scale if end is None else end if side else end for side, end in enumerate(law.support))
    high = 80 * law.scale if law.support[1] is None else law.support[1]
    ends = sorted({low, high, *(low + k * (high - low) / 40 for k in range(41)), *(kink for kink in law.kinks if low <= kink <= high)})
    total = (law.cdf_ball(ball(low)) + law.survival_ball(ball(high))) * arb(0, 1)
    for left, right in pairwise(ends):
        piece = sum(kink <= left for kink in law.kinks)
        density = lambda x, _, k=piece: law.density_ball(x, k) * (m * (u.log() + x) - u * x.exp()).exp()
        total += acb.integral(density, acb(ball(left)), acb(ball(right))).real / arb(m).fac()
    return total


@pytest.mark.parametrize("text", CLOSED)
@pytest.mark.parametrize("u", ("1e-4", "1.7", "40"))
def test_counts_of_laws_against_their_definition(text, u):
    with ctx.workprec(90):
        u = arb(u).mid()
        found = parse_law(text).counts_ball(u, 30)
        for m in (0, 1, 2, 7, 29):
            known = by_quadrature(text, u, m)
            assert known.rad() < 1e-15 and found[m].overlaps(known)


@pytest.mark.parametrize("text", CLOSED)
def test_counts_of_laws_keep_their_accuracy(text):
    """At other precisions, for rates from tiny to huge; relative but for the uniform laws, where they are so for m < 2."""
    law = parse_law(text)
    for u in ("1e-90", "1e-20", "1e-3", "0.6", "3", "11", "33", "120", "2000", "1e9", "1e21", "1e40"):
        u = arb(u).mid()
        for bits in (64, 180):
            with ctx.workprec(bits):
                coarse = law.counts_ball(u, 25)
            with ctx.workprec(3 * bits + 500):
                fine = law.counts_ball(u, 25)
            assert len(coarse) == 25 and all(a.overlaps(b) for a, b in zip(coarse, fine))
            assert not sum(coarse, arb(0)) > 1 and all(x.rad() < arb(2) ** (20 - bits) for x in coarse)
            if text[0] != "u" and u < 2000:
                assert min(x.rel_accuracy_bits() for x in coarse) > bits - 20


@given(u=st.fractions(Q(1, 64), 500, max_denominator=64), scale=st.fractions(Q(1, 60), 60, max_denominator=60),
       name=st.sampled_from(["laplace", "exponential"]))
@settings(max_examples=25)
def test_counts_obey_the_derivative_of_their_generating_function(u, scale, name):
    """J_m at u (1 - s) from those at u: what is left of N points if each is lost with probability s."""
    law, u, s = parse_law(f"{name}(0,{scale})"), arb(u.numerator) / u.denominator, arb(1) / 16
    u = u.mid()
    now, then = law.counts_ball(u, 60), law.counts_ball(u * 15 / 16, 3)
    for m in range(3):
        left, factor = arb(0), (1 - s) ** m
        for n in range(m, 60):
            left, factor = left + factor * now[n], factor * s * (n + 1) / (n + 1 - m)
        assert abs(left - then[m]) < arb(10) ** -50
