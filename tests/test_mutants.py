"""Change one coefficient, sign or case bound in a true equation: it must be refuted, with a counterexample that the checker accepts.

Every place of the printed formula is changed, one at a time, by walking its tree. By default a few of every kind of change per equation are
tried; VERIFIER_PROFILE=thorough tries all. A change that makes no difference (< for <= where two cases agree, a narrower hypothesis, a sign
below an even power, twice a form that is compared with 0) must be proved to hold, and is confirmed independently of search and checker.
"""

import json
import os
from fractions import Fraction
from random import Random

import pytest

from proofs import BOOK
from verifier.checker import check
from verifier.claims.book import Run
from verifier.claims.formula import parse, read_form, show
from verifier.claims.statement import read_statements
from verifier.engines.search.cells import decide
from verifier.engines.search.opinion import opinion
from verifier.engines.search.values import Evaluator

SAMPLE = {"quick": 3, "ci": 4, "thorough": None}[os.environ.get("VERIFIER_PROFILE", "quick")]
TRUE_FORMS = [
    ("equation 67", 0), ("equation 68", 0), ("equation 68", 1), ("equation 75", 0), ("equation 76", 0),
    ("equation 85", 0), ("equation 90", 0),
    ("equation 102", 0), ("equation 103", 0),
    ("equation 104", 0), ("equation 104", 1), ("equation 105", 0), ("equation 105", 1),
]
RELATIONS = {"<": ("<=", ">"), "<=": ("<", ">="), "=": ("<=", ">="), ">=": (">", "<="), ">": (">=", "<")}
HARMLESS = {"relation", "hypothesis", "even power", "scaled"}


def numbers(value):
    """Other numbers in the place of one."""
    return [other for other in dict.fromkeys((value + 1, value - 1, value + Fraction(1, 2), 2 * value, -value)) if other != value]


def changes(tree, place="coefficient"):
    """(kind, tree) for every change of one place of the tree."""
    if isinstance(tree, Fraction):
        yield from ((place, ("neg", -other) if other < 0 else _written(other)) for other in numbers(tree))
    elif isinstance(tree, str):
        if tree != "otherwise":
            yield place, ("*", Fraction(2), tree)
            yield "sign", ("neg", tree)
    elif tree[0] == "^":
        for kind, base in changes(tree[1], place):
            yield "even power" if base == ("neg", tree[1]) and tree[2] % 2 == 0 else kind, ("^", base, tree[2])
        yield from (("exponent", ("^", tree[1], Fraction(power))) for power in (1, 2, 3, 4) if power != tree[2])
    elif tree[0] == "/" and isinstance(tree[2], Fraction):
        yield from ((kind, ("/", top, tree[2])) for kind, top in changes(tree[1], place))
        yield from ((place, ("/", tree[1], other)) for other in (tree[2] + 1, 2 * tree[2]))
    else:
        yield from _own(tree)
        for k, child in enumerate(tree[1:], 1):
            inner = "bound" if tree[0] == "case" and k == 2 else place
            for kind, changed in changes(child, inner):
                scaled = tree[0] in RELATIONS and Fraction(0) in tree[1:] and changed == _doubled(child)
                yield "scaled" if scaled else kind, (*tree[:k], changed, *tree[k + 1:])


def _doubled(side):
    return ("neg", _doubled(side[1])) if isinstance(side, tuple) and side[0] == "neg" else ("*", Fraction(2), side)


def _own(tree):
    if tree[0] in "+-":
        yield "sign", ({"+": "-", "-": "+"}[tree[0]], *tree[1:])
    elif tree[0] == "neg":
        yield "sign", tree[1]
    elif tree[0] in RELATIONS:
        yield from (("relation", (other, *tree[1:])) for other in RELATIONS[tree[0]])


def _written(value):
    return value if value.denominator == 1 else ("/", Fraction(value.numerator), Fraction(value.denominator))


