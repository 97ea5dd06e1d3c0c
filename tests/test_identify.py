"""The inverse with a proof: against closed forms, round trips, what has no solution or many, and each guard taken away."""

import math
from fractions import Fraction as Q
from types import SimpleNamespace

import numpy
import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

import verifier.models.identification.identify as module
from verifier.engines.balls.newton import Box, ball
from verifier.laws import LawError, parse_law, parse_noise
from verifier.models import ModelError, PerturbArgmax, PerturbSoftmax
from verifier.models.identification import uniqueness
from verifier.models.identification.faces import solve
from verifier.models.identification.identify import conjugate, identify, inverse
from verifier.models.meetings import may_meet
from verifier.models.identification.uniqueness import is_unique, linked

P = (Q(1, 5), Q(3, 10), Q(1, 2))
TINY = (Q(1, 10**12), Q(3, 10), Q(7, 10) - Q(1, 10**12))
MODELS = {"argmax": PerturbArgmax, "softmax": PerturbSoftmax}


def ties(laws, span):
    return may_meet(laws, span.lower, span.upper)


@pytest.fixture(autouse=True)
def precision():
    with ctx.workprec(2000):
        yield


def number(x):
    return ball(x) if isinstance(x, Q) else x


def close(x, truth, digits=20):
    """The answer contains the truth and is as narrow as promised."""
    return number(x).overlaps(number(truth)) and is_narrow(x, digits)


def is_narrow(x, digits):
    return number(x).rad() <= arb(10) ** -digits * abs(number(x)).lower().max(1)


def unique(found, digits=20):
    assert found.kind == "point" and found.unique and not found.at_kink, found.reason
    assert all(is_narrow(x, digits) for x in found.theta)
    assert sum(map(number, found.theta), arb(0)).contains(0)
    return found.theta


# closed forms

def logarithm(p, scale=1):
    logs = [ball(Q(scale)) * ball(q).log() for q in p]
    return [x - sum(logs, arb(0)) / len(p) for x in logs]


@pytest.mark.parametrize("p", [P, TINY, (Q(1, 10**400), Q(1, 2), Q(1, 2) - Q(1, 10**400))])
def test_gumbel_argmax_is_the_logarithm(p):
    theta = unique(identify(PerturbArgmax("gumbel(0,2)", 3), p))
    assert all(map(close, theta, logarithm(p, 2)))


def test_locations_and_temperature_of_closed_forms():
    places = [Q(0), Q(1), Q(-3)]
    truth = [x - c + ball(Q(-2, 3)) for x, c in zip(logarithm(P), map(ball, places))]
    assert all(map(close, unique(identify(PerturbArgmax("gumbel; gumbel(1,1); gumbel(-3,1)", 3), P)), truth))
    truth = [x - c + ball(Q(-2, 3)) for x, c in zip(logarithm(P, Q(1, 2)), map(ball, places))]
    assert all(map(close, unique(identify(PerturbSoftmax("constant(0); constant(1); discrete(-3; 1)", 3, "1/2"), P)), truth))


def test_closed_forms_to_many_digits_and_choices():
    theta = unique(identify(PerturbArgmax("gumbel", 2), ("1/3", "2/3"), 20_000), 20_000)
    assert theta[1].overlaps(ball(Q(2)).log() / 2)
    unique(identify(PerturbSoftmax("constant(0)", 3000), [Q(2, 3001)] + [Q(1, 3001)] * 2999, 50), 50)


@pytest.mark.parametrize("kind, noise", [("argmax", "gaussian"), ("argmax", "uniform(0,1)"), ("softmax", "rademacher"), ("argmax", "gumbel")])
def test_equal_entries_and_laws_give_exactly_zero(kind, noise):
    assert identify(MODELS[kind](noise, 5), ["1/5"] * 5).theta == (0,) * 5


def test_with_atoms_the_same_point_is_a_kink():
    found = identify(PerturbArgmax("rademacher", 2), ("1/2", "1/2"))
    assert found.theta == (0, 0) and found.unique and found.at_kink


