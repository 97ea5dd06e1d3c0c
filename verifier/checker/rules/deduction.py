"""Natural deduction, classical, with equality of reals: the rules there are, and the run that makes facts by them.      (FORMAT.md, section 5)

    RULES         everything that may make one; a rule looks at its step and the facts named there, at nothing else
    derive        runs the steps in order and gives the last fact

Names that stand free in a fact may have any value of their sort; d is any positive integer (or a given one), the law of E any law on R^d.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from verifier.checker.reader import Rejected, Tree, show
from verifier.checker.rules import logic, reals
from verifier.checker.rules.context import Context, Fact, need
from verifier.checker.rules.formulas import key, plain

STEPS = 5000

Rule = Callable[[Context, Tree, list[Fact], Mapping], Fact]
# rule: how many facts it takes (None: any number), the fields of its step, what it does
RULES: dict[str, tuple[int | None, tuple[str, ...], Rule]] = {
    "hypothesis": (0, ("index",), logic.hypothesis),
    "assume": (0, (), logic.assume),
    "discharge": (1, (), logic.discharge),
    "apply": (2, (), logic.apply),
    "generalise": (1, ("name",), logic.generalise),
    "instance": (1, ("term",), logic.instance),
    "witness": (1, ("term",), logic.witness),
    "obtain": (2, ("name",), logic.obtain),
    "both": (2, (), logic.both),
    "part": (1, ("side",), logic.part),
    "weaken": (1, (), logic.weaken),
    "either": (3, (), logic.either),
    "contradiction": (2, (), logic.contradiction),
    "excluded": (0, (), logic.excluded),
    "trichotomy": (0, ("left", "right"), logic.trichotomy),
    "rewrite": (2, (), logic.rewrite),
    "replace": (2, ("name", "term"), logic.replace),
    "calculate": (0, (), reals.calculate),
    "identity": (0, (), reals.identity),
    "positive": (0, (), reals.positive),
    "arith": (None, ("combination",), reals.arith),
    "theorem": (None, ("theorem", "with"), reals.theorem),
}


def derive(steps: Iterable[Mapping], context: Context) -> Fact:
    """The fact that the last step makes. Rejects the first wrong step, naming it and the reason."""
    return list(facts_of(steps, context, {}).values())[-1]


def facts_of(steps: Iterable[Mapping], context: Context, known: Mapping[str, Fact]) -> dict[str, Fact]:
    """All facts, those that are known and those that the steps make, by name and in order."""
    facts = dict(known)
    need(isinstance(steps, list) and 0 < len(steps) <= STEPS, f"a derivation has 1 to {STEPS} steps")
    for step in steps:
        name = step.get("id") if isinstance(step, dict) else None
        try:
            need(isinstance(name, str) and name not in facts, "every step has an id of its own")
            facts[name] = _step(step, facts, context)
        except Rejected as refusal:
            raise Rejected(f"step {name} ({step.get('by') if isinstance(step, dict) else step}): {refusal}") from refusal
    return facts


def specialised(facts: Mapping[str, Fact], d: int | None) -> dict[str, Fact]:
    """Facts of every dimension that rest on nothing, for one dimension. Rejects a fact that has assumptions."""
    for name, fact in facts.items():
        need(not fact.assumed, f"step {name} holds under assumptions, so it is no fact of every dimension")
    return {name: Fact(plain(fact.formula, d), frozenset()) for name, fact in facts.items()}


def _step(step: Mapping, facts: Mapping[str, Fact], context: Context) -> Fact:
    need(step.get("by") in RULES, "there is no such rule")
    number, fields, rule = RULES[step["by"]]
    wanted = {"id", "by", "formula", *fields} | ({"of"} if number != 0 else set())
    need(set(step) == wanted, f"the fields are {', '.join(sorted(wanted))}")
    names = step.get("of", [])
    need(isinstance(names, list) and number in (None, len(names)), f"`of` names {number} earlier steps")
    missing = [name for name in names if name not in facts]
    need(not missing, f"{missing[:1]} is no earlier step")
    claim = context.formula(step["formula"])
    fact = rule(context, claim, [facts[name] for name in names], step)
    need(key(fact.formula) == key(claim), f"it gives {show(fact.formula)[:300]}, not the formula stated")
    return Fact(claim, fact.assumed)
