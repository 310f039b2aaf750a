"""The gazetteer proves itself: every name finds its own row and no other; what is no state is not found."""

import importlib.util
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icesco_analysis.language.vocabulary import VocabularyError, read_vocabulary
from icesco_analysis.partners import countries, gazetteer
from icesco_analysis.partners.countries import Country, Mention, find_mentions, load_countries
from icesco_analysis.partners.gazetteer import KINDS, NONE, Gazetteer, load_gazetteer
from icesco_analysis.partners.lookup import look_up_countries
from tests.rows import each_row

CASES = Path(__file__).parents[1] / "cases"
ROOT = Path(__file__).parents[2]


def read_cases(name: str) -> list[dict[str, str]]:
    lines = [
        line for line in (CASES / name).read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    ]
    header = lines[0].split("\t")
    return [dict(zip(header, line.replace("\\n", "\n").split("\t"), strict=True)) for line in lines[1:]]


def codes(text: str, language: str = "en") -> set[str]:
    return {mention.iso3 for mention in find_mentions(text, language=language)}


def found(text: str, language: str = "en") -> list[tuple[str, str]]:
    return [(mention.text, mention.iso3) for mention in find_mentions(text, language=language)]


def rows(name: str) -> list[dict[str, str]]:
    columns = {
        "names.tsv": ["iso3", "kind", "name", "note"],
        "places.tsv": ["iso3", "kind", "name", "note"],
        "names_cldr.tsv": ["iso3", "language", "name", "note"],
        "namesakes.tsv": ["phrase", "iso3", "kind", "note"],
        "names_fr.tsv": ["iso3", "kind", "name", "note"],
        "names_ar.tsv": ["iso3", "kind", "name", "note"],
        "contexts.tsv": ["rule", "names", "before", "after", "reading", "note", "example", "counterexample"],
        "contexts_fr.tsv": ["rule", "names", "before", "after", "reading", "note", "example", "counterexample"],
        "contexts_ar.tsv": ["rule", "names", "before", "after", "reading", "note", "example", "counterexample"],
        "shared_names.tsv": ["name", "default", "others", "cues", "note"],
        "word_lists.tsv": ["list", "word", "note"],
        "oic_members.tsv": ["iso3", "country", "joined_oic"],
    }
    return read_vocabulary(name, columns=columns[name])


def frame(name: str, kind: str) -> str:
    """Put a name where its kind of word can stand."""
    return f"The {name} officials met." if kind in ("demonym", "adjective") else f"They arrived from {name} yesterday."


# --- the countries


def test_every_state_of_the_list_is_there_once_with_sound_codes() -> None:
    states = load_countries()
    assert len(states) == 250
    assert len({country.iso2 for country in states.values()}) == 250
    assert all(re.fullmatch(r"\d{3}", country.numeric) or country.iso3 == "XKX" for country in states.values())
    assert {"XKX", "PSE", "VAT", "TWN", "ESH", "HKG"} <= states.keys()


def test_the_oic_has_its_57_members() -> None:
    assert sum(country.oic for country in load_countries().values()) == 57
    assert load_countries()["TUR"].oic
    assert not load_countries()["ETH"].oic


@each_row("row", rows("oic_members.tsv"), ids=lambda row: row["iso3"])
def test_the_oics_own_name_of_a_member_is_the_short_name_and_finds_it(row: dict[str, str]) -> None:
    assert load_countries()[row["iso3"]].name == row["country"]


def test_points_lie_on_the_globe_and_neighbours_lie_near_each_other() -> None:
    states = load_countries()
    assert all(-90 <= country.latitude <= 90 and -180 <= country.longitude <= 180 for country in states.values())
    assert abs(states["BHR"].longitude - states["QAT"].longitude) < 2
    assert states["ARG"].latitude < 0 < states["NOR"].latitude


def test_regions_are_those_of_the_un_geoscheme() -> None:
    assert {country.region for country in load_countries().values()} == {
        "Africa",
        "Americas",
        "Antarctica",
        "Asia",
        "Europe",
        "Oceania",
    }
    assert load_countries()["AZE"].subregion == "Western Asia"


