"""Temperature, concentration, Appendix 8.3, the footnotes of Section 4 and the tables: the verdicts, and what changed statements do to them."""

import math
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

import proofs
import proofs.closure
import proofs.concentration
import proofs.existence
import proofs.limit_steps
import proofs.potential
import proofs.tables
import proofs.temperature
from proofs import BOOK
from verifier.checker import Rejected, check
from verifier.checker.statements import Book as CheckersBook
from verifier.claims.book import Run
from verifier.claims.conclude import conclude
from verifier.claims.evidence import Checked
from verifier.claims.verdict import Finding, Trust, Verdict

FOLDER = Path(proofs.__file__).parent / "statements"
MODULES = {f"proofs.{name}" for name in ("closure", "concentration", "existence", "limit_steps", "potential", "tables", "temperature")}
OURS = sorted(name for name, proof in BOOK._proofs.items() if proof.__module__ in MODULES)
REFUTED = {
    "equation 11": Finding.MISPRINT,
    "claim temperature is non-negative": Finding.ILL_POSED,
    "theorem 3.1": Finding.MISPRINT,
    "claim faster convergence is implied": Finding.INVALID_STEP,
    "claim the closure of the domain is the simplex": Finding.FALSE,
    "claim target distribution of Section 6.1": Finding.MISPRINT,
    "figure 8": Finding.MISPRINT,
    "table 2": Finding.MISPRINT,
    "claim Normal-Softmax is better than Gaussian-Softmax": Finding.MISPRINT,
    "claim minimal where not linearly constrained": Finding.ILL_POSED,
}
CITED = {"theorem 3.1"}
SUPPORTED = {
    "theorem 3.2", "claim rate of Gaussian concentration", "claim rate of Gumbel concentration", "claim standard densities satisfy footnote 3",
    "claim perturb-log-sum-exp is infinitely differentiable",
}
LOST = {"table 1", "table 3", "claim figures show faster convergence"}


@cache
def checkers_book():
    return CheckersBook.read(FOLDER)


@cache
def evidence(name):
    return tuple(BOOK._proofs[name](BOOK.statements[name], Run()))


def judged(name):
    checked = []
    for item in evidence(name):
        if item.certificate is None:
            checked.append(Checked(item, False))
            continue
        accepted = check(item.certificate.as_json(), FOLDER, checkers_book())
        checked.append(Checked(item, True, "", Trust(accepted.trust), accepted.rests_on))
    return conclude(BOOK.statements[name], tuple(checked))


@pytest.mark.parametrize("name", OURS)
def test_the_verdict(name):
    found = judged(name)
    if name in REFUTED:
        assert found.printed.verdict is Verdict.REFUTED and found.finding is REFUTED[name] and found.repaired
    elif name in LOST:
        assert found.printed.verdict is Verdict.UNREADABLE and found.finding is Finding.OCR
    else:
        expected = Verdict.SUPPORTED if name in SUPPORTED else Verdict.PROVED
        assert found.printed.verdict is expected
    repaired = Verdict.SUPPORTED if name in CITED else Verdict.PROVED
    assert all(form.verdict is repaired for form in found.repaired)


def test_every_row_that_was_asked_for_is_there():
    asked = ["theorem 3.1", "theorem 3.2", "footnote 2", "footnote 3", "table 1", "table 2", "table 3", "figure 8", "figure 9"]
    assert set(asked) | {f"equation {k}" for k in (11, 42, 43, 44)} <= set(OURS)
    assert set(REFUTED) | SUPPORTED | LOST <= set(OURS)


@pytest.mark.parametrize("name", OURS)
def test_a_row_has_a_reading_and_a_title(name):
    statement = BOOK.statements[name]
    assert len(statement.reading) > 60 and (statement.title or name in ("equation 42", "equation 43"))
    for item in evidence(name):
        assert item.obligation and all(line.count("{") == line.count("}") for line in item.derivation)


