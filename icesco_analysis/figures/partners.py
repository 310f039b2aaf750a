"""With whom: the figures of partner countries, and what is said of them."""

from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from icesco_analysis import counts
from icesco_analysis.corpus import Corpus
from icesco_analysis.figures import rows
from icesco_analysis.figures.basis import FEWEST, RARE, compose_figure, list_said, odds, say_few, share_of, tell
from icesco_analysis.figures.figure import Figure
from icesco_analysis.figures.map import draw_map, load_world, place_on_map
from icesco_analysis.figures.style import INK, MAIN, MUTED, SECOND, SHADES, bare, letters_of, text_width
from icesco_analysis.language import (
    Prose,
    bold,
    count_of,
    day_words,
    italic,
    join_sentences,
    list_items,
    list_words,
    say,
)
from icesco_analysis.topics import Topics

NAMED = 5
"""Countries that a sentence names before it only counts."""

STATUSES = ("multilateral", "none", "unknown")
"""Why a story has no partner, each with a sentence in the table of words."""

_ROW, _FRAME, _TAIL = 0.19, 0.85, 0.2
"""Inches of a row, of title and note, of a line below the rows."""


def _compose(name: str, corpus: Corpus, *, fill: dict[str, object] | None = None, **parts: Any) -> Figure:
    """Return a figure of the articles whose roles were read, which says how many were not."""
    said = {"unread": str(_say_unread(corpus.articles)), **(fill or {})}
    return compose_figure(name, corpus, articles=counts.select_read(corpus.articles), fill=said, **parts)


def _height(data: pd.DataFrame, *, head: float = 0.0) -> float:
    shown = len(rows.without_cut_tie(data))
    return max(1.7, _FRAME + head + _ROW * shown + (_TAIL if shown < len(data) else 0.0))


def figure_ranking(corpus: Corpus) -> Figure:
    """Return the partner countries by their stories, with the ranks that each may have."""
    data = counts.count_partners(corpus)
    without = _say_without(counts.select_read(corpus.articles), corpus.organisations)
    return _compose(
        "partners-ranking", corpus, data=data, draw=_draw_ranking, headline=_head_ranking,
        told=data[["country", "stories"]], finding=partial(_describe_ranking, corpus=corpus),
        fill={"gap": counts.OCCASION_DAYS, "without": without}, height=_height(data, head=0.15),
    )  # fmt: skip


_RANKS = (0.7, 0.98)
"""Where on the width of the bars the ranks are drawn, first and last."""


