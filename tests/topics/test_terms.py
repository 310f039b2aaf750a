"""What is left of a release: subjects stay, names, countries, dates and formulas go."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from icesco_analysis.language.vocabulary import read_vocabulary
from icesco_analysis.topics.terms import (
    count_terms,
    find_names,
    find_stock_sentences,
    inflection_stem,
    list_terms,
    name_terms,
    read_sentences,
    weigh_terms,
    word_stem,
)
from tests.rows import each_row

with (Path(__file__).parents[1] / "cases" / "topics_terms.tsv").open(encoding="utf-8", newline="") as file:
    CASES = list(csv.DictReader(file, delimiter="\t"))


def _words(text):
    return [word.printed for sentence in read_sentences(headline="", body=text) for word in sentence.words]


@each_row("case", CASES, ids=lambda case: case["why"])
def test_only_subjects_are_left(case):
    assert _words(case["text"]) == [word for word in case["terms"].split(",") if word]


def test_a_name_known_from_the_body_goes_from_the_headline():
    sentences = read_sentences(headline="Rosewood Opens Chess Club", body="Mr. Tariq Rosewood plays chess.")
    assert [word.printed for word in sentences[0].words] == ["chess", "club"]


def test_words_that_are_never_small_are_names():
    release = read_sentences(
        headline="Tofail Chess Club Meets", body="The chess club of Tofail won. Masters came to it."
    )
    names = find_names([release])
    assert "tofail" in names
    assert not {"chess", "club"} & names


def test_one_small_print_anywhere_clears_a_word():
    one = read_sentences(headline="", body="The Heritage Prize went to a boat.")
    other = read_sentences(headline="", body="Our heritage and every prize counts.")
    assert not {"heritage", "prize"} & find_names([one, other])
    assert {"heritage", "prize"} <= find_names([one])


def test_a_small_plural_clears_the_singular():
    releases = [read_sentences(headline="", body="A Museum was built. Two museums closed.")]
    assert find_names(releases) == frozenset()


def test_repeated_stock_sentence_is_found_whatever_country_it_names():
    bodies = [
        f"{own} The magnificent gallery of {country} keeps old coins."
        for own, country in (
            ("Farmers plant olives.", "Peru"),
            ("Girls write code.", "Fiji"),
            ("Wells dry up.", "Chad"),
        )
    ]
    stock = find_stock_sentences([read_sentences(headline="", body=body) for body in bodies])
    assert len(stock) == 1


def test_two_prints_make_no_stock_sentence():
    releases = [read_sentences(headline="", body="The gallery keeps old coins.") for _ in range(2)]
    assert find_stock_sentences(releases) == frozenset()


def test_where_all_sentences_come_back_none_is_stock():
    releases = [
        read_sentences(headline="", body="Farmers plant green olives. Girls write long poems.") for _ in range(9)
    ]
    assert find_stock_sentences(releases) == frozenset()


def test_stock_sentences_are_not_counted():
    releases = [
        read_sentences(headline="", body=f"The gallery keeps old coins. {more}") for more in ("Boats.", "Coins.")
    ]
    stock = frozenset({releases[0][1].fingerprint})
    assert count_terms(releases, names=frozenset(), stock=frozenset()).terms == ("coin", "old", "old coin")
    assert count_terms(releases, names=frozenset(), stock=stock).terms == ()


def test_pairs_do_not_reach_over_what_was_taken_out():
    terms = [
        key for s in read_sentences(headline="", body="Poems of Peru, music and dance.") for key, _ in list_terms(s)
    ]
    assert not [term for term in terms if " " in term]


def test_a_headline_word_counts_double():
    head, body = read_sentences(headline="Coins", body=""), read_sentences(headline="", body="Two coins. The coins.")
    others = [read_sentences(headline="", body=f"{word}.") for word in ("Boats", "Wells")]
    counts = count_terms([head, body, *others], names=frozenset(), stock=frozenset())
    assert counts.terms == ("coin",)
    assert counts.together.toarray().tolist() == [[2], [2], [0], [0]]
    assert weigh_terms(counts).toarray().tolist() == [[1.0], [1.0], [0.0], [0.0]]


def test_terms_too_rare_or_too_common_do_not_count():
    texts = ["boat coin", "boat coin", "boat kite", "boat kite lamp"]
    releases = [read_sentences(headline="", body=f"There is {text.replace(' ', ', a ')}.") for text in texts]
    assert count_terms(releases, names=frozenset(), stock=frozenset()).terms == ("coin", "kite")


def test_the_readable_form_is_the_most_frequent():
    releases = [read_sentences(headline="", body="Coins and coins and a coin.")]
    assert name_terms(releases, names=frozenset(), terms=["coin"]) == {"coin": "coins"}


@pytest.mark.parametrize(
    ("one", "other"),
    [("policies", "policy"), ("teaching", "teaches"), ("cultural", "culture"), ("digitization", "digital")],
)
def test_a_family_of_words_shares_a_stem(one, other):
    assert word_stem(one) == word_stem(other)


@pytest.mark.parametrize(
    ("one", "other"), [("universe", "uniform"), ("heritage", "hermit"), ("peace", "peasant"), ("campus", "camp")]
)
def test_words_that_only_look_alike_do_not(one, other):
    assert word_stem(one) != word_stem(other)


def test_formulas_do_not_take_derivations_with_them():
    assert inflection_stem("creates") != inflection_stem("creative")
    assert inflection_stem("presents") != inflection_stem("presence")


@each_row(
    ("name", "columns"),
    [
        ("stop_words.tsv", ["word", "note"]),
        ("house_words.tsv", ["word", "note"]),
        ("honorifics.tsv", ["title", "named", "note"]),
        ("boilerplate_phrases.tsv", ["phrase", "note"]),
        ("subject_words.tsv", ["printed", "reads", "note"]),
    ],
)
def test_no_entry_stands_twice_and_each_says_why(name, columns):
    rows = read_vocabulary(name, columns=columns)
    entries = [row[columns[0]] for row in rows]
    assert len(entries) == len(set(entries))
    assert all(row["note"] for row in rows)


def test_every_stop_word_house_word_and_phrase_goes():
    tables = (("stop_words.tsv", "word"), ("house_words.tsv", "word"), ("boilerplate_phrases.tsv", "phrase"))
    for name, column in tables:
        for row in read_vocabulary(name, columns=[column, "note"]):
            assert _words(f"the {row[column]}") == [], row[column]


def test_every_title_hides_the_name_after_it():
    for row in read_vocabulary("honorifics.tsv", columns=["title", "named", "note"]):
        if row["named"] != "no":
            assert _words(f"There {row['title']} Zorbla Quixley paints boats.") == ["paints", "boats"], row["title"]


@given(st.text(max_size=300))
def test_any_text_is_read_and_spans_lie_in_their_sentence(text):
    for sentence in read_sentences(headline=text, body=text, subtitle=text):
        for word in sentence.words:
            assert 0 <= word.start < word.end <= len(sentence.text)
            assert word.printed == word.printed.lower()


@given(
    st.lists(st.sampled_from(["Coins", "boats sail", "Dr. Rose sings", "Girls code in Peru"]), min_size=1, max_size=6)
)
def test_weights_are_unit_rows_or_nothing(bodies):
    releases = [read_sentences(headline="", body=f"{body}.") for body in bodies]
    weights = weigh_terms(count_terms(releases, names=find_names(releases), stock=frozenset()))
    lengths = np.sqrt((weights.toarray() ** 2).sum(axis=1)).round(9)
    assert set(lengths.tolist()) <= {0.0, 1.0}
