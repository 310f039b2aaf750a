"""With whom, in words."""

import pandas as pd

from icesco_analysis.counts import LEVEL, MIN_PAGES, READ_LANGUAGE, RESAMPLES, name_basis, select_read
from icesco_analysis.figures.findings.corpus import NO_PAGE, cite_pages
from icesco_analysis.language import count_of, day_words, escape_markdown, list_words, percent
from icesco_analysis.topics import Topics

NO_PARTNER = "No story on these pages names a partner country."

NAMED = 5
"""Countries that a sentence names before it only counts."""

STATUSES = {
    "multilateral": "report on many states at once and name none as the counterpart",
    "none": "have no state as counterpart",
    "unknown": "may have a partner that the rules could not make out",
}
"""What is said of stories without a partner, by their status."""


def count_unread(articles: pd.DataFrame) -> int:
    """Return how many stories are not in English, so that their roles were not read.

    Examples
    --------
    >>> count_unread(pd.DataFrame({"language": ["en", "fr"]}))
    1
    """
    return len(articles) - len(select_read(articles))


def describe_partners(ranking: pd.DataFrame, *, articles: pd.DataFrame) -> str:
    """Return how many stories name a partner, which countries lead, and how much of it is doubtful.

    Parameters
    ----------
    ranking
        As ``rankings.count_partners`` returns it.
    articles
        The table of articles.
    """
    read = select_read(articles)
    if articles.empty:
        return NO_PAGE
    if ranking.empty:
        return f"{NO_PARTNER} {_say_without(read)}".strip()
    named = int((read["partner_status"] == "named").sum())
    pairs, doubtful = int(ranking["stories"].sum()), int(ranking["doubtful"].sum())
    rest = " ".join(part for part in (_say_without(read), say_unread(articles)) if part)
    lead = list_words([f"{escape_markdown(name)} (**{n}**)" for name, n in _first(ranking)])
    once = int((ranking["stories"] == 1).sum())
    return (
        f"**{named}** of {count_of(len(read), 'story', 'stories')} ({percent(named, len(read))}) name a partner, "
        f"**{count_of(len(ranking), 'country', 'countries')}** in all. Most often: {lead}. **{once}** "
        f"{'is' if once == 1 else 'are'} seen in a single story. Of {count_of(pairs, 'pair')} of story and partner "
        f"**{doubtful}** ({percent(doubtful, pairs)}) are read with doubt. {rest}"
    ).strip()


def _first(ranking: pd.DataFrame) -> list[tuple[str, int]]:
    """Return the first countries of a ranking with their stories."""
    head = ranking.head(NAMED)
    return list(zip(head["country"], head["stories"], strict=True))


def _say_without(read: pd.DataFrame) -> str:
    """Return what is known of the stories without a partner."""
    counts = read["partner_status"].value_counts()
    parts = [f"**{counts[status]}** {words}" for status, words in STATUSES.items() if status in counts]
    return f"Of the others {list_words(parts)}." if parts else ""


def say_unread(articles: pd.DataFrame) -> str:
    """Return how many stories are not in English and therefore not read for countries; "" for none.

    Examples
    --------
    >>> say_unread(pd.DataFrame({"language": ["en", "fr"]}))
    '1 story not in English left out.'
    """
    others = count_unread(articles)
    return f"{count_of(others, 'story', 'stories')} not in English left out." if others else ""


def describe_intervals(articles: pd.DataFrame) -> str:
    """Return how the intervals of the shares were made, or why there are none.

    Parameters
    ----------
    articles
        The table of articles.
    """
    pages = select_read(articles)["source"].nunique()
    if pages < MIN_PAGES:
        return (
            f"**No interval is given**: the stories come from {count_of(pages, 'page')}, fewer than {MIN_PAGES}. "
            "Stories of "
            f"a page belong together, so pages are what can be resampled, and with fewer than {MIN_PAGES} of them an "
            f"interval said to hold {_level()} holds less than 90 %."
        )
    return (
        f"The intervals ({_level()}) resample the **{pages} pages** {RESAMPLES:,} times, each with all its stories, "
        "since "
        "stories of a page belong together. They tell how much the pages at hand differ from each other; they "
        "cannot know "
        "of pages that nobody saved."
    )


