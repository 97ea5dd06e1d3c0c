"""Sections 3 and 8.1.1 and Equation 9: the verdicts, what refutes, and that changed statements are not covered."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from changed_rows import changed

import proofs
from proofs import convex_probes, foundations
from proofs.foundations import FAILS, HOLDS, NAMES, PROBES
from proofs.prose_convexity import LINES
from verifier.checker import Rejected, check
from verifier.claims.book import Run
from verifier.claims.conclude import conclude
from verifier.claims.evidence import Checked
from verifier.claims.statement import read_statements
from verifier.claims.verdict import Finding, Trust, Verdict

FOLDER = Path(proofs.__file__).parent / "statements"
STATEMENTS = read_statements(FOLDER)
ENCLOSED = ("claim mean of the Gumbel law",)
REFUTED = {
    "claim R^d is complete for the softmax": Finding.FALSE,
    "claim condition for a minimal set of the softmax": Finding.MISPRINT,
    "claim density of the Gumbel law": Finding.MISPRINT,
    "claim the gradient of log-sum-exp is complete and minimal": Finding.FALSE,
    "claim item I": Finding.ILL_POSED,
    "equation 17": Finding.ILL_POSED,
    "claim differentiable means equal directional derivatives": Finding.ILL_POSED,
    "equation 18": Finding.ILL_POSED,
    "claim zero is a subgradient at the maximal argument": Finding.MISPRINT,
    "equation 22": Finding.MISSING_HYPOTHESIS,
    "equation 9": Finding.FALSE,
}
SUPPORTED = set(PROBES) - {"equation 22"}
DEFINED = {name for name in (*NAMES, *ENCLOSED) if STATEMENTS[name].defines}


def evidence(statement):
    proof = foundations.enclosed if statement.id in ENCLOSED else foundations.written
    return list(proof(statement, Run()))


def result(name, folder=FOLDER):
    checked = []
    for item in evidence(STATEMENTS[name]):
        if item.certificate is None:
            checked.append(Checked(item, True, "", Trust.SAMPLED))
        else:
            accepted = check(item.certificate.as_json(), folder)
            checked.append(Checked(item, True, "", Trust(accepted.trust), accepted.rests_on))
    return conclude(STATEMENTS[name], tuple(checked))


@pytest.mark.parametrize("name", [*NAMES, *ENCLOSED])
def test_the_verdict(name):
    found = result(name)
    good = Verdict.DEFINITION if name in DEFINED else Verdict.PROVED
    if name in REFUTED:
        assert found.printed.verdict is Verdict.REFUTED and found.finding is REFUTED[name]
        wanted = Verdict.SUPPORTED if name == "equation 22" else good
        assert found.repaired and all(form.verdict is wanted for form in found.repaired)
    elif name in SUPPORTED:
        assert found.printed.verdict is Verdict.SUPPORTED and found.printed.trust is Trust.SAMPLED
    else:
        assert found.printed.verdict is good and found.finding is Finding.SOUND


INSTANCES = {
    "equation 17": {"d": 2, "F": "x | x[1] = max(x[2], -x[2])", "x": "vec(0, 0)", "v": "vec(0, 1)"},
    "equation 18": {"d": 2, "F": "x | x[1] = exp(x[2])", "p": "vec(-1, 0)"},
    "equation 22": {"d": 2, "F": "x | x[1] = 0 and 0 < x[2] and x[2] < 1"},
    "equation 9": {"d": 2, "Theta": "x | x[1] + x[2] = 0", "law": [["1", "0", "0"]]},
    "claim condition for a minimal set of the softmax": {"d": 2, "Theta": "x | (x[1] = 0 and x[2] = 1) or (x[1] = 1 and x[2] = 2)"},
}


@pytest.mark.parametrize("name", sorted(INSTANCES))
def test_the_counterexample_is_shown(name):
    assert result(name).printed.counterexample["instance"] == INSTANCES[name]


OTHERS = {
    "equation 17": {"F": "x | x[1] = x[2]"},
    "equation 18": {"F": "x | x[1] = x[2]^2"},
    "equation 22": {"F": "x | x[1] = 0 and 0 <= x[2] and x[2] <= 1"},
    "equation 9": {"Theta": "x | x[1] <= x[2]"},
    "claim item I": {"F": "x | x[1] = x[2]^2"},
    "claim zero is a subgradient at the maximal argument": {"F": "x | x[1] = 0"},
    "claim condition for a minimal set of the softmax": {"Theta": "x | x[1] = 0 and x[2] = 1"},
}


@pytest.mark.parametrize("name", sorted(OTHERS))
def test_a_refutation_counts_only_at_its_own_instance(name):
    item = next(item for item in evidence(STATEMENTS[name]) if item.certificate and item.certificate.asserts == "fails")
    body = item.certificate.as_json()
    changed = {**body["proof"]["instance"], **OTHERS[name]}
    with pytest.raises(Rejected, match="what must be shown"):
        check(body | {"proof": body["proof"] | {"instance": changed}}, FOLDER)


# file, statement, old text, new text in the first place after the id: each changed form is false or says more, and must not be covered
MUTANTS = [
    ("section_3.toml", "claim density of the Gumbel law", "exp(-(t + c)) * exp(-exp(-(t + c))))\",", "exp(-(t - c)) * exp(-exp(-(t + c))))\","),
    ("section_3.toml", "claim R^d is complete for the softmax", '"open_simplex(p) -> exists', '"simplex(p) -> exists'),
    ("section_3.toml", "claim condition for a minimal set of the softmax", 'given = ["no_two_translates(Theta)"]', 'given = ["exists(theta, member(theta, Theta))"]'),
    ("section_3.toml", "footnote 1", "log(sum(j, exp(theta[j]))) - log(sum(j, exp(tau[j])))", "log(sum(j, exp(tau[j]))) - log(sum(j, exp(theta[j])))"),
    ("section_3.toml", "claim complete and minimal means identifiable", ', "minimal_perturb_softmax(Theta)"]', ', "minimal_softmax(Theta)"]'),
    ("section_3.toml", "equation 2", "x[i] != x[j]))", "x[i] = x[j]))"),
    ("section_3.toml", "equation 3", "mean_top(theta, i) <= 1", "mean_top(theta, i) < 1"),
    ("section_3.toml", "equation 3", "no_ties(theta) and every", "every"),
    ("section_3.toml", "claim integral of the Gumbel-max theorem", "softmax(theta, i) * derivative", "softmax(-theta, i) * derivative"),
    ("section_3.toml", "claim item I", '"""exists(x, exists(p, exists(q, member(x, F) and graph_subgradient(p, x, F) and graph_subgradient(q, x, F) and p != q))) ->\n    not',
     '"""exists(x, exists(p, member(x, F) and graph_subgradient(p, x, F))) ->\n    not'),
    ("section_8_1.toml", "claim convex and strictly convex functions", '"strictly_convex_graph(F) -> convex_graph(F)"', '"convex_graph(F) -> strictly_convex_graph(F)"'),
    ("section_8_1.toml", "claim convexity is a one-dimensional property", "t <= lam * r + (1 - lam) * s", "t < lam * r + (1 - lam) * s"),
    ("section_8_1.toml", "equation 17", "a * t <= b * s", "a * t < b * s"),
    ("section_8_1.toml", "equation 17", "a * t <= b * s", "b * s <= a * t"),
    ("section_8_1.toml", "equation 18", "-> a <= b) and", "-> b <= a) and"),
    ("section_8_1.toml", "claim the conjugate is convex", "0 <= lam and lam <= 1 and", "0 <= lam and"),
    ("section_8_1.toml", "equation 19", "0 <= lam and lam <= 1 ->", "0 <= lam ->"),
    ("section_8_1.toml", "equation 20", '"graph_subgradient(p, x, F) -> forall(v, v[1] = 0 and', '"graph_subgradient(q, x, F) -> forall(v, v[1] = 0 and'),
    ("section_8_1.toml", "equation 21", "-> dual(p, F)", "-> inner_dual(p, F)"),
    ("section_8_1.toml", "claim zero is a subgradient at the maximal argument", "-> -sum(i, p[i] * x[i]) <= -sum", "-> sum(i, p[i] * x[i]) <= -sum"),
    ("section_8_1.toml", "claim subgradients over a hyperplane", "(p + c * ones)[i]", "(p + c * theta)[i]"),
    ("section_8_1.toml", "equation 9", '"forall(theta, member(theta, S))", "forall(theta, exists(tau, member(tau, Theta) and translates(theta, tau)))"',
     '"forall(theta, member(theta, Theta) -> member(theta, S))", "forall(theta, exists(tau, member(tau, Theta) and translates(theta, tau)))"'),
    ("section_8_1.toml", "claim t^4 is strictly convex", "s != t ->", "s = s ->"),
]


