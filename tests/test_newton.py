"""Newton's method and its proof: a box is given only where the two corners enclose p, whatever the derivatives were."""

import math
from fractions import Fraction as Q

import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.engines.balls import newton
from verifier.engines.balls.newton import Box, ball, enclose, fraction, holds, log10, precision

P = (Q(1, 5), Q(3, 10), Q(1, 2))
RIGHT = 20


def softmax(theta, digits, hessian, change=lambda h: h, widen=0):
    """S = softmax, in closed form."""
    with precision(digits):
        powers = [ball(x).exp() for x in theta]
        total = sum(powers, arb(0))
        p = [x / total * arb(1, widen) for x in powers]
        table = [[p[i] * ((i == j) - p[j]) for j in range(len(p))] for i in range(len(p))] if hessian else None
    return p, change(table) if hessian else None


def logs_off(base, p):
    """log p_i - log p_base, exactly 0 for equal entries."""
    with ctx.workprec(4000):
        return [ball(q / p[base]).log() for q in p]


def contains(box, p):
    """The logarithms of p, less that of the base, are certainly in the box."""
    with ctx.workprec(4000):
        return all(ball(low) <= x <= ball(high) for low, x, high in zip(box.lower, logs_off(box.base, p), box.upper))


@pytest.mark.parametrize("digits", [1, 20, 300])
@pytest.mark.parametrize("p", [P, (Q(1, 3),) * 3, (Q(1, 10**12), Q(1, 10**40), 1 - Q(1, 10**12) - Q(1, 10**40)), (Q(1, 20),) * 20])
def test_the_box_is_narrow_and_holds_the_logarithm(p, digits):
    box = enclose(softmax, p, [Q(0)] * len(p), digits, 8)
    assert contains(box, p)
    mean, open_ = (sum(x + k * y for x, y in zip(box.upper, box.lower)) / 2 / len(p) for k in (1, -1))
    for low, high in zip(box.lower, box.upper):
        assert 0 <= (high - low) / 2 + open_ <= Q(1, 10**digits) * max(1, abs((low + high) / 2 - mean))
    assert box.lower[box.base] == box.upper[box.base] == 0


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 10**30), min_size=2, max_size=6), st.lists(st.integers(-20, 20), min_size=6, max_size=6))
def test_any_p_from_any_start(weights, start):
    p = [Q(w, sum(weights)) for w in weights]
    box = enclose(softmax, p, [Q(x) for x in start[: len(p)]], RIGHT, 8)
    assert contains(box, p)


def test_steps_are_halved_far_from_the_solution():
    box = enclose(softmax, P, [Q(0), Q(60), Q(-60)], RIGHT, 8)
    assert box is None or contains(box, P)


