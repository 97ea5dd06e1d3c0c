"""The search: what is true is proved, what is false is refuted at a simple point, and the checker accepts every certificate."""

import copy
import json
from fractions import Fraction as F
from itertools import product
from pathlib import Path

import pytest

from verifier.checker import Rejected, check
from verifier.claims.formula import FormulaError
from verifier.claims.statement import Form, read_statements
from verifier.engines.search.cell import Stuck
from verifier.engines.search.cells import decide
from verifier.engines.search.laws import read_laws
from verifier.engines.search.polynomial import exact

MAX = "E(max(t1 + g1, t2 + g2))"
MAX3 = "E(max(t1 + g1, t2 + g2, t3 + g3))"
U, R = "uniform(-1,1)", "rademacher"
ATOMS = (
    f"{MAX} = cases(t1 if t1 >= t2 + 2, 3/4*t1 + 1/4*t2 + 1/2 if t2 + 2 >= t1 >= t2, "
    "3/4*t2 + 1/4*t1 + 1/2 if t2 - 2 <= t1 <= t2, t2 if t1 <= t2 - 2)"
)
CUBIC = (
    f"{MAX} = cases(t1 if x > 2, 1/4*(4/3 + 2*(t1 + t2) + (t1 - t2)^2 - 1/6*(t1 - t2)^3) if 2 >= x >= 0, "
    "1/4*(4/3 + 2*(t1 + t2) + (t1 - t2)^2 + 1/6*(t1 - t2)^3) if 0 >= x >= -2, t2 if x < -2)"
)
GRADIENT = f"derivative({MAX}, t1) = cases(1 if x > 2, 1/2 + x/2 - x^2/8 if 2 >= x >= 0, 1/2 + x/2 + x^2/8 if 0 >= x >= -2, 0 if x < -2)"
HESSIAN = f"derivative(derivative({MAX}, t1), t1) = cases(0 if x > 2, 1/2 - x/4 if 2 >= x >= 0, 1/2 + x/4 if 0 >= x >= -2, 0 if x < -2)"
SUBDIFFERENTIAL = (
    f"interval(-slope({MAX}, -1, 0), slope({MAX}, 1, 0)) = cases(interval(1, 1) if t1 > t2 + 2, interval(3/4, 1) if t1 = t2 + 2, "
    "interval(3/4, 3/4) if t2 + 2 > t1 > t2, interval(1/4, 3/4) if t1 = t2, interval(1/4, 1/4) if t2 - 2 < t1 < t2, "
    "interval(0, 1/4) if t1 = t2 - 2, interval(0, 0) if t1 < t2 - 2)"
)
CDF = "P(g1 - g2 <= z) = cases(0 if z < -2, (2 + z)^2/8 if 0 > z >= -2, 1/4*(4 - (2 - z)^2/2) if 2 >= z >= 0, 1 if z > 2)"
DIFFERENCE = {"x": "t1 - t2"}


def statement(folder: Path, conclusion: str, noise: str | None = None, dim: int = 2, given=(), let=None) -> Form:
    """A statement file with one concrete form, read back."""
    rows = ["[[statement]]", 'id = "claim tried"', 'section = "0"', "lines = [1]"]
    rows += ['latex = "x"', 'shape = "formula"', "[statement.printed]"]
    rows += [f"dim = {dim}", f"given = {json.dumps(list(given))}", f"conclusion = {json.dumps([conclusion])}", 'scope = {text = "all"}']
    rows += [f"noise = {json.dumps(noise)}"] if noise else []
    rows += ["[statement.printed.let]", *(f"{name} = {json.dumps(text)}" for name, text in (let or {}).items())]
    folder.mkdir(exist_ok=True)
    (folder / "rows.toml").write_text("\n".join(rows))
    return read_statements(folder)["claim tried"].printed


def verdict(folder: Path, conclusion: str, *rest, **options) -> tuple[str | None, dict]:
    """What the search asserts (None: undecided) and the point it gives; the checker must accept."""
    certificate = decide(statement(folder, conclusion, *rest, **options), 0)
    if certificate is None:
        return None, {}
    accepted = check(json.loads(certificate.text()), folder)
    assert (accepted.kind, accepted.trust, accepted.rests_on) == ("cells", "exact", ())
    return certificate.asserts, certificate.proof.get("at", {})


