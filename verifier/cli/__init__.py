"""The command `verify`: reads the command line, runs what was asked for, and turns every error into one line and an exit code."""

from __future__ import annotations

import os
import sys

from verifier.cli.exits import Exit


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code (see Exit). Data goes to stdout, messages to stderr."""
    _open_standard_streams()
    sys.set_int_max_str_digits(0)  # numerals are bounded where they are read
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # the caller closed it: what would go there goes nowhere
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))
        elif hasattr(getattr(sys, name), "reconfigure"):
            getattr(sys, name).reconfigure(errors="replace")
    try:
        return _run(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:
        return _fail("interrupted; no file was left half-written", Exit.INTERRUPTED)


def _open_standard_streams() -> None:
    """Opens what the caller closed of 0, 1, 2 on nothing, so that no pipe to a worker gets one of these numbers."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)


def _run(arguments: list[str]) -> int:
    import click

    from verifier.claims.conclude import Contradiction
    from verifier.claims.statement import StatementError
    from verifier.cli.commands import verify
    from verifier.cli.lookup import LookupFailed

    try:
        code = verify.main(arguments or ["--help"], prog_name="verify", standalone_mode=False)
        return int(code or Exit.HOLDS) if arguments else Exit.USAGE
    except click.Abort:
        raise KeyboardInterrupt from None
    except click.MissingParameter as error:
        return _fail(error.format_message().rstrip(".") + _example(error), Exit.USAGE)
    except click.ClickException as error:
        return _fail(error.format_message(), Exit.USAGE)
    except (StatementError, LookupFailed) as error:
        return _fail(str(error), Exit.USAGE)
    except Contradiction as error:
        return _fail(f"a defect of the checker: {error}. No verdict can be relied upon until it is mended", Exit.INTERNAL)
    except OSError as error:
        return _fail(f"cannot write the answer: {error.strerror or error}", Exit.USAGE)
    except BaseException as error:  # a proof module that leaves on import must not look like an answer
        if isinstance(error, KeyboardInterrupt):
            raise
        if os.environ.get("VERIFIER_TRACEBACK"):
            raise
        from verifier.processes import describe

        return _fail(f"a defect of the program: {describe(error)}. With VERIFIER_TRACEBACK=1 it shows where", Exit.INTERNAL)


def _example(error) -> str:
    """The example with which the help of the command ends."""
    text = (error.ctx and error.ctx.command.epilog) or ""
    return ". " + text.replace("\b", "").strip() if "Example" in text else ""


def _fail(message: str, code: Exit) -> Exit:
    from verifier.cli.output import say

    say("verify: " + " ".join(message.split()))
    return code
