"""The inverse on random questions with a known solution: p is a subgradient at theta, exactly, often at a tie; and again after enclosing.

Whatever `identify` claims is confronted with that theta: a point must be it, a set must hold another solution, and there is never none.
"""

import os
from fractions import Fraction
from itertools import combinations

import pytest
from flint import arb, ctx, fmpq
from hypothesis import event, given, settings
from hypothesis import strategies as st
from noises import LAWS

from verifier.laws import parse_law
from verifier.models import ModelError, PerturbArgmax, PerturbSoftmax
from verifier.models.identification.identify import identify
from verifier.models.rationals.exact import Exact
from verifier.probes.profiles import profile

CHOSEN = profile(os.environ.get("VERIFIER_PROFILE", "quick"))
EXAMPLES = {"quick": 8, "ci": 40, "thorough": 1000}[CHOSEN.name]
FINITE = ("rademacher", "constant(0)", "discrete(0,1,3; 1/2,1/3,1/6)", "discrete(-1,0,1/2; 2/3,1/6,1/6)", "discrete(-9,9; 1/4,3/4)")
SMOOTH = ("uniform(-1,1)", "uniform(0,1/2)", "triangular(-1,0,2)")
DIGITS = 12


@st.composite
def subgradients(draw):
    """(model, theta, p): rational laws, at least one of them finite, and p a mean of the vertices of the subdifferential at theta."""
    laws = [draw(st.sampled_from(FINITE)), draw(st.sampled_from(FINITE + SMOOTH)), *draw(st.lists(st.sampled_from(FINITE + SMOOTH), max_size=2))]
    theta = tuple(draw(st.integers(-4, 4).map(lambda n: Fraction(n, 2)) | st.integers(-12, 12).map(lambda n: Fraction(n, 7))) for _ in laws)
    model = PerturbArgmax("; ".join(laws), len(laws))
    vertices = Exact(model).subdifferential(theta).vertices
    weights = draw(st.lists(st.integers(0, 3), min_size=len(vertices), max_size=len(vertices)).map(lambda row: row if any(row) else [1] * len(row)))
    return model, theta, tuple(sum(w * v[i] for w, v in zip(weights, vertices)) / sum(weights) for i in range(len(laws)))


@settings(max_examples=EXAMPLES)
@given(subgradients())
def test_rational_solutions_are_found(question):
    model, theta, p = question
    found = identify(model, p, DIGITS)
    event(f"{found.kind}{' at a kink' if found.at_kink else ''}")
    assert found.kind != "none", found.reason
    if found.kind == "point":
        mean = sum(theta) / len(theta)
        with ctx.workprec(300):
            assert all(contains(x, t - mean) for x, t in zip(found.theta, theta, strict=True))
    if found.kind == "set" and found.theta and all(isinstance(x, Fraction) for x in found.theta):
        assert Exact(model).subdifferential(found.theta).contains(p)
    if found.bounds:
        assert all((low is None or low <= theta[i] - theta[j]) and (high is None or theta[i] - theta[j] <= high)
                   for (i, j), (low, high) in found.bounds.items() if not isinstance(low, arb) and not isinstance(high, arb))


@settings(max_examples=EXAMPLES)
@given(subgradients(), st.booleans(), st.lists(st.integers(0, 6), min_size=4, max_size=4))
def test_the_value_itself_knows_where_the_solutions_end(question, any_p, weights):
    """f - <p, .>, from the values of f alone: strictly least at a point, least and flat some way at a set, and larger beyond the bounds."""
    model, _, p = question
    if any_p and sum(weights[: model.dim]):
        p = tuple(Fraction(w, sum(weights[: model.dim])) for w in weights[: model.dim])
    found = identify(model, p, DIGITS)
    if found.theta is None or not all(isinstance(x, Fraction) for x in found.theta):
        return event("no rational theta")
    event(found.kind)
    exact, parts = Exact(model), [part for size in range(1, model.dim) for part in combinations(range(model.dim), size)]

    def rise(part, step):
        moved = tuple(x + step * (i in part) for i, x in enumerate(found.theta))
        return exact.value(moved) - exact.value(found.theta) - step * sum(p[i] for i in part)

    rises = [rise(part, Fraction(1, 10**5)) for part in parts]
    assert min(rises, default=1) > 0 if found.kind == "point" else min(rises) == 0
    for (i, j), ends in found.bounds.items() if found.kind == "set" else ():
        for part in (part for part in parts if i in part and j not in part):
            for end, beyond in zip(ends, (-1, 1)):
                step = 0 if end is None or isinstance(end, arb) else end - found.theta[i] + found.theta[j] + beyond * Fraction(1, 100)
                assert not step or rise(part, step) > 0


def contains(x, q):
    return x == q if isinstance(x, Fraction) else x.contains(fmpq(q.numerator, q.denominator))


@pytest.mark.parametrize("kind, model", [("argmax", PerturbArgmax), ("softmax", PerturbSoftmax)])
@pytest.mark.parametrize("name", [name for name in LAWS if name not in ("student_t", "cauchy")])
def test_there_and_back(kind, model, name):
    """p is rounded from the probabilities at theta; so the way back leads near theta, if there are no atoms."""
    @settings(max_examples=max(1, EXAMPLES // 10))
    @given(LAWS[name], st.lists(st.integers(-24, 24).map(lambda n: Fraction(n, 20)), min_size=2, max_size=4))
    def ask(noise, theta):
        chosen, unit = model(noise, len(theta)), 10**40
        theta = [parse_law(noise).scale * entry for entry in theta]
        try:
            with ctx.workprec(200):
                p = [Fraction(int((x * unit).mid().floor().unique_fmpz()), unit) for x in chosen.enclosed(30).solve(theta).probabilities]
        except ModelError:
            return event("refused")
        p[0] += 1 - sum(p)
        if min(p) < Fraction(1, 10**12):
            return event("too small")
        found = identify(chosen, p, DIGITS)
        event(found.kind)
        assert found.kind in (("point", "set", "undecided") if kind == "argmax" and chosen.laws[0].atoms else ("point", "undecided")), found
        if found.kind == "point" and not found.at_kink:
            with ctx.workprec(200):
                mean = sum(theta) / len(theta)
                assert all(float(abs(as_ball(x) - as_ball(t - mean))) < 1e-9 for x, t in zip(found.theta, theta))

    ask()


def as_ball(x):
    return arb(fmpq(x.numerator, x.denominator)) if isinstance(x, Fraction) else x
