"""Kind `derivation`: a general form's conclusion, or its negation at an instance, by natural deduction (FORMAT.md, section 5)."""

from __future__ import annotations

from verifier.checker.reader import Rejected, Tree, show
from verifier.checker.rules.formulas import CONSTANTS, key, negation, plain, put, sort_of
from verifier.checker.rules.logic import Context, derive
from verifier.checker.terms import free_names, macro, sort


def check(form, conclusion: Tree, asserts: str, proof: dict, book) -> tuple[str, tuple[str, ...]]:
    """("derived", the theorems cited). Rejects a derivation that is wrong, rests on more than the hypotheses, or ends elsewhere."""
    if form.dim is not None:
        raise Rejected("a derivation is about a general form; this one has a fixed dimension")
    if set(proof) != ({"steps"} if asserts == "holds" else {"steps", "instance"}):
        raise Rejected("the proof has the fields steps and, for fails, instance")
    for tree in (*form.given, conclusion):
        if sort_of(tree, None) != "formula":
            raise Rejected(f"{show(tree)[:80]} is not a formula")
    macros = {name: macro(text) for name, text in book.definitions.items()}
    context = Context((), book.theorems, None, macros)
    if asserts == "holds":
        context.given = tuple(plain(tree, None) for tree in form.given)
        goal = plain(conclusion, None)
    else:
        goal = _failure(form.given, conclusion, proof["instance"], context)
    last = derive(proof["steps"], context)
    if key(last.formula) != key(goal):
        raise Rejected(f"the last step is {show(last.formula)[:300]}, but what must be shown is {show(goal)[:300]}")
    extra = {key(tree) for tree in last.assumed} - {key(tree) for tree in context.given}
    if extra:
        raise Rejected(f"the last step still assumes {show(next(tree for tree in last.assumed if key(tree) in extra))[:300]}")
    return "derived", tuple(sorted(context.cited))


def _failure(given: tuple[Tree, ...], conclusion: Tree, instance: dict, context: Context) -> Tree:
    """At the instance all hypotheses hold and the conclusion does not; names left open are arbitrary. Sets the dimension of `context`."""
    open_names = frozenset().union(*map(free_names, (*given, conclusion)))
    if not isinstance(instance, dict) or not set(instance) - {"d"} <= open_names - CONSTANTS:
        raise Rejected(f"an instance gives d and names that stand free in the form: {', '.join(sorted(open_names - CONSTANTS))}")
    instance = dict(instance)
    d = instance.pop("d", None)
    if d is not None and (type(d) is not int or not 1 <= d <= 8):
        raise Rejected(f"d = {d!r} is not a number from 1 to 8")
    context.d = d
    by = {name: context.term(text, sort(name)) for name, text in instance.items()}

    def at(tree: Tree) -> Tree:
        tree = plain(put(tree, by), d)
        sort_of(tree, d)
        return tree

    goal = negation(at(conclusion))
    for tree in reversed(given):
        goal = ("and", at(tree), goal)
    return goal