def _level() -> str:
    return f"{100 * LEVEL:.0f} %"


def describe_roles(roles: pd.DataFrame) -> str:
    """Return what the most named country is, and how far names alone would mislead.

    Parameters
    ----------
    roles
        As ``rankings.count_roles`` returns it.
    """
    if roles.empty:
        return "No story on these pages names a country."
    top = roles.iloc[0]
    never = int((roles["partner"] == 0).sum())
    partners = roles.sort_values(["partner", "country"], ascending=[False, True]).iloc[0]
    first = (
        f"It leads the partners too, with **{top['partner']}** stories."
        if top["partner"] and top["partner"] == partners["partner"]
        else f"The partner seen most is {escape_markdown(partners['country'])}, in "
        f"**{count_of(int(partners['partner']), 'story', 'stories')}**."
        if partners["partner"]
        else NO_PARTNER
    )
    return (
        f"{escape_markdown(top['country'])} is named in **{count_of(int(top['stories']), 'story', 'stories')}**: in "
        f"**{top['partner']}** as partner, in **{top['venue']}** only as the place, in **{top['mention']}** only in "
        "passing "
        f"({percent(int(top['venue'] + top['mention']), int(top['stories']))} of its stories are no partnership). "
        f"{first} "
        f"Of {count_of(len(roles), 'country', 'countries')} named, **{never}** never appear as partner."
    )


def describe_periods(periods: pd.DataFrame) -> str:
    """Return how many partners came back in another period, and what the columns rest on.

    Parameters
    ----------
    periods
        As ``rankings.count_periods`` returns it.
    """
    if periods.empty:
        return NO_PARTNER
    dated = periods[(periods["kind"] == "seen") & (periods["stories"] > 0)]
    again = dated.groupby("country").size()
    several = again[again > 1].sort_index().sort_values(ascending=False, kind="stable")
    columns = periods.drop_duplicates(["start", "label"])
    seen = columns[columns["kind"] == "seen"]
    undated = int(periods.loc[periods["kind"] == "undated", "stories"].sum())
    names = [escape_markdown(str(name)) for name in several.index[:NAMED]] + ["others"] * (len(several) > NAMED)
    back = f" ({list_words(names)})" if names else ""
    return (
        f"In **{count_of(len(seen), 'period')}** something was seen, on "
        f"{count_of(int(seen['days_seen'].sum()), 'day')}. "
        f"**{count_of(len(several), 'country', 'countries')}** appear as partner in more than one of them{back}. "
        f"**{undated}** {'pair' if undated == 1 else 'pairs'} of story and partner have no day. An empty tile says "
        "that no "
        "saved page lists such a story, not that nothing happened."
    )


def describe_groups(groups: pd.DataFrame, *, topics: Topics) -> str:
    """Return which topic has most partners, or that the type of activity stands in for topics, and which has most.

    Parameters
    ----------
    groups
        As ``rankings.count_topics`` returns it.
    topics
        The topics of the articles.
    """
    basis, message = name_basis(topics), str(topics.diagnostics["message"])
    instead = "" if basis == "topic" else f"{escape_markdown(message)} The type of activity stands in for topics. "
    if groups.empty:
        return f"{instead}No story with a {basis} names a partner country."
    widest = groups.groupby(["topic", "label"]).size().sort_values(ascending=False, kind="stable")
    label = escape_markdown(str(widest.index[0][1]))
    top = groups.sort_values(["stories", "topic", "country"], ascending=[False, True, True]).iloc[0]
    return (
        f"{instead}Most partners, **{count_of(int(widest.iloc[0]), 'country', 'countries')}**, are seen with the "
        f"{basis} "
        f"“{label}”. The most frequent pair is {escape_markdown(top['country'])} with "
        f"“{escape_markdown(top['label'])}”, in "
        f"**{count_of(int(top['stories']), 'story', 'stories')}**."
    )


