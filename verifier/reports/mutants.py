"""The page of the mutation score, rendered from recorded data (mutants.json): what was changed, what came of it, every survivor explained."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

from verifier.reports.gfm import cell, code, prose, table
from verifier.reports.store import refuse_foreign, write
from verifier.reports.words import MARK

NAME = "mutants.md"
SHOWN, LONG = 4, 100
FALSE, TRUE, BAD, OPEN = ("refuted", "false at a point"), "proved and true", ("proved and FALSE", "proved, unconfirmed"), "undecided"
RULES = {
    "another claim": "only the number of the conclusion was changed, and the claim that the certificate now makes stands proved by one of its own",
    "another rule": "precision, window and decays of an enclosure may be chosen at will: the checker bounds the errors itself",
    "another point": "a counterexample at another point: exact values from the law, or the float64 models, find that it is one",
    "a free choice": "a split divides the space in three whatever the form; a break of an integral may lie anywhere between its ends",
    "the same facts": "an entry was repeated, turned or weakened: everything the certificate states, the recorded one states too, or more",
    "a true fact": "a sign that the recorded certificate does not state, true at every point of its cell that was tried",
}


def write_page(folder: Path, data: Mapping) -> Path:
    """Writes mutants.md into the folder. Rejects a file of that name that is no report (ReportError)."""
    path = Path(folder) / NAME
    refuse_foreign([path])
    write(path, page(data))
    return path


def page(data: Mapping) -> str:
    """The page's text."""
    parts = [MARK, "# Mutation score", _takeaway(data), "## How it is measured", *_method(data)]
    parts += ["## Changed statements", _families(data), _kinds(data)]
    parts += ["## Changed certificates", *_certificates(data), "## Survivors", *_survivors(data), "## Reproduce", _commands(data)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _many(number: int, word: str) -> str:
    return f"{number} {word}{'s' * (number != 1)}"


def _total(data: Mapping, *outcomes: str) -> int:
    return sum(counts[name] for counts in data["outcomes"].values() for name in outcomes)


def _takeaway(data: Mapping) -> str:
    accepted, without = (sum(row["times"] for row in rows) for rows in (data["accepted"], [row for row in data["accepted"] if row["rule"] is None]))
    exact, bad = data["outcomes"].get("exact formulas", {}), _total(data, *BAD) + without
    false, left = sum(exact.get(name, 0) for name in FALSE), exact.get(OPEN, 0)
    good = "No false statement was proved, and no certificate was accepted that does not prove its claim."
    first = f"{bad} changed statements or certificates got through that must not: see below." if bad else good
    return "\n>\n".join((
        f"> **{first}** Of {_many(data['judged'], 'statement')} changed in one place {_total(data, *FALSE)} were found false, "
        f"{_total(data, TRUE)} proved and confirmed to be true, {_total(data, OPEN)} neither proved nor found false.",
        f"> Score for exact formulas: **{exact.get('refuted', 0)} of {false + left}** that are not proved are refuted by a point, in a certificate "
        f"that the checker accepted; {exact.get('false at a point', 0)} are false at a point without a certificate, {left} undecided.",
        f"> {_many(data['changes'], 'change')} of {_many(data['certificates'], 'certificate')}: {data['changes'] - accepted} rejected, "
        f"{accepted} accepted, "
        + (f"{without} of them without a reason." if without else "each of which still proves its claim by a rule stated below."),
    ))


CHANGED = """
A statement is data. Its formulas, hypotheses, abbreviations, law and definitions are changed in one place at a time: signs, numbers, exponents,
bounds, strict and weak inequalities, their direction, maximum and minimum, indices, quantifiers, and and or, what is dropped, the simplex and its
relative interior. The changed statement is written to a file of its own; the paper's proof code is run on it and the checker judges what it finds,
bound to the changed statement's digest. So a proof that ignores the change is rejected.
"""
CONFIRMED = """
What is proved must be confirmed by something that shares no code with search and checker: exact values and polynomials from the law, the float64
models, midpoint sums where an inequality is clear, small random instances of general statements; or by a rule (the same statement with other bound
names; a weaker one; a hypothesis that the proof does not use), or by an argument on file. What is not proved counts as undecided unless a point or an
instance at which it is false was found. That point is certified in turn: with exact laws, with Gaussian and Gumbel noise where the checker knows
bounds for what the formula speaks of, and for a general statement by a derivation at the instance. What an argument on file says of an undecided one
is no proof, and does not change the count. Undecided is no defect of a general statement: its derivation proves one formula and no other, and a
counterexample would need a law and a Θ that small random instances do not show.
"""


def _method(data: Mapping) -> Iterator[str]:
    yield from (" ".join(text.split()) for text in (CHANGED, CONFIRMED))
    share = f"{data['judged']} of {data['possible']} possible changes, from {_many(data['forms'], 'form')}"
    if data.get("skipped"):
        yield "Left out, since the search for their own proof was cut short: " + prose("; ".join(data["skipped"])) + "."
    yield (
        f"This score: profile {code(data['profile'])}, seed {data['seed']}: {share}; "
        f"{data['no statement']} more were no statements and are not counted."
    )


def _families(data: Mapping) -> str:
    return _counts("family", data["outcomes"])


def _kinds(data: Mapping) -> str:
    return _counts("kind of change", data["kinds"])


def _counts(head: str, rows: Mapping[str, Mapping[str, int]]) -> str:
    names = list(next(iter(rows.values()), {}))
    body = [[cell(name), str(sum(counts.values())), *(str(counts[key]) for key in names)] for name, counts in rows.items() if sum(counts.values())]
    return table([head, "judged", *names], body)


def _certificates(data: Mapping) -> Iterator[str]:
    yield (
        "Every number, formula, word, field and list entry of a certificate may be changed, dropped, repeated or turned, and the text cut. "
        "What is still accepted must prove its claim by one of these rules, decided from the two certificates alone or by a second engine. "
        "Certificates that only name a Coq statement are not changed: so there are fewer here than in the index, which counts those too."
    )
    kinds = sorted({change for counts in data["changed"].values() for change in counts})
    lines = [[cell(kind), *(str(counts.get(change, 0)) for change in kinds)] for kind, counts in data["changed"].items()]
    yield table(["certificates", *kinds], lines)
    rules: dict[str | None, list[Mapping]] = {}
    for row in data["accepted"]:
        rules.setdefault(row["rule"], []).append(row)
    rows = [
        [cell(rule or "NONE: a defect"), cell(RULES.get(rule or "", "")), str(sum(row["times"] for row in found)),
         cell(", ".join(sorted({f"{row['change']} at {row['place']}" for row in found})))]
        for rule, found in sorted(rules.items(), key=lambda item: item[0] or "")
    ]
    yield table(["accepted by the rule", "why it still proves its claim", "times", "what was changed"], rows) if rows else "None was accepted."


def _survivors(data: Mapping) -> Iterator[str]:
    yield (
        "Changed statements that were not found false: proved ones with the reason why they are true, and undecided ones of the exact and "
        "enclosed families."
    )
    if not data["survivors"]:
        yield "None."
    key = lambda row: (row["outcome"], row["family"])   # noqa: E731
    for (outcome, family), group in groupby(sorted(data["survivors"], key=key), key=key):
        rows = list(group)
        yield f"### {outcome[:1].upper()}{outcome[1:]}: {family} ({len(rows)})"
        yield from _grouped(rows)
    left = data.get("open", {}).get("general statements", {})
    if left:
        yield f"### Undecided: general statements ({sum(left.values())})"
        yield (
            "A derivation proves one formula and no other, so that a change leaves most of these without a proof whether they are true or not. "
            "What small instances (a finite law, d at most 3, plain numbers) say of them:"
        )
        yield table(["what was found", "times"], [[cell(why), str(number)] for why, number in sorted(left.items(), key=lambda item: -item[1])])


def _grouped(rows: list[Mapping]) -> Iterator[str]:
    """By reason; the first of each, the rest counted."""
    reasons: dict[str, list[Mapping]] = {}
    for row in rows:
        reasons.setdefault(_reason(row) or "neither a proof nor a witness was found", []).append(row)
    for why, found in sorted(reasons.items()):
        more = "" if len(found) <= SHOWN else f"; {SHOWN} of them:"
        yield f"{prose(why[:1].upper() + why[1:])} ({len(found)}{more or ''})" + ("" if more else ":")
        yield table(
            ["statement", "place", "was", "is", "what was found" if rows[0]["outcome"] == OPEN else "confirmed by"],
            [[cell(f"{row['statement']}, {row['form']}"), cell(f"{row['place']}: {row['kind']}"), _short(row["was"]), _short(row["is"]),
              cell(row["why"][len(_reason(row)):].lstrip(":; ") or "–")] for row in found[:SHOWN]],
        )


def _reason(row: Mapping) -> str:
    """The first words of the reason, by which rows are put together; those of an undecided one end before its details."""
    return re.split("[:;]" if row["outcome"] == OPEN else ";", row["why"])[0]


def _short(text: str) -> str:
    shown = text if len(text) <= LONG else text[:LONG].rstrip() + " ..."
    return code(shown or "dropped").replace("|", r"\|")


def _commands(data: Mapping) -> str:
    again = f"verify mutants --profile {data['profile']} --seed {data['seed']}"
    return "\n".join(("```sh", again, "verify mutants theorem 4.3 --profile thorough", "```"))
