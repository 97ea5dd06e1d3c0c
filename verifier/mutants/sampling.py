"""A second engine for general forms: what they say at small random instances, a finite law and a few plain numbers each."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from verifier.claims.evidence import Certificate
from verifier.claims.formula import ReadForm, Tree, free_names, show
from verifier.claims.trees import substitute
from verifier.mutants.formulas import is_index
from verifier.mutants.instances import (
    EQUAL,
    VALUES,
    Exhausted,
    Instance,
    Set,
    Unknown,
    Vector,
    is_vector,
    written_vector,
)
from verifier.mutants.refuting import certificate


def instances(reading: ReadForm, count: int, seed: int) -> Iterator[Instance]:
    """Seeded instances for the free names of the form, small dimensions and plain numbers first."""
    random = Random(seed)
    free = frozenset().union(*map(free_names, reading.given + reading.conclusion)) - {"d", "ones"}
    for turn in range(count):
        d = (1, 2, 2, 3)[turn % 4]

        def vector() -> Vector:
            return _vector(random, d, [value for value in names.values() if isinstance(value, tuple)])

        names: dict[str, object] = {}
        for name in sorted(free):
            if not name[0].isupper():
                names[name] = random.randrange(d) if is_index(name) else vector() if is_vector(name) else _real(name, random)
        drawn = [random.choice(_shares(d)), _plain(random, d), _plain(random, d)]
        pool = tuple(dict.fromkeys([(0.0,) * d, *drawn, tuple(float(k == 0) for k in range(d))]))
        atoms = [_plain(random, d) for _ in range(random.choice((1, 2, 3)))]
        law = tuple((1 / len(atoms), atom) for atom in atoms)
        sets = {name: _set(random.randrange(6), pool, d) for name in sorted(free) if name[0].isupper()}
        instance = Instance(d, law, names, sets, pool)
        for tree in reading.given:
            _solve(instance, tree)
        yield instance


def _solve(instance: Instance, tree: Tree) -> None:
    """Moves the instance onto equations for a free name or for all its components, which random values would miss."""
    names = instance.names
    try:
        match tree:
            case ("and", left, right):
                _solve(instance, left)
                _solve(instance, right)
            case ("=", str(name), value) if name in names:
                names[name] = instance.term(value, names)
                instance.solved[name] = exact(instance, value)
            case ("every", i, ("=", ("at", str(name), j), value)) if i == j and name in names and name not in free_names(value):
                names[name] = tuple(instance.term(value, {**names, i: k}) for k in range(instance.d))
                instance.solved[name] = ("vec", *(exact(instance, substitute(value, {i: Fraction(k + 1)})) for k in range(instance.d)))
    except (Unknown, Exhausted, KeyError, TypeError):
        return


def exact(instance: Instance, tree: Tree) -> Tree:
    """The term with the values of the instance for its names, as a tree."""
    return substitute(tree, {name: instance.tree(name) for name in free_names(tree) & instance.names.keys()})


def _real(name: str, random: Random) -> float:
    return random.choice((0.5, 0.25, 0.75, 0.5, 0.25, 0.75, 0.0, 1.0, 2.0, -1.0)) if name.startswith("lam") else random.choice(VALUES)


def _plain(random: Random, d: int) -> Vector:
    return tuple(random.choice(VALUES) for _ in range(d))


def _shares(d: int) -> list[Vector]:
    """Some points of the simplex: in the middle, aside, on an edge, a vertex."""
    aside = [0.5**k for k in range(2, d + 1)]
    edge = (0.5, 0.5, *[0.0] * d)[:d] if d > 1 else (1.0,)
    return [(1 / d,) * d, (1 - sum(aside), *aside), edge, (1.0, *[0.0] * (d - 1))]


def _vector(random: Random, d: int, before: list[Vector]) -> Vector:
    """Plain numbers, or one with ties, a point of the simplex, or a translate of a vector drawn before: what random numbers would miss."""
    kind = random.randrange(6)
    if kind == 0 and before:
        x, c = random.choice(before), random.choice((0.0, 1.0))
        return tuple(a + c for a in x)
    if kind == 1:
        return random.choice(_shares(d))
    return tuple(random.choice((0.0, 1.0)) for _ in range(d)) if kind == 2 else _plain(random, d)


def _set(kind: int, pool: tuple[Vector, ...], d: int) -> Set:
    """All of R^d, a point, two points, the hyperplanes of sum 0 and of first coordinate 0, no point at all."""
    if kind == 0:
        return (lambda x: True), pool, False, "0 <= 0"
    if kind in (1, 2):
        members = pool[1 : 1 + kind] or pool[:1]
        return (lambda x: x in members), members, True, " or ".join(f"x = {show(written_vector(member))}" for member in members)
    if kind == 3:
        flat = tuple(tuple(a - sum(x) / d for a in x) for x in pool)
        return (lambda x: abs(sum(x)) < EQUAL), flat, False, "sum(j, x[j]) = 0"
    if kind == 4:
        return (lambda x: abs(x[0]) < EQUAL), tuple((0.0, *x[1:]) for x in pool), False, "x[1] = 0"
    return (lambda x: False), (), True, "1 <= 0"


PATIENCE, SECONDS, ATTEMPTS = 20, 1.5, 4


UNMET, UNVALUED = "no small instance meets the hypotheses", "it speaks of something that has no value at small instances"
FALSE = "false at a small instance"
HOLDS, SEEMS = "true at every small instance", "true at every small instance as far as finitely many vectors show"
DOUBTFUL = "false at a small instance only if what was tried at finitely many vectors holds for all of them"


@dataclass(frozen=True)
class Sample:
    """How many instances met the hypotheses, and one at which the conclusion is false, where hypotheses and falsity are both sure; else
    in words how far the search came."""

    tried: int
    false_at: str | None
    reason: str = ""
    certificate: Certificate | None = None


def sample(reading: ReadForm, number: int, count: int = 60, seed: int = 0) -> Sample:
    """The conclusion of that number at `count` seeded instances that meet the hypotheses; gives up after PATIENCE times as many, or SECONDS.

    Where it seems false a derivation of that is tried, at ATTEMPTS instances; `certificate` is the first found.
    """
    tried, end, seen, false = 0, time.process_time() + SECONDS, Counter(), None
    for instance in instances(reading, PATIENCE * count, seed):
        if tried >= count or time.process_time() > end or seen[FALSE] >= ATTEMPTS:
            break
        found = _truth(reading, number, instance)
        seen[found] += 1
        if found in (UNMET, UNVALUED):
            continue
        tried += 1
        if found in (FALSE, DOUBTFUL):
            shown = certificate(reading, number, instance) if seen[FALSE] + seen[DOUBTFUL] <= ATTEMPTS else None
            if shown is not None:
                return Sample(tried, None, DOUBTFUL, shown)   # the checker says whether it is false
            false = false or (_described(instance) if found == FALSE else None)
    return Sample(tried, false, "" if false else next((words for words in (DOUBTFUL, SEEMS, HOLDS, UNVALUED, UNMET) if seen[words]), UNMET))


def _truth(reading: ReadForm, number: int, instance: Instance) -> str:
    """What the instance says of the conclusion."""
    try:
        given = [instance.truth(tree, instance.names) for tree in reading.given]
        if not all(found.value for found in given):
            return UNMET
        instance.spent = 0
        found = instance.truth(reading.conclusion[number], instance.names)
    except (Unknown, Exhausted, KeyError, TypeError):
        return UNVALUED
    if found.value:
        return HOLDS if found.sure else SEEMS
    return FALSE if found.sure and all(part.sure for part in given) else DOUBTFUL


def _described(instance: Instance) -> str:
    def shown(value) -> str:
        return "(" + ", ".join(map(shown, value)) + ")" if isinstance(value, tuple) else f"{value:g}"

    names = [f"{name} = {value + 1 if is_index(name) else shown(value)}" for name, value in sorted(instance.names.items())]
    sets = [f"{name}: {len(members)} points" if whole else f"{name}: a plane" for name, (_, members, whole, _) in sorted(instance.sets.items())]
    return "; ".join([f"d = {instance.d}", *names, *sets, "atoms " + ", ".join(shown(atom) for _, atom in instance.law)])