@pytest.mark.parametrize("kind, noise, theta", [
    ("argmax", "rademacher; gaussian(0,1/1000)", (0, 0)), ("argmax", "gaussian(3,1/1000); discrete(-1,1)", (Q(-3, 2), Q(3, 2))),
    ("argmax", "cauchy(1,2); uniform(0,3)", (Q(1, 4), Q(-1, 4))), ("softmax", "rademacher; uniform(0,1)", (Q(1, 4), Q(-1, 4))),
    ("argmax", "rademacher; triangular(-4,0,4)", (0, 0)),
])
def test_two_symmetric_laws_are_level_at_one_half(kind, noise, theta):
    assert unique(identify(MODELS[kind](noise, 2), ("1/2", "1/2"))) == theta


@pytest.mark.parametrize("noise, kind", [
    ("rademacher; uniform(-1/2,1/2)", "set"), ("rademacher; discrete(-1,0,1)", "point"), ("rademacher; triangular(-1/2,1/4,1/2)", "set"),
    ("rademacher; discrete(-1/2,1/2)", "set"),
])
def test_level_centres_are_not_enough_for_one_solution(noise, kind):
    """Gaps, ties and a law that is not symmetric."""
    found = identify(PerturbArgmax(noise, 2), ("1/2", "1/2"))
    assert found.kind == kind and (found.unique, found.at_kink) == ((True, True) if kind == "point" else (False, False))


PAIRS = {
    "gaussian": lambda q: 2 * (2 * q - 1).erfinv(),
    "cauchy": lambda q: 2 * (arb.pi() * (q - arb(1) / 2)).tan(),
    "laplace": lambda q: -2 - (-4 * (1 - q) * arb(-2).exp()).lambertw(-1),
    "uniform(-1,1)": lambda q: 2 - (8 * (1 - q)).sqrt(),
}


@pytest.mark.parametrize("noise, q", [
    ("gaussian", Q(3, 5)), ("gaussian", 1 - Q(1, 10**12)), ("cauchy", Q(3, 5)), ("laplace", Q(999, 1000)), ("uniform(-1,1)", 1 - Q(1, 10**12)),
])
def test_two_choices_invert_the_law_of_the_difference(noise, q):
    theta = unique(identify(PerturbArgmax(noise, 2), (q, 1 - q), 25), 25)
    assert close(theta[0], PAIRS[noise](ball(q)) / 2, 25)


def test_two_unlike_gaussians():
    theta = unique(identify(PerturbArgmax("gaussian(1,3); gaussian(0,4)", 2), ("7/10", "3/10")))
    assert close(theta[0] - theta[1], (2 * ball(Q(7, 10)) - 1).erfinv() * arb(2).sqrt() * 5 - 1, 19)


def test_gumbel_softmax_of_two_with_temperature():
    theta = unique(identify(PerturbSoftmax("gumbel(0,2)", 2, 2), ("9/10", "1/10")))
    y = (theta[0] - theta[1]) / 2
    assert (y.exp() * (y.exp() - 1 - y) / (y.exp() - 1) ** 2).contains(ball(Q(9, 10)).mid())


def test_the_general_way_agrees_with_the_closed_form(monkeypatch):
    monkeypatch.setattr(module, "_closed_form", lambda *_: None)
    for p in (P, TINY):
        assert all(map(close, unique(identify(PerturbArgmax("gumbel", 3), p)), logarithm(p)))


# round trips

ROUND = [
    ("argmax", "gaussian", 20), ("argmax", "uniform(0,3)", 20), ("argmax", "laplace", 20), ("argmax", "exponential", 20), ("argmax", "cauchy", 4),
    ("argmax", "triangular(-1,0,1)", 20), ("softmax", "gaussian", 12), ("softmax", "rademacher", 20), ("softmax", "uniform(-1,1)", 4),
    ("argmax", "gumbel; gaussian(0,2); uniform(-1,1)", 15), ("argmax", "rademacher; gaussian; gaussian", 20),
]


@pytest.mark.parametrize("kind, noise, digits", ROUND)
@settings(max_examples=2, deadline=None)
@given(numerators=st.lists(st.integers(-40, 40), min_size=3, max_size=3))
def test_there_and_back(kind, noise, digits, numerators):
    model = MODELS[kind](noise, 3)
    theta = [Q(x, 60) for x in numerators]
    unit = 10 ** (digits + 6)
    p = [Q(int((x * unit).mid().floor().unique_fmpz()), unit) for x in model.enclosed(digits + 6).solve(theta).probabilities]
    p[2] = 1 - p[0] - p[1]
    mean = sum(theta) / 3
    back = unique(identify(model, p, digits), digits)
    assert all(abs(x - ball(t - mean)) < arb(10) ** -digits * 1000 for x, t in zip(map(number, back), theta))


