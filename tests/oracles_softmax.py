"""Truths for Perturb-Softmax: finite sums, and closed forms for two choices; p_1 and E log(1 + e^(x + D)) with D = gamma_1 - gamma_2."""

from __future__ import annotations

from flint import arb, ctx
from mpmath import mp, mpf
from oracles import decay, gumbel_argmax, number, trapezoid
from oracles_exact import outcomes


def finite_softmax(theta, laws, t):
    """E softmax((theta + gamma)/t) and t E lse, outcome by outcome."""
    value, p = mpf(0), [mpf(0)] * len(theta)
    for weight, x in outcomes(theta, laws):
        found, log = gumbel_argmax(tuple(entry / t for entry in x), 0, 1)
        value += number(weight * t) * (log - mp.euler)
        p = [a + number(weight) * b for a, b in zip(p, found)]
    return tuple(p), value


def gumbel_softmax_pair(x):
    """p and E log(1 + e^(x + D)) less E of the noise (0 for the pair's difference): the difference of Gumbel laws is logistic."""
    if x == 0:
        return mpf(1) / 2, mpf(1)
    e = mp.exp(x)
    return e * (e - 1 - x) / (e - 1) ** 2, x / (1 - 1 / e)


def logistic_softmax_pair(x):
    """The sum of three logistic variables, by residues of (pi u / sinh pi u)^3: p, E log(1 + e^(x + D))."""
    q, square = -mp.exp(x), (x * x + mp.pi**2) / 2
    p = -q / (1 - q) - 2 * x * q / (1 - q) ** 2 - square * q * (1 + q) / (1 - q) ** 3
    return p, -x * q / (1 - q) - square * q / (1 - q) ** 2


def uniform_softmax_pair(x, first, second):
    """Second differences of -Li_2(-e^u) and -Li_3(-e^u) over the corners of the two intervals."""
    (a, b), (c, e) = first, second
    area, corners = (b - a) * (e - c), ((b - c, 1), (a - c, -1), (b - e, -1), (a - e, 1))
    return tuple(mp.fsum(-sign * mp.polylog(k, -mp.exp(x + number(u))) for u, sign in corners).real / number(area) for k in (2, 3))


def laplace_softmax_pair(x, a, b):
    """D of Laplace laws with scales a != b is a combination of two Laplace laws, and so are its expectations."""
    one, other = (_laplace_smoothed(x, s) for s in (a, b))
    return tuple((a * a * u - b * b * v) / (a * a - b * b) for u, v in zip(one, other))


def exponential_softmax_pair(x):
    """The difference of two standard exponential variables is a Laplace variable."""
    return _laplace_smoothed(x, mpf(1))


def _laplace_smoothed(x, s):
    """E sigma(x + s L) by w = exp(-|L|), and E log(1 + e^(x + s L)) as V with V - s^2 V'' = log(1 + e^x)."""
    def half(x):
        """The integral of 1/(1 + w^s e^-x) for w in (0, 1), and its derivative by x."""
        value = mp.hyp2f1(1, 1 / s, 1 + 1 / s, -mp.exp(-x)).real
        return value, (value - 1 / (1 + mp.exp(-x))) / s

    (up, up_slope), (down, down_slope) = half(x), half(-x)
    return (up + 1 - down) / 2, mp.log1p(mp.exp(x)) + s * s * (up_slope + down_slope) / 2


def cauchy_softmax_pair(x, s):
    """tanh in partial fractions, harmonic in the half plane: p, and E[lse(theta + gamma) - lse(gamma)] - theta_2."""
    place, start = mpf(1) / 2 + mp.mpc(s, x) / (2 * mp.pi), mpf(1) / 2 + s / (2 * mp.pi)
    return mpf(1) / 2 + mp.psi(0, place).imag / mp.pi, x / 2 - 2 * (mp.loggamma(place).real - mp.loggamma(start))


def student3_softmax_pair(x):
    """As for student3_pair: (1 - sqrt 3 d/db)^2 of the Cauchy formulas at b = 2 sqrt 3; 2 pi is d(place)/db inverted."""
    c, z = mp.sqrt(3) / (2 * mp.pi), mpf(1) / 2 + mp.mpc(2 * mp.sqrt(3), x) / (2 * mp.pi)
    p = mpf(1) / 2 + (mp.psi(0, z) - 2 * c * mp.psi(1, z) + c * c * mp.psi(2, z)).imag / mp.pi
    excess = x / 2 + mp.log(2 * mp.pi) - 2 * (mp.loggamma(z) - 2 * c * mp.psi(0, z) + c * c * mp.psi(1, z)).real
    return p, excess


def gaussian_softmax_pair(x, variance):
    """The plain trapezoid rule for a logistic function of a Gaussian variable."""
    s = mp.sqrt(2 * variance)
    return (trapezoid(lambda u: mp.exp(-u * u) / (1 + mp.exp(-x - s * u))) / mp.sqrt(mp.pi),
            trapezoid(lambda u: mp.exp(-u * u) * mp.log1p(mp.exp(x + s * u))) / mp.sqrt(mp.pi))


# gamma + G for a standard Gumbel G: (cdf, density) as functions of t; with u = e^-t they are M(u) and -u M'(u) for M(u) = E exp(-u e^gamma)


def _smoothed(cdf, density):
    return lambda t: cdf(mp.exp(-t)), lambda t: density(mp.exp(-t))


def _flint(function, x):
    """A function of python-flint's with as many digits as mpmath works with, and much faster."""
    before, ctx.prec = ctx.prec, mp.prec + 30
    try:
        while not (ball := function(arb(x))).rel_accuracy_bits() > mp.prec:
            ctx.prec *= 2
        return mpf(ball.mid().str(mp.dps + 10, radius=False))
    finally:
        ctx.prec = before


def _e1(x):
    return _flint(lambda x: x.expint(1), x) if x < 100000 else mpf(0)


def _bessel(k, x):
    return _flint(lambda x: x.bessel_k(k), x) if x < 100000 else mpf(0)


def _hyperu(a, b, x):
    return _flint(lambda x: x.hypgeom_u(a, b), x)


SMOOTH_GUMBEL = _smoothed(lambda u: 2 * mp.sqrt(u) * _bessel(1, 2 * mp.sqrt(u)), lambda u: 2 * u * _bessel(0, 2 * mp.sqrt(u)))
SMOOTH_LOGISTIC = _smoothed(lambda u: _hyperu(1, 0, u), lambda u: u * _hyperu(2, 1, u))
SMOOTH_LAPLACE = _smoothed(lambda u: (-mp.expm1(-u) / u + decay(-u) - u * _e1(u)) / 2,
                           lambda u: (-mp.expm1(-u) / u - decay(-u) + u * _e1(u)) / 2)


def smooth_uniform(a, b):
    """For U(a, b), a and b rational."""
    def ends(u):
        return u * mp.exp(number(a)), u * mp.exp(number(b))

    return _smoothed(lambda u: (_e1(ends(u)[0]) - _e1(ends(u)[1])) / number(b - a),
                     lambda u: (decay(-ends(u)[0]) - decay(-ends(u)[1])) / number(b - a))


def smooth_finite(atoms):
    """For a finite law given by (point, weight)."""
    def parts(u):
        return [(number(w), u * mp.exp(number(g))) for g, w in atoms]

    return _smoothed(lambda u: mp.fsum(w * decay(-r) for w, r in parts(u)), lambda u: mp.fsum(w * r * decay(-r) for w, r in parts(u)))