WRONG = {
    "doubled": lambda h: [[2 * x for x in row] for row in h],
    "halved": lambda h: [[x / 2 for x in row] for row in h],
    "negative": lambda h: [[-x for x in row] for row in h],
    "zero": lambda h: [[0 * x for x in row] for row in h],
    "diagonal": lambda h: [[x if i == j else 0 * x for j, x in enumerate(row)] for i, row in enumerate(h)],
    "not finite": lambda h: [[arb("nan") for _ in row] for row in h],
    "wide": lambda h: [[x + arb(0, 1) for x in row] for row in h],
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_hessian_never_certifies_what_is_wrong(name):
    box = enclose(lambda *args: softmax(*args, change=WRONG[name]), P, [Q(0)] * 3, RIGHT, 8)
    assert box is None or contains(box, P)
    assert box is None or name in ("halved", "diagonal", "wide")


def test_wide_enclosures_certify_nothing():
    start = [fraction(x) for x in logs_off(0, P)]
    assert enclose(softmax, P, start, RIGHT, 24) is not None
    assert enclose(lambda *args: softmax(*args, widen=1e-6), P, start, RIGHT, 24) is None


@pytest.mark.parametrize("entry", [arb("nan"), arb("inf"), arb(0, "inf")])
def test_what_is_not_finite_certifies_nothing(entry):
    box = enclose(softmax, P, [Q(0)] * 3, RIGHT, 8)
    for place in range(3):
        def spoiled(*args, place=place):
            p, hessian = softmax(*args)
            p[place] = entry
            return p, hessian

        assert enclose(spoiled, P, [Q(0)] * 3, RIGHT, 8) is None
        assert not holds(spoiled, P, box, 30) or place == box.base


def test_a_missing_entry_certifies_nothing():
    box = enclose(softmax, P, [Q(0)] * 3, RIGHT, 8)
    assert holds(softmax, P, box, 30)
    assert not holds(lambda *args: (softmax(*args)[0][:2], None), P, box, 30)


def test_both_corners_must_enclose_p_strictly():
    box = enclose(softmax, P, [Q(0)] * 3, RIGHT, 8)
    assert not holds(softmax, P, Box(box.upper, box.lower, box.base), 30)
    assert not holds(softmax, P, Box(box.lower, box.lower, box.base), 30)
    assert not holds(softmax, P, Box(box.upper, box.upper, box.base), 30)
    flat = (Q(0),) * 3
    assert not holds(softmax, (Q(1, 3),) * 3, Box(flat, flat, 0), 30)
    shifted = Box(*(tuple(x + Q(1, 10**15) for x in corner[:2]) + (Q(0),) for corner in (box.lower, box.upper)), box.base)
    assert not holds(softmax, P, shifted, 30)


def test_a_box_that_is_too_wide_in_one_direction_is_not_accepted():
    box = enclose(softmax, P, [Q(0)] * 3, RIGHT, 8)
    long = Box((box.lower[0] - 1, *box.lower[1:]), (box.upper[0] + 1, *box.upper[1:]), box.base)
    assert not holds(softmax, P, long, 30)


def test_rounding_p_shows():
    rounded = (P[0] + Q(1, 10**30), P[1] - Q(1, 10**30), P[2])
    box = enclose(softmax, rounded, [Q(0)] * 3, 40, 8)
    assert contains(box, rounded) and not contains(box, P)


def test_too_few_steps_give_none(monkeypatch):
    monkeypatch.setattr("verifier.engines.balls.newton.MOST_STEPS", 1)
    assert enclose(softmax, P, [Q(0)] * 3, RIGHT, 8) is None


def test_a_start_without_probability_gives_none():
    assert enclose(lambda *args: ([arb(1), arb(0), arb(0)], [[arb(0)] * 3] * 3), P, [Q(0)] * 3, RIGHT, 8) is None


def test_numbers():
    assert fraction(ball(Q(3, 8))) == Q(3, 8)
    assert log10(Q(1, 10**400)) == pytest.approx(-400)
    with precision(100):
        assert abs(fraction(ball(Q(1, 3))) - Q(1, 3)) < Q(1, 10**100)


def test_without_the_corners_a_guess_would_pass(monkeypatch):
    def displaced(theta, digits, hessian):
        p, table = softmax(theta, digits, hessian)
        return [p[0] * arb(1 + 1e-6, 2e-6), *p[1:]], table

    start = [fraction(x) for x in logs_off(0, P)]
    assert enclose(displaced, P, start, RIGHT, 24) is None
    monkeypatch.setattr("verifier.engines.balls.newton.holds", lambda *_: True)
    assert not contains(enclose(displaced, P, start, RIGHT, 24), P)


# at once: where the derivative is known to vary slowly, for softmax by a factor of at most exp(2 spread)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 10**12), min_size=2, max_size=6), st.integers(2, 16), st.lists(st.integers(-9, 9), min_size=6, max_size=6))
def test_one_evaluation_from_nearby_holds_the_logarithm(weights, near, errors):
    p, asked = [Q(w, sum(weights)) for w in weights], []
    base = p.index(max(p))
    start = [fraction(x) + Q(e, 10**near) for x, e in zip(logs_off(base, p), errors)]

    def evaluate(*question):
        asked.append(question)
        return softmax(*question)

    box = enclose(evaluate, p, start, near // 2, 40, Q(2))
    assert contains(box, p) and (near < 6 or len(asked) == 1)


def test_at_once_is_of_the_second_order():
    start = [fraction(x) + Q(k, 10**9) for k, x in enumerate(logs_off(2, P))]
    widths = []
    real = newton._at_once

    def recorded(*args):
        widths.append(real(*args))
        return real(*args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(newton, "_at_once", recorded)
        enclose(softmax, P, start, 12, 40, Q(2))
    assert 1e-19 < float(widths[0]) < 1e-14


@pytest.mark.parametrize("name", ["negative", "zero", "not finite", "wide"])
def test_at_once_refuses_a_hessian_that_cannot_be_one(name):
    """DS is trusted there, as far as it is enclosed."""
    box = enclose(lambda *args: softmax(*args, change=WRONG[name]), P, [Q(0), Q(1), Q(2)], RIGHT, 24, Q(2))
    assert box is None or contains(box, P)


def test_a_guess_too_far_away_proves_nothing_at_once(monkeypatch):
    monkeypatch.setattr(newton, "holds", lambda *_: False)
    monkeypatch.setattr(newton, "MOST_STEPS", 1)
    assert enclose(softmax, P, [Q(0)] * 3, 0, 24, Q(2)) is None


@pytest.mark.parametrize("entry", [arb("nan"), arb("inf"), arb(0, "inf")])
def test_at_once_refuses_what_is_not_finite(entry):
    def spoiled(*args):
        p, hessian = softmax(*args)
        return [p[0], entry, p[2]], hessian

    start = [fraction(x) for x in logs_off(0, P)]
    assert enclose(spoiled, P, start, RIGHT, 24, Q(2)) is None


def test_the_box_grows_with_the_steepness_until_there_is_none(monkeypatch):
    monkeypatch.setattr(newton, "holds", lambda *_: False)
    monkeypatch.setattr(newton, "MOST_STEPS", 1)
    start = [fraction(x) + Q(k, 10**8) for k, x in enumerate(logs_off(0, P))]
    boxes = [enclose(softmax, P, start, 0, 40, Q(10**k)) for k in (0, 2, 4, 9)]
    widths = [float(max(high - low for low, high in zip(box.lower, box.upper))) for box in boxes[:3]]
    assert boxes[3] is None and widths[0] < widths[1] / 10 < widths[2] / 100


def test_at_once_leaves_open_what_the_enclosures_do():
    """Wide balls around the right middle: the solution may be as far away as they are wide."""
    start = tuple(Q(0) if k == 2 else fraction(x) for k, x in enumerate(logs_off(2, P)))
    for widen in (1e-15, 1e-9, 1e-6):
        guess = newton._guess(lambda *args, widen=widen: softmax(*args, widen=widen), P, 2, start, 24)
        assert widen < newton._at_once(P, guess, *newton._directions(guess, 2), 2, Q(2)) < 20 * widen


def test_at_once_keeps_the_path_within_the_bound():
    """Where the derivative may change by half on the way there is no proof, though it is known exactly here."""
    start = tuple(Q(k, 100) + (Q(0) if k == 2 else fraction(x)) for k, x in enumerate(logs_off(2, P)))
    guess = newton._guess(softmax, P, 2, start, 24)
    proved = [newton._at_once(P, guess, *newton._directions(guess, 2), 2, Q(k)) is not None for k in (1, 2, 4, 8, 16, 32)]
    assert proved[0] and not proved[-1] and sorted(proved, reverse=True) == proved


def test_the_path_is_measured_from_end_to_end():
    """With bound = 3/2 near the weights may change by exp(k spread), spread = 2 bound max slope; the path stays inside where that is below 3/2."""
    start = tuple(Q(k, 10**4) + (Q(0) if k == 2 else fraction(x)) for k, x in enumerate(logs_off(2, P)))
    guess = newton._guess(softmax, P, 2, start, 24)
    step, slope = newton._directions(guess, 2)
    rise = newton._laplacian(guess.hessian, slope, (0, 1))
    near = max(abs(float(P[i]) - float(guess.found[i])) / float(rise[i]) for i in (0, 1))
    critical = math.log(1.5) / (3 * near * float(max(slope)))
    assert newton._at_once(P, guess, step, slope, 2, Q(0.95 * critical)) is not None
    assert newton._at_once(P, guess, step, slope, 2, Q(1.05 * critical)) is None


@pytest.mark.parametrize("place", [0, 1])
def test_each_row_counts_for_what_is_left_open(place):
    def blurred(*args):
        p, hessian = softmax(*args)
        return [x * arb(1, 1e-6) if i == place else x for i, x in enumerate(p)], hessian

    start = tuple(Q(0) if k == 2 else fraction(x) for k, x in enumerate(logs_off(2, P)))
    guess = newton._guess(blurred, P, 2, start, 24)
    assert newton._at_once(P, guess, *newton._directions(guess, 2), 2, Q(2)) > Q(1, 10**7)
    assert enclose(blurred, P, start, 20, 24, Q(2)) is None


@pytest.mark.parametrize("pair", [("nan", 1), ("inf", 1), (1, "nan"), (1, "inf"), (1, 0), (1, -1), (0, arb(1, 2))])
def test_what_has_no_bound(pair):
    number, unit = map(arb, pair)
    assert newton._largest([number, arb(1)], [unit, arb(1)]) is None
    assert newton._largest([arb(-3), arb(1)], [arb(2), arb(1)]) == Q(3, 2)
