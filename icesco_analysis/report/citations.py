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
    if form == "csl":
        return json_bytes([{key: value for key, value in item.items() if value} for item in items]).decode()
    return "\n".join(map({"bibtex": _as_bibtex, "ris": _as_ris}[form], items))


def tell_reference(corpus: Corpus, *, author: str = "", date: str = "") -> str:
    """Return the line by which to cite an analysis, the same for the same files in whatever order."""
    item = _cite_analysis(corpus, author=author, date=date)
    when = f" ({date})" if date else ""
    return f"{author or 'icesco_analysis'}{when}: {item['title']}. {item['genre']}. {item['note']}"


def _cite_analysis(corpus: Corpus, *, author: str, date: str) -> Item:
    selected = f" ({corpus.selection})" if corpus.selection else ""
    made = f"icesco_analysis {version('icesco-analysis')}"
    return {
        "id": f"icesco-analysis-{corpus.fingerprint}",
        "type": "report",
        "title": TITLE + selected,
        "author": [{"literal": author or "icesco_analysis"}],
        "issued": _day(date),
        "genre": f"Analysis of {count_of(len(corpus.pages), 'saved page')} of ICESCO news with {made}",
        "note": f"Fingerprint of the pages: {corpus.fingerprint}. {note_coverage(corpus)}",
    }


def _cite_releases(corpus: Corpus) -> Iterator[Item]:
    published = corpus.articles.set_index("article_id")["published"].dropna()
    for row in records(corpus.releases.drop_duplicates("story")):
        day = f". Activity of {span_words(row['first_day'], row['last_day'])}" if row["first_day"] else ""
        yield {
            "id": f"icesco-{row['story']}",
            "type": "webpage",
            "title": collapse(row["headline"] or "(no headline)"),
            "author": [{"literal": _PUBLISHER}],
            "issued": _day(f"{published[row['story']]:%Y-%m-%d}" if row["story"] in published else ""),
            "accessed": _day(f"{row['saved_on']:%Y-%m-%d}" if row["saved_on"] else ""),
            "URL": _web_address(row["address"] or ""),
            "genre": "",
            "note": f"Saved page {row['page']}, article {row['place']}{day}",
        }


def _day(text: str) -> dict[str, list[list[int]]]:
    return {"date-parts": [[int(part) for part in text.split("-")]]} if text else {}


def _web_address(text: str) -> str:
    """Return a web address without what a format would take for its own; nothing for any other address."""
    is_web = text.startswith(("http://", "https://"))
    return re.sub(r"[{}\\\s]", lambda sign: f"%{ord(sign[0]):02X}", text) if is_web else ""


def _flatten(item: Item, *, names: str, escape: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """Yield what is known of an item under the names of a format: of author, title, year, day, address and so on."""
    days = [item.get(key, {}).get("date-parts", [[]])[0] for key in ("issued", "accessed")]
    issued, accessed = ("-".join(f"{part:02}" for part in day) for day in days)
    author, title, genre, note = map(escape, (item["author"][0]["literal"], item["title"], item["genre"], item["note"]))
    texts = (author, title, issued[:4], issued, item.get("URL", ""), accessed, genre, note)
    yield from ((name, text) for name, text in zip(names.split(), texts, strict=True) if text)


def _as_bibtex(item: Item) -> str:
    fields = _flatten(item, names="author title year date url urldate howpublished note", escape=_tex)
    whole = {"author", "title"}  # not parted into names, no capital lost
    lines = "".join(f"  {name} = {{{f'{{{text}}}' if name in whole else text}}},\n" for name, text in fields)
    return f"@misc{{{item['id']},\n{lines}}}\n"


def _as_ris(item: Item) -> str:
    fields = _flatten(item, names="AU TI PY DA UR Y2 M3 N1", escape=lambda text: clean_text(collapse(text)))
    kind = "RPRT" if item["type"] == "report" else "ELEC"
    days = {"DA", "Y2"}
    told = sorted(fields, key=lambda field: field[0] != "TI")
    lines = "".join(f"{name}  - {text.replace('-', '/') if name in days else text}\n" for name, text in told)
    return f"TY  - {kind}\n{lines}ID  - {item['id']}\nER  - \n"


_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def _tex(text: str) -> str:
    """Return a text as BibTeX prints it: nothing in it is a command, no brace is left open."""
    return re.sub(r"[\\{}#$%&_~^]", lambda sign: _TEX.get(sign[0], f"\\{sign[0]}"), clean_text(collapse(text)))
