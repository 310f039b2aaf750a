"""Recount the numbers of the notebooks and of the report from the tables of a run, with none of the library's code.

``python -m tasks.recount TABLES NOTEBOOKS [REPORT]`` takes the tables of `icesco run`, its executed notebooks and,
where it is given, the ``report.html`` of the same pages. Every number that they print is looked for: in tables by
their columns, in sentences by the patterns of ``recount.tsv``. It prints each that is another, how many are as they are
recounted, and how many cannot be, with the reason; and fails where a number is another, or where no pattern
knows it. Of the topics that a run stores it takes only which article fell to which.
"""

import csv
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from html import unescape
from itertools import combinations, pairwise
from math import comb, exp, lgamma, log, sqrt
from pathlib import Path
from statistics import mean, stdev
from typing import Any

Row = dict[str, Any]
Pair = tuple[str, str]

HERE = Path(__file__).parent
DATA = HERE.parent / "icesco_analysis" / "data"
DAY = timedelta(days=1)
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
TYPES = ["meeting", "agreement", "conference", "training", "launch", "announcement"]
DATE_KINDS = ["explicit", "yearless", "relative", "month", "none"]
READ = {"en", "fr", "ar"}
OCCASION, FEWEST_DATED, LONG_GAP, EDGE, MOST_PERIODS, STABLE, TAIL = 3, 5, 7, 4, 14, 0.75, 0.025
NUMBER_RE = re.compile(r"(?<![\w.,-])[-−]?\d[\d,]*(?:\.\d+)?(?:e-\d+)?(?![\w-])")
SCORES = {("date", "share right"): "date", ("date", "share wrong given"): "wrong", ("partner", "F1"): "partner",
          ("activity", "share right"): "type", ("partner", "precision"): "confidence"}  # fmt: skip
REASONS = {
    "weight": "the fit of topics",
    "stability": "the fit of topics",
    "metric": "scores against labels, which no table holds",
    "longitude": "places and classes on the map",
    "small": "places and classes on the map",
    "reason": "how much of two prints is alike, since the tables hold one of them",
}
"""Why the numbers of a table cannot be recounted, by a column that only such a table has."""
BLOCK_RE = re.compile(r"</?(?:p|li|ul|h\d|caption|figcaption|summary|div|section|dt|dd|header|nav|main)\b[^>]*>|\n\n")


# --- tables and days -------------------------------------------------------------------------------------------------


def read(path: Path, *, delimiter: str = ",") -> list[Row]:
    """Return the rows of a table, with days for what looks like one."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if delimiter == "," or not line.startswith("#"))
        rows: list[Row] = list(csv.DictReader(lines, delimiter=delimiter))
    for row in rows:
        row |= {key: date.fromisoformat(cell) for key, cell in row.items() if re.fullmatch(r"\d{4}-\d\d-\d\d", cell)}
    return rows


def span(start: date, end: date) -> str:
    """Return first and last day as they are said."""
    first, last = (f"{day.day} {MONTHS[day.month - 1]} {day.year}" for day in (start, end))
    if start == end:
        return last
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{last}"
    return f"{first.removesuffix(f' {end.year}')} – {last}"


def days_of(start: date, end: date) -> list[date]:
    """Return every day from the first to the last."""
    return [start + n * DAY for n in range((end - start).days + 1)]


def ranked(rows: Iterable[Row], *columns: str) -> list[Row]:
    """Return rows by columns, those with a minus the most first."""
    rows = list(rows)
    for column in reversed(columns):
        rows.sort(key=lambda row: row[column.strip("-")], reverse=column[0] == "-")
    return rows


def percent(part: float, whole: float) -> float:
    """Return a share in per cent."""
    return 100 * part / whole if whole else 0.0


# --- chances ---------------------------------------------------------------------------------------------------------


def say_odds(chance: float) -> int:
    """Return of how many cases chance gives one, in tens where they are many."""
    return round(1 / chance, -1 if chance < 0.05 else 0)


def binomial(k: int, n: int, p: float) -> float:
    """Return the chance of k of n."""
    return comb(n, k) * p**k * (1 - p) ** (n - k)


def two_sided(k: int, n: int, p: float) -> float:
    """Return the exact chance of k or what is less likely."""
    chances = [binomial(one, n, p) for one in range(n + 1)]
    return min(1.0, sum(chance for chance in chances if chance <= chances[k] * (1 + 1e-7)))


def gamma_share(shape: float, x: float) -> float:
    """Return the share of a Gamma distribution of unit scale below x, by its series."""
    term = total = 1 / shape
    for n in range(1, 10_000):
        term *= x / (shape + n)
        total += term
        if term < total * 1e-16:
            break
    return total * exp(shape * log(x) - x - lgamma(shape)) if x > 0 else 0.0


def gamma_point(shape: float, share: float) -> float:
    """Return below which x that share lies."""
    low, high = 0.0, 10 * shape + 50
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if gamma_share(shape, middle) < share else (low, middle)
    return low


# --- windows ---------------------------------------------------------------------------------------------------------


def density(days: list[date]) -> Row:
    """Return the mean gap between releases with its interval; releases of one day are one batch."""
    sizes = list(Counter(days).values())
    between, gaps = (max(days) - min(days)).days, len(days) - 1
    unequal = (stdev(sizes) / mean(sizes)) ** 2 if len(sizes) > 1 else 0.0
    shape = max(0.5, (len(sizes) - 1) / (1 + unequal))
    low, high = (gamma_point(shape, share) * gaps / shape for share in (1 - TAIL, TAIL))
    ends = {"low": max(0, between - 1) / low, "high": (between + 1) / high}
    return {"n_dated": len(days), "days_per_release": between / gaps, **ends, "shape": shape}


def in_proportion(days: list[date]) -> bool:
    """Tell whether a constant rate gives so long a gap in one page of a hundred (Fisher 1929)."""
    gaps = [(b - a).days for a, b in pairwise(sorted(set(days)))]
    longest, n = max(gaps, default=0), len(gaps)
    if longest <= LONG_GAP or n < 2:
        return longest <= LONG_GAP
    share = longest / sum(gaps)
    return sum((-1) ** (k + 1) * comb(n, k) * (1 - k * share) ** (n - 1) for k in range(1, int(1 / share) + 1)) >= 0.01


def find_windows(pages: list[Row], printed: list[Row], day: Mapping[str, date]) -> Iterator[Row]:
    """Yield the window of each page that has one, from the day of the last release printed to the latest."""
    for page in pages:
        own = [row for row in printed if row["source"] == page["source"]]
        placed = sorted((int(row["position"]), day[row["article_id"]]) for row in own if row["article_id"] in day)
        held = [one for _, one in placed if one >= placed[-1][1]]
        if len(held) < FEWEST_DATED or not in_proportion(held):
            continue
        ends = {"start": placed[-1][1], "end": max(held)}
        numbers = {"days": (max(held) - placed[-1][1]).days + 1, "n_articles": int(page["n_articles"])}
        numbers |= {"n_late": len(placed) - len(held), "n_undated": len(own) - len(placed)}
        named = {"source": page["source"], "listing": page["listing"], "window": span(**ends)}
        yield named | ends | numbers | density(held)


def density_test(windows: list[Row]) -> float:
    """Return how often windows of one rate differ as much: likelihood ratio with Bartlett's correction."""
    shapes = [row["shape"] for row in windows]
    scales = [max(0.5, row["days"] - 1) / (row["n_dated"] - 1) for row in windows]
    common = sum(a * b for a, b in zip(shapes, scales, strict=True)) / sum(shapes)
    ratio = 2 * sum(shape * log(common / scale) for shape, scale in zip(shapes, scales, strict=True))
    freedom = len(windows) - 1
    corrected = 1 + (sum(1 / shape for shape in shapes) - 1 / sum(shapes)) / (6 * freedom)
    return 1 - gamma_share(freedom / 2, ratio / corrected / 2)


