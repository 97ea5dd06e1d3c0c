"""Worker processes: proofs and the checker run apart from one another, so that a crash or an endless search costs one answer."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path

Answer = Callable[[object], Iterable[object]]
_DONE, _FAILED, _ITEM = "done", "failed", "item"
_SAME_EVERYWHERE = {"PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class Stopped(RuntimeError):
    """The worker failed, crashed or ran out of time; its text is the reason, in words fit for a report."""


class Worker:
    """One process that answers tasks, one at a time, each with a stream of items.

    `answer` is an importable function from a task to its items; tasks and items are plain data that can be pickled. The process
    starts with the first task and is replaced after a crash or a timeout. What it prints goes to stderr.
    """

    def __init__(self, name: str, answer: Answer):
        self.name, self.answer = name, answer
        self._process = self._connection = None
        self._closed, self._lock = False, threading.Lock()

    def send(self, task: object) -> None:
        """Hand over a task. Raises Stopped when the task cannot be sent."""
        if self._process is None or not self._process.is_alive():
            self._start()
        try:
            self._connection.send(task)
        except (OSError, ValueError, TypeError, AttributeError, pickle.PicklingError) as error:
            self.stop()
            raise Stopped(f"the {self.name} could not be given its task: {error}") from error

    def items(self, deadline: float) -> Iterable[object]:
        """The items of the task that was sent, as they come. Raises Stopped at the deadline (time.monotonic), a crash or an error."""
        while True:
            kind, content = self._receive(deadline)
            if kind == _DONE:
                return
            if kind == _FAILED:
                raise Stopped(f"the {self.name} failed: {content}")
            yield content

    def stop(self) -> None:
        """End the process now; a later task starts another. Harmless when there is none."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.join()

    def close(self) -> None:
        """Stop for good; whoever still waits for items, or sends another task, gets Stopped."""
        with self._lock:
            self._closed = True
            self.stop()

    def _start(self) -> None:
        with self._lock:
            if self._closed:
                raise Stopped(f"the {self.name} was closed")
            self.stop()
            for name, value in _SAME_EVERYWHERE.items():
                os.environ.setdefault(name, value)
            context = multiprocessing.get_context("spawn")
            self._connection, far = context.Pipe()
            self._process = context.Process(target=_serve, args=(self.answer, far), name=self.name, daemon=True)
            self._process.start()
            far.close()

    def _receive(self, deadline: float) -> tuple[str, object]:
        process = self._process
        try:
            if not self._connection.poll(max(0.0, deadline - time.monotonic())):
                self.stop()
                raise Stopped(f"the {self.name} was stopped at its time limit")
            return self._connection.recv()
        except (EOFError, OSError) as error:
            self.stop()
            raise Stopped(f"the {self.name} crashed ({_cause(process)})") from error


def _cause(process) -> str:
    """How a process ended, in words; it is joined first."""
    if process is None:
        return "interrupted"
    process.join()
    code = process.exitcode
    return signal.Signals(-code).name if code and code < 0 else f"exit code {code}"


def _serve(answer: Answer, connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, args=(os.getppid(),), daemon=True).start()
    sys.set_int_max_str_digits(0)
    os.dup2(2, 1)
    sys.stdout = os.fdopen(1, "w", buffering=1, closefd=False)
    while True:
        try:
            task = connection.recv()
        except EOFError:
            return
        except Exception as error:
            connection.send((_FAILED, describe(error)))
            continue
        try:
            for item in answer(task):
                connection.send((_ITEM, item))
            connection.send((_DONE, None))
        except (BrokenPipeError, ConnectionResetError):
            return
        except BaseException as error:  # SystemExit too: a proof that leaves has failed, it has not crashed
            connection.send((_FAILED, describe(error)))


def _leave_with_parent(parent: int) -> None:
    """Ends this process when the one that started it is gone."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def describe(error: BaseException) -> str:
    """An error in one line: its type, its message, and file name and line where it arose (no path)."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return " ".join(f"{type(error).__name__}: {error}".split())[:500] + place
