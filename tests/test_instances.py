"""Refutations at an instance: sets given by a condition, finite laws, the greatest of d numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from verifier.checker import Rejected, check
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
given = ["exists(theta, member(theta, Theta))"]
conclusion = [
    "forall(theta, member(theta, Theta) -> theta[1] > 0)",
    "E(g, g[1]) = 0",
    "integrable(g, g[1]) -> E(g, E(u, u[1] * g[1])) > 1",
    "E(g, greatest(i, g[i])) <= greatest(i, E(g, g[i]))",
    "every(i, every(j, delta(i, j) = 1))",
]
scope = {text = "all"}
"""
HALF_PLANE = "x | x[1] + x[2] <= 0"
COIN = [["1/2", "1", "0"], ["1/2", "0", "1"]]


@pytest.fixture
def refute(tmp_path):
    (tmp_path / "statements").mkdir()
    (tmp_path / "statements" / "s.toml").write_text(BOOK, encoding="utf-8")
    (tmp_path / "theorems.toml").write_text((ROOT / "theorems.toml").read_text(encoding="utf-8"), encoding="utf-8")
    form = read_statements(tmp_path / "statements")["claim x"].printed

    def verdict(conclusion, instance, *facts):
        d = Derivation()
        build_both(d, *facts)
        certificate = certify(form, conclusion, "fails", "derivation", {"instance": instance, "steps": d.steps})
        return check(certificate.as_json(), tmp_path / "statements")

    def raw(proof):
        return check(certify(form, 0, "fails", "derivation", proof).as_json(), tmp_path / "statements")

    verdict.raw = raw
    return verdict


def build_both(d, given, wrong):
    premise, conclusion = given(d), wrong(d)
    d.both(f"{d.steps[int(premise[1:])]['formula']} and ({d.steps[int(conclusion[1:])]['formula']})", premise, conclusion)


def origin(d):
    """Some member of the half plane."""
    line = d.arith("vec(0, 0)[1] + vec(0, 0)[2] <= 0")
    return d.witness("exists(theta, theta[1] + theta[2] <= 0)", line, "vec(0, 0)")


def origin_not_positive(d):
    rule = "forall(theta, theta[1] + theta[2] <= 0 -> theta[1] > 0)"
    at = d.instance("vec(0, 0)[1] + vec(0, 0)[2] <= 0 -> vec(0, 0)[1] > 0", d.assume(rule), "vec(0, 0)")
    positive = d.apply("vec(0, 0)[1] > 0", at, d.arith("vec(0, 0)[1] + vec(0, 0)[2] <= 0"))
    return d.contradiction(f"not {rule}", d.arith("0 < 0", (1, positive)), d.arith("0 <= 0"))


def test_a_set_is_given_by_a_condition(refute):
    assert refute(0, {"d": 2, "Theta": HALF_PLANE}, origin, origin_not_positive).trust == "derived"


@pytest.mark.parametrize(
    "text, reason",
    [
        ("x | x[1] + y[1] <= 0", "mentions more than x"),
        ("x | x[1] + a <= 0", "mentions more than x"),
        ("x[1] <= 0", "a set is written"),
        ("a | a <= 0", "a set is written"),
        ("x | x[1]", "a set is written"),
        ("x | member(x, Theta)", "mentions more than x"),
        ("x | x[1] + x[2] < 0", "what must be shown"),
        ("x | x[3] <= 0", "wants: index"),
        (7, "a set is written"),
    ],
)
def test_other_sets_are_refused(refute, text, reason):
    with pytest.raises(Rejected, match=reason):
        refute(0, {"d": 2, "Theta": text}, origin, origin_not_positive)