def describe_regions(regions: pd.DataFrame) -> str:
    """Return how many members and other states were seen, and where most stories have their partner.

    Parameters
    ----------
    regions
        As ``rankings.count_regions`` returns it.
    """
    seen, members = int(regions["members_seen"].sum()), int(regions["members"].sum())
    others = int(regions["others_seen"].sum())
    if not seen + others:
        return NO_PARTNER
    top = regions.iloc[0]
    return (
        f"**{seen}** of the {members} members of the Organisation of Islamic Cooperation (OIC) are seen as partner, "
        "and "
        f"**{others}** other {'state' if others == 1 else 'states'}. Most stories, **{top['stories']}**, have a "
        "partner in "
        f"{top['subregion']}. Membership is that of the OIC; ICESCO’s own list of members could not be checked."
    )


def describe_members(members: pd.DataFrame) -> str:
    """Return the members of the OIC that no story names as partner, by region.

    Parameters
    ----------
    members
        As ``rankings.list_members`` returns it.
    """
    missing = members[members["seen"] != "partner"]
    if missing.empty:
        return f"All **{len(members)}** members of the OIC are seen as partner."
    lines = [
        f"- **{region}** ({len(rows)}): " + ", ".join(_missing_name(name, how) for name, how in _pairs(rows))
        for region, rows in missing.groupby("region", sort=True)
    ]
    return (
        f"**{len(missing)}** of {len(members)} OIC members are not seen as partner on these pages "
        "(*in italics*: only the place or mentioned). Not seen here does not mean not worked with.\n\n"
        + "\n".join(lines)
    )


def _pairs(members: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(members["country"], members["seen"], strict=True))


def _missing_name(name: str, how: str) -> str:
    shown = escape_markdown(name)
    return shown if how == "not at all" else f"*{shown}*"


def describe_review(review: pd.DataFrame, *, articles: pd.DataFrame) -> str:
    """Return how many stories two simpler readings of the partners see otherwise.

    Parameters
    ----------
    review
        As ``rankings.list_review`` returns it.
    articles
        The table of articles.
    """
    read = len(select_read(articles))
    if review.empty:
        return f"In none of {count_of(read, 'story', 'stories')} do the simpler readings differ from the grammar."
    both, doubtful = int((review["differing"] == 2).sum()), int(review["doubtful"].sum())
    return (
        f"In **{len(review)}** of {count_of(read, 'story', 'stories')} ({percent(len(review), read)}) a simpler "
        f"reading differs from the grammar, in **{both}** both do; in **{doubtful}** of them the grammar itself was "
        "in doubt. "
        "Who checks by hand begins there; nothing is overwritten."
    )


def quote_evidence(evidence: pd.DataFrame, *, most: int = 6) -> str:
    """Return the sentences behind a country's role as a list, newest first.

    Parameters
    ----------
    evidence
        As ``Corpus.evidence`` returns it.
    most
        Sentences to quote; how many more there are is said.
    """
    if evidence.empty:
        return "No sentence: the country has no such role on these pages."
    lines = [
        f"- **{escape_markdown(country)}**, {role}, {'no day' if pd.isna(day) else day_words(day)}"
        f"{', doubtful' if confidence == 'doubtful' else ''}: “{escape_markdown(sentence)}” *({escape_markdown(rule)}; "
        f"{escape_markdown(source)}, article {position})*"
        for country, role, day, confidence, sentence, rule, source, position in evidence.head(most)[
            ["country", "role", "date_start", "confidence", "sentence", "rule", "source", "position"]
        ].itertuples(index=False, name=None)
    ]
    more = len(evidence) - len(lines)
    return "\n".join([*lines, f"- … and {count_of(more, 'more sentence')}."] if more else lines)


