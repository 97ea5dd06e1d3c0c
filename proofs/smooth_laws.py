"""Gaussian and Gumbel noise in two and three dimensions: certificates by balls, and the same numbers by mpmath and by the engine's own balls."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

from proofs import BOOK
from verifier.claims.book import Run
from verifier.claims.evidence import Evidence, certify
from verifier.claims.formula import read_form
from verifier.claims.statement import Form, Statement, StatementError
from verifier.engines.search.listing import listed as points

DIGITS = 50
STRIP_NATS = 9.42   # 2 pi a for the checker's a = 3/2
MODELS = ("argmax", "softmax")
CLAIMS = tuple(f"claim {law}-{model}-{d}" for law in ("gumbel", "gaussian") for model in MODELS for d in (2, 3))


@BOOK.proof(*CLAIMS)
def smooth(statement: Statement, run: Run) -> Iterator[Evidence]:
    """A certificate for each conclusion; then value, gradient and Hessian at each point by two methods."""
    form = statement.printed
    softmax = "softmax" in statement.id
    yield from held(form, softmax)
    for theta in listed(form):
        yield numbers(form, softmax, theta)


@BOOK.proof("claim Gumbel-Softmax equals Gumbel-Argmax")
def equality(statement: Statement, run: Run) -> Iterator[Evidence]:
    """Balls for the two distributions that do not meet, and the numbers of both models there; then the repair, at its points."""
    printed, repaired = statement.forms
    (theta,) = listed(printed)
    at = {f"t{k}": str(entry) for k, entry in enumerate(theta, 1)}
    proof = {"rule": rule(printed.noise, printed.dim, [theta], True), "at": at}
    for k in range(len(printed.conclusion)):
        certificate = certify(printed, k, "fails", "enclosure", proof)
        words = f"fails: coordinate {k + 1} differs at {_place(theta)}"
        yield Evidence(printed.name, words, "balls", certificate, GUMBEL_TWO if k == 0 else ())
    for softmax in (True, False):
        yield numbers(printed, softmax, theta)
    yield from held(repaired, False)


GUMBEL_TWO = (
    r"p_{\theta}^{gsm}(1) = \mathbb{E} \frac{1}{1 + e^{-(x + Z)}} = \frac{e^x (e^x - 1 - x)}{(e^x - 1)^2}, \quad "
    r"x = \theta_1 - \theta_2, \ Z = \gamma_1 - \gamma_2, \ P(Z \le z) = \frac{1}{1 + e^{-z}}",
    r"p_{\theta}^{gam}(1) = P(Z \ge -x) = \frac{1}{1 + e^{-x}}",
    r"x = 1: \quad \frac{e (e - 2)}{(e - 1)^2} < 0.67 < 0.73 < \frac{e}{e + 1}",
)


def held(form: Form, softmax: bool) -> Iterator[Evidence]:
    """A certificate for each conclusion, at all points of the form's hypothesis; for all θ by closed forms where it does not list any."""
    try:
        points = listed(form)
    except StatementError:
        if softmax or not form.noise.startswith("gumbel"):
            raise
        for k, text in enumerate(form.conclusion):
            yield Evidence(form.name, f"`{text}` for all $`\\theta`$", "normal form", certify(form, k, "holds", "closed", {}))
        return
    proof = {"rule": rule(form.noise, form.dim, points, softmax)}
    where = "1 point" if len(points) == 1 else f"{len(points)} points"
    for k, text in enumerate(form.conclusion):
        certificate = certify(form, k, "holds", "enclosure", proof)
        lines = derivation(form.noise, softmax, form.dim) if k == 0 else ()
        yield Evidence(form.name, f"`{text}` at {where}", "balls", certificate, lines)


def listed(form: Form) -> list[tuple[Fraction, ...]]:
    """The points that the hypotheses list, as theta. Rejects hypotheses of another shape (StatementError)."""
    try:
        return [tuple(point[f"t{k}"] for k in range(1, form.dim + 1)) for point in points(read_form(form).given)]
    except KeyError as error:
        raise StatementError(f"the hypotheses leave {error} free") from error
    except ValueError as error:
        raise StatementError(str(error)) from error