@each_row("country", load_countries().values(), ids=lambda country: country.iso3)
def test_short_name_official_name_and_demonym_find_their_own_row_and_no_other(country: Country) -> None:
    for name, kind in ((country.name, "name"), (country.official, "name"), (country.demonym, "demonym")):
        if name and name != "English":
            assert found(frame(name, kind)) == [(name, country.iso3)]


def test_every_state_has_a_demonym_unless_it_shares_one_or_is_a_territory() -> None:
    without = {country.iso3 for country in load_countries().values() if not country.demonym}
    assert without == {
        *("COD", "DMA"),  # Congolese and Dominican are rows of shared_names.tsv
        *("ATA", "ATF", "BES", "BLM", "BVT", "GGY", "HMD", "IOT", "JEY", "MAF", "SGS", "SJM", "SPM", "UMI"),
    }


# --- the names


@pytest.mark.parametrize("file", ["names.tsv", "places.tsv"])
def test_every_name_finds_itself_and_nothing_else(file: str) -> None:
    wrong = [
        (row["name"], row["iso3"], mentions)
        for row in rows(file)
        if row["name"] not in NEEDS_CONTEXT
        if (mentions := found(frame(row["name"], row["kind"]))) != [(row["name"], row["iso3"])]
    ]
    assert wrong == []


NEEDS_CONTEXT = {"Sino", "Russo", "Franco", "Italo"}  # prefixes: rows of contexts.tsv, proved there


def test_every_cldr_name_in_english_or_french_finds_its_country_or_is_a_listed_namesake() -> None:
    namesakes = {row["phrase"] for row in rows("namesakes.tsv")}
    wrong = [
        (row["name"], row["iso3"], found(frame(row["name"], "name")))
        for row in rows("names_cldr.tsv")
        if row["language"] != "ar" and row["name"] not in namesakes
        if codes(frame(row["name"], "name")) != {row["iso3"]}
    ]
    assert wrong == []


@pytest.mark.parametrize("file", ["names.tsv", "places.tsv"])
def test_no_vocabulary_lists_a_name_twice(file: str) -> None:
    names = [row["name"] for row in rows(file)]
    assert sorted(names) == sorted(set(names))
    assert all(row["kind"] in KINDS for row in rows(file))


def test_the_names_of_the_cldr_are_those_that_the_script_writes() -> None:
    written = (ROOT / "icesco_analysis" / "data" / "names_cldr.tsv").read_text(encoding="utf-8")
    assert load_script("make_country_names").country_names_table() == written


def load_script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "benchmarks" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- namesakes, contexts, shared names


def test_every_namesake_reads_as_its_row_says() -> None:
    wrong = []
    for row in rows("namesakes.tsv"):
        expected = set() if row["iso3"] == NONE else {row["iso3"]}
        if codes(f"They spoke about {row['phrase']} yesterday.") != expected:
            wrong.append((row["phrase"], row["iso3"], found(f"They spoke about {row['phrase']} yesterday.")))
    assert wrong == []


RULES = {"en": "contexts.tsv", "fr": "contexts_fr.tsv", "ar": "contexts_ar.tsv"}


