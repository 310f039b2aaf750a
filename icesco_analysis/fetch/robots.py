"""What a site's robots.txt forbids, and how long it asks to wait between two requests."""

import re
from typing import NamedTuple
from urllib.parse import unquote


class Robots(NamedTuple):
    """Rules for one asker as (path, whether it is allowed), the seconds to wait after each request, the site maps."""

    rules: tuple[tuple[str, bool], ...] = ()
    pause: float = 0
    maps: tuple[str, ...] = ()

    def allows(self, target: str) -> bool:
        """Tell whether a path with its query may be asked for: the longest rule that fits decides."""
        fitting = [(len(path), allowed) for path, allowed in self.rules if _fits(path, f"{unquote(target)}\n")]
        return max(fitting, default=(0, True))[1]


def read_robots(text: str, *, name: str) -> Robots:
    """Return what a robots.txt says to the asker called `name`, or where it does not name it to all.

    After RFC 9309. `urllib.robotparser` of Python 3.11 takes the first rule that fits and not the longest, ``*`` and
    ``$`` for themselves, a blank line for the end of a group, and of several groups for all the first alone.
    """
    groups: dict[str, list[tuple[str, str]]] = {"sitemap": []}
    names: list[str] = []
    before = ""
    for line in text.removeprefix("\ufeff").splitlines():
        field, _, value = (part.strip() for part in line.partition("#")[0].partition(":"))
        if field.casefold() == "user-agent":
            names = [*(names if before == "user-agent" else ()), f"for {value.casefold()}"]
        for group in ["sitemap"] if field.casefold() == "sitemap" else names:
            groups.setdefault(group, []).append((field.casefold(), value))
        before = field.casefold() or before
    said = groups.get(f"for {name}", groups.get("for *", []))
    delays = [value for field, value in said if field == "crawl-delay" and value.replace(".", "", 1).isdecimal()]
    return Robots(
        rules=tuple((unquote(value), field == "allow") for field, value in said if field.endswith("allow") and value),
        pause=max(map(float, delays), default=0),
        maps=tuple(value for _, value in groups["sitemap"]),
    )


def _fits(path: str, target: str) -> bool:
    """Tell whether a path fits: ``*`` stands for anything, a ``$`` for the end; none goes back, so none is slow."""
    first, *rest = re.escape(path.removesuffix("$") + "\n" * path.endswith("$")).split(r"\*")
    return re.match(first + "".join(f"(?>.*?{part})" for part in rest), target, re.DOTALL) is not None
