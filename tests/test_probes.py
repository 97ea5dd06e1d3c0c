"""Probes record what they tried, repeat themselves under a seed, shrink what they find, and refuse to pass on nothing."""

import json
import os
import subprocess
import sys
from fractions import Fraction

import hypothesis.strategies as st
import numpy as np
import pytest

from verifier.claims.book import Run
from verifier.claims.conclude import judge
from verifier.claims.evidence import Checked
from verifier.claims.statement import Form
from verifier.claims.verdict import Scope, Trust, Verdict
from verifier.laws import LawError
from verifier.models import ModelError
from verifier.parameters import Hyperplane, ParameterError, Points, Subspace, whole_space
from verifier.probes import properties, searches, strategies
from verifier.probes.probe import Case, Counterexample, probe, show
from verifier.probes.profiles import PROFILES, ProbeError, profile

FORM = Form("claim tested", "printed", "x", Scope("all d"), ("0 < 1",))
NUMBERS = st.fixed_dictionaries({"x": st.integers(0, 90)})


def floats(vector):
    return np.array([float(entry) for entry in vector])


class Softmax:
    """The plain softmax: the simplest model with all four questions, here to test the properties themselves."""

    def value(self, theta):
        return np.logaddexp.reduce(floats(theta))

    def probabilities(self, theta):
        return np.exp(floats(theta) - self.value(theta))

    def hessian(self, theta):
        p = self.probabilities(theta)
        return np.diag(p) - np.outer(p, p)

    def inverse(self, p):
        if min(p) <= 0:
            raise ModelError(f"p has the entry {min(p)}, outside the open simplex")
        return np.log(floats(p))


class Maximum(Softmax):
    """The maximum without noise: neither strictly convex nor injective nor onto the open simplex."""

    def value(self, theta):
        return float(max(theta))

    def probabilities(self, theta):
        return np.eye(len(theta))[floats(theta).argmax()]

    def hessian(self, theta):
        return np.zeros((len(theta), len(theta)))

    def inverse(self, p):
        return floats(p)


def below(limit):
    def holds(label, x):
        if x >= limit:
            raise Counterexample(f"{x} is not below {limit}")

    return holds


def try_numbers(limit=100, run=Run(), **options):
    return probe(FORM, "numbers are small", below(limit), [Case("a", NUMBERS), Case("b", NUMBERS)], run, **options)


def test_a_passing_probe_records_what_it_tried():
    evidence = try_numbers(run=Run("quick", 7), tolerance="exact")
    assert not evidence.failed and evidence.certificate is None and evidence.engine == "hypothesis" and evidence.form == "printed"
    examples = PROFILES["quick"].examples
    assert evidence.record["examples"] == str(2 * examples)
    assert evidence.record["tried"] == [{"case": "a", "examples": str(examples)}, {"case": "b", "examples": str(examples)}]
    assert (evidence.record["seed"], evidence.record["profile"], evidence.record["tolerance"]) == ("7", "quick", "exact")
    assert evidence.record["failure"] == "none" and f"{2 * examples} examples; noise a, b" in evidence.obligation


def test_a_failure_is_found_and_shrunk():
    evidence = try_numbers(limit=5, run=Run("ci"))
    assert evidence.failed and evidence.record["failure"] == {"case": "a", "x": "5", "found": "5 is not below 5"}


def test_examples_tried_do_not_count_the_shrinking():
    seen = []

    def holds(label, x):
        seen.append(x)
        below(5)(label, x)

    evidence = probe(FORM, "numbers are small", holds, [Case("a", NUMBERS)], Run("ci"))
    until_failure = next(k for k, x in enumerate(seen, 1) if x >= 5)
    assert int(evidence.record["examples"]) == until_failure < len(seen)


def test_the_same_seed_gives_the_same_record_and_another_seed_another_search():
    drawn = []
    cases = [Case("a", NUMBERS)]
    for seed in (3, 3, 4):
        seen = []
        probe(FORM, "numbers", lambda label, x: seen.append(x), cases, Run("ci", seed))
        drawn.append(seen)
    assert drawn[0] == drawn[1] != drawn[2]
    assert json.dumps(try_numbers(5, Run("ci", 3)).record) == json.dumps(try_numbers(5, Run("ci", 3)).record)


def test_examples_do_not_depend_on_the_modules_that_are_loaded(tmp_path, monkeypatch):
    cases = [Case("a", st.fixed_dictionaries({"p": strategies.open_simplex(3), "theta": strategies.thetas(3, 8)}))]

    def draw():
        seen = []
        probe(FORM, "points", lambda label, **example: seen.append(example), cases, Run("ci"))
        return seen

    before = draw()
    (tmp_path / "many_constants.py").write_text(f"CONSTANTS = [{', '.join(map(str, range(-400, 400)))}]\n")
    monkeypatch.syspath_prepend(tmp_path)
    __import__("many_constants")
    assert draw() == before


