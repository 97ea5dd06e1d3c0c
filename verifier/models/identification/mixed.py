"""Kinks and flat pieces of Perturb-Argmax where finite laws stand beside others: p is passed on to smaller models, and the way back is proved.

*Kinks* (`at_kink`). Let the choices in a set T have finite laws and theta_i = tau + c_i on T. Their maximum is one choice of the *merged* model: of a
finite law, at tau, with the probability p(T). Let the merged p have exactly one solution, where no ties occur. At its lift ties occur within the
sets T alone, so the subdifferential is the product of the polytopes {q >= 0 : q(S) <= g(S) for S in T, q(T) = p(T)}, where g(S) is the probability
that a choice in S attains the maximum. If g(S) > p(S) for each S but the whole and the empty set, p is a subgradient, and the slope of f - <p, .>
is positive along each v that is not constant on every T. The solutions are a convex set; so all of them are lifts, hence there is only one.

*Edges* (`_on_edge`). Let T = {a, b} alone tie, and p be a subgradient with g(a) = p(a). Were theta + v another solution, v_a = v_b would make
two solutions of the merged model; so v_a != v_b, and close to theta on the way nothing ties: the probabilities are p there. So each choice with
atoms has one strictly above the least values of all others, and is linked to a choice with a density that is positive beyond all bounds; then
models/identification/uniqueness.py, 2, says that there is one solution only, which contradicts theta.

*Flat pieces* (`with_room`). Let the choices in a set U have finite laws and the rest D have a maximum within an interval of length w. Let p(D)
and p on U be reached by U beside one choice without noise whose place may vary, U being held, over an open interval longer than w. In it that
choice never ties with U, and so it wins if and only if no choice of U is above the interval. Thus D, at a solution for p/p(D), anywhere in the
interval, has the probabilities p: there is more than one theta.

Source: R2 of the theory (p in the open simplex has a solution); Rockafellar, Convex Analysis, 23.4 (the slope is the support function of the
subdifferential); K. Murota, Discrete Convex Analysis (2003), section 4.4 (q(S) <= g(S) describe the polytope).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise
from math import prod

from flint import arb

from verifier.engines.balls.newton import ball, fraction, precision
from verifier.laws.constant import Constant
from verifier.laws.discrete import Discrete
from verifier.models.identification.polyhedral import minima, tied, within_reach
from verifier.models.identification.starts import warm
from verifier.models.identification.uniqueness import gapless
from verifier.models.meetings import may_meet

MOST_TIED = 12
MOST_FINITE = 6
GUARD_DIGITS = 10
TEMPERATURES = Fraction(1, 10_000), Fraction(1, 100)
NEAR = 8
KINK = "p lies in the subdifferential at theta, where choices {} tie, and no other theta has it among its subgradients"
FLAT = "the atoms of {} lie outside of the range of the maximum of the others, so all others can be moved a little and p stays"


@dataclass(frozen=True)
class Group:
    """Choices that tie: theta_i is the group's place plus their offset. A choice alone has offset 0."""

    members: tuple[int, ...]
    offsets: tuple[Fraction, ...]


def at_kink(model, p: Sequence[Fraction], digits: int) -> tuple[tuple, str] | None:
    """(theta, reason) of the only solution, theta as in Identified, where finite choices tie; None where none is proved.

    p   positive, of sum 1. Trust: as of `identify` for the merged model.
    """
    for groups in _guesses(model, p) if sum(bool(law.atoms) for law in model.laws) > 1 else ():
        theta = _lifted(model, p, groups, digits)
        if theta is not None:
            return theta, KINK.format("; ".join(", ".join(str(i + 1) for i in g.members) for g in groups if len(g.members) > 1))
    return None


def with_room(model, p: Sequence[Fraction], digits: int) -> tuple[tuple, str, bool] | None:
    """(theta, reason, whether choices tie at theta) of one solution out of many, where finite choices have room to move; None where none is proved.

    p   as for at_kink.
    """
    finite = [k for k, law in enumerate(model.laws) if law.atoms]
    for size in range(1, len(finite) + 1 if len(finite) <= MOST_FINITE else 1):
        for chosen in combinations(finite, size):
            found = _roomy(model, p, chosen, digits) if size < model.dim else None
            if found is not None:
                theta, kink = found
                return theta, FLAT.format(f"choice{'s' * (size > 1)} {', '.join(str(k + 1) for k in chosen)}"), kink
    return None


