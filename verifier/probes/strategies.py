"""Hypothesis strategies for exact examples: parameters, directions, points of the open simplex, members of parameter sets.

Every integer drawn lies strictly between -100 and 100, and nothing else is drawn. Beyond that range Hypothesis mixes in constants from
whichever modules happen to be loaded, and the same seed would give other examples from an installed copy than from a checkout.
"""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from verifier.parameters import Hyperplane, ParameterError, ParameterSet, Points
from verifier.parameters.affine import AffineSet

GRID = 12
LARGEST = 8


def dimensions(choices: tuple[int, ...]):
    """One of the given dimensions; shrinks towards the first."""
    return st.sampled_from(choices)


def entries(bound: int):
    """A rational in [-bound, bound], 1 <= bound <= 8: an integer, an end or a multiple of 1/12; shrinks towards 0."""
    if not 1 <= bound <= LARGEST:
        raise ParameterError(f"the bound on entries is {bound}; choose 1 to {LARGEST}")
    whole, end = st.integers(-bound, bound).map(Fraction), st.sampled_from((Fraction(bound), Fraction(-bound)))
    return whole | end | st.integers(-bound * GRID, bound * GRID).map(lambda n: Fraction(n, GRID))


def thetas(dim: int, bound: int):
    """A vector of R^dim with entries in [-bound, bound]."""
    return st.tuples(*[entries(bound)] * dim)


def directions_off_ones(dim: int):
    """A direction of R^dim, dim >= 2, whose largest and smallest entries differ by at least 1/4 and at most 2."""
    if dim < 2:
        raise ParameterError("every direction of R^1 is a multiple of 1; take a dimension of at least 2")
    return thetas(dim, 1).filter(lambda v: max(v) - min(v) >= Fraction(1, 4))


def shifts():
    """A rational shift, at least 1/12 and at most 8 in modulus."""
    return entries(LARGEST).filter(bool)


def open_simplex(dim: int):
    """A point of ri Delta in R^dim with exact entries: weights m 10^k with 1 <= m <= 9 and 0 <= k <= 8, normalised.

    No entry is below 1 / (1 + 9 (dim - 1) 10^8): close to the boundary, never on it.
    """
    weight = st.builds(lambda digit, power: digit * 10**power, st.integers(1, 9), st.integers(0, 8))
    return st.tuples(*[weight] * dim).map(lambda weights: tuple(Fraction(w, sum(weights)) for w in weights))


def near_vertex(dim: int, smallest: Fraction) -> tuple[Fraction, ...]:
    """The point of ri Delta whose entries are `smallest` but for the first. Rejects what leaves that no positive rest (ParameterError)."""
    if not 0 < smallest * max(dim - 1, 1) < 1:
        raise ParameterError(f"{dim - 1} entries of {smallest} do not leave a positive first entry; take smaller ones")
    return (1 - smallest * (dim - 1), *[smallest] * (dim - 1))


def members(parameters: ParameterSet, bound: int):
    """A member of a parameter set: of a finite set any; of a hyperplane the projection of a vector with entries in [-bound, bound]; of a
    subspace its basis times such entries.

    Of other sets, those vectors with entries in [-bound, bound] that belong to it; a thin set leaves nothing, which a probe reports as an
    error.
    """
    if isinstance(parameters, Points):
        return st.sampled_from(parameters.points)
    if isinstance(parameters, Hyperplane):
        return thetas(parameters.dim, bound).map(parameters.project)
    if isinstance(parameters, AffineSet):
        return st.tuples(*[entries(bound)] * len(parameters.directions)).map(parameters.point)
    return thetas(parameters.dim, bound).filter(parameters.contains)


def pairs(parameters: ParameterSet, bound: int):
    """Two distinct members theta, tau of a parameter set; where it holds two translates, these are among the pairs tried.

    Half of the time tau is moved three quarters of the way towards theta, if that leaves it in the set.
    """
    member = members(parameters, bound)

    def pair(theta, tau, close):
        nearer = tuple((3 * a + b) / 4 for a, b in zip(theta, tau))
        return {"theta": theta, "tau": nearer if close and parameters.contains(nearer) else tau}

    drawn = st.builds(pair, member, member, st.booleans()).filter(lambda found: found["theta"] != found["tau"])
    witness = parameters.contains_two_translates()
    return drawn if witness is None else st.just({"theta": witness.theta, "tau": witness.tau}) | drawn