# --- partners --------------------------------------------------------------------------------------------------------


def occasions(stories: Iterable[str], day: Mapping[str, date], *, gap: int = OCCASION) -> list[str]:
    """Return the first story of each occasion of one country; without a day each is one."""
    firsts, last = [], None
    for story in sorted(stories, key=lambda story: (story not in day, day.get(story, date.min), story)):
        if last is None or story not in day or (day[story] - last).days > gap:
            firsts.append(story)
        last = day.get(story)
    return firsts


def find_above(held: Mapping[str, set[str]]) -> set[tuple[str, str]]:
    """Return which country is told to have more than which: sign tests on what only one has, Holm for all pairs."""
    pairs = []
    for one, other in combinations(sorted(held), 2):
        a, b = len(held[one] - held[other]), len(held[other] - held[one])
        chance = min(1.0, 2 * sum(binomial(k, a + b, 0.5) for k in range(min(a, b) + 1)))
        pairs.append((chance, (one, other) if a > b else (other, one)))
    told = set()
    for place, (chance, pair) in enumerate(sorted(pairs, key=lambda pair: pair[0])):
        if chance * (len(pairs) - place) > 2 * TAIL:
            break
        told.add(pair)
    return told


def find_periods(days: Iterable[date]) -> list[Row]:
    """Return the months, quarters or years that hold days, what lies between them, and those without a day."""
    days = sorted(set(days))
    length = next((n for n in (1, 3) if len({(d.year, (d.month - 1) // n) for d in days}) <= MOST_PERIODS), 12)
    rows: list[Row] = []
    for year, part in sorted({(day.year, (day.month - 1) // length) for day in days}):
        start, after = date(year, part * length + 1, 1), (year * 12 + (part + 1) * length)
        end = date(after // 12, after % 12 + 1, 1) - DAY
        label = {1: f"{MONTHS[start.month - 1]} {year}", 3: f"Q{part + 1} {year}"}.get(length, f"{year}")
        if rows and rows[-1]["end"] + DAY < start:
            rows.append({"start": rows[-1]["end"] + DAY, "end": start - DAY, "label": "", "days": 0})
        rows.append({"start": start, "end": end, "label": label, "days": sum(start <= day <= end for day in days)})
    return [*rows, {"start": "", "end": "", "label": "no day", "days": 0}]


# --- everything ------------------------------------------------------------------------------------------------------


class Run:
    """What the tables of a run hold, counted anew: `facts` of all pages by name, `frames` of rows by name."""

    def __init__(self, folder: Path) -> None:
        names = ("articles", "appearances", "pages", "countries", "organisations", "problems")
        self.articles, self.printed, self.pages, self.countries, self.organisations, self.problems = (
            read(folder / f"{name}.csv") for name in names
        )
        self.story = {row["article_id"]: row for row in self.articles}
        self.day = {key: row["date_start"] for key, row in self.story.items() if row["date_start"]}
        self.facts: Row = {"level": 95, "one": 1, "stays": 25, "gap": OCCASION, "pages": len(self.pages)}
        self.frames: dict[str, list[Row]] = {"pages": self.pages}
        self.spans: list[list[date]] = []
        self.count_windows()
        self.spanned = {one for start, end in self.spans for one in days_of(start, end)}
        self.count_days()
        self.count_weekdays()
        self.count_overlaps()
        self.count_reading()
        self.read_roles()
        self.count_partners()
        self.count_organisations()
        self.count_unseen()
        self.count_places()
        self.count_periods()
        self.count_choices()
        self.count_topics(folder)
        self.look_up_scores()
        self.list_sources()

    def tell(self, **known: Any) -> None:
        """Add what is true of all pages."""
        self.facts |= {name.replace("_", " "): value for name, value in known.items()}

    def count_windows(self) -> None:
        """Count the windows of the pages, how dense they are, and the spans that they make together."""
        found = find_windows(self.pages, self.printed, self.day)
        self.windows = windows = ranked(found, "start", "end", "source")
        for row in windows:
            if self.spans and row["start"] <= self.spans[-1][1] + DAY:
                self.spans[-1][1] = max(self.spans[-1][1], row["end"])
            else:
                self.spans.append([row["start"], row["end"]])
        self.frames["windows"] = windows
        self.tell(windows=len(windows), spans=len(self.spans), no_window=len(self.pages) - len(windows))
        if windows:
            ordered = ranked(windows, "days_per_release", "start")
            for name, row in (("densest", ordered[0]), ("thinnest", ordered[-1])):
                self.facts |= {f"{name} {key}": value for key, value in row.items()}
            self.tell(listed=span(windows[0]["start"], max(row["end"] for row in windows)))

    def count_days(self) -> None:
        """Count dated stories, days, and types of activity."""
        begun, n = Counter(self.day.values()), len(self.articles)
        known, dated = self.spanned | set(begun), len(self.day)
        inside = sum(many for one, many in begun.items() if one in self.spanned)
        self.tell(stories=n, printed=len(self.printed), dated=dated, undated=n - dated, inside=inside)
        self.tell(share_dated=percent(dated, n), share_undated=percent(n - dated, n), spanned=len(self.spanned))
        if known:
            length = (max(known) - min(known)).days + 1
            self.tell(all_days=length, share_spanned=percent(len(self.spanned), length))
            self.tell(active=span(min(begun), max(begun)))
        self.frames["calendar"] = [
            {"day": one, "n": begun[one], "spanned": one in self.spanned} for one in sorted(known)
        ]
        years = Counter(one.year for one in self.spanned)
        self.frames["years"] = [{"year": str(year), "days": many} for year, many in years.items()]
        types = Counter(row["activity"] or "not said" for row in self.articles)
        with_day = Counter(row["activity"] or "not said" for row in self.articles if row["date_start"])
        self.frames["types"] = [
            {"activity": name, "n": types[name], "share": types[name] / max(1, n), "n_dated": with_day[name]}
            for name in (*TYPES, "not said")
        ]
        self.tell(most_of_a_type=max(types[name] for name in TYPES))

    def count_weekdays(self) -> None:
        """Count activities of one day by weekday, beside what equal days give, with exact tests."""
        single = [row for row in self.articles if row["date_start"] == row["date_end"]]
        days = [row["date_start"] for row in single if row["date_conflict"] != "True"]
        held = [one for one in days if one in self.spanned]
        self.frames["weekdays"] = []
        for place, name in enumerate(WEEKDAYS):
            n, expected = sum(one.weekday() == place for one in held), 0.0
            for start, end in self.spans:
                own = days_of(start, end)
                share = sum(one.weekday() == place for one in own) / len(own)
                expected += share * sum(start <= one <= end for one in held)
            chance = min(1.0, 7 * two_sided(n, len(held), expected / len(held))) if held else 1.0
            numbers = {"n": n, "days": sum(one.weekday() == place for one in self.spanned), "expected": expected}
            self.frames["weekdays"].append({"weekday": name, **numbers, "chance": chance})
        some, equal = (sum(row[name] for row in self.frames["weekdays"][4:]) for name in ("n", "expected"))
        self.tell(on_a_known_day=len(held), at_weekends=some, expected_at_weekends=equal)
        if held:
            chance = two_sided(some, len(held), equal / len(held))
            self.tell(weekend_odds=say_odds(chance))

    def count_overlaps(self) -> None:
        """Count what each of two pages with overlapping windows lacks that the other lists."""
        listed: dict[str, set[str]] = defaultdict(set)
        for row in self.printed:
            listed[row["source"]].add(row["article_id"])
        rows = []
        for first, second in combinations(self.windows, 2):
            start, end = max(first["start"], second["start"]), min(first["end"], second["end"])
            if start > end:
                continue
            one, other = listed[first["source"]], listed[second["source"]]
            inside = {story for story in one | other if story in self.day and start <= self.day[story] <= end}
            lacks = [
                sum(page["start"] + EDGE * DAY < self.day[story] < page["end"] - EDGE * DAY for story in inside - own)
                for page, own in ((first, one), (second, other))
            ]
            shared = len(inside & one & other)
            verdict = ("both lack" if all(lacks) else "first lacks" if lacks[0] else "second lacks" if lacks[1]
                       else "agree" if shared else "open")  # fmt: skip
            rows.append({
                "first": first["source"], "second": second["source"], "start": start, "end": end, "shared": shared,
                "first_lacks": lacks[0], "second_lacks": lacks[1], "edge": len(inside) - shared - sum(lacks),
                "verdict": "copy" if one == other else verdict,
            })  # fmt: skip
        verdicts = Counter("lack" if "lack" in row["verdict"] else row["verdict"] for row in rows)
        self.tell(
            overlapping=verdicts["lack"] + verdicts["agree"], lacking=verdicts["lack"], agreeing=verdicts["agree"]
        )
        self.frames["overlaps"] = rows

    def count_reading(self) -> None:
        """Count pages, kinds of dates, copies, characters, languages and problems."""
        self.frames["date kinds"] = kinds = []
        for kind in DATE_KINDS:
            own = [row for row in self.articles if row["date_kind"] == kind]
            dated, false = (sum(map(bool, column)) for column in (
                [row["date_start"] for row in own], [row["date_conflict"] == "True" for row in own]))  # fmt: skip
            numbers = {"n": len(own), "n_dated": dated, "n_open": len(own) - dated, "n_conflict": false}
            kinds.append({"date_kind": kind, **numbers})
        self.tell(in_full=kinds[0]["n_dated"], by_the_page=sum(row["n_dated"] for row in kinds[1:]))
        self.tell(silent=kinds[-1]["n_open"], left_open=sum(row["n_open"] for row in kinds[:-1]))
        self.tell(false_weekdays=sum(row["n_conflict"] for row in kinds))
        self.frames["undated"] = [row for row in self.articles if not row["date_start"]]
        prints = Counter(row["article_id"] for row in self.printed)
        self.tell(copies=len(self.printed) - len(self.articles), copied=sum(n > 1 for n in prints.values()))
        total = {name: sum(int(row[name]) for row in self.pages) for name in self.pages[0] if name.startswith("n_ch")}
        for name, n in total.items():
            self.facts[name] = n if name in {"n_chars", "n_chars_unparsed"} else percent(n, total["n_chars"])
        sorts = Counter(row["kind"].replace("-", " ") for row in self.problems)
        corrections = sorts.pop("correction applied", 0)
        self.frames["sorts"] = [{"sort": sort, "n": n} for sort, n in sorts.items()]
        of_pages = Counter(row["kind"].replace("-", " ") for row in self.pages)
        self.frames["kinds"] = [{"kind": kind, "pages": n} for kind, n in of_pages.items()]
        listed = Counter(row["listing"] for row in self.pages)
        self.tell(complete=listed["all"], selected=listed["filtered"], unconfirmed=listed["unknown"])
        self.tell(things=sorts.total(), corrections=corrections)
        languages = Counter(row["language"] for row in self.articles)
        self.tell(in_Arabic=languages["ar"], in_French=languages["fr"], in_English=languages["en"])
        self.tell(not_English=len(self.articles) - languages["en"])
        self.tell(unread=len(self.articles) - sum(languages[code] for code in READ))

    def read_roles(self) -> None:
        """Read which stories have which country in which role, and which are the first of an occasion."""
        self.read = {key for key, row in self.story.items() if row["language"] in READ}
        self.country = {row["iso3"]: row["country"] for row in self.countries}
        self.role: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self.pair: dict[tuple[str, str], Row] = {}
        for row in self.countries:
            if row["article_id"] in self.read:
                self.role[row["iso3"]][row["role"]].add(row["article_id"])
                if row["role"] == "partner":
                    self.pair[row["iso3"], row["article_id"]] = row
        self.held = {code: own["partner"] for code, own in self.role.items() if own["partner"]}
        self.firsts = {code: set(occasions(own, self.day)) for code, own in self.held.items()}
        self.members = {row["iso3"] for row in read(DATA / "oic_members.tsv", delimiter="\t")}

    def count_partners(self) -> None:
        """Count roles and partners by country, with the ranks that each may have."""
        parts = {}
        for code, own in self.role.items():
            sets = (own["partner"], own["venue"] - own["partner"], own["mention"] - own["partner"] - own["venue"])
            parts[code] = dict(zip(("partner", "venue", "mention"), map(len, sets), strict=True))
        self.frames["roles"] = [
            {"iso3": code, "country": self.country[code], "stories": sum(own.values()), **own,
             "partner_venue": len(self.role[code]["partner"] & self.role[code]["venue"])}
            for code, own in parts.items()
        ]  # fmt: skip
        above = find_above(self.held) & find_above(self.firsts)
        table = []
        for code, own in self.held.items():
            days, pairs = [self.day[one] for one in own if one in self.day], [self.pair[code, one] for one in own]
            uncertain, undated = sum(row["confidence"] == "doubtful" for row in pairs), len(own) - len(days)
            table.append({
                "iso3": code, "country": self.country[code], "oic": code in self.members,
                "stories": len(own), "occasions": len(self.firsts[code]), "uncertain": uncertain, "undated": undated,
                "pages": len({self.story[one]["source"] for one in own}), "share": len(own) / len(self.read),
                "first_day": min(days, default=""), "last_day": max(days, default=""),
                "likely": sum(float(row["probability"]) for row in pairs),
                "rank_low": 1 + sum(low == code for _, low in above),
                "rank_high": len(self.held) - sum(high == code for high, _ in above),
                # under the headings of the report
                "stories_as_partner": len(own), "uncertain_of_these": uncertain, "n_undated": undated,
                "venue_only": parts[code]["venue"], "mention_only": parts[code]["mention"],
            })  # fmt: skip
        self.frames["partners"] = table = ranked(table, "-stories", "country")
        status = Counter(self.story[key]["partner_status"] for key in self.read)
        uncertain, stories = sum(row["uncertain"] for row in table), [row["stories"] for row in table]
        self.tell(read=len(self.read), named=status["named"], share_named=percent(status["named"], len(self.read)))
        self.tell(many_states=status["multilateral"], no_state=status["none"], not_made_out=status["unknown"])
        self.tell(countries=len(table), pairs=len(self.pair), single=stories.count(1), named_at_all=len(parts))
        self.tell(uncertain=uncertain, share_uncertain=percent(uncertain, len(self.pair)))
        self.tell(likely=sum(row["likely"] for row in table), never_partner=len(parts) - len(table))
        self.tell(undated_pairs=sum(row["undated"] for row in table))
        self.tell(partners_after_eight=len(stories) - 8, named_after_eight=len(parts) - 8)
        self.frames["quoted"] = [{"of": "more sentences", "n": n - 6} for n in (len(self.pair), uncertain)]
        numbers = range(1, max(stories, default=0) + 1)
        self.frames["shades"] = [
            {"label": f"{low}–{high} stories" if low < high else f"{low} stor{'y' if low == 1 else 'ies'}",
             "n": sum(low <= n <= high for n in stories)} for low in numbers for high in numbers if low <= high
        ]  # fmt: skip

    def count_organisations(self) -> None:
        """Count the stories of each counterpart that is no state, a known one under its usual name."""
        bodies: dict[str, dict[str, Row]] = {}
        names: dict[str, str] = {}
        for row in self.organisations:
            if row["article_id"] in self.read:
                name = row["usual"] or " ".join(row["organisation"].split())
                names[name.casefold()] = min(name, names.get(name.casefold(), name))
                own = bodies.setdefault(name.casefold(), {})
                if float(row["probability"]) > float(own.get(row["article_id"], {"probability": 0})["probability"]):
                    own[row["article_id"]] = row
        self.frames["organisations"] = [
            {"organisation": names[key], "stories": len(own),
             "uncertain": sum(row["confidence"] == "doubtful" for row in own.values()),
             "likely": round(sum(float(row["probability"]) for row in own.values()), 4),
             "countries": self.list_partners(own)}
            for key, own in bodies.items()
        ]  # fmt: skip
        stories = {story for own in bodies.values() for story in own}
        self.tell(organisations=len(bodies), organisation_pairs=sum(map(len, bodies.values())))
        self.tell(with_organisation=len(stories))
        self.tell(uncertain_organisations=sum(row["uncertain"] for row in self.frames["organisations"]))
        self.tell(instead=sum(self.story[key]["partner_status"] == "none" for key in stories))

    def list_partners(self, stories: Collection[str]) -> str:
        """Return the partners of some stories in a line, those of several stories with how many, most first."""
        partners = [row for row in self.countries if row["role"] == "partner" and row["article_id"] in stories]
        often = Counter(row["country"] for row in partners)
        listed = sorted(often.items(), key=lambda one: (-one[1], one[0]))
        return ", ".join(f"{name} ({n})" if n > 1 else name for name, n in listed)

    def count_unseen(self) -> None:
        """Count the share of Good and Turing with its error, Chao's bound by pages, and what a page left out says."""
        on = {code: Counter(self.story[one]["source"] for one in own) for code, own in self.firsts.items()}
        total, sources = sum(own.total() for own in on.values()), {source for own in on.values() for source in own}
        self.tell(occasion_pairs=total)
        if not total:
            return
        once, twice = (sum(own.total() == n for own in on.values()) for n in (1, 2))
        one_page, two_pages = (sum(len(own) == n for own in on.values()) for n in (1, 2))
        more = (len(sources) - 1) / len(sources) * one_page * (one_page - 1) / (2 * (two_pages + 1))
        expected = 0.0
        for source in sources:
            rest = [own.total() - own[source] for own in on.values()]
            expected += sum(own[source] for own in on.values()) / total * rest.count(1) / max(1, sum(rest))
        new = sum(own.total() for own in on.values() if len(own) == 1)
        error = sqrt(once * (1 - once / total) + 2 * twice) / total
        self.tell(once=once, new_share=percent(once, total), error=max(1, 100 * error), found_new=percent(new, total))
        self.tell(at_least=len(on) + more, expected_new=100 * expected)

    def count_places(self) -> None:
        """Count members of the OIC and parts of the world."""
        world, partners = {row["iso3"]: row for row in read(DATA / "countries.tsv", delimiter="\t")}, self.held.keys()
        self.tell(members=len(self.members), members_named=len(self.members & partners))
        self.tell(others_named=len(partners - self.members), members_missing=len(self.members - partners))
        stories: dict[str, set[str]] = defaultdict(set)
        for code, own in self.held.items():
            stories[world[code]["subregion"]] |= own
        self.frames["subregions"] = [{"subregion": name, "stories": len(own)} for name, own in stories.items()]
        missing = Counter(world[code]["region"] for code in self.members - partners)
        self.frames["regions"] = [{"region": name, "missing": n} for name, n in missing.items()]
        self.frames["members"] = [
            {"iso3": code, "subregion": world[code]["subregion"], "stories": len(self.held.get(code, ()))}
            for code in self.members
        ]

    def count_periods(self) -> None:
        """Count the stories with each partner by period."""
        begun = {self.day[one] for own in self.held.values() for one in own if one in self.day}
        periods = find_periods(self.spanned | begun)
        rows, across, again = [], [], 0
        for code, own in self.held.items():
            known = [self.day[one] for one in own if one in self.day]
            counted = {
                row["label"]: sum(row["start"] <= one <= row["end"] for one in known) if row["start"]
                else len(own) - len(known) for row in periods if row["label"]
            }  # fmt: skip
            named = {"iso3": code, "country": self.country[code]}
            rows += [{**named, **row, "stories": counted.get(row["label"], "")} for row in periods]
            across.append({"country": self.country[code], **counted})
            again += sum(n > 0 for label, n in counted.items() if label != "no day") > 1
        self.frames |= {"periods": rows, "by period": across, "tiles": [row for row in rows if row["stories"] != ""]}
        self.tell(periods=sum(bool(row["days"]) for row in periods), again=again)
        filled = sum(row["stories"] not in {"", 0} and row["label"] != "no day" for row in rows)
        self.tell(tiles_after_eight=filled - 8, years_after_eight=len(self.frames["years"]) - 8)

    def count_choices(self) -> None:
        """Count partners under each choice."""
        prints = Counter(row["article_id"] for row in self.printed)
        sure = {code: [one for one in own if self.pair[code, one]["confidence"] == "sure"]
                for code, own in self.held.items()}  # fmt: skip
        choices: dict[str, Mapping[str, Any]] = {
            "as counted: stories": self.held,
            "without the host country": {code: own for code, own in self.held.items() if code != "MAR"},
            "without uncertain partners": sure,
            "venues as partners too": {code: own["partner"] | own["venue"] for code, own in self.role.items()},
            "copies of a story counted too": {c: "x" * sum(prints[one] for one in own) for c, own in self.held.items()},
        }
        for gap in (1, 3, 7):
            apart = {code: occasions(own, self.day, gap=gap) for code, own in self.held.items()}
            choices[f"occasions: stories up to {gap} day{'s' * (gap > 1)} apart"] = apart
        self.frames["choices"] = []
        for choice, chosen in choices.items():
            sizes = {code: len(own) for code, own in chosen.items() if own}
            most = max(sizes.values(), default=0)
            lead = sorted(self.country[code] for code, n in sizes.items() if n == most)
            first = f"{', '.join(lead) if len(lead) < 4 else f'{len(lead)} countries'} ({most})" if lead else ""
            numbers = {"pairs": sum(sizes.values()), "countries": len(sizes), "first": first}
            self.frames["choices"].append({"choice": choice, **numbers, "members": len(sizes.keys() & self.members)})

    def count_topics(self, folder: Path) -> None:
        """Count what follows from which article fell to which topic: sizes, pages, quarters of years, partners."""
        stored = next(iter(sorted((folder / "topics").glob("*.json"))), None)
        found = json.loads(stored.read_text(encoding="utf-8"))["topics"]["assignments"] if stored else {"topic": []}
        columns = [found.get(name, []) for name in ("article_id", "topic", "share", "label")]
        placed = {key: (topic, share, label) for key, topic, share, label in zip(*columns, strict=True) if topic}
        label = {topic: name for topic, _, name in placed.values()}
        sizes, stable = (
            Counter(topic for topic, *_ in placed.values()),
            sum(one[1] >= STABLE for one in placed.values()),
        )
        self.tell(topics=len(sizes), with_a_topic=len(placed), stable=stable, unstable=len(placed) - stable)
        origin: dict[str, Counter[tuple[int, str]]] = {"page": Counter(), "quarter": Counter()}
        for key, (topic, *_) in placed.items():
            origin["page"][topic, self.story[key]["source"]] += 1
            if key in self.day:
                month = (self.day[key].month - 1) // 3 * 3
                origin["quarter"][topic, f"{MONTHS[month]}–{MONTHS[month + 2]} {self.day[key].year}"] += 1
        self.frames["topics"] = []
        for topic in sorted(sizes):
            own = [share for number, share, _ in placed.values() if number == topic]
            row: Row = {"topic": topic, "label": label[topic], "articles": len(own), "n": len(own)}
            row["stable"] = sum(share >= STABLE for share in own)
            for kind, counted in origin.items():
                mine = {where: n for (number, where), n in counted.items() if number == topic}
                most = max(mine, key=lambda where: mine[where], default="")
                row |= {kind: most, f"{kind} n": mine.get(most, 0), f"{kind} of": sum(mine.values())}
            self.frames["topics"].append(row)
        self.frames["topics by page"] = [
            {"page": where, **{str(topic): origin["page"][topic, where] for topic in sorted(sizes)}}
            for where in sorted({where for _, where in origin["page"]})
        ]
        self.tell(largest_topic=max(sizes.values(), default=0))
        self.count_partners_of(label, sizes, {key: topic for key, (topic, *_) in placed.items() if key in self.read})

    def count_partners_of(self, label: Mapping[int, str], sizes: Counter[int], topic: Mapping[str, int]) -> None:
        """Count the stories of each partner with each topic, with the chance of so many among all pairs."""
        counted = {code: Counter(topic[one] for one in own if one in topic) for code, own in self.held.items()}
        counted = {code: own for code, own in counted.items() if own}
        rows = []
        for code, own in counted.items():
            for number, n in own.items():
                tail = sum(binomial(k, own.total(), sizes[number] / len(topic)) for k in range(n, own.total() + 1))
                chance = min(1.0, len(counted) * len(sizes) * tail)
                named = {"country": self.country[code], "topic": number, "label": label[number]}
                rows.append({**named, "stories": n, "odds": say_odds(chance)})
        self.frames["topics of partners"] = rows
        self.tell(countries_in_topics=len(counted))

    def look_up_scores(self) -> None:
        """Look up the scores that travel in the package: they are measured on labels, which no table holds."""
        scores = read(DATA / "accuracy.tsv", delimiter="\t")
        apart = [row for row in scores if row["labels"] == "english"]
        self.frames["scores"] = [row for row in apart if row["kind"] == "all"]
        self.frames["parts"] = [
            {**row, "label": "all" if row["kind"] == "all" else f"{row['kind']}: {row['part']}"}
            for row in apart if (row["field"], row["metric"]) == ("partner", "F1")
        ]  # fmt: skip
        for row in scores:
            name = SCORES.get((row["field"], row["metric"]))
            if row["kind"] not in {"all", "confidence"} or not name:
                continue
            own, share = row["part"] if row["kind"] != "all" else name, 1 if row["metric"] == "F1" else 100
            for part in ("value", "low", "high"):
                self.facts[f"{row['labels']} {own} {part}"] = float(row[part]) * share
            self.facts |= {f"{row['labels']} {part}": int(row[part]) for part in ("n", "pages") if row["kind"] == "all"}
        shown = [row["value"] for row in self.frames["scores"] if row["metric"] in {"share right", "share exact", "F1"}]
        self.tell(weakest=min(map(float, shown)))

    def list_sources(self) -> None:
        """List pages, problems and stories as the report does."""
        number = {page["source"]: n for n, page in enumerate(self.pages, start=1)}
        self.frames["sources"] = [
            {**page, "no.": number[page["source"]], "articles": page["n_articles"]} for page in self.pages
        ]
        self.frames["printed"] = self.printed
        self.frames["problems"] = [
            {**row, "page": row["source"], "sort": row["kind"], "what_was_found": row["message"]}
            for row in self.problems
        ]
        self.frames["all stories"] = [
            {"headline": row["headline"] or "(no headline)", "page": f"{number[row['source']]} / {row['position']}",
             "day": span(row["date_start"], row["date_end"]) if row["date_start"] else "not known"}
            for row in self.articles
        ]  # fmt: skip


# --- what is printed -------------------------------------------------------------------------------------------------


def strip(markup: str) -> str:
    """Return the text of a piece of HTML."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", "", markup))).strip()


def split_html(text: str) -> tuple[list[str], list[list[list[str]]]]:
    """Return the paragraphs of a page of HTML, and its tables as rows of cells."""
    text = re.sub(r"<(style|script|svg)\b.*?</\1>", "", text, flags=re.DOTALL)
    tables = [
        [[strip(cell) for cell in re.findall(r"<t[dh]\b.*?</t[dh]>", row, re.DOTALL)]
         for row in re.findall(r"<tr\b.*?</tr>", table, re.DOTALL)]
        for table in re.findall(r"<table\b.*?</table>", text, re.DOTALL)
    ]  # fmt: skip
    rest = re.sub(r"(?<=</caption>).*?</table>|<table\b(?!.*?<caption).*?</table>", "", text, flags=re.DOTALL)
    return [one for one in map(strip, BLOCK_RE.split(rest)) if one], tables


def read_printed(path: Path) -> tuple[list[str], list[list[list[str]]]]:
    """Return the paragraphs and tables that a notebook shows, or a report prints above the quotations."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return split_html(text.partition('<h2 id="evidence-countries"')[0])
    texts, tables = [], []
    for cell in json.loads(text)["cells"]:
        for data in (out.get("data", {}) for out in cell.get("outputs", [])):
            tables += split_html("".join(data.get("text/html", "")))[1]
            if "text/markdown" in data or "text/html" not in data:
                said = "".join(data.get("text/markdown", "") or data.get("text/plain", ""))
                texts += [one for one in unescape(said.replace("*", "").replace("\\", "")).split("\n") if one.strip()]
    return texts, tables


def is_same(printed: str, recounted: Any) -> bool:
    """Tell whether a cell, or a number in a sentence, is what was recounted, as far as it has digits."""
    said = printed.replace("−", "-").replace(",", "").strip()
    if isinstance(recounted, bool):
        return said in ({"True", "yes"} if recounted else {"False", "no"})
    if isinstance(recounted, date):
        return printed in {recounted.isoformat(), span(recounted, recounted)}
    if recounted == "":
        return said in {"", "NaN", "NaT", "None", "<NA>", "0"}  # a pivoted table has 0 for nothing
    if said in {"<1", ">99", ""} and not isinstance(recounted, str):
        return {"<1": 0 < recounted < 1, ">99": 99 < recounted < 100, "": recounted == 0}[said]
    try:
        digits = said.partition("e")
        half = 0.5 * 10.0 ** (int(digits[2] or 0) - len(digits[0].partition(".")[2]))
        return abs(float(said) - float(recounted)) <= half + 1e-6
    except ValueError:
        return printed == str(recounted)


def is_in(span: tuple[int, int], covered: list[tuple[int, int]]) -> bool:
    """Tell whether a place in a text is covered."""
    return any(start < span[1] and span[0] < end for start, end in covered)


class Account:
    """Numbers printed: how many are as recounted, which are not, and which cannot be."""

    def __init__(self, run: Run) -> None:
        self.facts, self.frames = run.facts, {name: rows for name, rows in run.frames.items() if rows}
        self.right = 0
        self.wrong: list[str] = []
        self.left: Counter[str] = Counter()
        self.patterns = [self.compile(row) for row in read(HERE / "recount.tsv", delimiter="\t")]

    def compile(self, row: Row) -> tuple[Row, list[str], re.Pattern[str]]:
        """Return a row with the names in its pattern, in order, and the expression that they stand in."""
        names, pattern = re.findall(r"\{([^{}\d][^{}]*)\}", row["pattern"]), row["pattern"]
        known = {**self.facts, **self.frames.get(row["frame"], [{}])[0], "key": ""}
        for name in names:
            group = r"[^,;:()“”]+?" if isinstance(known.get(name), str) else r"[-−<>]*\d[\d,]*(?:\.\d+)?"
            pattern = pattern.replace(f"{{{name}}}", f"({group})", 1)
        return row, names, re.compile(pattern)

    def check_text(self, text: str) -> None:
        """Account for every number of a paragraph."""
        covered: list[tuple[int, int]] = []
        for row, names, pattern in self.patterns:
            for match in pattern.finditer(text) if re.search(row["where"], text) else ():
                said = list(zip(names, match.groups(), strict=True))
                known = self.find(row, said)
                if known is None:
                    continue
                spans = [match.span(place) for place in range(1, len(names) + 1)]
                if row["reason"]:
                    numbers = NUMBER_RE.finditer(text, *match.span())
                    self.left[row["reason"]] += sum(not is_in(number.span(), covered) for number in numbers)
                    spans = [match.span()]
                self.compare(
                    [pair for pair, span in zip(said, spans, strict=False) if not is_in(span, covered)], known, text
                )
                covered += spans
        for number in NUMBER_RE.finditer(text):
            if not is_in(number.span(), covered):
                around = text[max(0, number.start() - 60) : number.end() + 30]
                self.wrong.append(f"no pattern knows {number.group()} in “{around}”")

    def find(self, row: Row, said: list[Pair]) -> Mapping[str, Any] | None:
        """Return what a pattern speaks of: all pages, or the row of a table that it names; None where there is none."""
        if not row["frame"]:
            return self.facts
        key = dict(said)["key"].strip()
        rows = [own for own in self.frames.get(row["frame"], ()) if key in map(str, own.values())]
        same = (own for own in rows if all(name == "key" or is_same(one, own[name]) for name, one in said))
        return next(same, rows[0] if rows else None)

    def compare(self, said: list[Pair], known: Mapping[str, Any], text: str) -> None:
        """Compare the numbers that a pattern found with what was recounted."""
        for name, one in said:
            if name == "key" or (name in known and is_same(one, known[name])):
                self.right += name != "key"
            else:
                self.wrong.append(f"{name} is {known.get(name, 'not known')}, not {one}, in “{text[:150]}”")

    def check_table(self, table: list[list[str]]) -> None:
        """Account for every number of a table, held against the recounted one that has the most of its rows."""
        heads = 2 if len(table) > 1 and table[1] and not any(table[1][1:]) else 1
        known = {name for rows in self.frames.values() for name in rows[0]}
        names = [low or high for high, low in zip(table[0], table[heads - 1], strict=False)]
        columns = [name if name in known else name.lower().replace(" ", "_") for name in names]
        rows = [dict(zip(columns, row, strict=False)) for row in table[heads:]]
        shared = {name: set(columns) & set(own[0]) for name, own in self.frames.items()}
        found = {name: [self.look_up(row, name, own) for row in rows] for name, own in shared.items() if own}
        best = max(found, key=lambda name: len(shared[name]) * sum(found[name]), default="")
        reason = next((REASONS[name] for name in columns if name in REASONS), "")
        for row, is_found in zip(rows, found.get(best, [False] * len(rows)), strict=True):
            numbers = [name for name, cell in row.items() if name and NUMBER_RE.search(cell)]
            if is_found and 3 * len(shared[best]) > len(set(columns)):
                self.right += len(shared[best].intersection(numbers))
                self.left.update(reason or f"column {name}" for name in numbers if name not in shared[best])
            elif reason:
                self.left[reason] += len(numbers)
            elif numbers:
                self.wrong.append(f"no row of {best} is as {' | '.join(row.values())[:150]}")

    def look_up(self, row: Mapping[str, str], name: str, shared: set[str]) -> bool:
        """Tell whether a table recounted has a row like the one printed."""
        return any(all(is_same(row[key], own.get(key, "")) for key in shared) for own in self.frames[name])

    def check_quotations(self, report: str) -> None:
        """Compare how many stories the report quotes for each country in each role, and for each type."""
        counted = {f"{row['iso3']}-{role}": n for row in self.frames.get("roles", ()) for role, n in (
            ("partner", row["partner"]), ("venue", row["venue"] + row["partner_venue"]))}  # fmt: skip
        counted |= {f"activity-{row['activity']}": row["n"] for row in self.frames["types"]}
        quoted = re.findall(r'id="(?:country-)?(\w+-\w+)"[^>]*>[\w ]+: ([\d,]+) stor', report)
        for name, n in quoted:
            if name.endswith("-mention") or is_same(n, counted.get(name, -1)):
                self.right += 1
            else:
                self.wrong.append(f"{name} has {counted.get(name)} stories, not {n}")


def main() -> int:
    """Print what differs, and what was recounted."""
    tables, notebooks, *reports = (Path(argument) for argument in sys.argv[1:])
    account = Account(Run(tables))
    for path in (*sorted(notebooks.glob("*.ipynb")), *reports):
        texts, printed = read_printed(path)
        for text in texts:
            account.check_text(text)
        for table in printed:
            account.check_table(table)
    for report in reports:
        account.check_quotations(report.read_text(encoding="utf-8"))
    print(*account.wrong, sep="\n", end="\n" * bool(account.wrong))
    total = account.right + len(account.wrong) + account.left.total()
    print(f"{account.right:,} of {total:,} numbers printed are as they are recounted, {len(account.wrong)} are not.")
    for reason, n in account.left.most_common():
        print(f"{n:6,} not recounted: {reason}")
    return int(bool(account.wrong))


if __name__ == "__main__":
    sys.exit(main())
