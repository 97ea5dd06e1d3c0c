"""Kinks and flat pieces where finite laws stand beside others: against exact subdifferentials, and each guard taken away."""

from fractions import Fraction as Q
from itertools import product

import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.engines.balls.newton import ball, fraction
from verifier.laws import parse_noise
from verifier.models import PerturbArgmax
from verifier.models.identification import mixed
from verifier.models.identification.identify import Identified, identify
from verifier.models.identification.mixed import Group, at_kink, with_room
from verifier.models.rationals.exact import Exact


def answer(noise, p, digits=20):
    p = p.split(",") if isinstance(p, str) else p
    return identify(PerturbArgmax(noise, len(p)), p, digits)


@pytest.fixture(autouse=True)
def precision():
    with ctx.workprec(400):
        yield


# kinks


def test_two_signs_tie_beside_a_gaussian():
    """theta_1 = theta_2, and 3 wins with 1/4 Phi(x + 1) + 3/4 Phi(x - 1) for x = theta_3 - theta_1."""
    found = answer("rademacher; rademacher; gaussian", "3/10,3/10,4/10")
    x = found.theta[2] - found.theta[0]
    phi = lambda z: (1 + (z / arb(2).sqrt()).erf()) / 2  # noqa: E731
    assert (found.kind, found.unique, found.at_kink) == ("point", True, True) and found.theta[0].overlaps(found.theta[1])
    assert (phi(x + 1) / 4 + 3 * phi(x - 1) / 4).contains(arb(2) / 5) and x.rad() < 1e-19


@pytest.mark.parametrize("noise, p, tied", [
    ("rademacher; rademacher; gaussian", "1/5,3/10,1/2", {0, 1}),
    ("rademacher; gaussian; rademacher; gumbel; rademacher", "1/6,1/6,1/6,1/3,1/6", {0, 2, 4}),
    ("rademacher; rademacher; rademacher; exponential", "1/8,3/8,1/8,3/8", {0, 2}), ("constant(0); constant(2); cauchy", "1/4,1/3,5/12", {0, 1}),
])
def test_choices_that_tie(noise, p, tied):
    found = answer(noise, p, 12)
    assert found.at_kink and found.unique and f"choices {', '.join(str(i + 1) for i in sorted(tied))} tie" in found.reason
    assert sum(map(number, found.theta), arb(0)).contains(0)


def number(x):
    return ball(x) if isinstance(x, Q) else x


LAWS = ("rademacher", "constant(0)", "discrete(0,1,3; 1/2,1/3,1/6)", "discrete(-1,0,1/2; 2/3,1/6,1/6)")


@settings(max_examples=15)
@given(st.tuples(*[st.sampled_from(LAWS)] * 2), st.sampled_from(["uniform(-1,1)", "triangular(-1,0,2)"]), st.integers(-8, 8), st.data())
def test_the_middle_of_a_subdifferential_leads_back(pair, smooth, place, data):
    (a, _), (b, _) = (data.draw(st.sampled_from(parse_noise(law, 1)[0].atoms)) for law in pair)
    model, theta = PerturbArgmax("; ".join((*pair, smooth)), 3), (-a, -b, Q(place, 5))
    vertices = Exact(model).subdifferential(theta).vertices
    p = [sum(v[i] for v in vertices) / len(vertices) for i in range(3)]
    found = identify(model, p, 12)
    assert found.kind in ("point", "set", "undecided")
    if found.kind == "point":
        assert all(number(x).contains(ball(t - sum(theta) / 3).mid()) for x, t in zip(found.theta, theta))
        assert found.at_kink == (len(vertices) > 1)
    assert len(vertices) < 2 or min(p) == 0 or found.kind != "undecided"


def test_p_outside_of_the_polytope_is_not_lifted(monkeypatch):
    model, p = PerturbArgmax("rademacher; rademacher; gaussian", 3), [Q(1, 100), Q(49, 100), Q(1, 2)]
    monkeypatch.setattr(mixed, "_guesses", lambda *_: iter([(Group((0, 1), (Q(0), Q(0))), Group((2,), (Q(0),)))]))
    assert at_kink(model, p, 12) is None
    monkeypatch.setattr(mixed, "_inside", lambda *_: True)
    assert at_kink(model, p, 12) is not None


