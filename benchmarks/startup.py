"""How long a user waits: commands from a cold start, each in a process of its own, medians of several runs.

python benchmarks/startup.py [--runs N] [--all]     a table on stdout; --all includes `verify all`, which takes a while
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time

COMMANDS = (("list",), ("list", "--json"), ("equation", "67"), ("theorem", "4.3"))


def seconds(arguments: tuple[str, ...]) -> float:
    """Wall-clock seconds of one run. Raises CalledProcessError when the command could not answer."""
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "verifier", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    taken = time.perf_counter() - start
    if done.returncode not in (0, 1, 3):
        raise subprocess.CalledProcessError(done.returncode, done.args, stderr=done.stderr)
    return taken


def main() -> None:
    """Prints one line for each command: median, fastest and slowest run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="runs of each command")
    parser.add_argument("--all", action="store_true", help="measure `verify all` too, once")
    chosen = parser.parse_args()
    print(f"{'command':<24}{'median':>9}{'fastest':>9}{'slowest':>9}   seconds")
    for arguments in COMMANDS:
        report(arguments, [seconds(arguments) for _ in range(chosen.runs)])
    if chosen.all:
        report(("all",), [seconds(("all",))])


def report(arguments: tuple[str, ...], taken: list[float]) -> None:
    """One line of the table."""
    print(f"{'verify ' + ' '.join(arguments):<24}{statistics.median(taken):>9.2f}{min(taken):>9.2f}{max(taken):>9.2f}", flush=True)


if __name__ == "__main__":
    main()