# no solution, or not one

@pytest.mark.parametrize("p, words", [
    (("1/2", "1/3", "1/7"), "sum to 41/42"), (("1/2", "3/4", "-1/4"), "entry 3 is -1/4"), ((1, 0, 0), "p_2 = 0"), (("1/2", 0, "1/2"), "p_2 = 0"),
])
@pytest.mark.parametrize("kind, noise", [("argmax", "gaussian"), ("softmax", "uniform(0,1)"), ("softmax", "constant(0)"), ("argmax", "exponential")])
def test_none(kind, noise, p, words):
    found = identify(MODELS[kind](noise, 3), p)
    assert (found.kind, found.unique, found.theta) == ("none", False, None) and words in found.reason


def test_a_sum_that_is_nearly_one_is_not_one():
    assert identify(PerturbArgmax("gumbel", 2), (Q(1, 2), Q(1, 2) + Q(1, 10**40))).kind == "none"


@pytest.mark.parametrize("noise, p, kind", [
    ("uniform(0,1); gaussian; gaussian", (0, "1/2", "1/2"), "none"), ("uniform(0,1); exponential; gaussian", (0, "1/2", "1/2"), "set"),
    ("uniform(0,1); exponential; gaussian", ("1/2", 0, "1/2"), "none"), ("rademacher", (0, 1), "set"), ("exponential", (1, 0), "none"),
])
def test_which_zeros_are_out_of_reach(noise, p, kind):
    assert identify(PerturbArgmax(noise, len(p)), p).kind == kind


def test_one_choice():
    for model in (PerturbArgmax("rademacher", 1), PerturbSoftmax("cauchy", 1)):
        assert identify(model, [1]).theta == (0,) and identify(model, [1]).unique
        assert identify(model, ["1/2"]).kind == "none"


@pytest.mark.parametrize("noise, p", [
    ("rademacher; uniform(-1/4,1/4)", ("1/2", "1/2")), ("rademacher", ("3/4", "1/4")),
    ("uniform(-1,1)", (1, 0)), ("uniform(-1,1)", ("1/2", "1/2", 0)),
])
def test_flats_and_faces_are_never_unique_points_without_a_kink(noise, p):
    found = identify(PerturbArgmax(noise, len(p)), p)
    assert not found.unique or found.at_kink


def test_the_jump_of_a_mixture_is_not_certified_as_smooth():
    found = identify(PerturbArgmax("rademacher; rademacher; gaussian", 3), ("3/10", "3/10", "4/10"))
    assert not found.unique or found.at_kink


# the obligations, one by one

def box(*spans, base=0):
    return Box(tuple(Q(low) for low, _ in spans), tuple(Q(high) for _, high in spans), base)


def test_atoms_that_meet_in_the_box():
    laws = parse_noise("rademacher; discrete(-1,2; 1/2,1/2); gaussian", 3)
    assert ties(laws, box((0, 0), (0, 0), (0, 0)))
    assert not ties(laws, box((0, 0), ("1/10", "2/10"), (0, 0)))
    assert ties(laws, box((0, 0), ("-1/10", "2/10"), (0, 0)))
    assert ties(laws, box((0, 0), ("19/10", 2), (0, 0)))
    assert not ties(parse_noise("rademacher; gaussian; gaussian", 3), box((0, 0), (0, 0), (0, 0)))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 30), min_size=1, max_size=3, unique=True), min_size=2, max_size=4), st.data())
def test_meetings_are_all_found(points, data):
    laws = [parse_law(f"discrete({','.join(map(str, atoms))})") for atoms in points]
    spans = [(low, low + data.draw(st.integers(0, 3))) for low in (data.draw(st.integers(0, 30)) for _ in points)]
    places = [[(low + a, high + a) for a in atoms] for (low, high), atoms in zip(spans, points)]
    meet = any(a <= d and c <= b for i, one in enumerate(places) for two in places[:i] for a, b in one for c, d in two)
    assert ties(laws, box(*spans)) == meet


