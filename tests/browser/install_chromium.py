"""Make sure that a Chromium is there, with the system's own package where it is not."""

import shutil
import subprocess
import sys

from icesco_analysis.report import find_browser

COMMANDS = (["apt-get", "update"], ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"])


def main() -> int:
    browser = find_browser()
    if browser is not None:
        print(f"The browser tests use {browser}; nothing is installed.")  # noqa: T201 - it speaks to a person
        return 0
    if shutil.which("apt-get") is None:
        print("The browser tests need Chromium or Chrome on the search path: please install one.", file=sys.stderr)  # noqa: T201
        return 1
    print("No Chromium here: installing Debian's package chromium with apt-get.", flush=True)  # noqa: T201
    prefix = [] if shutil.which("sudo") is None else ["sudo"]
    for command in COMMANDS:
        done = subprocess.run([*prefix, *command], check=False)
        if done.returncode:
            print(f"{' '.join(command)} failed; Chromium has to be installed by hand.", file=sys.stderr)  # noqa: T201
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
