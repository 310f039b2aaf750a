"""Groups of articles → which of them are no more than a page, or a quarter of a year."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.stats import hypergeom

from icesco_analysis.language import MONTHS

MOST_SHARE = 0.5
"""A topic of which more than this share comes from one page, or one quarter of a year, may be no more than that,"""

LEVEL = 0.05
"""... and is called so where chance, articles dealt to topics at random, would give this in fewer cases."""


def find_origins(labels: np.ndarray, articles: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    """Yield the `Topics.origins`: how many articles of each group, from 0, come from each page and each quarter.

    A topic is *bound* by the two limits above: the upper tail of the hypergeometric distribution, exact, times the
    number of topics and of origins, any of which might have been the largest (Bonferroni).
    """
    named = {number + 1: f"{MONTHS[3 * number]}–{MONTHS[3 * number + 2]}" for number in range(4)}
    days = pd.to_datetime(articles["date_start"])
    quarters = days.map(lambda day: f"{named[day.quarter]} {day.year}", na_action="ignore")
    for kind, names in (("page", articles["source"]), ("quarter", quarters)):
        table = pd.crosstab(labels, names)
        sizes, total = table.sum().to_dict(), int(table.to_numpy().sum())
        for topic, row in enumerate(table.reindex(range(labels.max() + 1), fill_value=0).to_dict("records")):
            of = sum(row.values())
            for name, n in sorted((str(name), n) for name, n in row.items() if n):
                chance = hypergeom.sf(n - 1, total, sizes[name], of) * table.size if n > MOST_SHARE * of else 1
                yield topic + 1, kind, name, n, of, chance < LEVEL
