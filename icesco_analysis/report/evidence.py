"""The corpus → the sentences behind its numbers: by country and role, by story, by type and by topic."""

from collections.abc import Iterator

import pandas as pd

from icesco_analysis.counts import NO_ACTIVITY
from icesco_analysis.language import MONTHS, Run, count_of, day_words, span_words
from icesco_analysis.report.content import (
    Fact,
    Quotation,
    Quotations,
    Quote,
    Row,
    Section,
    StoryCard,
    anchor,
    make_grid,
    records,
)
from icesco_analysis.report.desk import ROLES, Desk, day_cell, headline, headline_cell, page_anchor, quote, say_where
from icesco_analysis.report.grids import columns_of, link_countries


def country_sections(desk: Desk) -> tuple[Section, ...]:
    """Return a section per country with its sentences, role by role, the country with most partner stories first."""
    quoted: dict[tuple[str, str], dict[str, list[Quotation]]] = {}
    for article, story in desk.stories.items():
        for role, rows in desk.countries_of(article):
            for row in rows:
                own = quoted.setdefault((row["country"], row["iso3"]), {})
                own.setdefault(role, []).append(_quote_role(row, story))
    order = sorted(quoted.items(), key=lambda item: (-len(item[1].get("partner", ())), item[0]))
    return tuple(
        Section(anchor("country", code), name, sections=tuple(_role_sections(code, own))) for (name, code), own in order
    )


def _role_sections(code: str, quoted: dict[str, list[Quotation]]) -> Iterator[Section]:
    for role in ROLES:
        if role in quoted:
            title = f"{ROLES[role]}: {count_of(len(quoted[role]), 'story', 'stories')}"
            yield Section(anchor("country", code, role), title, (Quotations(tuple(quoted[role])),))


def _quote_role(row: Row, story: Row) -> Quotation:
    doubt = ", uncertain" if row["confidence"] == "doubtful" else ""
    said = quote(story, sentence=row["sentence"], words=row["evidence"], reading=f"rule {row['rule']}{doubt}")
    return _quote(story, anchor("sentence", row["article_id"], row["iso3"], row["role"]), said)


def _quote(story: Row, name: str, said: Quote) -> Quotation:
    return Quotation(name, headline(story), anchor("story", story["article_id"]), say_where(story), said)


def story_sections(desk: Desk) -> tuple[Section, ...]:
    """Return all stories with what was read of each, under the month of their activity, newest first, undated last."""
    months: dict[tuple[str, str], list[StoryCard]] = {}
    for story in desk.stories.values():
        day = story["date_start"]
        month = (f"{day:%Y-%m}", f"{MONTHS[day.month - 1]} {day.year}") if day else ("not known", "Day not known")
        months.setdefault(month, []).append(_tell_story(desk, story))
    return tuple(Section(anchor("month", month), title, tuple(cards)) for (month, title), cards in months.items())


def _tell_story(desk: Desk, story: Row) -> StoryCard:
    article = story["article_id"]
    name = anchor("story", article)
    facts = [_day_fact(name, story), _type_fact(name, story)]
    for role, rows in desk.countries_of(article):
        words = "Mentioned" if role == "mention" else role.capitalize()
        facts.append(Fact(f"{name}-{role}", words, link_countries(rows)))
    if article in desk.topics_of:
        facts.append(_topic_fact(name, desk.topics_of[article]))
    page = (Run(story["source"], href=f"#{page_anchor(story['source'])}"), Run(f", article {story['position']}"))
    facts.append(Fact("", "Page", page, Quote(reading=f"identifier {article}")))
    return StoryCard(name, headline(story), story["language"] or "", tuple(facts))


def _day_fact(name: str, story: Row) -> Fact:
    if story["date_start"]:
        value = span_words(story["date_start"], story["date_end"])
    else:
        value = "not known: the page does not settle it"
        if story["date_earliest"] and story["date_latest"]:
            value += f" (neighbours on the page: {span_words(story['date_earliest'], story['date_latest'])})"
    if story["date_conflict"]:
        value += "; the printed weekday does not fall on this date"
    if story["published"]:
        value += f"; published {day_words(story['published'])}"
    reading = f"rule {story['date_rule']}" if story["date_rule"] else ""
    said = quote(story, sentence=story["date_sentence"], words=story["date_evidence"], reading=reading)
    return Fact(f"{name}-day", "Day", (Run(value),), said)


def _type_fact(name: str, story: Row) -> Fact:
    kind, words = story["activity"] or NO_ACTIVITY, story["activity_evidence"]
    reading = f"{story['activity_rule']}; probability {story['activity_probability']:.2f}" if words else ""
    said = quote(story, sentence=words, words=words, reading=reading)
    return Fact(f"{name}-type", "Type", (Run(kind, href=f"#{anchor('activity', kind)}"),), said)


def _topic_fact(name: str, topic: Row) -> Fact:
    settled = "" if topic["settled"] else ", not stable"
    share = f" (with it in {100 * topic['share']:.0f} % of the resamples{settled})"
    label = Run(str(topic["label"]), href=f"#{anchor('topic', topic['topic'])}")
    return Fact(f"{name}-topic", "Topic", (label, Run(share)))


def type_sections(desk: Desk) -> tuple[Section, ...]:
    """Return the stories of each type of activity with the words they were read from."""
    grouped: dict[str, list[Row]] = {}
    for story in desk.stories.values():
        grouped.setdefault(story["activity"] or NO_ACTIVITY, []).append(story)
    order = sorted(grouped.items(), key=lambda item: (item[0] == NO_ACTIVITY, -len(item[1]), item[0]))
    return tuple(_type_section(kind, stories) for kind, stories in order)


def _type_section(kind: str, stories: list[Row]) -> Section:
    caption = f"Stories of the type “{kind}”, and the words it was read from."
    rows = [(day_cell(story), headline_cell(story), story["activity_evidence"]) for story in stories]
    grid = make_grid(anchor("activity", kind, "stories"), caption, columns_of("type"), rows)
    title = f"{kind.capitalize()}: {count_of(len(stories), 'story', 'stories')}"
    return Section(anchor("activity", kind), title, (grid,))


def topic_sections(desk: Desk) -> tuple[Section, ...]:
    """Return each topic with the sentences that carry its terms, and all of its stories."""
    return tuple(_topic_section(desk, number, label) for number, label in desk.topics.labels.items())


def _topic_section(desk: Desk, number: int, label: str) -> Section:
    own = sorted(_of_topic(desk.topics.assignments, number), key=lambda row: (-row["share"], row["article_id"]))
    stories = ((desk.stories[row["article_id"]], row["share"]) for row in own)
    rows = [(day_cell(story), headline_cell(story), share) for story, share in stories]
    caption = "Its stories, and the share of the resamples in which each stays with it."
    grid = make_grid(anchor("topic", number, "stories"), caption, columns_of("topic"), rows)
    said = Quotations(tuple(_topic_quotations(desk, number)))
    return Section(anchor("topic", number), f"Topic {number}: {label}", (said, grid))


def _topic_quotations(desk: Desk, number: int) -> Iterator[Quotation]:
    for place, row in enumerate(_of_topic(desk.topics.examples, number), start=1):
        story = desk.stories[row["article_id"]]
        said = quote(story, sentence=row["sentence"], words="", reading=f"terms: {row['terms']}")
        yield _quote(story, anchor("topic", number, "sentence", place), said)


def _of_topic(frame: pd.DataFrame, number: int) -> list[Row]:
    return records(frame[frame["topic"] == number])
