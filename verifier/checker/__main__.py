"""python -m verifier.checker STATEMENTS CERTIFICATE...: the checker alone. Exit code 0 when all are accepted, 1 when one is rejected, else 4."""

import sys
from pathlib import Path

from verifier.checker import Rejected, check_file
from verifier.checker.rules.coqc import Missing


def main(arguments: list[str]) -> int:
    """One line for each certificate."""
    if len(arguments) < 2:
        print("usage: python -m verifier.checker STATEMENTS CERTIFICATE...", file=sys.stderr)
        return 2
    folder, *certificates = map(Path, arguments)
    rejected = unchecked = 0
    for path in certificates:
        try:
            found = check_file(path, folder)
            print(f"accepted  {path.name}  {found.about} ({found.kind}, {found.trust})")
        except Missing as reason:
            unchecked += 1
            print(f"not checked  {path.name}  {reason}")
        except Rejected as reason:
            rejected += 1
            print(f"rejected  {path.name}  {reason}")
    return 1 if rejected else 4 if unchecked else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
