"""Recount the headline numbers of the notebooks from the five tables, with none of the library's code, and compare.

``python -m tasks.recount TABLES NOTEBOOKS`` takes the CSV tables of `icesco extract` and the executed notebooks, prints
every number that a notebook says otherwise, and fails where there is one.
"""

import csv
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

Row = dict[str, str]

OCCASION = timedelta(days=3)


def read(folder: Path, name: str) -> list[Row]:
    """Return the rows of a table."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def said_in(notebook: Path) -> str:
    """Return everything that a notebook says in sentences, without the marks for bold."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    outputs = [out.get("data", {}).get("text/markdown", []) for cell in cells for out in cell.get("outputs", [])]
    return "\n".join("".join(lines) for lines in outputs).replace("*", "")


def recount(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the number of a notebook and what must stand in it."""
    articles, printed, pages = (read(folder, name) for name in ("articles", "appearances", "pages"))
    day = {row["article_id"]: date.fromisoformat(row["date_start"]) for row in articles if row["date_start"]}
    windows = list(find_windows(printed, day))
    spanned = {start + timedelta(days=n) for start, end, _ in windows for n in range((end - start).days + 1)}
    length = (max(day.values()) - min(day.values())).days + 1
    inside = sum(one in spanned for one in day.values())
    yield "01", f"{len(pages)} pages ("
    yield "01", f"print {len(printed)} articles, {len(articles)} stories in all"
    yield "01", f"The day is known for {len(day)} of {len(articles)} stories"
    yield "01", f"lie {length:,} days; listings span {len(spanned)} of them"
    yield "01", f"and {inside} of {len(day)} dated activities began on these"
    yield "02", f"{len(windows)} windows in"
    for which in (min, max):
        start, end, n = which(windows, key=lambda window: (window[1] - window[0]).days / (window[2] - 1))
        gap = (end - start).days / (n - 1)
        yield "02", f"every {gap:.1f} days ({n} releases in {(end - start).days + 1} days,"
    types = Counter(row["activity"] for row in articles if row["activity"])
    yield "02", ", ".join(f"{name} {n}" for name, n in sorted(types.items(), key=lambda item: (-item[1], item[0])))
    held = [day[row["article_id"]] for row in articles if row["date_start"] and is_of_one_known_day(row)]
    held = [one for one in held if one in spanned]
    yield (
        "02",
        f"Of {len(held)} activities on one known day, {sum(one.weekday() > 3 for one in held)} fell on a Friday,",
    )
    yield from recount_partners(folder, articles, day)


def is_of_one_known_day(row: Row) -> bool:
    """Tell whether an activity took one day and no printed weekday speaks against it."""
    return row["date_start"] == row["date_end"] and row["date_conflict"].lower() != "true"


def find_windows(printed: list[Row], day: dict[str, date]) -> Iterator[tuple[date, date, int]]:
    """Yield first day, last day and dated releases of the windows; pages of the seeds have no gap out of proportion."""
    by_page: dict[str, list[tuple[int, date]]] = defaultdict(list)
    for row in printed:
        if row["article_id"] in day:
            by_page[row["source"]].append((int(row["position"]), day[row["article_id"]]))
    for own in by_page.values():
        start = max(own)[1]  # the activity of the last release printed
        held = [one for _, one in own if one >= start]
        if len(held) >= 5:
            yield start, max(held), len(held)


def recount_partners(folder: Path, articles: list[Row], day: dict[str, date]) -> Iterator[tuple[str, str]]:
    """Yield what the notebook on partners must say."""
    english = {row["article_id"]: row for row in articles if row["language"] == "en"}
    countries = [row for row in read(folder, "countries") if row["article_id"] in english]
    pairs = {(row["country"], row["article_id"]): row for row in countries if row["role"] == "partner"}
    stories = Counter(country for country, _ in pairs)
    named = len({article for _, article in pairs})
    doubtful = sum(row["confidence"] == "doubtful" for row in pairs.values())
    firsts: dict[str, list[str]] = defaultdict(list)
    for country in stories:
        own = sorted(
            (article for name, article in pairs if name == country), key=lambda key: (key not in day, day.get(key))
        )
        last = None
        for article in own:
            if last is None or article not in day or day[article] - last > OCCASION:
                firsts[country].append(article)
            last = day.get(article)
    times = {country: len(own) for country, own in firsts.items()}
    yield "04", f"{named} of {len(english)} stories"
    yield "04", f"{len(stories)} countries in all"
    for country, n in sorted(stories.items(), key=lambda item: (-item[1], item[0]))[:5]:
        occasions = f" on {times[country]} occasion{'s' * (times[country] > 1)}" if times[country] < n else ""
        yield "04", f"{country} ({n}{occasions})"
    yield "04", f"{sum(n == 1 for n in stories.values())} countries are named in a single story"
    yield "04", f"Of {len(pairs)} pairs of story and partner {doubtful} "
    once, total = sum(n == 1 for n in times.values()), sum(times.values())
    yield "04", f"further occasion {100 * once / total:.0f} %"
    yield "04", f"since {once} of {total} pairs of occasion and partner"
    roles: dict[str, dict[str, str]] = defaultdict(dict)
    for role in ("mention", "venue", "partner"):  # the strongest last
        for row in countries:
            if row["role"] == role:
                roles[row["country"]][row["article_id"]] = role
    most = max(roles, key=lambda country: len(roles[country]))
    parts = Counter(roles[most].values())
    as_partner, as_venue, in_passing = (parts[role] for role in ("partner", "venue", "mention"))
    how = f"in {as_partner} as partner, in {as_venue} only as the place and in {in_passing} only in passing"
    yield "04", f"{most} is named in {len(roles[most])} stories: {how}"
    on: dict[str, set[str]] = {name: {english[key]["source"] for key in own} for name, own in firsts.items()}
    on_one, on_two = (sum(len(own) == n for own in on.values()) for n in (1, 2))
    sources = len({source for own in on.values() for source in own})
    more = (sources - 1) / sources * on_one * (on_one - 1) / (2 * (on_two + 1))
    yield "04", f"bring the {len(stories)} countries to {len(stories) + more:.0f} or more"


def main() -> int:
    """Print what differs."""
    tables, notebooks = (Path(argument) for argument in sys.argv[1:])
    said: dict[str, str] = {path.name[:2]: said_in(path) for path in sorted(notebooks.glob("*.ipynb"))}
    expected = list(recount(tables))
    missing = [(number, words) for number, words in expected if words not in re.sub(r"\s+", " ", said[number])]
    for number, words in missing:
        print(f"{number}: expected “{words}”")
    print(f"{len(expected) - len(missing)} of {len(expected)} numbers are those of the notebooks.")
    return int(bool(missing))


if __name__ == "__main__":
    sys.exit(main())