@each_row(
    ("language", "row"),
    [(language, row) for language, file in RULES.items() for row in rows(file)],
    ids=lambda value: value if isinstance(value, str) else value["rule"],
)
def test_every_rule_on_contexts_decides_its_example_and_spares_its_counterexample(
    language: str, row: dict[str, str]
) -> None:
    expected = set() if row["reading"] == NONE else {row["reading"]}
    assert codes(row["example"], language) == expected
    assert codes(row["counterexample"], language) - expected or (
        expected and not codes(row["counterexample"], language)
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(countries, "load_gazetteer", lambda spoken: gazetteer_without(row["rule"], spoken))
        assert codes(row["example"], language) != expected


def gazetteer_without(rule: str, language: str) -> Gazetteer:
    gazetteer = load_gazetteer(language)
    return replace(gazetteer, contexts=tuple(context for context in gazetteer.contexts if context.rule != rule))


@pytest.mark.parametrize("language", RULES)
def test_every_rule_on_contexts_compiles_alone_and_in_the_gates_of_every_name(language: str) -> None:
    gazetteer = load_gazetteer(language)
    for context in gazetteer.contexts:
        assert context.before is not None or context.after is not None
    gates = {rules for rules in map(gazetteer.rules_of, range(len(gazetteer.surfaces))) if rules is not None}
    assert {rule for rules in gates for rule in rules.rules} == set(gazetteer.contexts)
    assert all(rules.before.pattern and rules.after.pattern for rules in gates)


@each_row("row", rows("shared_names.tsv"), ids=lambda row: row["name"])
def test_a_shared_name_follows_the_state_that_the_text_names(row: dict[str, str]) -> None:
    assert codes(f"{row['name']} was there.") == {row["default"]}
    for other in row["others"].split():
        country = load_countries()[other]
        cue = next((cue for cue in row["cues"].split("|") if codes(f"from {cue}.") == {other}), country.name)
        assert codes(f"{row['name']} was there. They came from {cue}.") == {other}
        both = f"{row['name']} was there. They came from {cue} and {load_countries()[row['default']].official}."
        assert codes(both) == {other, row["default"]}


FIRST = read_vocabulary("countries.tsv", columns=[*gazetteer._TEXT_COLUMNS, "latitude", "longitude", "note"])[0]


@pytest.mark.parametrize(
    ("file", "row", "load", "said"),
    [
        ("names.tsv", {"iso3": "QAT", "kind": "name", "name": "Oman"}, load_gazetteer, r"Oman .*already means OMN"),
        ("names.tsv", {"iso3": "XXX", "kind": "name", "name": "Xyz"}, load_gazetteer, r"Xyz .*unknown code or kind$"),
        ("places.tsv", {"iso3": "QAT", "kind": "x", "name": "Xyz"}, load_gazetteer, r"Xyz .*unknown code or kind$"),
        ("countries.tsv", FIRST, load_countries, FIRST["iso3"]),
        ("countries.tsv", FIRST | {"iso3": "xx"}, load_countries, "xx"),
        ("oic_members.tsv", {"iso3": "XXX", "country": "", "joined_oic": ""}, load_countries, "unknown codes XXX"),
    ],
)
def test_names_and_codes_of_the_vocabularies_are_validated_at_load(monkeypatch, file, row, load, said) -> None:
    def with_a_wrong_row(name: str, *, columns: list[str]) -> list[dict[str, str]]:
        return read_vocabulary(name, columns=columns) + ([row | {"note": ""}] if name == file else [])

    monkeypatch.setattr(gazetteer, "read_vocabulary", with_a_wrong_row)
    with pytest.raises(VocabularyError, match=said):
        load.__wrapped__()


@pytest.mark.parametrize(("typed", "nearest"), [("Central Asai", "Central Asia"), ("kote d’ivoire", "Côte d’Ivoire")])
def test_the_nearest_names_of_what_is_none_are_told_as_people_write_them(typed: str, nearest: str) -> None:
    with pytest.raises(ValueError, match=rf"nearest: {nearest}\b"):
        look_up_countries(typed)


# --- French and Arabic

FRAMES = {"fr": "Ils sont allés à {} hier.", "ar": "جاؤوا من {} أمس."}


@pytest.mark.parametrize("language", FRAMES)
def test_every_name_of_another_language_finds_its_own_row(language: str) -> None:
    own = {row["name"]: row["iso3"].split()[0] for row in rows(f"names_{language}.tsv") if row["kind"] != "adjective"}
    cldr = {row["name"]: row["iso3"] for row in rows("names_cldr.tsv") if row["language"] == language}
    wrong = {
        name: read
        for name, iso3 in (cldr | own).items()
        if (read := codes(FRAMES[language].format(name), language)) != {iso3} - {NONE}
    }
    assert wrong == {}


@each_row("case", read_cases("countries_languages.tsv"), ids=lambda case: case["text"][:60])
def test_a_text_in_another_language_mentions_exactly_this(case: dict[str, str]) -> None:
    mentions = find_mentions(case["text"], language=case["language"])
    assert "|".join(f"{mention.text} {mention.iso3}" for mention in mentions) == case["mentions"]
    assert all(case["text"][mention.start : mention.end] == mention.text for mention in mentions)


# --- mentions in texts


@each_row("case", read_cases("countries_matched.tsv"), ids=lambda case: case["text"][:60])
def test_a_text_mentions_exactly_these_countries(case: dict[str, str]) -> None:
    assert codes(case["text"]) == set(case["countries"].split())


@each_row("case", read_cases("countries_not_matched.tsv"), ids=lambda case: case["text"][:60])
def test_a_text_mentions_no_country(case: dict[str, str]) -> None:
    assert found(case["text"]) == []


@each_row("case", read_cases("countries_spans.tsv"), ids=lambda case: case["text"][:60])
def test_spans_cover_exactly_what_stands_there(case: dict[str, str]) -> None:
    assert [mention.text for mention in find_mentions(case["text"])] == case["spans"].split("|")


@pytest.mark.parametrize("name", ["Cha\u00add", "C\u200bhad", "Cha\u200bd\u0301"])
@pytest.mark.parametrize("before", ["", "on \n \t \n", "a  b ", "\n\n    "])
def test_spans_hold_what_is_not_seen_inside_and_before_a_name(before: str, name: str) -> None:
    mentions = find_mentions(f"{before}{name} and Mali")
    assert [(mention.start, mention.text) for mention in mentions] == [
        (len(before), name),
        (len(f"{before}{name} and "), "Mali"),
    ]


def test_a_mention_carries_the_kind_and_the_name_of_its_row() -> None:
    assert find_mentions("in COTE D'IVOIRE today") == [Mention(3, 16, "COTE D'IVOIRE", "CIV", "name", "Côte d’Ivoire")]


NAMES = st.deferred(lambda: st.sampled_from([surface.text for surface in load_gazetteer().surfaces]))
OTHER_NAMES = st.deferred(
    lambda: st.sampled_from([surface.text for lang in ("fr", "ar") for surface in load_gazetteer(lang).surfaces])
)
FILLERS = st.sampled_from(
    [
        " ",
        "\n",
        "\n\n",
        "  ",
        ", ",
        " and ",
        "\u00a0",
        "’s ",
        "-",
        "\u0301",
        "x",
        "\r\n",
        "\n \n    ",
        "d’",
        " و",
        "لل",
        "\u064f",
        "\u0640",
    ]
)


@given(st.lists(st.one_of(NAMES, OTHER_NAMES, FILLERS, st.text(max_size=8)), max_size=12), st.sampled_from(list(RULES)))
def test_spans_are_true_ordered_and_apart_in_any_text(pieces: list[str], language: str) -> None:
    text = "".join(pieces)
    mentions = find_mentions(text, language=language)
    assert all(text[mention.start : mention.end] == mention.text for mention in mentions)
    assert all(mention.start < mention.end for mention in mentions)
    assert all(left.end <= right.start for left, right in pairwise(mentions))
    assert all(mention.iso3 in load_countries() and mention.kind in KINDS for mention in mentions)


@given(NAMES, st.sampled_from([" ", "\n", "\u00a0", "  ", "\n   "]))
def test_blanks_inside_a_name_are_alike(name: str, blank: str) -> None:
    text = f"They met in {name} today."
    assert codes(text.replace(" ", blank)) == codes(text)


@given(NAMES)
def test_a_name_inside_a_longer_word_is_not_found(name: str) -> None:
    assert not any(mention.text == name for mention in find_mentions(f"x{name}x"))
