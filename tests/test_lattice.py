"""Lattice sums for variables that contain a Gumbel variable: against softmax, on coarse and short lattices, and with each bound taken away."""

from fractions import Fraction as Q

import pytest
from flint import arb, ctx

import verifier.engines.balls.lattice as engine
from verifier.engines.balls.lattice import Lattice, LatticeError, Maximum, Tails, discretisation, maximum, spacing

PLACES = (Q(3, 10), Q(-1, 5), Q(1, 2))


@pytest.fixture(autouse=True)
def precision():
    with ctx.workprec(200):
        yield


def ball(x) -> arb:
    return arb(Q(x).numerator) / Q(x).denominator


def gumbel_tails(lattice: Lattice, places=PLACES) -> Tails:
    """For X_j = theta_j + G_j, P = exp(-c e^-t): exact integrals, or simple bounds of them."""
    low, high = (-lattice.low).exp(), (-lattice.high).exp()
    weights = [ball(x).exp() for x in places]
    total = sum(weights, arb(0))

    def decay(others: arb) -> arb:
        return (-others * low / 2).exp() / (others * low / 2)

    return Tails([decay(total - w) for w in weights], (total * low).expint(1), total * high, [(w * high).min(1) for w in weights])


def solve(step, low, high, places=PLACES, tails=None, hessian=True) -> Maximum:
    lattice = Lattice(Q(step), round(Q(low) / Q(step)), round(Q(high) / Q(step)))
    rates = [[(ball(x) - t).exp() for t in lattice.points()] for x in places]
    cdfs = [[(-u).exp() for u in row] for row in rates]
    densities = [[u * f for u, f in zip(*rows)] for rows in zip(rates, cdfs)]
    return maximum(lattice, cdfs, densities, tails or gumbel_tails(lattice, places), hessian)


def truth(places=PLACES) -> Maximum:
    """Standard Gumbel noise: log-sum-exp and softmax."""
    weights = [ball(x).exp() for x in places]
    total = sum(weights, arb(0))
    p = [w / total for w in weights]
    return Maximum(total.log() + arb.const_euler(), p, [[a * ((i == j) - b) for j, b in enumerate(p)] for i, a in enumerate(p)])


def entries(found: Maximum) -> list[arb]:
    return [found.value, *found.probabilities, *(x for row in found.hessian for x in row)]


def encloses(found: Maximum, places=PLACES) -> bool:
    return all(a.overlaps(b) for a, b in zip(entries(found), entries(truth(places))))


def test_a_fine_lattice_gives_softmax_to_thirty_digits():
    found = solve(Q(1, 8), -6, 85)
    assert encloses(found)
    assert all(x.rad() < arb(10) ** -29 for x in entries(found))


@pytest.mark.parametrize("step", (Q(1, 4), Q(1, 2), Q(1), Q(3, 2), Q(2)))
def test_coarse_lattices_enclose_the_truth(step):
    assert encloses(solve(step, -6, 84))


@pytest.mark.parametrize(("low", "high"), ((-1, 80), (-2, 80), (0, 80), (-6, 1), (-6, 5), (-6, 20), (-1, 2)))
def test_short_lattices_enclose_the_truth(low, high):
    assert encloses(solve(Q(1, 8), low, high))


def test_without_the_error_of_the_trapezoid_rule_the_truth_is_lost(monkeypatch):
    monkeypatch.setattr(engine, "discretisation", lambda h, power: arb(0))
    found, right = solve(Q(2), -6, 84), truth()
    assert not found.value.overlaps(right.value)
    assert not all(a.overlaps(b) for a, b in zip(found.probabilities, right.probabilities))
    assert not found.hessian[0][1].overlaps(right.hessian[0][1])


@pytest.mark.parametrize(("low", "high", "change"), (
    (-6, 5, {"above": [arb(0)] * 3}), (-6, 5, {"excess": arb(0)}), (-1, 80, {"shortfall": arb(0)}), (-1, 80, {"decays": [arb(0)] * 3})))
def test_without_a_tail_bound_the_truth_is_lost(low, high, change):
    lattice = Lattice(Q(1, 8), 8 * low, 8 * high)
    tails = gumbel_tails(lattice)
    assert encloses(solve(Q(1, 8), low, high, tails=tails))
    poor = Tails(**{**vars(tails), **change})
    assert not encloses(solve(Q(1, 8), low, high, tails=poor))


def test_the_tail_bounds_are_needed_and_not_wide():
    """Each p on a short lattice is wider than on a long one, by little more than the mass outside."""
    for low, high in ((-1, 80), (-6, 5)):
        found = solve(Q(1, 8), low, high)
        assert all(arb(10) ** -6 < x.rad() < arb(1) / 8 for x in found.probabilities)


def test_probabilities_keep_their_relative_radius():
    places = (Q(0), Q(-1000), Q(10**6))
    found = solve(Q(1, 8), -6, 85, tuple(x - 10**6 for x in places))
    assert all(a.overlaps(b) for a, b in zip(found.probabilities, truth(places).probabilities))
    assert all(x.rad() < arb(10) ** -28 * x for x in found.probabilities)


@pytest.mark.parametrize("power", (1, 2))
@pytest.mark.parametrize("nats", (3.0, 20.0, 75.0, 700.0, 2400.0))
def test_the_spacing_reaches_what_it_is_asked_for(nats, power):
    h = arb(spacing(nats, power))
    assert (-nats - 1) < float((2 * discretisation(h, power)).log().mid()) < -nats + 0.05


def test_value_without_a_mean_is_none():
    lattice = Lattice(Q(1, 8), -48, 640)
    tails = gumbel_tails(lattice)
    assert solve(Q(1, 8), -6, 80, tails=Tails(**{**vars(tails), "excess": arb.pos_inf()})).value is None


def test_what_does_not_fit_is_refused():
    with pytest.raises(LatticeError, match="does not hold 0"):
        Lattice(Q(1, 8), 1, 5)
    with pytest.raises(LatticeError, match="do not hold one number"):
        maximum(Lattice(Q(1, 8), -1, 1), [[arb(1)] * 2], [[arb(1)] * 3], Tails([arb(0)], arb(0), arb(0), [arb(0)]))
    with pytest.raises(LatticeError, match="finite"):
        maximum(Lattice(Q(1, 8), -1, 1), [[arb(1)] * 3], [[arb("nan")] * 3], Tails([arb(0)], arb(0), arb(0), [arb(0)]))
