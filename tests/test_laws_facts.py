"""The evidence for the declared facts: it bears out every law, and fails for every law that declares or computes something wrong."""

from dataclasses import dataclass, replace
from fractions import Fraction

import pytest

from verifier.laws import LAWS, LawError, parse_law
from verifier.laws.cauchy import Cauchy
from verifier.laws.discrete import Discrete
from verifier.laws.evidence import evidence
from verifier.laws.exponential import Exponential
from verifier.laws.gaussian import Gaussian
from verifier.laws.gumbel import Gumbel
from verifier.laws.laplace import Laplace
from verifier.laws.logistic import Logistic
from verifier.laws.student_t import StudentT
from verifier.laws.triangular import Triangular
from verifier.laws.uniform import Uniform

TEXTS = (
    "gumbel(-1/3,2)", "gaussian(1/2,1/5)", "logistic(1,1/4)", "laplace(-2,3)", "uniform(1/3,5/7)", "triangular(-1,1)", "triangular(0,1/3,2)",
    "triangular(0,0,1)", "triangular(1/7,2,2)", "exponential(-2,1/3)", "student_t(3)", "student_t(5/2,1,2)", "student_t(1/10)", "student_t(40)",
    "cauchy(1/3,3)", "rademacher", "rademacher(1/3,2)", "discrete(-1,0,3; 1/2,1/3,1/6)", "discrete(1,2)", "constant(-1/2)",
)
FIELDS = ("density", "bounded", "positive", "analytic", "log_concave", "symmetric")
ONE_OF_EACH = ("gumbel", "gaussian", "logistic", "laplace", "uniform(-1,1)", "triangular(0,1/3,2)", "exponential", "student_t(3)", "cauchy",
               "rademacher", "discrete(-1,0,3; 1/2,1/3,1/6)", "constant(1)")


def failing(law, only=None):
    return {fact.name for fact in evidence(law) if (only is None or fact.name in only) and not fact.check()}


def declaring(law, **changes):
    """The same law with other declared facts."""
    kind = type("Wrong", (type(law),), {"facts": replace(law.facts, **changes), "__module__": __name__})
    wrong = object.__new__(kind)
    wrong.__dict__.update({key: value for key, value in law.__dict__.items() if key != "facts"})
    return wrong


def test_every_law_has_evidence_here():
    assert {parse_law(text).name for text in TEXTS} == {parse_law(text).name for text in ONE_OF_EACH} == set(LAWS)


@pytest.mark.parametrize("text", TEXTS)
def test_every_declared_fact_is_borne_out(text):
    law = parse_law(text)
    facts = evidence(law)
    assert {*FIELDS, "moments", "mass", "mean", "support", "atoms"} <= {fact.name for fact in facts}
    assert all(fact.how in ("exact", "enclosed") and fact.claim for fact in facts)
    assert failing(law) == set()


@pytest.mark.parametrize("text", ONE_OF_EACH)
@pytest.mark.parametrize("field", FIELDS)
def test_a_fact_declared_the_other_way_round_fails(text, field):
    law = parse_law(text)
    assert field in failing(declaring(law, **{field: not getattr(law.facts, field)}), {field})


@pytest.mark.parametrize("law, order", [(Gaussian(), 3), (Uniform(0, 1), 2), (Laplace(), 1), (parse_law("rademacher"), 1)])
def test_wrong_moments_fail(law, order):
    assert "moments" in failing(declaring(law, moments=order), {"moments"})


@dataclass(frozen=True)
class CauchyWithAMean(Cauchy):
    mean = Fraction(0)


@dataclass(frozen=True)
class CauchyOfOrderTwo(Cauchy):
    facts = replace(Cauchy.facts, moments=2)


@dataclass(frozen=True)
class StudentOfInfiniteOrder(StudentT):
    @property
    def facts(self):
        return replace(StudentT(self.nu).facts, moments=float("inf"))


@dataclass(frozen=True)
class ExponentialWithoutItsScale(Exponential):
    @property
    def mean(self):
        return self.location


@dataclass(frozen=True)
class UniformOnTooMuch(Uniform):
    @property
    def support(self):
        return self.a, self.b + 1


@dataclass(frozen=True)
class HalfExponential(Exponential):
    @property
    def support(self):
        return None, None


@dataclass(frozen=True)
class TooDense(Gaussian):
    def _density_ball(self, z, piece):
        return super()._density_ball(z, piece) * 2

    def _placed(self, location, scale):
        return TooDense(location, scale)


@dataclass(frozen=True)
class TooWide(Logistic):
    def _cdf_ball(self, z):
        return super()._cdf_ball(z / 2)


@dataclass(frozen=True)
class OtherInFloats(Laplace):
    def _log_pdf(self, z, ops):
        return super()._log_pdf(z * 1.001, ops)


@dataclass(frozen=True)
class GumbelOfMeanZero(Gumbel):
    def mean_ball(self):
        return super().mean_ball() * 0


@dataclass(frozen=True)
class TriangularOffItsMode(Triangular):
    def _density_ball(self, z, piece):
        return super()._density_ball(z, min(piece, 1))

    def _placed(self, location, scale):
        return TriangularOffItsMode(location, location + scale * self._peak, location + scale)


@pytest.mark.parametrize("law, name", [
    (CauchyWithAMean(), "mean"), (CauchyOfOrderTwo(), "moments"), (StudentOfInfiniteOrder(3), "moments"), (ExponentialWithoutItsScale(), "mean"),
    (UniformOnTooMuch(0, 1), "support"), (HalfExponential(), "support"), (TooDense(), "formula"), (TooDense(), "derivative"),
    (TooWide(), "derivative"),
    (OtherInFloats(), "formula"), (GumbelOfMeanZero(), "mean"), (TriangularOffItsMode(0, 1, 2), "formula"),
])
def test_wrong_formulas_fail(law, name):
    assert name in failing(law, {name})


class Unbalanced(Discrete):
    def _mass(self, terms):
        return super()._mass([(weight * Fraction(9, 10), *counted) for weight, *counted in terms])


class Forgetful(Discrete):
    atoms = ((Fraction(0), Fraction(1, 2)), (Fraction(1), Fraction(1, 4)))


def test_wrong_finite_laws_fail():
    assert "mass" in failing(Forgetful((0, 1)))
    assert "atoms" in failing(Unbalanced((0, 1)))


def test_a_density_that_is_not_what_is_written_down_fails():
    """A wrong mass, and an unknown law."""
    from verifier.laws import symbols

    known = symbols._KNOWN["gaussian"]
    try:
        symbols._KNOWN["gaussian"] = lambda law, x, sp, half: [sp.exp(-(x**2) / 2) / 3]
        assert {"mass", "formula"} <= failing(Gaussian(), {"mass", "formula"})
        del symbols._KNOWN["gaussian"]
        with pytest.raises(LawError, match="not written down"):
            evidence(Gaussian())
    finally:
        symbols._KNOWN["gaussian"] = known


def test_what_is_visibly_analytic():
    import sympy as sp

    from verifier.laws.symbols import analytic_on_the_line

    x = sp.Symbol("x", real=True)
    for good in (x, sp.exp(-x**2), 1 / (1 + x**2), (2 + x**2) ** sp.Rational(-3, 4), sp.exp(-sp.exp(-x)) * x**3, sp.Integer(2)):
        assert analytic_on_the_line(good, x)
    for bad in (1 / x, sp.sqrt(x), sp.Abs(x), sp.log(1 + x**2), 1 / (x**2 - 1), sp.Max(x, 0), 2 ** (1 / x), sp.Heaviside(x)):
        assert not analytic_on_the_line(bad, x)
