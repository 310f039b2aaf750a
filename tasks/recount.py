"""Recount the numbers of the notebooks and of the report from the five tables, with none of the library's code.

``python -m tasks.recount TABLES NOTEBOOKS [REPORT]`` takes the CSV tables of `icesco extract`, the executed notebooks
and, where it is given, the ``report.html`` of the same pages; it prints every number that one of them says otherwise,
and fails where there is one. Not recounted are the topics, which have to be fitted, and intervals and tests of density.
"""

import csv
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from math import comb
from pathlib import Path

Row = dict[str, str]

OCCASION = timedelta(days=3)
SHOWN = {
    *((field, "share right") for field in ("subtitle", "published", "date", "date_kind", "activity")),
    *((field, "F1") for field in ("boundaries", "date_conflict", "partner", "venue", "mentioned")),
    ("partner", "share exact"),
}
"""The scores of the figure."""
DATA = Path(__file__).parents[1] / "icesco_analysis" / "data"
NUMBERS = {
    "date": ("share right", "the days of the activity are right for {}"),
    "partner": ("F1", "partner countries reach an F1 of {}"),
}


def read(folder: Path, name: str) -> list[Row]:
    """Return the rows of a table."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def said_in(notebook: Path) -> str:
    """Return everything that a notebook says in sentences, without the marks for bold."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    outputs = [out.get("data", {}).get("text/markdown", []) for cell in cells for out in cell.get("outputs", [])]
    return "\n".join("".join(lines) for lines in outputs).replace("*", "")


