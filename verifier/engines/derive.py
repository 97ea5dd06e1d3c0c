"""A notebook for derivations: each method writes one step of natural deduction and gives its id. The checker alone judges them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

INDICES = {"i", "j", "k", "l", "m"}


@dataclass
class Derivation:
    """Steps in the order written; formulas are text of the formula language, definitions allowed (checker/FORMAT.md, section 5)."""

    steps: list[dict] = field(default_factory=list)

    def step(self, by: str, formula: str, *of: str, **fields) -> str:
        """Writes one step and gives its id."""
        name = f"s{len(self.steps)}"
        facts = {} if by in ("hypothesis", "assume", "excluded", "trichotomy", "identity", "positive", "calculate") else {"of": list(of)}
        self.steps.append({"id": name, "by": by, "formula": " ".join(formula.split()), **facts, **fields})
        return name

    def hypothesis(self, number: int, formula: str) -> str:
        return self.step("hypothesis", formula, index=number)

    def assume(self, formula: str) -> str:
        return self.step("assume", formula)

    def discharge(self, formula: str, fact: str) -> str:
        return self.step("discharge", formula, fact)

    def apply(self, formula: str, rule: str, premise: str) -> str:
        return self.step("apply", formula, rule, premise)

    def generalise(self, formula: str, fact: str, name: str) -> str:
        return self.step("generalise", formula, fact, name=name)

    def instance(self, formula: str, fact: str, term: str) -> str:
        return self.step("instance", formula, fact, term=term)

    def witness(self, formula: str, fact: str, term: str) -> str:
        return self.step("witness", formula, fact, term=term)

    def obtain(self, formula: str, source: str, fact: str, name: str) -> str:
        """From an existence and `fact`, derived for the name: `fact` without it."""
        return self.step("obtain", formula, source, fact, name=name)

    def both(self, formula: str, left: str, right: str) -> str:
        return self.step("both", formula, left, right)

    def left(self, formula: str, fact: str) -> str:
        return self.step("part", formula, fact, side="left")

    def right(self, formula: str, fact: str) -> str:
        return self.step("part", formula, fact, side="right")

    def weaken(self, formula: str, fact: str) -> str:
        return self.step("weaken", formula, fact)

    def either(self, formula: str, choice: str, first: str, second: str) -> str:
        return self.step("either", formula, choice, first, second)

    def contradiction(self, formula: str, fact: str, negated: str) -> str:
        return self.step("contradiction", formula, fact, negated)

    def excluded(self, formula: str) -> str:
        return self.step("excluded", formula)

    def trichotomy(self, formula: str, left: str, right: str) -> str:
        return self.step("trichotomy", formula, left=left, right=right)

    def rewrite(self, formula: str, fact: str, equation: str) -> str:
        return self.step("rewrite", formula, fact, equation)

    def replace(self, formula: str, equation: str, fact: str, name: str, term: str) -> str:
        """From name = term and the fact about the term: the formula about the name."""
        return self.step("replace", formula, equation, fact, name=name, term=term)

    def calculate(self, formula: str) -> str:
        return self.step("calculate", formula)

    def identity(self, formula: str) -> str:
        return self.step("identity", formula)

    def positive(self, term: str) -> str:
        return self.step("positive", f"0 < {term}")

    def arith(self, formula: str, *terms: tuple) -> str:
        """A comparison from terms (coefficient, fact, fact, ...): the sum of coefficient times the facts' differences."""
        facts = list(dict.fromkeys(fact for _, *group in terms for fact in group))
        combination = [[str(c), [facts.index(fact) for fact in group]] for c, *group in terms]
        return self.step("arith", formula, *facts, combination=combination)

    def theorem(self, formula: str, name: str, *facts: str, **values) -> str:
        """An instance of a citable theorem; a function is given as a tuple (names..., term)."""
        table = {key: {"lambda": list(value)} if isinstance(value, tuple) else value for key, value in values.items()}
        return self.step("theorem", formula, *facts, theorem=name, **{"with": table})

    def lemma(self, names: str, body: Callable[..., str], fact: str) -> Lemma:
        """`fact` reads body(*names); closes it over the names, the last one first."""
        found = Lemma(self, tuple(names.split()), body, "")
        for k in reversed(range(len(found.names))):
            fact = self.generalise(found.text(*found.names[:k]), fact, found.names[k])
        found.fact = fact
        return found


@dataclass
class Lemma:
    """A fact closed over some names, to be used for any terms."""

    notebook: Derivation
    names: tuple[str, ...]
    body: Callable[..., str]
    fact: str

    def text(self, *terms: str) -> str:
        """The fact with the first names replaced and the others still quantified."""
        rest = self.names[len(terms) :]
        formula = self.body(*(term if term.isalnum() else f"({term})" for term in terms), *rest)
        for name in reversed(rest):
            formula = f"{'every' if name.rstrip('0123456789') in INDICES else 'forall'}({name}, {formula})"
        return formula

    def at(self, *terms: str) -> str:
        """The id of the fact for these terms, one for each name."""
        fact = self.fact
        for k, term in enumerate(terms):
            fact = self.notebook.instance(self.text(*terms[: k + 1]), fact, term)
        return fact
