"""The corpus as frames: the door for notebooks."""

from __future__ import annotations  # pandas is named in signatures, and imported only where a frame is made

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icesco_analysis.corpus.corrections import COLUMNS as CORRECTION_COLUMNS
from icesco_analysis.corpus.corrections import Correction, list_unsaved
from icesco_analysis.corpus.gather import CorpusRows, Progress, gather_rows
from icesco_analysis.corpus.own import list_own_tables
from icesco_analysis.corpus.releases import list_readings, list_releases
from icesco_analysis.corpus.selection import ROLES, find_words, name_selection, one_of, select_articles
from icesco_analysis.corpus.store import take_fingerprint
from icesco_analysis.corpus.tables import make_frame, read_schema, read_tables
from icesco_analysis.language import count_of
from icesco_analysis.partners import load_countries, look_up_countries

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Corpus:
    """What a set of saved pages says, as six frames.

    Parameters
    ----------
    articles
        One row per story; columns as in ``data/table_schema.tsv``, as for the other frames. Days that the pages do
        not settle are NaT, absent words missing.
    appearances
        One row per article printed on a page, copies included.
    countries
        One row per article, country and role.
    organisations
        One row per article and counterpart that is no state.
    pages
        One row per page read.
    problems
        One row per thing a person should look at.
    selection
        What `select` chose and out of how much, in words; empty for a whole corpus.
    whole
        The corpus that a selection was made from, for what pages say as a whole; None for a whole corpus.
    names
        Language of the names of countries, see `name_countries`.
    corrections
        What the analyst wrote into ``corrections.csv`` beside the pages, applied or not.
    """

    articles: pd.DataFrame
    appearances: pd.DataFrame
    countries: pd.DataFrame
    organisations: pd.DataFrame
    pages: pd.DataFrame
    problems: pd.DataFrame
    selection: str = ""
    whole: Corpus | None = None
    names: str = "en"
    corrections: tuple[Correction, ...] = ()
    derived: dict[str, pd.DataFrame] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Frames computed once that several steps ask for, by name: each gets a copy."""

    @classmethod
    def of(cls, rows: CorpusRows) -> Corpus:
        """Return the corpus of what `gather_rows` gave."""
        frames: dict[str, Any] = {name: make_frame(name, table) for name, table in rows.tables.items()}
        return cls(**frames, corrections=rows.corrections)

    @classmethod
    def read(cls, folder: str | Path) -> Corpus:
        """Return the corpus of the tables that a run wrote to a folder, or to ``tables`` below it.

        Raises
        ------
        FileNotFoundError
            If a table is missing; the message names it.
        ValueError
            If the tables are not such as this version writes.
        """
        below = Path(folder) / "tables"
        try:
            frames: dict[str, Any] = read_tables(below if below.is_dir() else folder)
        except (ValueError, TypeError) as error:
            raise ValueError(f"{folder}: not the tables of an earlier run: {error}") from error
        return cls(**frames)

    def __repr__(self) -> str:
        told = self.selection or count_of(len(self.articles), "story", "stories")
        return f"<corpus of {count_of(len(self.pages), 'page')}: {told}>"

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The frames by name, in the order in which they are written."""
        return {name: getattr(self, name) for name in read_schema()}

    @property
    def refused(self) -> tuple[str, ...]:
        """The files that are no pages, each of them named with the reason in `problems`."""
        return tuple(self.problems.loc[self.problems["kind"] == "refused", "source"])

    def name_file(self, stem: str) -> str:
        """Return the stem of a file's name with the selection behind it, so that it never replaces one of the whole."""
        return f"{stem}-{name_selection(self.selection)}".removesuffix("-")

    @property
    def fingerprint(self) -> str:
        """A short name of the pages read, by their hashes."""
        return take_fingerprint(self.pages["sha256"])

    @property
    def releases(self) -> pd.DataFrame:
        """One row for each release and each of its partners, newest first, and one for a release without any.

        Columns: ``first_day, last_day, headline, type, partner, iso3, role, doubt, sentence, status, venue, page,
        place, address, saved_on, story``.
        """
        if "releases" not in self.derived:
            self.derived["releases"] = list_releases(self.tables)
        return self.derived["releases"].copy()

    @property
    def readings(self) -> pd.DataFrame:
        """What to save as ``corrections.csv`` once it is filled in: the rows that stood there, and what was read."""
        import pandas as pd

        rows = [*(one.cells for one in self.corrections), *list_readings(self.releases, self.countries)]
        return pd.DataFrame(rows, columns=[*CORRECTION_COLUMNS], dtype="str")

    def list_unsaved(self, workbook: Path, *, sheet: str) -> list[Correction]:
        """Return what a person filled in a sheet of `readings` and did not save as ``corrections.csv``."""
        return list_unsaved(workbook, sheet=sheet, saved=self.corrections)

    def evidence(self, *, country: str | None = None, role: str | None = None) -> pd.DataFrame:
        """Return the sentences behind the roles of countries.

        Parameters
        ----------
        country
            A country or region as `select` takes it; None for all.
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
            If `role` is none of the three, or `country` neither a country nor a region.
        """
        rows = self.countries.sort_values(["iso3", "role"])
        if country is not None:
            rows = rows[rows["iso3"].isin(look_up_countries(country))]
        if role is not None:
            rows = rows[rows["role"] == one_of(role, ROLES, what="role")]
        columns = ["country", "role", "date_start", "headline", "sentence", "evidence", "rule", "confidence"]
        return self._newest_first(rows, columns)

    def _newest_first(self, rows: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
        """Return rows with what is said of their stories, and with the place of these, newest first."""
        where = self.articles[["article_id", "source", "position", "headline", "date_start"]]
        found = rows.merge(where, on="article_id", validate="many_to_one")
        found = found.sort_values(["date_start", "source", "position"], ascending=[False, True, True], kind="stable")
        return found[[*columns, "source", "position", "article_id"]].reset_index(drop=True)

    def select(
        self,
        *,
        since: str | None = None,
        until: str | None = None,
        country: str | Iterable[str] | None = None,
        role: str | None = None,
        activity: str | None = None,
        language: str | None = None,
        words: str | None = None,
        stories: Iterable[str] | None = None,
        called: str = "of a list of stories",
    ) -> Corpus:
        """Return the part of the corpus that meets every condition given.

        Parameters
        ----------
        since, until
            First and last day of the activity, as a year, month or day: ``"2025"``, ``"2025-03"``, ``"2025-03-14"``.
            An activity of several days counts where one of them lies between. Undated stories are left out, counted in
            `selection`.
        country
            A country in any spelling or language the gazetteer knows, an ISO 3166-1 code, a region ("Central Asia"),
            "OIC" for its members; or several of these.
        role
            The role that the country (any, without `country`) has in the story: "partner" unless given, "venue" or
            "mention".
        activity, language
            Values of these columns of `articles`.
        words
            Words or phrases between bars, as `search` takes them.
        stories
            ``article_id`` of stories, for instance those of a topic.
        called
            What these stories are, in words for titles and notes.

        Returns
        -------
        Corpus
            With the rows of these stories in every table and all the pages, since all of them were read; `selection`
            says what was chosen and out of how many. Without any condition the corpus itself.

        Raises
        ------
        ValueError
            If a condition cannot be met by any corpus; the message says what was expected.

        Examples
        --------
        >>> corpus = load_corpus("seeds")
        >>> corpus.select(country="azerbaijan", since="2025", activity="meeting").selection
        '1 of 50 stories: with Azerbaijan as partner, of the type meeting, since 2025'
        """
        articles, said = select_articles(
            self.articles, self.countries, since=since, until=until, country=country, role=role, activity=activity,
            language=language, words=words, stories=stories, called=called, names=self.names,
        )  # fmt: skip
        if not said:
            return self
        whole = self.selection.partition(": ")[2]
        selection = f"{len(articles)} of {count_of(len(self.articles), 'story', 'stories')}: {said}"
        chosen = set(articles["article_id"])

        def part(table: pd.DataFrame) -> pd.DataFrame:
            ids = table["article_id"]
            return table[ids.isin(chosen) | ids.isna()].reset_index(drop=True)

        parts: dict[str, Any] = {name: part(table) for name, table in self.tables.items() if name != "pages"}
        selection = f"{selection} (of those {whole})" if whole else selection
        return replace(self, **parts, selection=selection, whole=self.whole or self)

    def name_countries(self, language: str) -> Corpus:
        """Return the corpus with countries under their names in English ("en"), French ("fr") or Arabic ("ar").

        Examples
        --------
        >>> load_corpus("seeds").name_countries("fr").select(country="Oman").selection
        '4 of 50 stories: with Oman as partner'
        """
        if one_of(language, ("ar", "en", "fr"), what="language of names") == self.names:
            return self
        world = load_countries()
        names = self.countries["iso3"].map({code: country.called(language) for code, country in world.items()})
        whole = self.whole and self.whole.name_countries(language)
        return replace(self, countries=self.countries.assign(country=names.astype("str")), whole=whole, names=language)

    def search(self, words: str) -> pd.DataFrame:
        """Return the sentences that hold a word or a phrase.

        Parameters
        ----------
        words
            Words or phrases between bars, each looked for as a whole: ``"artificial intelligence | AI"``. A word in
            capitals is found in capitals only, others in any case; a star at the end of a word stands for any ending.

        Returns
        -------
        DataFrame
            ``date_start, headline, found, part, sentence, source, position, article_id``, newest first; `part` is
            headline, subtitle or body.

        Raises
        ------
        ValueError
            If there are no words between two bars.

        Examples
        --------
        >>> sorted(load_corpus("seeds").search("music | calligraphy")["found"].str.lower().unique())
        ['calligraphy', 'calligraphy, music', 'music']
        """
        import pandas as pd

        columns = ["article_id", "part", "found", "sentence"]
        found = pd.DataFrame(list(find_words(self.articles, words)), columns=columns).astype("str")
        return self._newest_first(found, ["date_start", "headline", "found", "part", "sentence"])

    @property
    def copies(self) -> pd.DataFrame:
        """The prints of every story printed more than once: ``article_id, source, position, headline, reason``.

        The reason says why a print is the same story as the first one, where it is empty.
        """
        repeated = self.appearances[self.appearances.duplicated("article_id", keep=False)]
        columns = ["article_id", "source", "position", "headline", "reason"]
        return repeated[columns].sort_values(columns[:3]).reset_index(drop=True)

    @property
    def undated(self) -> pd.DataFrame:
        """The stories without a settled day, with what their pages say of it."""
        open_ones = self.articles[self.articles["date_start"].isna()]
        columns = ["source", "position", "headline", "date_kind", "date_evidence", "date_earliest", "date_latest"]
        return open_ones[columns].reset_index(drop=True)


def load_corpus(
    paths: Iterable[str | Path] | str | Path,
    *,
    processes: int = 1,
    store: str | Path | None = None,
    progress: Progress | None = None,
) -> Corpus:
    """Read saved pages and return what they say.

    Parameters
    ----------
    paths
        Files, folders (read with all below them) or globs. ``pages.csv`` and ``corrections.csv`` in a folder of pages
        are read as the analyst's own knowledge of the pages, see the README. A folder without pages, but with
        the tables that ``icesco extract`` or ``run`` wrote, gives the corpus that they hold.
    processes
        How many may read side by side where there are many pages. More than one needs, as everywhere in Python, a
        program that starts nothing when it is merely imported.
    store
        Folder to keep what each page says: one that is the same the next time is not read again.
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
    try:
        rows = gather_rows(paths, processes=processes, store=store, progress=progress)
    except FileNotFoundError:
        if isinstance(paths, str | Path) and list_own_tables(Path(paths)):
            return Corpus.read(paths)
        raise
    return Corpus.of(rows)
