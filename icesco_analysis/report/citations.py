"""What has to be cited → references: the analysis, and the releases it rests on, as BibTeX, RIS and CSL-JSON."""

import re
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version
from typing import Any

from icesco_analysis.corpus import Corpus, json_bytes
from icesco_analysis.figures import note_coverage
from icesco_analysis.language import clean_text, collapse, count_of, span_words
from icesco_analysis.report.content import records

TITLE = "With which countries ICESCO works, on what, and when"
FORMATS: Mapping[str, str] = {"bibtex": ".bib", "ris": ".ris", "csl": ".json"}
_PUBLISHER = "Islamic World Educational, Scientific and Cultural Organization (ICESCO)"
Item = dict[str, Any]


def cite(corpus: Corpus, *, form: str = "bibtex", author: str = "", date: str = "") -> str:
    """Return the references of an analysis and of its releases.

    Parameters
    ----------
    corpus
        What was analysed, whole or selected; newest releases come first.
    form
        "bibtex", "ris" or "csl" (CSL-JSON, as Zotero and pandoc read it).
    author, date
        Of the analysis: a name, and a day as 2025-05-20; empty for none.

    Examples
    --------
    >>> from icesco_analysis import load_corpus
    >>> print(cite(load_corpus("seeds").select(country="Belgium"), form="ris").splitlines()[1])
    TI  - With which countries ICESCO works, on what, and when (1 of 50 stories: with Belgium as partner)
    """
    items = [_cite_analysis(corpus, author=author, date=date), *_cite_releases(corpus)]
    return json_bytes(items).decode() if form == "csl" else "\n".join(map(_WRITERS[form], items))


def tell_reference(corpus: Corpus, *, author: str = "", date: str = "") -> str:
    """Return the line by which to cite an analysis, the same for the same files in whatever order."""
    item = _cite_analysis(corpus, author=author, date=date)
    when = f" ({date})" if date else ""
    made = f"{item['genre']}, version {item['version']}"
    return f"{author or 'icesco_analysis'}{when}: {item['title']}. {made}. {item['note']}"


def _cite_analysis(corpus: Corpus, *, author: str, date: str) -> Item:
    selected = f" ({corpus.selection})" if corpus.selection else ""
    pages = count_of(len(corpus.pages), "saved page")
    item = {
        "id": f"icesco-analysis-{corpus.fingerprint}",
        "type": "report",
        "title": TITLE + selected,
        "author": [{"literal": author or "icesco_analysis"}],
        "genre": f"Analysis of {pages} of ICESCO news with icesco_analysis",
        "version": version("icesco-analysis"),
        "issued": _day(date),
        "note": f"Fingerprint of the pages: {corpus.fingerprint}. {note_coverage(corpus)}",
    }
    return {key: value for key, value in item.items() if value}


def _cite_releases(corpus: Corpus) -> Iterator[Item]:
    known = {row["article_id"]: row for row in records(corpus.articles)}
    for row in records(corpus.releases.drop_duplicates("story")):
        published = known[row["story"]]["published"]
        place = f"Saved page {row['page']}, article {row['place']}"
        day = f". Activity of {span_words(row['first_day'], row['last_day'])}" if row["first_day"] else ""
        item = {
            "id": f"icesco-{row['story']}",
            "type": "webpage",
            "title": collapse(row["headline"] or "(no headline)"),
            "author": [{"literal": _PUBLISHER}],
            "issued": _day(published and published.date().isoformat()),
            "accessed": _day(row["saved_on"] and row["saved_on"].date().isoformat()),
            "URL": _safe(row["address"] or ""),
            "note": place + day,
        }
        yield {key: value for key, value in item.items() if value}


def _safe(address: str) -> str:
    """Return a web address without what a format would take for its own; nothing for any other address."""
    is_web = address.startswith(("http://", "https://"))
    return re.sub(r"[{}\\\s]", lambda sign: f"%{ord(sign[0]):02X}", address) if is_web else ""


def _day(text: str | None) -> dict[str, list[list[int]]]:
    return {"date-parts": [[int(part) for part in text.split("-")]]} if text else {}


def _iso(item: Item, name: str) -> str:
    return "-".join(f"{part:02}" for part in item[name]["date-parts"][0]) if name in item else ""


def _as_bibtex(item: Item) -> str:
    year, _, rest = _iso(item, "issued").partition("-")
    fields = {
        "author": f"{{{_tex(item['author'][0]['literal'])}}}",
        "title": f"{{{_tex(item['title'])}}}",
        "year": year,
        "month": rest[:2].lstrip("0"),
        "day": rest[3:].lstrip("0"),
        "url": item.get("URL", ""),
        "urldate": _iso(item, "accessed"),
        "version": item.get("version", ""),
        "howpublished": _tex(item.get("genre", "")),
        "note": _tex(item["note"]),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{item['id']},\n{lines}}}\n"


def _as_ris(item: Item) -> str:
    fields = {
        "TI": item["title"],
        "AU": item["author"][0]["literal"],
        "PY": _iso(item, "issued")[:4],
        "DA": _iso(item, "issued").replace("-", "/"),
        "UR": item.get("URL", ""),
        "Y2": _iso(item, "accessed").replace("-", "/"),
        "ET": item.get("version", ""),
        "N1": item["note"],
        "ID": item["id"],
    }
    kind = "RPRT" if item["type"] == "report" else "ELEC"
    lines = "".join(f"{name}  - {clean_text(collapse(value))}\n" for name, value in fields.items() if value)
    return f"TY  - {kind}\n{lines}ER  - \n"


_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def _tex(text: str) -> str:
    """Return a text as BibTeX prints it: nothing in it is a command, no brace is left open."""
    return re.sub(r"[\\{}#$%&_~^]", lambda sign: _TEX.get(sign[0], f"\\{sign[0]}"), clean_text(collapse(text)))


_WRITERS: Mapping[str, Callable[[Item], str]] = {"bibtex": _as_bibtex, "ris": _as_ris}
