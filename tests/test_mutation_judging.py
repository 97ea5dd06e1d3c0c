"""Judging changed statements: proof code that ignores the change proves nothing, every outcome can occur, and a false proved one is a defect."""

import json
from dataclasses import replace

import pytest
import tiny_book

from proofs import BOOK
from verifier.claims.book import Run
from verifier.claims.evidence import Evidence, certify
from verifier.claims.formula import parse, read_form
from verifier.claims.statement import StatementError
from verifier.engines.search.opinion import judged as search
from verifier.mutants.campaign import _rules
from verifier.mutants.judging import Judged, _opposite, bench, rebound
from verifier.mutants.outcomes import Found, Outcome, by_rule, follows, nameless, outcome, read_arguments
from verifier.mutants.statements import Mutant, mutants
from verifier.mutants.tally import Row, Tally
from verifier.mutants.views import View

NAME = "claim one"


def ignoring(statement, run):
    """The recorded proof, whatever the statement says, bound to whatever statement it is handed."""
    yield from tiny_book.holds(statement, run)


def searching(statement, run):
    yield from search(statement, run)


def recorded_only(statement, run):
    """A certificate bound to the recorded digest."""
    form = statement.form("printed")
    yield Evidence("printed", "said before", "by hand", replace(certify(form, 0, "holds", "cells", tiny_book.SPLIT), digest="0" * 64))


def leaving(statement, run):
    raise KeyError("t7")
    yield


@pytest.fixture
def judge(tmp_path):
    open_benches = []

    def run(proof, wanted=None):
        one = bench(tiny_book.book(tmp_path, {NAME: proof}), Run(), 30)
        open_benches.append(one)
        form = one.book.statements[NAME].printed
        base = one.baseline(form)
        slim, recorded = base.slim, base.certificates
        found = {}
        for mutant in mutants(form):
            if wanted is None or (mutant.kind, mutant.after) in wanted:
                judged = one.judge(form, mutant, slim)
                found[mutant.kind, mutant.after] = judged, outcome(judged, read_form(form), recorded)
        return recorded, found

    yield run
    for one in open_benches:
        one.close()


def test_search_refutes_each_false_mutant_and_proves_each_true_one(judge):
    recorded, found = judge(searching)
    assert [item.asserts for item in recorded] == ["holds"]
    outcomes = {after: verdict.outcome for (_, after), (_, verdict) in found.items()}
    assert outcomes["min(t1, t2) >= t1"] is Outcome.REFUTED
    assert outcomes["max(t1, t2) <= t1"] is Outcome.REFUTED
    assert outcomes["max(t1, t2) >= t2"] is Outcome.CONFIRMED
    assert outcomes["max(t1, t2) > t1"] is Outcome.REFUTED
    assert set(outcomes.values()) == {Outcome.REFUTED, Outcome.CONFIRMED}
    assert "t1 = " in found["max and min", "min(t1, t2) >= t1"][1].why


def test_proof_code_that_ignores_the_change_proves_nothing_false(judge):
    recorded, found = judge(ignoring)
    assert recorded
    for (_, after), (judged, verdict) in found.items():
        assert verdict.outcome in (Outcome.REFUTED, Outcome.CONFIRMED, Outcome.OPEN), after
        assert not (judged.proved and verdict.outcome is not Outcome.CONFIRMED)
    assert found["max and min", "min(t1, t2) >= t1"][0].refuted


def test_a_certificate_of_the_recorded_statement_is_none_of_the_changed_one(judge):
    recorded, found = judge(recorded_only, {("index", "max(t1, t2) >= t2")})
    assert not recorded and not any(judged.proved for judged, _ in found.values())


def test_proof_code_that_fails_leaves_a_mutant_undecided_or_false(judge):
    _, found = judge(leaving, {("index", "max(t1, t2) >= t2"), ("max and min", "min(t1, t2) >= t1")})
    true, false = found["index", "max(t1, t2) >= t2"], found["max and min", "min(t1, t2) >= t1"]
    assert true[1].outcome is Outcome.OPEN and "KeyError" in true[1].why
    assert false[1].outcome is Outcome.REFUTED


CHANGE = Mutant(NAME, "printed", "conclusion 1", "sign", "max(t1, t2) >= t1", "max(t1, t2) >= -t1")


def certificate(asserts, conclusion=0, proof=None):
    form = replace(BOOK.statements["equation 67"].printed, statement=NAME)
    return certify(form, conclusion, asserts, "cells", proof or {"leaf": {}})


