"""Who is partner, venue or only mentioned: phrases, articles, every row of both tables, and what always holds."""

import csv
import re
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icesco_analysis.language import read_vocabulary
from icesco_analysis.pages.articles import Article, Dateline
from icesco_analysis.partners import patterns, readings, roles, venues
from icesco_analysis.partners.countries import find_mentions
from icesco_analysis.partners.grammar import COLUMNS, PatternTables, read_pattern_tables
from icesco_analysis.partners.patterns import RoleRow, read_row
from icesco_analysis.partners.roles import Attribution, attribute_roles
from icesco_analysis.partners.slots import SENTENCE_CLASSES, find_slots, mask_sentence
from icesco_analysis.partners.words import word_classes

CASES = Path(__file__).parents[1] / "cases"
TABLES = {name: read_pattern_tables(name) for name in ("role_patterns.tsv", "venue_cues.tsv")}
CELLS = {cells["name"]: cells for name in TABLES for cells in read_vocabulary(name, columns=COLUMNS)}
FIRST_HALF = 40
ROWS = [pytest.param(name, row, id=row.name) for name, table in TABLES.items() for row in table.rows]


def _cases(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _article(headline: str, body: str, **further: object) -> Article:
    return Article("page", 1, headline, body, **further)


def _states(attribution: Attribution, role: str | None = None) -> set[str]:
    return {row.iso3 for row in attribution.roles if role in (None, row.role)}


def _assert_roles(article: Article, case: dict[str, str]) -> None:
    found = attribute_roles(article)
    assert _states(found, "partner") == set(case["partners"].split()), found.roles
    assert _states(found, "venue") == set(case["venue"].split()), found.roles
    assert _states(found) == set(case["mentioned"].split()), found.roles


@pytest.mark.parametrize("case", _cases("partners_phrases.tsv"), ids=lambda case: case["text"][:60])
@pytest.mark.parametrize(("headline", "body"), [("{}", ""), ("Meeting at ICESCO", "{}"), ("", "{}")])
def test_a_phrase_has_its_roles_in_headline_and_lead(case, headline, body):
    _assert_roles(_article(headline.format(case["text"]), body.format(case["text"])), case)


@pytest.mark.parametrize("case", _cases("partners_articles.tsv"), ids=lambda case: case["headline"][:60])
def test_an_article_has_its_partners_venue_and_mentions(case):
    _assert_roles(_article(case["headline"], case["body"].replace("\\n", "\n")), case)


@pytest.mark.parametrize("case", _cases("partners_datelines.tsv"), ids=lambda case: case["headline"][:60])
def test_a_dateline_places_what_happened_at_the_seat_and_nothing_else(case):
    dateline = Dateline(f"{case['place']}: 17/05/2019", case["place"], date(2019, 5, 17)) if case["place"] else None
    _assert_roles(_article(case["headline"], case["body"].replace("\\n", "\n"), dateline=dateline), case)


def test_the_articles_cover_the_hard_slices():
    slices = {case["slice"] for case in _cases("partners_articles.tsv")}
    assert slices >= {"X to Y", "demonym only", "city only", "list", "multilateral", "namesake"}


@pytest.mark.parametrize("case", _cases("partners_status.tsv"), ids=lambda case: case["headline"][:40])
def test_an_article_without_partner_says_what_that_means(case):
    assert attribute_roles(_article(case["headline"], case["body"], language=case["language"])).status == case["status"]


# ---- the tables ------------------------------------------------------------------------------------------------------


def _deciding_row(table: PatternTables, starred: str, where: str) -> RoleRow | None:
    """Return the row that decides the country between asterisks."""
    before, inside, after = starred.split("*")
    text = before + inside + after
    slots = find_slots(text, find_mentions(text))
    sentence = mask_sentence(text, slots, start=0, end=len(text))
    starred_slots = [
        position
        for slot, position in zip(sentence.slots, sentence.positions, strict=True)
        if slot.start < len(before) + len(inside) and slot.end > len(before)
    ]
    assert len(starred_slots) == 1, f"no single country between the asterisks of {starred!r}"
    zone = {"body": "lead"}.get(where, where)
    ((match,),) = table.match(sentence.masked, starred_slots, zone=zone)
    return match.row if match else None


@pytest.mark.parametrize(("table", "row"), ROWS)
def test_every_row_decides_its_example(table, row):
    assert _deciding_row(TABLES[table], CELLS[row.name]["example"], row.where) is row


@pytest.mark.parametrize(("table", "row"), ROWS)
def test_no_row_matches_its_counterexample(table, row):
    assert _deciding_row(TABLES[table], CELLS[row.name]["counterexample"], row.where) is not row
    if row.needs:  # a row that asks for no word takes what the rows before it leave
        assert _deciding_row(PatternTables([row]), CELLS[row.name]["counterexample"], row.where) is None


def _first_by_trial(rows: tuple[RoleRow, ...], masked: str, position: int) -> RoleRow | None:
    """Return the first row whose two sides match around a slot, whatever index would have passed it over."""
    turned, left = masked[::-1], len(masked) - position
    fitting = (row for row in rows if row.before.match(turned, left) and row.after.match(masked, position + 1))
    return next((row for row in fitting if masked[position] in row.targets), None)


@cache
def _halves(table: str) -> PatternTables:
    """Return the rows of a table, each as if it held anywhere, as two tables."""
    rows = [replace(row, where="text") for row in TABLES[table].rows]
    return PatternTables(rows[:FIRST_HALF], rows[FIRST_HALF:])


@pytest.mark.parametrize(("table", "row"), ROWS)
def test_the_index_passes_over_no_row_that_matches(table, row):
    tables = _halves(table)
    halves = tables.rows[:FIRST_HALF], tables.rows[FIRST_HALF:]
    for starred in (CELLS[row.name]["example"], CELLS[row.name]["counterexample"]):
        text = starred.replace("*", "")
        slots = find_slots(text, find_mentions(text))
        sentence = mask_sentence(text, slots, start=0, end=len(text))
        found = tables.match(sentence.masked, sentence.positions, zone="text")
        for position, matches in zip(sentence.positions, found, strict=True):
            tried = [_first_by_trial(half, sentence.masked, position) for half in halves]
            assert [match.row if match else None for match in matches] == tried


def test_rows_have_names_of_their_own_and_known_values():
    rows = [row for table in TABLES.values() for row in table.rows]
    assert len({row.name for row in rows}) == len(rows)
    assert {row.role for row in rows} == {
        "partner",
        "present",
        "attending",
        "host",
        "person",
        "employed",
        "venue",
        "mention",
    }
    assert {row.where for row in rows} == {"headline", "lead", "body", "text", "award", "listing"}
    assert {row.confidence for row in rows} == {"sure", "doubtful"}
    assert all(CELLS[row.name]["note"] for row in rows)


def _policy_source() -> str:
    """Return the source of the modules that name rows and classes of words."""
    modules = (patterns, readings, roles, venues)
    return "".join(Path(module.__file__).read_text(encoding="utf-8") for module in modules)


def test_every_class_of_words_is_used():
    named = " ".join(cells["pattern"] for cells in CELLS.values())
    source = _policy_source()
    unused = [name for name in word_classes() if f"{{{name}}}" not in named and f'"{name}"' not in source]
    assert unused == []


def test_the_policy_names_every_group_of_rows_and_no_other():
    groups = {row.group for table in TABLES.values() for row in table.rows} - {""}
    known = {
        "convening",
        "sharing",
        "link",
        "blaming",
        "filing",
        "yielding",
        "seat",
        "call",
        "hosted",
        "coming",
        "standing",
    }
    assert groups == known
    assert all(f'"{name}"' in _policy_source() for name in groups)


def test_a_class_of_words_is_asked_for_where_it_is_looked_for():
    """What is asked of the opening or of a sentence is among the classes that are looked for there."""
    asked = set(re.findall(r'"([a-z_]+)" (?:not )?in (?:\w+\.)?(\w*says)', _policy_source()))
    assert {name for name, where in asked if where != "says"} <= set(readings.OPENING_CLASSES)
    assert {name for name, where in asked if where == "says"} <= {*readings.OPENING_CLASSES, *SENTENCE_CLASSES}
    assert {*readings.OPENING_CLASSES, *SENTENCE_CLASSES} <= word_classes().keys()


@pytest.mark.parametrize("pattern", ["ambassador of", "<country> and <country>", "<planet>", "{nobody} of <country>"])
def test_a_pattern_that_cannot_be_read_is_refused(pattern):
    cells = {"name": "x", "role": "partner", "where": "text", "confidence": "sure", "group": "", "pattern": pattern}
    with pytest.raises(ValueError, match=r"target|class"):
        read_row(cells)


@pytest.mark.parametrize("row", [row for table in TABLES.values() for row in table.rows], ids=lambda row: row.name)
def test_both_sides_of_every_row_compile(row):
    fresh = replace(row)
    assert not {"before", "after"} & vars(fresh).keys(), "a side waits until it is tried"
    assert all(isinstance(side, re.Pattern) for side in (fresh.before, fresh.after))


# ---- what no single phrase shows -----------------------------------------------------------------------------------


def test_a_partner_that_is_also_venue_has_two_rows():
    found = attribute_roles(_article("", "ICESCO met the Minister of Culture of Oman in Muscat, Sultanate of Oman."))
    assert [(row.iso3, row.role) for row in found.roles] == [("OMN", "partner"), ("OMN", "venue")]


def test_a_country_without_role_has_one_row():
    found = attribute_roles(_article("Study", "The study compares Chad with Mali. In Chad and in Mali it rains."))
    assert [(row.iso3, row.role, row.n_mentions) for row in found.roles] == [
        ("TCD", "mention", 2),
        ("MLI", "mention", 2),
    ]


def test_a_place_in_the_dateline_is_a_mention_with_the_dateline_as_evidence():
    line = Dateline("Cairo: 31/8/2022", "Cairo", date(2022, 8, 31))
    (row,) = attribute_roles(_article("ICESCO Publishes Report", "It has ninety pages.", dateline=line)).roles
    assert (row.iso3, row.role, row.evidence, row.start, row.end) == ("EGY", "mention", "Cairo: 31/8/2022", None, None)


def test_a_dateline_adds_no_row_to_a_country_of_the_text():
    line = Dateline("Rabat: 31/8/2022", "Rabat", date(2022, 8, 31))
    found = attribute_roles(_article("Meeting", "It was held at ICESCO’s headquarters in Rabat.", dateline=line))
    assert [(row.iso3, row.role) for row in found.roles] == [("MAR", "venue")]


def test_articles_in_other_languages_are_not_read():
    found = attribute_roles(_article("L’ICESCO et le Gabon", "Le Gabon et la France.", language="fr"))
    assert found == Attribution((), "unknown")


def test_spans_count_headline_subtitle_and_body():
    article = _article("Meeting", "It was held in Lima.", subtitle="ICESCO and Peru agree")
    rows = attribute_roles(article).roles
    assert {article.text[row.start : row.end] for row in rows} == {row.evidence for row in rows}
    assert "Peru" in rows[0].evidence


@pytest.mark.parametrize(
    ("headline", "body", "rule"),
    [
        ("The Year of Lahore", "The celebration of Lahore as Book Capital ended with a closing ceremony.", "own-feast"),
        ("Envoy at ICESCO", "Rabat (MAP) – The Ambassador of Peru and ICESCO’s head met here on Monday.", "filed-here"),
        ("Paper Signed", "Rabat (MAP) – The Academy of Peru signed it on Monday at ICESCO headquarters.", "filed-here"),
    ],
)
def test_a_place_told_by_no_preposition_is_doubtful_and_names_its_rule(headline, body, rule):
    (venue,) = (row for row in attribute_roles(_article(headline, body)).roles if row.role == "venue")
    assert (venue.rule, venue.confidence) == (rule, "doubtful")


def test_an_authority_of_the_place_is_doubtful_and_names_its_rule():
    found = attribute_roles(_article("Talks", "In Maputo ICESCO’s head met the Minister of Culture on Friday."))
    (partner,) = (row for row in found.roles if row.role == "partner")
    assert (partner.iso3, partner.rule, partner.confidence) == ("MOZ", "local-office", "doubtful")


def test_a_ceremony_that_is_only_prepared_places_nothing():
    body = "ICESCO spoke of the arrangements for the opening ceremony of Lahore’s year as Culture Capital."
    assert _states(attribute_roles(_article("The Year of Lahore", body)), "venue") == set()


def test_an_event_on_screens_has_no_venue_and_a_hybrid_one_has():
    online = attribute_roles(_article("Workshop", "The workshop was held online with the Ministry of Niger in Niamey."))
    hybrid = attribute_roles(
        _article("Workshop", "The workshop was held in Niamey, in person and via videoconference.")
    )
    assert _states(online, "venue") == set()
    assert _states(hybrid, "venue") == {"NER"}


def test_an_authority_below_the_lead_counts_only_where_the_event_is_at_home():
    lead = (
        "The workshop on libraries, which gathered forty librarians of all ages from public and private libraries, was "
        "held by ICESCO in {} on Monday and Tuesday. It dealt with the catalogue, the loan, the repair of books, the "
        "noise of readers and much else that a librarian meets."
    )
    guest = "The Malian Minister of Culture spoke at the opening."
    at_home = attribute_roles(_article("Workshop on Libraries", lead.format("Bamako") + "\n\n" + guest))
    abroad = attribute_roles(_article("Workshop on Libraries", lead.format("Rabat") + "\n\n" + guest))
    assert _states(at_home, "partner") == {"MLI"}
    assert _states(abroad, "partner") == set()


def test_what_follows_the_lead_can_put_an_event_on_screens():
    lead = (
        "ICESCO took part in the seminar on potters, which was opened by the Peruvian Minister of Culture in Lima and "
        "gathered teachers of all ages from public and private workshops, their pupils, the makers of wheels, kilns "
        "and glazes, and all who like pots."
    )
    held = "The seminar, held on Friday, July 30, 2021, {}, dealt with clay."
    online = attribute_roles(_article("Seminar on Potters", f"{lead}\n\n{held.format('via videoconference')}"))
    hybrid = attribute_roles(_article("Seminar on Potters", f"{lead}\n\n{held.format('in person and remotely')}"))
    spoken = attribute_roles(
        _article("Seminar on Potters", f"{lead}\n\nThe seminar was held on Friday. One speaker joined online.")
    )
    assert [_states(found, "venue") for found in (online, hybrid, spoken)] == [set(), {"PER"}, {"PER"}]


def test_below_the_lead_an_authority_counts_where_it_is_met_for_itself():
    lead = (
        "The Director-General of ICESCO took part in the forum on potters, held in Lima on Monday and Tuesday. It "
        "dealt with clay, water, fire and time, with the wheel and the kiln, with glazes and their poisons, with "
        "pupils who break pots and masters who mend them, and with all that a potter meets."
    )
    met = "On its sidelines he held bilateral meetings with the Minister of Culture of Togo and the Minister of Fiji."
    heard = "The Minister of Culture of Togo and the Minister of Fiji were among the guests."
    dealt_with = attribute_roles(_article("Forum on Potters", f"{lead}\n\n{met}"))
    present = attribute_roles(_article("Forum on Potters", f"{lead}\n\n{heard}"))
    assert _states(dealt_with, "partner") == {"TGO", "FJI"}
    assert _states(present, "partner") == set()


def test_a_long_list_of_authorities_is_dealt_with_at_a_meeting_and_takes_part_in_a_conference():
    ministers = "the ministers of culture of Chad, Mali and Niger"
    meeting = attribute_roles(_article("Talks at ICESCO", f"Dr. AlMalik received {ministers}."))
    conference = attribute_roles(_article("Event at ICESCO", f"At the conference, {ministers} spoke in turn."))
    assert _states(meeting, "partner") == {"TCD", "MLI", "NER"}
    assert _states(conference, "partner") == set()
    assert conference.status == "multilateral"


def test_wrapped_lines_and_odd_blanks_change_nothing():
    plain = "Dr. AlMalik received the Ambassador of New Zealand to Spain and Morocco at ICESCO’s headquarters in Rabat."
    wrapped = plain.replace("Ambassador of ", "Ambassador\nof\xa0").replace("headquarters in", "headquarters\nin")
    found, expected = attribute_roles(_article("", wrapped)), attribute_roles(_article("", plain))
    assert [(row.iso3, row.role, row.rule) for row in found.roles] == [
        (row.iso3, row.role, row.rule) for row in expected.roles
    ]


def test_a_town_that_the_gazetteer_does_not_know_is_placed_by_its_country():
    unknown = attribute_roles(
        _article("Workshop on Looms", "ICESCO opened the workshop in Ourotown, Botswana, on Monday.")
    )
    named = attribute_roles(
        _article("Workshop on Looms", "ICESCO opened the workshop in June, Botswana said on Monday.")
    )
    assert _states(unknown, "venue") == {"BWA"}
    assert _states(named, "venue") == set()


def test_a_house_without_a_name_stands_in_the_one_country_that_is_dealt_with():
    body = "Dr. AlMalik and the {} of Tuvalu spoke on Monday at the {}."
    at_home = attribute_roles(_article("ICESCO and Tuvalu Talk", body.format("Minister of Education", "Ministry")))
    envoy = attribute_roles(
        _article("ICESCO and Tuvalu Talk", body.format("Ambassador", "Ministry of Foreign Affairs"))
    )
    seat = attribute_roles(_article("ICESCO and Tuvalu Talk", body.format("Minister of Education", "headquarters")))
    assert [_states(found, "venue") for found in (at_home, envoy, seat)] == [{"TUV"}, set(), set()]
    assert {row.rule for row in at_home.roles if row.role == "venue"} == {"own-house"}


def test_of_two_places_in_a_sentence_the_one_beside_the_date_is_the_venue():
    body = "Plans for a school in the center of Nukus were reviewed on Tuesday, November 7, 2023, in Oslo, by ICESCO."
    assert _states(attribute_roles(_article("Plans for a School", body)), "venue") == {"NOR"}


def test_screens_of_another_event_take_no_venue_away():
    lead = "Dr. AlMalik received the Minister of Culture of Togo in Rabat on Monday. {}"
    coming = attribute_roles(
        _article("Talks", lead.format("He invited the Minister to the virtual meeting of next year."))
    )
    talks = attribute_roles(
        _article("Talks", lead.format("The second half of the meeting was held via videoconference."))
    )
    assert _states(coming, "venue") == {"MAR"}
    assert _states(talks, "venue") == set()


def test_nationals_count_on_an_occasion_and_not_elsewhere():
    body = "A Kenyan who weaves and a Cuban who sings are the {} of ICESCO’s course, which was held online."
    won = attribute_roles(_article("ICESCO Names the Winners", body.format("winners")))
    took_part = attribute_roles(_article("ICESCO Holds Course", body.format("teachers")))
    assert _states(won, "partner") == {"KEN", "CUB"}
    assert _states(took_part, "partner") == set()


PIECES = st.sampled_from(
    [
        *(
            "ICESCO",
            "Dr. AlMalik received",
            "the Ambassador of",
            "Belgium",
            "to",
            "Morocco",
            "the Malian Minister",
            "and",
        ),
        *(
            "in Rabat",
            "in cooperation with",
            "Côte d’Ivoire",
            "Chad, Mali and Niger",
            ".",
            ",",
            "held",
            "online",
            "\n\n",
        ),
        *(
            "the Republic of",
            "Kazan",
            "(KUNA)",
            "’s",
            "University",
            "from",
            "\ue000",
            "\x10",
            "visited",
            "Tunis:",
            "of Georgia",
        ),
    ]
)


@given(st.lists(PIECES, max_size=12), st.lists(PIECES, max_size=40))
@settings(max_examples=3 * settings().max_examples)
def test_whatever_the_text_every_country_has_rows_and_every_row_its_evidence(head, body):
    article = _article(" ".join(head), " ".join(body))
    found = attribute_roles(article)
    assert _states(found) == {mention.iso3 for mention in find_mentions(article.text)}
    assert len({(row.iso3, row.role) for row in found.roles}) == len(found.roles)
    assert not _states(found, "mention") & (_states(found, "partner") | _states(found, "venue"))
    assert (found.status == "named") == bool(_states(found, "partner"))
    for row in found.roles:
        assert row.n_mentions >= 1
        assert row.start is not None
        assert row.end is not None
        assert article.text[row.start : row.end] == row.evidence != ""
        assert row.evidence in row.sentence


@given(st.text(max_size=300))
@settings(max_examples=2 * settings().max_examples)
def test_no_text_breaks_the_grammar(text):
    assert attribute_roles(_article("", text)).status in {"named", "multilateral", "none", "unknown"}
