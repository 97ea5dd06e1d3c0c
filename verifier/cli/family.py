"""The command `verify family`: whether a set of parameters is complete, single-valued, one-to-one and identifiable for a model and a law."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from verifier.cli.exits import Exit
from verifier.cli.options import json_option, timeout_option
from verifier.cli.output import emit, say

if TYPE_CHECKING:
    from verifier.families import Family

NAMES = {
    "complete": "complete", "whole_simplex": "all of the simplex", "single_valued": "single-valued", "one_to_one": "one-to-one",
    "identifiable": "identifiable",
}
LONGEST = 200


@dataclass(frozen=True)
class Task:
    """A question as typed."""

    model: str
    noise: str
    dim: int
    where: tuple[str, ...]


@click.command(epilog="\b\nExample: verify family --model softmax --noise gumbel --dim 3 --where 't1 = 0'")
@click.option("--model", type=click.Choice(("softmax", "argmax")), required=True, help="Perturb-Softmax or Perturb-Argmax.")
@click.option("--noise", metavar="LAW", required=True, help="Such as gumbel or 'uniform(-1,1)'; 'law; law' for unlike coordinates.")
@click.option("--dim", type=click.IntRange(1, 50), required=True, metavar="D", help="The number of choices.")
@click.option("--where", multiple=True, metavar="COND", help="A linear condition on t1..td, such as 't1 + t2 <= 2*t3'; may be repeated. None: R^d.")
@json_option
@timeout_option
def family(model: str, noise: str, dim: int, where: tuple[str, ...], as_json: bool, timeout: float) -> int:
    """Decide whether the parameters that satisfy the conditions are complete, single-valued, one-to-one and identifiable.

    \b
    verify family --model softmax --noise gumbel --dim 3 --where "t1 + t2 <= 2*t3"
    verify family --model argmax --noise "uniform(-1,1)" --dim 2 --where "t2 = 0" --where "-2 < t1 < 2"

    \b
    complete            every p with positive entries is reached
    all of the simplex  every p is reached, zeros included
    single-valued       at no theta does a tie for the maximum have positive probability
    one-to-one          no p is reached at two theta
    identifiable        complete and one-to-one

    Each answer is yes, no or unknown, exact, with the theorem that it follows from, linear certificates and witnesses. At a tie p counts as reached
    where it is a subgradient. Conditions are joined by `and`; < and > are strict; the set may be empty.

    \b
    --json prints {"answers": {complete, whole_simplex, single_valued, one_to_one, identifiable}, "member", "facts", "theorems"}. An answer is
    {"verdict", "by", "reason", "certificate", "witness"}. by names one of "theorems"; "member" is a theta of the set or null.
    certificate   {"contradictions": [[{"times", "condition"}, ...], ...]}: each combination of conditions, every one written as something that
                  is positive, non-negative or zero, adds up to a contradiction; {"c_at_least", "c_at_most"}: theta + c*1 is in the set for
                  exactly these c; {"sum_of_conditions", "gives"}: what follows for all translates of members; {"vertices"}
    witness       {"theta", "tau", "p"}: two members with the same p; {"missed", "reached_only_at"}: a p, and the theta of R^d that have it;
                  {"theta", "subgradients"}: a tie. p and missed are lists of "p/q" or {"mid", "rad"}, or null with the reason in "because".
    facts         [{"law", "fact", "shown"}]: what was used of the laws, and how its evidence was run: exact or enclosed.

    Exit code: 0 every question answered, 2 input error, 3 some unknown.
    """
    found = _ask(Task(model, noise, dim, where), timeout)
    if found is None:
        say(f"verify: undecided: stopped at its time limit of {timeout:g} s; --timeout S allows more")
        return Exit.OPEN
    if isinstance(found, str):
        raise click.UsageError(found)
    if as_json:
        emit(json.dumps(_data(found), sort_keys=True, indent=2, ensure_ascii=False) + "\n")
    else:
        _show(found, Task(model, noise, dim, where))
    return Exit.OPEN if any(answer.verdict == "unknown" for answer in found.answers.values()) else Exit.HOLDS


def answer(task: Task) -> Iterator[Family | str]:
    """For a worker process: the answers, or in words what is wrong with the question."""
    from verifier.claims.formula import FormulaError
    from verifier.families import decide, read_region
    from verifier.laws import LawError, parse_noise

    try:
        laws, region = parse_noise(task.noise, task.dim), read_region(task.where, task.dim)
    except LawError as error:
        yield f"--noise: {error}"
        return
    except FormulaError as error:
        yield f"--where: {error.what}" + (f"; {error.remedy}" if error.remedy else "")
        return
    yield decide(task.model, laws, region)


def _ask(task: Task, timeout: float) -> Family | str | None:
    """None where the time is up; a crash is a defect (Stopped)."""
    from verifier.processes import Stopped, Worker

    worker, deadline = Worker("computation", answer), time.monotonic() + timeout
    try:
        worker.send(task)
        (found,) = worker.items(deadline)
        return found
    except Stopped:
        if time.monotonic() < deadline:
            raise
        return None
    finally:
        worker.close()


def _data(found: Family) -> dict[str, Any]:
    from dataclasses import asdict

    from verifier.families.answers import THEOREMS

    used = sorted({answer.by for answer in found.answers.values()} - {""})
    return {
        "answers": {name: asdict(answer) for name, answer in found.answers.items()}, "member": found.member,
        "facts": [{"law": law, "fact": fact, "shown": how} for law, fact, how in found.facts],
        "theorems": {name: THEOREMS[name] for name in used},
    }


def _show(found: Family, task: Task) -> None:
    from verifier.families.answers import THEOREMS
    from verifier.terminal import Screen, columned, rows

    head = f"Perturb-{task.model.capitalize()}, {task.noise}, {task.dim} choice{'s' * (task.dim != 1)}, theta with " + (
        ", ".join(task.where) if task.where else "no condition")
    table = [(NAMES[name], answer.verdict, answer.by or "–", answer.reason) for name, answer in found.answers.items()]
    notes = [(f"{NAMES[name]}:", line) for name, answer in found.answers.items() for line in _witness(answer.witness)]
    used = sorted({answer.by for answer in found.answers.values()} - {""})
    emit(Screen(sys.stdout).text(head, columned(("question", "answer", "by", "reason"), table),
        rows([*notes, *((name, THEOREMS[name]) for name in used)])))


def _witness(witness: dict[str, Any]) -> Iterator[str]:
    """A line for what a witness shows; numbers are cut short, --json has them."""
    parts = [f"{name} {_short(witness[name])}" for name in ("theta", "tau", "p", "missed", "reached_only_at", "subgradients") if name in witness]
    if parts:
        yield "; ".join(parts).replace("reached_only_at", "reached only at multiples of 1 from")


def _short(value: Any) -> str:
    if isinstance(value, list):
        return f"({', '.join(map(_short, value))})"
    if isinstance(value, dict):
        return f"≈ {value['mid'][:8]}"
    return "not computed" if value is None else value
