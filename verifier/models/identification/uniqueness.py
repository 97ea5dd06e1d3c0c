"""Why a theta with the probabilities p in the open simplex is the only one of sum 0: an argument whose hypotheses are checked on a box, exactly.

f is convex and p has sum 1, so f - <p, .> does not change along 1, and p is a subgradient at theta exactly when theta minimises it: the
solutions of sum 0 are a convex set Z. Let X be a box (one coordinate held at 0) from engines/balls/newton.py. Then:

1. No two atoms of different coordinates meet at any theta in X (`may_meet`). So no tie has positive probability, and S is single-valued and
   continuous on X (dominated convergence), which is what the box needs in order to hold a solution.
2. S is injective on Z. Call i and j *linked* at theta if, for every small e > 0, with positive probability theta_i + gamma_i and
   theta_j + gamma_j lie within e of each other, the i-th above, all others below both; and likewise with the j-th above. Let theta
   and theta + v be in Z, v not constant. The winner at theta + v never has a smaller v than the winner at theta (add the two inequalities),
   and E v(winner) is <p, v> at both; so the two agree almost surely. But across a link from {v = max v} to the rest the winner
   passes, from theta to theta + v, from the rest to the maximum, with positive probability. Hence where the graph of links is connected
   at one theta in Z, Z is a single point; theta is the solution in X, so it is enough that the graph is connected all over X.
3. That graph is connected (`linked`). The summands of Perturb-Softmax (gamma + t G), positive densities and log-concave ones are positive inside
   their support, an interval. Two of them are linked where S = p > 0, for each can exceed the least values of all others. A coordinate with atoms
   is linked to one with density if an atom lies strictly above the least values of all others and below the greatest of that one.

Nothing is differentiated, so kinks of densities do not matter. It contains R1, R2 and R3 of the theory where they speak of p in the open simplex.
Source: this argument; for positive densities Norets and Takahashi, Quantitative Economics 4 (2013); for Z Rockafellar, Convex Analysis, 23.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from verifier.engines.balls.newton import Box
from verifier.laws.cauchy import Cauchy
from verifier.laws.laplace import Laplace
from verifier.laws.logistic import Logistic
from verifier.laws.student_t import StudentT
from verifier.models.meetings import may_meet


def is_unique(model, box: Box) -> bool:
    """True only if the solution in the box, whose corners enclose p, is proved to be the only one of its sum."""
    return model.kind == "softmax" or not may_meet(model.laws, box.lower, box.upper) and linked(model.laws, box)


def linked(laws: Sequence, box: Box) -> bool:
    """True only if the graph of links (see above) is connected at every theta in the box at which all probabilities are positive."""
    plain = [i for i, law in enumerate(laws) if gapless(law)]
    highs = [None if laws[i].support[1] is None else box.lower[i] + laws[i].support[1] for i in plain]
    ceiling = None if None in highs else max(highs, default=None)

    def has_link(c: int) -> bool:
        lows = [box.upper[j] + law.support[0] for j, law in enumerate(laws) if j != c and law.support[0] is not None]
        places = [(box.lower[c] + point, box.upper[c] + point) for point, _ in laws[c].atoms]
        return any(all(low > x for x in lows) and (ceiling is None or high < ceiling) for low, high in places)

    return bool(plain) and all(law.atoms and has_link(i) for i, law in enumerate(laws) if i not in plain)


def steepness(model) -> Fraction | None:
    """k such that all weights w_ij(theta) of the Hessian change by a factor of at most exp(k spread(v)) from theta to theta + v; None if not known.

    Perturb-Softmax: w_ij = E[s_i s_j] / t for s = softmax((theta + gamma) / t), and from x to x + y each s_i is multiplied by
    exp(y_i) / sum_k s_k exp(y_k), which lies within exp(+-spread(y)).
    Perturb-Argmax: w_ij is the integral of f_i f_j and the other F_k. If f(x + h) <= exp(a |h|) f(x) for all x, h, then F(x + h) <= exp(a |h|) F(x);
    each of the d factors moves by at most spread(v) / 2 after a common shift, which changes nothing.
    """
    if model.kind == "softmax":
        return 2 / model.temperature
    rates = [log_slope(law) for law in model.laws]
    return None if None in rates else max(rates) * model.dim / 2


def log_slope(law) -> Fraction | None:
    """a with |f'| <= a f wherever f' exists, for a positive continuous density f; None where none is known.

    Logistic and Laplace: 1 at scale 1. Student: (nu + 1) |x| / (nu + x^2) <= (nu + 1) / (2 sqrt nu), and sqrt nu >= min(nu, 1).
    """
    if isinstance(law, (Logistic, Laplace)):
        return 1 / law.scale
    if isinstance(law, (Cauchy, StudentT)):
        nu = getattr(law, "nu", Fraction(1))
        return (nu + 1) / (2 * min(nu, 1)) / law.scale
    return None


def gapless(law) -> bool:
    """True for a law with a density that is positive inside its support, an interval, by its facts."""
    return law.facts.density and (law.facts.positive or law.facts.log_concave)