@pytest.mark.parametrize("noise, p, place", [
    ("constant(0); rademacher; gumbel", "1/3,1/3,1/3", 0), ("rademacher; gumbel; constant(0)", "1/3,1/3,1/3", 2),
    ("constant(0); rademacher; gumbel", "1/5,1/5,3/5", 0),
])
def test_a_corner_of_the_polytope_of_a_tie_of_two(noise, p, place):
    """Choice 2 wins each tie that it can: its share is that of its upper atom. P(gumbel <= x) = 1 - p(gumbel) there."""
    found = answer(noise, p)
    assert (found.kind, found.unique, found.at_kink) == ("point", True, True), found.reason
    gumbel, sign = noise.split("; ").index("gumbel"), noise.split("; ").index("rademacher")
    x, q = found.theta[place] - found.theta[gumbel], Q(p.split(",")[gumbel])
    assert (-(-x).exp()).exp().overlaps(ball(1 - q)) and (found.theta[place] - found.theta[sign]).contains(1)


def test_at_such_a_corner_the_answer_is_a_minimum_and_no_other_point_near_is_one():
    """f - <p, .> at theta and around, by balls."""
    model, p = PerturbArgmax("constant(0); rademacher; gumbel", 3), [Q(1, 3)] * 3
    middle = [fraction(number(x)) for x in identify(model, p, 30).theta]
    height = lambda theta: model.enclosed(30).value(theta) - ball(sum(a * b for a, b in zip(p, theta)))  # noqa: E731
    least = height(middle)
    for step in product((-1, 0, 1), repeat=3):
        if len(set(step)) > 1:
            assert (height([x + Q(k, 1000) for x, k in zip(middle, step)]) - least).lower() > 1e-9


EDGE = PerturbArgmax("constant(0); rademacher; gumbel", 3), [Q(1, 3)] * 3, (Group((0, 1), (Q(0), Q(-1))), Group((2,), (Q(0),)))


def test_a_corner_needs_noise_that_is_unbounded_above():
    laws, p, groups = parse_noise("constant(0); rademacher; exponential", 3), *EDGE[1:]
    assert mixed._on_edge(laws, p, groups, (Q(0), arb(-1.0986)))
    assert not mixed._on_edge(parse_noise("constant(0); rademacher; uniform(0,1)", 3), p, groups, (Q(0), ball(Q(-2, 3))))


def test_more_than_a_corner_is_no_corner():
    """p beyond the polytope, or strictly inside of it."""
    model, _, groups = EDGE
    inner = identify(PerturbArgmax("constant(0); gumbel", 2), ["2/3", "1/3"], 20).theta
    assert mixed._on_edge(model.laws, [Q(1, 3)] * 3, groups, inner)
    for p in ([Q(1, 3) - Q(1, 10**9), Q(1, 3) + Q(1, 10**9), Q(1, 3)], [Q(2, 5), Q(4, 15), Q(1, 3)]):
        assert not mixed._on_edge(model.laws, p, groups, inner)


def test_a_third_that_ties_as_well_is_no_corner_of_two():
    """may_meet, on what is not the pair: the constant of choice 3 at the place of the first."""
    laws, p = parse_noise("constant(0); rademacher; constant(0); gumbel", 4), [Q(1, 6), Q(1, 6), Q(1, 3), Q(1, 3)]
    groups = Group((0, 1), (Q(0), Q(-1))), Group((2,), (Q(0),)), Group((3,), (Q(0),))
    assert not mixed._on_edge(laws, p, groups, (ball(Q(0)),) * 2 + (arb(-0.9027),))


@pytest.mark.parametrize("turn", [1, -1])
@pytest.mark.parametrize("third, refused", [(ball(Q(-2)), True), (arb(-1.75, 0.3), True), (arb(-2.25, 0.3), True), (ball(Q(-3)), False)])
def test_a_third_may_meet_neither_of_the_two_nor_anywhere_within_the_balls(turn, third, refused):
    """Choice 3 is a constant near the lower atom of the sign, which no other choice but the sign has there."""
    laws, p = parse_noise("; ".join(("constant(0)", "rademacher")[::turn] + ("constant(0)", "gumbel")), 4), [Q(1, 6), Q(1, 6), Q(1, 3), Q(1, 3)]
    groups = Group((0, 1), (Q(0), Q(-turn))), Group((2,), (Q(0),)), Group((3,), (Q(0),))
    place = ball(Q(0 if turn > 0 else -1))
    assert mixed._on_edge(laws, p, groups, (place, third, arb(-0.9027))) != refused


