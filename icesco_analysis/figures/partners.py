"""With whom: the figures of partner countries, and what is said of them."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from icesco_analysis.corpus import Corpus
from icesco_analysis.counts import (
    LEVEL,
    OCCASION_DAYS,
    count_partners,
    count_periods,
    count_regions,
    count_roles,
    count_topics,
    estimate_unseen,
    select_read,
)
from icesco_analysis.figures.basis import FEWEST, compose_figure, list_said, odds, tell, words_of
from icesco_analysis.figures.figure import Figure
from icesco_analysis.figures.map import draw_map, load_world, place_on_map
from icesco_analysis.figures.matrix import draw_matrix
from icesco_analysis.figures.rows import (
    NAMES_SHARE,
    SMALL,
    draw_bars,
    explain_above,
    figure_width,
    lay_bars,
    name_rows,
    name_tail,
    without_cut_tie,
    write_beside,
)
from icesco_analysis.figures.style import BLUE, INK, MUTED, ORANGE, bare, letters_of, text_width
from icesco_analysis.language import (
    Prose,
    bold,
    count_of,
    day_words,
    italic,
    join_sentences,
    list_items,
    list_words,
    percent,
    say,
)  # fmt: skip
from icesco_analysis.topics import Topics

MOST_COLUMNS = 12
"""Columns of a matrix whose numbers can still be told apart at page width."""

RARE = 0.05
"""Chances above are no finding."""

NAMED = 5
"""Countries that a sentence names before it only counts."""

STATUSES = {
    "multilateral": (
        "reports on many states at once and names none as the counterpart",
        "report on many states at once and name none as the counterpart",
    ),
    "none": ("has no state as counterpart", "have no state as counterpart"),
    "unknown": ("may have a partner that the rules could not make out",) * 2,
}
"""What is said of one story, and of several, without a partner, by their status."""

_PAIRS = ("pair of story and partner", "pairs of story and partner")

_ROW, _FRAME, _TAIL = 0.19, 0.85, 0.2
"""Inches of a row, of title and note, of a line below the rows."""


def _compose(name: str, corpus: Corpus, *, fill: Mapping[str, object] | None = None, **parts: Any) -> Figure:
    """Return a figure of the articles whose roles were read, which says how many were not."""
    read, said = select_read(corpus.articles), {"unread": _say_unread(corpus.articles)}
    return compose_figure(name, corpus, articles=read, fill=said | dict(fill or {}), **parts)


def _stories(number: int) -> str:
    return count_of(number, "story", "stories")


def _countries(number: int) -> str:
    return count_of(number, "country", "countries")


def _share(number: int, of: int) -> str:
    """Return a share in brackets; "" of so few that a single one would move it by more than five points."""
    return f" ({percent(number, of)})" if of >= FEWEST else ""


def _height(data: pd.DataFrame, *, head: float = 0.0) -> float:
    """Return the height of a figure with a row for each of the first countries."""
    rows = len(without_cut_tie(data))
    return max(1.7, _FRAME + head + _ROW * rows + (_TAIL if rows < len(data) else 0.0))


# --- ranking ---------------------------------------------------------------------------------------------------------


def figure_ranking(corpus: Corpus) -> Figure:
    """Return the partner countries by their stories, with the ranks that each may have."""
    read = select_read(corpus.articles)
    data = count_partners(corpus.articles, corpus.countries)
    return _compose(
        "partners-ranking", corpus, data=data, draw=_draw_ranking, headline=_head_ranking,
        alt=_alt_ranking,
        finding=partial(_describe_ranking, articles=corpus.articles),
        fill={"level": percent(LEVEL, 1), "gap": OCCASION_DAYS, "without": _say_without(read)},
        height=_height(data, head=0.15),
    )  # fmt: skip


_RANKS = (0.7, 0.98)
"""Where on the width of the bars the ranks are drawn, first and last."""


def _draw_ranking(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw a bar a country, its uncertain part hollow, and beside it a line over the ranks it may have."""
    shown, size = without_cut_tie(data), letters_of(ax)
    ends = draw_bars(ax, shown["country"], shown["stories"] - shown["uncertain"], hollow=shown["uncertain"])
    for place, (end, stories, occasions) in enumerate(zip(ends, shown["stories"], shown["occasions"], strict=True)):
        write_beside(ax, end, place, f"{stories} ({occasions})" if occasions < stories else f"{stories}")
    if len(data) > 1:
        width = float(ends.max()) / 0.55
        first, last = (width * share for share in _RANKS)
        low, high = (first + (shown[end] - 1) * (last - first) / (len(data) - 1) for end in ("rank_low", "rank_high"))
        ax.set_xlim(0, width)
        ax.hlines(range(len(shown)), low, high, color=INK, linewidth=size * 0.1)
        ax.plot([*low, *high], [*range(len(shown))] * 2, "|", color=INK, markersize=size * 0.6)
        head: dict[str, Any] = {"ha": "center", "va": "bottom", "color": MUTED, "fontsize": size * SMALL}
        ax.text((first + last) / 2, -0.65, f"possible rank, 1 to {len(data)}", **head)
    name_tail(ax, data.iloc[len(shown) :])
    return ax


