"""The corpus → the sentences behind its numbers: by country and role, by story, by type and by topic."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from icesco_analysis.corpus import Corpus
from icesco_analysis.counts import NO_ACTIVITY
from icesco_analysis.language import MONTHS, count_of, day_words, span_words
from icesco_analysis.report.content import Column, Fact, Quotation, Quotations, Section, Story, anchor, cell
from icesco_analysis.report.grids import day_cell, group_roles, page_anchor, plain_grid
from icesco_analysis.report.prose import Run
from icesco_analysis.topics import Topics

ROLES = {"partner": "As partner", "venue": "As venue", "mention": "Mentioned"}

Row = dict[Hashable, Any]


def country_sections(corpus: Corpus, *, roles: tuple[str, ...] = tuple(ROLES)) -> tuple[Section, ...]:
    """Return a section per country with its sentences, role by role, the country with most partner stories first.

    Parameters
    ----------
    corpus
        The corpus.
    roles
        The roles to print; a country with none of them has no section.
    """
    rows = corpus.countries[corpus.countries["role"].isin(roles)]
    partner = rows[rows["role"] == "partner"].groupby("iso3")["article_id"].nunique()
    names = rows.drop_duplicates("iso3").set_index("iso3")["country"]
    order = sorted(names.index, key=lambda code: (-int(partner.get(code, 0)), names[code]))
    stories = _stories_by_id(corpus)
    grouped = dict(list(rows.groupby("iso3")))
    return tuple(
        Section(
            anchor("country", code),
            str(names[code]),
            sections=tuple(_role_sections(str(code), grouped[code], stories=stories, roles=roles)),
        )
        for code in order
    )


def partner_sections(corpus: Corpus) -> tuple[Section, ...]:
    """Return the sentences of the partners alone, in the same order, a section per country."""
    return tuple(
        replace(part, title=f"{country.title}: {part.title.partition(': ')[2]}")
        for country in country_sections(corpus, roles=("partner",))
        for part in country.sections
    )


def _role_sections(
    code: str, rows: pd.DataFrame, *, stories: Mapping[str, Row], roles: tuple[str, ...]
) -> Iterator[Section]:
    for role in roles:
        own = rows[rows["role"] == role]
        if own.empty:
            continue
        records = sorted(own.to_dict("records"), key=lambda row: _newest_first(stories[row["article_id"]]))
        quotations = tuple(_quote_role(row, stories[row["article_id"]]) for row in records)
        title = f"{ROLES[role]}: {count_of(own['article_id'].nunique(), 'story', 'stories')}"
        yield Section(anchor("country", code, role), title, (Quotations(quotations),))


def _quote_role(row: Row, story: Row) -> Quotation:
    doubt = ", doubtful" if row["confidence"] == "doubtful" else ""
    return Quotation(
        anchor=anchor("sentence", row["article_id"], row["iso3"], row["role"]),
        headline=_headline(story),
        story=anchor("story", row["article_id"]),
        where=_where(story),
        sentence=_text(row["sentence"]),
        words=_text(row["evidence"]),
        reading=f"rule {row['rule']}{doubt}",
        language=_text(story["language"]),
    )


def story_sections(corpus: Corpus, *, topics: Topics) -> tuple[Section, ...]:
    """Return all stories with what was read of each, under the month of their activity, newest first, undated last."""
    months: dict[str, list[Row]] = {}
    for story in sorted(_stories_by_id(corpus).values(), key=_newest_first):
        months.setdefault(_month(story["date_start"]), []).append(story)
    by_role, placed = group_roles(corpus), _placed(topics)
    return tuple(
        Section(
            anchor("month", month) if month else "month-not-known",
            _month_words(month),
            tuple(_tell_story(story, by_role=by_role, topic=placed.get(story["article_id"])) for story in stories),
        )
        for month, stories in months.items()
    )


def _tell_story(story: Row, *, by_role: Mapping[tuple[str, str], list[dict[str, object]]], topic: Row | None) -> Story:
    name = anchor("story", story["article_id"])
    countries = [
        _country_fact(name, role, by_role[story["article_id"], role])
        for role in ROLES
        if (story["article_id"], role) in by_role
    ]
    facts = [_day_fact(name, story), _type_fact(name, story), *countries]
    if topic is not None:
        facts.append(_topic_fact(name, topic))
    page = (Run(story["source"], href=f"#{page_anchor(story['source'])}"), Run(f", article {story['position']}"))
    facts.append(Fact("", "Page", page, reading=f"identifier {story['article_id']}"))
    return Story(name, _headline(story), _text(story["language"]), tuple(facts))


def _day_fact(name: str, story: Row) -> Fact:
    if pd.isna(story["date_start"]):
        value = "not known: the page does not settle it"
        if not pd.isna(story["date_earliest"]) and not pd.isna(story["date_latest"]):
            value += f" (neighbours on the page: {span_words(story['date_earliest'], story['date_latest'])})"
    else:
        value = span_words(story["date_start"], story["date_end"])
    if story["date_conflict"]:
        value += "; the printed weekday does not fall on this date"
    if not pd.isna(story["published"]):
        value += f"; published {day_words(story['published'])}"
    reading = f"rule {story['date_rule']}" if _text(story["date_rule"]) else ""
    return Fact(
        f"{name}-day", "Day", (Run(value),), _text(story["date_sentence"]), _text(story["date_evidence"]), reading
    )


def _type_fact(name: str, story: Row) -> Fact:
    words = _text(story["activity_evidence"])
    activity = _text(story["activity"])
    href = f"#{anchor('activity', activity or NO_ACTIVITY)}"
    reading = f"rule {story['activity_rule']}" if _text(story["activity_rule"]) else ""
    return Fact(f"{name}-type", "Type", (Run(activity or NO_ACTIVITY, href=href),), words, words, reading)


def _country_fact(name: str, role: str, rows: list[dict[str, object]]) -> Fact:
    runs: list[Run] = []
    for row in rows:
        target = anchor("sentence", row["article_id"], row["iso3"], role)
        runs += [Run(", ")] * bool(runs) + [Run(str(row["country"]), href=f"#{target}")]
    return Fact(f"{name}-{role}", {"mention": "Mentioned"}.get(role, role.capitalize()), tuple(runs))


def _topic_fact(name: str, topic: Row) -> Fact:
    number = topic["topic"]
    settled = "" if topic["settled"] else ", not settled"
    share = f" (with it in {100 * topic['share']:.0f} % of the resamples{settled})"
    return Fact(f"{name}-topic", "Topic", (Run(str(topic["label"]), href=f"#{anchor('topic', number)}"), Run(share)))


def type_sections(corpus: Corpus) -> tuple[Section, ...]:
    """Return the stories of each type of activity with the words they were read from."""
    columns = (Column("Day", "day", 1.0), Column("Headline", "text", 3.4), Column("Words", "text", 2.0))
    grouped: dict[str, list[Row]] = {}
    for story in sorted(_stories_by_id(corpus).values(), key=_newest_first):
        grouped.setdefault(_text(story["activity"]) or NO_ACTIVITY, []).append(story)
    order = sorted(grouped, key=lambda kind: (kind == NO_ACTIVITY, -len(grouped[kind]), kind))
    return tuple(
        Section(
            anchor("activity", kind),
            f"{kind.capitalize()}: {count_of(len(grouped[kind]), 'story', 'stories')}",
            (
                plain_grid(
                    anchor("activity", kind, "stories"),
                    f"Stories of the type “{kind}”, and the words it was read from.",
                    columns,
                    [(*_day_and_headline(story), _text(story["activity_evidence"]) or None) for story in grouped[kind]],
                ),
            ),
        )
        for kind in order
    )


def topic_sections(corpus: Corpus, *, topics: Topics) -> tuple[Section, ...]:
    """Return each topic with the sentences that carry its terms, and all of its stories."""
    stories = _stories_by_id(corpus)
    return tuple(
        Section(
            anchor("topic", number),
            f"Topic {number}: {label}",
            (
                Quotations(tuple(_topic_quotations(topics, number, stories=stories))),
                plain_grid(
                    anchor("topic", number, "stories"),
                    "Its stories, and the share of the resamples in which each stays with it.",
                    (Column("Day", "day", 1.0), Column("Headline", "text", 4.4), Column("Share", "number", 0.8)),
                    _topic_rows(topics, number, stories=stories),
                ),
            ),
        )
        for number, label in topics.labels.items()
    )


def _topic_quotations(topics: Topics, number: int, *, stories: Mapping[str, Row]) -> Iterator[Quotation]:
    own = topics.examples[topics.examples["topic"] == number]
    for place, row in enumerate(own.to_dict("records"), start=1):
        story = stories[row["article_id"]]
        yield Quotation(
            anchor=anchor("topic", number, "sentence", place),
            headline=_headline(story),
            story=anchor("story", row["article_id"]),
            where=_where(story),
            sentence=_text(row["sentence"]),
            words="",
            reading=f"terms: {row['terms']}",
            language=_text(story["language"]),
        )


def _topic_rows(topics: Topics, number: int, *, stories: Mapping[str, Row]) -> list[tuple[object, ...]]:
    own = topics.assignments[topics.assignments["topic"] == number]
    rows = sorted(own.to_dict("records"), key=lambda row: (-row["share"], row["article_id"]))
    return [(*_day_and_headline(stories[row["article_id"]]), row["share"]) for row in rows]


# --- pieces ----------------------------------------------------------------------------------------------------------


def _stories_by_id(corpus: Corpus) -> dict[str, Row]:
    return {row["article_id"]: row for row in corpus.articles.to_dict("records")}


def _placed(topics: Topics) -> dict[str, Row]:
    """Return the topic of each article that has one."""
    known = topics.assignments.dropna(subset=["topic"]).to_dict("records")
    return {row["article_id"]: row for row in known}


def topic_words(topics: Topics) -> dict[str, str]:
    """Return the name of each article's topic, by its identifier."""
    return {article: str(row["label"]) for article, row in _placed(topics).items()}


def _day_and_headline(story: Row) -> tuple[object, object]:
    name = anchor("story", story["article_id"])
    day = day_cell(story, href=f"{name}-day")
    return day, cell(_headline(story), href=name, language=_text(story["language"]))


def _newest_first(story: Row) -> tuple[bool, int, str, int]:
    day = story["date_start"]
    unknown = bool(pd.isna(day))
    return unknown, 0 if unknown else -day.toordinal(), story["source"], story["position"]


def _month(day: pd.Timestamp) -> str:
    return "" if pd.isna(day) else f"{day:%Y-%m}"


def _month_words(month: str) -> str:
    return f"{MONTHS[int(month[5:]) - 1]} {month[:4]}" if month else "Day not known"


def _headline(story: Row) -> str:
    return _text(story["headline"]) or "(no headline)"


def _where(story: Row) -> str:
    day: str = "" if pd.isna(story["date_start"]) else span_words(story["date_start"], story["date_end"])
    return f"{day or 'day not known'} · {story['source']}, article {story['position']}"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
