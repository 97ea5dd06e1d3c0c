"""What is measured: float64 against sampling, equal error, SciPy and mpmath, growth with d and digits, the inverse."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

import numpy as np
import peers
from measure import exponent, measure, span
from page import Plot, Section

from verifier.models import PerturbArgmax, PerturbSoftmax

MODELS = {"argmax": PerturbArgmax, "softmax": PerturbSoftmax}
LIMIT, BALLS_LIMIT, WIDE = 20, 12, 100
FINITE = ("rademacher", "discrete(-1,0,2; 1/2,1/3,1/6)")


def thetas(d: int, count: int = 8) -> list[np.ndarray]:
    """Dyadic thetas, standard normal before rounding; different ones, so that no answer is found in a cache."""
    return [np.round(np.random.default_rng(1000 * d + k).standard_normal(d) * 1024) / 1024 for k in range(count)]


def exact(theta) -> tuple[Fraction, ...]:
    """The same theta as rationals."""
    return tuple(Fraction(float(t)) for t in theta)


def certified(kind: str, noise: str, theta, digits: int):
    """The middle of an enclosure to so many digits, float64; None where there is none."""
    found = measure(lambda t: MODELS[kind](noise, len(t)).enclosed(digits).probabilities(exact(t)), [theta], 30, 0)
    return None if found.seconds is None else np.array([float(ball) if isinstance(ball, Fraction) else float(ball.mid()) for ball in found.answer])


def gap(one, other) -> str:
    """The largest difference of two vectors."""
    return "–" if one is None or other is None else f"{np.abs(np.asarray(one) - other).max():.0e}"


def against_sampling(quick: bool) -> Section:
    """float64 against one numpy Monte-Carlo run in the same process."""
    samples, dims = (10**5, (2, 10)) if quick else (10**6, (2, 3, 10, 100))
    rows = [["model", "law", "d", "one call", "each in a batch of 100", f"{samples:.0e} samples", "ratio, one call", "ratio, batch",
             "error of sampling"]]
    for kind, model in MODELS.items():
        for noise in peers.LAWS:
            if kind == "softmax" or noise not in FINITE:
                rows += [_sampling_row(kind, model(noise, d), noise, d, samples) for d in dims]
    text = (f"All probabilities in float64, against {samples:.0e} samples drawn with numpy in the same process, in chunks that fit the memory; "
            f"from {WIDE} choices on a tenth of them was drawn, and its time multiplied by 10. "
            "The error is the largest difference of those drawn from ours.")
    return Section("float64 against Monte-Carlo", text, rows)


def _sampling_row(kind, model, noise, d, samples):
    inputs, times = thetas(d), 10 if d >= WIDE else 1
    ours = measure(model.probabilities, inputs, LIMIT, 0.5, True)
    batch = measure(model.probabilities, [np.array(thetas(d, 100))] * 2, LIMIT, 0.5, True)
    theirs = measure(lambda theta: peers.monte_carlo(kind, noise, theta, samples // times), inputs, LIMIT, 0)
    spent = None if theirs.seconds is None else theirs.seconds * times
    return [kind, noise, str(d), ours.trouble or span(ours.seconds), batch.trouble or span(batch.seconds / 100), theirs.trouble or span(spent),
            ratio(spent, ours.seconds), ratio(spent, batch.seconds and batch.seconds / 100), gap(ours.answer, theirs.answer)]


def ratio(theirs, ours) -> str:
    """How many times longer theirs takes; where both are known."""
    return "–" if theirs is None or ours is None else f"{theirs / ours:.0f}"


EQUAL = (("argmax", "gumbel"), ("argmax", "gaussian(0,1)"), ("argmax", "cauchy"), ("softmax", "gumbel"), ("softmax", "gaussian(0,1)"))


def equal_error(quick: bool) -> Section:
    """Error against time for every sampler, and the samples that they would need for our error."""
    d, sizes = 10, (10**4, 10**5) if quick else (10**4, 10**5, 10**6)
    rows = [["model", "law", "method", *(f"{n:.0e} samples: error, time" for n in sizes), "samples for 4e-15", "time for 4e-15"]]
    plots = []
    for kind, noise in EQUAL:
        model, theta = MODELS[kind](noise, d), thetas(d)[0]
        ours, truth = measure(model.probabilities, thetas(d), LIMIT, 0.5, True), certified(kind, noise, theta, 30)
        known, truth = truth is not None, ours.answer if truth is None else truth
        curves = []
        for name, sample in peers.samplers(kind, noise).items():
            if sample is None:
                rows.append([kind, noise, name, *["not installed"] * len(sizes), "–", "–"])
                continue
            runs = [measure(partial(_sampled, sample, n), [theta], LIMIT, 0.5, True) for n in sizes]
            errors = [_error(run, truth) for run in runs]
            rows.append([kind, noise, name, *(run.trouble or f"{e:.1e}, {span(run.seconds)}" for run, e in zip(runs, errors)),
                         *_needed(errors, sizes, runs)])
            curves.append((name, [run.seconds or np.nan for run in runs], errors, "o-"))
        error = max(_error(ours, truth), 1e-17) if known else np.nan
        own = ours.trouble or f"{f'{error:.0e}' if known else 'no enclosure'}, {span(ours.seconds)}"
        rows.append([kind, noise, "verifier, float64", *[own] * len(sizes), "none", span(ours.seconds)])
        curves.append(("verifier, float64", [ours.seconds or np.nan], [error], "s"))
        title = f"Perturb-{kind.capitalize()}, {noise}, d = 10"
        plots.append(Plot(f"error-{kind}-{noise.split('(')[0]}", title, "seconds", "largest error of p", curves))
    text = ("Ten choices. Errors are measured against enclosures of 30 digits (where there is none yet, samplers against float64); "
            "the last two columns extrapolate the last run by the law of large numbers, error ~ 1/sqrt(n). "
            "Samplers run compiled and warm.")
    return Section("At equal error", text, rows, plots)


def _error(run, truth) -> float:
    """The largest error of p; nan where the run or the truth is missing."""
    return np.nan if run.seconds is None or truth is None else float(np.abs(run.answer - truth).max())


def _sampled(sample, n, theta):
    return sample(theta, n)


def _needed(errors, sizes, runs):
    if np.isnan(errors[-1]):
        return "–", "–"
    factor = (errors[-1] / 4e-15) ** 2
    return f"{sizes[-1] * factor:.0e}", span(runs[-1].seconds * factor)


def other_integrators(quick: bool) -> Section:
    """Gaussian Perturb-Argmax by SciPy's multivariate normal cdf and by mpmath's nested quadrature."""
    rows = [["d", "method", "time", "error"]]
    for d in (3, 5) if quick else (3, 5, 10):
        theta, truth = thetas(d)[:3], certified("argmax", "gaussian(0,1)", thetas(d)[0], 30)
        model = PerturbArgmax("gaussian(0,1)", d)
        methods = {"scipy multivariate_normal.cdf": peers.normal_cdf, "verifier, float64": model.probabilities,
                   "verifier, 30 digits, certified": lambda t, model=model: model.enclosed(30).probabilities(exact(t))}
        if d == 3:
            methods["mpmath nested quadrature"] = peers.nested_quadrature
        for name, call in methods.items():
            run = measure(call, theta, LIMIT, 0.5)
            error = "below 1e-30" if "certified" in name and run.seconds is not None else gap(run.answer, truth)
            rows.append([str(d), name, run.trouble or span(run.seconds), error])
    return Section("Gaussian choices by other integrators", "The whole vector of probabilities.", rows)


GROWTH = ("gaussian(0,1)", "gumbel", "logistic(0,1)", "uniform(-1,1)", "cauchy")


def growth(quick: bool) -> Section:
    """Time against d in float64 and in balls, and against digits."""
    wide = (2, 10, 100, 1000) if quick else (2, 3, 10, 30, 100, 300, 1000, 3000, 10000)
    ball = (2, 3, 10) if quick else (2, 3, 10, 30, 100, 300, 1000)
    digits = (10, 30) if quick else (10, 20, 30, 50, 100, 200, 500)
    rows, plots = [["model", "law", "precision", "what grows", "times", "fitted exponent"]], []
    for kind, model in MODELS.items():
        runs = [("float64", "d", wide, lambda noise, d, model=model: measure(model(noise, d).probabilities, thetas(d, 3), LIMIT, 0.5, True)),
                ("30 digits", "d", ball, lambda noise, d, model=model: _balls(model, noise, d, 30)),
                ("certified, d = 3", "digits", digits, lambda noise, n, model=model: _balls(model, noise, 3, n))]
        for name, size, sizes, run in runs:
            curves = []
            for noise in GROWTH[:2] if quick else GROWTH:
                found = _ascent(partial(run, noise), sizes)
                times = [one.seconds for one in found]
                slope = exponent(sizes, times, sizes[len(sizes) // 2])
                words = ", ".join(f"{n}: {one.trouble or span(one.seconds)}" for n, one in zip(sizes, found))
                rows.append([kind, noise, name, size, words, "–" if slope is None else f"{slope:.2f}"])
                curves.append((noise, sizes, times, "o-"))
            file = f"growth-{kind}-{name.split(',')[0].replace(' ', '-')}"
            plots.append(Plot(file, f"Perturb-{kind.capitalize()}, {name}", size, "seconds", curves))
    text = "All probabilities. The exponent is the slope of log time against log size over the upper half of the sizes; "
    text += f"a row ends at its first failure; enclosures have {BALLS_LIMIT} s for the first call and its repetitions together."
    return Section("Growth", text, rows, plots)


def _ascent(run, sizes) -> list:
    """Measurements at growing sizes, up to the first that fails."""
    found = []
    for size in sizes:
        found.append(run(size))
        if found[-1].seconds is None:
            break
    return found


def _balls(model, noise, d, digits):
    return measure(lambda theta: model(noise, d).enclosed(digits).probabilities(exact(theta)), thetas(d, 3), BALLS_LIMIT, 0.2)


def inverses(quick: bool) -> Section:
    """From p back to theta: float64, and certified by the command's own function."""
    rows = [["model", "law", "d", "precision", "time", "largest relative residual, or certificate"]]
    for kind, model in MODELS.items():
        for noise in ("gumbel", "gaussian(0,1)", "laplace(0,1)", "uniform(-1,1)", "student_t(3)"):
            for d in (10, 100) if quick or noise == "uniform(-1,1)" else (10, 100, 1000):
                rows.append(_inverse_row(kind, noise, d, model(noise, d)))
            for d in (3,) if quick else (3, 10):
                rows.append(_identify_row(kind, noise, d, model(noise, d)))
    text = "p is drawn from the simplex with entries down to about 1e-12; certified means existence and uniqueness proved, theta to 20 digits."
    return Section("Inverse", text, rows)


