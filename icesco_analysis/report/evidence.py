"""The corpus → the sentences behind its numbers: by country and role, by type, by topic and by story."""

from collections.abc import Iterable, Iterator

from icesco_analysis.counts import NO_ACTIVITY
from icesco_analysis.language import MONTHS, Run, count_of, day_words, span_words
from icesco_analysis.report.content import Quotation, Row, Section, StoryCard, anchor, records
from icesco_analysis.report.desk import ROLES, Desk, link_countries


def country_sections(desk: Desk) -> tuple[Section, ...]:
    """Return a section per country with its sentences, role by role, the country with most partner stories first."""
    quoted: dict[tuple[str, str], dict[str, list[Quotation]]] = {}
    for article, story in desk.stories.items():
        for role in ROLES:
            for row in desk.roles.get((article, role), ()):
                doubt = ", uncertain" if row["confidence"] == "doubtful" else ""
                name = anchor("sentence", article, row["iso3"], role)
                said = Quotation(name, story, row["sentence"], row["evidence"], f"rule {row['rule']}{doubt}")
                quoted.setdefault((row["country"], row["iso3"]), {}).setdefault(role, []).append(said)
    order = sorted(quoted.items(), key=lambda item: (-len(item[1].get("partner", ())), item[0]))
    return tuple(
        Section(anchor("country", code), name, sections=tuple(_quote(anchor("country", code), ROLES, own)))
        for (name, code), own in order
    )


def type_sections(desk: Desk) -> tuple[Section, ...]:
    """Return a section per type of activity with the words it was read from in each story, the largest first."""
    quoted: dict[str, list[Quotation]] = {}
    for article, story in desk.stories.items():
        own = quoted.setdefault(story["activity"] or NO_ACTIVITY, [])
        words, rule = story["activity_evidence"] or "", story["activity_rule"]
        own.append(Quotation(anchor("type", article), story, words, words, f"rule {rule}" if rule else ""))
    order = sorted(quoted, key=lambda kind: (kind == NO_ACTIVITY, -len(quoted[kind]), kind))
    return tuple(_quote("activity", {kind: kind.capitalize() for kind in order}, quoted))


def topic_sections(desk: Desk) -> tuple[Section, ...]:
    """Return a section per topic with the sentences that carry its terms."""
    quoted: dict[str, list[Quotation]] = {}
    for place, row in enumerate(records(desk.topics.examples)):
        name, story = anchor("topic-sentence", place), desk.stories[row["article_id"]]
        said = Quotation(name, story, row["sentence"], reading=f"terms: {row['terms']}")
        quoted.setdefault(str(row["topic"]), []).append(said)
    return tuple(_quote("topic", {str(n): f"Topic {n}: {label}" for n, label in desk.topics.labels.items()}, quoted))


def _quote(name: str, titles: dict[str, str], quoted: dict[str, list[Quotation]]) -> Iterator[Section]:
    for key, title in titles.items():
        if own := quoted.get(key):
            counted = count_of(len({said.story["article_id"] for said in own}), "story", "stories")
            yield Section(anchor(name, key), f"{title}: {counted}", (tuple(own),))


def story_sections(desk: Desk) -> tuple[Section, ...]:
    """Return all stories with what was read of each, under the month of their activity, newest first, undated last."""
    months: dict[tuple[str, str], list[StoryCard]] = {}
    for story in desk.stories.values():
        day = story["date_start"]
        month = (f"{day:%Y-%m}", f"{MONTHS[day.month - 1]} {day.year}") if day else ("not known", "Day not known")
        months.setdefault(month, []).append(StoryCard(story, tuple(_tell_story(desk, story))))
    return tuple(Section(anchor("month", month), title, tuple(cards)) for (month, title), cards in months.items())


def _tell_story(desk: Desk, story: Row) -> Iterable[tuple[str, tuple[Run, ...], Quotation]]:
    """Yield what is known of a story, each thing under its name, with the words it was read from."""
    article = story["article_id"]
    name = anchor("story", article)
    rule = f"rule {story['date_rule']}" if story["date_rule"] else ""
    said = Quotation(f"{name}-day", story, story["date_sentence"] or "", story["date_evidence"] or "", rule)
    yield "Day", (Run(_tell_day(story)),), said
    kind = story["activity"] or NO_ACTIVITY
    words = story["activity_evidence"] or ""
    reading = f"{story['activity_rule']}; probability {story['activity_probability']:.2f}" if words else ""
    said = Quotation(f"{name}-type", story, words=words, reading=reading)
    yield "Type", (Run(kind, href=f"#{anchor('activity', kind)}"),), said
    for role in ROLES:
        if rows := desk.roles.get((article, role)):
            words = "Mentioned" if role == "mention" else role.capitalize()
            yield words, link_countries(rows), Quotation(f"{name}-{role}", story)
    if topic := desk.topics_of.get(article):
        settled = "" if topic["settled"] else ", not stable"
        share = Run(f" (with it in {100 * topic['share']:.0f} % of the resamples{settled})")
        label = Run(str(topic["label"]), href=f"#{anchor('topic', topic['topic'])}")
        yield "Topic", (label, share), Quotation(f"{name}-topic", story)
    page = Run(story["source"], href=f"#{anchor('page', story['source'])}")
    place = Run(f", article {story['position']}")
    yield "Page", (page, place), Quotation(f"{name}-page", story, reading=f"identifier {article}")
    if address := desk.addresses.get(article):
        yield "Address", (Run(address, href=address),), Quotation(f"{name}-address", story)


def _tell_day(story: Row) -> str:
    value = "not known: the page does not settle it"
    if story["date_start"]:
        value = span_words(story["date_start"], story["date_end"])
    elif story["date_earliest"] and story["date_latest"]:
        value += f" (neighbours on the page: {span_words(story['date_earliest'], story['date_latest'])})"
    if story["date_conflict"]:
        value += "; the printed weekday does not fall on this date"
    return value + (f"; published {day_words(story['published'])}" if story["published"] else "")
