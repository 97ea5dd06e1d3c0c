"""Footnotes 2 and 3 of Section 4: for which laws f and its gradient exist."""

from __future__ import annotations

from collections.abc import Iterator

from proofs import BOOK
from proofs import prose_limits as prose
from proofs.completeness import shown
from proofs.expected_softmax import gradient, mean_is_positive
from proofs.lemmas import tangent
from proofs.means import (
    bounded_components,
    combination,
    constant,
    increment_integrable,
    non_negative_mean,
    softmax_bounds,
    softmax_integrable,
    squares,
)
from proofs.perturb_softmax import FINITE, increment_at
from verifier.claims.book import Run
from verifier.claims.evidence import Evidence
from verifier.claims.statement import Form, Statement
from verifier.engines.derive import Derivation, Lemma

EVERYWHERE = "forall(theta, integrable(g, lse(theta + g)))"
SQUEEZED = "(1 - 2 / (1 + exp(g[{0}])))"


def finite_at_one(d: Derivation, form: Form) -> str:
    return finite_from(d, d.hypothesis(0, form.given[0]))


def finite_if_at_one(d: Derivation, form: Form) -> str:
    once = form.conclusion[1].partition(" -> ")[0]
    return d.discharge(form.conclusion[1], finite_from(d, d.assume(once)))


def finite_from(d: Derivation, once: str) -> str:
    """lse(g) = lse(u+g) - (lse(u+g) - lse(g)), and the bracket is bounded; then the same way to every other point."""
    here, increment = d.assume("integrable(g, lse(u + g))"), increment_integrable(d)
    zero, _ = combination(d, "lse(g)", (("1", "lse(u + g)", here), ("-1", increment_at("u"), increment.at("u"))))
    there, _ = combination(d, "lse(theta + g)", (("1", increment_at("theta"), increment.at("theta")), ("1", "lse(g)", zero)))
    return d.obtain(EVERYWHERE, once, d.generalise(EVERYWHERE, there, "theta"), "u")


def finite_where_bounded(d: Derivation, form: Form) -> str:
    """Each theta_i + b s_i, with -1 < s_i < 1, lies between -r and r, so the logarithm of the sum between log d - r and log d + r."""
    x, terms = f"(theta[i] + b * {SQUEEZED.format('i')})", f"sum(j, exp(theta[j] + b * {SQUEEZED.format('j')}))"
    bound, above, below = bounded_components(d)
    r, s, rest = f"({bound.replace('x[', 'theta[')} + b^2 + 1)", SQUEEZED.format("i"), ("3/4 + exp(g[i]) / (1 + exp(g[i]))^2",)
    square, over = squares(d), tangent(d)
    up = d.arith(f"{x} <= {r}", (1, above.at("theta", "i")), (1, square.at(f"b - {s} / 2")), rest)
    down = d.arith(f"-{r} <= {x}", (1, below.at("theta", "i")), (1, square.at(f"b + {s} / 2")), rest)
    grows = exp_grows(d, over)
    most, least = summed(d, grows, x, r, up), summed(d, grows, f"-{r}", x, down)
    low, high, value = f"(log(d) - {r})", f"(log(d) + {r})", f"log({terms})"
    high_fact = d.arith(f"{value} <= {high}", (1, over.at(f"{value} - log(d) - {r}")), (f"1 / (d * exp({r}))", most))
    low_fact = d.arith(f"{low} <= {value}", (1, over.at(f"log(d) - {r} - {value}")), (f"1 / {terms}", least))
    bounds = d.generalise(f"forall(g, {low} <= {value} and {value} <= {high})",
        d.both(f"{low} <= {value} and {value} <= {high}", low_fact, high_fact), "g")
    found = d.theorem(f"integrable(g, {value})", "bounded continuous functions are integrable", bounds, F=("g", value), a=low, b=high)
    return d.generalise(form.conclusion[0], d.generalise(f"forall(b, integrable(g, {value}))", found, "b"), "theta")


def exp_grows(d: Derivation, over: Lemma) -> Lemma:
    """a <= c -> 0 <= exp(c) - exp(a); over: 1 + t <= exp(t)."""
    line = d.arith("0 <= exp(c) - exp(a)", ("exp(a)", over.at("c - a")), ("exp(a)", d.assume("a <= c")))
    return d.lemma("a c", lambda a, c: f"{a} <= {c} -> 0 <= exp({c}) - exp({a})", d.discharge("a <= c -> 0 <= exp(c) - exp(a)", line))


