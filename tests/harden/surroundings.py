"""The same pages elsewhere: other hash seeds, clocks, zones, languages, users, folders, orders, threads, processors."""

import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from tasks.kernels import Setting, possible, run
from tasks.pictures import compare_files
from tests.harden.faults import hashes

HASH_SEEDS = ("0", "1", "31337", "4294967295", "random")
ZONES = ("UTC", "Pacific/Kiritimati", "America/St_Johns", "Asia/Kathmandu", "<-12>12", "Nowhere/At_All", "")
LANGUAGES = (
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"LC_ALL": "C.UTF-8"}, {"LC_ALL": "POSIX"},
    {"LANG": "tr_TR.UTF-8", "LC_ALL": ""}, {"LANG": "ar_EG", "PYTHONUTF8": "1"}, {"PYTHONIOENCODING": "latin-1"},
)  # fmt: skip
USERS = ("nobody", "Zoë", "o'neill $HOME", "", "root")
FOLDERS = (
    "plain", "two words", "Été", "تحليل", "deep/er/and/deeper", "a#b%20c&d", "-rf", "{{7}}", "=1+1", "x" * 200, ".h",
)  # fmt: skip
CLOCKS = (1980, 2000, 2038, 2099)  # before 1980 no archive is written, and so no report: it says so
"""What a setting is made of, beside the kernels and threads of `tasks.kernels`: the n-th has the n-th of each row."""
_CLOCK = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
int clock_gettime(clockid_t kind, struct timespec *now) {
    int code = ((int (*)(clockid_t, struct timespec *)) dlsym(RTLD_NEXT, "clock_gettime"))(kind, now);
    if (kind == CLOCK_REALTIME) now->tv_sec += atol(getenv("CLOCK_MOVED_S"));
    return code;
}
"""
"""What moves the clock of a process; where there is no compiler, clocks go as they go."""


def change_surroundings(size: int, folder: Path) -> Iterator[str]:
    """Tables, a report and a figure are written elsewhere: all bytes are as at first, of pictures all that is seen."""
    first, clock = folder / "first", _make_clock(folder)
    if failure := run(possible()[0], first, writer="share"):
        yield failure
    for number in range(size):
        setting, place = _setting(number, clock=clock), folder / str(number) / FOLDERS[number % len(FOLDERS)]
        failure = run(setting, place, writer="share")
        names = hashes(place).keys() | hashes(first).keys()
        moved = [name for name in sorted(names) if not failure and _differ(first / name, place / name)]
        yield failure or (f"{setting}: {moved} differ" if moved else "")


def _setting(number: int, *, clock: dict[str, str]) -> Setting:
    """Return one of the settings: no two values go together in all of them, since the rows differ in length."""
    kernel = possible()[number % len(possible())]
    moved = datetime(CLOCKS[number % len(CLOCKS)], 2, 28, 23, 59, 58, tzinfo=UTC).timestamp() - time.time()
    user = USERS[number % len(USERS)]
    environment = {
        **kernel.environment, **LANGUAGES[number % len(LANGUAGES)], **clock, "CLOCK_MOVED_S": f"{moved:.0f}",
        "PYTHONHASHSEED": HASH_SEEDS[number % len(HASH_SEEDS)], "TZ": ZONES[number % len(ZONES)],
        "USER": user, "LOGNAME": user, "HOME": f"/home/{user}",
    }  # fmt: skip
    return Setting(f"{number}", environment, order=number)


def _make_clock(folder: Path) -> dict[str, str]:
    """Return the variable by which a process gets a clock that can be moved."""
    source, library = folder / "clock.c", folder / "clock.so"
    source.write_text(_CLOCK)
    try:
        subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return {}
    return {"LD_PRELOAD": str(library)}


def _differ(one: Path, other: Path) -> bool:
    return not (one.is_file() and other.is_file()) or compare_files(one, other) != ""
