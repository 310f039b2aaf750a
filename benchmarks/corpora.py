"""Saved pages of any number, from a seed: known articles, days, partners and copies, for speed and scale only."""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from pathlib import Path

from icesco_analysis.partners import load_countries

PER_PAGE = 10
"""Articles on a page, as the site's listings have them."""
COPIED = 1
"""Articles of each page that the next one prints again: the same story in another listing."""
_DEEDS = ("Opens", "Launches", "Hosts", "Concludes", "Discusses", "Reviews", "Signs Agreement on", "Prepares")
_THINGS = ("Workshop", "Forum", "Museum", "Prize", "Library", "Survey", "School", "Festival", "Laboratory", "Archive")
_MATTERS = (
    "Pottery",
    "Oases",
    "Calligraphy",
    "Robotics",
    "Manuscripts",
    "Wetlands",
    "Carpets",
    "Folk Tales",
    "Satellites",
)
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


def invent_release(generator: random.Random, *, number: int) -> Release:
    """Return a release that no other repeats: its own words stand among those that all releases use."""
    country = generator.choice(sorted(one.name for one in load_countries().values()))
    deed, thing, matter, people = map(generator.choice, (_DEEDS, _THINGS, _MATTERS, _PEOPLE))
    day = date(2019, 1, 1) + timedelta(days=generator.randrange(2500))
    invented = ["".join(generator.choices("aeioubdfgklmnprstvz", k=generator.randint(5, 9))) for _ in range(240)]
    lead = (
        f"The Islamic World Educational, Scientific and Cultural Organization (ICESCO) held on {day:%A}, {day.day} "
        f"{day:%B %Y}, in partnership with the Ministry of Education of {country}, {thing.lower()} on {matter.lower()}."
    )
    middle = [
        f"Some {place + number % 90} {people.lower()} of {' '.join(invented[20 * place : 20 * place + 20])} took part, "
        f"and the {thing.lower()} showed what {' '.join(invented[160 + 10 * place : 170 + 10 * place])} can do for "
        f"{matter.lower()}."
        for place in range(1, 8)
    ]
    end = "The Director-General of ICESCO, Dr. Salim M. AlMalik, thanked the hosts and wished the participants well."
    headline = f"ICESCO {deed} {thing} on {matter} for {people} in {country}"
    return Release(headline, (lead, *middle, end), day, country)


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
    ("json", print_json),
)


def invent_pages(count: int, *, seed: int = 20251) -> Iterator[tuple[str, str, Sequence[Release]]]:
    """Yield so many pages, each as its file name, its text, and what is printed on it."""
    generator = random.Random(seed)  # noqa: S311 - nothing secret
    releases: list[Release] = []
    for page in range(count):
        copied = releases[:COPIED]
        own = [invent_release(generator, number=PER_PAGE * page + place) for place in range(PER_PAGE - len(copied))]
        releases = [*own, *copied]
        suffix, print_page = LAYOUTS[page % len(LAYOUTS)]
        yield f"{page:07}.{suffix}", print_page(releases), releases


def write_pages(folder: Path, count: int, *, seed: int = 20251) -> None:
    """Write so many pages into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text, _ in invent_pages(count, seed=seed):
        (folder / name).write_text(text, encoding="utf-8")