def _guesses(model, p) -> Iterator[tuple[Group, ...]]:
    """Which choices may tie: those whose atoms nearly meet at the solution of a slightly warm Perturb-Softmax, in float64."""
    seen = set()
    for t in TEMPERATURES:
        for theta in warm(model, p, [t]):
            groups = _tied(model.laws, theta, NEAR * t)
            if max(len(g.members) for g in groups) in range(2, MOST_TIED + 1) and groups not in seen:
                seen.add(groups)
                yield groups


def _tied(laws, theta, near: Fraction) -> tuple[Group, ...]:
    """The choices that are chained by pairs of atoms less than `near` apart."""
    groups: list[dict[int, Fraction]] = []
    for k, law in enumerate(laws):
        mine = {k: Fraction(0)}
        for group in list(groups):
            gap = min((_gap(laws, theta, i, k) for i in group if laws[i].atoms and law.atoms), default=None, key=lambda found: found[0])
            if gap is not None and gap[0] < near:
                _, i, step = gap
                mine |= {m: offset - group[i] + step for m, offset in group.items()}
                groups.remove(group)
        groups.append(mine)
    return tuple(Group(tuple(sorted(g)), tuple(g[k] - g[min(g)] for k in sorted(g))) for g in sorted(groups, key=min))


def _gap(laws, theta, i: int, k: int) -> tuple[Fraction, int, Fraction]:
    """(distance, i, theta_i - theta_k where they meet) for the atoms of i and k that are nearest."""
    return min((abs(theta[i] + a - theta[k] - b), i, b - a) for a, _ in laws[i].atoms for b, _ in laws[k].atoms)


def _lifted(model, p, groups: Sequence[Group], digits: int) -> tuple | None:
    from verifier.models.identification.identify import identify

    merged = type(model)([_maximum(model.laws, g) for g in groups], len(groups))
    found = identify(merged, [sum(p[i] for i in g.members) for g in groups], digits + 1)
    if not found.unique or found.at_kink:
        return None
    with precision(digits + GUARD_DIGITS):
        inside = all(_inside(model.laws, p, groups, n, found.theta) for n, g in enumerate(groups) if len(g.members) > 1)
        if not inside and not _on_edge(model.laws, p, groups, found.theta):
            return None
        places = {i: place + offset for g, place in zip(groups, _alike(found.theta)) for i, offset in zip(g.members, _alike(g.offsets, found.theta))}
        mean = sum(places.values()) / len(places)
        return tuple(places[i] - mean for i in range(len(places)))


def _alike(entries, as_in=None) -> list:
    """All Fractions, or all balls, as those of `as_in`."""
    exact = all(isinstance(x, Fraction) for x in as_in or entries)
    return [x if exact or isinstance(x, arb) else ball(x) for x in entries]


def _maximum(laws, group: Group):
    """The law of the maximum of the offsets and the noise of a group."""
    if len(group.members) == 1:
        return laws[group.members[0]]
    rows = [[(c + a, w) for a, w in laws[i].atoms] for i, c in zip(group.members, group.offsets)]
    places = [place for place in sorted({a for row in rows for a, _ in row}) if all(row[0][0] <= place for row in rows)]
    cdf = [Fraction(0), *(prod((_mass(row, place) for row in rows), start=Fraction(1)) for place in places)]
    return Discrete(tuple(places), tuple(after - before for before, after in pairwise(cdf)))


def _mass(row, place, strictly: bool = False) -> Fraction:
    return sum((w for a, w in row if a < place or a == place and not strictly), Fraction(0))


def _inside(laws, p, groups, n: int, theta) -> bool:
    """True only if g(S) > p(S) is proved for each proper part S of group n, at every solution of the merged model within the balls."""
    return all(sign == 1 for sign in _signs(laws, p, groups, n, theta))


def _on_edge(laws, p, groups, theta) -> bool:
    """True only where two choices alone tie, p is proved to lie on the boundary of the subdifferential, and no other theta has it (*Edges*)."""
    (n, *more) = [n for n, g in enumerate(groups) if len(g.members) > 1]
    pair = groups[n].members
    if more or sorted(_signs(laws, p, groups, n, theta), key=str) != [0, 1]:
        return False
    plain = [law for law in laws if gapless(law)]
    if not all(law.atoms or gapless(law) for law in laws) or all(law.support[1] is not None for law in plain):
        return False
    places = {i: place + offset for g, place in zip(groups, _alike(theta)) for i, offset in zip(g.members, _alike(g.offsets, theta))}
    lower, upper = ([_end(places[i], sign) for i in range(len(laws))] for sign in (-1, 1))
    return not any(may_meet(*([row[i] for i in range(len(laws)) if i != one] for row in (laws, lower, upper))) for one in pair)