def test_links_of_a_discrete_coordinate():
    narrow = parse_noise("rademacher; uniform(-1/4,1/4)", 2)
    assert not linked(narrow, box((0, 0), (0, 0)))
    assert linked(narrow, box((0, 0), ("9/10", "11/10")))
    assert not linked(narrow, box((0, 0), ("9/10", "13/10")))
    assert linked(parse_noise("rademacher; exponential", 2), box((0, 0), (0, 0)))
    assert not linked(parse_noise("rademacher; exponential", 2), box((0, 0), (1, 1)))
    assert not linked(parse_noise("rademacher; rademacher", 2), box((0, 0), ("1/2", "1/2")))
    assert linked(parse_noise("uniform(0,1)", 3), box((0, 0), (0, 0), (0, 0)))


def test_links_hold_all_over_the_box():
    """The atom of choice 1 at 1 moves over (0.9, 1.1)."""
    loose = ("-1/10", "1/10")
    assert not linked(parse_noise("rademacher; exponential", 2), box(loose, ("21/20", "21/20")))
    assert linked(parse_noise("rademacher; exponential", 2), box(loose, ("17/20", "17/20")))
    for place, within in (("4/5", False), ("17/20", False), ("9/10", True)):
        assert linked(parse_noise("rademacher; uniform(-1/4,1/4)", 2), box(loose, (place, place))) == within
    three = parse_noise("rademacher; uniform(-1/4,1/4); uniform(-1/4,1/4)", 3)
    assert linked(three, box((0, 0), ("9/10", "9/10"), (0, 0)))
    assert not linked(three[:2], box((0, 0), ("13/20", "17/20"), base=0)) and not linked(three[:2], box((0, 0), ("11/10", "13/10")))


@pytest.mark.parametrize("density, positive, log_concave, expected", [
    (True, True, False, True), (True, False, True, True), (True, False, False, False), (False, True, True, False),
])
def test_which_facts_leave_no_gaps(density, positive, log_concave, expected):
    law = SimpleNamespace(facts=SimpleNamespace(density=density, positive=positive, log_concave=log_concave))
    assert uniqueness.gapless(law) == expected


def test_a_flat_piece_is_certified_only_if_the_links_are_not_asked_for(monkeypatch):
    model, wide = PerturbArgmax("rademacher; uniform(-1/4,1/4)", 2), box((0, 0), (-2, 2))
    assert not is_unique(model, wide)
    monkeypatch.setattr(uniqueness, "linked", lambda *_: True)
    assert is_unique(model, wide)


def test_ties_are_certified_only_if_they_are_not_asked_for(monkeypatch):
    model, around = PerturbArgmax("rademacher; rademacher; gaussian", 3), box((0, 0), (-1, 1), (0, 0))
    assert not is_unique(model, around)
    monkeypatch.setattr(uniqueness, "may_meet", lambda *_: False)
    assert is_unique(model, around)


def test_what_is_not_proved_unique_is_undecided(monkeypatch):
    monkeypatch.setattr(module, "is_unique", lambda *_: False)
    found = identify(PerturbArgmax("gaussian", 3), P)
    assert found.kind == "undecided" and not found.unique and "only one" in found.reason


def test_a_density_of_unknown_support_links_nothing(monkeypatch):
    laws = parse_noise("cauchy", 2)
    assert linked(laws, box((0, 0), (0, 0)))
    monkeypatch.setattr(uniqueness, "gapless", lambda _: False)
    assert not linked(laws, box((0, 0), (0, 0)))


def test_a_wide_box_is_not_an_answer():
    wide = module._centred(box((0, 0), (0, Q(1, 10**15))), 20)
    for theta in (wide, (arb("nan"), arb(0)), (arb(0, "inf"), arb(0)), (arb("inf"), arb(0))):
        with pytest.raises(ModelError, match="not enclosed"):
            module._point(theta, 20, "")
    assert module._point(wide, 14, "").unique


def test_centred_balls_contain_every_shifted_corner():
    spans = box((0, 0), (1, 2), (-3, 5))
    balls = module._centred(spans, 20)
    for theta in ((0, 1, -3), (0, 2, 5), (0, 1, 5), (0, 2, -3)):
        assert all(x.contains(ball(Q(t) - Q(sum(theta), 3)).mid()) for x, t in zip(balls, theta))


