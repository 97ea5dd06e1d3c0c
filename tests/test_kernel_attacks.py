"""Bogus derivations: each would prove a falsehood, and each is rejected for its own reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_logic import THEOREMS, refused

from verifier.checker import Rejected, check, check_file
from verifier.checker.reader import parse
from verifier.checker.rules.exponentials import equal, normal
from verifier.claims.evidence import certify
from verifier.claims.statement import read_statements
from verifier.engines.derive import Derivation

ROOT = Path(__file__).parents[1] / "proofs"
BOOK = """
[[statement]]
id = "claim x"
section = "1"
lines = [1]
latex = "x"
shape = "property"
[statement.printed]
conclusion = ["sum(i, x[i]) = x[1]", "E(g, g[1]) = 0", "member(x, Theta)", "0 < 1"]
scope = {text = "all"}
"""


@pytest.fixture
def submit(tmp_path):
    """Checks a proof of a conclusion of the row above."""
    (tmp_path / "statements").mkdir()
    (tmp_path / "statements" / "s.toml").write_text(BOOK, encoding="utf-8")
    (tmp_path / "theorems.toml").write_text((ROOT / "theorems.toml").read_text(encoding="utf-8"), encoding="utf-8")
    form = read_statements(tmp_path / "statements")["claim x"].printed

    def verdict(conclusion, proof, asserts="fails"):
        return check(certify(form, conclusion, asserts, "derivation", proof).as_json(), tmp_path / "statements")

    verdict.folder = tmp_path / "statements"
    verdict.form = form
    return verdict


def steps(build):
    notebook = Derivation()
    build(notebook)
    return notebook.steps


@pytest.mark.parametrize(
    "name, facts, values, claim",
    [
        ("a vector has any components", (), {"F": ("i", "x[i] + 1")}, "exists(x, every(i, x[i] = x[i] + 1))"),
        ("a sum of non-negative terms is at least each", ("every(i, 0 <= x[j]^2)",), {"F": ("i", "x[j]^2")},
         "every(i, x[j]^2 <= sum(j, x[j]^2))"),
        ("the greatest of finitely many numbers", (), {"F": ("i", "x[j]")},
         "every(i, x[j] <= greatest(j, x[j])) and some(i, x[j] = greatest(j, x[j]))"),
        ("expectation of a constant", (), {"a": "g[1]"}, "integrable(g, g[1]) and E(g, g[1]) = g[1]"),
        ("expectation of a constant", (), {"a": "g[1]"}, "integrable(g, g[1]) and E(u, g[1]) = g[1]"),
        ("elementary functions are differentiable", (), {"F": ("y", "x[1] * y[1]"), "i": "1"}, "forall(x, differentiable(x[1] * x[1], x[1]))"),
    ],
)
def test_theorems_do_not_capture(name, facts, values, claim):
    """The functions and terms mention what the theorem binds."""
    refused("not the formula stated", lambda d: d.theorem(claim, name, *map(d.assume, facts), **values))


def test_a_bound_may_not_depend_on_the_point():
    """Differentiation under the expectation with the bound |x_1|, which x meets; dominated convergence with a bound that depends on r."""
    values = {"F": ("x", "g", "x[1]^2 / 2"), "G": ("g", "abs(x[1])"), "i": "1"}
    slope = "derivative(x[1]^2 / 2, x[1])"
    between = f"forall(x, forall(g, -abs(x[1]) <= {slope} and {slope} <= abs(x[1])))"
    facts = ("forall(x, integrable(g, x[1]^2 / 2))", "integrable(g, abs(x[1]))", between)
    claim = "forall(x, differentiable(E(g, x[1]^2 / 2), x[1]) and derivative(E(g, x[1]^2 / 2), x[1]) = E(g, derivative(x[1]^2 / 2, x[1])))"
    refused("not the fact given", lambda d: d.theorem(claim, "differentiation under the expectation", *map(d.assume, facts), **values))
    values = {"F": ("r", "g", "r * g[1]"), "G": ("g", "abs(r * g[1])")}
    between = "forall(r, forall(g, -abs(r * g[1]) <= r * g[1] and r * g[1] <= abs(r * g[1])))"
    facts = ("forall(r, integrable(g, r * g[1]))", "integrable(g, abs(r * g[1]))", between, "0 < 1")
    refused("not the fact given", lambda d: d.theorem("0 < 1", "dominated convergence", *map(d.assume, facts), **values))


@pytest.mark.parametrize(
    "name, count",
    [("reciprocal", 1), ("log inverts exp", 1), ("a derivative vanishes at a minimum", 2), ("intermediate value theorem", 3),
     ("a bounded multiple of an integrable variable is integrable", 3), ("dominated convergence with its limit", 4),
     ("the reciprocal of a variable above a positive number is integrable", 3)],
)  # fmt: skip
def test_no_hypothesis_of_a_theorem_may_be_left_out(name, count):
    functions = {"F": ("g", "g[1]"), "G": ("g", "g[1]"), "H": ("g", "g[1]")}
    if name.startswith("dominated"):
        functions["F"] = ("r", "g", "g[1]")
    if name.startswith("intermediate"):
        functions = {"F": ("t", "t")}
    if "minimum" in name:
        functions = {"F": ("x", "x[1]")}
    values = {key: functions[key] for key in THEOREMS[name].get("functions", ())}
    for given in (0, count - 1, count + 1):
        refused(f"has {count} hypotheses", lambda d, given=given: d.theorem("0 < 1", name, *(d.assume("0 < 1") for _ in range(given)), **values))


def test_nothing_cancels_against_zero():
    refused("division by zero", lambda d: d.identity("0 / 0 = 0"))
    refused("division by zero", lambda d: d.identity("(a - a) / (a - a) = 1"))
    cancelled = ("a / a = 1", "a * (1 / a) = 1", "a^2 / a = a", "a^-1 * a = 1", "0^-1 * 0 = 1", "(a - b) / (a - b) = 1")
    for text in (*cancelled, "sqrt(a)^2 = a", "a^(1/2) * a^(1/2) = a"):
        refused("normal forms differ|division by zero", lambda d, text=text: d.identity(text))


def test_shadowed_and_empty_indices():
    assert equal(parse("sum(i, x[i] * sum(i, x[i]))"), parse("sum(j, x[j])^2"))
    for left, right in (
        ("sum(i, x[i] * sum(i, x[i]))", "sum(i, x[i] * x[i])"),
        ("sum(i, sum(i, x[i] * x[i]))", "sum(i, sum(j, x[i] * x[j]))"),
        ("greatest(i, sum(i, x[i]))", "greatest(i, x[i])"),
        ("E(g, E(g, g[1]) * g[1])", "E(g, g[1] * g[1])"),
        ("delta(i, j) + delta(j, i)", "delta(i, j)"),
        ("sum(i, delta(i, 1))", "d"),
        ("sum(i, delta(i, j) * delta(i, k))", "1"),
    ):
        assert not equal(parse(left), parse(right)), left
    refused("wants: index", lambda d: d.identity("delta(1, 2) = 0"))
    refused("wants: index", lambda d: d.identity("delta(1, 2) = 0"), d=1)
    refused("wants: index", lambda d: d.instance("x[0] = x[0]", d.generalise("every(i, x[i] = x[i])", d.identity("x[i] = x[i]"), "i"), "0"))
    refused("is no|wants: index|cannot", lambda d: d.identity("x[1] + x[d] = x[d] + x[1]"))


def test_equal_numbers_are_no_equal_indices():
    refused("wants: index", lambda d: d.rewrite("x[exp(0)] = x[1]", d.identity("x[1] = x[1]"), d.identity("1 = exp(0)")))
    refused("not a replacement", lambda d: d.rewrite("derivative(0, t) = 1", d.identity("derivative(t, t) = 1"), d.assume("t = 0")))
    refused("not a replacement", lambda d: d.rewrite("derivative(a, t) = 1", d.identity("derivative(t, t) = 1"), d.assume("t = a")))
    refused("not a replacement", lambda d: d.rewrite("E(g, a) = E(g, g[1])", d.identity("E(g, g[1]) = E(g, g[1])"), d.assume("g[1] = a")))


@pytest.mark.parametrize("text", ["2^30", "exp(0) * 7^29", "1 / 3^30", "0.5^-30"])
def test_numbers_do_not_grow_without_end(text):
    for _ in range(6):
        text = f"({text})^30"
    with pytest.raises(Rejected, match="more than 20000 bits"):
        normal(parse(text))


def lemma(formula, by="identity", **fields):
    return {"wide": [{"id": "s", "by": by, "formula": formula, **fields}]}


@pytest.mark.parametrize(
    "general, reason",
    [
        (lemma("x[2] = x[2]"), "wants: index"),
        (lemma("vec(1, 2)[1] = 1"), "wrong number"),
        (lemma("d = 2", "assume"), "holds under assumptions"),
        (lemma("sum(i, x[i]) = x[1] + x[2]"), "wants: index"),
        (lemma("sum(i, x[i]) = x[1]"), "normal forms differ"),
        (lemma("0 < 1", "hypothesis", index=0), "no hypothesis"),
        ({"wide": []}, "1 to 5000 steps"),
        ([], "a table of derivations"),
    ],
)
def test_a_general_fact_holds_for_every_dimension(submit, general, reason):
    last = [{"id": "t", "by": "identity", "formula": "x[2] = x[2]"}]
    with pytest.raises(Rejected, match=reason):
        submit(0, {"instance": {"d": 2}, "steps": last, "general": general})


def test_a_general_fact_has_the_dimension_of_the_instance(submit):
    """sum(i, 1) = d becomes 1 + 1 = 2 for d = 2; the fact for d = 3 is no step."""
    wide = lemma("sum(i, 1) = d")
    for number, reason in ((2, "the last step is"), (3, "it gives")):
        last = [{"id": "t", "by": "both", "of": ["wide", "wide"], "formula": "1 + 1 = 2 and 1 + 1 = 2"}]
        with pytest.raises(Rejected, match=reason):
            submit(0, {"instance": {"d": number}, "steps": last, "general": wide})
    with pytest.raises(Rejected, match="id of its own"):
        submit(0, {"instance": {"d": 2}, "steps": [{"id": "wide", "by": "identity", "formula": "0 = 0"}], "general": wide})
    with pytest.raises(Rejected, match="fields steps"):
        submit(3, {"steps": steps(lambda d: d.arith("0 < 1", (1,))), "general": wide}, "holds")


SETS = (
    "ones | ones[1] <= 0", "d | d <= 0", "i | x[i] <= 0", "Theta | member(x, Theta)", "x, y | x[1] <= 0", " | 0 <= 1", "x | E(g, x[1])", "x | x[1] <= lam",
)  # fmt: skip


@pytest.mark.parametrize("text", SETS)
def test_conditions_of_sets_bind_one_vector(submit, text):
    with pytest.raises(Rejected, match="a set is written|mentions more|formula:"):
        submit(2, {"instance": {"d": 1, "Theta": text}, "steps": steps(lambda d: d.arith("0 < 1", (1,)))})


@pytest.mark.parametrize(
    "law, reason",
    [
        ([["1/2", "1"]], "sum to 1"),
        ([["3/2", "1"], ["-1/2", "0"]], "positive and sum"),
        ([["1", "1"], ["0", "5"]], "positive and sum"),
        ([], "positive and sum"),
        ([["1", "x[1]"]], "not a rational"),
        ([["1", "1/0"]], "not a rational"),
        ([["1", "nan"]], "not a rational"),
        ([["1", "1e400"]], "formula:"),
        ([["1", 1.0]], "as text"),
        ([["1", "1", "1"]], "list of rows"),
    ],
)
def test_laws_are_probabilities_of_rational_vectors(submit, law, reason):
    with pytest.raises(Rejected, match=reason):
        submit(1, {"instance": {"d": 1, "law": law}, "steps": steps(lambda d: d.arith("0 < 1", (1,)))})


def test_a_refutation_of_one_law_is_none_of_another(submit):
    """E g = 1 at the atom 1: the goal is written for the law of the instance."""
    def build(d):
        wrong = d.assume("0 + 1 * vec(1)[1] = 0")
        return d.contradiction("0 + 1 * vec(1)[1] != 0", d.arith("0 < 0", (1, d.arith("0 < 1", (1,))), (1, wrong)), d.arith("0 <= 0"))

    assert submit(1, {"instance": {"d": 1, "law": [["1", "1"]]}, "steps": steps(build)}).trust == "derived"
    with pytest.raises(Rejected, match="what must be shown"):
        submit(1, {"instance": {"d": 1, "law": [["1", "0"]]}, "steps": steps(build)})
    with pytest.raises(Rejected, match="what must be shown"):
        submit(1, {"instance": {"d": 1}, "steps": steps(build)})


def test_files_say_everything_once(submit, tmp_path):
    text = json.dumps(certify(submit.form, 3, "holds", "derivation", {"steps": steps(lambda d: d.arith("0 < 1", (1,)))}).as_json())
    path = tmp_path / "c.json"
    path.write_text(text)
    assert check_file(path, submit.folder).kind == "derivation"
    for bad, reason in (
        (text.replace('"conclusion": 3', '"conclusion": 2, "conclusion": 3'), "twice"),
        (text.replace('"conclusion": 3', '"conclusion": 3.0'), "is a number"),
        (text.replace('"conclusion": 3', '"conclusion": NaN'), "not a number"),
        (text.replace('"conclusion": 3', '"conclusion": -1'), "has no conclusion"),
        (text.replace('"form": "printed"', '"form": "repaired 1"'), "has no form"),
        (text.replace('"format": 1', '"format": true'), "not the number 1"),
        (text.replace('"0 < 1"', '"' + "(" * 50_000 + '"'), "at most 20000|nested"),
        (text.replace('"steps": ', '"steps": ' + "[" * 100_000), "deeply|JSON"),
    ):
        assert bad != text, reason
        path.write_text(bad)
        with pytest.raises(Rejected, match=reason):
            check_file(path, submit.folder)
