"""The checker's transformations keep the meaning: normal forms, substitution, writing out, finite laws, sets, rewriting, instances of theorems."""

import random
import tomllib
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from kernel_semantics import Source, _argument, near, value
from mpmath import mpf, workdps

import proofs
from verifier.checker.kinds.derivation import _listed, _meant
from verifier.checker.reader import Rejected, parse, show
from verifier.checker.rules.exponentials import normal
from verifier.checker.rules.formulas import key, negation, plain, put
from verifier.checker.rules.logic import _replaced
from verifier.checker.rules.sums import shown
from verifier.checker.terms import binds, free_names, sort, substitute

THEOREMS = tomllib.loads((Path(proofs.__file__).parent / "theorems.toml").read_text(encoding="utf-8"))["theorem"]
INDICES, VECTORS = ["i", "j", Fraction(1)], ["x", "y"]


@pytest.fixture(autouse=True)
def precise():
    with workdps(40):
        yield


def substitution(source):
    """Some of: a vector, a real, an index replaced by terms that mention the names that formulas bind."""
    vector, real = source.vector(2, ["i", "j", "i1"], ["x", "y", "x1"]), source.real(2, INDICES, ["x", "y", "u"])
    by = {"x": vector, "a": real, "i": source.pick(["i1", "j", Fraction(1)]), "b": "a"}
    return {name: term for name, term in by.items() if source.random.random() < 0.7}


def after(by, world):
    """The world in which the names already have the values of the terms."""
    return world.having(**{name: _argument(name, term, world) for name, term in by.items()})


def test_normal_forms_have_the_value_of_the_term():
    source, compared = Source(random.Random(1)), 0
    for _ in range(700):
        term = source.real(4, INDICES, VECTORS)
        try:
            tree = shown(normal(plain(term, None)))
        except Rejected:
            continue
        for _ in range(2):
            world = source.world()
            left = value(term, world)
            if abs(left) < mpf(10) ** 12:
                compared += 1
                assert near(left, value(tree, world)), show(term)
    assert compared > 800


def test_plain_formulas_substitution_and_writing_out_keep_the_meaning():
    source = Source(random.Random(2))
    for _ in range(700):
        formula, world, by = source.formula(3, INDICES, VECTORS), source.world(), substitution(source)
        tree, truth = plain(formula, None), value(formula, world)
        assert value(tree, world) == truth == value(plain(formula, world.d), world) == value(plain(tree, world.d), world), show(formula)
        assert value(negation(tree), world) != truth
        for replaced in (put(tree, by), substitute(tree, by)):
            assert value(replaced, world) == value(tree, after(by, world)), (show(tree), by)


def test_sets_by_condition_and_finite_laws_keep_the_meaning():
    source = Source(random.Random(3))
    for _ in range(500):
        formula, world = source.formula(3, INDICES, VECTORS), source.world()
        condition = parse(source.pick(["x[1] <= 0", "exists(y, x = y)", "every(i, x[i] < E(g, g[i]))", "forall(x1, x[1] <= x1[1])"]))
        members = replace(world, sets={**world.sets, "Theta": lambda v: value(condition, world.having(x=v))})  # noqa: B023
        assert value(_listed(formula, {"Theta": ("x", condition)}), world) == value(formula, members), show(formula)
        atoms = [tuple(Fraction(source.random.randint(-2, 2)) for _ in range(world.d)) for _ in range(2)]
        law = replace(world, law=[(mpf(1) / 2, tuple(mpf(int(c)) for c in atom)) for atom in atoms])
        assert value(_meant(formula, [(Fraction(1, 2), ("vec", *atom)) for atom in atoms]), world) == value(formula, law), show(formula)


def test_rewriting_keeps_the_truth():
    source, tried = Source(random.Random(4)), 0
    for _ in range(2500):
        old, left, right = plain(source.formula(3, INDICES, VECTORS), None), "a", source.real(1, INDICES, VECTORS)

        def elsewhere(tree, left=left, right=right):
            if tree == left and source.random.random() < 0.8:
                return right
            if binds(tree) and tree[1] == left:
                return tree
            return (tree[0], *map(elsewhere, tree[1:])) if isinstance(tree, tuple) else tree

        new = elsewhere(old)
        if new == old or "a" in free_names(right) or not _replaced(key(old), key(new), key(left), key(right), free_names(("=", left, right))):
            continue
        tried += 1
        world = source.world()
        world = world.having(a=value(right, world))
        assert value(old, world) == value(new, world), (show(old), show(new))
    assert tried > 50


def test_instances_of_theorems_mean_what_the_theorem_says_of_the_functions():
    """The functions mention names that the theorem binds, and take parameters of any names."""
    source, tried = Source(random.Random(5)), 0
    names = {"index": ["i", "j", "k"], "vector": ["x", "y", "g", "u"], "real": ["a", "t", "r", "b"]}
    for _ in range(150):
        row = source.pick([row for row in THEOREMS if "functions" in row])
        functions = {}
        for name, sorts in row["functions"].items():
            parameters: list[str] = []
            for each in sorts:
                parameters.append(source.pick([name for name in names[each] if name not in parameters]))
            body = ("+", source.real(2, ["i", "j", "k"], ["x", "y", "g", "u"]), source.pick(["r", "s", "eps", "a", "t", "lam"]))
            functions[name] = (tuple(parameters), body)
        for text in (*row.get("given", []), row["conclusion"]):
            tree = parse(text)
            by = {name: term for name, term in substitution(source).items() if name in free_names(tree)}
            world = source.world()
            try:
                found = put(tree, by, functions)
            except Rejected:  # a derivative's point would be caught
                continue
            tried += 1
            meant = replace(after(by, world), functions={name: (*entry, world) for name, entry in functions.items()})
            if "derivative(" not in text and "differentiable(" not in text:
                assert value(found, world) == value(tree, meant), (row["name"], text, functions)
    assert tried > 300
