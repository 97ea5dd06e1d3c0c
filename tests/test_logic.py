"""Natural deduction in the checker: every rule works, and every misuse of one is rejected for the stated reason."""

import tomllib
from fractions import Fraction
from pathlib import Path

import pytest

import proofs
from verifier.checker import check
from verifier.checker.reader import Rejected, parse
from verifier.checker.rules.context import Context
from verifier.checker.rules.deduction import RULES, derive
from verifier.checker.rules.exponentials import normal
from verifier.checker.rules.formulas import key, negation, plain, put, sort_of
from verifier.checker.terms import macro
from verifier.claims.evidence import certify
from verifier.claims.statement import read_statements
from verifier.engines.derive import Derivation

ROOT = Path(proofs.__file__).parent
THEOREMS = {row["name"]: row for row in tomllib.loads((ROOT / "theorems.toml").read_text(encoding="utf-8"))["theorem"]}
MACROS = {name: macro(text) for name, text in tomllib.loads((ROOT / "statements" / "definitions.toml").read_text(encoding="utf-8")).items()}


def run(build, given=(), d=None):
    """The last fact of a derivation."""
    notebook = Derivation()
    build(notebook)
    return derive(notebook.steps, Context(tuple(plain(parse(text), d) for text in given), THEOREMS, d, MACROS))


def refused(reason, build, given=(), d=None):
    with pytest.raises(Rejected, match=reason):
        run(build, given, d)


def test_every_rule_has_been_seen_to_work():
    def build(d):
        a = d.hypothesis(0, "every(i, 0 < x[i])")
        one = d.instance("0 < x[j]", a, "j")
        some = d.witness("some(i, 0 < x[i])", one, "j")
        pair = d.both("0 < x[j] and some(i, 0 < x[i])", one, some)
        left = d.left("0 < x[j]", pair)
        right = d.right("some(i, 0 < x[i])", pair)
        d.weaken("0 < x[j] or 0 < c", left)
        rule = d.discharge("0 < c -> 0 < c", d.assume("0 < c"))
        d.apply("0 < c", rule, d.assume("0 < c"))
        choice = d.excluded("0 < c or not 0 < c")
        d.either("0 < 1", choice, d.arith("0 < 1", (1,)), d.arith("0 < 1", (1,)))
        d.trichotomy("a < b or a = b or b < a", "a", "b")
        equation = d.assume("a = b")
        d.rewrite("b + 1 = a + 1", d.identity("a + 1 = a + 1"), equation)
        d.positive("exp(a)")
        d.replace("0 < c + 1", d.assume("c = a + b"), d.assume("0 < a + b + 1"), "c", "a + b")
        d.calculate("exp(1) < 3")
        d.contradiction("0 < 7", d.assume("a < b"), d.assume("b <= a"))
        d.theorem("exp(log(c)) = c", "log inverts exp", d.assume("0 < c"), a="c")
        d.generalise("forall(a, a = a)", d.identity("a = a"), "a")
        sure = d.positive("d")
        return d.obtain("0 < d", right, sure, "k")

    fact = run(build, ["every(i, 0 < x[i])"])
    assert fact.formula == parse("0 < d") and fact.assumed == frozenset((parse("every(i, 0 < x[i])"),))
    notebook = Derivation()
    build(notebook)
    assert {step["by"] for step in notebook.steps} == set(RULES)


def test_steps_must_be_well_made():
    context = Context((), THEOREMS, None, MACROS)
    good = {"id": "s", "by": "assume", "formula": "0 < a"}
    for steps, reason in (
        ([], "1 to 5000"),
        ({}, "1 to 5000"),
        ([good, good], "id of its own"),
        ([{**good, "extra": 1}], "the fields are"),
        ([{**good, "by": "oracle"}], "no such rule"),
        ([{"id": "s", "by": "assume"}], "the fields are"),
        ([{**good, "id": 3}], "id of its own"),
        ([{**good, "formula": "a + 1"}], "is not a formula"),
        ([{**good, "formula": "0 < x"}], "vector"),
        ([{**good, "formula": "0 < a["}], "formula:"),
        ([good, {"id": "t", "by": "both", "of": ["s", "u"], "formula": "0 < a and 0 < a"}], "is no earlier step"),
        ([good, {"id": "t", "by": "both", "of": ["s"], "formula": "0 < a and 0 < a"}], "names 2 earlier steps"),
        ([{"id": "t", "by": "both", "of": ["t", "t"], "formula": "0 < a"}], "is no earlier step"),
    ):
        with pytest.raises(Rejected, match=reason):
            derive(steps, context)


