"""Enclosures of Perturb-Argmax against closed forms, against each other at two precisions, and against exact answers; refusals."""

import os
from fractions import Fraction

import oracles
import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import erfc, mp, mpf, nstr, workdps

from verifier.laws import LawError
from verifier.models import ModelError, PerturbArgmax, PerturbSoftmax, TieError
from verifier.models.balls import panelled
from verifier.models.balls.enclosed import Enclosed
from verifier.models.rationals.exact import Exact
from verifier.models.meetings import refuse_ties
from verifier.models.balls.panelled import argmax_normalised, argmax_value, solve_argmax

EXAMPLES = {"quick": 3, "ci": 10, "thorough": 400}[os.environ.get("VERIFIER_PROFILE", "quick")]
DIGITS = 15
NOISES = (
    "gumbel", "gumbel(0,2)", "gaussian", "gaussian(1,1/2)", "logistic", "laplace", "laplace(0,3)", "uniform(-1,1)", "triangular(-1,0,1)",
    "exponential", "student_t(3)", "rademacher", "discrete(-1,0,2; 1/2,1/4,1/4)",
)
RATIONAL = "uniform(-1,1)", "triangular(-1,0,2)", "rademacher", "uniform(0,3)", "discrete(-1,0,2; 1/2,1/4,1/4)", "constant(1/2)"
SHIFTS = st.fractions(-4, 4, max_denominator=60)
SCALES = st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(3), Fraction(7, 5)])
thorough = settings(max_examples=EXAMPLES)


def truth(x, digits=40):
    """An mpf as a ball."""
    return arb(nstr(x, digits + 8)) + arb(0, 1) * arb(10) ** -digits * max(1, abs(int(x)) + 1)


def mp_number(q):
    """An mpf of 60 digits, whatever the caller's precision."""
    with workdps(60):
        return mpf(q.numerator) / q.denominator


def check(found, x, digits=DIGITS):
    """The ball holds the truth, and is as narrow as promised."""
    with ctx.workprec(400):
        ball = truth(x)
        assert found.overlaps(ball), (found, ball)
        assert found.rad() <= arb(10) ** -digits * abs(found).max(arb(1))


def check_promise(found, digits):
    with ctx.workprec(8 * digits + 200):
        goal = arb(10) ** -digits
        assert all(p.rad() <= goal * abs(p) for p in found.probabilities)
        assert sum(found.probabilities, arb(0)).contains(1)
        for x in (found.value, found.normalised):
            assert x is None or x.rad() <= goal * abs(x).max(arb(1))


def solve(noise, theta, digits=DIGITS, hessian=False):
    return Enclosed(PerturbArgmax(noise, len(theta)), digits).solve(theta, hessian)


PAIRS = {
    "gaussian": lambda x, a, b: oracles.gaussian_pair(x, a * a + b * b),
    "laplace": lambda x, a, b: oracles.laplace_pair(x, a, b),
    "cauchy": lambda x, a, b: oracles.cauchy_pair(x, a + b),
}


@pytest.mark.parametrize("name", PAIRS)
@given(x=SHIFTS, a=SCALES, b=SCALES)
@thorough
def test_two_choices_with_scales(name, x, a, b):
    found = solve(f"{name}(0,{a}); {name}(0,{b})", (x, 0))
    with workdps(70):
        p, value = PAIRS[name](mp_number(x), mp_number(a), mp_number(b))
    check(found.probabilities[0], p)
    check(found.normalised if name == "cauchy" else found.value, value)
    check_promise(found, DIGITS)


@given(x=SHIFTS)
@thorough
def test_student_with_three_degrees(x):
    found = solve("student_t(3)", (x, 0))
    with workdps(70):
        p, value = oracles.student3_pair(mp_number(x))
    check(found.probabilities[0], p)
    check(found.value, value)


def test_student_with_any_degrees_of_freedom():
    found = solve("student_t(5/2)", (Fraction(1, 2), 0), 15)
    with workdps(40):
        p, value = oracles.student_pair(mpf(1) / 2, mpf(5) / 2)
        check(found.probabilities[0], p, 15)
        check(found.value, value, 15)