@pytest.mark.parametrize(("conclusion", "noise", "dim"), [
    (ATOMS, R, 2), (CUBIC, U, 2), (GRADIENT, U, 2), (HESSIAN, U, 2), (SUBDIFFERENTIAL, R, 2), (CDF, U, 2),
    (f"{MAX} >= max(t1, t2)", R, 2),
    (f"0 <= derivative({MAX}, t1) <= 1", U, 2),
    (f"derivative({MAX}, t1) + derivative({MAX}, t2) = 1", U, 2),
    (f"{MAX3} <= max(t1, t2, t3) + 1", R, 3),
    (f"{MAX} = E(max(t1 - g1, t2 - g2))", "discrete(-1, 0, 1; 1/4, 1/2, 1/4); uniform(-1,1)", 2),
    ("E(abs(t1 + g1)) = abs(t1 + 3)", "constant(3)", 1),
    ("E(g1^2) = 1/3 and P(g1 = 0) = 0 and P(g1 > 1/2) = 1/4", U, 1),
    ("P(g1 >= 1) = 1/2 and P(g1 > 1) = 0", R, 1),
    ("integral(abs(z), z, -t1, t1) = cases(t1^2 if t1 >= 0, -t1^2 if otherwise)", None, 1),
    ("integral(max(z^2 - 1, 0), z, 0, 2) = 4/3", None, 1),
    ("abs(t1 + t2) <= abs(t1) + abs(t2)", None, 2), ("x^2 + y^2 - 2*x*y >= 0", None, 1), ("x^4 + 1 > x", None, 1),
    ("0 < x < 1.4 -> (x^2 - 2)*(x - 7) > 0", None, 1), ("x > 0 and y > 0 -> (x - y)^2*(x + y) >= 0", None, 1),
    ("2^-3 = 1/8 and (t1 - t1 + 2)/4 = 0.5", None, 1),
    ("x != 0 or not x > 0", None, 1),
])
def test_true_statements_are_proved(tmp_path, conclusion, noise, dim):
    assert verdict(tmp_path, conclusion, noise, dim, let=DIFFERENCE if conclusion in (CUBIC, GRADIENT, HESSIAN) else None)[0] == "holds"


@pytest.mark.parametrize(("right", "wrong", "formula", "noise"), [
    ("3/4*t1", "3/5*t1", ATOMS, R), ("t2 - 2 <=", "t2 - 3 <=", ATOMS, R), ("1/2 if t2 + 2", "1/3 if t2 + 2", ATOMS, R),
    ("t1 >= t2 + 2", "t1 >= t2 + 3", ATOMS, R), ("t1 >= t2 + 2,", "t1 > t2 + 3,", ATOMS, R), ("+ 1/4*t2", "- 1/4*t2", ATOMS, R),
    ("- 1/6", "+ 1/6", CUBIC, U), ("x < -2", "x < -1", CUBIC, U), ("4/3 + 2*(t1", "4/3 + 3*(t1", CUBIC, U), ("x > 2", "x > 3", CUBIC, U),
    ("1/2 - x/4", "1/2 + x/4", HESSIAN, U), ("x/2 - x^2/8", "x/2 - x^2/7", GRADIENT, U), ("0 if x < -2", "1 if x < -2", GRADIENT, U),
    ("interval(0, 1/4)", "interval(0, 1/5)", SUBDIFFERENTIAL, R), ("t1 = t2,", "t1 = t2 + 1,", SUBDIFFERENTIAL, R),
    ("1 if z > 2", "0 if z > 2", CDF, U), ("(2 + z)^2/8", "(2 + z)^2/4", CDF, U),
])
def test_one_changed_coefficient_sign_or_bound_is_refuted(tmp_path, right, wrong, formula, noise):
    assert formula.count(right) >= 1
    asserts, point = verdict(tmp_path, formula.replace(right, wrong, 1), noise, let=DIFFERENCE if "x >" in formula else None)
    assert asserts == "fails"
    assert all(F(number).denominator <= 2 and abs(F(number)) <= 5 for number in point.values())


@pytest.mark.parametrize(("conclusion", "point"), [
    ("cases(1 if x >= 0, 2 if x <= 0) >= 1", {"x": "0"}),
    ("cases(1 if x > 0, 2 if x < 0) >= 1", {"x": "0"}),
    ("derivative(abs(x), x) <= 1", {"x": "0"}),
    ("slope(max(t1, 0), 1) = cases(1 if t1 > 0, 0 if otherwise)", {"t1": "0"}),
    ("slope(cases(1 if t1 > 0, 0 if otherwise), 1) = 0", {"t1": "0"}),
    ("x^2 > 0", {"x": "0"}), ("x^2 - 2 != 0 and x <= 4", {"x": "5"}),
    ("3*x != 1", {"x": "1/3"}), ("x/x = 1", {"x": "0"}),
])
def test_gaps_overlaps_kinks_and_jumps(tmp_path, conclusion, point):
    asserts, at = verdict(tmp_path, conclusion, None, 1)
    assert asserts == "fails"
    assert at == point