def test_a_rejection_names_the_step():
    refused(r"step s1 \(part\): it gives", lambda d: d.left("0 < b", d.assume("0 < a and 0 < b")))


def test_the_formula_stated_must_be_the_one_derived():
    refused("not the formula stated", lambda d: d.instance("0 < x[1]", d.assume("every(i, 0 < x[i])"), "j"))
    refused("not the formula stated", lambda d: d.hypothesis(0, "0 < b"), ["0 < a"])
    refused("no hypothesis", lambda d: d.hypothesis(1, "0 < a"), ["0 < a"])
    refused("no hypothesis", lambda d: d.step("hypothesis", "0 < a", index=True), ["0 < a"])


def test_generalising_needs_an_arbitrary_name():
    refused("stands free in", lambda d: d.generalise("forall(a, 0 < a)", d.assume("0 < a"), "a"))
    refused("stands free in", lambda d: d.generalise("every(i, 0 < x[i])", d.assume("0 < x[i]"), "i"))
    refused("stands free in", lambda d: d.generalise("forall(a, 0 < a)", d.hypothesis(0, "0 < a"), "a"), ["0 < a"])
    refused("is a constant", lambda d: d.generalise("forall(a, 0 < a)", d.positive("d"), "d"))
    refused("differ in sort", lambda d: d.generalise("every(i, c = c)", d.identity("c = c"), "c"))
    refused("not of the form every", lambda d: d.generalise("some(i, x[i] = x[i])", d.identity("x[i] = x[i]"), "i"))
    refused(
        "not the formula stated",
        lambda d: d.generalise(
            "forall(x, forall(y, x[1] = y[1]))", d.generalise("forall(x, x[1] = x[1])", d.identity("x[1] = x[1]"), "x"), "y"
        ),
    )


def test_terms_must_fit_the_name_they_replace():
    everywhere = "every(i, 0 < x[i])"
    refused("is a vector, not a index|where at wants", lambda d: d.instance("0 < x[1]", d.assume(everywhere), "x"))
    refused("wants: index|not a index", lambda d: d.instance("0 < x[2]", d.assume(everywhere), "2"))
    refused("wants: index", lambda d: d.instance("0 < x[3]", d.assume(everywhere), "3"), d=2)
    refused("not a real", lambda d: d.instance("0 < a", d.assume("forall(a, 0 < a)"), "x"))
    refused("constant", lambda d: d.assume("forall(ones, ones[1] = 1)"))
    refused("wrong number", lambda d: d.assume("vec(1, 2)[1] = 1"))
    refused("wrong number", lambda d: d.assume("vec(1, 2)[1] = 1"), d=3)


def test_instances_do_not_capture():
    """From forall(x, exists(y, y differs from x)) nothing follows about exists(y, y differs from y)."""
    refused("not the formula stated", lambda d: d.instance("exists(y, y[1] != y[1])", d.assume("forall(x, exists(y, x[1] != y[1]))"), "y"))
    fact = run(lambda d: d.instance("exists(u, y[1] != u[1])", d.assume("forall(x, exists(y, x[1] != y[1]))"), "y"))
    assert key(fact.formula) == key(plain(parse("exists(v, y[1] != v[1])"), None))


def test_witness_needs_the_instance():
    refused("does not give the fact", lambda d: d.witness("exists(a, 1 < a)", d.arith("0 < 1", (1,)), "0"))
    refused("does not give the fact", lambda d: d.witness("exists(y, every(i, y[i] = x[i]))", d.assume("every(i, x[i] = u[i])"), "x"))


