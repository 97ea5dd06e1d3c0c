"""Changed certificates: every place is changed, the checker rejects what no longer proves its claim, and each rule for the rest can say no."""

import json
import os
from functools import lru_cache

import pytest

from proofs import BOOK
from verifier.checker import Rejected, check
from verifier.checker.statements import Book as CheckersBook
from verifier.claims.book import Run
from verifier.mutants.certificates import CUTS, Change, certificate_changes
from verifier.mutants.harmless import claim, reason
from verifier.mutants.judging import fails_there

FOLDER = BOOK.root / "statements"
THOROUGH = os.environ.get("VERIFIER_PROFILE") == "thorough"
NAMES = ("equation 67", "claim both halves of the directions decide the subgradients", "claim gaussian-argmax-2", "equation 25", "equation 11")


@lru_cache
def checkers_book():
    return CheckersBook.read(FOLDER)


@lru_cache
def certificates(name):
    found = BOOK.proofs()[name](BOOK.statements[name], Run())
    return [json.loads(item.certificate.text()) for item in found if item.certificate is not None]


def accepted(certificate):
    try:
        check(certificate, FOLDER, checkers_book())
    except Rejected:
        return False
    return True


@pytest.mark.parametrize("name", NAMES)
def test_the_checker_rejects_what_no_longer_proves_its_claim(name):
    proved = {claim(item) for item in certificates(name)}
    for original in certificates(name)[: None if THOROUGH else 1]:
        assert accepted(original)
        for change in certificate_changes(original, None if THOROUGH and len(str(original)) < 50_000 else 15, name):
            if change.certificate is None:
                with pytest.raises(ValueError):
                    json.loads(change.text)
            elif accepted(change.certificate):
                assert reason(original, change, proved, lambda changed: fails_there(changed, BOOK)), (change.kind, change.path)


LEAF = {"leaf": {"signs": [{"form": "t1", "sign": "<", "by": [["1/2", [0]]]}]}}
SMALL = {
    "format": 1, "kind": "cells", "statement": "equation 67", "form": "printed", "digest": "ab", "conclusion": 0, "asserts": "holds",
    "proof": {"split": "t1 - 2", "neg": LEAF, "zero": {"leaf": {}}, "pos": {"leaf": {}}},
}


def test_every_place_is_changed_and_every_change_differs():
    found = list(certificate_changes(SMALL))
    whole = [change for change in found if change.certificate is not None]
    assert all(json.dumps(change.certificate) != json.dumps(SMALL) for change in whole)
    assert {change.path[0] for change in whole if change.path} == set(SMALL)
    assert {change.kind for change in found} == {"number", "formula", "word", "dropped", "field", "repeated", "order", "truncated"}
    assert sum(change.kind == "truncated" for change in found) == len(CUTS)
    leaves = {change.path for change in whole if change.kind in ("number", "formula", "word")}
    assert ("proof", "neg", "leaf", "signs", 0, "by", 0, 1, 0) in leaves and ("proof", "split") in leaves and ("digest",) in leaves
    assert {change.certificate["asserts"] for change in whole if change.path == ("asserts",) and change.kind == "word"} == {"fails"}


def test_a_selection_is_seeded_and_has_some_of_everything():
    one, two = ([(change.kind, change.path) for change in certificate_changes(SMALL, 9, seed)] for seed in ("a", "a"))
    assert one == two != [(change.kind, change.path) for change in certificate_changes(SMALL, 9, "b")]
    assert {kind for kind, _ in one} >= {"truncated"} and any(path[:1] == ("proof",) and len(path) > 1 for _, path in one)


def changed(path, value, kind="word"):
    def put(tree, place):
        if not place:
            return value
        key, *rest = place
        inner = put(tree[key], rest)
        return {**tree, key: inner} if isinstance(tree, dict) else tree[:key] + [inner] + tree[key + 1:]

    return Change(kind, path, put(SMALL, path))


SIGN = ("proof", "neg", "leaf", "signs", 0)


