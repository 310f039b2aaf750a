"""Saved pages of any number, from a seed: known articles, days, partners and copies, for speed and scale only.

Run as ``python -m benchmarks.corpora FOLDER PAGES [single]``: listings of ten releases, or pages of one or two.
"""

import json
import random
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from html import escape
from itertools import count, islice
from pathlib import Path

from icesco_analysis.partners import load_countries

LISTED, SINGLE = (10,), (1, 1, 2)
"""Articles of a page, drawn from these: the site's listings have ten, its pages of single releases one or two."""
LONG, SHORT = 7, 2
"""Paragraphs between the lead of a release and its last words: some 300 words, or 120."""
COPIED, RECENT = 0.1, 50
"""Share of the articles that were printed before, and among how many of the last they are chosen."""
_DEEDS = ("Opens", "Launches", "Hosts", "Concludes", "Discusses", "Reviews", "Signs Agreement on", "Prepares")
_THINGS = ("Workshop", "Forum", "Museum", "Prize", "Library", "Survey", "School", "Festival", "Laboratory", "Archive")
_MATTERS = {
    "Pottery": "clay kilns glazes potters ceramics vessels",
    "Oases": "palms irrigation groves wells springs dunes",
    "Calligraphy": "scripts reeds inks lettering parchments brushes",
    "Robotics": "sensors motors circuits machines automation drones",
    "Manuscripts": "folios bindings codices scribes restoration libraries",
    "Wetlands": "marshes herons reeds lagoons fisheries mangroves",
    "Carpets": "looms knots dyes wool weaving patterns",
    "Folk Tales": "storytellers legends proverbs fables singers oral",
    "Satellites": "orbits launches telemetry antennas remote imaging",
}
"""What releases are about, with the words that tell one matter from another."""
_PEOPLE = (
    "Teachers",
    "Divers",
    "Curators",
    "Engineers",
    "Poets",
    "Nurses",
    "Farmers",
    "Architects",
    "Pupils",
    "Weavers",
)


@dataclass(frozen=True, slots=True)
class Release:
    """One release as it was planted."""

    headline: str
    paragraphs: tuple[str, ...]
    day: date
    country: str
    matter: str


def invent_release(generator: random.Random, *, number: int, paragraphs: int = LONG) -> Release:
    """Return a release that no other repeats: its own words stand among those that all releases use."""
    country = generator.choice(_list_countries())
    deed, thing, matter, people = map(generator.choice, (_DEEDS, _THINGS, [*_MATTERS], _PEOPLE))
    words = _MATTERS[matter].split()
    day = date(2019, 1, 1) + timedelta(days=generator.randrange(2500))
    invented = [
        "".join(generator.choices("aeioubdfgklmnprstvz", k=generator.randint(5, 9)))
        for _ in range(30 * (1 + paragraphs))
    ]
    lead = (
        f"The Islamic World Educational, Scientific and Cultural Organization (ICESCO) held on {day:%A}, {day.day} "
        f"{day:%B %Y}, in partnership with the Ministry of Education of {country}, {thing.lower()} on {matter.lower()}."
    )
    middle = [
        f"Some {place + number % 90} {people.lower()} of {' '.join(invented[30 * place : 30 * place + 20])} took part, "
        f"and the {thing.lower()} showed what {' '.join(invented[30 * place + 20 : 30 * place + 30])} can do for "
        f"{generator.choice(words)} and {generator.choice(words)}."
        for place in range(1, 1 + paragraphs)
    ]
    end = "The Director-General of ICESCO, Dr. Salim M. AlMalik, thanked the hosts and wished the participants well."
    headline = f"ICESCO {deed} {thing} on {matter} for {people} in {country}"
    return Release(headline, (lead, *middle, end), day, country, matter)


@cache
def _list_countries() -> list[str]:
    return sorted(one.name for one in load_countries().values())