def targets(d: int, count: int = 3) -> list[np.ndarray]:
    """Points of the open simplex; the smallest entry of each is 1e-12 before they are normalised."""
    found = []
    for k in range(count):
        p = np.random.default_rng(d + k).exponential(size=d)
        p[0] = 1e-12 * p.sum()
        found.append(p / p.sum())
    return found


def _inverse_row(kind, noise, d, model):
    run = measure(model.inverse, targets(d), LIMIT, 0.5, True)
    residual = "–" if run.seconds is None else f"{np.abs(model.probabilities(run.answer) / targets(d)[0] - 1).max():.0e}"
    return [kind, noise, str(d), "float64", run.trouble or span(run.seconds), residual]


def _identify_row(kind, noise, d, model):
    def call(p):
        from verifier.models.identification.identify import identify

        q = [Fraction(int(x * 10**15), 10**15) for x in p]
        q[-1] += 1 - sum(q)
        return identify(model, q, 20)

    run = measure(call, targets(d), BALLS_LIMIT, 0.2)
    verdict = "–" if run.seconds is None else "unique" if run.answer.unique else run.answer.reason[:80]
    return [kind, noise, str(d), "20 digits", run.trouble or span(run.seconds), verdict]


SECTIONS = {"sampling": against_sampling, "error": equal_error, "integrators": other_integrators, "growth": growth, "inverse": inverses}
