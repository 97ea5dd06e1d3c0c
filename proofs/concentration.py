"""Section 3.4: concentration inequalities. The printed Gaussian bound fails by balls; cited bounds are attacked by a search over functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from proofs import BOOK
from proofs import prose_limits as prose
from proofs.completeness import shown
from proofs.smooth_laws import rule
from proofs.written import failure, fails
from verifier.claims.book import Run
from verifier.claims.evidence import Evidence, certify
from verifier.claims.statement import Form, Statement
from verifier.engines.derive import Derivation

DRAWS, TIMES = 200_000, (0.1, 0.25, 0.5, 1, 1.5, 2, 3, 4)
EULER = 0.5772156649015329


def gaussian_bound(t, sigma):
    import numpy as np

    return np.exp(-(t**2) / (2 * sigma**2))


def gumbel_bound(t, sigma):
    import numpy as np

    return np.exp(-np.minimum(t / (4 * sigma), t**2 / (32 * sigma**2)))


@BOOK.proof("theorem 3.1")
def gaussian(statement: Statement, run: Run) -> Iterator[Evidence]:
    """The print fails at f = γ_1 - γ_2, t = 3; the repair withstands the attacks."""
    from fractions import Fraction

    printed, repaired = statement.forms
    proof = {"rule": rule(printed.noise, printed.dim, [(Fraction(0), Fraction(3))], False), "at": {"t": "3"}}
    certificate = certify(printed, 0, "fails", "enclosure", proof)
    yield Evidence(printed.name, r"fails at $`f(\gamma) = \gamma_1 - \gamma_2`$, $`t = 3`$", "balls", certificate, prose.NO_SIGMA)
    yield differences(repaired, "gaussian", lambda t: float(gaussian_bound(t, 2**0.5)))
    yield attacked(repaired, "gaussian", gaussian_bound, run.seed)


@BOOK.proof("claim rate of Gaussian concentration")
def gaussian_rate(statement: Statement, run: Run) -> Iterator[Evidence]:
    """The repaired theorem, tested."""
    yield differences(statement.printed, "gaussian", lambda t: float(gaussian_bound(t, 2**0.5)))
    yield attacked(statement.printed, "gaussian", gaussian_bound, run.seed)


@BOOK.proof("theorem 3.2")
def gumbel(statement: Statement, run: Run) -> Iterator[Evidence]:
    """A cited theorem that withstands the attacks."""
    yield differences(statement.printed, "gumbel", lambda t: float(gumbel_bound(t, 2**0.5)))
    yield attacked(statement.printed, "gumbel", gumbel_bound, run.seed)


@BOOK.proof("claim rate of Gumbel concentration")
def gumbel_rate(statement: Statement, run: Run) -> Iterator[Evidence]:
    """The difference of two Gumbel variables is logistic: both bounds on a grid; and the cited theorem, tested."""
    import math

    yield differences(statement.printed, "gumbel", lambda t: math.exp(-t), lambda t: math.exp(-t) / 2)
    yield attacked(statement.printed, "gumbel", gumbel_bound, run.seed)


def difference_tail(law: str, t: float) -> float:
    """P(γ_1 - γ_2 >= t) for two independent variables."""
    import math

    return math.erfc(t / 2) / 2 if law == "gaussian" else 1 / (1 + math.exp(t))


def differences(form: Form, law: str, above: Callable[[float], float], below: Callable[[float], float] = lambda t: 0.0) -> Evidence:
    """A test: the bounds for f = γ_1 - γ_2, whose law is known, on a grid of t up to 30."""
    grid = [k / 50 for k in range(1, 1501)]
    worst = max(max(difference_tail(law, t) / above(t), below(t) / difference_tail(law, t)) for t in grid)
    words = r"the bound for $`f(\gamma) = \gamma_1 - \gamma_2`$ on a grid of 1500 points, $`t \le 30`$"
    record = {"largest ratio of probability and bound": f"{worst:.6f}"}
    return Evidence(form.name, words, "floating point", record=record, failed=not worst <= 1)


def functions(d: int) -> dict[str, tuple[Callable, float]]:
    """Functions of a sample of shape (n, d), each with a bound of its gradient norm."""
    import numpy as np

    def lse(x):
        top = x.max(axis=1)
        return top + np.log(np.exp(x - top[:, None]).sum(axis=1))

    weights = np.arange(1, d + 1) / 2
    return {
        "first coordinate": (lambda x: x[:, 0], 1.0),
        "minus the first": (lambda x: -x[:, 0], 1.0),
        "sum": (lambda x: x.sum(axis=1), d**0.5),
        "minus the sum": (lambda x: -x.sum(axis=1), d**0.5),
        "weighted sum": (lambda x: x @ weights, float(np.linalg.norm(weights))),
        "maximum": (lambda x: x.max(axis=1), 1.0),
        "minus the maximum": (lambda x: -x.max(axis=1), 1.0),
        "log-sum-exp": (lse, 1.0),
        "minus log-sum-exp": (lambda x: -lse(x), 1.0),
        "three log-sum-exp": (lambda x: 3 * lse(x), 3.0),
        "norm": (lambda x: np.sqrt((x**2).sum(axis=1)), 1.0),
        "softmax, first coordinate": (lambda x: np.exp(x[:, 0] - lse(x)), 0.5),
    }


def attacked(form: Form, law: str, bound: Callable, seed: int) -> Evidence:
    """A test: frequencies of f - mean f >= t in a sample against the bound, for many f, d and t.

    `failed` when a frequency exceeds its bound by more than 5 standard deviations. The mean is the sample's, off by far less than what that allows for.
    """
    import numpy as np

    generator, worst, where, tried = np.random.default_rng(seed), -np.inf, "", 0
    for d in (1, 2, 3, 10):
        sample = generator.standard_normal((DRAWS, d)) if law == "gaussian" else generator.gumbel(size=(DRAWS, d)) - EULER
        for name, (f, sigma) in functions(d).items():
            values = f(sample)
            values = values - values.mean()
            for t in TIMES:
                limit, tried = float(bound(t * sigma, sigma)), tried + 1
                excess = ((values >= t * sigma).mean() - limit) / np.sqrt(limit * (1 - limit) / DRAWS)
                if excess > worst:
                    worst, where = float(excess), f"{name}, d = {d}, t = {t} times the gradient norm"
    words = f"frequencies in {DRAWS} draws of {law} noise: {len(functions(1))} functions, d = 1, 2, 3, 10, {len(TIMES)} values of t each"
    record = {
        "comparisons": str(tried), "closest to the bound": where, "excess in standard deviations, at most 5": f"{worst:.2f}",
        "seed": str(seed),
    }
    return Evidence(form.name, words, "numpy", record=record, failed=not worst <= 5)


def scaled(number: int) -> Callable[[Derivation, Form], str]:
    """The same fraction for (c t, c s) as for (t, s)."""
    def build(d: Derivation, form: Form) -> str:
        above, positive = d.hypothesis(0, "0 < c"), d.hypothesis(1, "0 < s")
        product = d.arith("0 < c * s", (1, above, positive))
        old, new = ("4 * s", "4 * (c * s)") if number == 0 else ("32 * s^2", "32 * (c * s)^2")
        squares = {
            "4 * s": ("4", (positive,)), "4 * (c * s)": ("4", (product,)),
            "32 * s^2": ("32", (positive,) * 2), "32 * (c * s)^2": ("32", (product,) * 2),
        }
        units = []
        for text in (old, new):
            factor, facts = squares[text]
            sign = d.arith(f"0 < {text}", (factor, *facts))
            nonzero = d.contradiction(f"{text} != 0", d.arith("0 < 0", (1, sign), (1, d.assume(f"{text} = 0"))), d.arith("0 <= 0"))
            units.append(d.theorem(f"({text}) * (1 / ({text})) = 1", "reciprocal", nonzero, a=text))
        top, small = ("c * t", "t") if number == 0 else ("(c * t)^2", "t^2")
        return d.arith(form.conclusion[number], (f"-({top}) * (1 / ({new}))", units[0]), (f"{small} * (1 / ({old}))", units[1]))

    return build


@BOOK.proof("claim the bound of Theorem 3.2 does not depend on the scale")
def scale(statement: Statement, run: Run) -> Iterator[Evidence]:
    """Both fractions keep their value."""
    for number in range(2):
        yield shown(statement.printed, number, scaled(number), "the factor c cancels", prose.SCALE)


BOUNDS = {"a": "1/1000", "b": "1/100000", "r": "1/90", "s": "4/5"}


def bounds_do_not_compare(d: Derivation, form: Form) -> None:
    """a = 1/1000 <= r = 1/90 and b = 1/100000 <= s = 4/5, r < s, but b < a."""
    lines = [
        d.both("0 <= 1/1000 and 1/1000 <= 1/90", d.arith("0 <= 1/1000", ("1/1000",)), d.arith("1/1000 <= 1/90", ("91/9000",))),
        d.both("0 <= 1/100000 and 1/100000 <= 4/5", d.arith("0 <= 1/100000", ("1/100000",)), d.arith("1/100000 <= 4/5", ("79999/100000",))),
        d.arith("1/90 < 4/5", ("71/90",)),
    ]
    claim = d.assume("1/1000 < 1/100000")
    fact = d.contradiction("not (1/1000 < 1/100000)", d.arith("0 < 0", (1, claim), ("99/100000",)), d.arith("0 <= 0"))
    failure(d, form, 0, BOUNDS, lines, fact)


def compared(d: Derivation, form: Form) -> str:
    below = d.right("a <= r", d.hypothesis(0, form.given[0]))
    return d.arith("a < b", (1, below), (1, d.hypothesis(2, "r < s")), (1, d.hypothesis(1, "s <= b")))


@BOOK.proof("claim faster convergence is implied")
def implied(statement: Statement, run: Run) -> Iterator[Evidence]:
    """Two upper bounds do not compare what they bound."""
    d = Derivation()
    bounds_do_not_compare(d, statement.printed)
    yield fails(statement.printed, 0, BOUNDS, d, "two upper bounds in one order, what they bound in the other", *prose.TWO_BOUNDS)
    yield shown(statement.form("repaired 1"), 0, compared, "an upper and a lower bound compare", prose.BOUNDS)