@pytest.mark.parametrize("file, name, old, new", MUTANTS, ids=[f"{name}-{k}" for k, (_, name, _, _) in enumerate(MUTANTS)])
def test_a_changed_statement_is_not_covered(tmp_path, file, name, old, new):
    folder = changed(tmp_path, file, name, old, new)
    refused = 0
    for item in evidence(read_statements(folder)[name]):
        try:
            if item.certificate is not None:
                check(item.certificate.as_json(), folder)
        except Rejected:
            refused += 1
    assert refused


@pytest.mark.parametrize("key", sorted(LINES), ids=str)
def test_every_line_belongs_to_a_derivation(key):
    name, form, number = key
    assert number < len(STATEMENTS[name].form(form).conclusion)
    known = number in HOLDS.get((name, form), {}) or (form == "printed" and number in FAILS.get(name, {})) or name == "equation 5"
    assert known and all(line.strip() for line in LINES[key])


def test_every_refutation_says_its_numbers():
    assert all((name, "printed", number) in LINES for name, table in FAILS.items() for number in table)


def test_a_probe_that_finds_something_fails():
    form = STATEMENTS["equation 22"].form("repaired 1")
    found = convex_probes.probe(form, "x", Run(), lambda random: random.random() < 0.5)
    assert found.failed and int(found.record["against"]) > 0


def test_the_slopes_at_a_corner_are_bounded_by_no_other_gradient():
    zero, ways = [(Fraction(0), Fraction(0))], [(Fraction(1), Fraction(1)), (Fraction(1), Fraction(9)), (Fraction(4), Fraction(1))]
    half = Fraction(-1, 2)
    assert convex_probes.bounds_slopes((half, half), zero, Fraction(1), ways)
    assert not convex_probes.bounds_slopes((half, half / 2), zero, Fraction(1), ways)
    assert not convex_probes.bounds_slopes((half, half), zero, Fraction(2), ways)


def test_the_probes_are_not_empty():
    kinds, random = set(), Random(1)
    for _ in range(40):
        rows = [((convex_probes.number(random), Fraction(0)), Fraction(0)) for _ in range(2)]
        kinds.add(rows[0] == rows[1])
        assert convex_probes.single_subgradient(random) and convex_probes.closed_piecewise_affine(random)
    assert False in kinds