# --- figures ----------------------------------------------------------------------------------------------------------

_RULE = (
    "A partner is a country whose government, embassy, institution or people are the other side of the activity; a "
    "story "
    "counts once for each of its partners. "
)
_READ = {"en": "English"}[READ_LANGUAGE]


def caption_ranking(data: pd.DataFrame, *, pages: pd.DataFrame) -> str:
    """Return what to print under the ranking."""
    with_intervals = bool(data["high"].notna().any())
    lines = (
        f"Thin lines are {_level()} intervals from resampling pages with all their stories. "
        if with_intervals
        else f"No intervals: fewer than {MIN_PAGES} pages. "
    )
    return f"{_RULE}The hollow part of a bar is read with doubt. {lines}Stories in {_READ} only. {cite_pages(pages)}"


def alt_ranking(data: pd.DataFrame) -> str:
    """Return the ranking as an alternative text."""
    if data.empty:
        return f"An empty chart, which says: {NO_PARTNER}"
    parts = [f"{name} {n}" for name, n in _first(data)]
    rest = len(data) - len(parts)
    more = (
        f", then {count_of(rest, 'country', 'countries')} with {_range(data['stories'].iloc[NAMED:])}" if rest else ""
    )
    return f"Bar chart of stories with a country as partner: {', '.join(parts)}{more}."


def _range(numbers: pd.Series) -> str:
    low, high = int(numbers.min()), int(numbers.max())
    return f"{low} to {high} each" if low < high else f"{low} each"


def caption_roles(pages: pd.DataFrame) -> str:
    """Return what to print under the roles."""
    return (
        "Every country named, by its part in the story, each story counted once: partner, else only the place where "
        "it took "
        "place, else only mentioned, as an address or in passing. All bars have one scale. " + cite_pages(pages)
    )


def alt_roles(roles: pd.DataFrame) -> str:
    """Return the roles as an alternative text."""
    if roles.empty:
        return "An empty chart, which says that no story on these pages names a country."
    parts = [f"{row.country} {row.partner}, {row.venue}, {row.mention}" for row in roles.head(NAMED).itertuples()]
    return (
        f"Three columns of bars for {count_of(len(roles), 'country', 'countries')}: stories as partner, only venue, "
        "only "
        f"mentioned. {'; '.join(parts)}."
    )


def caption_periods(pages: pd.DataFrame) -> str:
    """Return what to print under the periods."""
    return (
        "Stories with a country as partner by the period in which the activity began; below each period the days "
        "that the "
        "saved pages saw of it. Hatched strips stand for all time between two periods, of which no page was saved; "
        "their "
        "width means nothing. " + _RULE + cite_pages(pages)
    )


def alt_periods(periods: pd.DataFrame) -> str:
    """Return the periods as an alternative text."""
    if periods.empty:
        return f"An empty chart, which says: {NO_PARTNER}"
    seen = periods[periods["kind"] == "seen"]
    top = seen[seen["stories"] > 0].sort_values(["stories", "start", "country"], ascending=[False, True, True]).head(4)
    parts = [f"{country} {n} in {label}" for country, n, label in _triples(top)]
    most = f"; the highest numbers: {', '.join(parts)}" if parts else ""
    return (
        f"Tiles with numbers, {count_of(periods['country'].nunique(), 'country', 'countries')} by "
        f"{count_of(seen['label'].nunique(), 'period')} seen{most}."
    )


def _triples(rows: pd.DataFrame) -> list[tuple[str, int, str]]:
    return list(zip(rows["country"], rows["stories"], rows["label"], strict=True))


def caption_topics(*, basis: str, pages: pd.DataFrame) -> str:
    """Return what to print under topics and partners."""
    return (
        f"Stories with a country as partner by {basis}; in brackets all stories of the {basis}, with a partner or "
        "without. " + _RULE + cite_pages(pages)
    )