def test_hypotheses_restrict_and_a_false_one_leaves_nothing_to_show(tmp_path):
    assert verdict(tmp_path, "x >= 1", None, 1, given=["x > 2"])[0] == "holds"
    assert verdict(tmp_path, "x >= 1", None, 1, given=["2*x > 1"])[0] == "fails"
    assert verdict(tmp_path, "x = 7", None, 1, given=["x > 2", "x < 1"])[0] == "holds"
    asserts, point = verdict(tmp_path, "x <= 1", None, 1, given=["x > 41/40"])
    assert asserts == "fails" and F(point["x"]) > F(41, 40)
    asserts, point = verdict(tmp_path, "x < 1/99 or x > 1/98", None, 1)
    assert asserts == "fails" and F(1, 99) <= F(point["x"]) <= F(1, 98)


@pytest.mark.parametrize(("conclusion", "noise"), [
    ("x^2 + y^2 >= x*y", None), ("exp(x) > 0", None), ("x/(y^2 + 1) = x/(1 + y^2)", None), ("E(abs(t1 + g1)) >= 0", "gaussian(0,1)"),
    ("(x^2 - 2)^2 >= 0", None),
    ("x^61 = x^61", None),
])
def test_what_is_beyond_these_certificates_stays_undecided(tmp_path, conclusion, noise):
    assert verdict(tmp_path, conclusion, noise, 1) == (None, {})


def test_out_of_time_and_general_forms_are_undecided(tmp_path):
    assert decide(statement(tmp_path, CUBIC, U, let=DIFFERENCE), 0, seconds=0) is None
    (tmp_path / "rows.toml").write_text((tmp_path / "rows.toml").read_text().replace("dim = 2\n", ""))
    assert decide(read_statements(tmp_path)["claim tried"].printed, 0) is None


@pytest.mark.parametrize(("conclusion", "noise", "words"), [
    ("g1 > 0", R, "outside of E and P"), ("E(g3) = 0", R, "no law"), ("E(E(g1)) = 0", R, "nested"),
    ("slope(t1, 1) = 1", None, "components"),
    ("abs(t1, t2) = 1", None, "takes 1"), ("derivative(t1, 2) = 1", None, "needs a name"),
    ("integral(z, 2, 0, 1) = 1", None, "needs a name"),
    ("E(g1) = 0", "uniform(1,-1)", "a < b"), ("E(g1) = 0", "discrete(0, 1; 1/2, 1/3)", "sum 1"),
    ("E(g1) = 0", "rademacher; rademacher; rademacher", "3 laws"),
])
def test_misuse_is_refused_with_the_remedy(tmp_path, conclusion, noise, words):
    with pytest.raises(FormulaError, match=words):
        decide(statement(tmp_path, conclusion, noise), 0)


def test_a_certificate_does_not_depend_on_the_run(tmp_path):
    first, second = (decide(statement(tmp_path, GRADIENT, U, let=DIFFERENCE), 0).text() for _ in range(2))
    assert first == second


def _places(node, path=()):
    """Every combination coefficient, break and near bound in a proof."""
    if isinstance(node, dict):
        for key, child in node.items():
            yield from _places(child, (*path, key))
    elif isinstance(node, list):
        for k, child in enumerate(node):
            yield from _places(child, (*path, k))
    elif isinstance(node, str) and path[-1] != "name":
        yield path


def test_a_changed_certificate_is_rejected(tmp_path):
    certificate = json.loads(decide(statement(tmp_path, CUBIC, U, let=DIFFERENCE), 0).text())
    places = [path for path in _places(certificate["proof"]) if "by" in path or "breaks" in path or "empty" in path]
    assert len(places) > 10
    for path in places[::3]:
        changed = copy.deepcopy(certificate)
        inside = changed["proof"]
        for key in path[:-1]:
            inside = inside[key]
        inside[path[-1]] = f"{inside[path[-1]]} + 1/7" if "breaks" in path else f"-{inside[path[-1]].lstrip('-')}1"
        with pytest.raises(Rejected):
            check(changed, tmp_path)


def test_three_choices_against_a_closed_form(tmp_path):
    """Two-point noise, three choices: the mean over the eight sign triples, one coefficient changed, one sign changed."""
    triples = " + ".join(f"max(t1 + {a}, t2 + {b}, t3 + {c})" for a, b, c in product(("1", "-1"), repeat=3))
    assert verdict(tmp_path, f"{MAX3} = ({triples})/8", R, 3)[0] == "holds"
    assert verdict(tmp_path, f"{MAX3} = ({triples})/7", R, 3)[0] == "fails"
    assert verdict(tmp_path, f"{MAX3} = ({triples.replace('t3 + -1', 't3 + 1', 1)})/8", R, 3)[0] == "fails"


def test_laws():
    assert read_laws(None, 3) == ()
    assert len(read_laws("rademacher", 3)) == 3
    (low, high), [(atom, weight)] = read_laws("uniform(0,2); constant(1/2)", 2)
    assert (low, high, exact(atom), weight) == (0, 2, F(1, 2), 1)
    with pytest.raises(Stuck):
        read_laws("gumbel", 2)
