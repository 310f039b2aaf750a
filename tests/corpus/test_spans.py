"""Every span leads back to the words that it names, on every page that we have and on what becomes of pages."""

import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from icesco_analysis.corpus import extract_page
from icesco_analysis.pages import PageError
from tests.conftest import LABELLED

SEPARATOR = "\n\n"


def _lost(articles: Iterable[Mapping[str, Any]], countries: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return the evidence that its span does not cut out of the article, with what it cuts out."""
    texts = {
        _place(article): SEPARATOR.join(filter(None, (article["headline"], article["subtitle"], article["body"])))
        for article in articles
    }
    spans = [row for row in countries if row["span_start"] is not None]  # a dateline is no part of the article
    cut = [(row["evidence"], texts[_place(row)][row["span_start"] : row["span_end"]]) for row in spans]
    return [(evidence, found) for evidence, found in cut if evidence != found]


def _place(row: Mapping[str, Any]) -> tuple[str, int]:
    return row["source"], row["position"]


@pytest.mark.parametrize("folder", LABELLED, ids=lambda folder: folder.parent.name)
def test_every_span_of_the_labelled_pages_is_its_evidence(folder: Path, trials: Callable[[int, int], int]) -> None:
    generator = random.Random(8)  # noqa: S311 - a test's
    n = 0
    for number, file in enumerate(sorted(folder.iterdir())):
        data = file.read_bytes()
        torn = _tear(data, generator, times=trials(1, 5)) if number % trials(16, 1) == 0 else ()
        for page in (data, *torn):
            try:
                rows = extract_page(page, file.name)
            except PageError:
                continue
            assert len(_lost(rows.articles, rows.countries)) == 0, file.name
            n += len(rows.countries)
    assert n > 100


def _tear(data: bytes, generator: random.Random, *, times: int) -> Iterator[bytes]:
    """Yield what may become of a page: lines left out, doubled, indented, unbroken, words without blanks."""
    lines = re.split(rb"(?<=\n)", data)
    for _ in range(times):
        for change in (
            lambda line: line[:0],
            lambda line: line * 2,
            lambda line: b"    " + line,
            lambda line: line.rstrip(b"\r\n") + b" ",
            lambda line: line.replace(b". ", b"."),
            lambda line: line.replace(b" ", b"\xc2\xa0"),
            lambda line: line.replace(b"<p>", b"").replace(b"</h2>", b""),
        ):
            yield b"".join(change(line) if generator.random() < 0.2 else line for line in lines)