def mutants(name, index):
    """(kind, given, conclusion) for every change of the printed right side and of the hypotheses, each different from the original."""
    form = true_form(name)
    head, left, right = parse(form.conclusion[index])
    body, wrap = (right[1], lambda tree: ("integral", tree, *right[2:])) if right[0] == "integral" else (right, lambda tree: tree)
    for kind, changed in changes(body):
        yield kind, form.given, show((head, left, wrap(changed)))
    if name in ("equation 85", "equation 90"):
        for _, changed in changes(parse(form.given[0])):
            yield "hypothesis", (show(changed),), form.conclusion[index]


def true_form(name):
    """The printed form, or the first repaired one where the printed one is known to be false."""
    statement = BOOK.statements[name]
    return statement.repaired[0] if statement.repaired else statement.printed


def chosen(name, index):
    found = {}
    for kind, given, conclusion in mutants(name, index):
        found.setdefault(kind, []).append((given, conclusion))
    for kind, rows in sorted(found.items()):
        rows = list(dict.fromkeys(rows))
        for given, conclusion in rows if SAMPLE is None else Random(f"{name} {index} {kind}").sample(rows, min(SAMPLE, len(rows))):
            yield pytest.param(name, kind, given, conclusion, id=f"{name}.{index}-{kind}-{conclusion[-60:]}")


def statement_file(folder, form, given, conclusion):
    """A folder with one statement: the true form with one change. Returns its form."""
    let = ", ".join(f"{name} = {json.dumps(text)}" for name, text in form.let)
    text = f"""[[statement]]
id = "{form.statement}"
section = "9"
lines = [1]
latex = "changed"
shape = "formula"
[statement.printed]
noise = "{form.noise}"
dim = {form.dim}
let = {{{let}}}
given = {json.dumps(list(given))}
conclusion = [{json.dumps(conclusion)}]
scope = {{text = "a changed statement"}}
"""
    (folder / "changed.toml").write_text(text, encoding="utf-8")
    return read_statements(folder)[form.statement].printed


CASES = [case for name, index in TRUE_FORMS for case in chosen(name, index)]


@pytest.mark.parametrize("name, kind, given, conclusion", CASES)
def test_a_changed_equation_is_refuted(tmp_path, name, kind, given, conclusion):
    form = statement_file(tmp_path, true_form(name), given, conclusion)
    certificate = decide(form, 0)
    assert certificate is not None, f"undecided: {conclusion}"
    assert check(certificate.as_json(), tmp_path).kind == "cells"
    reading = read_form(form)
    if certificate.asserts == "fails":
        at = {key: Fraction(value) for key, value in certificate.proof["at"].items()}
        laws = Evaluator(form.noise, form.dim)
        assert set(at) == set(reading.names)
        assert all(laws.truth(condition, at) for condition in reading.given)
        assert not laws.holds(reading.conclusion[0], at)
    else:
        assert kind in HARMLESS, f"this change makes a difference: {conclusion}"
        view = opinion(reading, 0, Run("ci"))
        assert view.tried or never(reading)
        assert view.false_at is None and view.identical is not False


def never(reading):
    """Whether the changed hypothesis, a condition on t1 - t2 with breaks at multiples of 1/2, is never satisfied."""
    laws = Evaluator(reading.form.noise, reading.form.dim)
    return not any(laws.truth(condition, {"t1": Fraction(k, 4), "t2": Fraction(0)}) for condition in reading.given for k in range(-40, 41))


@pytest.mark.parametrize("name, index", TRUE_FORMS)
def test_the_true_form_holds(tmp_path, name, index):
    form = true_form(name)
    changed = statement_file(tmp_path, form, form.given, form.conclusion[index])
    certificate = decide(changed, 0)
    assert certificate.asserts == "holds"
    assert check(certificate.as_json(), tmp_path).trust == "exact"


@pytest.mark.parametrize("name, index", TRUE_FORMS)
def test_every_kind_of_change_is_made(name, index):
    kinds = {kind for kind, _, _ in mutants(name, index)}
    assert {"coefficient", "sign"} <= kinds
    if name in ("equation 85", "equation 90"):
        assert "hypothesis" in kinds
    else:
        assert {"bound", "relation"} <= kinds
    originals = {(true_form(name).given, show(parse(true_form(name).conclusion[index])))}
    assert not originals & {(given, conclusion) for kind, given, conclusion in mutants(name, index)}
