"""Which bodies a text names, which of them are ICESCO's counterpart, and which names are of one body."""

import csv
from pathlib import Path

from icesco_analysis.language import read_phrases, read_vocabulary, read_weight_table
from icesco_analysis.pages.articles import Article
from icesco_analysis.partners import attribute_roles, is_same_body
from icesco_analysis.partners.bodies import NAMES, WORDS, find_names
from icesco_analysis.partners.countries import LANGUAGES
from icesco_analysis.partners.naming import MEANINGS, fold_name
from icesco_analysis.partners.organisations import COLUMNS, TABLE, find_bodies, find_organisations
from icesco_analysis.partners.scenes import find_scene
from tasks.train_organisations import MOST_ROWS
from tests.rows import each_row

CASES = Path(__file__).parents[1] / "cases"


def _cases(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _names(text: str, language: str) -> list[str]:
    article = Article("page", 1, "", text, language=language)
    scene = find_scene(article)
    found = [name for sentence in scene.sentences for name in find_names(scene, sentence)]
    return [article.text[name.start : name.end] for name in sorted(found, key=lambda name: name.start)]


@each_row("case", _cases("organisations_named.tsv"), ids=lambda case: case["text"][:40])
def test_a_body_is_found_as_printed(case: dict[str, str]) -> None:
    assert _names(case["text"], case["language"]) == case["names"].split("|"), case["why"]


@each_row("case", _cases("organisations_not_named.tsv"), ids=lambda case: case["text"][:40])
def test_what_is_no_body_is_not_found(case: dict[str, str]) -> None:
    assert _names(case["text"], case["language"]) == [], case["why"]


def test_name_and_acronym_are_one_body_with_a_usual_name() -> None:
    body = (
        "ICESCO signed an agreement with the Islamic Development Bank (IsDB) in Jeddah on Monday. "
        "The IsDB will pay for the project, which was launched by ICESCO."
    )
    (bank,) = attribute_roles(Article("page", 1, "ICESCO and IsDB Sign Agreement", body)).organisations
    assert (bank.organisation, bank.acronym, bank.usual) == ("Islamic Development Bank", "IsDB", "IsDB")
    assert bank.n_mentions == 4
    assert bank.sentence.startswith("ICESCO signed an agreement")


def test_spans_lead_back_to_the_name() -> None:
    article = Article("page", 1, "A Headline", "ICESCO signed an agreement with Kazan Federal\nUniversity on Monday.")
    (one,) = find_organisations(find_scene(article))
    assert article.text[one.start : one.end] == one.organisation == "Kazan Federal\nUniversity"
    assert one.forms == ("Kazan Federal University",)


def test_a_body_that_is_only_present_is_no_counterpart() -> None:
    text = (
        "The Director-General spoke in Rabat. A lecturer of the University of Tartu, who was there, asked a question."
    )
    assert not find_organisations(find_scene(Article("page", 1, "", text)))


def test_names_of_the_gazetteer_are_of_one_body_each() -> None:
    rows = read_vocabulary(NAMES, columns=["language", "kind", "phrase", "note"])
    assert [row["phrase"] for row in rows if not row["note"] or not {*row["language"].split()} <= {*LANGUAGES}] == []
    owners: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for phrase, usual in read_phrases(NAMES, language=language):
            owners.setdefault(fold_name(phrase), set()).add(usual)
            owners.setdefault(fold_name(usual), set()).add(usual)
    assert {name: usual for name, usual in owners.items() if len(usual) > 1} == {}


@each_row(
    ("language", "text", "usual"),
    [
        ("fr", "L’ICESCO et la Banque islamique de développement ont signé un accord.", "IsDB"),
        ("fr", "L’ICESCO et le HCR ont signé un accord.", "UNHCR"),
        ("ar", "وقعت الإيسيسكو واليونسكو مذكرة تفاهم.", "UNESCO"),
        ("ar", "وقعت الإيسيسكو والمنظمة العربية للتنمية الإدارية مذكرة تفاهم.", "ARADO"),
        ("ar", "وقعت الإيسيسكو وجامعة القاهرة مذكرة تفاهم.", "Cairo University"),
        ("en", "ICESCO and the National Council for Culture, Arts and Letters signed an agreement.", "NCCAL"),
        (
            "en",
            "ICESCO and the Oxford Centre for Islamic Studies signed an agreement.",
            "Oxford Centre for Islamic Studies",
        ),
        ("en", "ICESCO and the University of Nowhere signed an agreement.", ""),
        ("fr", "L’ICESCO et la Bibliothèque nationale du Mali ont signé un accord.", "National Library of Mali"),
        ("fr", "L’ICESCO et la Bibliothèque nationale du Malawi ont signé un accord.", ""),
        ("ar", "وقعت الإيسيسكو والهلال الأحمر القطري مذكرة تفاهم.", "Qatari Red Crescent"),
    ],
)
def test_a_name_in_any_language_leads_to_the_usual_one(language: str, text: str, usual: str) -> None:
    scene = find_scene(Article("page", 1, "", text, language=language))
    assert [body.usual for body in find_bodies(scene)] == [usual]


def test_a_body_is_called_by_its_name_without_its_country_too() -> None:
    text = "ICESCO and the Slovak Museum of Old Letters signed an agreement. The Museum of Old Letters is old."
    (museum,) = find_bodies(find_scene(Article("page", 1, "", text)))
    assert museum.forms == ["Slovak Museum of Old Letters", "Museum of Old Letters"]


def test_a_short_form_that_is_no_name_joins_no_bodies() -> None:
    text = "ICESCO met the National Museum in Oslo, and the National Museum in Bamako was told of it."
    bodies = find_bodies(find_scene(Article("page", 1, "", text)))
    assert [body.forms[0] for body in bodies] == ["National Museum in Oslo", "National Museum in Bamako"]


def test_a_name_without_what_it_is_for_is_of_the_same_body() -> None:
    text = "ICESCO and the Dorko Foundation for Lamps signed an agreement. The Dorko Foundation is old."
    (body,) = find_bodies(find_scene(Article("page", 1, "", text)))
    assert body.forms == ["Dorko Foundation for Lamps", "Dorko Foundation"]


def test_words_are_each_of_one_kind() -> None:
    rows = read_vocabulary(MEANINGS, columns=LANGUAGES)
    meant = [word for row in rows for word in " ".join(row.values()).split()]
    assert sorted(meant) == sorted(set(meant))
    rows = read_vocabulary(WORDS, columns=["language", "kind", "phrase", "note"])
    keys = [(row["language"], row["phrase"]) for row in rows]
    assert sorted(keys) == sorted(set(keys))


def test_the_table_of_weights_can_be_read_by_a_person() -> None:
    assert len(read_weight_table(TABLE, columns=COLUMNS)) <= MOST_ROWS + 1


@each_row(
    ("label", "forms", "same"),
    [
        ("the Zambia University", ["University of Zambia"], True),
        ("Universite de Lome", ["Université de Lomé"], True),
        ("IsDB", ["Islamic Development Bank", "IsDB"], True),
        ("University of Nairobi", ["جامعة نيروبي"], True),
        ("University of Nairobi", ["معهد نيروبي"], False),
        ("University of Nairobi", ["جامعة كينياتا"], False),
        ("University of Nairobi", ["University of Khartoum"], False),
        ("Chadian Centre for Water", ["المركز التشادي للمياه"], True),
        ("Chadian Centre for Water", ["المركز التشادي للطاقة"], False),
        ("Chadian Centre for Water", ["المركز المالي للمياه"], False),
        ("Centre tchadien de l’eau", ["Water Centre of Chad"], True),
        ("Dorko Green Energy", ["دوركو للطاقة الخضراء"], True),
        ("Dorko Green Energy", ["مالكو للطاقة الخضراء"], False),
        ("Dorko Foundation", ["دوركو", "مؤسسة دوركو"], True),
        ("National Museum", ["المتحف"], False),
        ("Museum", ["المتحف"], False),
    ],
)
def test_names_are_compared_without_what_does_not_matter(label: str, forms: list[str], same: bool) -> None:
    assert is_same_body(label, forms) is same