def alt_topics(groups: pd.DataFrame, *, basis: str) -> str:
    """Return topics and partners as an alternative text."""
    if groups.empty:
        return f"An empty chart, which says that no story with a {basis} names a partner country."
    top = groups.sort_values(["stories", "topic", "country"], ascending=[False, True, True]).head(3)
    parts = [f"{country} {n} in {label}" for country, n, label in _triples(top)]
    kinds = {"topic": "topic", "type of activity": "type"}
    return (
        f"Tiles with numbers for {count_of(groups['topic'].nunique(), kinds[basis])} and "
        f"{count_of(groups['country'].nunique(), 'country', 'countries')}; the highest: {'; '.join(parts)}."
    )


def caption_regions(pages: pd.DataFrame) -> str:
    """Return what to print under the regions."""
    return (
        "A mark is a country: filled, a member of the Organisation of Islamic Cooperation (OIC) seen as partner; "
        "open, a "
        "member not seen; a diamond, another state seen. On the right the stories with a partner in that part of "
        "the world "
        "(UN geoscheme). ICESCO’s own list of members could not be checked. " + cite_pages(pages)
    )


def alt_regions(regions: pd.DataFrame) -> str:
    """Return the regions as an alternative text."""
    seen = int(regions["members_seen"].sum())
    lead = regions[regions["stories"] > 0].head(NAMED)
    parts = [f"{name} {stories}" for name, stories in zip(lead["subregion"], lead["stories"], strict=True)]
    most = f" Most stories: {', '.join(parts)}." if parts else ""
    return (
        f"Rows of marks by part of the world: {seen} of {regions['members'].sum()} OIC members and "
        f"{count_of(int(regions['others_seen'].sum()), 'other state')} seen as partner.{most}"
    )


def caption_members(pages: pd.DataFrame) -> str:
    """Return what to print under the members."""
    return (
        "The members of the Organisation of Islamic Cooperation (OIC) by region. Filled: seen as partner, with the "
        "number "
        "of stories; half filled: only the place or mentioned; open and bold: not on these pages at all. ICESCO’s "
        "own list "
        "of members could not be checked. " + cite_pages(pages)
    )


def alt_members(members: pd.DataFrame) -> str:
    """Return the members as an alternative text."""
    counts = members["seen"].value_counts()
    regions = [
        f"{region} {int((rows['seen'] == 'partner').sum())} of {len(rows)}"
        for region, rows in members.groupby("region")
    ]
    return (
        f"List of {len(members)} OIC members: {counts.get('partner', 0)} seen as partner, "
        f"{counts.get('venue or mention', 0)} only as place or mention, {counts.get('not at all', 0)} not at all. "
        f"As partner: {', '.join(regions)}."
    )


def caption_map(source: str, *, pages: pd.DataFrame) -> str:
    """Return what to print under the map.

    Parameters
    ----------
    source
        Where the shapes of the countries come from.
    pages
        The table of pages.
    """
    return (
        "Stories with a country as partner. States too small for the scale are dots; grey only means that no saved "
        "page shows the country as partner. Projection: Equal Earth. "
        f"Borders: {source.partition(',')[0]}; they state no opinion on any of them. {cite_pages(pages)}"
    )


def alt_map(data: pd.DataFrame) -> str:
    """Return the map as an alternative text."""
    if data.empty:
        return f"An empty map, which says: {NO_PARTNER}"
    classes = data.groupby("shade").agg(label=("label", "first"), n=("iso3", "size")).sort_index(ascending=False)
    parts = [f"{row.n} with {row.label}" for row in classes.itertuples()]
    lead = list_words([name for name, _ in _first(data)[:3]])
    countries = count_of(len(data), "partner country", "partner countries")
    return f"World map of {countries}: {', '.join(parts)}. Darkest: {lead}."
