"""The labelled articles as the peers are given them, and this project's own answers on them.

Run in the project's environment as ``python -m benchmarks.peers.export ARTICLES``, e.g. to a file below ``.build``.
"""

import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd

from benchmarks.peers.exchange import Exchange, GivenArticle, write_exchange
from icesco_analysis.corpus.corpus import Corpus, load_corpus
from icesco_analysis.counts.accuracy import Labels, judge, read_labels
from icesco_analysis.partners.gazetteer import load_gazetteer

ROOT = Path(__file__).parent.parent.parent
SEEDS = ROOT / "seeds"
TESTS = ROOT / "tests"
SETS = {
    "gold": (SEEDS, TESTS / "labelled" / "gold"),
    "dev": (TESTS / "labelled" / "dev" / "pages", TESTS / "labelled" / "dev" / "labels"),
    "heldout": (TESTS / "labelled" / "heldout" / "pages", TESTS / "labelled" / "heldout" / "labels"),
}
"""Label sets: the pages, and the folder of their labels."""
FAIREST = "heldout"
"""The set by which readers are compared: this project was not developed with its labels in view."""
LANGUAGE = "en"
"""Language of the articles compared: most of these peers read no other."""


@dataclass(frozen=True, slots=True)
class LabelledArticle:
    """One labelled article: what the peers are given, what is right and what this project says.

    Parameters
    ----------
    given
        What the peers are given.
    expected, ours
        By field (date, partner, mentioned): a day, "first/last" or ""; alpha-3 codes separated by blanks.
    """

    given: GivenArticle
    expected: Mapping[str, str]
    ours: Mapping[str, str]


def read_labelled() -> list[LabelledArticle]:
    """Return the labelled articles in English of every label set that this project finds on its pages."""
    articles = []
    for name, (pages, folder) in SETS.items():
        corpus, labels = load_corpus(pages), read_labels(folder)
        judged = judge(corpus.tables, labels)
        judged = judged[judged["found"].ne("an article")]
        printed = _printed(corpus)
        for page in labels:
            own = judged[judged["page"] == page.page]
            articles += _label_page(page, printed=printed.get(page.page, ()), judged=own, label_set=name)
    return articles


def _printed(corpus: Corpus) -> Mapping[str, list[dict[str, Any]]]:
    """Return the articles printed on each page, in order, under its stem."""
    stories = corpus.articles.drop(columns=["source", "position", "published"])
    rows = corpus.appearances.rename(columns={"headline": "printed"}).merge(stories, on="article_id")
    printed: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.sort_values(["source", "position"]).to_dict("records"):
        printed[PurePosixPath(row["source"]).stem].append(row)
    return printed


def _label_page(
    labels: Labels, *, printed: Sequence[dict[str, Any]], judged: pd.DataFrame, label_set: str
) -> list[LabelledArticle]:
    """Return the labelled articles of one page; like-named ones are matched in their order, as `judge` does."""
    fields = {field: judged[judged["field"] == field].to_dict("records") for field in ("date", "partner", "mentioned")}
    waiting = list(printed)
    articles = []
    for place, label in enumerate(labels.articles):
        story = next((row for row in waiting if _collapse(row["printed"]) == _collapse(label["headline"])), None)
        if story is None:
            continue
        waiting.remove(story)
        if story["language"] == LANGUAGE:
            expected, ours = (
                {field: _plain(rows[place][side]) for field, rows in fields.items()} for side in ("expected", "found")
            )
            given = _give(story, key=f"{label_set}/{labels.page}/{place + 1}")
            articles.append(LabelledArticle(given, expected=expected, ours=ours))
    return articles


def _collapse(text: Any) -> str:
    return " ".join(_plain(text).split())


def _plain(text: Any) -> str:
    return "" if pd.isna(text) else str(text)


def _give(row: Mapping[str, Any], *, key: str) -> GivenArticle:
    rest = "\n\n".join(part for part in (_plain(row["subtitle"]), _plain(row["body"])) if part)
    published = "" if pd.isna(row["published"]) else row["published"].date().isoformat()
    return GivenArticle(key, headline=_plain(row["headline"]), rest=rest, published=published)


def give_seeds(corpus: Corpus) -> list[GivenArticle]:
    """Return the stories of the seed pages under their identifiers, by which they are sorted."""
    rows = corpus.articles.sort_values("article_id").to_dict("records")
    return [_give(row, key=row["article_id"]) for row in rows]


def list_names() -> dict[str, str]:
    """Return the names of this project's gazetteer, casefolded, with the codes of their countries."""
    surfaces = [surface for surface in load_gazetteer().surfaces if len(surface.iso3) == 3]
    return {surface.text.casefold(): surface.iso3 for surface in surfaces if not surface.needs_capitals}


def main() -> None:
    """Write what the peers are given."""
    labelled = [article.given for article in read_labelled()]
    exchange = Exchange(labelled=labelled, seeds=give_seeds(load_corpus(SEEDS)), names=list_names())
    write_exchange(Path(sys.argv[1]), exchange)
    print(
        f"{len(exchange.labelled)} labelled articles, {len(exchange.seeds)} seed articles, {len(exchange.names)} names"
    )


if __name__ == "__main__":
    main()
