"""The commands that compute, `verify probabilities` and `verify identify`: the work is done in a process of its own, under the time limit."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from verifier.cli.exits import Exit
from verifier.cli.options import json_option, timeout_option
from verifier.cli.output import emit, say

if TYPE_CHECKING:
    from verifier.computation import Answered

MOST_DIGITS = 100_000
LONGEST = 200
IDENTIFIED = {"point": Exit.HOLDS, "set": Exit.FAILS, "none": Exit.FAILS, "undecided": Exit.OPEN}

_FIRST = (
    click.option("--model", type=click.Choice(("softmax", "argmax")), required=True, help="Perturb-Softmax or Perturb-Argmax."),
    click.option("--noise", metavar="LAW", required=True, help="Such as gumbel or 'gaussian(0,1)'; 'law; law' for unlike coordinates."),
)
_LAST = (
    click.option("--temperature", metavar="T", help="The temperature of the softmax, a positive numeral; 1 where not given."),
    click.option("--digits", type=click.IntRange(1, MOST_DIGITS), default=20, show_default=True, metavar="N", help="Significant digits."),
    json_option, timeout_option,
)


def _asking(own: Callable) -> Callable:
    """The options of a command that computes, with the list that it starts from."""
    def decorate(command: Callable) -> Callable:
        for option in reversed((*_FIRST, own, *_LAST)):
            command = option(command)
        return command

    return decorate


@click.command(epilog="\b\nExample: verify probabilities --model argmax --noise gumbel --theta 1,0,-1/2")
@_asking(click.option("--theta", "numbers", metavar="LIST", required=True, help="The parameters: exact numerals, separated by commas."))
def probabilities(as_json: bool, timeout: float, **asked) -> int:
    """Compute the probabilities of the choices at theta, and the expected value.

    \b
    verify probabilities --model argmax --noise "gaussian(0,1)" --theta 0.3,-0.7,1.1,0 --digits 30
    verify probabilities --model softmax --noise "uniform(-1,1)" --theta -1/2,0 --temperature 1/10 --json

    Each probability is an exact fraction, or an enclosure of radius at most 10^-N, relatively. For Perturb-Argmax it is
    P(argmax(theta + noise) = i), and the value E max(theta + noise); for Perturb-Softmax E softmax((theta + noise)/T), and
    T E log sum exp((theta + noise)/T). Where a tie for the maximum has positive probability, the vertices of the subdifferential are shown
    instead. Noise without a mean has no value; then the normalised value is shown, the expected difference from the value at theta = 0.

    Exit code: 0 computed, 2 input error, 3 not to be had to these digits or in this time.
    """
    answered = _ask("probabilities", asked, timeout)
    if answered.outcome == "refused":
        _say("not computed", answered)
        return Exit.OPEN
    _show(answered, asked, as_json, ("i", "theta", "probability"))
    return Exit.HOLDS


@click.command(epilog="\b\nExample: verify identify --model argmax --noise gumbel --p 1/5,3/10,1/2")
@_asking(click.option("--p", "numbers", metavar="LIST", required=True, help="The probabilities: exact numerals of sum 1, separated by commas."))
def identify(as_json: bool, timeout: float, **asked) -> int:
    """Find the theta of sum 0 whose probabilities are p, and prove that there is no other.

    \b
    verify identify --model argmax --noise gumbel --p 1/5,3/10,1/2
    verify identify --model softmax --noise "gaussian(0,2)" --p 0.1,0.2,0.7 --digits 30 --json

    Each entry of theta is enclosed, with a radius of at most 10^-N (relatively, for entries above 1). Where no theta has these probabilities, or
    a whole set has, the answer says so and why. At a kink p counts as reached where it is a subgradient.

    Exit code: 0 one theta and no other, certified; 1 none, or more than one; 2 input error; 3 undecided.
    """
    from verifier.computation import undecided

    answered = _ask("identify", asked, timeout)
    if answered.outcome == "refused":
        _say("undecided", answered)
        answered = undecided(answered.reason)
        if not as_json:
            return Exit.OPEN
    _show(answered, asked, as_json, ("i", "p", "theta"))
    return IDENTIFIED[answered.data["solutions"]]


def _ask(name: str, asked: dict, timeout: float) -> Answered:
    """What the worker answers. Rejects wrong input (UsageError); the time limit is a refusal; a crash is a defect (RuntimeError)."""
    from verifier import computation
    from verifier.processes import Stopped, Worker

    worker, deadline = Worker("computation", getattr(computation, name)), time.monotonic() + timeout
    try:
        worker.send(computation.Task(**asked))
        (answered,) = worker.items(deadline)
    except Stopped:
        if time.monotonic() < deadline:
            raise
        return computation.Answered("refused", f"stopped at its time limit of {timeout:g} s; --timeout S allows more, --digits N may ask for less")
    finally:
        worker.close()
    if answered.outcome == "input":
        raise click.UsageError(answered.reason)
    return answered


def _say(what: str, answered: Answered) -> None:
    from verifier.computation import shortened

    say(f"verify: {what}: {shortened(' '.join(answered.reason.split()))}")


def _show(answered: Answered, asked: dict, as_json: bool, columns: tuple[str, ...]) -> None:
    if as_json:
        emit(json.dumps(answered.data, sort_keys=True, indent=2, ensure_ascii=False) + "\n")
        return
    from verifier.terminal import Screen, columned, rows

    dim = len(answered.rows)
    heat = f", temperature {asked['temperature']}" if asked["temperature"] else ""
    noise = " ".join(asked["noise"].split())
    noise = noise if len(noise) <= LONGEST else f"{noise[:LONGEST]}..."
    head = f"Perturb-{asked['model'].capitalize()}, {noise}{heat}, {dim} choice{'s' * (dim != 1)}"
    emit(Screen(sys.stdout).text(head, columned(columns, answered.rows), rows(answered.notes)))
