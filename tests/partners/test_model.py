"""Weights, chances and what a role is explained by; and that the table is what the labels teach."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icesco_analysis.language import read_vocabulary
from icesco_analysis.pages import Article
from icesco_analysis.partners import model, roles
from icesco_analysis.partners.evidence import Gathered
from icesco_analysis.partners.model import THRESHOLD, confidence_of, read_weights, weigh_evidence
from tasks import train

MOST_ROWS = 2000
"""A table that can still be looked through kind by kind."""
ARTICLE = Article(
    "page", 1, "", "Dr. AlMalik received the Minister of Culture of Oman at ICESCO’s headquarters in Rabat."
)
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


def test_a_role_is_explained_by_what_spoke_most():
    told = roles.explain_role(ARTICLE, "OMN", "partner")
    assert dict(told)["before: {minister}"] > 0
    assert [abs(weight) for _, weight in told] == sorted((abs(weight) for _, weight in told), reverse=True)


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


def test_the_order_of_the_articles_changes_no_weight(cases):
    half = cases[: len(cases) // 2]
    assert train.fit(half) == train.fit(half[::-1])


def test_more_labels_are_learned_from(cases):
    assert train.fit(cases) != train.fit(cases[: len(cases) // 2])
