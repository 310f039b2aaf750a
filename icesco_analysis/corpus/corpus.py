"""The corpus: rows as they were read, and frames of them for notebooks."""

from __future__ import annotations  # pandas is named in signatures, and imported only where a frame is made

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icesco_analysis.corpus.corrections import COLUMNS as CORRECTION_COLUMNS
from icesco_analysis.corpus.corrections import Correction, list_unsaved
from icesco_analysis.corpus.own import PACKAGE_NAME
from icesco_analysis.corpus.releases import list_readings, list_releases
from icesco_analysis.corpus.selection import ROLES, find_words, name_selection, one_of, select_articles
from icesco_analysis.corpus.store import list_libraries
from icesco_analysis.corpus.tables import Row, json_bytes, list_rows, make_frame, read_schema, read_tables
from icesco_analysis.language import count_of, read_vocabulary
from icesco_analysis.partners import load_countries, look_up_countries

if TYPE_CHECKING:
    import pandas as pd

FINGERPRINT_LENGTH = 12
"""Hex digits of the fingerprint of all pages: enough to tell any two sets of pages apart."""


@dataclass(frozen=True)
class Corpus:
    """What a set of saved pages says, as rows and as six frames: importing pandas takes longer than reading a page.

    Parameters
    ----------
    rows
        Rows (dictionaries of strings, numbers, dates and None) or a frame by the name of each table, in the order in
        which the tables are written; columns as in ``data/data_package.json``.
    passed
        The files and folders beside the pages that nobody takes for pages: styles, pictures, notices, own results.
    corrections
        What the analyst wrote into ``corrections.csv`` beside the pages, applied or not.
    selection
        What `select` chose and out of how much, in words; empty for a whole corpus.
    whole
        The corpus that a selection was made from, for what pages say as a whole; None for a whole corpus.
    names
        Language of the names of countries, see `name_countries`.
    """

    rows: Mapping[str, Sequence[Row] | pd.DataFrame]
    passed: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    selection: str = ""
    whole: Corpus | None = None
    names: str = "en"
    derived: dict[str, pd.DataFrame] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Frames made once that several steps ask for, by name."""

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
            return cls(read_tables(below if below.is_dir() else folder))
        except (ValueError, TypeError) as error:
            raise ValueError(f"{folder}: not the tables of an earlier run: {error}") from error

    @property
    def articles(self) -> pd.DataFrame:
        """One row per story. Days that the pages do not settle are NaT, absent words missing."""
        return self._frame("articles")

    @property
    def appearances(self) -> pd.DataFrame:
        """One row per article printed on a page, copies included."""
        return self._frame("appearances")

    @property
    def countries(self) -> pd.DataFrame:
        """One row per article, country and role."""
        return self._frame("countries")

    @property
    def organisations(self) -> pd.DataFrame:
        """One row per article and counterpart that is no state."""
        return self._frame("organisations")

    @property
    def pages(self) -> pd.DataFrame:
        """One row per page read."""
        return self._frame("pages")

    @property
    def problems(self) -> pd.DataFrame:
        """One row per thing a person should look at."""
        return self._frame("problems")

    def _frame(self, name: str) -> pd.DataFrame:
        if name not in self.derived:
            self.derived[name] = make_frame(name, self.rows[name])
        return self.derived[name]

    def __repr__(self) -> str:
        told = self.selection or count_of(len(self.rows["articles"]), "story", "stories")
        return f"<corpus of {count_of(len(self.rows['pages']), 'page')}: {told}>"

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The frames by name, in the order in which they are written."""
        return {name: self._frame(name) for name in read_schema()}

    def list_rows(self, name: str) -> Iterable[Row]:
        """Return a table as plain rows: what is missing is None, days are dates."""
        return list_rows(self.rows[name])

    @property
    def refused(self) -> tuple[str, ...]:
        """The files that are no pages, each of them named with the reason in `problems`."""
        return tuple(row["source"] for row in self.list_rows("problems") if row["kind"] == "refused")

    def tell_problems(self) -> Iterator[str]:
        """Yield a line for each problem that a person has to mend, as ``data/told_problems.tsv`` has it."""
        kinds = {
            row["kind"]: row for row in read_vocabulary("told_problems.tsv", columns=["kind", "told", "most", "note"])
        }
        lines: dict[tuple[str, str], list[str]] = {}
        for row in self.list_rows("problems"):
            if kind := kinds.get(row["kind"]):
                is_named = row["message"].startswith(row["source"])
                message = row["message"] if is_named else f"{row['source']}: {row['message']}"
                lines.setdefault((kind["told"], kind["most"]), []).append(message)
        for (told, most), messages in sorted(lines.items()):
            shown = messages[: int(most or len(messages))]
            yield from (f"{told} {message}" for message in shown)
            if len(messages) > len(shown):
                yield f"{told}: {len(messages) - len(shown)} more, see problems"

    def name_file(self, stem: str) -> str:
        """Return the stem of a file's name with the selection behind it, so that it never replaces one of the whole."""
        return f"{stem}-{name_selection(self.selection)}".removesuffix("-")

    @property
    def fingerprint(self) -> str:
        """A short name of the pages by their hashes, in whatever order they were read."""
        hashes = sorted(row["sha256"] for row in self.list_rows("pages"))
        return sha256("\n".join(hashes).encode()).hexdigest()[:FINGERPRINT_LENGTH]

    def record(self, *, command: str, selection: Mapping[str, Any], selected: str = "") -> bytes:
        """Return ``run.json``: all that tells one run from another, and nothing of its time and place.

        `selection` are the conditions that were asked for, `selected` what they chose in words.
        """
        pages, problems = (list(self.list_rows(name)) for name in ("pages", "problems"))
        kinds = Counter(row["kind"] for row in problems)
        said = {kind: [row["message"] for row in problems if row["kind"] == kind] for kind in kinds}
        return json_bytes(
            {
                "software": PACKAGE_NAME,
                "version": version(PACKAGE_NAME),
                "command": command,
                "selection": dict(selection),
                "selected": selected,
                "fingerprint": self.fingerprint,
                "inputs": [{key: row[key] for key in ("source", "sha256", "listing")} for row in pages],
                "counts": {name: len(table) for name, table in self.rows.items()},
                "problems": dict(sorted(kinds.items())),
                "refused": self.refused,
                "corrections": {
                    "applied": said.get("correction-applied", []),
                    "not_applied": said.get("correction-unmatched", []) + said.get("correction", []),
                },
                "libraries": list_libraries(),
            }
        )

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
        organisation: str | None = None,
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
        organisation
            A body that is no state and is ICESCO's counterpart, by any of its names in any language.
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
        >>> from icesco_analysis import load_corpus
        >>> corpus = load_corpus("seeds")
        >>> corpus.select(country="azerbaijan", since="2025", activity="meeting").selection
        '1 of 50 stories: with Azerbaijan as partner, of the type meeting, since 2025'
        """
        articles, said = select_articles(
            self.articles, self.countries, self.organisations, since=since, until=until, country=country, role=role,
            organisation=organisation, activity=activity, language=language, words=words, stories=stories,
            called=called, names=self.names,
        )  # fmt: skip
        if not said:
            return self
        whole = self.selection.partition(": ")[2]
        selection = f"{len(articles)} of {count_of(len(self.articles), 'story', 'stories')}: {said}"
        chosen = set(articles["article_id"])

        def part(table: pd.DataFrame) -> pd.DataFrame:
            ids = table["article_id"]
            return table[ids.isin(chosen) | ids.isna()].reset_index(drop=True)

        parts = {name: table if name == "pages" else part(table) for name, table in self.tables.items()}
        selection = f"{selection} (of those {whole})" if whole else selection
        return replace(self, rows=parts, selection=selection, whole=self.whole or self)

    def name_countries(self, language: str) -> Corpus:
        """Return the corpus with countries under their names in English ("en"), French ("fr") or Arabic ("ar").

        Examples
        --------
        >>> from icesco_analysis import load_corpus
        >>> load_corpus("seeds").name_countries("fr").select(country="Oman").selection
        '4 of 50 stories: with Oman as partner'
        """
        if one_of(language, ("ar", "en", "fr"), what="language of names") == self.names:
            return self
        world = load_countries()
        names = self.countries["iso3"].map({code: country.called(language) for code, country in world.items()})
        whole = self.whole and self.whole.name_countries(language)
        rows = {**self.rows, "countries": self.countries.assign(country=names.astype("str"))}
        return replace(self, rows=rows, whole=whole, names=language)

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
        >>> from icesco_analysis import load_corpus
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