def test_a_probe_writes_nothing_where_it_runs(tmp_path):
    script = (
        "from verifier.probes import strategies; import hypothesis.strategies as st\n"
        "from verifier.probes.probe import Case, probe; from verifier.claims.book import Run\n"
        "from verifier.claims.statement import Form; from verifier.claims.verdict import Scope\n"
        "form = Form('s', 'printed', '', Scope('x'), ('1 = 1',))\n"
        "case = Case('a', st.fixed_dictionaries({'v': strategies.thetas(3, 3)}))\n"
        "print(probe(form, 'o', lambda label, v: None, [case], Run('ci')).failed)\n"
    )
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    environment = {**os.environ, "PYTHONPATH": root}
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.stdout == "False\n" and done.stderr == "" and list(tmp_path.iterdir()) == []


def test_no_cases_are_an_error():
    with pytest.raises(ProbeError, match="no cases"):
        probe(FORM, "nothing", below(1), [], Run())


def test_a_case_whose_examples_are_all_rejected_is_an_error():
    with pytest.raises(ProbeError, match="b: .*nothing was tested"):
        probe(FORM, "o", below(100), [Case("a", NUMBERS), Case("b", NUMBERS.filter(lambda example: False))], Run())


def test_a_property_that_assumes_everything_away_is_an_error():
    from hypothesis import assume

    with pytest.raises(ProbeError, match="nothing was tested"):
        probe(FORM, "o", lambda label, x: assume(False), [Case("a", NUMBERS)], Run())


def test_an_empty_strategy_is_an_error():
    with pytest.raises(ProbeError, match="a: "):
        probe(FORM, "o", below(1), [Case("a", st.nothing())], Run())


def test_an_unknown_profile_is_an_error():
    with pytest.raises(ProbeError, match="'slow'.*quick, ci, thorough"):
        try_numbers(run=Run("slow"))
    assert profile("thorough").examples > profile("ci").examples > profile("quick").examples


def test_an_error_of_the_property_is_an_error_not_a_counterexample():
    def broken(label, x):
        raise TypeError("wrong call")

    with pytest.raises(TypeError, match="wrong call"):
        probe(FORM, "o", broken, [Case("a", NUMBERS)], Run())


def test_examples_given_by_hand_are_always_tried():
    seen = []
    case = Case("a", NUMBERS, always=({"x": 99},))
    evidence = probe(FORM, "o", lambda label, x: seen.append(x), [case], Run())
    assert seen[0] == 99 and evidence.record["examples"] == str(len(seen))
    assert probe(FORM, "o", below(95), [case], Run()).record["failure"]["x"] == "99"


def test_a_probe_supports_but_never_proves_and_a_failed_one_leaves_the_verdict_open():
    passed, failed = Checked(try_numbers(), accepted=False), Checked(try_numbers(5, Run("ci")), accepted=False)
    result = judge(FORM, (passed,))
    assert result.verdict is Verdict.SUPPORTED and result.trust is Trust.SAMPLED and "12 examples" in result.scope.text
    assert judge(FORM, (passed, failed)).verdict is Verdict.UNDECIDED


def test_vectors_are_shown_exactly():
    assert show((Fraction(1, 3), Fraction(-2))) == "(1/3, -2)" and show(Fraction(1, 10)) == "1/10"


def examples_of(strategy, run=Run("ci")):
    seen = []
    probe(FORM, "draw", lambda label, value: seen.append(value), [Case("a", st.fixed_dictionaries({"value": strategy}))], run)
    return seen


def test_points_of_the_open_simplex_are_exact_and_come_close_to_the_boundary():
    points = examples_of(strategies.open_simplex(4))
    assert all(sum(p) == 1 and min(p) > 0 and all(isinstance(entry, Fraction) for entry in p) for p in points)
    assert min(map(min, points)) < Fraction(1, 10**6)


def test_near_vertex():
    assert strategies.near_vertex(3, Fraction(1, 10**9)) == (1 - Fraction(2, 10**9), Fraction(1, 10**9), Fraction(1, 10**9))
    assert strategies.near_vertex(1, Fraction(1, 10)) == (1,)
    for dim, smallest in [(3, Fraction(1, 2)), (2, Fraction(0)), (2, Fraction(-1))]:
        with pytest.raises(ParameterError, match="positive"):
            strategies.near_vertex(dim, smallest)


def test_directions_are_off_the_ones():
    assert all(Fraction(1, 4) <= max(v) - min(v) <= 2 for v in examples_of(strategies.directions_off_ones(3)))
    with pytest.raises(ParameterError, match="multiple of 1"):
        strategies.directions_off_ones(1)


