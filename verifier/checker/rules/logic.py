"""Natural deduction, classical, with equality of reals: the only place where a `Fact` is made.      (FORMAT.md, section 5)

    class Fact    a formula and the assumptions that it still depends on
    RULES         everything that may make one; a rule looks at its step and the facts named there, at nothing else
    derive        runs the steps in order and gives the last fact

Names that stand free in a fact may have any value of their sort; d is any positive integer (or a given one), the law of E any law on R^d.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from verifier.checker.reader import Rejected, Tree, parse, show
from verifier.checker.rules import exponentials
from verifier.checker.rules.formulas import CONSTANTS, FORMULA, INDEX, POINTED, REAL, key, negation, plain, put, sort_of
from verifier.checker.terms import expand, free_names, sort

STEPS = 5000


@dataclass(frozen=True)
class Fact:
    formula: Tree
    assumed: frozenset[Tree]


@dataclass
class Context:
    """What steps may refer to: the hypotheses, the citable theorems, the dimension (None: any), the definitions; and what was cited."""

    given: tuple[Tree, ...]
    theorems: Mapping[str, dict]
    d: int | None
    macros: Mapping[str, tuple]
    cited: set[str] = field(default_factory=set)
    _read: dict[tuple[str, int | None], Tree] = field(default_factory=dict, init=False)

    def tree(self, text: str) -> Tree:
        """A term or formula of a certificate, well formed and plain; each text is read once."""
        if not isinstance(text, str) or (text, self.d) not in self._read:
            tree = expand(parse(text), self.macros)
            if isinstance(tree, tuple):
                sort_of(tree, self.d)
            self._read[text, self.d] = plain(tree, self.d)
        return self._read[text, self.d]

    def formula(self, text: str) -> Tree:
        tree = self.tree(text)
        _need(sort_of(tree, self.d) == FORMULA, f"{show(tree)[:80]} is not a formula")
        return tree

    def term(self, text: str, wanted: str) -> Tree:
        """A term of the sort wanted; an index is a name, or a number that every dimension at hand has."""
        tree = self.tree(text)
        if wanted == INDEX and isinstance(tree, Fraction):
            sort_of(("at", "ones", tree), self.d)
            return tree
        found = sort_of(tree, self.d)
        _need(found == wanted, f"{show(tree)[:80]} is a {found}, not a {wanted}")
        return tree


def derive(steps: Iterable[Mapping], context: Context) -> Fact:
    """The fact that the last step makes. Rejects the first wrong step, naming it and the reason."""
    return list(facts_of(steps, context, {}).values())[-1]


def facts_of(steps: Iterable[Mapping], context: Context, known: Mapping[str, Fact]) -> dict[str, Fact]:
    """All facts, those that are known and those that the steps make, by name and in order."""
    facts = dict(known)
    _need(isinstance(steps, list) and 0 < len(steps) <= STEPS, f"a derivation has 1 to {STEPS} steps")
    for step in steps:
        name = step.get("id") if isinstance(step, dict) else None
        try:
            _need(isinstance(name, str) and name not in facts, "every step has an id of its own")
            facts[name] = _step(step, facts, context)
        except Rejected as refusal:
            raise Rejected(f"step {name} ({step.get('by') if isinstance(step, dict) else step}): {refusal}") from refusal
    return facts


def specialised(facts: Mapping[str, Fact], d: int | None) -> dict[str, Fact]:
    """Facts of every dimension that rest on nothing, for one dimension. Rejects a fact that has assumptions."""
    for name, fact in facts.items():
        _need(not fact.assumed, f"step {name} holds under assumptions, so it is no fact of every dimension")
    return {name: Fact(plain(fact.formula, d), frozenset()) for name, fact in facts.items()}


def _step(step: Mapping, facts: Mapping[str, Fact], context: Context) -> Fact:
    _need(step.get("by") in RULES, "there is no such rule")
    number, fields, rule = RULES[step["by"]]
    wanted = {"id", "by", "formula", *fields} | ({"of"} if number != 0 else set())
    _need(set(step) == wanted, f"the fields are {', '.join(sorted(wanted))}")
    names = step.get("of", [])
    _need(isinstance(names, list) and number in (None, len(names)), f"`of` names {number} earlier steps")
    missing = [name for name in names if name not in facts]
    _need(not missing, f"{missing[:1]} is no earlier step")
    claim = context.formula(step["formula"])
    fact = rule(context, claim, [facts[name] for name in names], step)
    _need(key(fact.formula) == key(claim), f"it gives {show(fact.formula)[:300]}, not the formula stated")
    return Fact(claim, fact.assumed)


def _need(condition: bool, reason: str) -> None:
    if not condition:
        raise Rejected(reason)


def _head(tree: Tree, *heads: str) -> None:
    _need(isinstance(tree, tuple) and tree[0] in heads, f"{show(tree)[:120]} is not of the form {' or '.join(heads)}")


def _same(left: Tree, right: Tree, reason: str) -> None:
    _need(key(left) == key(right), f"{reason}: {show(left)[:160]} against {show(right)[:160]}")


def _open(*facts: Fact) -> frozenset[Tree]:
    return frozenset().union(*(fact.assumed for fact in facts))


def _without(assumed: frozenset[Tree], formula: Tree) -> frozenset[Tree]:
    return frozenset(tree for tree in assumed if key(tree) != key(formula))


def _fixed(name: str, assumed: frozenset[Tree], *formulas: Tree) -> None:
    """Rejects a name about which something is assumed, or that the formulas mention: it is not arbitrary."""
    _need(isinstance(name, str) and name not in CONSTANTS, f"{name} is a constant")
    for tree in (*assumed, *formulas):
        _need(name not in free_names(tree), f"{name} stands free in {show(tree)[:120]}")


def hypothesis(context, claim, of, step):
    """A hypothesis of the statement, by its number."""
    _need(type(step["index"]) is int and 0 <= step["index"] < len(context.given), f"there is no hypothesis {step['index']!r}")
    formula = context.given[step["index"]]
    return Fact(formula, frozenset((formula,)))


def assume(context, claim, of, step):
    """A |- A."""
    return Fact(claim, frozenset((claim,)))


def discharge(context, claim, of, step):
    """From A |- B: A -> B."""
    _head(claim, "->")
    return Fact(("->", claim[1], of[0].formula), _without(of[0].assumed, claim[1]))


def apply(context, claim, of, step):
    """From A -> B and A: B."""
    _head(of[0].formula, "->")
    _same(of[0].formula[1], of[1].formula, "the premise differs")
    return Fact(of[0].formula[2], _open(*of))


def generalise(context, claim, of, step):
    """From A: every(i, A) or forall(x, A), for a name about which nothing is assumed."""
    _head(claim, "every", "forall")
    _fixed(step["name"], of[0].assumed)
    _need(sort(step["name"]) == sort(claim[1]), f"{step['name']} and {claim[1]} differ in sort")
    return Fact((claim[0], step["name"], of[0].formula), of[0].assumed)


def instance(context, claim, of, step):
    """From every(i, A) or forall(x, A): A for a term of the same sort."""
    _head(of[0].formula, "every", "forall")
    _, name, body = of[0].formula
    return Fact(plain(put(body, {name: context.term(step["term"], sort(name))}), context.d), of[0].assumed)


def witness(context, claim, of, step):
    """From A for a term: some(i, A) or exists(x, A)."""
    _head(claim, "some", "exists")
    _, name, body = claim
    _same(plain(put(body, {name: context.term(step["term"], sort(name))}), context.d), of[0].formula, "the term does not give the fact")
    return Fact(claim, of[0].assumed)


def obtain(context, claim, of, step):
    """From some(i, A), and B from A for a name of which nothing else is known: B."""
    _head(of[0].formula, "some", "exists")
    _, name, body = of[0].formula
    new = step["name"]
    _need(isinstance(new, str) and sort(new) == sort(name), f"{new} and {name} differ in sort")
    rest = _without(of[1].assumed, put(body, {name: new}))
    _fixed(new, rest, of[0].formula, of[1].formula)
    return Fact(of[1].formula, of[0].assumed | rest)


def both(context, claim, of, step):
    """From A and from B: A and B."""
    return Fact(("and", of[0].formula, of[1].formula), _open(*of))


def part(context, claim, of, step):
    """From A and B: A, or B."""
    _head(of[0].formula, "and")
    _need(step["side"] in ("left", "right"), "side is left or right")
    return Fact(of[0].formula[1 if step["side"] == "left" else 2], of[0].assumed)


def weaken(context, claim, of, step):
    """From A: A or B, or B or A."""
    _head(claim, "or")
    _need(key(of[0].formula) in (key(claim[1]), key(claim[2])), "the fact is neither side")
    return Fact(claim, of[0].assumed)


def either(context, claim, of, step):
    """From A or B, C from A, and C from B: C."""
    _head(of[0].formula, "or")
    _same(of[1].formula, of[2].formula, "the two cases differ")
    first, second = _without(of[1].assumed, of[0].formula[1]), _without(of[2].assumed, of[0].formula[2])
    return Fact(of[1].formula, of[0].assumed | first | second)


def contradiction(context, claim, of, step):
    """From A and not A: anything; its own negation need no longer be assumed."""
    _same(negation(of[0].formula), of[1].formula, "the second is not the negation of the first")
    return Fact(claim, _without(_open(*of), negation(claim)))


def excluded(context, claim, of, step):
    """A or not A."""
    _head(claim, "or")
    return Fact(("or", claim[1], negation(claim[1])), frozenset())


def trichotomy(context, claim, of, step):
    """a < b or a = b or b < a."""
    left, right = context.term(step["left"], REAL), context.term(step["right"], REAL)
    return Fact(("or", ("or", ("<", left, right), ("=", left, right)), ("<", right, left)), frozenset())


def rewrite(context, claim, of, step):
    """From A and a = b: A with some a replaced by b, where no name of either is bound or differentiated by."""
    _head(of[1].formula, "=")
    _need(_replaced(key(of[0].formula), key(claim), *map(key, of[1].formula[1:]), free_names(of[1].formula)), "not a replacement of equals")
    return Fact(claim, _open(*of))


def _replaced(old: Tree, new: Tree, a: Tree, b: Tree, names: frozenset[str]) -> bool:
    """On keys: there a bound name is a number, so what mentions one is never `a`."""
    if old == new or (old == a and new == b):
        return True
    if not isinstance(old, tuple) or not isinstance(new, tuple) or old[0] != new[0] or old[0] == "#" or len(old) != len(new):
        return False
    if old[0] in POINTED and (old[2] if isinstance(old[2], str) else old[2][1]) in names:
        return False
    return all(_replaced(x, y, a, b, names) for x, y in zip(old[1:], new[1:]))


def identity(context, claim, of, step):
    """a = b where both have the same normal form (section 6)."""
    _head(claim, "=")
    _need(exponentials.equal(*claim[1:]), f"the normal forms differ: {show(claim)[:300]}")
    return Fact(claim, frozenset())


def positive(context, claim, of, step):
    """0 < a for a term that is positive by its shape."""
    _need(claim[:2] == ("<", Fraction(0)) and exponentials.positive(claim[2]), "not 0 < a term positive by its shape")
    return Fact(claim, frozenset())


def arith(context, claim, of, step):
    """A comparison from a sum of c times products of facts, c positive by its shape, or any term where one fact is an equation."""
    _head(claim, "<", "<=", "=")
    total, strict = Fraction(0), False
    for text, numbers in step["combination"]:
        term = coefficient = context.term(text, REAL)
        _need(all(type(k) is int and 0 <= k < len(of) for k in numbers), f"{numbers} does not number facts of `of`")
        for k in numbers:
            _head(of[k].formula, "<", "<=", "=")
            term = ("*", term, ("-", of[k].formula[2], of[k].formula[1]))
        heads = {of[k].formula[0] for k in numbers}
        if "=" not in heads:
            _need(claim[0] != "=", "an equation follows from equations only")
            _need(exponentials.positive(coefficient), f"the coefficient {text} is not positive by its shape")
            strict = strict or "<=" not in heads
        total = ("+", total, term)
    _need(strict or claim[0] != "<", "no term of the combination is strictly positive")
    _need(exponentials.equal(("-", claim[2], claim[1]), total), "the combination is not the difference of the two sides")
    return Fact(claim, _open(*of))


def theorem(context, claim, of, step):
    """An instance of a citable theorem; `with` says what its names and functions are, all its hypotheses are facts given."""
    _need(step["theorem"] in context.theorems, f"{step['theorem']!r} is not among the theorems that may be cited")
    row = context.theorems[step["theorem"]]
    sorts = {name: tuple(sorts) for name, sorts in row.get("functions", {}).items()}
    functions = {name: _function(context, step["with"].get(name), sorts[name]) for name in sorts}
    for shape, has_shape in (("smooth", exponentials.smooth), ("continuous", exponentials.continuous)):
        for name in row.get(shape, []):
            parameters, body = functions[name]
            inner = frozenset(parameter for parameter in parameters if sort(parameter) != INDEX)
            _need(has_shape(body, inner), f"{name} is not {shape} by its shape: {show(body)[:160]}")
    by = {name: context.term(text, sort(name)) for name, text in step["with"].items() if name not in functions}
    _need(CONSTANTS.isdisjoint(by), "d and ones are constants")

    def read(text: str) -> Tree:
        tree = parse(text)
        sort_of(tree, context.d, sorts)
        tree = put(tree, by, functions)
        sort_of(tree, context.d)
        return plain(tree, context.d)

    wanted = [read(text) for text in row.get("given", [])]
    _need(len(wanted) == len(of), f"{step['theorem']} has {len(wanted)} hypotheses")
    for fact, formula in zip(of, wanted):
        _same(fact.formula, formula, "a hypothesis of the theorem is not the fact given for it")
    context.cited.add(f"{step['theorem']} ({row['source']})")
    return Fact(read(row["conclusion"]), _open(*of))


def _function(context: Context, entry, sorts: tuple[str, ...]) -> tuple[tuple[str, ...], Tree]:
    _need(
        isinstance(entry, dict) and set(entry) == {"lambda"} and len(entry["lambda"]) == len(sorts) + 1,
        "a function is {lambda: [names..., term]}",
    )
    *parameters, body = entry["lambda"]
    good = all(isinstance(name, str) and parse(name) == name and sort(name) == wanted for name, wanted in zip(parameters, sorts))
    _need(
        good and len(set(parameters)) == len(parameters) and CONSTANTS.isdisjoint(parameters),
        f"the names of the function are of sorts {sorts}",
    )
    return tuple(parameters), context.term(body, REAL)


Rule = Callable[[Context, Tree, list[Fact], Mapping], Fact]
# rule: how many facts it takes (None: any number), the fields of its step, what it does
RULES: dict[str, tuple[int | None, tuple[str, ...], Rule]] = {
    "hypothesis": (0, ("index",), hypothesis),
    "assume": (0, (), assume),
    "discharge": (1, (), discharge),
    "apply": (2, (), apply),
    "generalise": (1, ("name",), generalise),
    "instance": (1, ("term",), instance),
    "witness": (1, ("term",), witness),
    "obtain": (2, ("name",), obtain),
    "both": (2, (), both),
    "part": (1, ("side",), part),
    "weaken": (1, (), weaken),
    "either": (3, (), either),
    "contradiction": (2, (), contradiction),
    "excluded": (0, (), excluded),
    "trichotomy": (0, ("left", "right"), trichotomy),
    "rewrite": (2, (), rewrite),
    "identity": (0, (), identity),
    "positive": (0, (), positive),
    "arith": (None, ("combination",), arith),
    "theorem": (None, ("theorem", "with"), theorem),
}