def _head_ranking(ranking: pd.DataFrame) -> str:
    first, size = ranking.iloc[0], len(ranking)
    if size == 1:
        return f"One partner country: {first['country']}"
    if _has_no_order(ranking):
        return f"{size} partner countries, and no order between them can be told"
    stories = _stories(first["stories"])
    return f"{first['country']} is partner in {stories}, and has {_say_ranks(first)} of {size} countries"


def _has_no_order(ranking: pd.DataFrame) -> bool:
    return bool((ranking["rank_high"] - ranking["rank_low"] == len(ranking) - 1).all())


def _say_ranks(country: pd.Series) -> str:
    low, high = country["rank_low"], country["rank_high"]
    return f"rank {low}" if low == high else f"any rank from {low} to {high}"


def _alt_ranking(data: pd.DataFrame) -> str:
    parts = [f"{name} {n}" for name, n in _first(data)]
    rest = data["stories"].iloc[NAMED:]
    low, high = rest.min(), rest.max()
    numbers = f"{low} to {high}" if len(rest) and low < high else low
    more = f", then {_countries(len(rest))} with {numbers} each" if len(rest) else ""
    return f"Bar chart of stories with a country as partner: {', '.join(parts)}{more}."


def _first(ranking: pd.DataFrame) -> list[tuple[str, int]]:
    """Return the first countries of a ranking with their stories."""
    return list(zip(ranking["country"].head(NAMED), ranking["stories"].head(NAMED), strict=True))


def _describe_ranking(ranking: pd.DataFrame, *, articles: pd.DataFrame) -> Prose:
    """Return how many stories name a partner, which are counted most, if that is an order, and what is uncertain."""
    read = select_read(articles)
    named, once = int((read["partner_status"] == "named").sum()), int((ranking["stories"] == 1).sum())
    pairs, uncertain = int(ranking["stories"].sum()), int(ranking["uncertain"].sum())
    names = (
        f": {list_words(ranking['country'].tolist())}" if len(ranking) <= NAMED and once == len(ranking) else " in all"
    )
    found = say(
        bold(named), f" of {_stories(len(read))}{_share(named, len(read))} name{'s' * (named == 1)} a partner, ",
        bold(_countries(len(ranking))), f"{names}.",
    )  # fmt: skip
    most = say("Counted most often: ", list_said(_say_first(ranking)), ".")
    single = say(bold(_countries(once)), f" {'is' if once == 1 else 'are'} named in a single story.")
    stories = "a single story" if once else _stories(int(ranking["stories"].iloc[0]))
    each = say(f"{'Each' if len(ranking) > 1 else 'It'} is named in {stories}.")
    if len(read) == 1 and named:
        found = say("The one story names ", bold(list_words(ranking["country"].tolist())), " as partner.")
    is_level = bool((ranking["stories"] == ranking["stories"].iloc[0]).all())
    parts = [each] if is_level else [most, _say_order(ranking), single if once else Prose()]
    parts = parts if len(read) > 1 else []
    unsure = say(
        f"Of {count_of(pairs, 'pair')} of story and partner ", bold(uncertain),
        f"{_share(uncertain, pairs)} {'is' if uncertain == 1 else 'are'} uncertain.",
    )  # fmt: skip
    return join_sentences(
        [
            found,
            *parts,
            unsure if uncertain else Prose(),
            _say_likely(ranking),
            _say_without(read),
            say(_say_unread(articles)),
        ]
    )


def _say_likely(ranking: pd.DataFrame) -> Prose:
    """Say how many pairs of story and partner are likely to be right, by how probable each is."""
    pairs = int(ranking["stories"].sum())
    if pairs < FEWEST:
        return Prose()
    return tell("likely", pairs=str(pairs), likely=bold(f"{ranking['likely'].sum():.0f}"))