@pytest.mark.parametrize("bound", [0, 9])
def test_entries_are_bounded(bound):
    with pytest.raises(ParameterError, match="1 to 8"):
        strategies.entries(bound)
    assert all(abs(x) <= 2 for x in examples_of(strategies.entries(2)))


@pytest.mark.parametrize("parameters", [
    Hyperplane([1, 2, -1], "1/2"), Subspace(3, [(1, 0, 2)]), Points(3, [(0, 0, 0), (1, 2, 3)]), Subspace(2), whole_space(2),
])
def test_members_belong_to_their_set(parameters):
    assert all(parameters.contains(theta) for theta in examples_of(strategies.members(parameters, 3)))


def test_pairs_try_the_translates_where_there_are_any():
    pairs = examples_of(strategies.pairs(whole_space(3), 3))
    assert any(len({b - a for a, b in zip(pair["theta"], pair["tau"])}) == 1 for pair in pairs)


def test_pairs_of_a_single_point_are_an_error():
    with pytest.raises(ProbeError):
        examples_of(strategies.pairs(Points(2, [(0, 0)]), 3))


THETA = st.fixed_dictionaries({"theta": strategies.thetas(3, 3)})
ALONG = st.fixed_dictionaries({"theta": strategies.thetas(3, 3), "direction": strategies.directions_off_ones(3)})
SHIFTED = st.fixed_dictionaries({"theta": strategies.thetas(3, 3), "shift": strategies.shifts()})
POINT = st.fixed_dictionaries({"p": strategies.open_simplex(3)})
PAIR = strategies.pairs(Hyperplane([1, 1, 1]), 3)

PROPERTIES = [
    (properties.strictly_convex, ALONG), (properties.curved, ALONG), (properties.translation_equivariant, SHIFTED),
    (properties.in_open_simplex, THETA), (properties.onto, POINT), (properties.injective, PAIR),
]


def run_property(holds, model, strategy):
    return probe(FORM, holds.__name__, lambda label, **example: holds(model, **example), [Case("a", strategy)], Run("ci"))


@pytest.mark.parametrize("holds, strategy", PROPERTIES)
def test_softmax_has_every_property(holds, strategy):
    assert run_property(holds, Softmax(), strategy).record["failure"] == "none"


@pytest.mark.parametrize("holds, strategy", [row for row in PROPERTIES if row[0] is not properties.translation_equivariant])
def test_the_maximum_without_noise_has_none_but_equivariance(holds, strategy):
    assert run_property(holds, Maximum(), strategy).failed


class Squared(Softmax):
    def value(self, theta):
        return floats(theta) @ floats(theta)


class Drifting(Softmax):
    def probabilities(self, theta):
        return floats(theta)


def test_translation_is_seen_to_fail_for_value_and_for_probabilities():
    assert "f(theta + c1)" in run_property(properties.translation_equivariant, Squared(), SHIFTED).record["failure"]["found"]
    assert "change by" in run_property(properties.translation_equivariant, Drifting(), SHIFTED).record["failure"]["found"]


class Reversed(Softmax):
    def probabilities(self, theta):
        return super().probabilities(tuple(-entry for entry in theta))


class Lopsided(Softmax):
    def hessian(self, theta):
        return super().hessian(theta) + np.array([[0, 1, -1], [-1, 0, 1], [1, -1, 0]])


class Round(Softmax):
    def hessian(self, theta):
        return np.eye(3)


@pytest.mark.parametrize("holds, model, strategy, found", [
    (properties.injective, Reversed(), PAIR, "<p - q, theta - tau> = -"),
    (properties.curved, Lopsided(), ALONG, "not symmetric"),
    (properties.curved, Round(), ALONG, "maps 1 to"),
])
def test_each_part_of_a_property_can_fail(holds, model, strategy, found):
    assert found in run_property(holds, model, strategy).record["failure"]["found"]


def test_nan_is_a_counterexample():
    with pytest.raises(Counterexample):
        properties.require(float("nan") > 0, "nan")


def test_parameters_with_translates_are_not_injective():
    failure = run_property(properties.injective, Softmax(), strategies.pairs(whole_space(2), 3)).record["failure"]
    assert (failure["theta"], failure["tau"]) == ("(0, 0)", "(1, 1)")


def test_a_vertex_is_not_attained():
    with pytest.raises(Counterexample, match="no theta was found"):
        properties.onto(Softmax(), (Fraction(1), Fraction(0)))


def test_hypothesis_is_loaded_only_when_a_probe_runs():
    script = "import sys, verifier.probes.searches, proofs.onto; print({'hypothesis', 'numpy', 'sympy'} & set(sys.modules))"
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True)
    assert done.stdout == "set()\n", done.stderr