def rule(noise: str, d: int, points: list[tuple[Fraction, ...]], softmax: bool) -> dict:
    """The lattice, window and decays with which the checker's error bounds come out below 10^-DIGITS."""
    from verifier.engines.balls import rules

    nats = (DIGITS + 5) * math.log(10)
    entries = [x for theta in points for x in theta]
    if noise.startswith("gaussian") and not softmax:
        decays = [Fraction(c) for c in range(5, 60)]
        left = right = rules.choose(lambda c: (abs(c) + 1) ** 2 / 2, decays, nats)
        finest = math.ceil(math.sqrt(nats * d / 19))
    else:
        law = noise.partition("(")[0] if softmax else ""
        left = rules.choose(lambda c: _log_envelope(law, c), [Fraction(-c) for c in range(2, 80)], nats)
        gentle = [Fraction(k, 32) for k in range(24, 32)] if law == "gumbel" else [Fraction(1)]
        right = rules.choose(lambda c: _log_envelope(law, c) + 10, gentle, nats)
        finest = math.ceil((nats + 12) / STRIP_NATS)
    return rules.rule(entries, finest, (left[0], -abs(left[1])), right, DIGITS)


def _log_envelope(law: str, c: float) -> float:
    """log A(c) for X + G, |F'(z)|, |F''(z)| <= A(c) e^(-c z), roughly; the checker works out its own. X = 0 for the empty law."""
    moment = {"": lambda: 0.0, "gaussian": lambda: c * c / 2, "gumbel": lambda: math.lgamma(1 - c)}[law]()
    return (2 - c) * (math.log(2 - c) - 1) + 1 + moment


def numbers(form: Form, softmax: bool, theta: tuple[Fraction, ...]) -> Evidence:
    """Value, gradient and Hessian at theta by mpmath and by balls; `failed` when a number is farther from its ball than its own error."""
    from verifier.models import PerturbArgmax, PerturbSoftmax
    from verifier.numerals import contains, number

    model = (PerturbSoftmax if softmax else PerturbArgmax)(form.noise, form.dim)
    estimate, exact = model.estimated(DIGITS).solve(theta), model.enclosed(DIGITS).solve(theta, hessian=True)
    record, agree = {"theta": ", ".join(map(str, theta))}, True
    for name, numeral, ball in _entries(estimate, exact):
        agree = agree and contains(ball, numeral, Fraction(1, 10**DIGITS))
        record[name] = {f"mpmath ({DIGITS} digits)": numeral, "ball": number(ball, DIGITS - 2, 1)}
    name = "Perturb-Softmax" if softmax else "Perturb-Argmax"
    words = f"value, gradient and Hessian of {name} at {_place(theta)}: by mpmath and by balls, to 10^-{DIGITS}"
    return Evidence(form.name, words, "mpmath, python-flint", record=record, failed=not agree)


def _place(theta: tuple[Fraction, ...]) -> str:
    return f"$`\\theta = ({', '.join(map(str, theta))})`$"


def _entries(estimate, exact) -> Iterator[tuple]:
    """(name, numeral, ball) for each number of an Estimate and of its enclosure."""
    from verifier.models.estimates.estimated import numeral

    d = len(exact.probabilities)
    yield "value", numeral(estimate.value, DIGITS), exact.value
    for i in range(d):
        yield f"gradient {i + 1}", numeral(estimate.probabilities[i], DIGITS), exact.probabilities[i]
    for i in range(d):
        for j in range(i, d):
            yield f"Hessian {i + 1}{j + 1}", numeral(estimate.hessian[i][j], DIGITS), exact.hessian[i][j]


