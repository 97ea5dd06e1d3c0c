"""The maximum of independent variables whose cdfs are polynomials between break points: exact, in the rationals of python-flint.

With F_j the cdfs (right-continuous), f_j their derivatives, P = product of all F_j, and all supports bounded:

    E max = top - integral of P from bottom to top          bottom, top: the largest of the lower, of the upper ends
    P(j is the largest) = integral of f_j P/F_j + sum over its atoms a of (weight of a) * (P/F_j)(a)
    w_ij = integral of f_i f_j P/(F_i F_j) + sum over atoms a of i of (weight of a) * f_j(a) * (P/(F_i F_j))(a), and with i and j exchanged

Variables of one law are kept once, with their number. Below `bottom` P vanishes, so what cannot reach it is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, pairwise, product
from math import prod
from typing import NamedTuple

from flint import fmpq, fmpq_poly

from verifier.engines.rationals.pieces import Cell, Variable

ZERO, ONE = fmpq(0), fmpq(1)


class Run(NamedTuple):
    """Cells number first to end - 1; the root of the polynomial if it is linear."""

    first: int
    end: int
    root: fmpq | None


class Largest:
    """Which of independent variables is the largest.

    variables   bounded; counts[g] independent copies of variables[g]
    Answers are per variable, or per pair of variables, meaning one copy of each.
    """

    def __init__(self, variables: Sequence[Variable], counts: Sequence[int]):
        self.bottom = max(v.breaks[0] for v in variables)
        self.top = max(v.breaks[-1] for v in variables)
        self.size = len(variables)
        self.kept = [g for g, v in enumerate(variables) if v.breaks[-1] > self.bottom or v.jump(self.bottom) != 0]
        self.variables = [variables[g] for g in self.kept]
        self.counts = [counts[g] for g in self.kept]

    @cached_property
    def ends(self) -> list[fmpq]:
        """The ends of the cells, from bottom to top."""
        return sorted({t for v in self.variables for t in v.breaks if t >= self.bottom})

    def degrees(self) -> list[int]:
        """The degree of the product P on each cell, found before anything is multiplied."""
        steps = dict.fromkeys(self.ends, 0)
        for v, n in zip(self.variables, self.counts):
            steps[self.bottom] += n * v.after(self.bottom).degree()
            for t, before, after in zip(v.breaks, v.cdfs, v.cdfs[1:]):
                if t > self.bottom:
                    steps[t] += n * (after.degree() - before.degree())
        return list(accumulate(steps[t] for t in self.ends[:-1]))

    @cached_property
    def cells(self) -> list[Cell]:
        return [self._cell(left, right) for left, right in zip(self.ends, self.ends[1:])]

    def _cell(self, left: fmpq, right: fmpq) -> Cell:
        cdfs = [v.after(left) for v in self.variables]
        return Cell(left, right, cdfs, prod((cdf**n for cdf, n in zip(cdfs, self.counts)), start=fmpq_poly([1])))

    @cached_property
    def levels(self) -> list[tuple[fmpq, list[fmpq], list[int], fmpq]]:
        """(level, cdfs there, the variables with an atom there, the product P there) for all atoms that can be the maximum."""
        rows = []
        for t in sorted({t for v in self.variables for t in v.atoms if t >= self.bottom}):
            cdfs = [v.at(t) for v in self.variables]
            total = prod((cdf**n for cdf, n in zip(cdfs, self.counts)), start=ONE)
            rows.append((t, cdfs, [g for g, v in enumerate(self.variables) if v.jump(t) != 0], total))
        return rows

    def tie(self) -> tuple[fmpq, list[int]] | None:
        """A level at which two variables or more tie for the maximum with positive probability, and they; None where there is none."""
        for t, _, there, total in self.levels:
            if total != 0 and sum(self.counts[g] for g in there) > 1:
                return t, [self.kept[g] for g in there]
        return None

    def bend(self) -> tuple[fmpq, int, int] | None:
        """A level at which an atom of one variable meets a jump of another's density, so that the weights need not exist; and the two."""
        for t, cdfs, there, _ in self.levels:
            for h in (h for h, v in enumerate(self.variables) if h not in there and v.bends(t)):
                if _without(cdfs, self.counts, h) != 0:
                    return t, self.kept[there[0]], self.kept[h]
        return None

    def mean(self) -> fmpq:
        """The mean of the maximum."""
        return self.top - sum((cell.integral(cell.product) for cell in self.cells), ZERO)

    def shares(self) -> list[fmpq]:
        """The probability that one copy of each variable is the largest. Where there is a tie this is meaningless."""
        found = [ZERO] * self.size
        for cell in self.cells:
            for g, share in cell.shares.items():
                found[self.kept[g]] += share
        for t, cdfs, there, total in self.levels:
            for g in there:
                found[self.kept[g]] += self.variables[g].jump(t) * total / cdfs[g]
        return found

    def weights(self) -> dict[tuple[int, int], fmpq]:
        """w for a copy of each of two variables g <= h (two copies of one where g = h); what is absent is 0."""
        found: dict[tuple[int, int], fmpq] = {}
        for g, runs in enumerate(self._runs):
            for h in range(g if self.counts[g] > 1 else g + 1, len(self.variables)):
                weight = sum((self._joint(g, h, *pair) for pair in product(runs, self._runs[h])), ZERO)
                _add(found, self.kept[g], self.kept[h], weight)
        for g, h, weight in self._atom_weights():
            _add(found, g, h, weight)
        return found

    def _joint(self, g: int, h: int, one: Run, two: Run) -> fmpq:
        """The integral for a weight over the cells of two runs; linear F by partial fractions, as f/F = 1/(t - root)."""
        first, end = max(one.first, two.first), min(one.end, two.end)
        if first >= end:
            return ZERO
        if one.root is None or two.root is None or one.root == two.root:
            return sum((cell.weight(g, h) for cell in self.cells[first:end]), ZERO)
        left, right = (self._totals[k][end] - self._totals[k][first] for k in (g, h))
        return (left - right) / (one.root - two.root)

    @cached_property
    def _runs(self) -> list[list[Run]]:
        """For each variable the neighbouring cells on which its cdf is one polynomial, not constant."""
        places = {t: k for k, t in enumerate(self.ends)}
        rows: list[list[Run]] = []
        for v in self.variables:
            pieces = [(max(left, self.bottom), right, cdf) for (left, right), cdf in zip(pairwise(v.breaks), v.cdfs[1:]) if cdf.degree() > 0]
            rows.append([Run(places[left], places[right], _root(cdf)) for left, right, cdf in pieces if left < right])
        return rows

    @cached_property
    def _totals(self) -> list[list[fmpq]]:
        """For each variable its shares on the first 0, 1, 2, ... cells together."""
        return [list(accumulate((cell.shares.get(g, ZERO) for cell in self.cells), initial=ZERO)) for g in range(len(self.variables))]

    def _atom_weights(self) -> Iterator[tuple[int, int, fmpq]]:
        for t, cdfs, there, total in self.levels:
            for h in (h for h, v in enumerate(self.variables) if total != 0 and h not in there and v.density(t) != 0):
                for g in there:
                    weight = self.variables[g].jump(t) * self.variables[h].density(t) * total / (cdfs[g] * cdfs[h])
                    yield self.kept[g], self.kept[h], weight

    def products(self, vectors: Sequence[Sequence[fmpq]]) -> list[list[fmpq]]:
        """The Hessian times a vector; vectors[g] holds the entries of the copies of variable g, and so does the answer.

        With S the sum of f_j P/F_j and D that of v_j f_j P/F_j, entry i is the integral of f_i (v_i S - D)/F_i: the term j = i drops out.
        """
        sums = [sum(row, ZERO) for row in vectors]
        found = [[ZERO] * len(row) for row in vectors]
        for cell in self.cells:
            self._add_cell(found, cell, vectors, sums)
        for g, h, weight in self._atom_weights():
            for a, b in ((g, h), (h, g)):
                found[a] = [old + weight * (len(vectors[b]) * v - sums[b]) for old, v in zip(found[a], vectors[a])]
        return found

    def _add_cell(self, found, cell: Cell, vectors, sums) -> None:
        ratios = {g: cell.cdfs[g].derivative() * (cell.product // cell.cdfs[g]) for g in cell.moving}
        total = sum((sums[self.kept[g]] * ratio for g, ratio in ratios.items()), fmpq_poly([0]))
        for g in cell.moving:
            row, cdf = found[self.kept[g]], cell.cdfs[g]
            values = vectors[self.kept[g]]
            seen: dict[fmpq, fmpq] = {}
            for k, v in enumerate(values):
                if v not in seen:
                    seen[v] = cell.integral(cdf.derivative() * ((v * cell.product.derivative() - total) // cdf))
                row[k] += seen[v]


def _without(cdfs: list[fmpq], counts: list[int], h: int) -> fmpq:
    """The product of the powers, with one factor h fewer."""
    return prod((cdf ** (n - (g == h)) for g, (cdf, n) in enumerate(zip(cdfs, counts))), start=ONE)


def _root(cdf: fmpq_poly) -> fmpq | None:
    return -cdf[0] / cdf[1] if cdf.degree() == 1 else None


def _add(table: dict, g: int, h: int, weight: fmpq) -> None:
    key = (min(g, h), max(g, h))
    table[key] = table.get(key, ZERO) + weight