UNIFORM = ("uniform(-1,1)",)
SEARCHES = [
    searches.strict_convexity, searches.curvature, searches.translation, searches.image, searches.surjectivity, searches.injectivity,
]


def cases_of(evidence):
    return [row["case"] for row in evidence.record["tried"]]


@pytest.mark.parametrize("search", SEARCHES)
def test_standard_probes_say_what_they_tried(search):
    noises = ("gaussian(0,1)", "rademacher")
    evidence = search(FORM, Run("quick", 2), noises=noises)
    assert not evidence.failed and cases_of(evidence) == ["gaussian(0,1)", "rademacher"]
    assert "gaussian(0,1), rademacher" in evidence.obligation
    assert evidence.record == search(FORM, Run("quick", 2), noises=noises).record


def test_the_default_laws_are_the_profiles_and_unlike_coordinates():
    evidence = searches.image(FORM, Run("quick"))
    assert cases_of(evidence) == [*PROFILES["quick"].noises, searches.UNLIKE]


@pytest.mark.parametrize("search", [searches.strict_convexity, searches.curvature, searches.injectivity])
def test_argmax_with_uniform_noise_is_seen_not_to_be_minimal(search):
    failure = search(FORM, Run("thorough"), "argmax", UNIFORM).record["failure"]
    assert failure["case"] == "uniform(-1,1)"
    theta = [Fraction(entry) for entry in failure["theta"].strip("()").split(", ")]
    assert max(theta) - min(theta) >= 2


def test_the_shrunk_failure_is_small():
    failure = searches.curvature(FORM, Run("ci"), "argmax", UNIFORM).record["failure"]
    assert sorted(map(int, failure["theta"].strip("()").split(", "))) == [0, 2]


def test_argmax_with_uniform_noise_leaves_the_open_simplex():
    assert searches.image(FORM, Run("ci"), "argmax", UNIFORM).failed


@pytest.mark.parametrize("search", SEARCHES)
def test_argmax_with_gaussian_noise_has_every_property(search):
    assert search(FORM, Run("ci"), "argmax", ("gaussian(0,1)",)).record["failure"] == "none"


def test_softmax_on_a_set_with_translates_is_not_injective():
    evidence = searches.injectivity(FORM, Run("ci"), noises=("rademacher",), parameters=whole_space, described=r"\mathbb{R}^d")
    assert evidence.failed and "R}^d" in evidence.obligation
    theta, tau = (evidence.record["failure"][name].strip("()").split(", ") for name in ("theta", "tau"))
    assert len({Fraction(b) - Fraction(a) for a, b in zip(theta, tau)}) == 1


def test_softmax_on_other_minimal_sets_is_injective():
    first_is_zero = lambda dim: Hyperplane([1] + [0] * (dim - 1), 0)
    assert not searches.injectivity(FORM, Run("quick"), noises=UNIFORM, parameters=first_is_zero, described=r"\{\theta_1 = 0\}").failed


def test_argmax_with_two_discrete_coordinates_has_no_inverse():
    failure = searches.surjectivity(FORM, Run("quick"), "argmax", ("rademacher",)).record["failure"]
    assert "no theta was found" in failure["found"]


def test_surjectivity_always_tries_the_boundary():
    (row,) = searches.surjectivity(FORM, Run("quick"), noises=("rademacher",)).record["tried"]
    assert Fraction(row["smallest entry of p"]) <= Fraction(1, 10**9) and "of d = 3" in row["examples by d"]


def test_wrong_models_and_laws_are_refused():
    with pytest.raises(ProbeError, match="'max'.*softmax or argmax"):
        searches.image(FORM, Run(), "max")
    with pytest.raises(LawError, match="did you mean gaussian"):
        searches.image(FORM, Run(), noises=("gausian(0,1)",))
    with pytest.raises(LawError, match="4 laws for 3"):
        searches.strict_convexity(FORM, Run("quick"), noises=("gumbel; gumbel; gumbel; gumbel",))
    with pytest.raises(ProbeError, match="no cases"):
        searches.image(FORM, Run(), noises=())


def test_the_books_claim_is_supported_and_names_what_was_tried():
    from proofs.onto import BOOK, onto_the_open_simplex

    statement = BOOK.statements["claim perturb-softmax onto the open simplex"]
    checked = tuple(Checked(item, accepted=False) for item in onto_the_open_simplex(statement, Run()))
    result = judge(statement.printed, checked)
    assert result.verdict is Verdict.SUPPORTED and result.trust is Trust.SAMPLED
    assert "gumbel" in result.scope.text and "d = 1, 2, 3" in result.scope.text
