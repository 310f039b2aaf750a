"""A part of a corpus, by day, country, role, organisation, type, language or words, that says what it is, of what."""

from __future__ import annotations  # pandas is named in signatures, and imported only where a frame is made

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, get_args

from icesco_analysis.corpus.notes import Notes
from icesco_analysis.language import count_of, span_words, split_sentences
from icesco_analysis.partners import Role, is_same_body, load_countries, look_up_countries

if TYPE_CHECKING:
    import pandas as pd

ROLES: tuple[Role, ...] = get_args(Role)
LONGEST_SLUG = 60
"""Letters of a selection in the name of a file."""

_BLANKS = r"\s+"
_SMALL_WORDS = {"with", "as", "of", "the", "in", "that", "say"}


def find_words(articles: pd.DataFrame, words: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield story, part, words found and sentence of every place at which stories hold one of the words or phrases.

    `words` are alternatives between bars, each found as a whole only.
    """
    pattern = _compile_words(words)
    parts = ("headline", "subtitle", "body")
    for story, *texts in articles[["article_id", *parts]].fillna("").itertuples(index=False):
        for part, text in zip(parts, texts, strict=True):
            for start, end in split_sentences(text) if pattern.search(text) else ():
                if found := dict.fromkeys(pattern.findall(text, start, end)):
                    yield story, part, ", ".join(found), text[start:end]


def _compile_words(words: str) -> re.Pattern[str]:
    phrases = [phrase.split() for phrase in words.split("|")]
    if not all(phrases):
        expected = "expected words or phrases between bars, as in 'artificial intelligence | AI'"
        raise ValueError(f"{expected}, found {words!r}")
    return re.compile("|".join(rf"(?<!\w){_BLANKS.join(map(_word_pattern, phrase))}(?!\w)" for phrase in phrases))


def _word_pattern(word: str) -> str:
    """Return a word as a pattern: capitals alone for themselves (AI), else in any case; a star for any ending."""
    stem = re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "")
    return stem if word.isupper() else f"(?i:{stem})"


def select_articles(
    articles: pd.DataFrame,
    countries: pd.DataFrame,
    organisations: pd.DataFrame,
    *,
    since: str | None,
    until: str | None,
    country: str | Iterable[str] | None,
    role: str | None,
    organisation: str | None,
    activity: str | None,
    language: str | None,
    words: str | None,
    stories: Iterable[str] | None,
    called: str,
    names: str,
) -> tuple[pd.DataFrame, str]:
    """Return the stories that meet every condition given, and the words that say which these are."""
    import pandas as pd

    kept, said = articles, []
    if country is not None or role is not None:
        wanted = role or ROLES[0]
        rows = countries[countries["role"] == one_of(wanted, ROLES, what="role")]
        codes = {name: look_up_countries(name) for name in ([country] if isinstance(country, str) else country or ())}
        if codes:
            rows = rows[rows["iso3"].isin({code for meant in codes.values() for code in meant})]
        kept = kept[kept["article_id"].isin(rows["article_id"])]
        shown = (load_countries()[meant[0]].called(names) if len(meant) == 1 else name for name, meant in codes.items())
        said.append(f"with {' or '.join(shown) or 'a country'} as {wanted}")
    if organisation is not None:
        named = [is_same_body(organisation, forms.split(" | ")) for forms in organisations["forms"]]
        kept = kept[kept["article_id"].isin(organisations.loc[named, "article_id"])]
        said.append(f"with the organisation {organisation}")
    for column, value, meaning in (("activity", activity, "of the type"), ("language", language, "in the language")):
        if value is not None:
            known = sorted(articles[column].dropna().unique())
            kept = kept[(kept[column] == one_of(value, known, what=column)).fillna(False)]
            said.append(f"{meaning} {value}")
    if words is not None:
        kept = kept[kept["article_id"].isin({story for story, *_ in find_words(kept, words)})]
        said.append(f"that say {' or '.join(f'“{phrase.strip()}”' for phrase in words.split('|'))}")
    if stories is not None:
        kept = kept[kept["article_id"].isin(set(stories))]
        said.append(called)
    if since is not None or until is not None:
        first, last = (None if words is None else _period(words) for words in (since, until))
        start = pd.Timestamp.min if first is None else first.start_time
        end = pd.Timestamp.max if last is None else last.end_time
        if start > end:
            raise ValueError(f"expected a last day after the first, found since {first} until {last}")
        undated = int(kept["date_start"].isna().sum())
        kept = kept[(kept["date_end"] >= start) & (kept["date_start"] <= end)]
        said.append(_say_days(first, last) + (f" ({count_of(undated, 'undated one')} left out)" if undated else ""))
    return kept, ", ".join(said)


def name_selection(selection: str) -> str:
    """Return a selection as part of the name of a file: no file of it may take the place of one of the whole."""
    said = re.sub(r"\(\d+ undated ones? left out\)", "", selection.partition(": ")[2]).replace(" · ", " ")
    spelled = unicodedata.normalize("NFKD", said)
    plain = spelled.encode("ascii", "ignore").decode().casefold()
    slug = "-".join(word for word in re.findall("[a-z0-9]+", plain) if word not in _SMALL_WORDS)
    # AI is not ai, manuscript* not manuscript, and no letter is Arabic
    is_lost = re.search("“[^”]*[^a-z0-9 ”]", said) or any(one.isalpha() > one.isascii() for one in spelled)
    short = slug if len(slug) <= LONGEST_SLUG else slug[:LONGEST_SLUG].rpartition("-")[0]
    if short != slug or is_lost or (selection and not slug):
        short = f"{short}-{sha256(selection.encode()).hexdigest()[:6]}".strip("-")
    return short


def one_of(value: str, known: Iterable[str], *, what: str) -> str:
    """Return a value that is among those known; others are an error."""
    if value not in known:
        listed = ", ".join(filter(None, known)) or "(this corpus has none)"
        raise ValueError(f"expected the {what} {listed}, found {value!r}")
    return value


def _period(words: str) -> pd.Period:
    """Return the year or month that is written as 2025 or 2025-03, or the day as in a table of notes."""
    import pandas as pd

    try:
        return pd.Period(
            words if re.fullmatch(r"\d{4}(-\d\d)?", words) else str(date.fromisoformat(Notes().read_days(words)))
        )
    except ValueError as error:
        expected = "expected a year, month or day of the calendar as 2025, 2025-03, 2025-03-14 or 14.03.2025"
        raise ValueError(f"{expected}, found {words!r}") from error


def _say_days(since: pd.Period | None, until: pd.Period | None) -> str:
    if since is not None and until is not None:
        return f"in {since}" if str(since) == str(until) else span_words(since.start_time, until.end_time)
    return f"since {since}" if until is None else f"until {until}"
