"""Where output goes: data to stdout, messages to stderr; a reader that leaves is no error."""

from __future__ import annotations

import os
import sys


def emit(text: str) -> None:
    """Write data to stdout. When nobody reads any more, the rest goes nowhere and the exit code stays that of the result."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(text: str) -> None:
    """Write a message to stderr; one that nobody can receive changes no answer."""
    try:
        sys.stderr.write(text + "\n")
        sys.stderr.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
