"""What the head of an HTML page carries: its title, its publication date, its address, and those of its releases."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import unescape
from itertools import islice
from typing import Any

from icesco_analysis.language import read_vocabulary
from icesco_analysis.pages.blocks import squeeze
from icesco_analysis.pages.datelines import read_permalink_day, read_stamp
from icesco_analysis.pages.html.elements import Element, Elements

# Types of JSON-LD and microdata objects that are one release.
ARTICLE_TYPES = frozenset(
    {"Article", "NewsArticle", "BlogPosting", "Report", "ReportageNewsArticle", "SocialMediaPosting"}
)
# A headline that the page's title repeats has so many letters at least: shorter texts are names of sections and sites.
MIN_NAMED = 16
# A headline prints at most so many times the characters that are letters and digits of it.
MOST_PRINTED = 2
# What an object of JSON-LD is told from others by.
_CALLED = ("url", "@id", "headline", "name")
# What parts headline and site in a title: "A headline – ICESCO", "ICESCO » A headline".
_SEPARATOR_RE = re.compile(r"\s[|–—«·•-]\s")
_TRAIL = "»"
# Plugins leave commas before a bracket, which browsers' tools read.
_LAST_COMMA_RE = re.compile(r",(?=\s*[}\]])")
# What is left of a script that is no JSON for another fault: what it describes, and when that was published.
_MEMBER_RE = re.compile(r"\"(@type|datePublished)\"\s*+:\s*+(\[[^\]]{1,200}\]|\"[^\"]{1,60}\")")
_NAME_RE = re.compile(r"\w+")
# So many separators are looked at: what has more is no title.
MOST_PARTS = 8


@dataclass(frozen=True, slots=True)
class Carried:
    """What meta elements and JSON-LD give; texts and addresses as letters and digits alone.

    `is_single`: the page says that it shows one release, its theme by the class of the body, its meta elements by a
    date. `titles` are what the page may call itself: title of the window, of shared links, headline of its only
    release, each whole and without the name of the site. `days` are those of single releases, by address and headline.
    """

    published: date | None
    url: str
    is_single: bool
    titles: frozenset[str]
    days: Mapping[str, date]

    def day_of(self, *, url: str, headline: str) -> date | None:
        """Return the publication date that is given for an address or a headline."""
        return self.days.get(squeeze(url)) or self.days.get(squeeze(headline))

    def names(self, element: Element) -> bool:
        """Tell the headline that the page is called by; what prints far more than any title is not looked at."""
        if not MIN_NAMED <= element.shown <= MOST_PRINTED * max(map(len, self.titles), default=0):
            return False
        letters = squeeze(element.text)
        return len(letters) >= MIN_NAMED and letters in self.titles


def read_carried(elements: Elements) -> Carried:
    """Return what the meta elements, the title and the JSON-LD scripts of a page say."""
    named = elements.by_name
    scripts = [script for script in named["script"] if script.get("type") == "application/ld+json"]
    objects = [item for script in scripts for item in _read_json_ld(script.text)]
    meta = _read_meta(named["meta"])
    releases = [item for item in objects if _types(item) & ARTICLE_TYPES]
    dated = [(item, day) for item in releases if (day := _day_of(item))]
    canonical = (link.get("href").strip() for link in named["link"] if "canonical" in link.get("rel").split())
    url = next(canonical, "") or meta.get("og:url", "")
    published = _page_day(meta, objects, releases=releases, dated=[day for _, day in dated])
    return Carried(
        published=published or read_permalink_day(url),
        url=url,
        is_single=_is_single(named["body"], releases, stamp=meta.get("article:published_time", "")),
        titles=_titles(named["title"], releases, meta=meta),
        days={squeeze(str(item[key])): day for item, day in dated for key in _CALLED if item.get(key)},
    )


def _read_meta(named: Sequence[Element]) -> Mapping[str, str]:
    """Return the content of each meta element that has one by its name in small letters, the first of several."""
    found: dict[str, str] = {}
    for element in named:
        for key in ("property", "name", "itemprop"):
            if content := element.get("content").strip():
                found.setdefault(element.get(key).lower(), content)
    return found


def _day_of(item: Mapping[str, Any]) -> date | None:
    return read_stamp(str(item.get("datePublished", "")))


@cache
def _stamps() -> Sequence[str]:
    return [row["name"] for row in read_vocabulary("page_stamps.tsv", columns=["name", "note"])]


def _is_single(bodies: Sequence[Element], releases: list[Mapping[str, Any]], *, stamp: str) -> bool:
    marks = bodies[0].marks if bodies else ()
    # some plugins describe a listing as an article all the same
    return "listing page" not in marks and ("single page" in marks or bool(stamp) or len(releases) == 1)


def _titles(
    windows: Sequence[Element], releases: list[Mapping[str, Any]], *, meta: Mapping[str, str]
) -> frozenset[str]:
    said = [
        windows[0].text if windows else "",
        meta.get("og:title", ""),
        meta.get("twitter:title", ""),
        str(releases[0].get("headline", "")) if len(releases) == 1 else "",
    ]
    return frozenset(squeeze(name) for title in said for name in _without_site(title))


def _without_site(title: str) -> list[str]:
    """Return a title and what stands in it before each separator, or behind a trail to the page."""
    before = [title[: match.start()] for match in islice(_SEPARATOR_RE.finditer(title), MOST_PARTS)]
    return [title, *before, title.rpartition(_TRAIL)[2]]


def _page_day(
    meta: Mapping[str, str],
    objects: list[Mapping[str, Any]],
    *,
    releases: list[Mapping[str, Any]],
    dated: list[date],
) -> date | None:
    """Return the date that the page as a whole carries: of a meta element, of its only release, of the web page."""
    stamps = (read_stamp(meta.get(name, "")) for name in _stamps())
    published = next(filter(None, stamps), None) or (dated[0] if len(dated) == 1 else None)
    if published is not None or releases:
        return published
    pages = [day for item in objects if "WebPage" in _types(item) and (day := _day_of(item))]
    return pages[0] if len(pages) == 1 else None


def _types(item: Mapping[str, Any]) -> set[str]:
    kinds = item.get("@type", "")
    return {str(kind).rpartition("/")[2] for kind in (kinds if isinstance(kinds, list) else [kinds])}


def _read_json_ld(text: str) -> Iterator[Mapping[str, Any]]:
    """Yield every object of a JSON-LD script, those of graphs and lists included.

    Where it is no JSON (comments, quotes that are not escaped, a bracket too few) and speaks of one release, that has
    the day that stands there.
    """
    try:
        waiting = [json.loads(_LAST_COMMA_RE.sub("", text), strict=False)]
    except (ValueError, RecursionError):
        members = _MEMBER_RE.findall(unescape(text))
        kinds = [ARTICLE_TYPES.intersection(_NAME_RE.findall(kind)) for name, kind in members if name == "@type"]
        days = {day for name, day in members if name == "datePublished"}
        if sum(map(bool, kinds)) == len(days) == 1:
            yield {"@type": list(max(kinds)), "datePublished": days.pop().strip('"')}
        return
    while waiting:
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting = [*item, *waiting]
        elif isinstance(item, dict):
            yield item
            waiting += [
                item[key] for key in ("@graph", "itemListElement", "item", "mainEntity", "blogPost") if key in item
            ]