def test_obtain_keeps_its_name_to_itself():
    some = "some(i, 0 < x[i])"
    refused("stands free in", lambda d: d.obtain("0 < x[j]", d.assume(some), d.assume("0 < x[j]"), "j"))
    refused(
        "stands free in",
        lambda d: d.obtain(
            "0 < d", d.assume(some), d.left("0 < d", d.both("0 < d and 0 < y[j]", d.positive("d"), d.assume("0 < y[j]"))), "j"
        ),
    )
    refused("stands free in", lambda d: d.obtain("0 < d", d.assume("some(i, 0 < x[i] + y[j])"), d.positive("d"), "j"))
    refused("differ in sort", lambda d: d.obtain("0 < d", d.assume(some), d.positive("d"), "x"))
    refused("not of the form some", lambda d: d.obtain("0 < d", d.assume("every(i, 0 < x[i])"), d.positive("d"), "j"))


def test_discharge_removes_what_it_names_alone():
    def build(d):
        both = d.both("0 < a and 0 < b", d.assume("0 < a"), d.assume("0 < b"))
        return d.discharge("0 < a -> (0 < a and 0 < b)", both)

    assert run(build).assumed == frozenset((parse("0 < b"),))
    refused("not of the form ->", lambda d: d.discharge("0 < a", d.assume("0 < a")))


def test_contradiction_discharges_only_the_negation_of_its_claim():
    fact = run(lambda d: d.contradiction("a <= b", d.assume("b < a"), d.assume("a <= b")))
    assert fact.assumed == frozenset((parse("a <= b"),))
    refused("not the negation", lambda d: d.contradiction("0 < 1", d.assume("a < b"), d.assume("a <= b")))


def test_cases_must_be_the_two_sides():
    refused("two cases differ", lambda d: d.either("0 < a", d.excluded("0 < a or not 0 < a"), d.assume("0 < a"), d.assume("a <= 0")))
    left_open = run(lambda d: d.either("0 < c", d.assume("0 < a or 0 < b"), d.assume("0 < c"), d.assume("0 < c")))
    assert parse("0 < c") in left_open.assumed
    refused("not the formula stated", lambda d: d.excluded("0 < a or 0 < b"))
    refused("not the formula stated", lambda d: d.excluded("a < b or b < a"))
    refused("neither side", lambda d: d.weaken("0 < a or 0 < b", d.assume("0 < c")))
    refused("the premise differs", lambda d: d.apply("0 < c", d.assume("0 < a -> 0 < c"), d.assume("0 < b")))


def test_rewriting_respects_binders_and_derivatives():
    zero = "x[1] = 0"
    refused(
        "not a replacement",
        lambda d: d.rewrite("forall(x, 0 = 0)", d.generalise("forall(x, x[1] = x[1])", d.identity("x[1] = x[1]"), "x"), d.assume(zero)),
    )
    refused("not a replacement", lambda d: d.rewrite("E(g, 0) = E(g, g[1])", d.identity("E(g, g[1]) = E(g, g[1])"), d.assume("g[1] = 0")))
    refused("not a replacement", lambda d: d.rewrite("derivative(0, x[1]) = 1", d.identity("derivative(x[1], x[1]) = 1"), d.assume(zero)))
    refused("not a replacement", lambda d: d.rewrite("derivative(0, t) = 1", d.identity("derivative(t, t) = 1"), d.assume("t = 0")))
    refused("not a replacement", lambda d: d.rewrite("a = c", d.identity("a = a"), d.assume("a = b")))
    refused("not of the form =", lambda d: d.rewrite("b = a", d.identity("a = a"), d.assume("a < b")))
    assert run(lambda d: d.rewrite("sum(i, x[i] * b) = c", d.assume("sum(i, x[i] * a) = c"), d.assume("a = b"))).formula == parse(
        "sum(i, x[i] * b) = c"
    )
    vectors = "every(i, x[i] = y[i])"
    refused("not of the form =", lambda d: d.rewrite("member(y, Theta)", d.assume("member(x, Theta)"), d.assume(vectors)))


def test_names_of_sorts_are_no_terms():
    """Names that would coincide with the words for sorts have no sort themselves."""
    refused("has no sort", lambda d: d.rewrite("forall(t, 0 < 1)", d.assume("forall(x, 0 < 1)"), d.assume("vector = real")))