def told(certificates, views=None, mutant=CHANGE, wanted=(0,), trouble=""):
    judged = Judged(mutant, wanted, tuple(certificates), views or {}, trouble, meaning="ab")
    return outcome(judged, read_form(BOOK.statements["equation 67"].printed), ())


OBJECTS, AGREES, SILENT = View("exact values", 3, "t1 = 1"), View("exact values", 3), View("exact values", reason="a division by zero")


def test_every_outcome():
    assert told([certificate("fails", proof={"at": {"t1": "1"}})]) == Found(Outcome.REFUTED, "t1 = 1")
    assert told([certificate("holds")], {0: AGREES}).outcome is Outcome.CONFIRMED
    assert told([certificate("holds")], {0: OBJECTS}) == Found(Outcome.DEFECT, "t1 = 1")
    assert told([certificate("holds")], {0: replace(AGREES, identical=False)}).outcome is Outcome.DEFECT
    assert told([certificate("holds"), certificate("fails", proof={"at": {}})]).outcome is Outcome.DEFECT
    assert told([certificate("holds")], {0: SILENT}) == Found(Outcome.UNCONFIRMED, "a division by zero")
    assert told([], {0: OBJECTS}) == Found(Outcome.WITNESSED, "t1 = 1")
    assert told([], {0: SILENT}, trouble="stopped") == Found(Outcome.OPEN, "a division by zero; stopped")
    assert "exact values at 3 points" in told([], {0: AGREES}).why
    assert told([certificate("holds")], {0: View("exact values", reason="none meets them", vacuous=True)}).outcome is Outcome.CONFIRMED
    assert told([], {0: View("exact values", reason="FormulaError: no")}).outcome is Outcome.NONE
    assert told([], {0: replace(AGREES, without="t1 = 0")}).why == "it has no value at a point that the hypotheses allow: t1 = 0"
    assert "midpoint sums at 2 points clearly agree" in told([certificate("holds")], {0: View("midpoint sums", 2)}).why


def test_each_conclusion_wanted_must_be_proved_and_confirmed():
    assert told([certificate("holds")], {0: AGREES, 1: AGREES}, wanted=(0, 1)).outcome is Outcome.OPEN
    both = [certificate("holds"), certificate("holds", 1)]
    assert told(both, {0: AGREES, 1: AGREES}, wanted=(0, 1)).outcome is Outcome.CONFIRMED
    assert told(both, {0: AGREES, 1: SILENT}, wanted=(0, 1)).outcome is Outcome.UNCONFIRMED
    assert told(both, {0: AGREES, 1: OBJECTS}, wanted=(0, 1)).outcome is Outcome.DEFECT


def test_an_argument_on_file_confirms_the_mutant_that_it_is_bound_to():
    silent, objected = (Row(CHANGE, "exact formulas", told([certificate("holds")], {0: view}), "ab") for view in (SILENT, OBJECTS))
    one, two = Tally(rows=[silent, objected]).argued({"ab": "because", "cd": "no"}).rows
    assert one.found == Found(Outcome.CONFIRMED, "because; argued, on file") and two.found.outcome is Outcome.DEFECT
    assert Tally(rows=[silent]).argued({"cd": "because"}).rows == [silent]


def test_an_argument_on_file_proves_nothing_of_what_is_open():
    left, refuted = (Row(CHANGE, "exact formulas", Found(kind, "x"), "ab") for kind in (Outcome.OPEN, Outcome.REFUTED))
    assert Tally(rows=[left, refuted]).argued({"ab": "because"}).rows == [
        replace(left, found=Found(Outcome.OPEN, "argued on file, which is no proof: because")), refuted]


@pytest.mark.parametrize("before, after, expected", (
    ("a = b", "a <= b", True), ("a < b", "a <= b", True), ("a <= b", "a < b", False), ("a = b", "a < b", False), ("a < b", "a > b", False),
    ("c -> a = b", "c -> a >= b", True), ("a = b -> c", "a <= b -> c", False), ("not a < b", "not a <= b", False),
    ("forall(x, x[1] < a)", "forall(x, x[1] <= a)", True), ("forall(x, x[1] < a)", "exists(x, x[1] < a)", False),
    ("a < b and b < c", "a <= b and b < c", True), ("a < b", "a < c", False),
))
def test_what_follows_at_once(before, after, expected):
    assert follows(parse(before), parse(after)) is expected


def test_bound_names_do_not_matter():
    assert nameless(parse("sum(i, x[i])")) == nameless(parse("sum(j, x[j])")) != nameless(parse("sum(j, y[j])"))
    assert nameless(parse("sum(i, sum(j, x[i]))")) != nameless(parse("sum(i, sum(j, x[j]))"))


