"""Benchmarks of the numeric engine, side by side with its peers: a page and plots.

python benchmarks/compare.py [--quick] [--only NAME ...] [--out FOLDER]     `make bench` writes reports/benchmarks/

The peers torch, jax, jaxopt and optax are optional: pip install '.[bench]'. The page says which are absent.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
ONE_THREAD["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
ONE_THREAD["JAX_PLATFORMS"] = "cpu"


def main() -> None:
    """Runs the chosen sections and writes the page; progress goes to stderr."""
    os.environ.update(ONE_THREAD)
    import page
    import peers
    from sections import SECTIONS

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small sizes: a minute or two, to see that it works")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=list(SECTIONS), metavar="NAME", help=f"of {', '.join(SECTIONS)}")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "reports" / "benchmarks", help="the folder to write")
    chosen = parser.parse_args()
    done = []
    for name in chosen.only:
        start = time.perf_counter()
        done.append(SECTIONS[name](chosen.quick))
        print(f"{name}: {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    page.write(chosen.out, done, peers.versions(), chosen.quick)


if __name__ == "__main__":
    main()