def test_substitution_into_a_derivative():
    slope = "forall(x, derivative(x[1] * y[1], x[1]) = y[1])"
    refused("caught by the derivative", lambda d: d.instance("derivative(y[1] * y[1], y[1]) = y[1]", d.assume(slope), "y"))
    refused("cannot stand for x", lambda d: d.instance("0 = 0", d.assume(slope), "2 * u"))
    refused("cannot stand for x|constant", lambda d: d.instance("0 = 0", d.assume(slope), "ones"))
    refused("caught by the derivative", lambda d: d.instance("0 = 0", d.assume("forall(y, derivative(x[1] * y[1], x[1]) = y[1])"), "x"))
    assert run(lambda d: d.instance("derivative(u[1] * y[1], u[1]) = y[1]", d.assume(slope), "u"))
    with pytest.raises(Rejected, match="caught by"):
        put(parse("derivative(F(x), x[1])"), {}, {"F": (("y",), parse("y[1] * x[1]"))})
    with pytest.raises(Rejected, match="differentiates by"):
        sort_of(parse("derivative(a, exp(a))"), None)


def test_arith_counts_signs():
    facts = {"p": "0 < a", "q": "0 <= b", "e": "a = c"}

    def build(formula, *terms):
        def steps(d):
            named = {name: d.assume(text) for name, text in facts.items()}
            return d.arith(formula, *((c, *(named[name] for name in group)) for c, *group in terms))

        return steps

    assert run(build("0 < a * a + b", (1, "p", "p"), (1, "q")))
    assert run(build("0 < c", (1, "p"), (1, "e")))
    assert run(build("a * t = c * t", ("t", "e")))
    refused("no term of the combination is strictly positive", build("0 < b", (1, "q")))
    refused("no term of the combination is strictly positive", build("0 < a * b", (1, "p", "q")))
    refused("no term of the combination is strictly positive", build("0 < a - c + 0", (-1, "e")))
    refused("not positive by its shape", build("0 < -a", (-1, "p")))
    refused("not positive by its shape", build("0 <= b * t", ("t", "q")))
    refused("not positive by its shape", build("0 <= 0 * b", (0, "q")))
    refused("follows from equations only", build("0 = a", (1, "p")))
    refused("not the difference", build("0 < a + 1", (1, "p")))
    refused("does not number", lambda d: d.step("arith", "0 < 1", combination=[["1", [0]]]))
    refused("does not number", lambda d: d.step("arith", "0 < 1", d.assume("0 < a"), combination=[["1", [-1]]]))
    refused("not of the form <", lambda d: d.arith("0 < 1", (1, d.assume("not a = b"))))


def test_identity_and_positive_do_not_guess():
    refused("normal forms differ", lambda d: d.identity("x[1] / x[1] = 1"))
    refused("division by zero", lambda d: d.identity("1 / 0 = 1 / 0"))
    refused("not of the form =", lambda d: d.identity("0 < 1"))
    refused("positive by its shape", lambda d: d.positive("a^2"))
    refused("positive by its shape", lambda d: d.step("positive", "1 < exp(a)"))


def test_theorems_are_cited_exactly():
    refused("not among the theorems", lambda d: d.theorem("0 < 1", "Theorem 4.3"))
    refused("has 1 hypotheses", lambda d: d.theorem("exp(log(c)) = c", "log inverts exp", a="c"))
    refused("is not the fact given", lambda d: d.theorem("exp(log(c)) = c", "log inverts exp", d.assume("0 <= c"), a="c"))
    refused("not the formula stated", lambda d: d.theorem("exp(log(b)) = b", "log inverts exp", d.assume("0 < c"), a="c"))
    refused("is a vector, not a real", lambda d: d.theorem("exp(log(c)) = c", "log inverts exp", d.assume("0 < c"), a="x"))
    refused("a function is", lambda d: d.theorem("exists(x, every(i, x[i] = 1))", "a vector has any components", F="1"))
    refused("of sorts", lambda d: d.theorem("exists(x, every(i, x[i] = 1))", "a vector has any components", F=("t", "1")))
    refused("constants", lambda d: d.theorem("exp(log(c)) = c", "log inverts exp", d.assume("0 < c"), d="2"))