@given(theta=st.lists(SHIFTS, min_size=2, max_size=4, unique=True))
@thorough
def test_logistic_by_divided_differences(theta):
    found = solve("logistic", theta, hessian=True)
    with workdps(120):
        alphas = [mp.exp(mp_number(x)) for x in theta]
        value = sum(a ** (len(theta) - 1) * mp.log(a) / mp.fprod(a - b for b in alphas if b is not a) for a in alphas)
        check(found.value, value)


@given(x=st.fractions(0, 4, max_denominator=60), a=SCALES, b=SCALES)
@thorough
def test_two_exponentials(x, a, b):
    """P(Y <= x + X) = 1 - e^(-x/b) b / (a + b) for x >= 0."""
    found = solve(f"exponential(0,{a}); exponential(0,{b})", (x, 0))
    with workdps(60):
        check(found.probabilities[0], 1 - mp.exp(-mp_number(x / b)) * mp_number(b / (a + b)))


def test_three_gaussians_meet():
    """E max = 3 / (2 sqrt pi), and E max = <theta, p> + trace H for unit variance."""
    found = solve("gaussian", (0, 0, 0), 30)
    with workdps(60):
        check(found.value, 3 / (2 * mp.sqrt(mp.pi)), 30)
    theta = (Fraction(1, 3), Fraction(-1, 2), Fraction(1))
    found = solve("gaussian", theta, 30, hessian=True)
    with ctx.workprec(200):
        inner = sum((p * x.numerator / x.denominator for p, x in zip(found.probabilities, theta)), arb(0))
        assert found.value.overlaps(inner + sum((found.hessian[i][i] for i in range(3)), arb(0)))


@st.composite
def questions(draw, most=3, noises=NOISES):
    dim = draw(st.integers(1, most))
    return [draw(st.sampled_from(noises)) for _ in range(dim)], [draw(SHIFTS) for _ in range(dim)]


@given(question=questions())
@settings(max_examples=2 * EXAMPLES)
def test_two_precisions_overlap(question):
    noises, theta = question
    model = PerturbArgmax("; ".join(noises), len(theta))
    try:
        low, high = (solve_argmax(model.laws, tuple(theta), digits, True) for digits in (6, 14))
    except TieError:
        return
    check_promise(low, 6)
    check_promise(high, 14)
    assert all(a.overlaps(b) for a, b in zip(low.probabilities, high.probabilities))
    assert low.value.overlaps(high.value) and low.normalised.overlaps(high.normalised)
    for left, right in zip(low.hessian, high.hessian):
        assert all(a.overlaps(b) and b.rad() <= 1e-14 * max(1.0, float(abs(b))) for a, b in zip(left, right))


@given(question=questions(noises=RATIONAL))
@settings(max_examples=8 * EXAMPLES)
def test_the_exact_engine_is_enclosed(question):
    """Panels and sums of atoms against rational answers of another engine, ties included."""
    noises, theta = question
    model = PerturbArgmax("; ".join(noises), len(theta))
    view = Exact(model)
    value, normalised = argmax_value(model.laws, tuple(theta), 15), argmax_normalised(model.laws, tuple(theta), 15)
    check(value, mp_number(view.value(theta)), 15)
    check(normalised, mp_number(view.normalised(theta)), 15)
    try:
        rows = view.hessian(theta)
    except TieError:
        with pytest.raises(TieError):
            solve_argmax(model.laws, tuple(theta), 15, True)
        return
    found = solve_argmax(model.laws, tuple(theta), 15, True)
    for ball, p in zip(found.probabilities, view.probabilities(theta)):
        check(ball, mp_number(p), 15)
        assert not p or ball.rad() <= 1e-15 * float(p)
        assert p not in (0, 1) or ball.is_exact() and ball == int(p)
    for left, right in zip(found.hessian, rows):
        for ball, w in zip(left, right):
            check(ball, mp_number(w), 14)


@given(question=questions(most=3), by=SHIFTS)
@thorough
def test_shifts_and_permutations(question, by):
    noises, theta = question
    try:
        found = solve("; ".join(noises), theta, 12)
        moved = solve("; ".join(noises[::-1]), [x + by for x in theta[::-1]], 12)
    except TieError:
        return
    assert all(a.overlaps(b) for a, b in zip(found.probabilities, moved.probabilities[::-1]))
    with ctx.workprec(100):
        assert moved.value.overlaps(found.value + arb(by.numerator) / by.denominator)