def test_conditions_do_not_capture(refute):
    """The bound name of the condition is renamed: every vector has a component-wise equal one, so the set is everything."""
    everything = "x | exists(theta, every(i, theta[i] = x[i]))"

    def inhabited(d):
        line = d.both("vec(0, 0)[1] = vec(0, 0)[1] and vec(0, 0)[2] = vec(0, 0)[2]", *(d.identity(f"vec(0, 0)[{k}] = vec(0, 0)[{k}]") for k in (1, 2)))
        inner = d.witness("exists(theta, every(i, theta[i] = vec(0, 0)[i]))", line, "vec(0, 0)")
        return d.witness("exists(tau, exists(theta, every(i, theta[i] = tau[i])))", inner, "vec(0, 0)")

    def wrong(d):
        rule = "forall(tau, exists(theta, every(i, theta[i] = tau[i])) -> tau[1] > 0)"
        line = d.both("vec(0, 0)[1] = vec(0, 0)[1] and vec(0, 0)[2] = vec(0, 0)[2]", *(d.identity(f"vec(0, 0)[{k}] = vec(0, 0)[{k}]") for k in (1, 2)))
        inner = d.witness("exists(theta, every(i, theta[i] = vec(0, 0)[i]))", line, "vec(0, 0)")
        at = d.instance("exists(theta, every(i, theta[i] = vec(0, 0)[i])) -> vec(0, 0)[1] > 0", d.assume(rule), "vec(0, 0)")
        return d.contradiction(f"not {rule}", d.arith("0 < 0", (1, d.apply("vec(0, 0)[1] > 0", at, inner))), d.arith("0 <= 0"))

    assert refute(0, {"d": 2, "Theta": everything}, inhabited, wrong)


WHOLE = "x | 0 <= 0"


def anything(d):
    return d.witness("exists(theta, 0 <= 0)", d.arith("0 <= 0"), "vec(0, 0)")


def not_equal(left):
    """not left = 0, for a term that is 1/2 by arithmetic."""

    def build(d):
        half = d.arith("0 < 0", (1, d.assume(f"{left} = 0")), ("1/2",))
        return d.contradiction(f"{left} != 0", half, d.arith("0 <= 0"))

    return build


MEAN = "0 + 1/2 * vec(1, 0)[1] + 1/2 * vec(0, 1)[1]"


def test_a_finite_law_makes_means_finite_sums(refute):
    assert refute(1, {"d": 2, "Theta": WHOLE, "law": COIN}, anything, not_equal(MEAN)).rests_on == ()


@pytest.mark.parametrize(
    "law, reason",
    [
        ([["1/2", "1", "0"], ["1/3", "0", "1"]], "sum to 1"),
        ([["3/2", "1", "0"], ["-1/2", "0", "1"]], "sum to 1"),
        ([["1", "1", "0"], ["0", "0", "1"]], "sum to 1"),
        ([["1", "1"]], "a weight and d components"),
        ([], "sum to 1"),
        ({"1": 1}, "a weight and d components"),
        ([["1", "g[1]", "0"]], "not a rational number"),
        ([["1", "1/0", "0"]], "not a rational number"),
        ([["1", 1, "0"]], "written as text"),
        ([["1/2", "1", "0"], ["1/2", "0", "2"]], "what must be shown"),
        (None, "what must be shown"),
    ],
)
def test_other_laws_are_refused(refute, law, reason):
    with pytest.raises(Rejected, match=reason):
        refute(1, {"d": 2, "Theta": WHOLE, "law": law}, anything, not_equal(MEAN))


def test_a_law_needs_a_dimension(refute):
    with pytest.raises(Rejected, match="for a given d"):
        refute(1, {"Theta": WHOLE, "law": COIN}, anything, not_equal(MEAN))


