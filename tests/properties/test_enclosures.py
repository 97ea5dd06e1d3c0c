"""On random exact questions, thousands of them in the thorough profile: enclosures at two precisions overlap, keep their promise and hold the truth.

A refusal (ModelError) is an answer too, but ordinary questions must not be refused, and a tie is one at every precision.
"""

import os
from fractions import Fraction

import pytest
from flint import arb, ctx, fmpq
from hypothesis import event, given, settings
from mpmath import mpf, nstr, workdps
from noises import LAWS, questions
from truths import FAMILIES

from verifier.models import ModelError, PerturbArgmax, PerturbSoftmax, TieError
from verifier.models.rationals.exact import Exact
from verifier.probes.profiles import profile

CHOSEN = profile(os.environ.get("VERIFIER_PROFILE", "quick"))
EXAMPLES = {"quick": 2, "ci": 20, "thorough": 100}[CHOSEN.name]
MODELS = {"argmax": PerturbArgmax, "softmax": PerturbSoftmax}
PRECISIONS = {"heavy": (4, 9), "light": (6, 17)}
WORK, ROOM = 150, 4000
ONES = (Fraction(1),) * 4
DEAR = (
    ("gumbel(-3,1); constant(0)", (Fraction(-300), Fraction(0)), Fraction(1, 50)),
    ("constant(5/2); uniform(-3/2,-1/10); uniform(0,40); laplace(0,40)", ONES, Fraction(1, 2)),
    ("constant(1/3); laplace(-17/10,40); student_t(5/2,0,1/2)", (Fraction(10**6),) * 3, Fraction(1)),
    ("student_t(4,-2,1/50)", ONES, Fraction(1)), ("cauchy(-4/3,1/50)", ONES, Fraction(3)),
    ("gaussian(0,40); discrete(-3,-3/2; 1/5,4/5); gumbel(0,7/5)", (Fraction(10, 51), Fraction(3), Fraction(-2)), Fraction(1, 5)),
)


def answers(model, theta, digits):
    """(value, normalised, probabilities), None for what does not exist; the error where it is refused."""
    view = model.enclosed(digits)
    try:
        found = view.solve(theta)
        return found.value, found.normalised if digits < 10 else None, list(found.probabilities)
    except TieError:
        return view.value(theta) if model.has_mean else None, view.normalised(theta), None
    except ModelError as refusal:
        return refusal


def check_promise(found, digits):
    """Each radius as promised, probabilities in [0, 1] and of sum 1."""
    value, normalised, p = found
    goal = arb(10) ** -digits * (1 + arb(10) ** -9)
    for x in (value, normalised):
        assert x is None or x.is_finite() and x.rad() <= goal * abs(x).max(arb(1)), x
    for x in p or ():
        assert x.is_finite() and x.lower() >= 0 and x.rad() <= goal * abs(x), x
    assert p is None or sum(p, arb(0)).contains(1)


def check_overlap(rough, fine):
    for one, other in zip((*rough[:2], *(rough[2] or ())), (*fine[:2], *(fine[2] or ()))):
        assert one is None or other is None or one.overlaps(other), (one, other)
    assert (rough[2] is None) == (fine[2] is None)


@pytest.mark.parametrize("name", [*LAWS, "mixed"])
@pytest.mark.parametrize("kind", MODELS)
def test_two_precisions_overlap(kind, name):
    precisions = PRECISIONS["heavy" if name in ("cauchy", "student_t", "mixed") else "light"]

    @settings(max_examples=EXAMPLES)
    @given(questions(kind, name))
    def ask(question):
        check_two(kind, *question, precisions)

    ask()


@pytest.mark.parametrize("question", DEAR if CHOSEN.name != "quick" else DEAR[:1])
def test_two_precisions_overlap_where_answers_take_seconds(question):
    check_two("softmax", *question, PRECISIONS["heavy"])


def check_two(kind, noise, theta, temperature, precisions):
    model = MODELS[kind](noise, len(theta), temperature)
    rough, fine = (answers(model, theta, digits) for digits in precisions)
    with ctx.workprec(ROOM):
        for found, digits in zip((rough, fine), precisions):
            if isinstance(found, ModelError):
                event("refused")
                assert not ordinary(model, theta), found
            else:
                check_promise(found, digits)
        if not any(isinstance(found, ModelError) for found in (rough, fine)):
            check_overlap(rough, fine)


def ordinary(model, theta):
    """What no engine may refuse: everything of modest size."""
    sizes = [abs(entry) for entry in theta] + [law.scale for law in model.laws]
    return max(sizes) <= 50 and min(law.scale for law in model.laws) >= Fraction(1, 10) and all(law.facts.moments > 1 for law in model.laws)


@pytest.mark.parametrize("name", FAMILIES)
def test_enclosures_hold_the_truth(name):
    @settings(max_examples=EXAMPLES)
    @given(FAMILIES[name])
    def ask(question):
        kind, noise, theta, temperature, build = question
        with workdps(WORK):
            truth = build()
        model = MODELS[kind](noise, len(theta), temperature)
        for digits in (6, 20):
            check_truth(model, theta, digits, truth)

    ask()


def check_truth(model, theta, digits, truth):
    found = answers(model, theta, digits)
    assert not isinstance(found, ModelError), found
    with ctx.workprec(ROOM):
        check_promise(found, digits)
        value, normalised, p = found
        assert truth.value is None or holds(value, truth.value, truth.digits), (value, truth.value)
        assert normalised is None or truth.normalised is None or holds(normalised, truth.normalised, truth.digits)
        if p is None:
            assert truth.probabilities is None
            assert truth.vertices is None or set(Exact(model).subdifferential(theta).vertices) == set(truth.vertices)
        elif truth.probabilities is not None:
            assert all(holds(x, y, truth.digits) for x, y in zip(p, truth.probabilities)), (p, truth.probabilities)


def holds(ball, truth, digits):
    """Whether the ball meets the truth, a Fraction or a number known to so many digits after the point of max(1, |truth|)."""
    if digits is None:
        return ball.contains(fmpq(truth.numerator, truth.denominator))
    with workdps(WORK):
        slack = mpf(10) ** (5 - digits) * max(1, abs(truth))
        return ball.overlaps(arb(nstr(truth, digits + 20)) + arb(0, 1) * arb(nstr(slack, 5)))
