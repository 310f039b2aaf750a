"""A reader of pages that one of them ends, for processes that import nothing else."""

import os
import signal
from pathlib import Path

from icesco_analysis.pages import Problem


def read_or_die(path: Path, source: str) -> Problem:
    """Stand in for the reader of pages: one page ends the process that reads it."""
    if source == "5":
        os.kill(os.getpid(), signal.SIGKILL)
    return Problem("read", f"{path.name} as {source}")
