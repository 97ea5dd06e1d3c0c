"""Instances at which printed statements on the plain softmax fail, and the derivations that they do."""

from __future__ import annotations

from collections.abc import Callable

from proofs.written import at_instance, failure
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation

Build = Callable[[Derivation, Form], str]
VERTEX = {"d": 2, "p": "vec(1, 0)"}


def vertex_missed(number: int) -> Build:
    """At d = 2 no θ has softmax(θ) = (1, 0), as the conclusion with this number says."""

    def build(d: Derivation, form: Form) -> str:
        claim = at_instance(form.conclusion[number], VERTEX)
        vertex, _, reached = claim.partition(" -> ")
        signs = d.both("every(i, vec(1, 0)[i] >= 0)", d.arith("vec(1, 0)[1] >= 0", (1,)), d.arith("vec(1, 0)[2] >= 0"))
        exists = d.apply(reached, d.assume(claim), d.both(vertex, signs, d.arith("sum(i, vec(1, 0)[i]) = 1")))
        inner = reached.removeprefix("exists(theta, ")[:-1]
        fact = d.assume(inner)
        if " and " in inner:
            fact = d.right(inner.partition(" and ")[2], fact)
        zero = d.right("softmax(theta, 2) = vec(1, 0)[2]", fact)
        absurd = d.obtain("0 < 0", exists, d.arith("0 < 0", (1, d.positive("softmax(theta, 2)")), (1, zero)), "theta")
        fact = d.contradiction(f"not ({claim})", absurd, d.arith("0 <= 0"))
        return failure(d, form, number, VERTEX, [], fact)

    return build


AT_01 = {"d": 2, "theta": "vec(0, 1)"}


def scalar_is_no_vector(d: Derivation, form: Form) -> str:
    """At d = 2, θ = (0, 1): both coordinates of softmax(θ) would be the first partial derivative, so e^0 = e^1; but e > 1 + 1."""
    claim = at_instance(form.conclusion[0], AT_01)
    exists = d.theorem("exists(x, x = vec(0, 1))", "a vector has any components", F=("i", "vec(0, 1)[i]"))
    here = d.assume("x = vec(0, 1)")
    equal = "every(j, every(i, derivative(lse(x), x[j]) = softmax(x, i)))"
    first = d.apply(equal, d.instance(f"x = vec(0, 1) -> {equal}", d.assume(claim), "x"), here)
    first = d.left("every(i, derivative(lse(x), x[1]) = softmax(x, i))", first)
    one, two = d.left("derivative(lse(x), x[1]) = softmax(x, 1)", first), d.right("derivative(lse(x), x[1]) = softmax(x, 2)", first)
    same = d.arith("exp(x[1]) = exp(x[2])", ("-(exp(x[1]) + exp(x[2]))", one), ("exp(x[1]) + exp(x[2])", two))
    same = d.rewrite("exp(0) = exp(x[2])", same, d.arith("x[1] = 0", (1, d.left("x[1] = vec(0, 1)[1]", here))))
    same = d.rewrite("exp(0) = exp(1)", same, d.arith("x[2] = 1", (1, d.right("x[2] = vec(0, 1)[2]", here))))
    none = d.arith("0 < 0", (1, d.arith("0 < 1", (1,))), (1, d.assume("1 = 0")))
    apart = d.contradiction("1 != 0", none, d.arith("0 <= 0"))
    big = d.theorem("1 + 1 < exp(1)", "exp lies above its tangent", apart, a="1")
    absurd = d.obtain("0 < 0", exists, d.arith("0 < 0", (1, big), ("1",), (-1, same)), "x")
    return failure(d, form, 0, AT_01, [], d.contradiction(f"not ({claim})", absurd, d.arith("0 <= 0")))


FIRST_UNIT = {"d": 2, "v": "vec(1, 0)", "n": "1", "theta": "vec(1, 0)"}


def first_unit_is_outside(d: Derivation, form: Form) -> str:
    """At d = 2, n = 1: θ = v = (1, 0) has the first coordinate 1."""
    choices = [
        d.weaken(f"vec(1, 0)[{k}] = 0 or vec(1, 0)[{k}] = 1", d.identity(f"vec(1, 0)[{k}] = {value}")) for k, value in ((1, 1), (2, 0))
    ]
    scaled = [d.identity(f"vec(1, 0)[{k}] = (1 * vec(1, 0))[{k}]") for k in (1, 2)]
    lines = [
        d.both("every(j, vec(1, 0)[j] = 0 or vec(1, 0)[j] = 1)", *choices),
        d.identity("sum(j, vec(1, 0)[j]) = 1"),
        d.identity("vec(1, 0)[1] = 1"),
        d.arith("1 <= 1"),
        d.both("vec(1, 0) = 1 * vec(1, 0)", *scaled),
    ]
    absurd = d.arith("0 < 0", ("1",), (1, d.assume("vec(1, 0)[1] = 0")))
    fact = d.contradiction("not (vec(1, 0)[1] = 0)", absurd, d.arith("0 <= 0"))
    return failure(d, form, 0, FIRST_UNIT, lines, fact)