# changed statements: (row, form, number of the conclusion, what is changed, into what, in the conclusion or a hypothesis)
COVERS = "forall(theta, exists(tau, member(tau, Theta) and translates(theta, tau)))"
CHANGED = [
    ("equation 11", "repaired 1", 1, "1 / t * E", "t * E"),
    ("equation 11", "repaired 1", 1, "1 / t * E", "E"),
    ("equation 11", "repaired 2", 1, "t * lse", "lse"),
    ("claim temperature is non-negative", "repaired 1", 0, "0 < t", "0 <= t"),
    ("equation 42", "printed", 0, "theta[j] + g[j] - theta[i]", "theta[j] + g[j] + theta[i]"),
    ("equation 43", "printed", 0, "1 + sum", "2 + sum"),
    ("equation 43", "printed", 0, "(1 - delta(i, j))", "(1 + delta(i, j))"),
    ("equation 44", "printed", 0, ">= E(g", "<= E(g"),
    ("equation 44", "printed", 0, "exp(-n", "exp(n"),
    ("equation 44", "printed", 1, "exp(-r", "exp(r"),
    ("equation 44", "printed", 1, "- 1 < eps", "- 2 < eps"),
    ("claim a sequence of points with leads n", "printed", 0, "every(i, some(j, delta(i, j) = 0))", "0 <= 0"),
    ("claim a sequence of points with leads n", "printed", 0, "convex(Theta)", "0 <= 0"),
    ("claim argmax in the proof of Theorem 4.1", "printed", 0, "theta[j] >= s)", "theta[j] <= s)"),
    ("claim argmax in the proof of Theorem 4.1", "printed", 1, "delta(i, k) = 0 ->", "0 <= 0 ->"),
    ("claim the closure of the domain contains the simplex", "printed", 0, "> 1 - eps", "> 1"),
    ("claim the closure of the domain contains the simplex", "printed", 1, "q[i] <= p[i] + eps", "q[i] <= p[i]"),
    ("claim the closure of the domain is the simplex", "repaired 1", 1, "0 < eps ->", "0 <= eps ->"),
    ("claim perturb-log-sum-exp is a maximum of linear functions", "printed", 0, "<= mean_lse(theta)", ">= mean_lse(theta)"),
    ("claim perturb-log-sum-exp is closed, proper, convex", "printed", 1, "-c <= mean_lse(theta)", "0 <= mean_lse(theta)"),
    ("claim perturb-log-sum-exp is infinitely differentiable", "printed", 1, "(delta(i, j) - ", "(delta(i, j) + "),
    ("claim the closure of the domain is the simplex", "repaired 1", 0, "<= c)", "<= c * p[1])"),
    ("claim no distribution is near the printed target", "printed", 0, ">= 4/68", ">= 5/68"),
    ("claim the bound of Theorem 3.2 does not depend on the scale", "printed", 1, "32 * (c * s)^2", "32 * (c * s)"),
    ("claim faster convergence is implied", "repaired 1", 0, "s <= b", "b <= s"),
    ("footnote 2", "printed", 0, "exists(theta, integrable(g, lse(theta + g)))", "0 <= 0"),
    ("claim f is defined for any random perturbation", "printed", 0, "theta[j] + b *", "theta[j] + g[j] + b *"),
    ("claim f is defined for any random perturbation", "printed", 0, "(1 + exp(g[j]))", "exp(g[j])"),
    ("claim f is defined for any random perturbation", "printed", 1, "exists(theta, integrable(g, lse(theta + g)))", "0 <= 0"),
    ("footnote 3", "printed", 1, "theta[i]) <= 1", "theta[i]) <= 1/2"),
    ("claim minimal where not linearly constrained", "repaired 1", 0, "no_two_translates(Theta)", "convex(Theta)"),
    ("claim identifiability column of Table 1", "printed", 1, "no_two_translates(Theta)", "convex(Theta)"),
    ("table 1", "repaired 1", 0, "complete_perturb_softmax(Theta)", "minimal_perturb_softmax(Theta)"),
]


@pytest.mark.parametrize("name, form, number, old, new", CHANGED)
def test_a_changed_statement_is_not_covered(name, form, number, old, new):
    """The derivation, handed over for the changed form with the digest that it would then have, is rejected."""
    item = next(item for item in evidence(name) if item.certificate and (item.form, item.certificate.conclusion) == (form, number))
    plain = BOOK.statements[name].form(form)

    def change(text):
        return " ".join(text.split()).replace(old, new)

    changed = replace(plain, given=tuple(map(change, plain.given)), conclusion=tuple(map(change, plain.conclusion)))
    kept = [" ".join(text.split()) for text in (*plain.given, plain.conclusion[number])]
    assert [*changed.given, changed.conclusion[number]] != kept, "the change changes nothing"
    with pytest.raises(Rejected):
        check(item.certificate.as_json() | {"digest": changed.digest}, FOLDER, Changed(checkers_book(), changed))


