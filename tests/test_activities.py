"""The type of an activity: every rule, the lists of words, and whole releases."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icesco_analysis.activities import (
    LANGUAGES,
    LEAD_CHARS,
    LEAD_WEIGHTS,
    RULE_COLUMNS,
    WORD_COLUMNS,
    _places,
    _possible,
    _ranked,
    _rules,
    _tag,
    classify_activity,
    expand,
    read_sequence,
)
from icesco_analysis.language.sentences import split_sentences
from icesco_analysis.language.vocabulary import VocabularyError, read_vocabulary
from icesco_analysis.pages.articles import Article

RULES = read_vocabulary("activity_rules.tsv", columns=RULE_COLUMNS)
WORDS = read_vocabulary("activity_words.tsv", columns=WORD_COLUMNS)
# Kinds that no rule names: words that only look like others, and words that take the next event out of the report.
UNNAMED = {"none", "aside"}
# A phrase with its forms, in characters; and how many forms braces may hold.
LONGEST_PHRASE, MOST_FORMS = 90, 5


PIECES = ["the", "ICESCO", "held", "signed", "a", "workshop", "met", "minister", "in", "“", "”", ":", ".", "with"]


def read_cases(name: str) -> list[dict[str, str]]:
    path = Path(__file__).parent / "cases" / name
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    return [dict(zip(header.split("\t"), row.split("\t"), strict=True)) for row in rows]


def found_in(text: str) -> dict[str, str]:
    """Return the rules that a headline agrees with, in the order of the table, with the words that say so."""
    tagged = _tag(text, language="en")
    matches = {rule.name: rule.pattern.search(tagged.kinds) for rule in _rules()}
    spans = {name: tagged.find_span(*match.span(1)) for name, match in matches.items() if match}
    return {name: text[start:end] for name, (start, end) in spans.items()}


def type_of(headline: str, lead: str, *, language: str = "en") -> str:
    activity = classify_activity(Article("page", 1, headline, lead, language=language))
    return activity.kind if activity else ""


@pytest.mark.parametrize("row", RULES, ids=lambda row: row["name"])
def test_every_rule_has_words_it_is_found_in_and_words_it_is_not(row):
    assert row["name"] in found_in(row["read"])
    assert row["name"] not in found_in(row["unread"])


def test_a_text_agrees_with_all_rules_that_it_holds():
    text = "They held a workshop on the sidelines of a conference."
    assert found_in(text) == {"training held": "held a workshop", "training named": "workshop"}


def test_rules_have_names_of_their_own():
    assert len({row["name"] for row in RULES}) == len(RULES)


def test_every_list_of_words_is_used_by_a_rule():
    named = {name.replace("_", " ") for row in RULES for name in row["sequence"].replace("|", " ").split()}
    assert {row["kind"] for row in WORDS} - named <= UNNAMED


def test_every_list_belongs_to_a_language_that_is_read():
    assert {row["language"] for row in WORDS} == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_words_stand_in_two_lists(language):
    kinds: dict[str, set[str]] = {}
    for row in WORDS:
        if row["language"] == language:
            for form in expand(row["phrase"]):
                kinds.setdefault(" ".join(form.split()), set()).add(row["kind"])
    assert {form: found for form, found in kinds.items() if len(found) > 1 or not form} == {}


def test_a_row_of_words_holds_one_phrase_and_its_forms():
    assert all(len(row["phrase"]) <= LONGEST_PHRASE and "|" not in row["phrase"] for row in WORDS)
    braces = [choices for row in WORDS for choices in re.findall(r"{(.*?)}", row["phrase"])]
    assert max(choices.count(",") for choices in braces) < MOST_FORMS


def test_a_sequence_of_unknown_words_is_refused():
    with pytest.raises(VocabularyError, match="no list of words is called lanterns"):
        read_sequence("hold ~5 lanterns")


CASES = read_cases("activities_headlines.tsv") + read_cases("activities_releases.tsv")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["headline"])
def test_headline_and_lead_tell_the_type(case):
    assert type_of(case["headline"], case["lead"], language=case["language"]) == case["activity"]


@pytest.mark.xfail(strict=True, reason="known to be wrong")
@pytest.mark.parametrize("case", read_cases("activities_known_failures.tsv"), ids=lambda case: case["headline"])
def test_what_is_known_to_be_wrong(case):
    assert type_of(case["headline"], case["lead"], language=case["language"]) == case["activity"]


def test_the_evidence_stands_in_the_article():
    article = Article("page", 1, "ICESCO and Chad Sign Memorandum", "The two parties met in Rabat.")
    activity = classify_activity(article)
    assert activity is not None
    assert activity.evidence in article.text
    assert activity.rule == "headline: signs an instrument"


def test_words_far_below_the_lead_do_not_count():
    body = "It rained. It snowed.\n\nAn agreement was signed."
    assert type_of("Weather", body) == ""


def test_what_stands_in_quotation_marks_is_a_title():
    assert type_of("“Seminar of the Birds” Read Aloud", "It rained.") == ""


def test_a_forum_on_whose_sidelines_people_met_is_not_the_activity():
    lead = "Dr. AlMalik met the Minister of Ports on the sidelines of the forum held in Oslo."
    assert type_of("A Talk about Ports", lead) == "meeting"


def test_a_subtitle_counts():
    article = Article("page", 1, "A Thousand Lamps", "It rained.", subtitle="Workshop in Banjul")
    activity = classify_activity(article)
    assert activity is not None
    assert (activity.kind, activity.rule) == ("training", "subtitle: training opens with")


@given(
    headline=st.text(max_size=80),
    words=st.lists(st.sampled_from(PIECES)),
    language=st.sampled_from(["en", "fr", "ar", ""]),
)
def test_whatever_is_printed_the_evidence_is_a_part_of_it(headline, words, language):
    article = Article("page", 1, headline, " ".join(words), language=language)
    activity = classify_activity(article)
    assert activity is None or activity.evidence in article.text


@given(
    words=st.lists(st.sampled_from([*PIECES, "committee", "third", "session", "award", "of", "winners"]), max_size=30)
)
@settings(max_examples=2 * settings().max_examples)
def test_no_rule_that_agrees_is_passed_over(words):
    kinds = _tag(" ".join(words), language="en").kinds
    for place in ("headline", "lead"):
        possible = {rule.name for _, rule in _possible(place, kinds)}
        assert {rule.name for _, rule, _ in _ranked(place) if rule.pattern.search(kinds)} <= possible


def test_the_strongest_rules_come_first():
    kinds = _tag("ICESCO held a workshop and signed an agreement with the Minister", language="en").kinds
    weights = [weight for weight, _ in _possible("lead", kinds)]
    assert weights == sorted(weights, reverse=True)
    assert weights


@given(pieces=st.lists(st.sampled_from(["They met", "x" * 120, ". ", ".\n\n", " ", "Dr. ", "A", "on 5 May"])))
@settings(max_examples=2 * settings().max_examples)
def test_the_first_sentences_do_not_depend_on_how_much_is_cut(pieces):
    body = "".join(pieces)
    lead = body[:LEAD_CHARS]
    whole = [lead[start:end] for start, end in split_sentences(lead)]
    looked_at = [text for place, _, text in _places(Article("page", 1, "", body)) if place == "lead"]
    assert looked_at == whole[: len(LEAD_WEIGHTS)]


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("Poets of “Seas and Ships” Held a Workshop in Suva", "Held a Workshop"),
        ("Workshop of the Readers of “The Whale’s Eye” Held", "Workshop of the Readers of “The Whale’s Eye” Held"),
        ("ICESCO’s Workshop in “Suva” Opens", "Workshop in “Suva” Opens"),
        ("A “Workshop", "Workshop"),
    ],
)
def test_evidence_reaches_over_quotation_marks_as_printed(text, evidence):
    assert evidence in found_in(text).values()
