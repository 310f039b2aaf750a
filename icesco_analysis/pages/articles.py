"""Page → articles: headline, subtitle and body, each boundary with its reason."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from icesco_analysis.language import tell_language
from icesco_analysis.pages.blocks import Block, Problem, squeeze
from icesco_analysis.pages.cues import shows
from icesco_analysis.pages.cuts import is_tight
from icesco_analysis.pages.datelines import Dateline, read_date_line, read_permalink_day
from icesco_analysis.pages.features import BlockRole
from icesco_analysis.pages.outline import Outline, begins, outline_blocks
from icesco_analysis.pages.page import Page

__all__ = ["ACCOUNT_PARTS", "Article", "Dateline", "Split", "article_id", "split_articles"]

# The body counts towards an article's identity with so many letters and digits: cut copies keep it.
ID_BODY_CHARS = 100
# … and with so many where no headline is printed: releases open alike, with the organisation or its head in full.
ID_BARE_CHARS = 200
# Hexadecimal digits of an article's identity.
ID_DIGITS = 12
# A page of at least so many characters that never names the organisation is taken for one of another site.
FOREIGN_CHARS = 400
# Of a page of the organisation's own nearly all articles name it; below this share somebody should look at the page.
MIN_NAMING_SHARE = 0.5

# Text below a headline that does not open as releases do is an article where a paragraph of it has so many characters,
# or so many and a full stop: a short release is one sentence.
MIN_PARAGRAPH, MIN_SENTENCE = 90, 60

# The five parts that the characters of a page fall into; they add up to its `n_chars`.
ACCOUNT_PARTS = ("n_chars_articles", "n_chars_dateline", "n_chars_boilerplate", "n_chars_furniture", "n_chars_unparsed")

# Lines printed with an article that belong to none of its fields, like the dateline they stand beside.
_BESIDE: frozenset[BlockRole | None] = frozenset({"kicker", "predate", "dateline", "repeat", "postdate"})


@dataclass(frozen=True, slots=True)
class Article:
    """One release as a page prints it.

    Parameters
    ----------
    source
        Name of the page, as given to the reader.
    position
        1-based place on the page.
    headline, subtitle
        As printed, soft line breaks joined; "" where the page prints none.
    body
        Paragraphs separated by a blank line.
    published
        Publication date that the page prints or carries for this article.
    url
        Permalink, or "".
    dateline
        The dateline printed with it, which is neither headline nor body.
    language
        ISO 639-1 code: "en", "fr", "ar", or "" where the text is too short to tell.
    reason
        Why the split begins an article here, in words.
    """

    source: str
    position: int
    headline: str
    body: str
    subtitle: str = ""
    published: date | None = None
    url: str = ""
    dateline: Dateline | None = None
    language: str = "en"
    reason: str = ""

    @property
    def text(self) -> str:
        """Headline, subtitle where there is one, and body, separated by blank lines: what all spans refer to."""
        return "\n\n".join(part for part in (self.headline, self.subtitle, self.body) if part)


@dataclass(frozen=True, slots=True)
class Split:
    """What one page comes apart into: articles in order, what is to be looked at, where its characters went.

    Problems are those of the reader ("cut-file", "text-dropped", "broken-feed", those of the encoding) and of the
    split: "foreign-page" (nothing is taken), "foreign-articles" (most do not name the organisation), "no-article",
    "unparsed", "headline-missing", "headline-without-text", "wrapped-tight" and "date-order". The account has `n_chars`
    and its `ACCOUNT_PARTS` in non-blank characters.
    """

    articles: tuple[Article, ...]
    problems: tuple[Problem, ...]
    account: Mapping[str, int]


def article_id(headline: str, body: str) -> str:
    """Return the identity of an article: 12 hexadecimal digits over its letters and digits.

    Notes
    -----
    SHA-256 over the casefolded letters and digits of the headline and the first 100 such characters of the body, so
    that punctuation, blanks, line breaks and a cut end change nothing. Without a headline it is the first 200: of the
    fifty seed stories twenty share their first 100 with another, none their first 200.

    Examples
    --------
    >>> article_id("A Headline", "The body, in short.") == article_id("A headline:", "The body – in short")
    True
    """
    folded = squeeze(headline)
    plain = folded + squeeze(body)[: ID_BODY_CHARS if folded else ID_BARE_CHARS]
    return hashlib.sha256(plain.encode("utf-8")).hexdigest()[:ID_DIGITS]


def split_articles(page: Page) -> Split:
    r"""Return the articles of a page, what is to be looked at, and where each character went.

    Notes
    -----
    The outline (`icesco_analysis.pages.outline`) gives each block its role by score; here the roles become articles. A
    headline without text, text before the first headline and the like stay unparsed and are reported with their place.

    Examples
    --------
    >>> from icesco_analysis.pages.page import parse_page
    >>> dump = "ICESCO Opens Museum\n\nThe museum was opened on 5 May 2025 in Rabat, in the presence of its friends.\n"
    >>> split = split_articles(parse_page(dump.encode(), "page.txt"))
    >>> split.articles[0].headline, split.account["n_chars_unparsed"]
    ('ICESCO Opens Museum', 0)
    """
    if page.n_chars >= FOREIGN_CHARS and not page.names_organisation:
        outline = Outline(blocks=page.blocks, roles=(None,) * len(page.blocks), features=())
        message = f"{page.name} names the organisation nowhere: expected a page of ICESCO or ISESCO; nothing was taken"
        return Split((), (*page.problems, Problem("foreign-page", message)), _count_account(page, outline, frozenset()))
    outline = outline_blocks(page.blocks)
    drafts = [draft for draft in _group(outline) if draft.is_article]
    articles: list[Article] = []
    problems: list[Problem] = []
    for position, draft in enumerate(drafts, start=1):
        article, doubts = _make_article(page, draft, position=position, alone=len(drafts) == 1)
        articles.append(article)
        problems.extend(doubts)
    if is_tight(page.blocks):
        message = f"{page.name} is wrapped and prints no blank lines: where a last line is full, the split had to guess"
        problems.append(Problem("wrapped-tight", message))
    used = frozenset(index for draft in drafts for index in draft.indices)
    problems.extend(_find_unparsed(outline, used))
    naming = sum(_names_house(article.text) for article in articles)
    if naming < MIN_NAMING_SHARE * len(articles):
        message = f"{naming} of {len(articles)} articles name the organisation: expected releases of ICESCO or ISESCO"
        problems.append(Problem("foreign-articles", f"{page.name}: {message}"))
    if not articles:
        message = f"{page.name} holds no article: expected at least one headline with text below it"
        problems.append(Problem("no-article", message))
    return Split(tuple(articles), (*page.problems, *problems), _count_account(page, outline, used))


def _names_house(text: str) -> bool:
    """Tell whether a text names the organisation, or speaks of “the Organization” and spells out no other."""
    return shows(text, "names-house") or (shows(text, "calls-house") and not shows(text, "calls-other"))


@dataclass(frozen=True, slots=True)
class _Draft:
    """The blocks of one article, by role, and their indices."""

    outline: Outline
    indices: tuple[int, ...]

    def of(self, *roles: BlockRole) -> list[Block]:
        return [self.outline.blocks[index] for index in self.indices if self.outline.roles[index] in roles]

    @property
    def body(self) -> list[Block]:
        return self.of("lead", "body", "signature")

    @property
    def is_article(self) -> bool:
        """Tell a release from a headline without text, and from pages of headings and catchwords."""
        return bool(self.of("lead")) or any(
            block.post is not None
            or len(block.text) >= (MIN_SENTENCE if shows(block.text, "full-stop") else MIN_PARAGRAPH)
            for block in self.body
        )

    @property
    def reason(self) -> str:
        starts = [index for index in self.indices if self.outline.roles[index] == "headline"] or list(self.indices[:1])
        return self.outline.explain(starts[0])


def _group(outline: Outline) -> list[_Draft]:
    """Return the articles of an outline: a new one begins where a role of the prelude follows anything else."""
    runs: list[list[int]] = []
    before: BlockRole | None = None
    for index, (block, role) in enumerate(zip(outline.blocks, outline.roles, strict=True)):
        if block.account != "furniture":
            if begins(before, role):
                runs.append([])
            if role not in (None, "stray"):
                runs[-1].append(index)
            before = None if role == "stray" else role
    return [_Draft(outline, tuple(run)) for run in runs if run]


def _make_article(page: Page, draft: _Draft, *, position: int, alone: bool) -> tuple[Article, list[Problem]]:
    problems: list[Problem] = []
    if not draft.of("headline"):
        message = f"{draft.body[0].place}: no headline is printed above “{draft.body[0].text[:60]}”; it stays empty"
        problems.append(Problem("headline-missing", message, position))
    headline = " ".join(block.text for block in draft.of("headline"))
    body = "\n\n".join(block.text for block in draft.body)
    # Of several dates above a headline the one next to it is the release's; a site prints that of the visit on top.
    dates = [*reversed(draft.of("predate")), *draft.of("dateline", "postdate")]
    published, dateline = _read_dates(dates, position=position, problems=problems)
    indices = {block.post for block in draft.of("headline", "lead", "body", "dateline") if block.post is not None}
    post = page.posts[min(indices)] if indices else None
    carried = post.published if post else None
    url = post.url if post else next((block.url for block in draft.of("headline") if block.url), "")
    carried = carried or read_permalink_day(url)
    if alone:
        carried, url = carried or page.published, url or page.url
    article = Article(
        source=page.name,
        position=position,
        headline=headline,
        subtitle=" ".join(block.text for block in draft.of("subtitle")),
        body=body,
        published=carried or published,
        url=url,
        dateline=dateline,
        language=tell_language(f"{headline}\n{body}"),
        reason=draft.reason,
    )
    return article, problems


def _read_dates(
    blocks: Sequence[Block], *, position: int, problems: list[Problem]
) -> tuple[date | None, Dateline | None]:
    """Return the publication date and the dateline among the date lines of one article."""
    published, dateline = None, None
    for block in blocks:
        printed = read_date_line(block.text)
        if printed is None:
            continue
        if printed.doubt:
            message = f"“{block.text}” ({block.place}): expected a date in the order day/month/year; {printed.doubt}"
            problems.append(Problem("date-order", message, position))
        if printed.place and dateline is None:
            dateline = printed
        elif not printed.place and published is None:
            published = printed.day
    return published, dateline


def _find_unparsed(outline: Outline, used: frozenset[int]) -> Iterator[Problem]:
    """Yield a problem for each open block that went into no article, with its place."""
    for index, block in enumerate(outline.blocks):
        if block.account == "unparsed" or (block.account == "open" and index not in used):
            kind = "headline-without-text" if outline.roles[index] == "headline" else "unparsed"
            shown = block.text if len(block.text) <= 80 else block.text[:79] + "…"
            yield Problem(kind, f"{block.place}, {block.n_chars} characters belong to no article: “{shown}”")


def _count_account(page: Page, outline: Outline, used: frozenset[int]) -> Mapping[str, int]:
    account = {"n_chars": page.n_chars, **dict.fromkeys(ACCOUNT_PARTS, 0)}
    for index, block in enumerate(outline.blocks):
        if block.account != "open":
            part = f"n_chars_{block.account}"
        elif index in used:
            part = "n_chars_dateline" if outline.roles[index] in _BESIDE else "n_chars_articles"
        else:
            part = "n_chars_unparsed"
        account[part] += block.n_chars
    account["n_chars_unparsed"] += page.n_chars - sum(account[part] for part in ACCOUNT_PARTS)
    return account
