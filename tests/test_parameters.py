"""Parameter sets: exact answers at boundaries, for d = 1, for the empty set; inexact or misshapen data are refused."""

from fractions import Fraction

import pytest
from flint import fmpq

from verifier.engines.rationals.linear import Fact
from verifier.engines.search.polynomial import Poly
from verifier.parameters import Hyperplane, ParameterError, Points, Polyhedron, Subspace, Translates, rational, rational_vector, whole_space
from verifier.parameters.polyhedron import contradictory

TENTH = Fraction(1, 10)


def assert_translates(parameters, witness):
    """The witness is exact, distinct, and both its points belong to the set."""
    assert isinstance(witness, Translates) and witness.shift != 0
    assert all(isinstance(entry, Fraction) for entry in (*witness.theta, *witness.tau))
    assert parameters.contains(witness.theta) and parameters.contains(witness.tau)
    assert {b - a for a, b in zip(witness.theta, witness.tau)} == {witness.shift}


def test_text_is_read_exactly():
    assert rational("0.1") == TENTH and rational("-3/2") == Fraction(-3, 2) and rational(7) == 7


@pytest.mark.parametrize("value", [0.1, True, None, "a", "1/0", "nan", "inf", "", 1j])
def test_inexact_numbers_are_refused(value):
    with pytest.raises(ParameterError, match="write"):
        rational(value)


def test_vectors_have_the_right_length():
    assert rational_vector(["0.1", 2]) == (TENTH, 2)
    with pytest.raises(ParameterError, match="2 coordinates.*dimension 3"):
        rational_vector([1, 2], 3)
    with pytest.raises(ParameterError, match="at least 1"):
        rational_vector([])


@pytest.mark.parametrize("dim", [0, -1, True, "2", 1.0])
def test_dimension_is_a_positive_integer(dim):
    for build in (Points, Subspace, whole_space, Polyhedron):
        with pytest.raises(ParameterError, match="at least 1"):
            build(dim)


def test_a_translation_by_zero_is_no_witness():
    with pytest.raises(ParameterError, match="distinct"):
        Translates((Fraction(0),), Fraction(0))


def test_points():
    parameters = Points(2, [(0, "1/2"), (1, "5/2"), (1, "3/2"), (0, "1/2")])
    assert parameters.contains(("0", "0.5")) and not parameters.contains((0, 0)) and len(parameters.points) == 3
    assert_translates(parameters, parameters.contains_two_translates())


def test_points_without_translates():
    assert Points(2, [(0, 0), (1, 2)]).contains_two_translates() is None
    assert Points(2, [(0, 0), (0, 0)]).contains_two_translates() is None


def test_two_points_of_the_line_are_always_translates():
    assert_translates(Points(1, [(0,), (3,)]), Points(1, [(0,), (3,)]).contains_two_translates())
    assert Points(1, [(3,)]).contains_two_translates() is None


def test_no_points_are_the_empty_set():
    empty = Points(3)
    assert empty.is_empty() and not empty.contains((0, 0, 0)) and empty.contains_two_translates() is None


def test_the_papers_two_hyperplanes_are_minimal():
    for parameters in (Hyperplane([1, 1, 1], 0), Hyperplane([1, 0, 0], 0)):
        assert parameters.contains_two_translates() is None and not parameters.is_empty()


def test_a_hyperplane_that_contains_the_ones_is_not_minimal():
    parameters = Hyperplane([1, "-1/2", "-1/2"], "1/3")
    assert_translates(parameters, parameters.contains_two_translates())


def test_hyperplane_membership_is_exact():
    parameters = Hyperplane(["0.1", "0.2"], "0.3")
    assert parameters.contains((1, 1)) and not parameters.contains((1, "1.0000000000000000000000001"))
    with pytest.raises(ParameterError, match="not exact"):
        parameters.contains((1.0, 1))


