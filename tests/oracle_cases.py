"""The table of truths: model, noise, theta, and how to compute what they must give. theta is dyadic, so that float64 holds it exactly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from fractions import Fraction as Q
from functools import lru_cache, partial

import oracles as o
import oracles_exact as e
import oracles_softmax as s
from mpmath import mp, mpf, workdps

WORK = 90
LESS = 45


@dataclass(frozen=True)
class Case:
    """kind is "argmax" or "softmax"; `build` makes the Truth."""

    kind: str
    noise: str
    theta: tuple[Fraction, ...]
    build: Callable[[], o.Truth]
    temperature: Fraction = Fraction(1)
    work: int = WORK
    rational: bool = False

    def __str__(self):
        warm = "" if self.temperature == 1 else f" t={self.temperature}"
        return f"{self.kind} {self.noise}{warm} at {','.join(map(str, self.theta[:4]))}{',...' * (len(self.theta) > 4)}"

    @lru_cache(maxsize=None)  # noqa: B019 - a few hundred small tables
    def truth(self) -> o.Truth:
        """Computed with `work` digits."""
        with workdps(self.work):
            return self.build()


def pair(found, theta, second=0, digits=o.DIGITS):
    """A Truth for two choices from (p_1, the excess of the maximum over X_2) and the mean of gamma_2."""
    p, excess = found
    return o.Truth(value=None if excess is None else o.number(theta[1]) + second + excess, probabilities=(p, 1 - p), digits=digits)


def normalised(found, theta):
    """As `pair`, where the law has no mean."""
    p, excess = found
    return o.Truth(normalised=o.number(theta[1]) + excess, probabilities=(p, 1 - p))


def many(found, digits=o.DIGITS, offset=0):
    """A Truth from (p, E max)."""
    p, value = found
    return o.Truth(value=value - offset, probabilities=p, digits=digits)


XS = (Q(0), Q(3, 8), Q(-5, 4), Q(7, 2), Q(-12))
THREE = (Q(3, 8), Q(-5, 8), Q(9, 8))
TEN = tuple(Q(k * k % 11, 8) - Q(3 * k, 16) for k in range(10))
SIGNS = ((Q(-1), Q(1, 2)), (Q(1), Q(1, 2)))


def _argmax_pairs():
    for x in XS:
        theta = (x + Q(1, 2), Q(1, 2))
        r = o.number(x)
        yield Case("argmax", "gaussian(0,1)", theta, lambda r=r, theta=theta: pair(o.gaussian_pair(r, mpf(2)), theta))
        yield Case("argmax", "gaussian(1/2,2); gaussian(-1,1/4)", theta,
                   lambda r=r, theta=theta: pair(o.gaussian_pair(r + mpf(3) / 2, 4 + mpf(1) / 16), theta, -1))
        yield Case("argmax", "laplace(0,1)", theta, lambda r=r, theta=theta: pair(o.laplace_pair(r, mpf(1), mpf(1)), theta))
        yield Case("argmax", "laplace(0,1/2); laplace(1,3)", theta,
                   lambda r=r, theta=theta: pair(o.laplace_pair(r - 1, mpf(1) / 2, mpf(3)), theta, 1))
        yield Case("argmax", "cauchy", theta, lambda r=r, theta=theta: normalised(o.cauchy_pair(r, mpf(2)), theta))
        yield Case("argmax", "cauchy(0,1/4); cauchy(0,2)", theta, lambda r=r, theta=theta: normalised(o.cauchy_pair(r, mpf(9) / 4), theta))
        yield Case("argmax", "student_t(3)", theta, lambda r=r, theta=theta: pair(o.student3_pair(r), theta))
        yield Case("argmax", "logistic(0,1)", theta, lambda r=r, theta=theta: pair(s.gumbel_softmax_pair(r), theta))
        yield Case("argmax", "exponential", theta, lambda theta=theta: many(o.exponential_argmax(theta, (1, 1))))
    theta = (Q(3, 4), Q(0))
    yield Case("argmax", "student_t(5/2)", theta, lambda: pair(o.student_pair(mpf(3) / 4, mpf(5) / 2), theta, digits=o.ESTIMATED), work=LESS)


def _argmax_smooth():
    for theta in (THREE, (Q(0), Q(0), Q(0)), (Q(5), Q(-5), Q(0), Q(1), Q(5, 2)), TEN, (Q(0), Q(-200)), (Q(3),), (Q(10) ** 6, Q(10) ** 6)):
        yield Case("argmax", "gumbel", theta, lambda theta=theta: many(o.gumbel_argmax(theta, 0, 1)))
    yield Case("argmax", "gumbel(1/2,1/4)", THREE, lambda: many(o.gumbel_argmax(THREE, mpf(1) / 2, mpf(1) / 4)))
    for theta in (THREE, TEN, (Q(0), Q(-30), Q(1, 4))):
        yield Case("argmax", "logistic(0,1)", theta, lambda theta=theta: many(o.logistic_argmax(theta)))
    for theta in (THREE, TEN[:8], (Q(0),) * 6):
        yield Case("argmax", "exponential", theta, lambda theta=theta: many(o.exponential_argmax(theta, (1,) * len(theta))))
    yield Case("argmax", "exponential; exponential(0,1/2); exponential(0,4)", THREE, lambda: many(o.exponential_argmax(THREE, (1, mpf(1) / 2, 4))))
    for theta, sds in ((THREE, (1, 1, 1)), (THREE, (1, 2, Q(1, 4))), ((Q(0), Q(-6), Q(1)), (1, 1, 1))):
        yield Case("argmax", "; ".join(f"gaussian(0,{sd})" for sd in sds), theta, lambda theta=theta, sds=sds: _gaussian_three(theta, sds))
    unlike = [o.shifted(*place) for place in ((mpf(3) / 8, 1, o.GUMBEL), (-mpf(1) / 8, 2, o.GAUSSIAN), (mpf(9) / 8, mpf(1) / 2, o.LOGISTIC))]
    yield Case("argmax", "gumbel; gaussian(1/2,2); logistic(0,1/2)", THREE, lambda: many(o.smooth_argmax(unlike), o.ESTIMATED), work=LESS)
    five = (*THREE, Q(1, 4), Q(-2))
    for noise, summand in (("gaussian(0,1)", o.GAUSSIAN), ("logistic(0,1)", o.LOGISTIC)):
        yield Case("argmax", noise, five, partial(_alike, summand, five), work=LESS)
    heavy = [o.shifted(o.number(t), 1, summand) for t, summand in zip(THREE, (o.CAUCHY, o.GAUSSIAN, o.CAUCHY))]
    yield Case("argmax", "cauchy; gaussian(0,1); cauchy", THREE,
               lambda: o.Truth(probabilities=o.smooth_argmax(heavy, 90, False)[0], digits=o.ESTIMATED), work=LESS)


def _alike(summand, theta):
    return many(o.smooth_argmax([o.shifted(o.number(t), 1, summand) for t in theta]), o.ESTIMATED)


def _gaussian_three(theta, sds):
    p, value, hessian = o.gaussian_three([o.number(t) for t in theta], [o.number(sd) for sd in sds])
    return o.Truth(value=value, probabilities=p, hessian=hessian)


def _argmax_exact():
    symmetric = e.uniform_cdf(Q(-1), Q(1))
    for theta in (*((x, Q(0)) for x in (*XS, Q(2))), THREE, TEN[:5], (Q(0),) * 4):
        yield _piecewise("uniform(-1,1)", theta, [symmetric] * len(theta))
    yield _piecewise("uniform(0,3); uniform(-1,2); uniform(1/2,1)", THREE,
                     [e.uniform_cdf(Q(0), Q(3)), e.uniform_cdf(Q(-1), Q(2)), e.uniform_cdf(Q(1, 2), Q(1))])
    for theta in (*((x, Q(0)) for x in XS), THREE):
        yield _piecewise("triangular(-1,0,1)", theta, [e.triangular_cdf(Q(-1), Q(0), Q(1))] * len(theta))
    yield _piecewise("triangular(0,1/2,2); uniform(-1,1); triangular(-1,2,3)", THREE,
                     [e.triangular_cdf(Q(0), Q(1, 2), Q(2)), symmetric, e.triangular_cdf(Q(-1), Q(2), Q(3))])
    yield _piecewise("rademacher; uniform(-1,1); triangular(-1,0,1)", THREE, [e.steps_cdf(SIGNS), symmetric, e.triangular_cdf(Q(-1), Q(0), Q(1))])
    odd = ((Q(-1), Q(1, 2)), (Q(0), Q(1, 3)), (Q(2), Q(1, 6)))
    for theta in (THREE, (Q(0), Q(0)), (Q(0), Q(2)), (Q(0), Q(2), Q(-2)), (Q(1), Q(1), Q(1)), (Q(1, 4), Q(0), Q(-1), Q(3))):
        yield _finite("rademacher", theta, [SIGNS] * len(theta))
        yield _finite("discrete(-1,0,2; 1/2,1/3,1/6)", theta, [odd] * len(theta))
    yield _finite("rademacher; discrete(-1,0,2; 1/2,1/3,1/6); constant(1/4)", (Q(0), Q(1, 4), Q(3, 4)), [SIGNS, odd, ((Q(1, 4), Q(1)),)])


def _piecewise(noise, theta, cdfs):
    def build():
        p, value = e.piecewise_argmax(theta, cdfs)
        return o.Truth(value=value, probabilities=p, digits=None)

    return Case("argmax", noise, theta, build, rational=True)


def _finite(noise, theta, laws):
    def build():
        value, vertices, p = e.finite_argmax(theta, laws)
        return o.Truth(value=value, probabilities=p, vertices=vertices, digits=None)

    return Case("argmax", noise, theta, build, rational=True)


def _softmax_pairs():
    for x in XS:
        theta = (x + Q(1, 2), Q(1, 2))
        r = o.number(x)
        for t in (Q(1), Q(1, 2)):
            yield Case("softmax", f"gumbel(0,{t})", theta, partial(_gumbel_softmax, theta, t), t)
        yield Case("softmax", "logistic(0,1)", theta, lambda r=r, theta=theta: pair(s.logistic_softmax_pair(r), theta))
        yield Case("softmax", "uniform(-1,1)", theta, lambda r=r, theta=theta: pair(s.uniform_softmax_pair(r, (-1, 1), (-1, 1)), theta))
        yield Case("softmax", "uniform(0,3); uniform(-1,1/2)", theta,
                   lambda r=r, theta=theta: pair(s.uniform_softmax_pair(r, (0, 3), (-1, Q(1, 2))), theta, -mpf(1) / 4))
        yield Case("softmax", "laplace(0,1); laplace(0,2)", theta, lambda r=r, theta=theta: pair(s.laplace_softmax_pair(r, mpf(1), mpf(2)), theta))
        yield Case("softmax", "exponential", theta, lambda r=r, theta=theta: pair(s.exponential_softmax_pair(r), theta, 1))
        yield Case("softmax", "cauchy", theta, lambda r=r, theta=theta: normalised(s.cauchy_softmax_pair(r, mpf(2)), theta))
        yield Case("softmax", "student_t(3)", theta, lambda r=r, theta=theta: pair(s.student3_softmax_pair(r), theta))
        yield Case("softmax", "gaussian(0,1)", theta, lambda r=r, theta=theta: pair(s.gaussian_softmax_pair(r, mpf(2)), theta, digits=o.ESTIMATED))


def _gumbel_softmax(theta, t):
    """The model of temperature t with Gumbel noise of scale t is t times the standard one at theta / t."""
    p, excess = s.gumbel_softmax_pair(o.number((theta[0] - theta[1]) / t))
    return o.Truth(value=o.number(theta[1]) + o.number(t) * (excess + mp.euler), probabilities=(p, 1 - p))


def _softmax_many():
    odd = ((Q(-1), Q(1, 2)), (Q(0), Q(1, 3)), (Q(2), Q(1, 6)))
    for theta in (THREE, (Q(0), Q(0)), (Q(5), Q(-5), Q(0), Q(1))):
        for t in (Q(1), Q(1, 4)):
            yield Case("softmax", "rademacher", theta, lambda theta=theta, t=t: many(s.finite_softmax(theta, [SIGNS] * len(theta), t)), t)
            yield Case("softmax", "discrete(-1,0,2; 1/2,1/3,1/6)", theta,
                       lambda theta=theta, t=t: many(s.finite_softmax(theta, [odd] * len(theta), t)), t)
    yield Case("softmax", "constant(0)", THREE, lambda: many(o.gumbel_argmax(THREE, -mp.euler, 1)))
    unlike = (("gumbel", s.SMOOTH_GUMBEL), ("uniform(-1,1)", s.smooth_uniform(Q(-1), Q(1))), ("laplace(0,1)", s.SMOOTH_LAPLACE),
              ("logistic(0,1)", s.SMOOTH_LOGISTIC), ("rademacher", s.smooth_finite(SIGNS)))
    for chosen in (unlike[:3], unlike[2:]):
        yield _smooth("; ".join(noise for noise, _ in chosen), [law for _, law in chosen])
    for noise, law in unlike[1:3]:
        yield _smooth(noise, [law] * 3)


def _smooth(noise, laws):
    def build():
        return many(o.smooth_argmax([o.shifted(o.number(t), 1, law) for t, law in zip(THREE, laws)]), o.ESTIMATED, mp.euler)

    return Case("softmax", noise, THREE, build, work=LESS)


CASES = [*_argmax_pairs(), *_argmax_smooth(), *_argmax_exact(), *_softmax_pairs(), *_softmax_many()]
