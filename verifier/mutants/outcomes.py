"""From what was found about a mutant to an outcome, and the reason in words; arguments on file are read here."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from verifier.claims.evidence import Certificate
from verifier.claims.formula import ReadForm, parse, read_form
from verifier.claims.statement import StatementError
from verifier.claims.trees import Tree, binds
from verifier.mutants.formulas import names_in
from verifier.mutants.judging import Judged
from verifier.mutants.statements import Mutant
from verifier.mutants.views import EXACT, INSTANCES, MODELS, SUMS


class Outcome(StrEnum):
    """REFUTED: a certificate that it fails was accepted. WITNESSED: a second engine found it false at a point, without a certificate.
    OPEN: neither proved nor found false. CONFIRMED: proved, and a second engine agrees or an argument says why it is true.
    UNCONFIRMED: proved, and nothing of the kind. DEFECT: proved, and false. NONE: the changed text is no statement."""

    REFUTED = "refuted"
    WITNESSED = "false at a point"
    OPEN = "undecided"
    CONFIRMED = "proved and true"
    UNCONFIRMED = "proved, unconfirmed"
    DEFECT = "proved and FALSE"
    NONE = "no statement"


@dataclass(frozen=True)
class Found:
    """An outcome; `why`: the witness of what is false, the reason of what is true, the trouble of what is open."""

    outcome: Outcome
    why: str = ""


def outcome(judged: Judged, original: ReadForm, recorded: tuple[Certificate, ...]) -> Found:
    """The outcome of a mutant of the form `original`, about which the certificates `recorded` are accepted."""
    if judged.unreadable or any("FormulaError" in text for text in (judged.trouble, *(view.reason for view in judged.views.values()))):
        return Found(Outcome.NONE, judged.unreadable or judged.trouble)
    objections = [view for k, view in judged.views.items() if k in judged.holds and view.objects]
    wrong = [view.against or "an equation whose sides SymPy finds different" for view in objections]
    if judged.contradictory or (wrong and judged.mutant is not None):
        return Found(Outcome.DEFECT, wrong[0] if wrong else "the checker accepted both sides")
    if judged.refuted:
        return Found(Outcome.REFUTED, _witness(judged))
    if judged.proved:
        return _proved(judged, original, recorded)
    against = next((view.against for view in judged.views.values() if view.against is not None), None)
    if against is not None:
        return Found(Outcome.WITNESSED, against)
    without = next((view.without for view in judged.views.values() if view.without), "")
    if without:
        return Found(Outcome.OPEN, f"it has no value at a point that the hypotheses allow: {without}")
    agreed = bool(judged.wanted) and all(k in judged.views and judged.views[k].agrees for k in judged.wanted)
    tried = [_agreed(judged)] if agreed else dict.fromkeys(view.reason for view in judged.views.values())
    return Found(Outcome.OPEN, "; ".join(filter(None, (*tried, judged.trouble))))


def _agreed(judged: Judged) -> str:
    """Why nothing was proved, where nothing speaks against it either."""
    views = judged.views.values()
    if any(view.vacuous for view in views):
        return agreement(judged)
    if all(view.engine in (MODELS, SUMS) for view in views):
        return f"true wherever it was tried, but the hypotheses do not list points one by one, and balls prove nothing else: {agreement(judged)}"
    if all(view.engine == INSTANCES for view in views):
        return f"{next(view.reason for view in views)}: {agreement(judged)}"
    return f"nothing speaks against it: {agreement(judged)}"


def open_class(why: str) -> str:
    """The first words of why a mutant is open, by which such mutants are counted."""
    return re.split("[:;]", why)[0] or "neither a proof nor a witness was found"


def _witness(judged: Judged) -> str:
    proof = next(item.proof for item in judged.certificates if item.asserts == "fails")
    at = proof.get("at", proof.get("instance", {}))
    return ", ".join(f"{name} = {value}" for name, value in sorted(at.items())) or "as it stands"


def _proved(judged: Judged, original: ReadForm, recorded: tuple[Certificate, ...]) -> Found:
    reason = by_rule(judged.mutant, original, recorded)
    if reason:
        return Found(Outcome.CONFIRMED, reason)
    if all(judged.views[k].agrees for k in judged.wanted):
        return Found(Outcome.CONFIRMED, f"{likely(judged.mutant)}; {agreement(judged)}")
    tried = "; ".join(dict.fromkeys(view.reason or f"nothing to try ({view.engine})" for view in judged.views.values() if not view.agrees))
    return Found(Outcome.UNCONFIRMED, tried)


def agreement(judged: Judged) -> str:
    """What the second engines tried, in words."""
    views = list(judged.views.values())
    if any(view.vacuous for view in views):
        return next(view.reason for view in views if view.vacuous)
    fewest = min(view.tried for view in views)
    s = "s" * (fewest != 1)
    text = {
        EXACT: f"exact values at {fewest} point{s} or more", MODELS: f"the float64 models at {fewest} point{s}",
        SUMS: f"midpoint sums at {fewest} point{s} clearly", INSTANCES: f"{fewest} small instance{s}",
    }[views[0].engine]
    return text + (" and SymPy's polynomials" if any(view.identical for view in views) else "") + " agree"


def by_rule(mutant: Mutant, original: ReadForm, recorded: tuple[Certificate, ...]) -> str:
    """An argument that needs no search: the same statement, one that follows from it at once, or a hypothesis that its proof does not use."""
    place, after = mutant.place.split()[0], mutant.after
    held = {item.conclusion for item in recorded if item.asserts == "holds"}
    everything = held >= set(range(len(original.conclusion)))
    if place == "hypothesis" and everything and not any(_uses(item, int(mutant.place.split()[1]) - 1) for item in recorded):
        return "the derivation does not use this hypothesis, so that any other may stand in its place"
    if place == "definition" and everything and _only_unused(mutant, original, recorded):
        return "only hypotheses that the derivation does not use refer to this definition"
    if place == "conclusion" and mutant.conclusion in held:
        before, now = parse(mutant.before), parse(after)
        if nameless(before) == nameless(now):
            return "bound names were changed: the same statement"
        if follows(before, now):
            return "it follows from the statement as recorded: an equation gives both inequalities, < gives <="
    return ""


def _only_unused(mutant: Mutant, original: ReadForm, recorded: tuple[Certificate, ...]) -> bool:
    """Whether the changed definition changes no conclusion, and no hypothesis that a derivation uses."""
    table = dict(original.form.definitions or ()) | {mutant.place.split()[1]: mutant.after}
    changed = read_form(replace(original.form, definitions=tuple(sorted(table.items()))))
    touched = [k for k, (old, new) in enumerate(zip(original.given, changed.given)) if old != new]
    return changed.conclusion == original.conclusion and not any(_uses(item, k) for item in recorded for k in touched)


def _uses(item: Certificate, number: int) -> bool:
    if item.kind != "derivation" or item.asserts != "holds":
        return True
    return any(step["by"] == "hypothesis" and step["index"] == number for step in item.proof["steps"])


def nameless(tree: Tree, bound: tuple[str, ...] = ()) -> Tree:
    """The tree with bound names as their distance to the binder, so that only free names count."""
    if isinstance(tree, str):
        return ("bound", bound.index(tree)) if tree in bound else tree
    if not isinstance(tree, tuple):
        return tree
    if binds(tree):
        return (tree[0], nameless(tree[2], (tree[1], *bound)))
    return (tree[0], *(nameless(child, bound) for child in tree[1:]))


WEAKER = {("=", "<="), ("=", ">="), ("<", "<="), (">", ">=")}


def follows(before: Tree, now: Tree) -> bool:
    """Whether the second differs from the first at most by weaker relations, not below a negation nor in a premise."""
    if before == now:
        return True
    if not isinstance(before, tuple) or not isinstance(now, tuple) or len(before) != len(now):
        return False
    if before[0] != now[0]:
        return (before[0], now[0]) in WEAKER and before[1:] == now[1:]
    if before[0] in ("and", "or"):
        return follows(before[1], now[1]) and follows(before[2], now[2])
    return before[0] in ("->", "forall", "every", "exists", "some") and before[1] == now[1] and follows(before[2], now[2])


def likely(mutant: Mutant) -> str:
    """Why a change of this kind may leave a statement true, told from its place and kind; no argument by itself."""
    place = mutant.place.split()[0]
    if place == "hypothesis":
        return "another hypothesis, from which the conclusion follows as well"
    if place in ("law", "definition"):
        return f"true for this {place} as well"
    changed = names_in(parse(mutant.after)) if mutant.after else frozenset()
    if mutant.kind == "sign" and any(name[:1] == "g" and name[1:].isdigit() for name in changed):
        return "a sign, of something symmetric or in a place where it does not matter"
    return {
        "boundary": "both sides agree at the boundary, or the inequality is strict anyway",
        "bound": "a bound where neighbouring cases agree, or beyond the support",
        "dropped": "the part dropped follows from the rest", "direction": "true in this direction as well", "and and or": "either part suffices",
        "index": "the other index gives the same by symmetry, or in a place where it does not matter",
    }.get(mutant.kind, "the change makes no difference, or leaves an inequality true")


def read_arguments(path: Path) -> dict[str, str]:
    """The arguments on file, by what they are bound to. Rejects a damaged file, an argument without words (StatementError)."""
    if not path.exists():
        return {}
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))["argument"]
        found = {row["meaning"]: " ".join(row["text"].split()) for row in rows}
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise StatementError(f"{path.name}: cannot be read as arguments about mutants ({error})") from error
    if len(found) != len(rows) or not all(found.values()):
        raise StatementError(f"{path.name}: an argument without words, or two with one meaning")
    return found
