"""Proposition 5.5 and Section 9.4: independent signs, d = 2. f, its one-sided derivatives and its subdifferential, from the law."""

from __future__ import annotations

from collections.abc import Iterator

from proofs import BOOK
from verifier.claims.book import Run
from verifier.claims.evidence import Evidence
from verifier.claims.statement import Statement
from verifier.engines.derive import Derivation

NOISE = "rademacher"


@BOOK.proof("equation 66", "equation 67", "claim value on the diagonal", "claim perturb-max is continuous")
def value(statement: Statement, run: Run) -> Iterator[Evidence]:
    """What is said about f itself: from the sum over the four pairs of signs."""
    from proofs.derivations import value_steps
    from verifier.engines.search.opinion import judged

    yield from judged(statement, run, value_steps(NOISE))


@BOOK.proof(
    "claim kinks of the perturb-max", "claim directional derivative on the diagonal", "figure 6",
    "claim directional derivatives decide the subgradients", "claim half of the directions suffices",
    "claim both halves of the directions decide the subgradients",
)
def derivatives(statement: Statement, run: Run) -> Iterator[Evidence]:
    """What is said about derivatives: from the derived f, chamber by chamber, and both sides of each break."""
    from proofs.derivations import gradient_steps
    from verifier.engines.search.opinion import judged

    yield from judged(statement, run, gradient_steps(NOISE))


@BOOK.proof(
    "proposition 5.5", "equation 68", "figure 3", "claim subdifferential may be multi-valued", "claim subgradients on the diagonal",
    "claim choice probability where ties happen",
)
def subdifferential(statement: Statement, run: Run) -> Iterator[Evidence]:
    """What is said about subgradients: from the one-sided derivatives of the derived f, at the kinks too."""
    from proofs.derivations import subdifferential_steps
    from verifier.engines.search.opinion import judged

    yield from judged(statement, run, subdifferential_steps(NOISE))


@BOOK.proof("claim multi-valued does not mean not one-to-one")
def example(statement: Statement, run: Run) -> Iterator[Evidence]:
    """A step that does not follow in one of the senses of the word, shown by one convex function."""
    from verifier.engines.search.opinion import judged

    yield from judged(statement, run)


SEVERAL = "exists(p, exists(q, member(p, S) and member(q, S) and p != q))"
FIXED = "exists(u, member(u, S) and forall(q, member(q, S) -> q = u))"


@BOOK.proof("claim multi-valued means not identifying")
def sense(statement: Statement, run: Run) -> Iterator[Evidence]:
    """By definition: two elements, or not one only."""
    from proofs.written import holds

    form = statement.printed
    yield holds(
        form, 0, _several_means_not_fixed(), "two different subgradients at θ: then θ fixes none", r"u = p, \ u = q \;\Longrightarrow\; p = q",
    )
    yield holds(
        form, 1, _not_fixed_means_several(), "a subgradient at θ, but θ fixes none: then there are two",
        r"q \in S \;\Longrightarrow\; q = p, \text{ else } p \ne q \text{ are two elements of } S",
    )


def _several_means_not_fixed() -> Derivation:
    """Two different elements p, q of S, and an element u that equals each element of S: then p = u = q."""
    d = Derivation()
    several, fixed = d.assume(SEVERAL), d.assume(FIXED)
    pair = d.assume("member(p, S) and member(q, S) and p != q")
    inside = d.left("member(p, S) and member(q, S)", pair)
    one = d.assume("member(u, S) and forall(q, member(q, S) -> q = u)")
    only = d.right("forall(q, member(q, S) -> q = u)", one)
    equal = {
        name: d.apply(f"{name} = u", d.instance(f"member({name}, S) -> {name} = u", only, name), member)
        for name, member in (("p", d.left("member(p, S)", inside)), ("q", d.right("member(q, S)", inside)))
    }
    each = [d.instance(f"{name}[i] = u[i]", fact, "i") for name, fact in equal.items()]
    same = d.generalise("every(i, p[i] = q[i])", d.arith("p[i] = q[i]", (1, each[0]), (-1, each[1])), "i")
    absurd = d.contradiction("0 < 0", same, d.right("p != q", pair))
    absurd = d.obtain("0 < 0", fixed, absurd, "u")
    inner = d.obtain("0 < 0", d.assume("exists(q, member(p, S) and member(q, S) and p != q)"), absurd, "q")
    absurd = d.obtain("0 < 0", several, inner, "p")
    d.discharge(f"{SEVERAL} -> not {FIXED}", d.contradiction(f"not {FIXED}", absurd, d.arith("0 <= 0")))
    return d


def _not_fixed_means_several() -> Derivation:
    """If S had no two different elements then each q in S would equal the p in S that there is, which would be the only one."""
    d = Derivation()
    given = d.assume(f"exists(p, member(p, S)) and not {FIXED}")
    inside, none, other = d.assume("member(p, S)"), d.assume(f"not {SEVERAL}"), d.assume("member(q, S)")
    differ = d.assume("q != p")
    turned = d.generalise("every(i, q[i] = p[i])", d.arith("q[i] = p[i]", (-1, d.instance("p[i] = q[i]", d.assume("p = q"), "i"))), "i")
    pair = d.both("member(p, S) and member(q, S)", inside, other)
    pair = d.both("member(p, S) and member(q, S) and p != q", pair, d.contradiction("p != q", turned, differ))
    several = d.witness(SEVERAL, d.witness("exists(q, member(p, S) and member(q, S) and p != q)", pair, "q"), "p")
    same = d.discharge("member(q, S) -> q = p", d.contradiction("q = p", several, none))
    only = d.both("member(p, S) and forall(q, member(q, S) -> q = p)", inside, d.generalise("forall(q, member(q, S) -> q = p)", same, "q"))
    found = d.contradiction(SEVERAL, d.witness(FIXED, only, "p"), d.right(f"not {FIXED}", given))
    found = d.obtain(SEVERAL, d.left("exists(p, member(p, S))", given), found, "p")
    d.discharge(f"exists(p, member(p, S)) and not {FIXED} -> {SEVERAL}", found)
    return d