def print_dump(releases: Sequence[Release]) -> str:
    """Return releases as a text dump."""
    return "\n\n".join("\n\n".join((one.headline, *one.paragraphs)) for one in releases) + "\n"


def print_html(releases: Sequence[Release]) -> str:
    """Return releases as an HTML listing."""
    posts = (
        f"<article class='post'><h2><a href='/{one.day:%Y/%m/%d}/x/'>{escape(one.headline)}</a></h2>"
        + "".join(f"<p>{escape(text)}</p>" for text in one.paragraphs)
        + "</article>"
        for one in releases
    )
    return f"<!doctype html><html><body><nav><a href='/'>Home</a></nav><main>{''.join(posts)}</main></body></html>"


def print_soup(releases: Sequence[Release]) -> str:
    """Return releases as nested boxes without names, the day above each text."""
    boxes = (
        f"<div><div><h3>{escape(one.headline)}</h3></div><div><span>{one.day:%B %-d, %Y}</span></div>"
        + "".join(f"<div><p>{escape(text)}</p></div>" for text in one.paragraphs)
        + "</div>"
        for one in releases
    )
    return f"<!doctype html><html><body><div><div>{''.join(boxes)}</div></div></body></html>"


def print_feed(releases: Sequence[Release]) -> str:
    """Return releases as a feed."""
    items = (
        f"<item><title>{escape(one.headline)}</title><pubDate>{one.day:%a, %d %b %Y} 10:00:00 +0000</pubDate>"
        f"<description>{escape(''.join(f'<p>{escape(text)}</p>' for text in one.paragraphs))}</description></item>"
        for one in releases
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>News</title>{''.join(items)}</channel></rss>"


def print_json(releases: Sequence[Release]) -> str:
    """Return releases as an answer of the interface of WordPress."""
    return json.dumps(
        [
            {
                "title": {"rendered": escape(one.headline)},
                "content": {"rendered": "".join(f"<p>{escape(text)}</p>" for text in one.paragraphs)},
                "date": f"{one.day}T10:00:00",
            }
            for one in releases
        ]
    )


LAYOUTS: Sequence[tuple[str, Callable[[Sequence[Release]], str]]] = (
    ("txt", print_dump),
    ("txt", print_dump),
    ("html", print_html),
    ("html", print_soup),
    ("json", print_json),
    ("xml", print_feed),
)


def invent_releases(*, seed: int, paragraphs: int = LONG, copied: float = COPIED) -> Iterator[Release]:
    """Yield releases without end, some of them again soon after."""
    generator = random.Random(seed)  # noqa: S311 - nothing secret
    recent: deque[Release] = deque(maxlen=RECENT)
    for number in count():
        if recent and generator.random() < copied:
            yield generator.choice(recent)
        else:
            recent.append(invent_release(generator, number=number, paragraphs=paragraphs))
            yield recent[-1]


def invent_pages(
    n_pages: int, *, per_page: Sequence[int] = LISTED, seed: int = 20251
) -> Iterator[tuple[str, str, Sequence[Release]]]:
    """Yield so many pages, each as its file name, its text, and what is printed on it: one release object a story."""
    generator = random.Random(seed)  # noqa: S311 - nothing secret
    releases = invent_releases(seed=seed, paragraphs=SHORT if per_page == SINGLE else LONG)
    for page in range(n_pages):
        printed = dict.fromkeys(islice(releases, generator.choice(per_page)))  # none twice on one page
        suffix, print_page = LAYOUTS[page % len(LAYOUTS)]
        yield f"{page:07}.{suffix}", print_page([*printed]), [*printed]


def write_pages(folder: Path, n_pages: int, *, per_page: Sequence[int] = LISTED, seed: int = 20251) -> None:
    """Write so many pages into a folder, a thousand into each below it."""
    for number, (name, text, _) in enumerate(invent_pages(n_pages, per_page=per_page, seed=seed)):
        path = folder / f"{number // 1000:04}" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]), int(sys.argv[2]), per_page=SINGLE if "single" in sys.argv else LISTED)