def _end(x, sign: int) -> Fraction:
    """The lower or upper end of a ball."""
    return x if isinstance(x, Fraction) else fraction(x.upper() if sign > 0 else x.lower())


def _signs(laws, p, groups, n: int, theta) -> Iterator[int | None]:
    """The signs of g(S) - p(S), where they are proved, for each proper part S of group n, at the solution of the merged model within the balls.

    With w(x) that the others are below the level x, g(S) = sum_x a(x) w(x) and p(T) = sum_x m(x) w(x); so g(S) = p(S) where a / m is p(S) / p(T).
    """
    group, places = groups[n], [x if isinstance(x, arb) else ball(x) for x in theta]
    rows = [[(c + a, w) for a, w in laws[i].atoms] for i, c in zip(group.members, group.offsets)]
    merged, share = [_maximum(laws, g) for g in groups], sum(p[i] for i in group.members)
    levels = []
    for x, mass in merged[n].atoms:
        others = prod((law.cdf_ball(ball(x) + places[n] - place) for k, (law, place) in enumerate(zip(merged, places)) if k != n), start=arb(1))
        levels.append((others, mass, [_mass(row, x) for row in rows], [_mass(row, x, strictly=True) for row in rows]))
    for size in range(1, len(rows)):
        for chosen in combinations(range(len(rows)), size):
            wanted = sum(p[group.members[i]] for i in chosen)
            attained = [(others, mass, _attained(at, below, chosen)) for others, mass, at, below in levels]
            excess = sum((others * ball(won) for others, _, won in attained), arb(0)) - ball(wanted)
            exactly = all(won * share == wanted * mass for _, mass, won in attained)
            yield 0 if exactly else 1 if excess.is_finite() and excess.lower() > 0 else None


def _attained(at, below, chosen) -> Fraction:
    """That the maximum of the group is at a level and a member of `chosen` there, from P(<= level) and P(< level) of each."""
    rest = [k for k in range(len(at)) if k not in chosen]
    return prod(at[k] for k in rest) * (prod(at[k] for k in chosen) - prod(below[k] for k in chosen))


def _roomy(model, p, chosen: tuple[int, ...], digits: int) -> tuple[tuple, bool] | None:
    """theta with the choices `chosen` in the middle of their room, if there is more of it than the others need; whether choices tie there."""
    from verifier.models.identification.identify import identify

    rest = [k for k in range(model.dim) if k not in chosen]
    laws, share = [*(model.laws[k] for k in chosen), Constant(Fraction(0))], sum(p[k] for k in rest)
    ends = [model.laws[k].support for k in rest]
    if not within_reach(laws) or all(low is None for low, _ in ends) or any(high is None for _, high in ends):
        return None
    spans = minima(laws, [*(p[k] for k in chosen), share]).spans
    lows, highs = zip(*(spans[k, len(chosen)] for k in range(len(chosen))))
    if (room := min(high - low for low, high in zip(lows, highs))) <= 0:
        return None
    inner = identify(type(model)([model.laws[k] for k in rest], len(rest)), [p[k] / share for k in rest], digits + 1)
    if inner.theta is None:
        return None
    with precision(digits + GUARD_DIGITS):
        places = _alike(inner.theta)
        floor, ceiling = _range(places, ends)
        slack = room - (ceiling - floor) if isinstance(floor, Fraction) else ball(room) - (ceiling - floor)
        if not (slack if isinstance(slack, Fraction) else slack.lower()) > 0:
            return None
        theta = dict(zip(rest, places)) | {k: floor + high - slack / 2 for k, high in zip(chosen, _alike(highs, places))}
        mean = sum(theta.values()) / model.dim
        kink = inner.at_kink or tied(laws, [*(high - room / 2 for high in highs), Fraction(0)])
        return tuple(theta[k] - mean for k in range(model.dim)), kink


def _range(places, ends) -> tuple:
    """The least and the greatest value that the maximum can have."""
    lows = [place + _alike([low], places)[0] for place, (low, _) in zip(places, ends) if low is not None]
    highs = [place + _alike([high], places)[0] for place, (_, high) in zip(places, ends)]
    if isinstance(lows[0], Fraction):
        return max(lows), max(highs)
    floor, ceiling = lows[0], highs[0]
    for low in lows[1:]:
        floor = floor.max(low)
    for high in highs[1:]:
        ceiling = ceiling.max(high)
    return floor, ceiling