@pytest.mark.parametrize("x", [60, 1000])
def test_tiny_probabilities_keep_their_digits(x):
    found = solve("gaussian", (x, 0), 25)
    with ctx.workprec(300):
        assert found.probabilities[1].overlaps((arb(x) / 2).erfc() / 2)
    assert found.probabilities[1].rel_accuracy_bits() > 82 and found.probabilities[1] > 0


@pytest.mark.parametrize("noise, shifts", [("rademacher; gaussian", (-1, 1)), ("constant(0); gaussian(0,1)", (0,))])
def test_a_gaussian_choice_a_million_behind(noise, shifts):
    """p_2 is the mean of P(gamma > 10^6 + shift)."""
    found = solve(noise, (0, -(10**6)), 20).probabilities
    with workdps(60):
        truth = nstr(sum(erfc((10**6 + shift) / mp.sqrt(2)) for shift in shifts) / (2 * len(shifts)), 50)
    with ctx.workprec(200):
        assert found[1].overlaps(arb(truth) * (1 + arb(0, "1e-45"))) and found[1].rel_accuracy_bits() > 66 and found[0].contains(1)


@given(theta=st.lists(SHIFTS, min_size=1, max_size=5), scale=SCALES)
@thorough
def test_gumbel_noise_is_softmax(theta, scale):
    found = solve(f"gumbel(0,{scale})", theta, 40, True)
    general = solve_argmax(PerturbArgmax(f"gumbel(0,{scale})", len(theta)).laws, tuple(theta), 15, True)
    with ctx.workprec(300):
        powers = [(arb(x.numerator) / x.denominator * scale.denominator / scale.numerator).exp() for x in theta]
        assert all(p.overlaps(power / sum(powers, arb(0))) for p, power in zip(found.probabilities, powers))
    check_promise(found, 40)
    assert found.value.overlaps(general.value) and found.normalised.overlaps(general.normalised)
    assert all(a.overlaps(b) for left, right in zip(found.hessian, general.hessian) for a, b in zip(left, right))


def test_many_digits_of_softmax():
    found = solve("gumbel", (0, "0.1", -3), 20_000)
    assert all(p.rel_accuracy_bits() > 66_000 for p in found.probabilities)
    assert solve("gumbel", (0, 10**6), 30).probabilities[0].rel_accuracy_bits() > 99


@pytest.mark.parametrize("noise, theta, p", [
    ("uniform(-1,1)", (0, 5), (0, 1)), ("gaussian", (3,), (1,)), ("cauchy", (3,), (1,)), ("gumbel", (3,), (1,)),
    ("constant(0); gaussian; constant(1)", (0, 0, 0), None),
    ("uniform(-1,1); exponential", (0, 1), (0, 1)), ("rademacher; gaussian; uniform(-1,1)", (0, 0, -3), None),
])
def test_certain_answers_are_exact(noise, theta, p):
    found = solve(noise, theta).probabilities
    if p is None:
        assert any(x.is_zero() for x in found)
    else:
        assert all(x.is_exact() and x == q for x, q in zip(found, p))


def test_heavy_tails_have_a_normalised_value():
    view = Enclosed(PerturbArgmax("cauchy; gaussian", 2), 12)
    with pytest.raises(ModelError, match="normalised"):
        view.value((1, 0))
    assert view.normalised((0, 0)).contains(0) and view.normalised((3, 3)).contains(3)


def test_ties_and_bends_are_refused_exactly():
    near = Fraction(1, 10**40)
    for theta in ((0, 0), (0, 2)):
        with pytest.raises(TieError, match="1, 2 tie"):
            solve("rademacher; rademacher; gaussian", (*theta, 0))
    p = solve("rademacher; rademacher; gaussian", (0, near, 0)).probabilities
    assert p[1] > p[0]
    with pytest.raises(TieError, match="jump"):
        solve("rademacher; uniform(-1,1); gaussian", (0, 0, 0), hessian=True)
    solve("rademacher; laplace; gaussian", (0, 1, 0), hessian=True)
    refuse_ties(PerturbArgmax("rademacher; rademacher; uniform(1,2)", 3).laws, (Fraction(0), Fraction(0), Fraction(0)))


