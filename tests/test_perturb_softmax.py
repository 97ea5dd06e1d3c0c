"""The general theorems: every conclusion has its certificate, none says more than its statement, and changed statements are not covered."""

from pathlib import Path

import pytest

import proofs
import proofs.onto
import proofs.perturb_softmax_rows
import proofs.softmax_rows
from proofs import BOOK
from verifier.checker import Rejected, check
from verifier.claims.book import Run
from verifier.claims.conclude import conclude
from verifier.claims.evidence import Checked, certify
from verifier.claims.verdict import Finding, Trust, Verdict
from verifier.engines.derive import Derivation

FOLDER = Path(proofs.__file__).parent / "statements"
OURS = {"proofs.perturb_softmax_rows", "proofs.softmax_rows", "proofs.onto"}
GENERAL = sorted(name for name, proof in BOOK._proofs.items() if proof.__module__ in OURS)
REFUTED = {
    "theorem 8.1": Finding.FALSE,
    "claim softmax is identifiable on hyperplanes": Finding.FALSE,
    "equation 24": Finding.MISPRINT,
    "equation 47": Finding.MISPRINT,
    "claim Hoelder step of Lemma 4.2": Finding.MISPRINT,
    "claim strict Hoelder inequality of Lemma 4.2": Finding.MISPRINT,
    "claim a sequence in the hyperplane of first coordinate 0": Finding.INVALID_STEP,
}
TESTED = {"claim hyperplanes are identifiable for Perturb-Softmax", "claim perturb-softmax onto the open simplex"}
DEFINITIONS = {"equation 6", "equation 23", "equation 34", "equation 35"}


def evidence(name):
    return list(BOOK._proofs[name](BOOK.statements[name], Run()))


def certified(name):
    return [item for item in evidence(name) if item.certificate is not None]


def result(name):
    checked = []
    for item in certified(name):
        accepted = check(item.certificate.as_json(), FOLDER)
        checked.append(Checked(item, True, "", Trust(accepted.trust), accepted.rests_on))
    return conclude(BOOK.statements[name], tuple(checked))


@pytest.mark.parametrize("name", [name for name in GENERAL if name not in TESTED])
def test_the_verdict(name):
    found = result(name)
    if name in REFUTED:
        assert found.printed.verdict is Verdict.REFUTED and found.finding is REFUTED[name]
        assert all(form.verdict is Verdict.PROVED for form in found.repaired) and found.repaired
    else:
        assert found.printed.verdict is (Verdict.DEFINITION if name in DEFINITIONS else Verdict.PROVED)


REFUTED_PARTS = {
    "theorem 8.1": ({0}, {1}),
    "claim softmax is identifiable on hyperplanes": ({0, 1}, {2, 3}),
    "claim Hoelder step of Lemma 4.2": ({1}, {0}),
    "equation 47": ({0, 1}, set()),
}


@pytest.mark.parametrize("name", sorted(REFUTED_PARTS))
def test_which_printed_parts_fail_and_which_hold(name):
    """test_the_verdict has the checker accept all of these."""
    found = {"fails": set(), "holds": set()}
    for item in certified(name):
        if item.form == "printed":
            found[item.certificate.asserts].add(item.certificate.conclusion)
    assert (found["fails"], found["holds"]) == REFUTED_PARTS[name]


COUNTEREXAMPLES = {
    "theorem 8.1": {"d": 2, "p": "vec(1, 0)"},
    "claim softmax is identifiable on hyperplanes": {"d": 2, "p": "vec(1, 0)"},
    "equation 24": {"d": 2, "theta": "vec(0, 1)"},
    "claim a sequence in the hyperplane of first coordinate 0": {"d": 2, "v": "vec(1, 0)", "n": "1", "theta": "vec(1, 0)"},
    "claim strict Hoelder inequality of Lemma 4.2": {
        "d": 2, "lam": "1/4", "theta": "vec(0, 1)", "tau": "vec(0, 1/9)", "g": "vec(0, 0)",
    },
}


@pytest.mark.parametrize("name", sorted(COUNTEREXAMPLES))
def test_the_counterexample_is_shown(name):
    assert result(name).printed.counterexample["instance"] == COUNTEREXAMPLES[name]


@pytest.mark.parametrize("name", sorted(COUNTEREXAMPLES))
def test_an_instance_counts_only_for_its_own_derivation(name):
    item = next(item for item in certified(name) if item.certificate.asserts == "fails")
    body = item.certificate.as_json()
    for key in set(body["proof"]["instance"]) - {"d"}:
        other = body["proof"]["instance"] | {key: "1/3" if key in ("n", "lam") else "vec(3, 4)"}
        with pytest.raises(Rejected, match="what must be shown"):
            check(body | {"proof": body["proof"] | {"instance": other}}, FOLDER)