def test_a_hyperplane_of_the_line_is_a_point():
    parameters = Hyperplane([2], 3)
    assert parameters.contains(["3/2"]) and not parameters.contains([1])
    assert parameters.contains_two_translates() is None and parameters.point([]) == (Fraction(3, 2),)


def test_the_zero_normal_is_refused():
    with pytest.raises(ParameterError, match="zero vector"):
        Hyperplane([0, 0], 0)


@pytest.mark.parametrize("normal", [(1, 1, 1), (0, 2, -3), (0, 0, 5), (1, -1, 0)])
def test_points_of_a_hyperplane_belong_to_it_and_reach_all_of_it(normal):
    parameters = Hyperplane(normal, "7/3")
    assert len(parameters.directions) == 2
    assert all(parameters.contains(parameters.point(w)) for w in [(0, 0), (1, 0), (0, 1), ("1/3", -5)])
    with pytest.raises(ParameterError, match="coordinates"):
        parameters.point((1, 2, 3))


def test_projection_onto_a_hyperplane():
    parameters = Hyperplane([1, 1, 1], 0)
    assert parameters.project((1, 0, 0)) == (Fraction(2, 3), Fraction(-1, 3), Fraction(-1, 3))
    skew = Hyperplane([2, -1, 3], "1/2")
    foot = skew.project(("0.1", 5, -7))
    assert skew.contains(foot) and skew.project(foot) == foot
    with pytest.raises(ParameterError, match="not exact"):
        skew.project((0.5, 0, 0))


def test_a_hyperplane_agrees_with_the_general_affine_answer():
    parameters = Hyperplane([2, -1, 3], 4)
    for theta in [(2, 0, 0), (0, -4, 0), (1, 1, 1), (1, 2, 1)]:
        assert parameters.contains(theta) == super(Hyperplane, parameters).contains(theta)


def test_subspaces():
    diagonal = Subspace(3, [(1, 1, 1), (2, 2, 2)])
    assert len(diagonal.directions) == 1 and diagonal.contains(("2/7",) * 3) and not diagonal.contains((1, 1, 2))
    assert_translates(diagonal, diagonal.contains_two_translates())
    assert Subspace(3, [(1, -1, 0), (0, 1, -1)]).contains_two_translates() is None


def test_the_ones_may_hide_in_a_span():
    parameters = Subspace(3, [(1, 0, 2), (0, 1, -1)])
    assert_translates(parameters, parameters.contains_two_translates())


def test_the_span_of_nothing_is_the_origin():
    parameters = Subspace(2)
    assert parameters.contains((0, 0)) and not parameters.contains((0, 1))
    assert parameters.contains_two_translates() is None and not parameters.is_empty()


def test_the_whole_space_is_not_minimal_even_on_the_line():
    for dim in (1, 2, 5):
        assert_translates(whole_space(dim), whole_space(dim).contains_two_translates())
    assert whole_space(1).contains(["1/3"])


def box(dim, low=-1, high=1):
    unit = [tuple(int(i == j) for j in range(dim)) for i in range(dim)]
    return [(row, high) for row in unit] + [(tuple(-a for a in row), -low) for row in unit]


def test_a_polyhedron_without_conditions_is_the_whole_space():
    for dim in (1, 3):
        parameters = Polyhedron(dim)
        assert not parameters.is_empty() and parameters.contains(["5/7"] * dim)
        assert_translates(parameters, parameters.contains_two_translates())


def test_a_box_holds_translates_and_its_slice_of_sum_zero_does_not():
    parameters = Polyhedron(3, box(3))
    assert_translates(parameters, parameters.contains_two_translates())
    slice_of_it = Polyhedron(3, box(3), [((1, 1, 1), 0)])
    assert slice_of_it.contains((1, 0, -1)) and not slice_of_it.is_empty() and slice_of_it.contains_two_translates() is None