def test_a_tie_has_a_value_and_a_polytope():
    view = Enclosed(PerturbArgmax("rademacher; rademacher; gaussian", 3), 20)
    vertices = view.subdifferential((0, 0, 0)).vertices
    sides = [view.probabilities((sign * Fraction(1, 10**30), 0, 0)) for sign in (1, -1)]
    assert len(vertices) == 2 and view.value((0, 0, 0)).rad() < 1e-20
    with ctx.workprec(200):
        for side in sides:
            assert any(all(abs(a - b) < arb("1e-19") for a, b in zip(side, vertex)) for vertex in vertices)
    assert len(Enclosed(PerturbArgmax("gaussian", 2), 20).subdifferential((0, 1)).vertices) == 1


def test_hessian_products():
    view = Enclosed(PerturbArgmax("gaussian; logistic; laplace", 3), 15)
    rows, found = view.hessian((0, 1, "1/2")), view.hessian_product((0, 1, "1/2"), (1, "-1/2", 3))
    with ctx.workprec(150):
        assert all(x.overlaps(row[0] - row[1] / 2 + 3 * row[2]) for x, row in zip(found, rows))
        assert all(sum(row, arb(0)).contains(0) for row in rows)


def test_softmax_goes_to_the_other_engine():
    found = Enclosed(PerturbSoftmax("constant(0)", 2, "1/2"), 20).solve((1, 0), hessian=True)
    with ctx.workprec(200):
        p = 1 / (1 + (-arb(2)).exp())
        assert found.probabilities[0].overlaps(p) and found.value.overlaps((1 + arb(2).exp()).log() / 2)
        assert found.hessian[0][1].overlaps(-2 * p * (1 - p))


@pytest.mark.parametrize("digits", [0, -3, 1.5, True, "20", 100_001])
def test_digits_out_of_range(digits):
    with pytest.raises(ModelError, match="digits"):
        Enclosed(PerturbArgmax("gaussian", 2), digits)


@pytest.mark.parametrize("theta, what", [
    ((0.5, 0), "exact"), ((arb.nan(), 0), "exact"), ((arb(1), 0), "exact"), (("x", 0), "exact number"), (("nan", 0), "exact number"),
    (None, "sequence"), ((10**400, 0), "too far apart"),
])
def test_theta_out_of_range(theta, what):
    with pytest.raises((ModelError, LawError), match=what):
        Enclosed(PerturbArgmax("gaussian", 2), 20).solve(theta)


def test_wrong_lengths():
    view = Enclosed(PerturbArgmax("gaussian", 2), 10)
    for ask in (lambda: view.value((0,)), lambda: view.hessian_product((0, 1), (1, 2, 3))):
        with pytest.raises(ModelError, match="entries"):
            ask()


def test_too_many_digits_without_a_closed_form():
    with pytest.raises(ModelError, match="1 to 1000"):
        solve("gaussian", (0, 1), 1001)


@pytest.mark.parametrize("name", ["_value_tails", "add_atoms", "others"])
def test_missing_terms_are_noticed(monkeypatch, name):
    """Each of these parts is needed: without it the answers contradict the exact ones, or the promise fails."""
    from verifier.models.balls.contest import Contest

    with monkeypatch.context() as patch:
        if name == "_value_tails":
            patch.setattr(panelled, name, lambda contest, window: (arb(0), arb(0)))
            assert not argmax_value(PerturbArgmax("exponential", 2).laws, (Fraction(0),) * 2, 15).contains(arb(3) / 2)
        elif name == "add_atoms":
            patch.setattr(Contest, name, lambda *rest: None)
            rows = solve("rademacher; gaussian", (0, 0), hessian=True).hessian
            assert rows[0][1].is_zero()
        else:
            patch.setattr(Contest, name, lambda *rest: arb(1))
            assert not sum(solve("rademacher; gaussian; gaussian", (0, 0, 0)).probabilities, arb(0)).overlaps(arb(1))
