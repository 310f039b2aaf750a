"""What every figure rests on and is told with: its pages and articles, the words of ``data/figures.tsv`` around it."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from string import Formatter
from types import MappingProxyType
from typing import Any

import pandas as pd

from icesco_analysis.corpus import Corpus
from icesco_analysis.counts import find_windows, list_days, merge_windows
from icesco_analysis.figures.figure import Figure, Plot
from icesco_analysis.language import Prose, bold, count_of, percent, read_vocabulary, say, span_words

NO_PAGE = "No page was read, so there is nothing to say."
NO_DAY = "No activity on these pages has a known day."


def note_coverage(articles: pd.DataFrame, *, pages: pd.DataFrame) -> str:
    """Return the line that stands under every figure: how many stories, which days were seen, how many undated.

    Parameters
    ----------
    articles, pages
        The tables of these names.

    Examples
    --------
    >>> days = pd.to_datetime(["2025-05-15", "2025-05-22", None])
    >>> articles = pd.DataFrame({"date_start": days})
    >>> pages = pd.DataFrame({"source": ["a"], "listing": ["unknown"], "n_articles": [3],
    ...     "first_activity": days[:1], "last_activity": days[1:2]})
    >>> note_coverage(articles, pages=pages)
    'n = 3 stories on 1 page; 8 days seen, 15–22 May 2025; 1 undated (33 %).'
    """
    undated = int(articles["date_start"].isna().sum())
    head = f"n = {count_of(len(articles), 'story', 'stories')} on {count_of(len(pages), 'page')}"
    tail = f"{undated} undated ({percent(undated, len(articles))})."
    spans = merge_windows(find_windows(pages))
    if spans.empty:
        return f"{head}; no day seen; {tail}"
    days = count_of(len(list_days(spans)), "day")
    windows = f" in {len(spans)} windows" if len(spans) > 1 else ""
    return f"{head}; {days} seen{windows}, {span_words(spans['start'].min(), spans['end'].max())}; {tail}"


def cite_pages(pages: pd.DataFrame) -> str:
    """Return the source line of a caption.

    >>> cite_pages(pd.DataFrame({"source": ["a.txt"], "listing": ["unknown"]}))
    'Source: 1 saved page of ICESCO news, not vouched for as complete.'
    """
    vouched = int((pages["listing"] == "all").sum())
    said = f"{vouched} of them vouched for as complete listings" if vouched else "not vouched for as complete"
    return f"Source: {count_of(len(pages), 'saved page')} of ICESCO news, {said}."


def list_said(items: Sequence[Prose]) -> Prose:
    """Return items as a sentence lists them: a, b and c."""
    between = ["", *[", "] * (len(items) - 2), " and "]
    return say(*(piece for mark, item in zip(between, items, strict=False) for piece in (mark, item)))


def _count_cases(articles: pd.DataFrame, *, pages: pd.DataFrame) -> dict[str, int]:
    """Return the numbers of cases that every figure writes to its JSON file."""
    dated = int(articles["date_start"].notna().sum())
    return {"pages": len(pages), "stories": len(articles), "dated": dated, "undated": len(articles) - dated}


@cache
def _all_words() -> Mapping[tuple[str, str], str]:
    rows = read_vocabulary("figures.tsv", columns=["name", "part", "text", "note"])
    return MappingProxyType({(row["name"], row["part"]): row["text"] for row in rows})


def words_of(name: str) -> dict[str, str]:
    """Return the words of a figure by part: those of its subject (what stands before the hyphen), then its own.

    >>> words_of("partners-map")["title"]
    'The partner countries on the map'
    """
    subject = name.partition("-")[0]
    return {part: text for owner in (subject, name) for (own, part), text in _all_words().items() if own == owner}


def tell(sentence: str, **values: Any) -> Prose:
    """Return a sentence of the table of words; of what stands for its names in braces, whole numbers are bold.

    >>> tell("overlaps", pairs="1 pair", lacking=0, agreeing=1)._repr_markdown_()[:72]
    '1 pair of windows overlap and can be compared: in **0** one page lacks a'
    """
    shown = {None: ""} | {name: bold(value) if isinstance(value, int) else value for name, value in values.items()}
    parts = Formatter().parse(_all_words()["sentence", sentence])
    return say(*(piece for text, name, *_ in parts for piece in (text, shown[name])))


def compose_figure(
    name: str,
    corpus: Corpus,
    *,
    data: pd.DataFrame,
    draw: Plot,
    alt: Callable[[pd.DataFrame], str],
    finding: Prose | Callable[[pd.DataFrame], Prose],
    height: float,
    articles: pd.DataFrame | None = None,
    fill: Mapping[str, object] | None = None,
    cases: Mapping[str, int] | None = None,
    parameters: Mapping[str, object] | None = None,
) -> Figure:
    """Return a figure with its words from ``data/figures.tsv``, and the line under it that says what it rests on.

    `draw` and `alt` are never asked for nothing; of that speaks the part ``empty`` of the words, or the `finding`. If
    no page was read, this is said. `articles` are those it counts, by default all. `fill` stands for the names in
    braces in the words, beside other parts of them and ``{pages}``, the source of the caption; `cases` are more
    numbers for the JSON file.
    """
    articles = corpus.articles if articles is None else articles
    known = {"pages": cite_pages(corpus.pages), **(fill or {})}
    words = words_of(name)
    filled = {part: " ".join(text.format_map(words | known).format_map(known).split()) for part, text in words.items()}
    nothing = data.empty
    if nothing and (corpus.pages.empty or "empty" in filled):
        said = say(NO_PAGE if corpus.pages.empty else filled["empty"])
    else:
        said = finding if isinstance(finding, Prose) else finding(data)
    return Figure(
        name,
        title=filled["title"],
        data=data,
        plot=draw,
        caption=filled["caption"],
        alt="" if nothing else alt(data),
        finding=said,
        note=f"{note_coverage(articles, pages=corpus.pages)} {filled.get('remark', '')}".strip(),
        counts=_count_cases(articles, pages=corpus.pages) | dict(cases or {}),
        parameters=parameters or {},
        height=height,
    )
