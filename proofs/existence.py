"""Footnotes 2 and 3 of Section 4: for which laws f and its gradient exist."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from proofs import BOOK
from proofs import prose_limits as prose
from proofs.completeness import shown
from proofs.expected_softmax import gradient, mean_is_positive
from proofs.means import combination, constant, increment_integrable, non_negative_mean, softmax_bounds, softmax_integrable
from proofs.perturb_softmax import FINITE, finite_everywhere, increment_at, increments_are_finite
from verifier.claims.book import Run
from verifier.claims.evidence import Evidence
from verifier.claims.statement import Form, Statement
from verifier.engines.derive import Derivation


def finite_at_one(d: Derivation, form: Form) -> str:
    """lse(g) = lse(u+g) - (lse(u+g) - lse(g)), and the bracket is bounded; then the same way to every other point."""
    here, increment = d.assume("integrable(g, lse(u + g))"), increment_integrable(d)
    zero, _ = combination(d, "lse(g)", (("1", "lse(u + g)", here), ("-1", increment_at("u"), increment.at("u"))))
    there, _ = combination(d, "lse(theta + g)", (("1", increment_at("theta"), increment.at("theta")), ("1", "lse(g)", zero)))
    found = d.generalise(form.conclusion[0], there, "theta")
    return d.obtain(form.conclusion[0], d.hypothesis(0, form.given[0]), found, "u")


def finite_from_zero(d: Derivation, form: Form) -> str:
    return finite_everywhere(d, replace(form, conclusion=(form.conclusion[0],) * 2))


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
    """The print is left open: no certificate can name a law without mean. With the footnote, or with F, the sentence is true."""
    yield shown(statement.form("repaired 1"), 0, finite_from_zero, "finite at 0: finite everywhere", prose.ONE_IS_ENOUGH)
    yield shown(statement.form("repaired 2"), 0, increments_are_finite, "F is finite for every law", prose.ONE_IS_ENOUGH[:1])


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
