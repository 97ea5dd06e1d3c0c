"""python -m verifier: the same as the command `verify`."""

import sys

from verifier.cli import main

if __name__ == "__main__":
    sys.exit(main())
