"""Equation 7 and Corollary 8.2: the gradient of the perturb-log-sum-exp is the expected softmax, a probability; for every d, every law."""

from __future__ import annotations

from proofs.means import constant, softmax_bounds, softmax_integrable
from proofs.perturb_softmax import FINITE
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation

RATIO = "exp(theta[j] + g[j]) / sum(i, exp(theta[i] + g[i]))"


# Equation 7 and Corollary 8.2


def gradient(d: Derivation, finite: str) -> tuple[str, str]:
    """With i free: the partial derivative of mean_lse at theta exists, and equals mean_softmax(theta, i)."""
    slope = "derivative(lse(x + g), x[i])"
    above, below = softmax_bounds(d)
    same = d.identity(f"{slope} = softmax(x + g, i)")
    low = d.arith(f"-1 <= {slope}", (1, above.at("x + g", "i")), (-1, same), (1,))
    both = d.both(f"-1 <= {slope} and {slope} <= 1", low, d.arith(f"{slope} <= 1", (1, below.at("x + g", "i")), (1, same)))
    bounds = d.generalise(f"forall(g, -1 <= {slope} and {slope} <= 1)", both, "g")
    bounds = d.generalise(f"forall(x, forall(g, -1 <= {slope} and {slope} <= 1))", bounds, "x")
    one, _ = constant(d, "1")

    def parts(x: str) -> tuple[str, str]:
        return f"differentiable(mean_lse({x}), {x}[i])", f"derivative(mean_lse({x}), {x}[i]) = E(g, derivative(lse({x} + g), {x}[i]))"

    everywhere = d.theorem(
        f"forall(x, {' and '.join(parts('x'))})",
        "differentiation under the expectation",
        finite,
        one,
        bounds,
        F=("x", "g", "lse(x + g)"),
        G=("g", "1"),
        i="i",
    )
    here = d.instance(" and ".join(parts("theta")), everywhere, "theta")
    exists, value = (d.left(parts("theta")[0], here), d.right(parts("theta")[1], here))
    return exists, d.arith("derivative(mean_lse(theta), theta[i]) = mean_softmax(theta, i)", (1, value))


def differentiable(d: Derivation, form: Form) -> str:
    fact = gradient(d, d.hypothesis(0, FINITE))[0]
    return d.generalise(form.conclusion[0], fact, "i")


def gradient_is_softmax(d: Derivation, form: Form) -> str:
    return d.generalise(form.conclusion[1], gradient(d, d.hypothesis(0, FINITE))[1], "i")


def sum_of_derivatives(d: Derivation) -> str:
    """Equation 39."""
    line = gradient(d, d.hypothesis(0, FINITE))[1]
    left, right = (
        "derivative(mean_lse(theta), theta[i])",
        f"E(g, {RATIO.replace('[i]', '[k]').replace('sum(i', 'sum(k').replace('[j]', '[i]')})",
    )
    each = d.generalise(f"every(i, {left} = {right})", d.arith(f"{left} = {right}", (1, line)), "i")
    return d.theorem(f"sum(i, {left}) = sum(i, {right})", "equal terms have equal sums", each, F=("i", left), G=("i", right))


def equation_39(d: Derivation, form: Form) -> str:
    return d.arith(form.conclusion[1], (1, sum_of_derivatives(d)))


def sum_of_means(d: Derivation) -> str:
    """Equation 40, its first half."""
    finite = d.generalise("every(j, integrable(g, softmax(theta + g, j)))", softmax_integrable(d).at("theta", "j"), "j")
    left, right = "integrable(g, sum(j, softmax(theta + g, j)))", "E(g, sum(j, softmax(theta + g, j))) = sum(j, mean_softmax(theta, j))"
    return d.right(right, d.theorem(f"{left} and {right}", "expectation of a finite sum", finite, F=("j", "g", "softmax(theta + g, j)")))


def equation_40(d: Derivation, form: Form) -> str:
    return d.arith(form.conclusion[0], (-1, sum_of_means(d)))


def total_is_one(d: Derivation) -> str:
    """E(sum of the coordinates of softmax) = 1: the sum is the constant 1."""
    _, value = constant(d, "1")
    return d.arith("E(g, sum(j, softmax(theta + g, j))) = 1", (1, value))


def equation_40_total(d: Derivation, form: Form) -> str:
    return d.arith(form.conclusion[1], (1, total_is_one(d)))


def mean_is_positive(d: Derivation, index: str) -> str:
    """0 < mean_softmax(theta, index)."""
    above, _ = softmax_bounds(d)
    term = f"softmax(theta + g, {index})"
    everywhere = d.generalise(f"forall(g, 0 < {term})", above.at("theta + g", index), "g")
    return d.theorem(
        f"0 < E(g, {term})", "a positive variable has a positive mean", softmax_integrable(d).at("theta", index), everywhere, F=("g", term)
    )


def equation_41(d: Derivation, form: Form) -> str:
    return d.generalise(form.conclusion[0], d.arith(f"E(g, {RATIO}) >= 0", (1, mean_is_positive(d, "j"))), "j")


def corollary_sum(d: Derivation, form: Form) -> str:
    return d.arith(form.conclusion[1], (1, sum_of_derivatives(d)), (-1, sum_of_means(d)), (1, total_is_one(d)))


def corollary_sign(d: Derivation, form: Form) -> str:
    line = gradient(d, d.hypothesis(0, FINITE))[1]
    sign = d.arith("derivative(mean_lse(theta), theta[i]) >= 0", (1, mean_is_positive(d, "i")), (-1, line))
    return d.generalise(form.conclusion[2], sign, "i")