@pytest.mark.parametrize("change, expected", (
    (changed(("proof", "split"), "t1 - 3"), "a free choice"),
    (changed((*SIGN, "sign"), "<="), "the same facts"),
    (changed((*SIGN, "by"), [["1", [0]]]), "the same facts"),
    (changed((*SIGN, "sign"), ">"), None),                       # t1 > 0 where t1 < 2: false at some points of the cell
    (changed((*SIGN, "form"), "t1 - 7"), "a true fact"),
    (changed((*SIGN, "form"), "t1 + 1"), None),
    (changed(("proof", "neg", "leaf", "signs"), []), "the same facts"),
    (changed(("proof", "neg", "leaf", "signs"), SMALL["proof"]["neg"]["leaf"]["signs"] * 2), "the same facts"),
    (changed(("conclusion",), 1), "another claim"),
    (changed(("conclusion",), 2), None),
    (changed(("conclusion",), 1.0), None),
    (changed(("asserts",), "fails"), None),
    (changed(("digest",), "ac"), None),
    (changed(("statement",), "equation 68"), None),
    (Change("truncated", (), None, "{"), None),
))
def test_the_rules(change, expected):
    assert reason(SMALL, change, {("equation 67", "printed", 1, "holds")}, lambda certificate: False) == expected


@pytest.mark.parametrize("confirmed", (True, False))
def test_another_point_needs_a_second_engine(confirmed):
    fails = {**SMALL, "asserts": "fails", "proof": {"at": {"t1": "1"}, "leaf": {}}}
    change = Change("number", ("proof", "at", "t1"), {**fails, "proof": {"at": {"t1": "2"}, "leaf": {}}})
    assert reason(fails, change, set(), lambda certificate: confirmed) == ("another point" if confirmed else None)


def test_rules_of_enclosures_are_free_but_nothing_else_of_them_is():
    one = {**SMALL, "kind": "enclosure", "proof": {"rule": {"bits": 100}}}
    for kind, path, proof, expected in (
        ("number", ("proof", "rule", "bits"), {"rule": {"bits": 101}}, "another rule"),
        ("field", ("proof",), {"rule": {"bits": 100}, "extra": "1"}, None),
    ):
        assert reason(one, Change(kind, path, {**one, "proof": proof}), set(), lambda changed: False) == expected


def test_a_derivation_with_a_new_formula_needs_an_argument():
    steps = [{"by": "assume", "formula": "a < b"}, {"by": "discharge", "formula": "a < b -> a < b"}]
    one = {**SMALL, "kind": "derivation", "proof": {"steps": steps}}

    def after(formula):
        steps = [{"by": "assume", "formula": formula}, one["proof"]["steps"][1]]
        return reason(one, Change("formula", ("proof", "steps", 0, "formula"), {**one, "proof": {"steps": steps}}), set(), lambda changed: False)

    assert after("a  <  b") == "the same facts" and after("a < c") is None


def test_a_derivation_of_something_else_is_refused_before_its_steps():
    original = certificates("theorem 4.3")[0]
    steps = [{"by": "no such rule"}, {**original["proof"]["steps"][-1], "formula": "0 < 1"}]
    with pytest.raises(Rejected, match="the last step is"):
        check({**original, "proof": {"steps": steps}}, FOLDER, checkers_book())
    steps[-1] = original["proof"]["steps"][-1]
    with pytest.raises(Rejected, match="no such rule|id of its own"):
        check({**original, "proof": {"steps": steps}}, FOLDER, checkers_book())


def test_breaks_are_free_between_their_ends_only():
    one = {**SMALL, "proof": {"leaf": {"integrals": [{"breaks": ["0", "x", "1"], "pieces": [{}, {}]}]}}}

    def after(breaks):
        proof = {"leaf": {"integrals": [{"breaks": breaks, "pieces": [{}, {}]}]}}
        return reason(one, Change("formula", ("proof", "leaf", "integrals", 0, "breaks", 1), {**one, "proof": proof}), set(), lambda changed: False)

    assert after(["0", "1/2", "1"]) == "a free choice"
    assert after(["0", "x", "2"]) is None and after(["1", "x", "1"]) is None