def _say_first(ranking: pd.DataFrame) -> list[Prose]:
    tied = ranking[ranking["stories"] == ranking["stories"].max()]
    if len(tied) > NAMED:
        return [say(bold(_countries(len(tied))), f" ({_stories(int(tied['stories'].iloc[0]))} each)")]
    lead = without_cut_tie(ranking, most=NAMED)
    rows = lead[["country", "stories", "occasions"]].itertuples(index=False, name=None)
    return [
        say(f"{country} (", bold(n), f" on {count_of(times, 'occasion')})" if times < n else ")")
        for country, n, times in rows
    ]


def _say_order(ranking: pd.DataFrame) -> Prose:
    """Return whether any order can be told; of a single country there is nothing to say."""
    first, size = ranking.iloc[0], len(ranking)
    if size == 1:
        return Prose()
    if _has_no_order(ranking):
        return tell("no order", size=str(size))
    return tell("order", country=first["country"], ranks=_say_ranks(first), size=str(size), level=percent(LEVEL, 1))


def _say_without(read: pd.DataFrame) -> Prose:
    """Return what is known of the stories without a partner."""
    counts = read["partner_status"].value_counts()
    parts = [
        say(bold(counts[status]), f" {words[int(counts[status] > 1)]}")
        for status, words in STATUSES.items()
        if status in counts
    ]
    return say("Of the stories without a partner, ", list_said(parts), ".") if parts else Prose()


def _say_unread(articles: pd.DataFrame) -> str:
    """Return how many stories are in a language whose roles are not read; "" for none."""
    unread = len(articles) - len(select_read(articles))
    return f"{_stories(unread)} in other languages than English, French and Arabic left out." if unread else ""


def describe_unseen(corpus: Corpus) -> Prose:
    """Return how many partners further pages are likely to add, and how well such an estimate did on these."""
    unseen = estimate_unseen(corpus.articles, corpus.countries)
    pairs, once = int(unseen["pairs"]), int(unseen["once"])
    if pairs < FEWEST or len(corpus.pages) == 1:
        return tell("too few for unseen", pairs=count_of(pairs, "pair"), pages=count_of(len(corpus.pages), "page"))
    share, error, expected, found = (f"{100 * unseen[name]:.0f}" for name in ("share", "error", "expected", "found"))
    return tell(
        "unseen", share=bold(f"{share} %"), error=count_of(max(1, int(error)), "point"), once=once, pairs=str(pairs),
        at_least=bold(f"{unseen['at_least']:.0f}"), countries=f"{unseen['countries']:.0f}", expected=f"{expected} %",
        found=f"{found} %",
    )  # fmt: skip


# --- roles -----------------------------------------------------------------------------------------------------------

ROLES = {"partner": ("partner", BLUE), "venue": ("only the venue", ORANGE), "mention": ("only mentioned", "#D9D9D9")}
"""Words and colour of each part of a bar, from its foot; neighbours differ in grey too."""


def figure_roles(corpus: Corpus) -> Figure:
    """Return how often each country is partner, only the venue, or only mentioned."""
    roles = count_roles(corpus.articles, corpus.countries)
    return _compose(
        "partners-roles", corpus, data=roles, draw=_draw_roles,
        headline=_head_roles, alt=_alt_roles, finding=_describe_roles,
        height=_height(roles, head=0.2),
    )  # fmt: skip


