"""The corpus as frames: the door for notebooks."""

from __future__ import annotations  # pandas is named in signatures, and imported only where a frame is made

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from icesco_analysis.corpus.gather import CorpusRows, Progress, gather_rows
from icesco_analysis.corpus.tables import make_frame

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Corpus:
    """What a set of saved pages says, as five frames.

    Parameters
    ----------
    articles
        One row per story; columns as in ``data/table_schema.tsv``, as for the other frames. Days that the pages do
        not settle are NaT, absent words missing.
    appearances
        One row per article printed on a page, copies included.
    countries
        One row per article, country and role.
    pages
        One row per page read.
    problems
        One row per thing a person should look at.
    refused
        The files that are no pages, each of them named with the reason in `problems`.
    reasons
        Why a print is a copy of the first print of its story, by source and position.
    """

    articles: pd.DataFrame
    appearances: pd.DataFrame
    countries: pd.DataFrame
    pages: pd.DataFrame
    problems: pd.DataFrame
    refused: tuple[str, ...] = ()
    reasons: Mapping[tuple[str, int], str] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: CorpusRows) -> Corpus:
        """Return the corpus of what `gather_rows` gave."""
        frames = {name: make_frame(name, table) for name, table in rows.tables.items()}
        reasons = {(row["source"], row["position"]): row["reason"] for row in rows.tables["appearances"]}
        return cls(**frames, refused=rows.refused, reasons=reasons)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The frames by name, in the order in which they are written."""
        return {
            "articles": self.articles,
            "appearances": self.appearances,
            "countries": self.countries,
            "pages": self.pages,
            "problems": self.problems,
        }

    def evidence(self, *, country: str | None = None, role: str | None = None) -> pd.DataFrame:
        """Return the sentences behind the roles of countries.

        Parameters
        ----------
        country
            ISO 3166-1 alpha-3 code or short English name; None for all.
        role
            "partner", "venue" or "mention"; None for all.

        Returns
        -------
        DataFrame
            ``country, role, date_start, headline, sentence, evidence, rule, confidence, source, position, article_id``,
            newest first.

        Raises
        ------
        ValueError
            If `role` is none of the three.
        """
        if role not in {None, "partner", "venue", "mention"}:
            raise ValueError(f"expected the role partner, venue or mention, found {role!r}")
        rows = self.countries
        if country is not None:
            rows = rows[(rows["iso3"] == country) | (rows["country"] == country)]
        if role is not None:
            rows = rows[rows["role"] == role]
        where = self.articles[["article_id", "source", "position", "headline", "date_start"]]
        columns = ["country", "role", "date_start", "headline", "sentence", "evidence", "rule", "confidence"]
        found = rows.merge(where, on="article_id", validate="many_to_one")
        found = found.sort_values(["date_start", "source", "position", "iso3", "role"], ascending=[False, *[True] * 4])
        return found[[*columns, "source", "position", "article_id"]].reset_index(drop=True)

    @property
    def copies(self) -> pd.DataFrame:
        """The prints of every story printed more than once: ``article_id, source, position, headline, reason``.

        The reason says why a print is the same story as the first one, where it is empty.
        """
        repeated = self.appearances[self.appearances.duplicated("article_id", keep=False)]
        places = zip(repeated["source"], repeated["position"], strict=True)
        repeated = repeated.assign(reason=[self.reasons.get(place, "") for place in places]).astype({"reason": "str"})
        columns = ["article_id", "source", "position", "headline", "reason"]
        return repeated[columns].sort_values(columns[:3]).reset_index(drop=True)

    @property
    def undated(self) -> pd.DataFrame:
        """The stories without a settled day, with what their pages say of it."""
        open_ones = self.articles[self.articles["date_start"].isna()]
        columns = ["source", "position", "headline", "date_kind", "date_evidence", "date_earliest", "date_latest"]
        return open_ones[columns].reset_index(drop=True)


def load_corpus(
    paths: Iterable[str | Path] | str | Path, *, processes: int = 1, progress: Progress | None = None
) -> Corpus:
    """Read saved pages and return what they say.

    Parameters
    ----------
    paths
        Files, folders (read with all below them) or globs. ``pages.csv`` and ``corrections.csv`` in a folder of pages
        are read as the analyst's own knowledge of the pages, see the README.
    processes
        How many may read side by side where there are many pages. More than one needs, as everywhere in Python, a
        program that starts nothing when it is merely imported.
    progress
        Called with the number of pages read, their total and the name of the next one.

    Returns
    -------
    Corpus
        A page that cannot be read is named in ``.problems`` and ``.refused``; the others go on.

    Raises
    ------
    FileNotFoundError
        If a path leads to no file at all; the message names it.

    Examples
    --------
    >>> corpus = load_corpus("seeds")
    >>> len(corpus.articles), len(corpus.pages)
    (50, 5)
    """
    return Corpus.of(gather_rows(paths, processes=processes, progress=progress))
