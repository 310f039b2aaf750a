"""What every figure rests on and is told with: its pages and articles, the words of ``data/figures.tsv`` around it."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from numbers import Integral
from string import Formatter
from typing import Any

import pandas as pd

from icesco_analysis.corpus import Corpus
from icesco_analysis.counts import LEVEL, find_spans, find_windows
from icesco_analysis.figures.figure import Figure, Plot
from icesco_analysis.language import Prose, Run, bold, count_of, percent, read_vocabulary, say, span_words

NO_PAGE = "No page was read, so there is nothing to say."
NO_DAY = "No activity on these pages has a known day."
NO_WINDOW = "No page lists enough dated releases to span a window of time."

ODDS_LIMIT = 0.001
"""Chances below are not told apart: their last digits rest on assumptions that no page bears out."""

RARE = 0.05
"""Chances above are no finding."""

FEWEST = 20
"""Activities, stories, or pairs of story and partner below which a chart would show chance: three a day at best."""


def note_coverage(corpus: Corpus, *, articles: pd.DataFrame | None = None) -> str:
    """Return the line that stands under every figure: how many stories, which days listings span, how many undated.

    Parameters
    ----------
    corpus
        What was read.
    articles
        The stories that the figure counts, by default all.

    Examples
    --------
    >>> from icesco_analysis import load_corpus
    >>> note_coverage(load_corpus("seeds"))
    'n = 50 stories on 5 pages; 5 listings span 136 days, 8 Sep 2020 – 10 Feb 2026; 5 undated (10 %).'
    """
    articles = corpus.articles if articles is None else articles
    undated = int(articles["date_start"].isna().sum())
    head = f"n = {count_of(len(articles), 'story', 'stories')} on {count_of(len(corpus.pages), 'page')}"
    tail = f"{undated or 'none'} undated{share_of(undated, len(articles)) if undated else ''}."
    windows = find_windows(corpus)
    if windows.empty:
        return f"{head}; no listing spans a window; {tail}"
    days = count_of(int(find_spans(corpus)["days"].sum()), "day")
    listings = count_of(len(windows), "listing spans", "listings span")
    return f"{head}; {listings} {days}, {span_words(windows['start'].min(), windows['end'].max())}; {tail}"


def cite_pages(pages: pd.DataFrame) -> str:
    """Return the source line of a caption.

    >>> cite_pages(pd.DataFrame({"source": ["a.txt"], "listing": ["unknown"]}))
    'Source: 1 saved page of ICESCO news, not confirmed as complete.'
    """
    confirmed = int((pages["listing"] == "all").sum())
    said = f"{confirmed} of them confirmed as complete" if confirmed else "not confirmed as complete"
    return f"Source: {count_of(len(pages), 'saved page')} of ICESCO news, {said}."


def share_of(number: int, of: int) -> str:
    """Return a share in brackets; "" of so few that a single one would move it by more than five points."""
    return f" ({percent(number, of)})" if of >= FEWEST else ""


def say_few(n: int, one: str, many: str) -> Prose:
    """Say that so few, with a noun for one and for several, show nothing but chance."""
    return tell("few", counted=count_of(n, f"{one} is", f"{many} are"), fewest=str(FEWEST))


def odds(chance: float) -> str:
    """Return in words how often chance gives something.

    >>> odds(0.0002), odds(0.012)
    ('less than 1 of 1,000 cases', 'about 1 of 80 cases')
    """
    if chance < ODDS_LIMIT:
        return f"less than 1 of {1 / ODDS_LIMIT:,.0f} cases"
    every = 1 / chance
    return f"about 1 of {round(every, -1 if every > 20 else 0):,.0f} cases"


def list_said(items: Sequence[Prose]) -> Prose:
    """Return items as a sentence lists them: a, b and c."""
    between = ["", *[", "] * (len(items) - 2), " and "]
    return say(*(piece for mark, item in zip(between, items, strict=False) for piece in (mark, item)))


def list_rows(told: pd.DataFrame, *, most: int = 8) -> str:
    """Return the first rows of a name and its numbers as an alternative text has them.

    >>> list_rows(pd.DataFrame({"name": ["Oman", "Fiji"], "n": [2, 1], "share": [0.5, 1]}), most=1)
    'Oman: 2, 0.50; and 1 more'
    """
    parts = []
    for name, *numbers in told.head(most).itertuples(index=False, name=None):
        parts.append(f"{name}: {', '.join(f'{n:.2f}' if isinstance(n, float) else str(n) for n in numbers)}")
    more = len(told) - len(parts)
    return "; ".join([*parts, *[f"and {more} more"] * (more > 0)])


@cache
def _all_words() -> Mapping[tuple[str, str], str]:
    rows = read_vocabulary("figures.tsv", columns=["name", "part", "text", "note"])
    return {(row["name"], row["part"]): row["text"] for row in rows}


def words_of(name: str) -> dict[str, str]:
    """Return the words of a figure by part: those of its subject (what stands before the hyphen), then its own."""
    subject = name.partition("-")[0]
    return {part: text for owner in (subject, name) for (own, part), text in _all_words().items() if own == owner}


def tell(sentence: str, **values: Any) -> Prose:
    """Return a sentence of the table of words, with what stands for its names in braces; whole numbers are bold.

    ``{level}`` is that of every interval; ``{n:story|stories}`` is a number with its noun, ``{n!s:…}`` the same in
    ordinary letters, and ``{n!v:is|are}`` only the word that goes with it.

    >>> tell("few", counted="1 story is", fewest=20)._repr_markdown_()
    '1 story is too few to compare (at least **20**).'
    """
    parts = Formatter().parse(_all_words()["sentence", sentence])
    known = {"level": percent(LEVEL, 1), **values}
    return say(*(piece for text, *name in parts for piece in (text, _put(known, *name))))


def _put(values: Mapping[str, Any], name: str | None, words: str | None, way: str | None) -> str | Run | Prose:
    value: Any = "" if name is None else values[name]
    if not isinstance(value, Integral):
        return value if isinstance(value, (Run, Prose)) else str(value)
    number = int(value)
    one, _, many = (words or "").partition("|")
    if way == "v":
        return one if number == 1 else many
    said = count_of(number, one, many) if words else f"{number:,}"
    return said if way == "s" else bold(said)


def compose_figure(
    name: str,
    corpus: Corpus,
    *,
    data: pd.DataFrame,
    draw: Plot,
    headline: Callable[[pd.DataFrame], str],
    told: pd.DataFrame,
    finding: Prose | Callable[[pd.DataFrame], Prose],
    height: float,
    articles: pd.DataFrame | None = None,
    fill: Mapping[str, object] | None = None,
    counted: tuple[int, str, str] | None = None,
) -> Figure:
    """Return a figure with its words from ``data/figures.tsv``, and the line under it that says what it rests on.

    The title is the `headline`, the message of the data. `draw` and `headline` are never asked for nothing; of that
    speaks the part ``empty`` of the words, or the `finding`. `told` are the names and numbers that the alternative text
    begins with, `articles` those it counts, by default all. `fill` stands for the names in braces in the words, beside
    other parts of them, ``{pages}``, the source of the caption, and ``{level}``, that of every interval. Where what is
    `counted`, a number with its noun for one and for several, is less than `FEWEST`, nothing is drawn, and the finding
    says so.
    """
    articles = corpus.articles if articles is None else articles
    known = {"pages": cite_pages(corpus.pages), "rows": list_rows(told), "level": percent(LEVEL, 1), **(fill or {})}
    words = words_of(name)
    filled = {part: " ".join(text.format_map(words | known).format_map(known).split()) for part, text in words.items()}
    nothing = data.empty
    no_story = f"No story is left ({corpus.selection})." if corpus.articles.empty and corpus.selection else ""
    if nothing and (why := NO_PAGE if corpus.pages.empty else no_story or filled.get("empty")):
        said = say(why)
    else:
        said = finding if isinstance(finding, Prose) else finding(data)
    if counted and 0 < counted[0] < FEWEST:
        said, data, nothing = say(said, " ", say_few(*counted)), data.iloc[:0], True
    selected = f"Selected: {corpus.selection}. " if corpus.selection else ""
    days, n, n_pages = articles["date_start"].dropna(), len(articles), len(corpus.pages)
    when = f", {span_words(days.min(), days.max())}" if len(days) else ""
    return Figure(
        corpus.name_file(name),
        title=filled["measure"] if nothing else headline(data),
        subtitle=filled.get("subtitle") or f"{filled['measure']}, in ICESCO news{when}",
        data=data,
        plot=draw,
        caption=f"{filled['caption']} {selected}".strip(),
        alt="" if nothing else filled["alt"],
        finding=said,
        note=f"{selected}{note_coverage(corpus, articles=articles)} {filled.get('remark', '')}".strip(),
        counts={"pages": n_pages, "stories": n, "dated": len(days), "undated": n - len(days)},
        height=height,
    )