def said_in_report(path: Path) -> str:
    """Return the text of a report, its marks left out."""
    text = re.sub(
        r"<(?:style|script)\b.*?</(?:style|script)>|<[^>]*>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    return re.sub(r"\s+", " ", unescape(text))


def read_data(name: str) -> list[Row]:
    """Return the rows of a vocabulary of the package."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))


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
    undated = [row for row in articles if not row["date_start"]]
    silent = sum(row["date_kind"] == "none" for row in undated)
    yield "01", f"{len(undated)} of {len(articles)} stories have no known day: {silent} name none for the activity"
    yield "01", f"{len(day)} of {len(articles)} stories ({100 * len(day) / len(articles):.0f} %): for "
    full = sum(row["date_kind"] == "explicit" for row in articles if row["date_start"])
    yield "01", f"for {full} it is printed in full and for {len(day) - full} the page tells"
    false = sum(row["date_conflict"].lower() == "true" for row in articles)
    yield "01", f"{false} printed weekdays cannot be true"
    yield "01", f"false weekday {false}."
    visible, own = (sum(int(row[name]) for row in pages) for name in ("n_chars", "n_chars_articles"))
    yield "01", f"Of {visible:,} characters of visible text stand {100 * own / visible:.0f} % in articles"
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
    expected = sum(sum(start <= one <= end for one in held) * share_of_weekend(start, end) for start, end, _ in windows)
    some = sum(one.weekday() > 3 for one in held)
    yield "02", f"where {expected:.1f} would if all days were alike"
    chance = binomial_test(some, len(held), expected / len(held))
    yield "02", f"in about 1 of {round(1 / chance, -1):.0f} cases" if chance >= 0.001 else "less than 1 of 1,000 cases"
    yield from recount_partners(folder, articles, day)
    yield from recount_places(folder, articles)
    yield from recount_scores()


def days_of(start: date, end: date) -> list[date]:
    """Return every day from the first to the last."""
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]


def share_of_weekend(start: date, end: date) -> float:
    """Return which share of the days is a Friday, Saturday or Sunday."""
    days = days_of(start, end)
    return sum(one.weekday() > 3 for one in days) / len(days)


def binomial_test(n: int, of: int, share: float) -> float:
    """Return the exact two-sided chance of `n` or what is less likely."""
    chances = [comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(of + 1)]
    return sum(chance for chance in chances if chance <= chances[n] * (1 + 1e-7))


def recount_places(folder: Path, articles: list[Row]) -> Iterator[tuple[str, str]]:
    """Yield what must be said of members of the OIC, of parts of the world, and of countries that are never partner."""
    english = {row["article_id"] for row in articles if row["language"] == "en"}
    rows = [row for row in read(folder, "countries") if row["article_id"] in english]
    partners = {row["iso3"] for row in rows if row["role"] == "partner"}
    members = {row["iso3"] for row in read_data("oic_members.tsv")}
    yield "04", f"{len(partners & members)} of the {len(members)} members of the Organisation of Islamic Cooperation"
    yield "04", f"are named as partner, and {len(partners - members)} other states"
    yield "04", f"{len(members - partners)} of {len(members)} OIC members are not named as partner"
    named = {row["iso3"] for row in rows}
    yield "04", f"Of {len(named)} countries named, {len(named - partners)} never appear as partner"
    region = {row["iso3"]: row["subregion"] for row in read_data("countries.tsv")}
    stories = {(region[row["iso3"]], row["article_id"]) for row in rows if row["role"] == "partner"}
    most = Counter(name for name, _ in stories).most_common(1)[0]
    yield "04", f"Stories by part of the world: {most[0]} {most[1]}"
    status = Counter(row["partner_status"] for row in articles if row["article_id"] in english)
    yield "04", f"{status['multilateral']} report on many states at once"
    yield "04", f"and {status['none']} have no state as counterpart"
    pairs = [row for row in rows if row["role"] == "partner"]
    likely = sum(float(row["probability"]) for row in pairs)
    yield "04", f"about {likely:.0f} of the {len(pairs)} pairs are to be expected right"


def recount_scores() -> Iterator[tuple[str, str]]:
    """Yield what the notebook on accuracy must say of the releases kept apart."""
    scores = [row for row in read_data("accuracy.tsv") if row["labels"] == "english" and row["kind"] == "all"]
    yield "05", f"On {scores[0]['n']} releases ({scores[0]['pages']} pages) that no rule was made with"
    for row in scores:
        metric, words = NUMBERS.get(row["field"], ("", ""))
        if row["metric"] == metric:
            value = float(row["value"])
            yield "05", words.format(f"{value:.2f}" if metric == "F1" else f"{100 * value:.0f} %")
    values = [float(row["value"]) for row in scores if (row["field"], row["metric"]) in SHOWN]
    yield "05", f": {min(values):.2f}. In brackets"


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
    ordered = sorted(stories.items(), key=lambda item: (-item[1], item[0]))
    for country, n in [each for each in ordered[:5] if len(ordered) < 6 or each[1] > ordered[5][1]]:  # no tie is cut
        occasions = f" on {times[country]} occasion{'s' * (times[country] > 1)}" if times[country] < n else ""
        yield "04", f"{country} ({n}{occasions})"
    yield "04", f"{sum(n == 1 for n in stories.values())} countries are named in a single story"
    yield "04", f"Of {len(pairs)} pairs of story and partner {doubtful} "
    once, total = sum(n == 1 for n in times.values()), sum(times.values())
    yield "04", f"further occasion {100 * once / total:.0f} %"
    yield "04", f"since {once} of {total} pairs of occasion and partner"
    without_day = sum(article not in day for _, article in pairs)
    yield "04", f"{without_day} pairs of story and partner have no day"
    yield "04", f"each of the {len(stories)} countries may have any rank from 1 to {len(stories)}"
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
    tables, notebooks, *report = (Path(argument) for argument in sys.argv[1:])
    said: dict[str, str] = {path.name[:2]: said_in(path) for path in sorted(notebooks.glob("*.ipynb"))}
    expected = list(recount(tables))
    if report:
        said["report"] = said_in_report(report[0])
        expected += [("report", words) for _, words in expected]
    missing = [(where, words) for where, words in expected if words not in re.sub(r"\s+", " ", said[where])]
    for where, words in missing:
        print(f"{where}: expected “{words}”")
    print(f"{len(expected) - len(missing)} of {len(expected)} numbers are those that are said.")
    return int(bool(missing))


if __name__ == "__main__":
    sys.exit(main())
