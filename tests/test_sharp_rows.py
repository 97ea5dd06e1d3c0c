"""R3, Table 1 computed, and the claims of running text: verdicts, and changed statements that the certificates do not cover."""

from __future__ import annotations

from dataclasses import replace

import pytest

from proofs import BOOK, running_text_rows, sharp_rows
from proofs.completeness import shown
from verifier.checker import Rejected, check
from verifier.claims.book import Run
from verifier.claims.conclude import conclude
from verifier.claims.evidence import Checked
from verifier.claims.statement import read_statements
from verifier.claims.verdict import Trust

FOLDER = BOOK.root / "statements"
TEXT, BOUNDED = "section_running_text.toml", "section_bounded.toml"
OWN = [name for name, row in BOOK.statements.items() if row.file in (TEXT, BOUNDED)]
R3, TABLE, TIED = "claim bounded noise gives a bijection", "claim Table 1 computed", "claim one parameter where all choices can tie"
STEP = "claim differentiation under the integral in Lemma 5.2"
REFUTED = {
    "figure 1": "false", "claim the set of Perturb-Softmax distributions": "false",
    "claim the gradient vanishes at the maximal argument in Theorem 4.3": "invalid-step",
    "claim sets that satisfy the conditions of Theorems 4.1 and 4.3": "false",
}


def result(name: str):
    BOOK.proofs()
    checked = []
    for item in BOOK._proofs[name](BOOK.statements[name], Run()):
        if item.certificate is None:
            checked.append(Checked(item, True))
        else:
            answer = check(item.certificate.as_json(), FOLDER)
            checked.append(Checked(item, True, "", Trust(answer.trust), answer.rests_on))
    return conclude(BOOK.statements[name], tuple(checked))


def test_the_rows_and_their_proofs():
    assert {R3, TABLE, TIED, STEP, *REFUTED} <= set(OWN) <= set(BOOK.proofs())


@pytest.mark.parametrize("name", [name for name in OWN if name not in (R3, TABLE)])  # these two take long; `verify all` has them
def test_verdicts(name):
    found = result(name)
    assert found.printed.verdict.value == ("refuted" if name in REFUTED else "undecided" if name == STEP else "proved")
    assert {form.verdict.value for form in found.repaired} <= {"proved"} and found.finding.value == REFUTED.get(name, "sound")
    assert all(not item.evidence.failed for item in found.evidence)


@pytest.mark.parametrize("name, number", [(R3, 3), (R3, 4), (TABLE, 3)])
def test_parts_of_the_long_rows(name, number):
    assert check(derivation(name, "printed", number).certificate.as_json(), FOLDER).trust == "derived"


def test_the_computed_cells_would_show_a_difference():
    form = BOOK.statements[TABLE].printed
    assert not sharp_rows.computed(form, list(sharp_rows.CELLS[:2])).failed
    assert sharp_rows.computed(form, [(*sharp_rows.CELLS[0][:3], "yes yes yes yes")]).failed
    record = sharp_rows.computed(form, [sharp_rows.CELLS[8]]).record
    assert record["Perturb-Argmax, uniform(-1,1), sum 0"]["one-to-one"].startswith("no (R3): at (3/2, -3/2, 0) and (")


def derivation(name: str, form_name: str, number: int):
    """The evidence for one part."""
    statement = BOOK.statements[name]
    parts = {R3: sharp_rows.R3_PARTS, TABLE: sharp_rows.TABLE_PARTS} | {name: running_text_rows.HOLDS.get((name, form_name))} if name not in (R3,
        TABLE) else {
        R3: sharp_rows.R3_PARTS, TABLE: sharp_rows.TABLE_PARTS}
    build, words, lines = parts[name][number]
    return shown(statement.form(form_name), number, build, words, lines)


def refused(tmp_path, name: str, form_name: str, number: int, changes: list[tuple[str, str, str]]) -> str:
    """What the checker says to the derivation of a part, made for the row as it is, when texts of the files are replaced."""
    folder = tmp_path / "statements"
    folder.mkdir()
    for path in FOLDER.glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        for file, old, new in changes:
            assert file != path.name or old in text
            text = text.replace(old, new) if file == path.name else text
        (folder / path.name).write_text(text, encoding="utf-8")
    (tmp_path / "theorems.toml").write_text((FOLDER.parent / "theorems.toml").read_text(encoding="utf-8"), encoding="utf-8")
    changed = read_statements(folder)[name].form(form_name)
    certificate = derivation(name, form_name, number).certificate
    with pytest.raises(Rejected) as refusal:
        check(replace(certificate, digest=changed.digest).as_json(), folder)
    return str(refusal.value)