def _draw_roles(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw a bar a country: stories as partner, on them those as the venue only, on them those only mentioned."""
    shown = without_cut_tie(data)
    ends = shown[list(ROLES)].cumsum(axis=1)
    for part, (words, colour) in reversed(ROLES.items()):
        lay_bars(ax, ends[part], colour, label=words)
    room = figure_width(ax) * (1 - NAMES_SHARE) / max(1, int(shown["stories"].max()))
    for part, (_, colour) in ROLES.items():
        for place, (number, end) in enumerate(zip(shown[part], ends[part], strict=True)):
            if number and text_width(str(number), letters=letters_of(ax)) < number * room:
                ink = "white" if colour == BLUE else INK
                ax.text(end - number / 2, place, str(number), ha="center", va="center_baseline", color=ink)
    bare(ax, keep="y")
    name_rows(ax, shown["country"])
    ax.set_xlim(0, float(shown["stories"].max()))
    explain_above(ax, reverse=True)
    name_tail(ax, data.iloc[len(shown) :])
    return ax


def _head_roles(roles: pd.DataFrame) -> str:
    top = roles.iloc[0]
    how = f"in {top['partner']} of them as partner" if top["partner"] else "never as partner"
    if top["partner"] == top["stories"]:
        how = "as partner" if top["stories"] == 1 else "in all of them as partner"
    return f"{top['country']} is named in {_stories(top['stories'])}, {how}"


def _alt_roles(roles: pd.DataFrame) -> str:
    parts = [f"{row.country} {row.partner}, {row.venue}, {row.mention}" for row in roles.head(NAMED).itertuples()]
    return (
        f"Stacked bars for {_countries(len(roles))}: stories as partner, only venue, only mentioned. "
        f"{'; '.join(parts)}."
    )


def _describe_roles(roles: pd.DataFrame) -> Prose:
    """Return how often the most named country is no partner, and how many countries never are."""
    top, never = roles.iloc[0], int((roles["partner"] == 0).sum())
    parts = {"partner": "as partner", "venue": "only as the place", "mention": "only in passing"}
    told = [say("in ", bold(top[part]), f" {words}") for part, words in parts.items() if top[part]]
    stories = _stories(int(top["stories"]))
    if top["stories"] == 1:
        told = [say(words) for part, words in parts.items() if top[part]]
    between = ", " if top["stories"] == 1 else ": "
    found = say(f"{top['country']} is named in ", bold(stories), between, list_said(told), ".")
    if never in {0, len(roles)}:
        return join_sentences([found, say(f"{'No' if never else 'Every'} country named is partner in a story.")])
    rest = f" never {'appears' if never == 1 else 'appear'} as partner."
    return join_sentences([found, say(f"Of {_countries(len(roles))} named, ", bold(never), rest)])


# --- periods ---------------------------------------------------------------------------------------------------------


def figure_periods(corpus: Corpus) -> Figure:
    """Return partner countries by the periods in which activities are known."""
    periods = count_periods(corpus)
    unseen = bool((periods["kind"] == "unknown").any())
    return _compose(
        "partners-periods", corpus, data=periods, draw=_draw_periods,
        headline=_head_periods, alt=_alt_periods, finding=_describe_periods,
        fill={"hatched": words_of("partners-periods")["gaps"] if unseen else ""},
        height=_height(_totals(periods), head=0.5), counted=(int(periods["stories"].sum()), *_PAIRS),
    )  # fmt: skip


def _totals(counts: pd.DataFrame) -> pd.DataFrame:
    """Return all stories of each country, most first."""
    totals = counts.groupby("country")["stories"].sum().reset_index()
    return totals.sort_values(["stories", "country"], ascending=[False, True], ignore_index=True)


def _draw_periods(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw the stories of each country in each period as numbers on shaded tiles; what no page tells is hatched."""
    totals = _totals(data)
    shown = without_cut_tie(totals)
    periods = data[data["country"] == data["country"].iloc[0]]
    places = data.groupby("country").cumcount()
    numbers = data.assign(place=places).pivot(index="country", columns="place", values="stories")
    heads, days = periods["label"].tolist(), periods["days"].tolist()
    draw_matrix(ax, numbers.loc[shown["country"]], heads=heads, days=days)
    name_tail(ax, totals.iloc[len(shown) :])
    return ax


def _head_periods(periods: pd.DataFrame) -> str:
    held = periods[(periods["kind"] == "known") & (periods["stories"] > 0)].groupby("country").size()
    n, several = periods["country"].nunique(), int((held > 1).sum())
    countries = count_of(n, "partner country", "partner countries")
    return f"{several or 'None'} of {countries} appear{'s' * (several < 2)} in more than one period"


def _alt_periods(periods: pd.DataFrame) -> str:
    seen = periods[periods["kind"] == "known"]
    top = seen[seen["stories"] > 0].sort_values(["stories", "start", "country"], ascending=[False, True, True]).head(4)
    parts = [f"{row.country} {row.stories} in {row.label}" for row in top.itertuples()]
    most = f"; the highest numbers: {', '.join(parts)}" if parts else ""
    size = f"{_countries(periods['country'].nunique())} by {count_of(seen['label'].nunique(), 'period')}"
    return f"Tiles with numbers, {size}{most}."


def _describe_periods(periods: pd.DataFrame) -> Prose:
    """Return how many partners came back in another period, and what the columns rest on."""
    dated = periods[(periods["kind"] == "known") & (periods["stories"] > 0)]
    again = dated.groupby("country").size()
    several = again[again > 1].sort_index().sort_values(ascending=False, kind="stable")
    seen = periods[periods["kind"] == "known"].drop_duplicates("start")
    undated = int(periods.loc[periods["kind"] == "undated", "stories"].sum())
    names = [str(name) for name in several.index[:NAMED]] + ["others"] * (len(several) > NAMED)
    again_said = say(
        " ", bold(count_of(len(several), "country appears", "countries appear")) if names else "No country appears",
        f" as partner in more than one of them{f' ({list_words(names)})' if names else ''}.",
    )  # fmt: skip
    return say(
        "Activities are known in ", bold(count_of(len(seen), "period")), ".", again_said if len(seen) > 1 else "",
        say(" ", bold(undated), f" {'pair' if undated == 1 else 'pairs'} of story and partner ",
            f"{'has' if undated == 1 else 'have'} no day.") if undated else "",
    )  # fmt: skip


# --- topics ----------------------------------------------------------------------------------------------------------


def figure_topics(corpus: Corpus, *, topics: Topics) -> Figure:
    """Return partner countries by topic; nothing where no topics hold."""
    groups = count_topics(corpus.articles, corpus.countries, topics.assignments)
    return _compose(
        "partners-topics", corpus, data=groups, draw=_draw_topics,
        headline=_head_topics, alt=_alt_topics, finding=_describe_topics,
        fill={"message": topics.diagnostics["message"]}, height=2.4 + 0.27 * groups["topic"].nunique(),
        counted=(int(groups["stories"].sum()), *_PAIRS),
    )  # fmt: skip


def _draw_topics(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw the stories of each topic with each partner country as numbers on shaded tiles."""
    totals = _totals(data)
    shown = without_cut_tie(totals, most=MOST_COLUMNS)
    numbers = data.pivot(index="topic", columns="country", values="stories").sort_index()[shown["country"]].fillna(0)
    topics = data.drop_duplicates("topic").sort_values("topic")
    numbers.index = pd.Index([f"{label} ({of})" for label, of in zip(topics["label"], topics["of"], strict=True)])
    draw_matrix(ax, numbers, heads=shown["country"].tolist())
    name_tail(ax, totals.iloc[len(shown) :])
    return ax


def _head_topics(groups: pd.DataFrame) -> str:
    clear = groups[groups["chance"] <= RARE].sort_values(["chance", "country"])
    for country, label in clear[["country", "label"]].itertuples(index=False, name=None):
        return f"{country} is named more often with “{label}” than chance gives"
    return "No country is named with a topic more often than chance gives"


def _alt_topics(groups: pd.DataFrame) -> str:
    top = groups.sort_values(["stories", "topic", "country"], ascending=[False, True, True]).head(3)
    parts = [f"{row.country} {row.stories} in {row.label}" for row in top.itertuples()]
    size = f"{count_of(groups['topic'].nunique(), 'topic')} and {_countries(groups['country'].nunique())}"
    return f"Tiles with numbers for {size}; the highest: {'; '.join(parts)}."


def _describe_topics(groups: pd.DataFrame) -> Prose:
    """Return which pairs of country and topic occur more often than chance gives."""
    if groups["stories"].sum() < FEWEST:
        return Prose()
    clear = groups[groups["chance"] <= RARE].sort_values(["chance", "country"])
    pairs = [
        say(
            f"{row['country']} with “{row['label']}” (", bold(_stories(row["stories"])),
            f"; otherwise in {odds(row['chance'])})",
        )
        for row in clear.head(NAMED).to_dict("records")
    ]  # fmt: skip
    said = tell("pairs", countries=bold(_countries(groups["country"].nunique())), kinds=str(groups["topic"].nunique()))
    stand_out = say("More often than chance gives: ", list_said(pairs), ".") if pairs else tell("no pair")
    return join_sentences([said, stand_out])


# --- where they are --------------------------------------------------------------------------------------------------


def describe_regions(corpus: Corpus) -> Prose:
    """Return how many members of the OIC and other states are partners, and in how many stories by region."""
    regions = count_regions(corpus.articles, corpus.countries)
    if not regions["stories"].sum():
        return tell("no partner")
    (seen, others), members = regions[["members_named", "others_named"]].sum(), regions["members"].sum()
    named = say("None of the" if not seen else "All" if seen == members else say(bold(int(seen)), " of the"))
    lead = regions[regions["stories"] > 0].head(3)
    numbers = [say(f"{name} ", bold(n)) for name, n in zip(lead["subregion"], lead["stories"], strict=True)]
    return tell(
        "regions", seen=named, members=str(members), others=bold(int(others) or "none"), numbers=list_said(numbers)
    )  # fmt: skip


def figure_map(corpus: Corpus) -> Figure:
    """Return the partner countries on a map of the world."""
    data = place_on_map(count_partners(corpus.articles, corpus.countries))
    return _compose(
        "partners-map", corpus, data=data, draw=draw_map, headline=_head_map, alt=_alt_map, finding=_describe_map,
        fill={"borders": load_world().source.partition(",")[0]}, height=3.2,
    )  # fmt: skip


def _head_map(data: pd.DataFrame) -> str:
    once = int((data["stories"] == 1).sum())
    countries = count_of(len(data), "partner country", "partner countries")
    if len(data) == 1:
        return f"One partner country: {data['country'].iloc[0]}"
    if once in {0, len(data)}:
        return f"{countries}, each in {'a single story' if once else 'several stories'}"
    return f"{countries}, {once} of them in a single story"


def _classes(data: pd.DataFrame) -> list[str]:
    """Return how many countries are in each shade of the map, darkest first."""
    classes = data.groupby("shade").agg(label=("label", "first"), n=("iso3", "size")).sort_index(ascending=False)
    return [f"{row.n} with {row.label}" for row in classes.itertuples()]


def _alt_map(data: pd.DataFrame) -> str:
    countries = count_of(len(data), "partner country", "partner countries")
    lead = list_words([name for name, _ in _first(data)[:3]])
    if len(data) == 1:
        return f"World map of one partner country, {lead}, with {data['label'].iloc[0]}."
    return f"World map of {countries}: {', '.join(_classes(data))}. Darkest: {lead}."


def _describe_map(data: pd.DataFrame) -> Prose:
    """Return how many countries the map shows, in which shades, and how many only as dots."""
    dots = int(data["small"].sum())
    if len(data) == 1:
        return say(f"The map shows {data['country'].iloc[0]}, with {data['label'].iloc[0]}.")
    small = f" {count_of(dots, 'is', 'are')} too small for the map and drawn as a dot." if dots else ""
    return say("The map shows ", bold(_countries(len(data))), f": {list_words(_classes(data))}.{small}")


# --- what has no figure ----------------------------------------------------------------------------------------------


def describe_members(members: pd.DataFrame) -> Prose:
    """Return the `members` of the OIC, as `list_members` returns them, that no story names as partner, by region."""
    missing = members[members["named"] != "partner"]
    if missing.empty:
        return say("All ", bold(len(members)), " members of the OIC are named as partner.")
    lines = []
    for region, rows in missing.groupby("region", sort=True):
        names = zip(rows["country"], rows["named"], strict=True)
        shown = [say(name if how == "not at all" else italic(name)) for name, how in names]
        lines.append(say(bold(region), f" ({len(rows)}): ", list_said(shown)))
    are = "is" if len(missing) == 1 else "are"
    head = say(bold(len(missing)), f" of {len(members)} OIC members {are} not")
    if len(missing) == len(members):
        head = say(f"None of the {len(members)} OIC members is")
    head = tell("members", missing=head, italics=italic("in italics"))
    return Prose((*head.paragraphs, *list_items(lines).paragraphs))


def quote_evidence(evidence: pd.DataFrame, *, most: int = 6) -> Prose:
    """Return the `most` newest sentences of `Corpus.evidence` behind a role as a list, and how many more there are."""
    if evidence.empty:
        return say("There is no such sentence on these pages.")
    columns = ["country", "role", "date_start", "confidence", "sentence", "rule", "source", "position"]
    lines = []
    for country, role, day, confidence, sentence, rule, source, position in evidence.head(most)[columns].itertuples(
        index=False, name=None
    ):
        when = "no day" if pd.isna(day) else day_words(day)
        doubt = ", uncertain" if confidence == "doubtful" else ""
        where = italic(f"({rule}; {source}, article {position})")
        lines.append(say(bold(country), f", {role}, {when}{doubt}: “{sentence}” ", where))
    more = len(evidence) - len(lines)
    return list_items([*lines, *([say(f"… and {count_of(more, 'more sentence')}.")] if more else [])])