def test_a_failing_engine_leaves_it_undecided(monkeypatch):
    class Broken:
        def __init__(self, trouble):
            self.trouble = trouble

        def solve(self, theta, hessian=False, value=True):
            raise self.trouble

    for trouble in (ModelError("no such digits"), LawError("no such digits"), ArithmeticError("no such digits")):
        monkeypatch.setattr(PerturbArgmax, "enclosed", lambda *_, trouble=trouble: Broken(trouble))
        found = identify(PerturbArgmax("gaussian", 3), P)
        assert found.kind == "undecided" and "no such digits" in found.reason


# inputs

@pytest.mark.parametrize("p", [(0.5, 0.5), ("1/2", "x"), (1,), (), None])
def test_unreadable_p(p):
    with pytest.raises(ModelError):
        identify(PerturbArgmax("gumbel", 2), p)


@pytest.mark.parametrize("digits", [0, -1, 2.0, True, 100_001])
def test_digits_out_of_range(digits):
    with pytest.raises(ModelError, match="digits"):
        identify(PerturbArgmax("gumbel", 2), ("1/2", "1/2"), digits)


def test_many_digits_need_a_closed_form_or_a_rational_solution():
    found = identify(PerturbArgmax("gaussian", 3), P, 901)
    assert found.kind == "undecided" and "1 to 900" in found.reason
    assert identify(PerturbArgmax("rademacher", 2), ("1/2", "1/2"), 901).unique


def test_two_coordinates_with_atoms_and_a_smooth_solution():
    """Newton's method starts from a slightly warm Perturb-Softmax; S_1 = Phi(x - y + 1) / 4 and so on, with p_1 = 1/8 where x = y - 1."""
    theta = unique(identify(PerturbArgmax("rademacher; rademacher; gaussian", 3), ("1/8", "3/8", "1/2")))
    assert close(theta[2] - theta[0], Q(1), 19)


# the factor by which the Hessian changes, from which one evaluation is a proof


@pytest.mark.parametrize("noise", ["logistic(1,3)", "laplace(0,1/2)", "cauchy(0,2)", "student_t(3)", "student_t(1/2,0,3)", "student_t(9)"])
def test_logarithms_of_densities_are_as_steep_as_claimed(noise):
    law = parse_law(noise)
    rate = uniqueness.log_slope(law)
    points = [law.location + law.scale * Q(k, 8) for k in range(-80, 81) if law.location + law.scale * Q(k, 8) not in law.kinks]
    heights = [law.density_ball(ball(x), sum(kink < x for kink in law.kinks)).log() for x in points]
    slopes = [abs(b - a) / ball(y - x) for a, b, x, y in zip(heights, heights[1:], points, points[1:])]
    assert all(s.lower() <= float(rate) for s in slopes)
    assert max(map(float, slopes)) > float(rate) / 4


@pytest.mark.parametrize("noise", ["gaussian", "gumbel", "uniform(0,1)", "exponential", "rademacher", "triangular(-1,0,1)"])
def test_no_steepness_where_none_is_known(noise):
    assert uniqueness.log_slope(parse_law(noise)) is None
    assert uniqueness.steepness(PerturbArgmax(f"{noise}; cauchy", 2)) is None


@pytest.mark.parametrize("kind, noise, t", [
    ("argmax", "laplace; cauchy; logistic", 1), ("softmax", "rademacher; gumbel; uniform(0,1)", Q(1, 2)), ("softmax", "constant(0)", 3),
])
def test_weights_change_by_no_more_than_the_factor(kind, noise, t):
    model = MODELS[kind](noise, 3, t)
    k, v = float(uniqueness.steepness(model)), (Q(1, 5), Q(-1, 10), Q(0))
    before, after = (model.enclosed(8).hessian([x + s * y for x, y in zip((Q(1), Q(0), Q(1, 2)), v)]) for s in (0, 1))
    for i, j in ((0, 1), (0, 2), (1, 2)):
        assert abs(float(after[i][j] / before[i][j]) - 1) <= 2.718281828459045 ** (k * 0.3) - 1


def test_the_factor_of_softmax_cannot_be_less():
    """Two improbable choices beside a third that falls by 1."""
    k = float(uniqueness.steepness(PerturbSoftmax("constant(0)", 3, Q(1, 2))))
    weight = lambda x: (math.exp(-2 * x) / (1 + 2 * math.exp(-2 * x))) ** 2  # noqa: E731
    assert 0.999 * k < math.log(weight(19) / weight(20)) <= k