GAP = 'given = ["fills_box(q, w)", "stays_in_box(q, w)", "forall(theta, no_ties(theta))", "every(i, q[i] < w[i])"]'
CHANGES = [
    (STEP, "repaired 1", 0, [(TEXT, "differentiable(mean_max(theta), theta[i]) and derivative(mean_max(theta), theta[i]) = mean_top(theta, i)",
                           "differentiable(mean_max(theta), theta[i]) and derivative(mean_max(theta), theta[i]) = -mean_top(theta, i)")]),
    (R3, "printed", 0, [(BOUNDED, '"stays_in_box(q, w)"', '"fills_box(q, q)"')]),
    (R3, "printed", 0, [("definitions.toml", "beyond_box(i, q, w)) = 0)", "beyond_box(i, q, w)) = 1)")]),
    (R3, "printed", 0, [(BOUNDED, "delta(i, j) = 0 and theta[i] + w[i] <= theta[j] + q[j]", "theta[i] + w[i] <= theta[j] + q[j]")]),
    (R3, "printed", 0, [(BOUNDED, "theta[i] + w[i] <= theta[j] + q[j] -> mean_top(theta, i) = 0",
    "theta[i] + q[i] <= theta[j] + q[j] -> mean_top(theta, i) = 0")]),
    (R3, "printed", 1, [(BOUNDED, "all_can_win(theta, q, w) -> every(i, 0 < mean_top", "none_trails(theta, q, w) -> every(i, 0 < mean_top")]),
    (R3, "printed", 1, [("definitions.toml", "x[j] + q[j] < x[i] + w[i]", "x[j] + q[j] <= x[i] + w[i]")]),
    (R3, "printed", 1, [(BOUNDED, '"fills_box(q, w)", "stays', '"stays_in_box(q, w)", "stays')]),
    (R3, "printed", 2, [(BOUNDED, "open_simplex(p) -> exists(theta, sum(j, theta[j]) = 0 and all_can_win",
    "simplex(p) -> exists(theta, sum(j, theta[j]) = 0 and all_can_win")]),
    (R3, "printed", 2, [(BOUNDED, ', "every(i, q[i] < w[i])"]', ', "every(i, q[i] <= w[i])"]')]),
    (R3, "printed", 3, [(BOUNDED, "sum(j, theta[j]) = 0 and sum(j, tau[j]) = 0 and none_trails(theta, q, w) and none_trails(tau, q, w)",
                         "sum(j, theta[j]) = 0 and sum(j, tau[j]) = 0 and none_trails(theta, q, w) and 0 <= d")]),
    (R3, "printed", 4, [(BOUNDED, "and none_trails(theta, q, w) and every(i, mean_top(theta, i) = p[i])))",
    "and all_can_win(theta, q, w) and every(i, mean_top(theta, i) = p[i])))")]),
    (R3, "printed", 4, [("definitions.toml", "p | every(i, p[i] >= 0) and sum(i, p[i]) = 1", "p | sum(i, p[i]) = 1")]),
    (TABLE, "printed", 0, [("definitions.toml", "0 < E(g, max(0, eps", "0 <= E(g, max(0, eps")]),
    (TABLE, "printed", 3, [(BOUNDED, "no_two_translates(Theta) and forall(theta, member(theta, Theta) -> none_trails",
    "no_two_translates(Theta) and forall(theta, none_trails")]),
    (TABLE, "printed", 4, [(BOUNDED, "2 <= d and integrable(g, is_point", "1 <= d and integrable(g, is_point")]),
    (TABLE, "printed", 4, [(BOUNDED, "subgradient_rise(-x, p) and subgradient_rise(-x, q)", "subgradient_rise(x, p) and subgradient_rise(x, q)")]),
    ("claim relative interior of the simplex", "printed", 1,
    [(TEXT, "exists(t, 0 < t and simplex(p + t * (p - q)))) -> open", "exists(t, 0 <= t and simplex(p + t * (p - q)))) -> open")]),
    ("claim strict convexity makes the gradient one-to-one", "printed", 0,
    [(TEXT, 'given = ["strictly_convex_graph(F)"', 'given = ["convex_graph(F)"')]),
    ("claim sets that satisfy the conditions of Theorems 4.1 and 4.3", "repaired 1", 1, [
        (TEXT, 'translates(theta, tau)))", "no_two_translates(Theta)"]', 'translates(theta, tau)))", "convex(Theta)"]')]),
]


@pytest.mark.parametrize("name, form, number, changes", CHANGES,
    ids=[f"{k} {change[0].split()[1]} {change[2] + 1}" for k, change in enumerate(CHANGES)])
def test_a_changed_statement_is_not_covered(tmp_path, name, form, number, changes):
    assert refused(tmp_path, name, form, number, changes)


def test_a_hypothesis_that_is_not_there_cannot_be_used(tmp_path):
    words = refused(tmp_path, R3, "printed", 3, [(BOUNDED, GAP, GAP.replace('"fills_box(q, w)"', '"0 <= d"'))])
    assert "hypothesis" in words
