"""Certificates of kind `cells`: piecewise polynomial statements, decided cell by cell in exact arithmetic (FORMAT.md, section 4)."""

from __future__ import annotations

from verifier.checker.polynomial import Poly
from verifier.checker.reader import Rejected, Tree, parse
from verifier.checker.rules.facts import Facts, rational
from verifier.checker.rules.leaf import Leaf, Scene, Undefined
from verifier.checker.rules.written import affine, fields, free, read_laws
from verifier.checker.statements import Book, Form

NODES = 20_000


def check(form: Form, conclusion: Tree, asserts: str, proof: dict, book: Book) -> tuple[str, tuple[str, ...]]:
    """Accepts by returning ("exact", ()); rejects with the reason."""
    try:
        return _check(form, conclusion, asserts, proof)
    except Undefined:
        raise Rejected("something undefined stands where a value is needed") from None


def _check(form: Form, conclusion: Tree, asserts: str, proof: dict) -> tuple[str, tuple[str, ...]]:
    if type(form.dim) is not int:
        raise Rejected("cells are for forms with a law and a dimension")
    names = frozenset().union(*(free(tree) for tree in (*form.given, conclusion)))
    scene = Scene(read_laws(form.noise, form.dim), form.dim, names)
    if asserts == "holds":
        _Tree(form, conclusion, scene).walk(proof, Facts())
        return "exact", ()
    point = {name: Poly.constant(rational(value)) for name, value in fields(proof, "at", "leaf")["at"].items()}
    if set(point) != names:
        raise Rejected(f"the point gives {sorted(point)}, the statement speaks of {sorted(names)}")
    leaf = Leaf(proof["leaf"], Facts(), scene)
    if not leaf.hypotheses(form.given, point):
        raise Rejected("a hypothesis fails at the point")
    if leaf.sentence(conclusion, point):
        raise Rejected("the conclusion holds at the point")
    leaf.finish()
    return "exact", ()


class _Tree:
    """The decision tree whose branches cover the space."""

    def __init__(self, form: Form, conclusion: Tree, scene: Scene):
        self.form, self.conclusion, self.scene, self.nodes = form, conclusion, scene, 0

    def walk(self, node, facts: Facts) -> None:
        self.nodes += 1
        if self.nodes > NODES:
            raise Rejected(f"more than {NODES} nodes")
        if not isinstance(node, dict):
            raise Rejected("a node is an object with split, empty or leaf")
        if "split" in node:
            fields(node, "split", "neg", "zero", "pos")
            form = affine(parse(node["split"]))
            for branch, row in (("neg", (-form, ">")), ("zero", (form, "=")), ("pos", (form, ">"))):
                self.walk(node[branch], facts.and_also(row))
        elif "empty" in node:
            facts.contradiction(fields(node, "empty")["empty"])
        else:
            self.leaf(Leaf(fields(node, "leaf")["leaf"], facts, self.scene))

    def leaf(self, leaf: Leaf) -> None:
        if leaf.hypotheses(self.form.given, {}) and not leaf.sentence(self.conclusion, {}):
            raise Rejected(f"the conclusion fails in the cell {leaf.facts_text()}")
        leaf.finish()