def test_a_function_may_not_catch_bound_names():
    """x[i] = F(i) with F(i) = x[1] + 1 must not give a vector with x[1] = x[1] + 1."""
    refused(
        "not the formula stated",
        lambda d: d.theorem("exists(x, every(i, x[i] = x[1] + 1))", "a vector has any components", F=("i", "x[1] + 1")),
    )
    fact = run(lambda d: d.theorem("exists(y, every(i, y[i] = x[1] + 1))", "a vector has any components", F=("i", "x[1] + 1")))
    assert not fact.assumed
    refused(
        "not the formula stated", lambda d: d.theorem("integrable(g, g[1]) and E(g, g[1]) = g[1]", "expectation of a constant", a="g[1]")
    )


def test_integrability_must_be_shown():
    positive = "forall(g, 0 < exp(g[1]))"
    refused(
        "has 2 hypotheses",
        lambda d: d.theorem("0 < E(g, exp(g[1]))", "a positive variable has a positive mean", d.assume(positive), F=("g", "exp(g[1])")),
    )
    bounds = "forall(g, 0 <= cases(1 if g[1] > 0, 0 if otherwise) and cases(1 if g[1] > 0, 0 if otherwise) <= 1)"
    refused("unknown here", lambda d: d.assume(bounds))
    for term, allowed in (("min(1, max(0, g[1]))", True), ("1 / (1 + 1 / g[1])", False), ("g[1]^(1/2)", False)):
        rough = f"forall(g, 0 <= {term} and {term} <= 1)"

        def bounded(d, term=term, rough=rough):
            fact = d.assume(rough)
            return d.theorem(f"integrable(g, {term})", "bounded continuous functions are integrable", fact, F=("g", term), a="0", b="1")

        if allowed:
            assert run(bounded)
        else:
            refused("not continuous by its shape", bounded)
    steep = "forall(x, differentiable(max(0, x[1]), x[1]))"
    refused("not smooth by its shape", lambda d: d.theorem(steep, "elementary functions are differentiable", F=("x", "max(0, x[1])"), i="1"))


def test_differentiation_under_the_expectation_needs_its_bound():
    name, one = "differentiation under the expectation", "integrable(g, 1)"
    finite = "forall(x, integrable(g, exp(x[1] * g[1])))"
    loose = "forall(x, forall(g, -1 <= derivative(exp(x[1] * g[1]), x[i]) and derivative(exp(x[1] * g[1]), x[i]) <= 2))"
    refused(
        "is not the fact given",
        lambda d: d.theorem(
            "0 < 1", name, d.assume(finite), d.assume(one), d.assume(loose), F=("x", "g", "exp(x[1] * g[1])"), G=("g", "1"), i="i"
        ),
    )


def test_for_a_given_dimension_everything_is_written_out():
    assert plain(parse("sum(i, x[i])"), 2) == parse("x[1] + x[2]")
    assert plain(parse("every(i, x[i] = d)"), 2) == parse("x[1] = 2 and x[2] = 2")
    assert plain(parse("some(i, x[i] < 0)"), 3) == parse("x[1] < 0 or x[2] < 0 or x[3] < 0")
    assert run(lambda d: d.identity("sum(i, vec(1, 2)[i]) = 3"), d=2)
    refused("normal forms differ", lambda d: d.identity("sum(i, ones[i]) = 3"), d=2)


def test_negations_are_plain():
    assert plain(parse("not a < b"), None) == parse("b <= a") and plain(parse("not a >= b"), None) == parse("a < b")
    assert plain(parse("not not a = b"), None) == parse("a = b") and plain(parse("a != b"), None) == ("not", parse("a = b"))
    assert key(plain(parse("theta = tau"), None)) == key(parse("every(j, theta[j] = tau[j])"))
    for text in ("a < b", "a <= b", "a = b", "every(i, x[i] = 0)"):
        assert negation(negation(plain(parse(text), None))) == plain(parse(text), None)


