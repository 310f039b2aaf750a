"""Weights, chances and what a role is explained by; and that the table is what the labels teach."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icesco_analysis.language import read_vocabulary
from icesco_analysis.pages.articles import Article, Dateline
from icesco_analysis.partners import model, roles
from icesco_analysis.partners.evidence import Gathered, gather_evidence
from icesco_analysis.partners.model import THRESHOLD, confidence_of, read_weights, weigh_evidence
from icesco_analysis.partners.scenes import find_scene
from tasks import train

CASES = Path(__file__).parents[1] / "cases"
MOST_ROWS = 3100
"""A table that can still be looked through kind by kind."""
ARTICLE = Article(
    "page", 1, "", "Dr. AlMalik received the Minister of Culture of Oman at ICESCO’s headquarters in Rabat."
)
RELEASES = {
    "visit": Article(
        "page", 1, "ICESCO and Oman Sign Agreement on Manuscripts",
        "Dr. Salim M. AlMalik, Director-General of ICESCO, received, on Monday, 5 May 2025, at the Organization's "
        "headquarters in Rabat, the Ambassador of Oman to Morocco, Mr. Said Al Barashdi.\n\nThe two parties discussed, "
        "by video link, a conference to be held in Muscat. The two sides thanked the Minister of Culture of Chad.",
    ),
    "conference": Article(
        "page", 2, "Conference on Water Opens in Tunis",
        "The conference opened on 6 May 2025, in person and online, in Sousse, Tunisia, with the participation of "
        "Iraq, Jordan, Kuwait and Senegal. The Tunisian Minister of Water said that wells are for all, and that "
        "whoever digs one must share it with their neighbours, as the elders of these villages have always done.\n\n"
        "On the sidelines, the Ambassador of Japan met the Director-General of ICESCO at the Organization's "
        "headquarters. The Minister of Kuwait spoke.\n\nThe next conference will be held online.\n\n"
        "Experts from Egypt gave talks.",
        dateline=Dateline("Tunis: 06/05/2025", "Tunis", date(2025, 5, 6)),
    ),
}  # fmt: skip
EVIDENCE = st.sets(
    st.sampled_from(sorted(one for one in read_weights() if one != model.BASE and one[0] != model.SECOND))
)


@pytest.fixture(scope="module")
def cases():
    """A part of what is learned from, enough to learn something."""
    return list(train.read_sets({"gold": train.REAL["gold"], "train/fr": train.NEW["train/fr"]}))


def test_every_weight_can_be_read_and_weighs_something():
    rows = read_vocabulary(model.TABLE, columns=model.COLUMNS)
    assert len(read_weights()) == len(rows) <= MOST_ROWS
    assert [(row["kind"], row["what"]) for row in rows] == sorted(read_weights())
    assert all(map(any, read_weights().values()))


@pytest.mark.parametrize("release", RELEASES)
def test_all_that_speaks_for_or_against_the_countries_of_a_release_is_seen(release):
    with (CASES / "partners_evidence.tsv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["release"] == release]
    gathered = gather_evidence(find_scene(RELEASES[release]))
    seen = {"all": gathered.shared, **gathered.own}
    assert {(row["country"], row["kind"]): row["what"].split(" | ") for row in rows} == {
        (country, kind): sorted(what for each, what in found if each == kind)
        for country, found in seen.items()
        for kind in {kind for kind, _ in found}
    }


@given(EVIDENCE, EVIDENCE)
def test_chances_lie_between_nought_and_one_and_rise_with_what_speaks_for_them(some, more):
    one, both = (weigh_evidence(Gathered(frozenset(), {"OMN": set(found)}))["OMN"] for found in (some, some | more))
    added = [sum(read_weights()[evidence][role] for evidence in more - some) for role in (0, 1)]
    for before, after, weight in zip(one, both, added, strict=True):
        assert 0 < before < 1
        assert (after - before) * weight >= 0


def test_a_role_is_named_from_the_threshold_on_and_called_sure_from_another():
    found = roles.attribute_roles(ARTICLE).roles
    assert {(row.iso3, row.role) for row in found} == {("OMN", "partner"), ("MAR", "venue")}
    assert all(row.probability >= THRESHOLD and row.confidence == confidence_of(row.probability) for row in found)


def test_what_speaks_most_for_a_role_is_told_first():
    gathered = gather_evidence(find_scene(ARTICLE))
    told = model.strongest_evidence(gathered.shared | gathered.own["OMN"], 0)
    assert dict(told)["just before: of"] > 0
    assert [abs(weight) for _, weight in told] == sorted((abs(weight) for _, weight in told), reverse=True)


def test_a_venue_is_seen_beside_the_best_of_the_others():
    sums = {"OMN": (0, 30), "TCD": (0, -120)}
    assert model.compare(sums, "OMN") == ("second look", "first, another below 30 %")
    assert model.compare(sums, "TCD") == ("second look", "behind, another below 70 %")


def test_a_range_of_probabilities_has_a_word():
    assert [model.confidence_of(probability) for probability in (0.97, 0.9, 0.6)] == ["sure", "sure", "doubtful"]


@pytest.mark.parametrize(
    ("language", "headline", "body", "partner", "venue"),
    [
        (
            "fr",
            "L’ICESCO et le Gabon renforcent leur coopération",
            "Le Directeur général de l’ICESCO, Dr Salim M. AlMalik, a reçu mardi, au siège de l’Organisation à Rabat, "
            "l’ambassadeur du Gabon, avec qui il a examiné les perspectives de coopération.",
            "GAB",
            "MAR",
        ),
        (
            "ar",
            "المدير العام للإيسيسكو يستقبل سفير كرواتيا",
            "استقبل المدير العام لمنظمة الإيسيسكو الدكتور سالم المالك سفير جمهورية كرواتيا لدى المملكة المغربية بمقر "
            "المنظمة في الرباط، وبحث الجانبان سبل التعاون.",
            "HRV",
            "MAR",
        ),
    ],
)
def test_roles_are_read_in_each_language_of_the_site(language, headline, body, partner, venue):
    found = roles.attribute_roles(Article("page", 1, headline, body, language=language)).roles
    assert {row.iso3 for row in found if row.role == "partner"} == {partner}
    assert {row.iso3 for row in found if row.role == "venue"} == {venue}


def test_the_table_was_learned_from_the_labels_as_they_are():
    head = train.TABLE.read_text(encoding="utf-8").splitlines()[: train.HEAD.count("\n") + 1]
    assert head[-1].endswith(train.hash_labels(train.folders_of(train.SETS_LEARNED))), "run `make train`"


@pytest.fixture(scope="module")
def learned(cases):
    """The weights that the first quarter of the cases teaches."""
    return train.fit(cases[: len(cases) // 4])


def test_the_order_of_the_articles_changes_no_weight(cases, learned):
    assert train.fit(cases[: len(cases) // 4][::-1]) == learned


def test_more_labels_are_learned_from(cases, learned):
    assert train.fit(cases[: len(cases) // 2]) != learned