def _draw_ranking(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw a bar a country, its uncertain part hollow, and beside it a line over the ranks it may have."""
    shown, size = rows.without_cut_tie(data), letters_of(ax)
    ends = rows.draw_bars(ax, shown["country"], shown["stories"] - shown["uncertain"], hollow=shown["uncertain"])
    for place, (end, stories, occasions) in enumerate(zip(ends, shown["stories"], shown["occasions"], strict=True)):
        rows.write_beside(ax, end, place, f"{stories} ({occasions})" if occasions < stories else f"{stories}")
    if len(data) > 1:
        width = float(ends.max()) / 0.55
        first, last = (width * share for share in _RANKS)
        low, high = (first + (shown[end] - 1) * (last - first) / (len(data) - 1) for end in ("rank_low", "rank_high"))
        ax.set_xlim(0, width)
        ax.hlines(range(len(shown)), low, high, color=INK, linewidth=size * 0.1)
        ax.plot([*low, *high], [*range(len(shown))] * 2, "|", color=INK, markersize=size * 0.6)
        head: dict[str, Any] = {"ha": "center", "va": "bottom", "color": MUTED, "fontsize": size * rows.SMALL}
        ax.text((first + last) / 2, -0.65, f"possible rank, 1 to {len(data)}", **head)
    rows.name_tail(ax, data.iloc[len(shown) :])
    return ax


def _head_ranking(ranking: pd.DataFrame) -> str:
    first, size = ranking.iloc[0], len(ranking)
    if size == 1:
        return f"One partner country: {first['country']}"
    if _has_no_order(ranking):
        return f"{size} partner countries, and no order between them can be told"
    stories = count_of(first["stories"], "story", "stories")
    return f"{first['country']} is partner in {stories}, and has {_say_ranks(first)} of {size} countries"


def _has_no_order(ranking: pd.DataFrame) -> bool:
    return bool((ranking["rank_high"] - ranking["rank_low"] == len(ranking) - 1).all())


def _say_ranks(country: pd.Series) -> str:
    low, high = country["rank_low"], country["rank_high"]
    return f"rank {low}" if low == high else f"any rank from {low} to {high}"


def _describe_ranking(ranking: pd.DataFrame, *, corpus: Corpus) -> Prose:
    """Return how many stories name a partner, which are counted most, if that is an order, and what is uncertain."""
    read, size, first = counts.select_read(corpus.articles), len(ranking), ranking.iloc[0]
    named, once = int((read["partner_status"] == "named").sum()), int((ranking["stories"] == 1).sum())
    pairs, uncertain = int(ranking["stories"].sum()), int(ranking["uncertain"].sum())
    countries = list_words(ranking["country"].tolist())
    names = f": {countries}" if size <= NAMED and once == size else " in all"
    said = [tell("partners", named=named, of=len(read), share=share_of(named, len(read)), countries=size, names=names)]
    if len(read) == 1:
        said = [tell("one story", names=bold(countries))]
    elif bool((ranking["stories"] == first["stories"]).all()):
        said.append(tell("level one" if once else "level", countries=size, stories=int(first["stories"])))
    else:
        order = {"country": first["country"], "ranks": _say_ranks(first), "size": str(size)}
        said.append(tell("most often", countries=list_said(_say_first(ranking))))
        said.append(tell("no order" if _has_no_order(ranking) else "order", **order))
        said.append(tell("single", countries=once) if once else Prose())
    if uncertain:
        said.append(tell("uncertain", pairs=pairs, uncertain=uncertain, share=share_of(uncertain, pairs)))
    if pairs >= FEWEST:
        said.append(tell("likely", pairs=str(pairs), likely=bold(f"{ranking['likely'].sum():.0f}")))
    return join_sentences([*said, _say_without(read, corpus.organisations), _say_unread(corpus.articles)])


def _say_first(ranking: pd.DataFrame) -> list[Prose]:
    tied = ranking[ranking["stories"] == ranking["stories"].max()]
    if len(tied) > NAMED:
        return [tell("tied", countries=len(tied), stories=int(tied["stories"].iloc[0]))]
    lead = rows.without_cut_tie(ranking, most=NAMED)
    columns = lead[["country", "stories", "occasions"]].itertuples(index=False, name=None)
    return [
        say(f"{country} (", bold(n), f" on {count_of(times, 'occasion')})" if times < n else ")")
        for country, n, times in columns
    ]


def _say_without(read: pd.DataFrame, organisations: pd.DataFrame) -> Prose:
    """Return what is known of the stories without a partner, and how many of them have one that is no state."""
    often = read["partner_status"].value_counts()
    parts = [tell(f"status {status}", n=often[status]) for status in STATUSES if status in often]
    without = read.loc[read["partner_status"] == "none", "article_id"].isin(organisations["article_id"]).sum()
    instead = tell("organisations instead", n=int(without)) if without else Prose()
    said = say("Of the stories without a partner, ", list_said(parts), ".") if parts else Prose()
    return join_sentences([said, instead])


def _say_unread(articles: pd.DataFrame) -> Prose:
    """Return how many stories are in a language whose roles are not read, if any is."""
    unread = len(articles) - len(counts.select_read(articles))
    return tell("unread", stories=unread) if unread else Prose()


def describe_unseen(corpus: Corpus) -> Prose:
    """Return how many partners further pages are likely to add, and how well such an estimate did on these."""
    unseen = counts.estimate_unseen(corpus)
    pairs, once = int(unseen["pairs"]), int(unseen["once"])
    if pairs < FEWEST or len(corpus.pages) == 1:
        return tell("too few for unseen", pairs=pairs, pages=len(corpus.pages))
    share, error, expected, found = (f"{100 * unseen[name]:.0f}" for name in ("share", "error", "expected", "found"))
    return tell(
        "unseen", share=bold(f"{share} %"), error=max(1, int(error)), once=once, pairs=str(pairs),
        at_least=bold(f"{unseen['at_least']:.0f}"), countries=f"{unseen['countries']:.0f}", expected=f"{expected} %",
        found=f"{found} %",
    )  # fmt: skip


def describe_organisations(corpus: Corpus) -> Prose:
    """Return how many stories have a counterpart that is no state, and which are counted most."""
    ranking, read = counts.count_organisations(corpus), counts.select_read(corpus.articles)
    if ranking.empty:
        return tell("no organisation")
    named = int(read["article_id"].isin(corpus.organisations["article_id"]).sum())
    pairs, uncertain = int(ranking["stories"].sum()), int(ranking["uncertain"].sum())
    said = tell(
        "organisations", named=named, of=len(read), organisations=len(ranking), pairs=pairs, uncertain=uncertain
    )
    several = ranking[ranking["stories"] > 1][["organisation", "stories"]]
    several = several[several["stories"] >= several["stories"].nlargest(NAMED).min()] if len(several) else several
    names = [say(f"{name} (", bold(stories), ")") for name, stories in several.itertuples(index=False, name=None)]
    often = tell("organisations most often", names=list_said(names)) if 0 < len(names) <= 2 * NAMED else Prose()
    return join_sentences([said, often])


ROLES = {"partner": ("partner", MAIN), "venue": ("only the venue", SECOND), "mention": ("only mentioned", "#D9D9D9")}
"""Words and colour of each part of a bar, from its foot; neighbours differ in grey too."""


def figure_roles(corpus: Corpus) -> Figure:
    """Return how often each country is partner, only the venue, or only mentioned."""
    roles = counts.count_roles(corpus)
    return _compose(
        "partners-roles", corpus, data=roles, draw=_draw_roles, headline=_head_roles, finding=_describe_roles,
        told=roles[["country", *ROLES]], height=_height(roles, head=0.2),
    )  # fmt: skip


def _draw_roles(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw a bar a country: stories as partner, on them those as the venue only, on them those only mentioned."""
    shown = rows.without_cut_tie(data)
    ends = shown[list(ROLES)].cumsum(axis=1)
    for part, (words, colour) in reversed(ROLES.items()):
        rows.lay_bars(ax, ends[part], colour, label=words)
    room = rows.figure_width(ax) * (1 - rows.NAMES_SHARE) / max(1, int(shown["stories"].max()))
    for part, (_, colour) in ROLES.items():
        for place, (number, end) in enumerate(zip(shown[part], ends[part], strict=True)):
            if number and text_width(str(number), letters=letters_of(ax)) < number * room:
                ink = "white" if colour == MAIN else INK
                ax.text(end - number / 2, place, str(number), ha="center", va="center_baseline", color=ink)
    bare(ax, keep="y")
    rows.name_rows(ax, shown["country"])
    ax.set_xlim(0, float(shown["stories"].max()))
    rows.explain_above(ax, reverse=True)
    rows.name_tail(ax, data.iloc[len(shown) :])
    return ax


def _head_roles(roles: pd.DataFrame) -> str:
    top = roles.iloc[0]
    how = f"in {top['partner']} of them as partner" if top["partner"] else "never as partner"
    if top["partner"] == top["stories"]:
        how = "as partner" if top["stories"] == 1 else "in all of them as partner"
    return f"{top['country']} is named in {count_of(top['stories'], 'story', 'stories')}, {how}"


def _describe_roles(roles: pd.DataFrame) -> Prose:
    """Return how often the most named country is no partner, and how many countries never are."""
    top, never = roles.iloc[0], int((roles["partner"] == 0).sum())
    parts = {"partner": "as partner", "venue": "only as the place", "mention": "only in passing"}
    held = [part for part in parts if top[part]]
    told = [say("in ", bold(top[part]), f" {parts[part]}") for part in held]
    if top["stories"] == 1:
        told = [say(parts[part]) for part in held]
    found = tell(
        "roles", country=top["country"], stories=int(top["stories"]), between=", " if top["stories"] == 1 else ": ",
        told=list_said(told),
    )  # fmt: skip
    if never in {0, len(roles)}:
        return join_sentences([found, say(f"{'No' if never else 'Every'} country named is partner in a story.")])
    return join_sentences([found, tell("never partner", countries=len(roles), never=never)])


UNSEEN_WIDTH = 0.36
"""Width of what nobody saved between two periods that someone did: enough to be seen, whatever time it was."""

FEWEST_COLUMNS = 7
"""Columns that there is room for at least, so that a single one is no banner."""

_ZERO = "#F4F4F4"
_BRIGHT = 0.3
"""Luminance of a tile from which on dark letters are easier to read than white ones."""


def figure_periods(corpus: Corpus) -> Figure:
    """Return partner countries by the periods in which activities are known."""
    periods = counts.count_periods(corpus)
    unseen = bool((periods["kind"] == "unknown").any())
    highest = periods[(periods["kind"] == "known") & (periods["stories"] > 0)].sort_values(
        ["stories", "start", "country"], ascending=[False, True, True]
    )
    return _compose(
        "partners-periods", corpus, data=periods, draw=_draw_periods, headline=_head_periods, finding=_describe_periods,
        told=highest.assign(tile=highest["country"] + " in " + highest["label"])[["tile", "stories"]],
        fill={} if unseen else {"gaps": ""},
        height=_height(_totals(periods), head=0.5),
        counted=(int(periods["stories"].sum()), "pair of story and partner", "pairs of story and partner"),
    )  # fmt: skip


def _totals(periods: pd.DataFrame) -> pd.DataFrame:
    """Return all stories of each country, in the order of the periods: most first."""
    return periods.groupby("country", sort=False)["stories"].sum().reset_index()


def _draw_periods(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw the stories of each country in each period as numbers on shaded tiles; what no page tells is hatched."""
    import seaborn as sns  # with scipy.stats half of what all figures import, for this one alone
    from matplotlib.colors import LinearSegmentedColormap
    from seaborn.utils import relative_luminance

    totals, size = _totals(data), letters_of(ax)
    shown = rows.without_cut_tie(totals)
    periods = data[data["country"] == data["country"].iloc[0]].reset_index(drop=True)
    places = data.groupby("country").cumcount()
    numbers = data.assign(place=places).pivot(index="country", columns="place", values="stories")
    unseen = (periods["kind"] == "unknown").to_numpy()
    tiles = numbers.loc[shown["country"], ~unseen].astype("int64")
    tints = LinearSegmentedColormap.from_list("counts", SHADES).with_extremes(under=_ZERO)
    most = max(1, int(tiles.to_numpy().max()))
    look: dict[str, Any] = {"cbar": False, "xticklabels": False, "yticklabels": False, "linewidths": size * 0.2}
    sns.heatmap(tiles, cmap=tints, vmin=0.5, vmax=most, ax=ax, **look)
    strips = np.cumsum(~unseen)[unseen]  # each covers a part of the tiles on both sides
    cut = np.isin(np.arange(tiles.shape[1] + 1), strips) * UNSEEN_WIDTH / 2
    middles = (np.arange(tiles.shape[1]) + 0.5 + (cut[:-1] - cut[1:]) / 2).tolist()
    for (row, column), n in np.ndenumerate(tiles):
        if n:
            ink = INK if relative_luminance(tints((n - 0.5) / (most - 0.5))) > _BRIGHT else "white"
            ax.text(middles[column], row + 0.5, str(n), ha="center", va="center", color=ink)
    for place in strips:
        rows.hatch(ax, (place - UNSEEN_WIDTH / 2, 0.0), UNSEEN_WIDTH, float(len(tiles)), over="white", zorder=2.1)
    bare(ax).set(xlabel="", ylabel="", xlim=(0, max(tiles.shape[1], FEWEST_COLUMNS)))
    ax.set_yticks(np.arange(len(tiles)) + 0.5, tiles.index, rotation=0)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    seen = periods.loc[~unseen, ["label", "days"]].itertuples(index=False)
    heads = [label.replace(" ", "\n") + (f"\n{days} d" if days else "") for label, days in seen]
    ax.set_xticks(middles, heads, rotation=0)
    rows.name_tail(ax, totals.iloc[len(shown) :])
    return ax


def _head_periods(periods: pd.DataFrame) -> str:
    held = periods[(periods["kind"] == "known") & (periods["stories"] > 0)].groupby("country").size()
    n, several = periods["country"].nunique(), int((held > 1).sum())
    countries = count_of(n, "partner country", "partner countries")
    return f"{several or 'None'} of {countries} appear{'s' * (several < 2)} in more than one period"


def _describe_periods(periods: pd.DataFrame) -> Prose:
    """Return how many partners came back in another period, and what the columns rest on."""
    seen = periods[periods["kind"] == "known"]
    again = seen[seen["stories"] > 0].groupby("country").size()
    several = again[again > 1].sort_index().sort_values(ascending=False, kind="stable")
    undated = int(periods.loc[periods["kind"] == "undated", "stories"].sum())
    names = [str(name) for name in several.index[:NAMED]] + ["others"] * (len(several) > NAMED)
    again_said = tell("again", countries=len(several), names=list_words(names)) if names else tell("none again")
    n = seen["start"].nunique()
    return join_sentences([
        tell("periods", periods=n),
        again_said if n > 1 else Prose(),
        tell("pairs undated", pairs=undated) if undated else Prose(),
    ])  # fmt: skip


def describe_topics(corpus: Corpus, *, topics: Topics) -> Prose:
    """Return which pairs of country and topic occur more often than chance gives."""
    groups = counts.count_topics(corpus, topics.assignments)
    n = int(groups["stories"].sum())
    if groups.empty:
        return say(f"{topics.diagnostics['message']} So nothing is said of partners by topic.")
    if n < FEWEST:
        return say_few(n, "pair of story and partner", "pairs of story and partner")
    clear = groups[groups["chance"] <= RARE].sort_values(["chance", "country"])
    pairs = [
        tell("pair", country=row["country"], topic=row["label"], stories=row["stories"], odds=odds(row["chance"]))
        for row in clear.head(NAMED).to_dict("records")
    ]
    said = tell("pairs", countries=groups["country"].nunique(), kinds=str(groups["topic"].nunique()))
    stand_out = say("More often than chance gives: ", list_said(pairs), ".") if pairs else tell("no pair")
    return join_sentences([said, stand_out])


def describe_regions(corpus: Corpus) -> Prose:
    """Return how many members of the OIC and other states are partners, and in how many stories by region."""
    regions = counts.count_regions(corpus)
    if not regions["stories"].sum():
        return tell("no partner")
    lead = regions[regions["stories"] > 0].head(3)
    numbers = [say(f"{name} ", bold(n)) for name, n in zip(lead["subregion"], lead["stories"], strict=True)]
    seen, others, members = (int(regions[name].sum()) for name in ("members_named", "others_named", "members"))
    named = "None of the" if not seen else "All" if seen == members else say(bold(seen), " of the")
    return tell(
        "regions", seen=named, n=seen or 1, members=str(members), others=bold(others or "none"),
        numbers=list_said(numbers),
    )  # fmt: skip


def describe_members(corpus: Corpus) -> Prose:
    """Return the members of the OIC that no story names as partner, by region."""
    members = counts.list_members(corpus)
    missing = members[members["named"] != "partner"]
    if missing.empty:
        return say("All ", bold(len(members)), " members of the OIC are named as partner.")
    lines = []
    for region, own in missing.groupby("region", sort=True):
        names = zip(own["country"], own["named"], strict=True)
        shown = [say(name if how == "not at all" else italic(name)) for name, how in names]
        lines.append(say(bold(region), f" ({len(own)}): ", list_said(shown)))
    how_many = "no member" if len(missing) == len(members) else "members missing"
    not_named = tell(how_many, missing=len(missing), members=str(len(members)))
    head = tell("members", missing=not_named, italics=italic("in italics"))
    return Prose((*head.paragraphs, *list_items(lines).paragraphs))


def quote_evidence(evidence: pd.DataFrame, *, most: int = 6) -> Prose:
    """Return the `most` newest sentences of `Corpus.evidence` behind a role as a list, and how many more there are."""
    if evidence.empty:
        return say("There is no such sentence on these pages.")
    lines = []
    for row in evidence.head(most).to_dict("records"):
        when = "no day" if pd.isna(row["date_start"]) else day_words(row["date_start"])
        doubt = ", uncertain" if row["confidence"] == "doubtful" else ""
        where = italic(f"({row['rule']}; {row['source']}, article {row['position']})")
        lines.append(say(bold(row["country"]), f", {row['role']}, {when}{doubt}: “{row['sentence']}” ", where))
    more = len(evidence) - len(lines)
    return list_items([*lines, *([say(f"… and {count_of(more, 'more sentence')}.")] if more else [])])


def figure_map(corpus: Corpus) -> Figure:
    """Return the partner countries on a map of the world."""
    data = place_on_map(counts.count_partners(corpus))
    return _compose(
        "partners-map", corpus, data=data, draw=draw_map, headline=_head_map, finding=_describe_map,
        told=data[["country", "stories"]], fill={"borders": load_world().source.partition(",")[0]}, height=3.2,
    )  # fmt: skip


def _head_map(data: pd.DataFrame) -> str:
    once = int((data["stories"] == 1).sum())
    countries = count_of(len(data), "partner country", "partner countries")
    if len(data) == 1:
        return f"One partner country: {data['country'].iloc[0]}"
    if once in {0, len(data)}:
        return f"{countries}, each in {'a single story' if once else 'several stories'}"
    return f"{countries}, {once} of them in a single story"


def _describe_map(data: pd.DataFrame) -> Prose:
    """Return how many countries the map shows, in which shades, and how many only as dots."""
    classes = data.groupby("shade").agg(label=("label", "first"), n=("iso3", "size")).sort_index(ascending=False)
    dots = int(data["small"].sum())
    if len(data) == 1:
        return tell("mapped one", country=data["country"].iloc[0], stories=int(data["stories"].iloc[0]))
    shades = list_words([f"{row.n} with {row.label}" for row in classes.itertuples()])
    mapped = tell("mapped", countries=len(data), shades=shades)
    return join_sentences([mapped, tell("dots", countries=dots) if dots else Prose()])