def test_onto_the_hyperplanes_and_one_to_one_are_certified():
    name = "claim hyperplanes are identifiable for Perturb-Softmax"
    items = evidence(name)
    assert {item.certificate.conclusion for item in items if item.certificate} == {0, 1, 2, 3}
    assert [item.failed for item in items if item.certificate is None] == [False]
    checked = [Checked(item, True, "", Trust.DERIVED) for item in items if item.certificate]
    checked += [Checked(item, True, "", Trust.SAMPLED) for item in items if not item.certificate]
    for item in items:
        if item.certificate:
            check(item.certificate.as_json(), FOLDER)
    found = conclude(BOOK.statements[name], tuple(checked)).printed
    assert found.verdict is Verdict.PROVED and found.trust is Trust.DERIVED
    without = conclude(BOOK.statements[name], tuple(c for c in checked if not c.evidence.certificate or c.evidence.certificate.conclusion)).printed
    assert without.verdict is Verdict.SUPPORTED


def test_the_norms_of_the_counterexamples():
    """The two sides at the instances, in floating point and from the definitions."""
    import math

    def sides(lam, theta, tau):
        u, v = [math.exp(lam * t) for t in theta], [math.exp((1 - lam) * t) for t in tau]
        inner = sum(a * b for a, b in zip(u, v))
        printed = sum(b ** (1 / lam) for b in v) ** lam * sum(a ** (1 / (1 - lam)) for a in u) ** (1 - lam)
        mean = lam * math.log(sum(map(math.exp, theta))) + (1 - lam) * math.log(sum(map(math.exp, tau)))
        return inner, printed, mean

    inner, printed, mean = sides(0.25, (0, 0), (0, math.log(2)))
    assert inner < printed and math.isclose(4 * math.log(printed), math.log(72)) and math.isclose(4 * mean, math.log(54))
    inner, printed, _ = sides(0.25, (0, 1), (0, 1 / 9))
    assert math.isclose(inner, printed, rel_tol=1e-14)


def test_nothing_is_left_out():
    asked = ["theorem 4.3", "lemma 4.2", "theorem 8.1", "corollary 8.2"]
    asked += [f"equation {k}" for k in (6, 7, 10, *range(23, 37), 39, 40, 41, 45, 46, 47)]
    assert set(asked) <= set(GENERAL)


@pytest.mark.parametrize("name", GENERAL)
def test_every_piece_of_evidence_can_be_read(name):
    for item in certified(name):
        assert item.obligation and item.derivation and all(line.count("{") == line.count("}") for line in item.derivation)


@pytest.mark.parametrize("name", ["theorem 4.3", "lemma 4.2", "equation 7", "claim translations", "corollary 8.2"])
def test_probes_stand_beside_the_proof_and_pass(name):
    tests = [item for item in evidence(name) if item.certificate is None]
    assert len(tests) == 1 and not tests[0].failed
    assert int(tests[0].record["examples"]) >= 20 and tests[0].record["failure"] == "none"


def test_theorem_4_3_rests_on_a_few_classical_facts():
    names = {entry.partition(" (")[0] for entry in result("theorem 4.3").rests_on}
    assert names == {
        "a positive variable has a positive mean",
        "a sum of non-negative terms is at least each",
        "bounded continuous functions are integrable",
        "equal terms have equal sums",
        "exp lies above its tangent",
        "expectation is linear",
        "expectation of a finite sum",
    }


def with_form(tmp_path, change):
    """A statement folder with one text replaced in sections 4 and 8, the probes and the definitions, and its statements."""
    from verifier.claims.statement import read_statements

    folder = tmp_path / "statements"
    folder.mkdir()
    texts = {name: (FOLDER / name).read_text(encoding="utf-8") for name in ("definitions.toml", "section_4.toml", "section_8.toml", "section_probes.toml")}
    assert any(change[0] in text for text in texts.values())
    for name, text in texts.items():
        (folder / name).write_text(text.replace(*change), encoding="utf-8")
    (tmp_path / "theorems.toml").write_text((FOLDER.parent / "theorems.toml").read_text(encoding="utf-8"), encoding="utf-8")
    return folder, read_statements(folder)