def test_polyhedral_membership_is_exact_and_closed():
    parameters = Polyhedron(2, [((1, 1), "0.3")])
    assert parameters.contains(("0.1", "0.2")) and not parameters.contains(("0.1", "0.2000000000000000000000001"))


def test_a_polyhedron_with_one_point_or_a_face_across_the_ones_is_minimal():
    point = Polyhedron(2, box(2, 1, 1))
    assert point.contains((1, 1)) and not point.is_empty() and point.contains_two_translates() is None
    segment = Polyhedron(2, [((1, -1), 1), ((-1, 1), 1), ((1, 1), 0), ((-1, -1), 0)])
    assert not segment.is_empty() and segment.contains_two_translates() is None


def test_a_segment_along_the_ones_is_not_minimal():
    parameters = Polyhedron(2, [((1, 0), "1/1000000"), ((-1, 0), 0)], [((1, -1), "1/3")])
    assert_translates(parameters, parameters.contains_two_translates())


@pytest.mark.parametrize("inequalities, equations", [
    ([((1, 0), 0), ((-1, 0), -1)], []),
    ([((0, 0), -1)], []),
    ([], [((0, 0), 1)]),
    ([], [((1, 1), 0), ((2, 2), 1)]),
    ([((1, 1), 0)], [((1, 1), "1/1000000")]),
])
def test_empty_polyhedra(inequalities, equations):
    parameters = Polyhedron(2, inequalities, equations)
    assert parameters.is_empty() and parameters.contains_two_translates() is None and not parameters.contains((0, 0))


def test_polyhedra_of_the_line():
    assert Polyhedron(1, [((1,), 0), ((-1,), 0)]).contains_two_translates() is None
    assert_translates(Polyhedron(1, [((1,), 0)]), Polyhedron(1, [((1,), 0)]).contains_two_translates())
    assert Polyhedron(1, [((1,), 0), ((-1,), -1)]).is_empty()


@pytest.mark.parametrize("normal, level", [((1, 1, 1), 0), ((1, 0, 0), 5), ((1, -1, 0), "1/2"), ((2, -1, -1), 3), ((1,), 2)])
def test_a_hyperplane_and_the_polyhedron_of_its_equation_agree(normal, level):
    plane, polyhedron = Hyperplane(normal, level), Polyhedron(len(normal), [], [(normal, level)])
    assert (plane.contains_two_translates() is None) == (polyhedron.contains_two_translates() is None)
    assert polyhedron.contains(plane.origin) and not polyhedron.is_empty()


@pytest.mark.parametrize("entry", [5, ((1, 2),), ((1, 2, 3), 0), ((1, 0.5), 0), ((1, 2), 0.5)])
def test_misshapen_or_inexact_rows_are_refused(entry):
    with pytest.raises(ParameterError):
        Polyhedron(2, [entry])


def test_random_small_polyhedra_agree_with_scipy():
    linprog = pytest.importorskip("scipy.optimize").linprog
    import random

    source = random.Random(4)
    answers = set()
    for _ in range(60):
        rows = [([source.randint(-2, 2) for _ in range(3)], source.randint(-2, 1)) for _ in range(6)]
        status = linprog([0] * 3, [row for row, _ in rows], [bound for _, bound in rows], bounds=[(None, None)] * 3).status
        assert Polyhedron(3, rows).is_empty() == (status == 2)
        answers.add(status)
    assert answers == {0, 2}


def test_a_wrong_contradiction_is_recognised():
    above, below = Fact(Poly.variable("t1"), ">="), Fact(Poly.constant(-1) - Poly.variable("t1"), ">=")
    assert contradictory([(fmpq(1), (above,)), (fmpq(1), (below,))])
    assert not contradictory([(fmpq(1), (above,)), (fmpq(-1), (below,))])
    assert not contradictory([(fmpq(2), (above,)), (fmpq(1), (below,))])
    assert not contradictory([]) and not contradictory([(fmpq(1), (above, below))])
