"""Where a lattice for theta_j + gamma_j + G_j must lie and how fine it must be. All estimates: what was reached, the radii of the answer tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, inf, log, log2

from flint import arb, ctx

from verifier.engines.balls.lattice import GRAIN, Lattice, LatticeError, spacing
from verifier.engines.balls.memory import refuse_large
from verifier.engines.floating.quadrature import QuadratureError
from verifier.laws.base import Law
from verifier.models.balls import moments
from verifier.models.balls.far_tails import is_heavy, reach
from verifier.models.balls.kernels import coarsest
from verifier.models.balls.rough import log_probabilities
from verifier.models.balls.spans import EVERYWHERE, Span

MOST_ENTRIES = 4_000_000
PER_ENTRY = 4
COARSER = 1.3
LEAST_POWER = 1.05
STEEP = 8
CRUDE, LEAST = 20, 1e-60
FAR = 1e9
MARGIN = 20


@dataclass(frozen=True)
class Window:
    """A lattice around `centre`, from which theta is seen; nats and bits for the tables, and for each coordinate where its own matters."""

    lattice: Lattice
    centre: int
    nats: float
    bits: int
    spans: tuple[Span, ...]


def window(laws: Sequence[Law], theta: Sequence[float], nats: float, hessian: bool) -> Window:
    """The window for which tails and sums err by about e^-nats, relatively for each p_i and absolutely for the value.

    Beyond it heavy tails need engines/balls/far.py: right of it, and left of it too where all laws have heavy tails.
    Rejects tables of more than 4 000 000 entries or 2 GB (LatticeError).
    """
    if not max(map(abs, theta)) <= FAR:
        raise LatticeError(f"an entry of theta is above {FAR:g}, or nan; subtract a common number from all")
    crest = max(x + (float(law.location) if is_heavy(law) else moments.right(law, log(2 * len(laws)), 1.0)) for law, x in zip(laws, theta))
    shares = _log_shares(laws, theta, crest)
    low, highs = _ends(laws, theta, nats, crest, shares)
    high = max(highs)
    low -= log(2) if hessian else 0.0
    rows = nats + log(len(laws)) + 4 + max(0.0, min(crest - low, -min(shares)) - STEEP)
    step, centre = _step(laws, nats + log(len(laws)) + 4, rows, 2 if hessian else 1), floor(crest)
    first, last = floor((low - centre) / step) - 1, ceil((high - centre) / step) + 1
    bits = 1.4427 * rows + log2(last - first) + log2(2 + max(abs(low), abs(high), *map(abs, theta))) + 40
    refuse_tables(last - first, len(laws), bits)
    spans = _spans(laws, [x - centre for x in theta], rows, [end - centre for end in highs])
    return Window(Lattice(Fraction(step), min(first, 0), max(last, 0)), centre, rows, ceil(bits), spans)


def refuse_tables(points: float, dim: int, bits: float) -> None:
    """Rejects tables of cdfs, densities and two products for so many points that are too large (LatticeError)."""
    what = f"tables of {points:.3g} points by {dim} choices"
    if not points * dim <= MOST_ENTRIES:
        raise LatticeError(f"{what} are too large; take fewer digits, or theta and scales (over the temperature) of more modest range")
    refuse_large(PER_ENTRY * points * dim, bits, what)


def joined(one: Window, other: Window) -> Window:
    """A window that serves wherever one of the two does."""
    centre, step = one.centre, min(one.lattice.step, other.lattice.step)
    low, high = (choose(w.centre - centre + w.lattice.step * getattr(w.lattice, end) for w in (one, other))
                 for choose, end in ((min, "first"), (max, "last")))
    lattice = Lattice(step, min(0, floor(low / step)), max(0, ceil(high / step)))
    ends = [[[end + w.centre - centre for end in span] for span in w.spans] for w in (one, other)]
    spans = tuple((min(a[0], b[0]), max(a[1], b[1])) for a, b in zip(*ends))
    bits = max(one.bits, other.bits) + ceil(log2(len(lattice)))
    return Window(lattice, centre, max(one.nats, other.nats), bits, spans)


def _ends(laws, theta, nats: float, crest: float, shares: list[float]) -> tuple[float, list[float]]:
    """From where the lattice must reach, and to where for each coordinate."""
    least, far = nats + log(len(laws)) + 5, reach(nats + log(len(laws)) + MARGIN)

    def high(law: Law, x: float, share: float) -> float:
        return x + (float(law.location) + far if is_heavy(law) else moments.right(law, max(nats - share, least), 1.0))

    highs = [high(*row) for row in zip(laws, theta, shares)]
    if not all(map(is_heavy, laws)):
        return _left_end(laws, theta, nats, crest, shares), highs
    return min(x + float(law.location) for law, x in zip(laws, theta)) - far, highs


def _spans(laws, theta, nats: float, highs: list[float]) -> tuple[Span, ...]:
    """For each coordinate from where its cdf is above e^-nats, to where it matters for its own p; everything for heavy tails."""
    lows = {law: -inf if is_heavy(law) else _low(law, nats) for law in set(laws)}
    return tuple(EVERYWHERE if is_heavy(law) else (lows[law] + x, high) for law, x, high in zip(laws, theta, highs))


def _low(law: Law, nats: float) -> float:
    """About where the cdf of gamma + G is e^-nats."""
    near, far = float(law.location), 1.0
    while moments.log_cdf(law, near - far)[0] > -nats and far < FAR:
        far *= 1.5
    return near - far - 1


def _left_end(laws, theta, nats: float, crest: float, shares: list[float]) -> float:
    """T such that for each i, relatively, the product of all cdfs is small left of it, or that of the others, which then decays faster than e^t."""
    counts, least = Counter(zip(laws, theta)), dict(zip(zip(laws, theta), shares))

    def serves(t: float) -> bool:
        bounds = {key: moments.log_cdf(key[0], t - key[1]) for key in counts}
        total, power = (sum(counts[key] * bound[k] for key, bound in bounds.items()) for k in (0, 1))

        def small(key) -> bool:
            log_bound, q = bounds[key]
            apart = power - q > LEAST_POWER and total - log_bound <= t - crest - nats - 4
            return apart or total <= least[key] - nats

        return total <= -nats and all(map(small, counts))

    reach = 1.0
    while not serves(crest - reach):
        reach *= 2
        if reach > FAR:
            raise LatticeError("a law whose left tail has no exponential moment")
    near, far = reach / 2, reach
    for _ in range(8):
        middle = (near + far) / 2
        near, far = (near, middle) if serves(crest - middle) else (middle, far)
    return crest - far


def _log_shares(laws, theta, crest: float) -> list[float]:
    """About log p_i: crude bounds where these cost little, else what float64 answers, of the probabilities or, if tiny, their logarithms."""
    shares = [_log_share(law, crest - x) for law, x in zip(laws, theta)]
    if min(shares) >= -CRUDE:
        return shares
    probabilities = _estimated(laws, theta)
    if min(probabilities) > LEAST:
        return list(map(log, probabilities))
    try:
        return [max(share, found - 1) for share, found in zip(shares, log_probabilities(laws, theta, CRUDE))]
    except QuadratureError:
        return shares


def _estimated(laws, theta) -> Sequence[float]:
    """The probabilities in float64; zeros where there are none to be had."""
    from verifier.models.errors import ModelError
    from verifier.models.softmax import PerturbSoftmax

    try:
        return PerturbSoftmax(tuple(laws), len(laws)).probabilities(theta).tolist()
    except ModelError:
        return [0.0] * len(laws)


def _log_share(law: Law, gap: float) -> float:
    """About the least that log p_i can be, for a coordinate this far below the maximum: its noise makes up for it, or its Gumbel variable."""
    with ctx.workprec(64):
        tail = law.survival_ball(arb(gap))
        by_noise = float(tail.log().mid()) if tail > 0 else -inf
    return min(0.0, max(by_noise, moments.left(law, 1.0) - gap)) - 2


def _step(laws, nats: float, rows: float, power: int) -> float:
    """The step for p and w, whose errors are relative; or a little less if that spares a law a finer one for its rows."""
    step = spacing(nats, power)
    steps = [found for law in set(laws) if not law.atoms and (found := coarsest(law, rows)) is not None]
    close = [found for found in steps if step / COARSER < found < step]
    return max(1, floor(min(close, default=step) * GRAIN)) / GRAIN