def test_a_hypothesis_that_no_derivation_uses_may_be_changed():
    form = BOOK.statements["theorem 4.3"].printed
    evidence = BOOK.proofs()["theorem 4.3"](BOOK.statements["theorem 4.3"], Run())
    certificates = tuple(item.certificate for item in evidence if item.form == "printed" and item.certificate)
    used = {step["index"] for item in certificates for step in item.proof["steps"] if step["by"] == "hypothesis"}
    reading = read_form(form)
    for number, text in enumerate(form.given):
        mutant = Mutant(form.statement, form.name, f"hypothesis {number + 1}", "dropped", text, "")
        assert bool(by_rule(mutant, reading, certificates)) is (number not in used)
        assert not by_rule(mutant, reading, ())
    assert used and used != set(range(len(form.given)))


def test_a_definition_may_be_changed_where_only_unused_hypotheses_refer_to_it():
    statement = BOOK.statements["theorem 4.3"]
    certificates = tuple(item.certificate for item in BOOK.proofs()[statement.id](statement, Run()) if item.form == "printed" and item.certificate)
    reading, table = read_form(statement.printed), dict(statement.printed.definitions)

    def changed(name, old, new):
        return Mutant(statement.id, "printed", f"definition {name}", "boundary", table[name], table[name].replace(old, new, 1))

    assert "does not use" in by_rule(changed("convex", "0 < lam", "0 <= lam"), reading, certificates)
    assert not by_rule(changed("no_two_translates", "theta != tau", "theta = tau"), reading, certificates)
    assert not by_rule(changed("minimal_perturb_softmax", "theta = tau", "theta != tau"), reading, certificates)


def test_of_an_enclosure_the_opposite_is_tried_too():
    form = BOOK.statements["claim gaussian-argmax-2"].printed
    rule = {"bits": 1}
    fails = list(_opposite(certify(form, 0, "holds", "enclosure", {"rule": rule}), form))
    assert len(fails) == 3 and all(item.asserts == "fails" and item.digest == form.digest and set(item.proof) == {"rule", "at"} for item in fails)
    assert [item.proof for item in _opposite(fails[0], form)] == [{"rule": rule}]


def test_numbers_of_hypotheses_move_up_when_one_is_dropped():
    form = BOOK.statements["theorem 4.3"].printed
    item = certify(form, 0, "holds", "derivation", {"steps": [{"by": "hypothesis", "index": k, "formula": "a"} for k in range(3)]})
    mutant = Mutant(form.statement, form.name, "hypothesis 2", "dropped", "a", "")
    assert [step["index"] for step in rebound(item, form, mutant).proof["steps"]] == [0, 1, 1]
    assert rebound(item, form, replace(mutant, after="b")).proof == item.proof


def test_arguments_are_read_and_must_say_something(tmp_path):
    path = tmp_path / "mutants.toml"
    assert read_arguments(path) == {}
    path.write_text('[[argument]]\nmeaning = "ab"\ntext = "because\\n of this"\n', encoding="utf-8")
    assert read_arguments(path) == {"ab": "because of this"}
    for text in ('[[argument]]\nmeaning = "ab"\n', '[[argument]]\nmeaning = "ab"\ntext = ""\n', "argument = 1", json.dumps({"a": 1})):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(StatementError):
            read_arguments(path)


def test_a_false_change_of_an_enclosed_formula_is_refuted_by_balls_and_a_true_one_is_not():
    form = BOOK.statements["claim digits of gumbel-argmax-2"].printed
    one = bench(BOOK, Run(), 60)
    try:
        base = one.baseline(form)
        rules = _rules(base.certificates)
        change = Mutant(form.statement, form.name, "hypothesis 1", "direction", form.given[0], "t1 = 3/10 and t2 != -1/5")
        judged = one.judge(form, change, base.slim, (), rules)
        assert outcome(judged, read_form(form), base.certificates).outcome is Outcome.REFUTED and judged.certificates[0].kind == "enclosure"
        assert outcome(one.judge(form, change, base.slim), read_form(form), base.certificates).outcome is Outcome.WITNESSED
        for after, expected in (
            ("2 * t1 = 3/5 and t2 = -1/5", Outcome.CONFIRMED), ("t1 = 3/10 and t1 = 1 and t2 = 0", Outcome.OPEN), ("t1 = 3/10", Outcome.REFUTED),
            ("t1 = t2 + 1/2", Outcome.OPEN),
        ):
            found = outcome(one.judge(form, replace(change, after=after), base.slim, (), rules), read_form(form), base.certificates)
            assert found.outcome is expected, (after, found)
    finally:
        one.close()
