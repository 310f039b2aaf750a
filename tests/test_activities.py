"""The type of an activity: the lists of words, the weights, and whole releases."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icesco_analysis.activities import (
    ANYWHERE,
    BASE,
    KINDS,
    LEAD_CHARS,
    LEAD_PLACES,
    LEAST_PROBABILITY,
    WEIGHT_COLUMNS,
    WEIGHTS,
    WORDS,
    _places,
    classify_activity,
    find_signs,
)
from icesco_analysis.language import read_phrases, read_vocabulary, read_weight_table, split_sentences
from icesco_analysis.pages import Article
from icesco_analysis.phrases import LANGUAGES
from tasks import train_activities

ROWS = read_vocabulary(WORDS, columns=("language", "kind", "phrase", "note"))
LIST_KINDS = {row["kind"] for row in ROWS}
LOOKALIKE = "none"
# A phrase with its forms, in characters; and how many forms braces may hold.
LONGEST_PHRASE, MOST_FORMS = 90, 5
# Releases of hard kinds that the weights were learned with: so many are read right of those in one language.
LEAST_RIGHT = 0.98

PIECES = ["the", "ICESCO", "held", "signed", "a", "workshop", "met", "minister", "in", "“", "”", ":", ".", "with"]


def read_cases(name: str) -> list[dict[str, str]]:
    path = Path(__file__).parent / "cases" / name
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    return [dict(zip(header.split("\t"), row.split("\t"), strict=True)) for row in rows]


CASES = [case for name in train_activities.CASES for case in read_cases(name)]


def type_of(headline: str, lead: str, *, language: str = "en") -> str:
    activity = classify_activity(Article("page", 1, headline, lead, language=language))
    return activity.kind if activity else ""


def test_every_list_of_words_weighs_something():
    weighed = {kind for _, sign in read_weight_table(WEIGHTS, columns=WEIGHT_COLUMNS) for kind in sign.split(", ")}
    assert LIST_KINDS - weighed == {LOOKALIKE}


def test_every_weight_is_that_of_a_list_or_of_a_word():
    signs = {
        sign for _, sign in set(read_weight_table(WEIGHTS, columns=WEIGHT_COLUMNS)) - {BASE} if not sign.startswith("“")
    }
    assert {kind for sign in signs for kind in sign.split(", ")} <= LIST_KINDS


def test_every_list_belongs_to_a_language_that_is_read():
    assert {row["language"] for row in ROWS} == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_words_stand_in_two_lists(language):
    kinds: dict[str, set[str]] = {}
    for form, kind in read_phrases(WORDS, language=language):
        kinds.setdefault(" ".join(form.split()), set()).add(kind)
    assert {form: found for form, found in kinds.items() if len(found) > 1 or not form} == {}


def test_a_row_of_words_holds_one_phrase_and_its_forms():
    assert all(len(row["phrase"]) <= LONGEST_PHRASE and "|" not in row["phrase"] for row in ROWS)
    braces = [choices for row in ROWS for choices in row["phrase"].replace("{", "}").split("}")[1::2]]
    assert max(choices.count(",") for choices in braces) < MOST_FORMS


@pytest.mark.parametrize("language", LANGUAGES)
def test_headline_and_lead_tell_the_type(language):
    cases = [case for case in CASES if case["language"] == language]
    wrong = [case for case in cases if type_of(case["headline"], case["lead"], language=language) != case["activity"]]
    assert len(wrong) <= (1 - LEAST_RIGHT) * len(cases), wrong


def test_where_nothing_tells_no_type_is_given():
    assert type_of("A Thousand Clouds", "It rained in Rabat.") == ""
    assert type_of("", "") == ""


def test_the_evidence_stands_in_the_article():
    article = Article("page", 1, "ICESCO and Chad Sign Memorandum", "The two parties met in Rabat.")
    activity = classify_activity(article)
    assert activity is not None
    assert activity.evidence in article.text
    assert activity.rule == "anywhere: sign"


def test_a_type_is_given_with_its_probability():
    plain = classify_activity(Article("page", 1, "ICESCO and Chad Sign Memorandum", "It was signed in Rabat."))
    mixed = classify_activity(Article("page", 1, "ICESCO and Chad", "A workshop was held and a memorandum signed."))
    assert plain is not None
    assert mixed is not None
    assert LEAST_PROBABILITY <= mixed.probability < plain.probability <= 1


def test_words_far_below_the_lead_do_not_count():
    body = "It rained. It snowed.\n\nAn agreement was signed."
    assert type_of("Weather", body) == ""


def test_the_act_comes_before_its_topic():
    assert type_of("AlMalik Receives Minister", "They discussed holding a summer school in Suva.") == "meeting"
    assert type_of("A Day in Suva", "At a meeting with the Minister, AlMalik signed an agreement.") == "agreement"


def test_a_subtitle_counts():
    article = Article("page", 1, "A Thousand Clouds", "It rained.", subtitle="Training Workshop in Banjul")
    activity = classify_activity(article)
    assert activity is not None
    assert activity.kind == "training"


def test_a_phrase_is_found_behind_what_arabic_joins_to_it():
    assert ("headline", "instrument") in find_signs(Article("page", 1, "وبمذكرة تفاهم", "", language="ar"))


@pytest.mark.parametrize(
    ("language", "headline", "kind"),
    [
        ("fr", "Trois conventions paraphées", "sign"),
        ("fr", "Les anciennes lauréates", "win"),
        ("ar", "والوفد الذي استقبلهم", "receive"),
        ("ar", "اتفاقهما الأخير", "instrument"),
    ],
)
def test_a_word_is_found_in_other_forms_than_its_row_has(language, headline, kind):
    assert ("headline", kind) in find_signs(Article("page", 1, headline, "", language=language))


@pytest.mark.parametrize(
    ("language", "headline", "kind"),
    [("ar", "بيان وزارة الثقافة", "visit"), ("fr", "La paix des braves", "sign"), ("en", "News of Fez", "first")],
)
def test_an_ending_makes_no_other_word_of_a_word(language, headline, kind):
    assert ("headline", kind) not in find_signs(Article("page", 1, headline, "", language=language))


def test_what_is_done_is_also_read_without_where_and_when():
    signs = find_signs(Article("page", 1, "Signing in Rabat on Monday of Memorandum", ""))
    assert signs["headline", "sign, instrument"] == "Signing in Rabat on Monday of Memorandum"
    assert ("headline", "when, instrument") in signs


def test_a_type_that_no_word_speaks_for_is_not_told():
    assert type_of("A Thousand Clouds", "It snowed.") == ""


def test_figures_are_no_sign():
    assert ("anywhere", "“2024”") not in find_signs(Article("page", 1, "Plans for 2024", ""))


def test_words_that_tell_only_the_language_are_no_sign():
    signs = find_signs(Article("page", 1, "The the THE", "des aux", language="en"))
    assert [sign for place, sign in signs if place == ANYWHERE] == []


@given(
    headline=st.text(max_size=80),
    words=st.lists(st.sampled_from(PIECES)),
    language=st.sampled_from(["en", "fr", "ar", ""]),
)
def test_whatever_is_printed_the_evidence_is_a_part_of_it(headline, words, language):
    article = Article("page", 1, headline, " ".join(words), language=language)
    activity = classify_activity(article)
    assert activity is None or activity.evidence in article.text
    assert all(shown in article.text for shown in find_signs(article).values())


@given(pieces=st.lists(st.sampled_from(["They met", "x" * 120, ". ", ".\n\n", " ", "Dr. ", "A", "on 5 May"])))
@settings(max_examples=2 * settings().max_examples)
def test_the_first_sentences_do_not_depend_on_how_much_is_cut(pieces):
    body = "".join(pieces)
    lead = body[:LEAD_CHARS]
    whole = [lead[start:end] for start, end in split_sentences(lead)]
    looked_at = [text for place, text in _places(Article("page", 1, "", body)) if place in LEAD_PLACES]
    assert looked_at == whole[: len(LEAD_PLACES)]


def test_what_is_learned_does_not_depend_on_the_order_of_what_is_learned_from():
    examples = list(train_activities.read_cases())
    weights = train_activities.fit(examples)
    assert weights == train_activities.fit(examples[::-1])
    assert set(map(len, weights.values())) == {len(KINDS)}