def summed(d: Derivation, grows: Lemma, low: str, high: str, order: str) -> str:
    """0 <= sum(i, exp(high) - exp(low)), from low <= high."""
    term = f"exp({high}) - exp({low})"
    each = d.generalise(f"every(i, 0 <= {term})", d.apply(f"0 <= {term}", grows.at(low, high), order), "i")
    return d.theorem(f"0 <= sum(i, {term})", "a sum of non-negative terms is non-negative", each, F=("i", term))


def exists(d: Derivation, form: Form) -> str:
    return d.generalise(form.conclusion[0], gradient(d, d.hypothesis(0, FINITE))[0], "i")


def bounded(d: Derivation, form: Form) -> str:
    """The partial derivative is a mean of something between 0 and 1."""
    line = gradient(d, d.hypothesis(0, FINITE))[1]
    slope = "derivative(mean_lse(theta), theta[i])"
    low = d.arith(f"0 < {slope}", (1, mean_is_positive(d, "i")), (-1, line))
    high = d.arith(f"{slope} <= 1", (1, at_most_one(d)), (1, line))
    return d.generalise(form.conclusion[1], d.both(f"0 < {slope} and {slope} <= 1", low, high), "i")


def at_most_one(d: Derivation) -> str:
    """mean_softmax(theta, i) <= 1."""
    fixed, value = constant(d, "1")
    gap = "(1 - softmax(theta + g, i))"
    whole, mean = combination(d, gap, (("1", "1", fixed), ("-1", "softmax(theta + g, i)", softmax_integrable(d).at("theta", "i"))))
    _, below = softmax_bounds(d)
    sign = non_negative_mean(d, gap, whole, d.arith(f"0 <= {gap}", (1, below.at("theta + g", "i"))))
    return d.arith("mean_softmax(theta, i) <= 1", (1, sign), (1, mean), (1, value))


@BOOK.proof("footnote 2")
def restriction(statement: Statement, run: Run) -> Iterator[Evidence]:
    """Finite at one point: finite everywhere."""
    yield shown(statement.printed, 0, finite_at_one, "finite at one $`\\theta`$: finite at every $`\\theta`$", prose.ONE_IS_ENOUGH)


@BOOK.proof("footnote 3")
def differentiation(statement: Statement, run: Run) -> Iterator[Evidence]:
    """The gradient exists where f is finite, without a condition on a density."""
    for number, (build, words) in enumerate(((exists, "the partial derivatives exist"), (bounded, "they lie between 0 and 1"))):
        yield shown(statement.printed, number, build, words, prose.SMOOTH)


@BOOK.proof("claim f is defined for any random perturbation")
def any_law(statement: Statement, run: Run) -> Iterator[Evidence]:
    """With its footnote: bounded noise, and noise with f finite at one point."""
    yield shown(statement.printed, 0, finite_where_bounded, "bounded noise: f is finite", prose.BOUNDED_NOISE)
    yield shown(statement.printed, 1, finite_if_at_one, "finite at one $`\\theta`$: finite at every $`\\theta`$", prose.ONE_IS_ENOUGH)


@BOOK.proof("claim standard densities satisfy footnote 3")
def densities(statement: Statement, run: Run) -> Iterator[Evidence]:
    """Tested on spheres of growing radius."""
    yield spheres(statement.printed, run.seed)


def spheres(form: Form, seed: int) -> Evidence:
    """A test: the greatest value of density times |log-sum-exp| found on spheres, for d = 1 to 4; it must be tiny on the greatest one."""
    import numpy as np

    generator, record, last = np.random.default_rng(seed), {}, 0.0
    for radius in (10, 30, 60):
        found = 0.0
        for d in (1, 2, 3, 4):
            points = generator.standard_normal((20_000, d))
            points = np.concatenate([points, np.eye(d), -np.eye(d)])
            points *= radius / np.sqrt((points**2).sum(axis=1))[:, None]
            top = points.max(axis=1)
            value = np.abs(top + np.log(np.exp(points - top[:, None]).sum(axis=1)))
            with np.errstate(over="ignore"):
                gumbel = np.exp(-(points + np.exp(-points)).sum(axis=1))
            gaussian = np.exp(-(points**2).sum(axis=1) / 2)
            found = max(found, float((gaussian * value).max()), float((gumbel * value).max()))
        record[f"radius {radius}"], last = f"{found:.3g}", found
    words = "the product at random points of spheres of radius 10, 30 and 60, and at their points on the axes, d = 1 to 4, θ = 0"
    return Evidence(form.name, words, "numpy", record=record, failed=not last < 1e-20)
