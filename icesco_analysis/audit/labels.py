"""What a person says of a sample → labels that `icesco score` understands, and rows of ``corrections.csv``."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

import pandas as pd

from icesco_analysis.audit.sheet import NONE, WHOLE, Told
from icesco_analysis.corpus import Corpus
from icesco_analysis.language import collapse

ENDS = 40
"""Characters by which a label knows the ends of a body."""

NOT_AS_READ = "[not as it was read]"
"""What a label has for the ends of a release that was cut wrongly, since the sheet does not ask where they are."""

NOTHING = "nothing"
"""The word by which a correction takes a reading away."""


def print_labels(told: Iterable[Told], articles: pd.DataFrame, *, weight: float) -> dict[str, bytes]:
    """Return files of labels by name, one a page; by the ``weight`` is known that other stories were not read."""
    places = articles.set_index("article_id").fillna({"headline": "", "body": ""})
    pages: dict[str, list[dict[str, object]]] = defaultdict(list)
    for row in sorted(told, key=lambda row: (places.loc[row.story, "source"], places.loc[row.story, "position"])):
        article = places.loc[row.story]
        body = collapse(str(article["body"]))
        ends = (body[:ENDS], body[-ENDS:]) if row.release == WHOLE else (NOT_AS_READ, NOT_AS_READ)
        days = (row.days[0], row.days[-1]) if row.days else (None, None)
        label = {
            "headline": article["headline"], "weight": weight,
            "body_start": ends[0], "body_end": ends[1], "date_start": days[0], "date_end": days[1],
            "partners": sorted(row.partners), "venue": sorted(row.venue), "activity": row.type or None,
        }  # fmt: skip
        pages[PurePosixPath(article["source"]).stem].append(label)
    return {
        f"{page}.json": json.dumps(own, ensure_ascii=False, indent=1).encode() + b"\n" for page, own in pages.items()
    }


def print_corrections(told: Iterable[Told], read: Mapping[str, Told], *, corpus: Corpus) -> pd.DataFrame:
    """Return the rows of ``corrections.csv`` that turn what was read into what a person says."""
    places = corpus.articles.set_index("article_id")
    roles = (corpus.countries["iso3"] + ":" + corpus.countries["role"]).groupby(corpus.countries["article_id"]).agg(set)
    rows = []
    for row in told:
        where, why = places.loc[row.story, ["source", "headline"]], row.remark or f"audit, number {row.number}"
        changes = _correct(row, read[row.story], present=set(roles.get(row.story, set())))
        rows += [(*where, *change, why) for change in changes]
    return pd.DataFrame(rows, columns=["source", "headline", "field", "old", "new", "reason"], dtype="str")


def _correct(told: Told, read: Told, *, present: set[str]) -> Iterator[tuple[str, str, str]]:
    """Yield field, old and new value of what is to be corrected of a story; `present` are its countries with roles."""
    if told.release == NONE:
        yield "boundary", "start", NOTHING
        return
    if told.days != read.days:
        yield "date", "/".join(read.days), "/".join(told.days) or NOTHING
    for role, right, found in (("partner", told.partners, read.partners), ("venue", told.venue, read.venue)):
        for code in sorted(found - right):
            present.discard(f"{code}:{role}")
            still = any(other.startswith(code) for other in present)  # else the text names it all the same
            yield "role", f"{code}:{role}", NOTHING if still else f"{code}:mention"
            present |= set() if still else {f"{code}:mention"}
        for code in sorted(right - found):
            named = f"{code}:mention" in present
            yield "role", f"{code}:mention" if named else "", f"{code}:{role}"
            present = present - {f"{code}:mention"} | {f"{code}:{role}"}