def derivation(noise: str, softmax: bool, d: int) -> tuple[str, ...]:
    """Display lines: the reduction to one-dimensional integrals, and what bounds lattice and tails."""
    start = (
        r"\mathbb{E} \log \sum_i e^{\theta_i + \gamma_i} = \mathbb{E} \max_i (\theta_i + Y_i) - \mathbb{E} G, \quad Y_i = \gamma_i + G_i",
        r"\Psi(z) = \mathbb{E} e^{-u}, \ \Psi'(z) = \mathbb{E} u e^{-u}, \ \Psi''(z) = \mathbb{E} (u^2 - u) e^{-u}, \quad "
        r"u = e^{\gamma_1 - z}",
    ) if softmax else (r"f(\theta) = \mathbb{E} \max_i (\theta_i + Y_i), \quad Y_i = \gamma_i \text{ with distribution function } \Psi",)
    formulas = (
        r"f(\theta) = \sum_i \int z \, \Psi'(z - \theta_i) \prod_{j \ne i} \Psi(z - \theta_j) \, dz",
        r"p_i = \partial_i f = \int \Psi'(z - \theta_i) \prod_{j \ne i} \Psi(z - \theta_j) \, dz",
        r"\partial_i \partial_j f = -\int \Psi'(z - \theta_i) \Psi'(z - \theta_j) \prod_{k \ne i, j} \Psi(z - \theta_k) \, dz "
        r"\quad (i \ne j)",
        r"\partial_i^2 f = -\int \Psi''(z - \theta_i) \prod_{j \ne i} \Psi(z - \theta_j) \, dz",
        r"\Big| h \sum_{k \in \mathbb{Z}} w(kh) - \int w \Big| \le \frac{2 M}{e^{2 \pi a / h} - 1}, \quad "
        r"M \ge \int |w(x + ib)| \, dx \text{ for } |b| < a",
    )
    if noise.startswith("gaussian") and not softmax:
        bounds = (
            r"|\Psi'(x + ib)| = e^{b^2/2} \Psi'(x), \quad |\Psi(x + ib)| \le e^{b^2/2} \Psi(x)",
            r"|\Psi'(z)|, |\Psi''(z)| \le A(c) e^{-c z}, \quad A(c) = e^{(|c| + 1)^2/2}",
        )
    else:
        bounds = (
            r"|\Psi(x + ib)| \le \Psi(x'), \ |\Psi'(x + ib)| \le \frac{\Psi'(x')}{\cos b}, \quad "
            r"x' = x - \log \cos b, \ |b| < \tfrac{\pi}{2}",
            r"|\Psi'(z)|, |\Psi''(z)| \le A(c) e^{-c z}, \quad A(c) = "
            r"\Big( \max_{u > 0} u^{1-c} e^{-u} + \max_{u > 0} u^{2-c} e^{-u} \Big) \, \mathbb{E} e^{c X}, \quad X = "
            + (r"\gamma_1" if softmax else "0"),
        )
    tail = r"\Big| h \sum_{kh > R} w(kh) \Big| \le \int_R^\infty (1 + |z|) \, A(c) \, e^{-c (z - \theta_i)} \, dz"
    origin = NORMAL_THREE if noise.startswith("gaussian") and not softmax and d == 3 else ()
    return (*start, *formulas, *bounds, tail, *origin)


NORMAL_THREE = (
    r"\theta = 0: \quad p_1 = p_2 = p_3 \text{ by symmetry}, \quad "
    r"\mathbb{E} \max(\gamma_1, \gamma_2) = \tfrac{1}{2} \mathbb{E} |\gamma_1 - \gamma_2| = \tfrac{1}{2} \sqrt{2} \sqrt{\tfrac{2}{\pi}} = \tfrac{1}{\sqrt{\pi}}",
    r"\partial_i \partial_j f(0) = -\frac{1}{2 \sqrt{\pi}} \Phi(0) = -\frac{1}{4 \sqrt{\pi}} \ (i \ne j), \quad "
    r"f(0) = \mathrm{tr} \nabla^2 f(0) = -\sum_{i \ne j} \partial_i \partial_j f(0) = \frac{6}{4 \sqrt{\pi}} = \frac{3}{2 \sqrt{\pi}}",
)