def test_a_corner_needs_densities_without_gaps(monkeypatch):
    laws, p = parse_noise("constant(0); rademacher; gumbel; exponential", 4), [Q(1, 6), Q(1, 6), Q(1, 3), Q(1, 3)]
    groups, theta = (*EDGE[2], Group((3,), (Q(0),))), (ball(Q(0)), arb(-0.9027), arb(-2))
    assert mixed._on_edge(laws, p, groups, theta)
    monkeypatch.setattr(mixed, "gapless", lambda law: law is laws[2])
    assert not mixed._on_edge(laws, p, groups, theta)


def test_p_on_the_boundary_of_the_polytope_is_undecided():
    """At theta = 0 the second wins with at most 1/4: there p is a vertex, and whether there are other theta is not proved."""
    found = answer("constant(0); rademacher; uniform(-1,1)", "1/4,1/4,1/2")
    assert (found.kind, found.theta, found.unique) == ("undecided", None, False) and found.reason


def test_without_a_unique_solution_of_the_merged_model_nothing_is_lifted(monkeypatch):
    from verifier.models.identification import identify as module

    model, p = PerturbArgmax("rademacher; rademacher; gaussian", 3), [Q(3, 10), Q(3, 10), Q(2, 5)]
    monkeypatch.setattr(module, "is_unique", lambda *_: False)
    assert at_kink(model, p, 12) is None


def test_a_kink_of_the_merged_model_is_not_lifted(monkeypatch):
    from verifier.models.identification import identify as module

    for kink in (False, True):
        merged = Identified((ball(Q(0)), arb(-0.9027)), True, "point", "", at_kink=kink)
        monkeypatch.setattr(module, "identify", lambda *_, merged=merged: merged)
        assert (mixed._lifted(*EDGE, 12) is None) == kink


def test_the_law_of_a_maximum():
    laws = parse_noise("rademacher; discrete(0,1,3; 1/2,1/3,1/6)", 2)
    found = mixed._maximum(laws, Group((0, 1), (Q(0), Q(1, 2))))
    assert found.atoms == ((Q(1, 2), Q(1, 4)), (Q(1), Q(1, 4)), (Q(3, 2), Q(1, 3)), (Q(7, 2), Q(1, 6)))


def test_too_many_that_tie_are_left_alone():
    assert at_kink(PerturbArgmax("; ".join(["rademacher"] * 13 + ["gaussian"]), 14), [Q(1, 14)] * 14, 8) is None


# flat pieces


@pytest.mark.parametrize("noise, p", [
    ("rademacher; uniform(-1/4,1/4); uniform(-1/4,1/4)", "1/2,1/4,1/4"),
    ("discrete(-9,9; 1/4,3/4); triangular(-1,0,2); triangular(-1,0,2)", "3/4,1/8,1/8"),
    ("rademacher; discrete(-5,5); uniform(-1/4,1/4); uniform(-1/4,1/4)", "1/4,1/2,1/8,1/8"),
    ("rademacher; rademacher; uniform(-1/4,1/4); uniform(-1/4,1/4)", "3/8,3/8,1/8,1/8"),
])
def test_room_to_move(noise, p):
    """Exactly: p is a subgradient at the solution, and still is after a small step of the finite choices, up or down."""
    found = answer(noise, p)
    assert (found.kind, found.unique) == ("set", False) and sum(found.theta) == 0
    view, p = Exact(PerturbArgmax(noise, len(found.theta))), [Q(entry) for entry in p.split(",")]
    finite = [bool(law.atoms) for law in view.model.laws]
    assert found.at_kink == (view.subdifferential(found.theta).dimension > 0)
    for step in (Q(0), Q(1, 10**6), -Q(1, 10**6)):
        assert view.subdifferential([x + step * moved for x, moved in zip(found.theta, finite)]).contains(p)


def test_the_others_may_tie_within_their_room():
    found = answer("discrete(-9,9); constant(0); rademacher; uniform(-1/4,1/4)", "1/2,3/16,1/16,1/4")
    view = Exact(PerturbArgmax("discrete(-9,9); constant(0); rademacher; uniform(-1/4,1/4)", 4))
    assert found.kind == "set" and found.at_kink == (view.subdifferential(found.theta).dimension > 0), found