def test_nested_means_and_integrability(refute):
    inner = [f"(0 + 1/2 * (vec(1, 0)[1] * vec{g}[1]) + 1/2 * (vec(0, 1)[1] * vec{g}[1]))" for g in ("(1, 0)", "(0, 1)")]
    mean = f"0 + 1/2 * {inner[0]} + 1/2 * {inner[1]}"
    rule = f"0 <= 0 -> {mean} > 1"

    def wrong(d):
        above = d.apply(f"{mean} > 1", d.assume(rule), d.arith("0 <= 0"))
        return d.contradiction(f"not ({rule})", d.arith("0 < 0", (1, above), ("3/4",)), d.arith("0 <= 0"))

    assert refute(2, {"d": 2, "Theta": WHOLE, "law": COIN}, anything, wrong)
    with pytest.raises(Rejected):
        refute(2, {"d": 2, "Theta": WHOLE, "law": [["1", "2", "0"]]}, anything, wrong)


def test_the_greatest_is_written_out_for_a_given_dimension():
    from verifier.checker.reader import parse
    from verifier.checker.rules.formulas import plain, sort_of

    tree = parse("greatest(i, x[i])")
    assert sort_of(tree, None) == "real" and plain(tree, None) == tree
    assert plain(tree, 3) == plain(parse("max(max(x[1], x[2]), x[3])"), 3)


def test_normal_forms_know_a_greatest_only_by_its_body():
    from verifier.checker.reader import parse
    from verifier.checker.rules.exponentials import equal

    def same(left, right):
        return equal(parse(left), parse(right))

    assert same("greatest(i, x[i] + y[i])", "greatest(k, y[k] + x[k])")
    assert same("greatest(i, sum(j, x[j] * y[i]))", "greatest(m, sum(l, y[m] * x[l]))")
    assert not same("greatest(i, x[i])", "greatest(i, y[i])")
    assert not same("greatest(i, x[i])", "sum(i, x[i])")
    assert not same("greatest(i, 2 * x[i])", "2 * greatest(i, x[i])")
    assert not same("greatest(i, greatest(j, x[i] * y[j]))", "greatest(i, greatest(j, x[j] * y[i]))")


def test_delta_is_one_exactly_where_the_numbers_agree(refute):
    def wrong(d):
        table = "delta(1, 1) = 1 and delta(1, 2) = 1 and (delta(2, 1) = 1 and delta(2, 2) = 1)"
        first = d.left("delta(1, 1) = 1 and delta(1, 2) = 1", d.assume(table))
        absurd = d.arith("0 < 0", (-1, d.right("delta(1, 2) = 1", first)), (1,))
        return d.contradiction(f"not ({table})", absurd, d.arith("0 <= 0"))

    assert refute(4, {"d": 2, "Theta": WHOLE}, anything, wrong)


def test_facts_of_every_dimension_serve_at_the_instance(tmp_path):
    """`general` holds closed derivations that rest on nothing and use no hypothesis of the form."""
    from verifier.checker.reader import parse
    from verifier.checker.rules.context import Context
    from verifier.checker.rules.deduction import derive, specialised

    def facts(build):
        d = Derivation()
        build(d)
        return {"fact": derive(d.steps, Context((parse("0 < a"),), {}, None, {}))}

    closed = facts(lambda d: d.generalise("forall(x, sum(i, x[i]) = sum(j, x[j]))", d.identity("sum(i, x[i]) = sum(j, x[j])"), "x"))
    assert specialised(closed, 2)["fact"].formula[2][0] == "="
    for build in (lambda d: d.hypothesis(0, "0 < a"), lambda d: d.assume("0 < a")):
        with pytest.raises(Rejected, match="holds under assumptions"):
            specialised(facts(build), 2)


def test_general_facts_know_no_hypothesis_and_no_other_table(refute):
    form_proof = {"steps": [{"id": "s0", "by": "assume", "formula": "0 < 1"}], "instance": {"d": 2}}
    for general, reason in (
        ([], "table of derivations"),
        ({"a": [{"id": "s0", "by": "hypothesis", "formula": "0 < 1", "index": 0}]}, "no hypothesis"),
        ({"a": []}, "1 to 5000 steps"),
    ):
        with pytest.raises(Rejected, match=reason):
            refute.raw({**form_proof, "general": general})