def test_the_steepest_density_counts_for_every_choice():
    assert uniqueness.steepness(PerturbArgmax("logistic(0,1); laplace(0,1/2); logistic(0,3)", 3)) == 3 * Q(2) / 2


def test_an_identification_has_no_truth_value():
    with pytest.raises(TypeError):
        bool(identify(PerturbArgmax("gumbel", 2), ("1/2", "1/2")))


# inverse and conjugate

def test_inverse_answers_or_refuses():
    assert all(map(close, inverse(PerturbArgmax("gumbel", 3).enclosed(20), P), logarithm(P)))
    with pytest.raises(ModelError, match="p_2 = 0"):
        inverse(PerturbArgmax("gumbel", 2).enclosed(20), (1, 0))


def entropy(p):
    return sum((ball(q) * ball(q).log() for q in p if q), arb(0))


@pytest.mark.parametrize("p", [P, TINY, (Q(1, 4), Q(3, 4), Q(0)), (Q(0), Q(1), Q(0))])
def test_conjugates_that_are_entropies(p):
    assert close(conjugate(PerturbArgmax("gumbel", 3).enclosed(30), p), entropy(p) - arb.const_euler(), 29)
    assert close(conjugate(PerturbSoftmax("constant(0)", 3, 2).enclosed(30), p), 2 * entropy(p), 29)


@pytest.mark.parametrize("dim", [2, 3])
def test_the_conjugate_of_two_gaussians_also_on_a_face(dim):
    q = Q(4, 5)
    z = arb(2).sqrt() * (2 * ball(q) - 1).erfinv()
    truth = -arb(2).sqrt() * (-z * z / 2).exp() / (2 * arb.pi()).sqrt()
    assert close(conjugate(PerturbArgmax("gaussian", dim).enclosed(30), (q, 1 - q, 0)[:dim]), truth, 29)


def test_the_conjugate_at_a_vertex_is_minus_the_mean():
    assert close(conjugate(PerturbArgmax("gaussian(3,1); student_t(3)", 2).enclosed(20), (1, 0)), Q(-3))


def test_the_conjugate_is_infinite_outside():
    for p in ((Q(1, 2), Q(1, 3)), (Q(3, 2), Q(-1, 2))):
        assert conjugate(PerturbArgmax("gumbel", 2).enclosed(20), p) == arb.pos_inf()


@pytest.mark.parametrize("p", [("1/2", "1/2"), (1, 0), (0, 1)])
def test_no_conjugate_without_a_mean(p):
    with pytest.raises(ModelError, match="does not exist"):
        conjugate(PerturbArgmax("gaussian(3,1); cauchy", 2).enclosed(20), p)


def test_the_supremum_holds_the_truth_wherever_in_the_balls_theta_lies():
    theta = [x + arb(0, 0.01) + 0.009 for x in logarithm(P)[:2]] + [logarithm(P)[2]]
    found = module._supremum(PerturbArgmax("gumbel", 3), P, tuple(theta), 20)
    assert found.overlaps(entropy(P) - arb.const_euler()) and found.rad() < 1e-3


def test_a_kink_of_the_others_stays_one_beside_a_choice_without_probability():
    found = identify(PerturbArgmax("rademacher; rademacher; gaussian; rademacher", 4), ("3/10", "3/10", "4/10", 0))
    assert found.kind == "set" and found.at_kink


# heavy tails


@pytest.mark.parametrize("dim", [2, 10])
def test_an_improbable_choice_of_cauchy_noise_is_placed(dim):
    """P(X_1 - X_2 > a) = 1/2 - atan(a / 2) / pi for two; for more the first term of the tail is right to about 10^-9."""
    q = Q(1, 10**12)
    theta = unique(identify(PerturbArgmax("cauchy", dim), (q, *[(1 - q) / (dim - 1)] * (dim - 1))))
    gap = theta[1] - theta[0]
    if dim == 2:
        assert (arb.pi() * (arb(1) / 2 - ball(q))).tan().overlaps(gap / 2)
    assert abs(gap * ball(q) * arb.pi() - (2 if dim == 2 else 1)) < 1e-9


@pytest.mark.parametrize("kind, noise, words", [
    ("softmax", "student_t(3)", "1e+04 temperatures below"), ("softmax", "cauchy", "p_1"), ("argmax", "student_t(1/2)", "1e+23 scales below"),
])
def test_what_lies_too_far_out_is_refused_at_once(kind, noise, words, monkeypatch):
    monkeypatch.setattr(MODELS[kind], "enclosed", lambda *_: pytest.fail("nothing is to be enclosed"))
    found = identify(MODELS[kind](noise, 3), TINY)
    assert found.kind == "undecided" and words in found.reason and "larger p_1" in found.reason