def test_the_others_may_be_irrational():
    found = answer("rademacher; uniform(-1/4,1/4); uniform(-1/4,1/4)", "1/2,1/3,1/6")
    alone = answer("uniform(-1/4,1/4)", "2/3,1/3")
    assert found.kind == "set" and (found.theta[1] - found.theta[2]).overlaps(number(alone.theta[0]) - number(alone.theta[1]))


@pytest.mark.parametrize("noise, p", [
    ("rademacher; uniform(-1,1); uniform(-1,1)", "1/2,1/4,1/4"),  # no more room than the others need
    ("rademacher; uniform(-1/4,1/4); uniform(-1/4,1/4)", "501/1000,1/4,249/1000"),
    ("rademacher; gaussian; gaussian", "1/2,1/4,1/4"), ("rademacher; exponential; exponential", "1/2,1/4,1/4"),
])
def test_no_room(noise, p):
    p = [Q(entry) for entry in p.split(",")]
    assert with_room(PerturbArgmax(noise, 3), p, 12) is None
    assert answer(noise, p, 12).kind != "set"


def test_room_is_that_of_the_choice_with_the_least():
    model, p = PerturbArgmax("rademacher; discrete(-5,5); uniform(-2,2); uniform(-2,2)", 4), [Q(1, 4), Q(1, 2), Q(1, 8), Q(1, 8)]
    assert mixed._roomy(model, p, (0, 1), 12) is None
    assert mixed._roomy(model, p, (1,), 12) is not None


def test_room_that_is_not_proved_is_none(monkeypatch):
    model, p = PerturbArgmax("rademacher; uniform(-1/4,1/4); uniform(-1/4,1/4)", 3), [Q(1, 2), Q(1, 3), Q(1, 6)]
    for width, proved in ((arb(1.9, 0.2), False), (arb(1.9, 0.01), True), (arb(2.1, 0.2), False)):
        monkeypatch.setattr(mixed, "_range", lambda *_, width=width: (-width / 2, width / 2))
        assert (with_room(model, p, 3) is not None) == proved


def test_room_is_compared_with_the_range_of_the_others(monkeypatch):
    model, p = PerturbArgmax("rademacher; uniform(-3,3); uniform(-3,3)", 3), [Q(1, 2), Q(1, 4), Q(1, 4)]
    assert with_room(model, p, 12) is None
    monkeypatch.setattr(mixed, "_range", lambda places, ends: (Q(0), Q(0)))
    theta, *_ = with_room(model, p, 12)
    assert not Exact(model).subdifferential(theta).contains(p)


# each guard alone


def test_the_range_of_a_maximum():
    places, ends = (Q(0), Q(5)), [(Q(-1), Q(1)), (Q(-2), Q(3))]
    for turn in (1, -1):
        assert mixed._range(places[::turn], ends[::turn]) == (3, 8)
        floor, ceiling = mixed._range([ball(x) for x in places[::turn]], ends[::turn])
        assert floor.contains(3) and ceiling.contains(8) and floor.rad() < 1e-9 and ceiling.rad() < 1e-9


def test_wide_balls_have_no_sign():
    model, _, groups = EDGE
    p = [Q(2, 5), Q(4, 15), Q(1, 3)]
    assert list(mixed._signs(model.laws, p, groups, 0, (ball(Q(0)), arb(-0.9027)))) == [1, 1]
    assert list(mixed._signs(model.laws, p, groups, 0, (ball(Q(0)), arb(-0.9027, 1))))[1] is None


def test_one_level_in_proportion_is_no_equality():
    """Two signs tie: choice 1 attains 2/3 of the upper level, and all of the lower one."""
    laws, groups = parse_noise("rademacher; rademacher; gaussian", 3), (Group((0, 1), (Q(0), Q(0))), Group((2,), (Q(0),)))
    theta = identify(PerturbArgmax([mixed._maximum(laws, groups[0]), laws[2]], 2), ["1/2", "1/2"]).theta
    assert list(mixed._signs(laws, [Q(1, 3), Q(1, 6), Q(1, 2)], groups, 0, theta)) == [1, 1]


def test_what_ties_again_when_merged_is_not_lifted():
    model, alone = PerturbArgmax("rademacher; rademacher; rademacher; gaussian", 4), [Group((k,), (Q(0),)) for k in (2, 3)]
    assert mixed._lifted(model, [Q(1, 6)] * 3 + [Q(1, 2)], (Group((0, 1), (Q(0), Q(0))), *alone), 12) is None