THEOREM = 'given = ["convex(Theta)", "no_two_translates(Theta)"]'
CHANGES = [
    ("theorem 4.3", THEOREM, 'given = ["convex(Theta)"]', "no hypothesis"),
    ("theorem 4.3", "Theta) and theta != tau -> not translates", "Theta) and theta = tau -> not translates", "not the formula stated"),
    ("lemma 4.2", "E(g, lse(x + g))", "E(g, lse(x - g))", "not the formula stated"),
    (
        "equation 10",
        '"not translates(theta, tau)", "0 < lam and lam < 1"',
        '"not translates(theta, theta)", "0 < lam and lam < 1"',
        "not the formula stated",
    ),
    ("equation 46", "<= lam * mean_lse(theta) + (1 - lam)", "<= lam * mean_lse(theta) + (2 - lam)", "not the formula stated"),
    ("equation 7", "theta[i]) = mean_softmax(theta, i)", "theta[i]) = 2 * mean_softmax(theta, i)", "not the formula stated"),
    (
        "claim Hoelder step of Lemma 4.2",
        "^(1 / lam))^lam * sum(i",
        "^(1 / lam))^lam * 2 * sum(i",
        "not the difference|not the formula stated",
    ),
    (
        "claim strict Hoelder inequality of Lemma 4.2",
        '"lam < 1", "not translates(theta, tau)"]',
        '"lam < 1", "not translates(theta, theta)"]',
        "not the formula stated",
    ),
    (
        "claim a sequence in the hyperplane of first coordinate 0",
        "n * (v - v[1] * ones)",
        "n * (v - v[k] * ones)",
        "not the formula stated",
    ),
    ("equation 40", 'sum(i, exp(theta[i] + g[i])))) = 1",', 'sum(i, exp(theta[i] + g[i])))) = 2",', "not the difference"),
]


@pytest.mark.parametrize("name, old, new, reason", CHANGES)
def test_a_changed_statement_is_not_covered(tmp_path, name, old, new, reason):
    folder, statements = with_form(tmp_path, (old, new))
    refusals = []
    for item in BOOK._proofs[name](statements[name], Run()):
        if item.certificate is None:
            continue
        try:
            check(item.certificate.as_json(), folder)
        except Rejected as refusal:
            refusals.append(str(refusal))
    assert refusals and any(part in refusal for refusal in refusals for part in reason.split("|"))


def test_certificates_do_not_travel():
    first, second = evidence("equation 6")
    body = first.certificate.as_json()
    for change, reason in (
        ({"conclusion": 1}, "what must be shown"),
        ({"asserts": "fails"}, "fields steps and, for fails"),
        ({"statement": "equation 7"}, "made for another"),
        ({"kind": "identity"}, "empty proof"),
        ({"kind": "cells"}, "concrete|general|dimension"),
        ({"digest": "0" * 64}, "made for another"),
        ({"conclusion": 2}, "no conclusion"),
        ({"proof": {"steps": body["proof"]["steps"][:-1]}}, "what must be shown"),
        ({"proof": {"steps": second.certificate.proof["steps"]}}, "what must be shown"),
        ({"proof": {}}, "fields steps"),
        ({"form": "repaired 1"}, "has no form"),
    ):
        with pytest.raises(Rejected, match=reason):
            check(body | change, FOLDER)


def test_dropping_any_step_of_the_theorem_breaks_it():
    item = evidence("theorem 4.3")[0]
    steps = item.certificate.proof["steps"]
    used = {name for step in steps for name in step.get("of", [])} | {steps[-1]["id"]}
    needed = [k for k, step in enumerate(steps) if step["id"] in used]
    for k in needed[:: len(needed) // 12]:
        body = item.certificate.as_json() | {"proof": {"steps": steps[:k] + steps[k + 1 :]}}
        with pytest.raises(Rejected):
            check(body, FOLDER)


def test_a_theorem_is_not_proved_by_assuming_it():
    form = BOOK.statements["theorem 4.3"].printed
    d = Derivation()
    d.assume("minimal_perturb_softmax(Theta)")
    with pytest.raises(Rejected, match="still assumes"):
        check(certify(form, 0, "holds", "derivation", {"steps": d.steps}).as_json(), FOLDER)


def test_theorems_are_classical_not_the_papers():
    import tomllib

    rows = tomllib.loads((FOLDER.parent / "theorems.toml").read_text(encoding="utf-8"))["theorem"]
    assert len(rows) < 28 and all(row["source"] for row in rows)
    assert not any("softmax" in row["conclusion"] or "lse" in row["conclusion"] or "log(sum" in row["conclusion"] for row in rows)
