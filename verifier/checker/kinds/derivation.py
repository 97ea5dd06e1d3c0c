"""Kind `derivation`: a general form's conclusion, or its negation at an instance, by natural deduction (FORMAT.md, section 5)."""

from __future__ import annotations

from fractions import Fraction

from verifier.checker.reader import Rejected, Tree, parse, show
from verifier.checker.rules.formulas import CONSTANTS, key, negation, plain, put, sort_of
from verifier.checker.rules.context import Context, Fact
from verifier.checker.rules.deduction import derive, facts_of, specialised
from verifier.checker.terms import expand, free_names, macro, sort

TRUE = ("<=", Fraction(0), Fraction(0))


def check(form, conclusion: Tree, asserts: str, proof: dict, book) -> tuple[str, tuple[str, ...]]:
    """("derived", the theorems cited). Rejects a derivation that is wrong, rests on more than the hypotheses, or ends elsewhere."""
    if form.dim is not None:
        raise Rejected("a derivation is about a general form; this one has a fixed dimension")
    if set(proof) - ({"general"} if asserts == "fails" else set()) != ({"steps"} if asserts == "holds" else {"steps", "instance"}):
        raise Rejected("the proof has the fields steps and, for fails, instance and perhaps general")
    for tree in (*form.given, conclusion):
        if sort_of(tree, None) != "formula":
            raise Rejected(f"{show(tree)[:80]} is not a formula")
    macros = {name: macro(text) for name, text in book.definitions.items()}
    context = Context((), book.theorems, None, macros)
    known: dict[str, Fact] = {}
    if asserts == "holds":
        context.given = tuple(plain(tree, None) for tree in form.given)
        goal = plain(conclusion, None)
        _ends(context.formula(proof["steps"][-1]["formula"]), goal)   # before its steps: a derivation of something else costs little
    else:
        known = _general(proof.get("general"), context)
        goal = _failure(form.given, conclusion, proof["instance"], context)
    last = list(facts_of(proof["steps"], context, specialised(known, context.d)).values())[-1]
    _ends(last.formula, goal)
    extra = {key(tree) for tree in last.assumed} - {key(tree) for tree in context.given}
    if extra:
        raise Rejected(f"the last step still assumes {show(next(tree for tree in last.assumed if key(tree) in extra))[:300]}")
    return "derived", tuple(sorted(context.cited))


def _ends(stated: Tree, goal: Tree) -> None:
    if key(stated) != key(goal):
        raise Rejected(f"the last step is {show(stated)[:300]}, but what must be shown is {show(goal)[:300]}")


def _general(lemmas, context: Context) -> dict[str, Fact]:
    """Facts for every dimension and law, each the last of a list of steps; they may be used at the instance under their names."""
    if lemmas is None:
        return {}
    if not isinstance(lemmas, dict):
        raise Rejected("general is a table of derivations by name")
    return {name: derive(steps, context) for name, steps in lemmas.items()}


def _failure(given: tuple[Tree, ...], conclusion: Tree, instance: dict, context: Context) -> Tree:
    """At the instance all hypotheses hold and the conclusion does not; what is left open is arbitrary. Sets the dimension of `context`."""
    open_names = frozenset().union(*map(free_names, (*given, conclusion)))
    if not isinstance(instance, dict) or not set(instance) - {"d", "law"} <= open_names - CONSTANTS:
        raise Rejected(f"an instance gives d, law and names that stand free in the form: {', '.join(sorted(open_names - CONSTANTS))}")
    instance = dict(instance)
    context.d = d = _dimension(instance.pop("d", None))
    law = _finite_law(instance.pop("law", None), d)
    sets = {name: _members(text, context) for name, text in instance.items() if sort(name) == "set"}
    by = {name: context.term(text, sort(name)) for name, text in instance.items() if name not in sets}

    def at(tree: Tree) -> Tree:
        tree = _meant(put(_listed(tree, sets), by), law)
        sort_of(tree, d)
        return plain(tree, d)

    goal = negation(at(conclusion))
    for tree in reversed(given):
        goal = ("and", at(tree), goal)
    return goal


def _dimension(d) -> int | None:
    if d is not None and (type(d) is not int or not 1 <= d <= 8):
        raise Rejected(f"d = {d!r} is not a number from 1 to 8")
    return d


def _members(text: str, context: Context) -> tuple[str, Tree]:
    """A set {x : A}, written `x | A`; nothing but x stands free in A."""
    name, bar, body = text.partition("|") if isinstance(text, str) else ("", "", "")
    name = name.strip()
    tree = expand(parse(body), context.macros) if bar else ""
    if not bar or parse(name) != name or name in CONSTANTS or sort(name) != "vector" or sort_of(tree, context.d) != "formula":
        raise Rejected(f"a set is written `x | condition on the vector x`, not {str(text)[:80]}")
    if not free_names(tree) <= {name} | CONSTANTS:
        raise Rejected(f"the condition {show(tree)[:80]} mentions more than {name}")
    return name, tree


def _listed(tree: Tree, sets: dict[str, tuple[str, Tree]]) -> Tree:
    """The tree with membership in these sets replaced by their conditions."""
    if not isinstance(tree, tuple):
        return tree
    if tree[0] == "member" and tree[2] in sets:
        name, condition = sets[tree[2]]
        return put(condition, {name: tree[1]})
    return (tree[0], *(_listed(child, sets) for child in tree[1:]))


def _finite_law(entry, d: int | None) -> list[tuple[Tree, Tree]] | None:
    """The weights, positive and of sum 1, and the atoms, vectors of d rationals, as written; None leaves the law arbitrary."""
    if entry is None:
        return None
    if d is None or not isinstance(entry, list) or not all(isinstance(row, list) and len(row) == d + 1 for row in entry):
        raise Rejected("a law is a list of rows, a weight and d components of an atom, for a given d")
    if not all(isinstance(text, str) for row in entry for text in row):
        raise Rejected("the numbers of a law are written as text")
    rows = [[parse(text) for text in row] for row in entry]
    values = [[_rational(tree) for tree in row] for row in rows]
    if not all(row[0] > 0 for row in values) or sum(row[0] for row in values) != 1:
        raise Rejected("the weights of a law are positive and sum to 1")
    return [(row[0], ("vec", *row[1:])) for row in rows]


def _rational(tree: Tree) -> Fraction:
    if isinstance(tree, Fraction):
        return tree
    parts = [_rational(child) for child in tree[1:]] if isinstance(tree, tuple) and tree[0] in ("neg", "/") else []
    if not parts or (len(parts) == 2 and not parts[1]):
        raise Rejected(f"{show(tree)[:40]} is not a rational number")
    return -parts[0] if len(parts) == 1 else parts[0] / parts[1]


def _meant(tree: Tree, law: list[tuple[Tree, Tree]] | None) -> Tree:
    """The tree with every mean under a finite law written out; under such a law everything is integrable."""
    if law is None or not isinstance(tree, tuple):
        return tree
    if tree[0] == "integrable":
        return TRUE
    if tree[0] != "E":
        return (tree[0], *(_meant(child, law) for child in tree[1:]))
    body = _meant(tree[2], law)
    total: Tree = Fraction(0)
    for weight, atom in law:
        total = ("+", total, ("*", weight, put(body, {tree[1]: atom})))
    return total
