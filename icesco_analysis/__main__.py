"""``python -m icesco_analysis``: the command line, where ``icesco`` is not on the search path."""

import sys

from icesco_analysis.cli import main

if __name__ == "__main__":
    sys.exit(main())