def test_keys_tell_apart_what_differs():
    assert key(parse("sum(i, sum(j, x[i] * y[j]))")) == key(parse("sum(j, sum(i, x[j] * y[i]))"))
    assert key(parse("sum(i, sum(i, sum(j, x[i] * y[j])))")) != key(parse("sum(i, sum(i, sum(j, x[j] * y[j])))"))
    assert key(parse("forall(x, a = a)")) != key(parse("forall(t, a = a)"))


# derivations against statements

BOOK = """
[[statement]]
id = "claim x"
section = "1"
lines = [1]
latex = "x"
shape = "property"
[statement.printed]
given = ["a > 0"]
conclusion = ["forall(x, sum(i, x[i]^2) >= 0)", "a + 1 > 1", "sum(i, x[i]) = x[1]", "integrable(g, g[1])"]
scope = {text = "all"}
"""


@pytest.fixture
def judge(tmp_path):
    from verifier.checker import check
    from verifier.claims.evidence import certify
    from verifier.claims.statement import read_statements

    (tmp_path / "statements").mkdir()
    (tmp_path / "statements" / "s.toml").write_text(BOOK, encoding="utf-8")
    (tmp_path / "theorems.toml").write_text((ROOT / "theorems.toml").read_text(encoding="utf-8"), encoding="utf-8")
    form = read_statements(tmp_path / "statements")["claim x"].printed

    def verdict(conclusion, asserts, build, kind="derivation", **proof):
        notebook = Derivation()
        build(notebook)
        steps = {"steps": notebook.steps} if kind == "derivation" else {}
        return check(certify(form, conclusion, asserts, kind, {**steps, **proof}).as_json(), tmp_path / "statements")

    return verdict


def plus_one(d):
    return d.arith("a + 1 > 1", (1, d.hypothesis(0, "a > 0")))


def fails_at_two(d):
    claim = d.assume("sum(i, vec(1, 1)[i]) = vec(1, 1)[1]")
    absurd = d.arith("0 < 0", (1, d.arith("0 < 1", (1,))), (1, claim))
    wrong = d.contradiction("sum(i, vec(1, 1)[i]) != vec(1, 1)[1]", absurd, d.arith("0 <= 0"))
    return d.both("1 > 0 and sum(i, vec(1, 1)[i]) != vec(1, 1)[1]", d.arith("1 > 0", (1,)), wrong)


AT_TWO = {"d": 2, "a": "1", "x": "vec(1, 1)"}


def test_a_derivation_is_bound_to_the_statement(judge):
    assert judge(1, "holds", plus_one).trust == "derived"
    for conclusion, asserts, build, reason, proof in (
        (0, "holds", plus_one, "what must be shown", {}),
        (1, "holds", lambda d: d.assume("a + 1 > 1"), "still assumes", {}),
        (1, "fails", plus_one, "fields steps and, for fails, instance", {}),
        (1, "holds", plus_one, "fields steps", {"instance": {}}),
        (1, "fails", plus_one, "no hypothesis", {"instance": {"a": "1"}}),
        (
            2,
            "fails",
            lambda d: d.right("sum(i, vec(1, 1)[i]) != vec(1, 1)[1]", fails_at_two(d)),
            "what must be shown",
            {"instance": AT_TWO},
        ),
        (2, "fails", fails_at_two, "what must be shown", {"instance": {**AT_TWO, "a": "2"}}),
        (2, "fails", fails_at_two, "wrong number", {"instance": {**AT_TWO, "d": 3}}),
        (2, "fails", fails_at_two, "not a number from 1 to 8", {"instance": {**AT_TWO, "d": 0}}),
        (2, "fails", fails_at_two, "not a number from 1 to 8", {"instance": {**AT_TWO, "d": True}}),
        (2, "fails", lambda d: d.assume("1 > 0 and sum(i, vec(1, 1)[i]) != vec(1, 1)[1]"), "still assumes", {"instance": AT_TWO}),
    ):
        with pytest.raises(Rejected, match=reason):
            judge(conclusion, asserts, build, **proof)


def test_a_refutation_is_accepted_at_its_instance(judge):
    assert judge(2, "fails", fails_at_two, instance=AT_TWO).rests_on == ()


