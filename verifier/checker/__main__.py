"""python -m verifier.checker STATEMENTS CERTIFICATE...: the checker alone. Exit code 0 when all are accepted, else 1."""

import sys
from pathlib import Path

from verifier.checker import Rejected, check_file


def main(arguments: list[str]) -> int:
    """One line for each certificate."""
    if len(arguments) < 2:
        print("usage: python -m verifier.checker STATEMENTS CERTIFICATE...", file=sys.stderr)
        return 2
    folder, *certificates = map(Path, arguments)
    rejected = 0
    for path in certificates:
        try:
            found = check_file(path, folder)
            print(f"accepted  {path.name}  {found.about} ({found.kind}, {found.trust})")
        except Rejected as reason:
            rejected += 1
            print(f"rejected  {path.name}  {reason}")
    return 1 if rejected else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