def test_an_unchanged_statement_is_covered():
    """The harness of the test above rejects nothing by itself."""
    for name, form, number in {row[:3] for row in CHANGED}:
        item = next(item for item in evidence(name) if item.certificate and (item.form, item.certificate.conclusion) == (form, number))
        check(item.certificate.as_json(), FOLDER, Changed(checkers_book(), BOOK.statements[name].form(form)))


class Changed:
    """The checker's book with one form in place of its own."""

    def __init__(self, book, form):
        self.book, self.changed = book, form

    def __getattr__(self, name):
        return getattr(self.book, name)

    def form(self, statement, form):
        from verifier.checker.reader import parse
        from verifier.checker.terms import expand, macro

        found = self.book.form(statement, form)
        macros = {name: macro(text) for name, text in self.book.definitions.items()}

        def read(text):
            return expand(parse(text), macros)

        return Patched(found, tuple(map(read, self.changed.given)), tuple(map(read, self.changed.conclusion)), self.changed.digest)


class Patched:
    def __init__(self, form, given, conclusion, digest):
        self._form, self.given, self.conclusion, self.digest = form, given, conclusion, digest

    def __getattr__(self, name):
        return getattr(self._form, name)


# the numbers that the reports show, worked out again


def test_the_numbers_of_theorem_3_1():
    tail = math.erfc(3 / 2) / 2
    assert 0.0169 < tail < 0.017 and 0.0111 < math.exp(-4.5) < 0.0112 and tail > math.exp(-4.5) and tail < math.exp(-9 / 4)
    assert math.erfc(1 / math.sqrt(2)) / 2 > 0.158 > 0.136 > math.exp(-2)


def test_the_numbers_of_the_two_bounds():
    gauss, gumbel = math.erfc(3 / math.sqrt(2)) / 2, math.exp(-math.exp(3 - 0.5772156649015329))
    assert 0.00134 < gauss < 0.00135 <= math.exp(-4.5) and 0.0000126 < gumbel < 0.0000127 <= math.exp(-9 / 32) and gauss > gumbel


def test_the_gradient_with_temperature_by_differences():
    """d = 2, t = 2, independent signs, θ = (0, 0): 1/4 and not 1/2."""
    def f(a, b):
        return sum(math.log(math.exp((a + x) / 2) + math.exp((b + y) / 2)) for x in (1, -1) for y in (1, -1)) / 4

    assert math.isclose((f(1e-5, 0) - f(-1e-5, 0)) / 2e-5, 0.25, rel_tol=1e-8)


def test_the_targets():
    ten, nine = (10, 3, 4, 5, 10, 10, 3, 4, 5, 10), (10, 3, 4, 5, 10, 3, 4, 5, 10)
    assert (sum(ten), sum(nine)) == (64, 54) and Fraction(4, 68) > Fraction(28, 1000)


def test_the_least_numbers_of_table_3():
    for formula in BOOK.statements["table 3"].repaired[0].conclusion:
        numbers = [Fraction(number) for number in formula.partition("(")[2].partition(")")[0].split(", ")]
        assert len(numbers) == 10 and min(numbers) == Fraction(formula.rpartition("= ")[2])


@pytest.mark.parametrize("law, bound", [("gaussian", "gaussian_bound"), ("gumbel", "gumbel_bound")])
def test_the_attack_sees_a_bound_that_is_too_small(law, bound):
    from proofs import concentration

    form, rule = BOOK.statements["theorem 3.2"].printed, getattr(concentration, bound)
    assert not concentration.attacked(form, law, rule, 1).failed
    assert concentration.attacked(form, law, lambda t, sigma: rule(4 * t, sigma) ** 2, 1).failed


def test_the_spheres_and_the_taylor_polynomials_can_fail(monkeypatch):
    from proofs import existence, potential

    form = BOOK.statements["claim standard densities satisfy footnote 3"].printed
    assert not existence.spheres(form, 2).failed
    assert potential.taylor(form, 2, order=3).failed and not potential.taylor(form, 2).failed


def test_a_refutation_without_parameters_shows_its_numbers():
    from verifier.reports.counterexample import counterexamples

    blocks = "\n".join(counterexamples(judged("claim target distribution of Section 6.1")))
    assert r"\frac{16}{17}" in blocks and r"\tfrac{64}{68} \ne 1" in blocks