def test_integrability_is_no_identity_and_identities_do_not_fail(judge):
    for conclusion, asserts, reason in (
        (3, "holds", "not an equation"),
        (2, "holds", "different normal forms"),
        (2, "fails", "asserts `holds`"),
        (1, "holds", "not an equation"),
    ):
        with pytest.raises(Rejected, match=reason):
            judge(conclusion, asserts, lambda d: None, kind="identity")


def test_citations_are_reported(judge):
    def build(d):
        plus_one(d)
        d.theorem("exp(log(a)) = a", "log inverts exp", d.hypothesis(0, "a > 0"), a="a")
        return plus_one(d)

    assert judge(1, "holds", build).rests_on == (f"log inverts exp ({THEOREMS['log inverts exp']['source']})",)


CONSTANT = """[[statement]]
id = "claim ones"
section = "0"
lines = [1]
latex = "1 = 1"
shape = "property"
[statement.printed]
conclusion = ["ones[1] = 1"]
scope = {text = "all d"}
[[statement.repaired]]
latex = "d / d"
cause = "false"
change = "none"
noise = "uniform(-1,1)"
dim = 1
conclusion = ["(d^2)^(1/2) = d", "d / d = 1", "exp(log(d)) = d"]
scope = {text = "all d"}
"""


def constants_folder(tmp_path):
    (tmp_path / "rows.toml").write_text(CONSTANT)
    return read_statements(tmp_path)["claim ones"]


@pytest.mark.parametrize("instance", [{"ones": "0*ones"}, {"d": 2, "ones": "vec(0,0)"}, {"d": 1, "x": "vec(0)"}, [["d", 1]], {"d": True}, {"d": 0}])
def test_an_instance_gives_free_names_only_and_no_constant(tmp_path, instance):
    """Else `ones` could become 0, and 1 = 1 be refuted."""
    form = constants_folder(tmp_path).printed
    steps = [
        {"id": "1", "by": "assume", "formula": "(0*ones)[1] = 1"},
        {"id": "2", "by": "arith", "formula": "1 <= 0", "of": ["1"], "combination": [["-1", [0]]]},
        {"id": "3", "by": "positive", "formula": "0 < 1"},
        {"id": "4", "by": "contradiction", "formula": "not (0*ones)[1] = 1", "of": ["2", "3"]},
    ]
    with pytest.raises(Rejected, match="an instance gives d|d = "):
        check(certify(form, 0, "fails", "derivation", {"instance": instance, "steps": steps}).as_json(), tmp_path)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_concrete_form_has_no_positive_d(tmp_path, number):
    form = constants_folder(tmp_path).form("repaired 1")
    with pytest.raises(Rejected, match="constants of general forms"):
        check(certify(form, number, "holds", "identity", {}).as_json(), tmp_path)


@pytest.mark.parametrize("key", ["d", "ones", "g1", "otherwise", "and", "x y"])
def test_let_cannot_redefine_a_constant_or_the_noise(tmp_path, key):
    (tmp_path / "rows.toml").write_text(CONSTANT.replace('conclusion = ["ones[1] = 1"]', f'let = {{"{key}" = "2"}}\nconclusion = ["ones[1] = 1"]'))
    form = read_statements(tmp_path)["claim ones"].printed
    with pytest.raises(Rejected, match="another meaning|expected"):
        check(certify(form, 0, "holds", "identity", {}).as_json(), tmp_path)


def test_a_definition_does_not_differentiate():
    with pytest.raises(Rejected, match="merge the names"):
        macro("x, y, i | derivative(x[1] * y[1], x[i])")


def test_powers_that_do_not_settle_are_given_up():
    with pytest.raises(Rejected, match="do not settle|too large"):
        normal(("/", Fraction(1), ("^", parse("exp(x[i]) + d"), Fraction(-3, 2))))


def test_a_text_is_read_anew_for_another_dimension():
    context = Context((), {}, None, {})
    general = context.tree("sum(i, theta[i])")
    context.d = 2
    assert context.tree("sum(i, theta[i])") != general
    context.d = None
    assert context.tree("sum(i, theta[i])") == general
    for text in (["0 <= 0"], None, 3):
        with pytest.raises(Rejected):
            context.tree(text)
