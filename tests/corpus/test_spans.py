"""Every span leads back to the words that it names, on every page that we have and on what becomes of pages."""

import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest

from icesco_analysis.corpus import Corpus, extract_page
from icesco_analysis.pages import PageError
from tests.conftest import LABELLED

SEPARATOR = "\n\n"


def _lost(
    articles: Iterable[Mapping[str, Any]], countries: Iterable[Mapping[str, Any]], *, key: Sequence[str]
) -> list[tuple[str, str]]:
    """Return the evidence that its span does not cut out of the article of the same key, with what it cuts out."""
    name = itemgetter(*key)
    texts = {
        name(article): SEPARATOR.join(filter(None, (article["headline"], article["subtitle"], article["body"])))
        for article in articles
    }
    spans = [row for row in countries if row["span_start"] is not None]  # a dateline is no part of the article
    cut = [(row["evidence"], texts[name(row)][row["span_start"] : row["span_end"]]) for row in spans]
    return [(evidence, found) for evidence, found in cut if evidence != found]


@pytest.mark.parametrize("folder", LABELLED, ids=lambda folder: folder.parent.name)
def test_every_span_of_the_labelled_pages_is_its_evidence(folder: Path, corpus_of: Callable[[Path], Corpus]) -> None:
    corpus = corpus_of(folder)
    tables = [frame.astype(object).where(frame.notna(), None) for frame in (corpus.articles, corpus.countries)]
    assert len(corpus.countries) > 100
    assert _lost(*(table.to_dict("records") for table in tables), key=["article_id"]) == []


@pytest.mark.parametrize("folder", LABELLED, ids=lambda folder: folder.parent.name)
def test_every_span_of_a_torn_page_is_its_evidence(folder: Path, trials: Callable[[int, int], int]) -> None:
    generator = random.Random(8)  # noqa: S311 - a test's
    n = 0
    for file in sorted(folder.iterdir())[:: trials(256, 1)]:
        for page in _tear(file.read_bytes(), generator, times=trials(1, 5)):
            try:
                rows = extract_page(page, file.name)
            except PageError:
                continue
            assert _lost(rows["articles"], rows["countries"], key=["source", "position"]) == [], file.name
            n += len(rows["countries"])
    assert n > 0


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