@pytest.mark.parametrize("noise", ["gumbel", "laplace", "student_t(3)", "cauchy", "rademacher"])
def test_softmax_takes_few_evaluations(noise, monkeypatch):
    """Costs: at most one of them with more than 20 digits, except where tails are heavy."""
    asked, solve = [], PerturbSoftmax.enclosed
    monkeypatch.setattr(PerturbSoftmax, "enclosed", lambda self, digits: asked.append(digits) or solve(self, digits))
    unique(identify(PerturbSoftmax(noise, 3), P))
    assert len(asked) <= 6 and sum(digits > 20 for digits in asked) <= 1 + (noise == "cauchy")


@pytest.mark.parametrize("ask, words", [
    (lambda: PerturbArgmax("gumbel", numpy.int64(3)), r"np.int64\(3\) \(int64\) is not a positive integer; pass a Python int"),
    (lambda: identify(PerturbArgmax("gumbel", 2), [True, 0]), "p_1: True .* truth value"),
    (lambda: identify(PerturbArgmax("gumbel", 2), [0, numpy.int64(1)]), r"p_2: .*pass int\(1\)"),
    (lambda: PerturbArgmax("gumbel", 2).probabilities([0, True]), "theta_2 = True is a truth value"),
    (lambda: PerturbArgmax("gumbel", 2).probabilities(numpy.array([[True, False]])), "theta_1 of row 1 = .* truth value"),
    (lambda: PerturbArgmax("gumbel", 3).probabilities([[1, 2, 3], [1, 2]]), "row 2 of theta has 2 entries, the model 3 choices"),
    (lambda: PerturbArgmax("gumbel", 3).probabilities([[1, 2], [1, 2]]), r"theta has shape \(2, 2\)"),
])
def test_what_was_wrong_where_and_the_remedy(ask, words):
    with pytest.raises((ModelError, LawError), match=words):
        ask()


VIEWS = [
    lambda digits: PerturbArgmax("gumbel", 2).enclosed(digits), lambda digits: PerturbArgmax("gumbel", 2).estimated(digits),
    lambda digits: identify(PerturbArgmax("gumbel", 2), ("1/2", "1/2"), digits), lambda digits: solve(PerturbArgmax("rademacher", 2), (0, 1), digits),
]


@pytest.mark.parametrize("ask", VIEWS)
@pytest.mark.parametrize("digits, words", [
    (numpy.int64(8), r"np.int64\(8\) \(int64\) is not a Python int; pass int\(8\)"), (True, "True .* pass an int"), (8.0, "8.0 .* pass an int"),
    ("8", "'8' .* pass an int"), (0, "digits = 0; choose 1 to"), (10**9, "choose 1 to"),
])
def test_digits_that_are_none(ask, digits, words):
    with pytest.raises(ModelError, match=words):
        ask(digits)


ENTRIES = [
    lambda x: identify(PerturbArgmax("gumbel", 2), x), PerturbArgmax("gumbel", 2).probabilities, PerturbArgmax("rademacher", 2).exact().probabilities,
    PerturbArgmax("gumbel", 2).enclosed(8).probabilities, PerturbArgmax("gumbel", 2).estimated(8).probabilities, PerturbSoftmax("gumbel", 2).inverse,
]


@pytest.mark.parametrize("ask", ENTRIES)
@pytest.mark.parametrize("entries", ["10", b"10", {0, 1}, {0: 1, 1: 0}, None, 5])
def test_text_and_what_has_no_order_are_no_points(ask, entries):
    """The set {1, 0} would be read as (0, 1), the text "10" as (1, 0)."""
    with pytest.raises(ModelError, match="no sequence"):
        ask(entries)


def test_an_atom_at_the_end_of_all_others_is_no_link():
    laws, zero = parse_noise("constant(1); uniform(-1,1); uniform(-1,1)", 3), (Q(0),) * 3
    assert not linked(laws, Box(zero, zero, 0))
    assert linked(laws, Box((Q(-1, 9), Q(0), Q(0)), (Q(-1, 9), Q(0), Q(0)), 0))
