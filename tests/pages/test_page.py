"""Bytes become a page with its kind, encoding and blocks, or a typed error that says what was expected."""

import codecs
import csv
import subprocess
import sys
import textwrap
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icesco_analysis.language.vocabulary import read_vocabulary
from icesco_analysis.pages.articles import ACCOUNT_PARTS, split_articles
from icesco_analysis.pages.boilerplate import tell_boilerplate
from icesco_analysis.pages.datelines import read_date_line
from icesco_analysis.pages.dumps import split_dump
from icesco_analysis.pages.page import PageError, parse_page
from tests.rows import each_row

HERE = Path(__file__).parents[1]
SEEDS = sorted((HERE.parent / "seeds").glob("*.txt"))
SEED_TEXT = SEEDS[2].read_text(encoding="utf-8")

PAGE = """
    ICESCO Opens Museum of Ships in Nouakchott

    The Islamic World Educational, Scientific and Cultural Organization (ICESCO) opened on Monday, 5 May 2025, in
    Nouakchott, a museum of ships, in the presence of the Mauritanian Minister of Culture and of many fishermen.
"""


def read_cases(name: str) -> list[dict[str, str]]:
    with (HERE / "cases" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@each_row("case", read_cases("pages_date_lines.tsv"), ids=lambda case: case["why"])
def test_a_line_that_consists_of_a_date_is_read(case: dict[str, str]) -> None:
    printed = read_date_line(case["text"])
    assert printed is not None
    assert printed.day == (date.fromisoformat(case["day"]) if case["day"] else None)
    assert printed.place == case["place"]
    assert bool(printed.doubt) is (case["doubtful"] == "yes")


@each_row("case", read_cases("pages_no_date_lines.tsv"), ids=lambda case: case["why"])
def test_a_line_that_says_more_than_a_date_is_no_date_line(case: dict[str, str]) -> None:
    assert read_date_line(case["text"]) is None


@each_row("case", read_cases("pages_boilerplate.tsv"), ids=lambda case: case["text"][:40])
def test_known_text_is_told_from_articles(case: dict[str, str]) -> None:
    assert tell_boilerplate(case["text"]) == case["part"]


def test_every_month_of_the_list_is_a_month() -> None:
    rows = read_vocabulary("date_words.tsv", columns=["language", "role", "word", "value", "note"])
    months = [row for row in rows if row["role"] in ("month", "short month")]
    assert {int(row["value"]) for row in months} == set(range(1, 13))
    for row in months:
        printed = read_date_line(f"Rabat: 5 {row['word']} 2020")
        assert printed is not None
        assert printed.day == date(2020, int(row["value"]), 5)


# ---- what is no page


@each_row(
    ("data", "expectation"),
    [
        (b"", "empty file"),
        (b" \n\t\r\n ", "only blanks"),
        (codecs.BOM_UTF8, "only blanks"),
        (b"%PDF-1.7 \x00\x01", "PDF"),
        (b"PK\x03\x04" + b"\x00" * 40, "zip archive"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "a picture: save the page"),
        (bytes(range(256)) * 20, "expected text"),
        (b"\x00\x01\x02\x03" * 100, "expected text"),
        (b'{"code": "rest_no_route", "message": "No route was found"}', "WordPress posts"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_page_is_refused_by_name_with_what_was_expected(data: bytes, expectation: str) -> None:
    with pytest.raises(PageError, match=r"saved/broken\.txt") as caught:
        parse_page(data, "saved/broken.txt")
    assert expectation in str(caught.value)


def test_a_page_that_never_names_the_organisation_is_reported_and_nothing_is_taken_from_it() -> None:
    other = (
        "Parliament Adopts Budget\n\n"
        + "The parliament of the republic adopted the budget on Monday, 5 May 2025. " * 12
    )
    split = split_articles(parse_page(other.encode(), "other.txt"))
    assert split.articles == ()
    assert [problem.kind for problem in split.problems] == ["foreign-page"]
    assert "other.txt" in split.problems[0].message
    assert split.account["n_chars_unparsed"] == split.account["n_chars"]


@each_row(
    ("said", "own"),
    [
        ("The Council of the Organization adopted the rule, and the Organization thanked its members", False),
        ("The United Nations Educational, Scientific and Cultural Organization (UNESCO) adopted the rule", False),
        ("The Organisation of Islamic Cooperation adopted the rule; the Organisation thanked its members", False),
        ("Ms. Okonjo, Director-General of the Organization, adopted the rule", False),
        ("L’Organisation a adopté la règle, a dit le directeur général", False),
        ("Dr. Salim M. AlMalik, Director-General of the Organization, adopted the rule", True),
        ("The Director-General of the Organization, Dr. Abdulaziz Altwaijri, adopted the rule", True),
        ("The Icesco’s council adopted the rule", True),
    ],
)
def test_a_page_that_speaks_of_some_organization_is_not_yet_one_of_its_own(said: str, own: bool) -> None:
    page = "Rule on Archives Adopted\n\n" + "\n\n".join(
        f"{said} on the archives of town number {number} on 5 May 2025, in the hall of the town." for number in range(8)
    )
    kinds = {problem.kind for problem in split_articles(parse_page(page.encode(), "page.txt")).problems}
    assert ("foreign-page" in kinds) is not own


def test_a_page_that_names_the_organisation_in_passing_only_is_read_and_reported() -> None:
    news = (
        (
            "Fiji Adopts Budget for Schools",
            "the parliament of Fiji adopted the budget for its schools after a long debate.",
        ),
        (
            "Peru Opens Museum of Looms",
            "a museum of looms was opened in Peru by weavers who had asked for it for years.",
        ),
        (
            "Chad Plants Ten Thousand Acacias in the North of the Country",
            "ICESCO looked on when Chad planted acacias in the north of the country.",
        ),
    )
    foreign = "\n\n".join(
        f"{headline}\n\nOn Monday, 5 May 2025, {lead} Nobody had expected so many people to come to the ceremony."
        for headline, lead in news
    )
    kinds = {problem.kind for problem in split_articles(parse_page(foreign.encode(), "other.txt")).problems}
    own = foreign.replace("Nobody had", "Nobody at ICESCO had")
    assert "foreign-articles" in kinds
    assert "foreign-articles" not in {one.kind for one in split_articles(parse_page(own.encode(), "own.txt")).problems}


@pytest.mark.parametrize(("other", "is_foreign"), [("World Trade Organization", True), ("Ministry of Trade", False)])
def test_the_organization_of_a_text_is_another_where_it_spells_one_out(other: str, is_foreign: bool) -> None:
    lead = f"The Organization opened a course for potters in Tlemcen with the {other} on Monday, 3 June 2024."
    page = parse_page(f"Potters of Tlemcen at Work\n\n{lead}\n".encode(), "page.txt")
    kinds = {problem.kind for problem in split_articles(page).problems}
    assert ("foreign-articles" in kinds) is is_foreign


def test_a_page_of_menus_is_reported_as_without_articles() -> None:
    split = split_articles(parse_page(b"<html><body><nav><ul><li>ICESCO</li></ul></nav></body></html>", "menu.html"))
    assert [problem.kind for problem in split.problems] == ["no-article"]
    assert split.account["n_chars_furniture"] == 6


# ---- kind and encoding


@each_row(
    ("text", "kind"),
    [
        (PAGE, "text"),
        ("[Photo] ICESCO\n\nText.", "text"),
        ("x < y and ICESCO > z", "text"),
        ("<!DOCTYPE html><html><body><p>ICESCO</p></body></html>", "html"),
        ("<div><p>ICESCO</p></div>", "html"),
        ('[{"title": {"rendered": "A"}, "content": {"rendered": "<p>B</p>"}}]', "wordpress-json"),
        ('{"title": {"rendered": "A"}, "content": {"rendered": "<p>B</p>"}}', "wordpress-json"),
        ("<?xml version='1.0'?><rss><channel><item><title>A</title></item></channel></rss>", "rss"),
        ("<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>A</title></entry></feed>", "rss"),
    ],
)
def test_the_kind_is_found_from_the_content_whatever_the_name(text: str, kind: str) -> None:
    assert parse_page(text.encode(), "page.dat").kind == kind


@each_row(
    ("text", "written", "read"),
    [
        (PAGE + "Université – “Kaïs” ’", "utf-8", "utf-8"),
        (PAGE + "Université – “Kaïs” ’", "cp1252", "cp1252"),
        (PAGE + "Kütahya, Eskişehir, İznik, Doğan", "cp1254", "cp1254"),
        (
            "نظمت منظمة العالم الإسلامي للتربية والعلوم والثقافة (إيسيسكو) ورشة عمل في الرباط، بحضور سفراء.\n" * 4,
            "cp1256",
            "cp1256",
        ),
        (PAGE, "utf-8-sig", "utf-8-sig"),
        (PAGE, "utf-16", "utf-16"),
        (PAGE, "utf-16-le", "utf-16-le"),
        (PAGE, "utf-16-be", "utf-16-be"),
    ],
    ids=["utf-8", "cp1252", "cp1254", "cp1256", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"],
)
def test_the_encoding_is_found_and_recorded(text: str, written: str, read: str) -> None:
    page = parse_page(text.encode(written), "page.txt")
    assert page.encoding == read
    assert "".join(block.text for block in page.blocks).split()[-1] == text.split()[-1]
    assert not page.problems


def test_a_declared_charset_is_believed_where_it_fits() -> None:
    html = "<html><head><meta charset='windows-1254'></head><body><p>ICESCO Ý</p></body></html>".encode("cp1252")
    assert parse_page(html, "page.html").blocks[0].text == "ICESCO İ"


@pytest.mark.parametrize(
    ("doubt", "kind"), [("Universit\u00c3\u00a9 â€™s", "mojibake"), ("Universit\ufffd", "undecodable")]
)
def test_doubtful_text_is_reported_with_its_line_and_left_as_it_is(doubt: str, kind: str) -> None:
    page = parse_page(f"{PAGE}\n{doubt}\n".encode(), "page.txt")
    assert [problem.kind for problem in page.problems] == [kind]
    assert "line 7" in page.problems[0].message
    assert page.blocks[-1].text.endswith(doubt)


def test_a_letter_torn_at_the_end_of_the_file_does_not_change_the_encoding() -> None:
    page = parse_page((PAGE + "naïve “é").encode()[:-1], "page.txt")
    assert page.encoding == "utf-8"
    assert [problem.kind for problem in page.problems] == ["undecodable"]


# ---- lines and paragraphs


def test_a_paragraph_broken_by_a_stray_newline_is_mended_and_bullets_are_not() -> None:
    dump = (
        "The Director-General underlined the importance of the museum\nfor the sailors of the region.\n\n"
        "The prizes are:\n• a boat of wood\n• a sail\n\nThe end came soon, and everybody was content "
        "with\n\nthe outcome of it.\n"
    )
    assert [block.text for block in split_dump(dump)] == [
        "The Director-General underlined the importance of the museum for the sailors of the region.",
        "The prizes are:",
        "• a boat of wood",
        "• a sail",
        "The end came soon, and everybody was content with the outcome of it.",
    ]


WRAPPED = (
    "of the Islamic World Educational, Scientific and Cultural Organization held in Fez a course on the lamps of "
    "lighthouses, with keepers from many shores and of all ages, who came with their lamps, their logbooks and their "
    "oil, and stayed until the lamps were lit again and the keepers went home over the sea, content with what they "
    "had seen and heard in the houses of the harbour and of the town, where no lamp is ever put out before dawn."
)


@each_row(
    ("short", "following", "blocks"),
    [
        ("The Lighthouse", "Sector " + WRAPPED, 1),  # an article and its noun
        ("The Department of", "Lighthouses " + WRAPPED, 1),  # a small word last
        ("A webinar on “Lamps for", "Keepers” " + WRAPPED, 1),  # a quotation left open
        ("Harbour Lamps Lit Again", "The Sector " + WRAPPED, 2),  # a headline
        ("It was a long night.", "The Sector " + WRAPPED, 2),  # a paragraph
    ],
)
def test_a_short_line_of_a_wrapped_page_goes_on_where_it_cannot_be_an_end(
    short: str, following: str, blocks: int
) -> None:
    assert len(split_dump(f"{short}\n{textwrap.fill(following, width=72)}\n")) == blocks


@each_row("case", read_cases("pages_broken_lines.tsv"), ids=lambda case: case["why"])
def test_two_lines_are_one_paragraph_only_where_a_sentence_is_evidently_torn(case: dict[str, str]) -> None:
    blocks = [block.text for block in split_dump(f"{case['first']}\n{case['second']}\n")]
    joined = [f"{case['first']} {case['second']}"]
    assert blocks == (joined if case["joined"] == "yes" else [case["first"], case["second"]])


def test_a_day_below_a_blank_line_is_no_end_of_the_headline_above() -> None:
    lines = [
        "Le Togo ouvre la bibliothèque de Sokodé (DG)",
        "lundi, 5 mai, 2025 à 10:12",
        "Lomé – La bibliothèque a ouvert.",
    ]
    assert [block.text for block in split_dump("\n\n".join(lines))] == lines


def test_two_sentences_on_neighbouring_lines_stay_two_paragraphs() -> None:
    assert len(split_dump("The first sentence is a whole one, and it ends.\nThe second one follows it at once.\n")) == 2


def test_blocks_say_in_which_lines_they_stand() -> None:
    assert [block.place for block in split_dump("One\n\nTwo\n")] == ["line 1", "line 3"]


# ---- conservation

LINES = st.sampled_from(
    [*SEED_TEXT.splitlines(), "", "Rabat: 17/05/2019", "May 20, 2019 0", "• item", "Latest articles"]
)
MARKUP = st.sampled_from(
    [
        *("<p>", "</p>", "<div>", "<div class='post'>", "</div>", "<h2>", "</h2>", "<nav>", "</nav>", "<br>", "&amp;"),
        *("<article>", "</article>", "<script>", "</script>", "<!--", "-->", "<time datetime='2020-01-02'>", "</time>"),
        *("&nbsp;", "<pre>", "<li>", "<", "<?xml version='1.0'?>"),
    ]
)


def add_up(data: bytes) -> None:
    try:
        page = parse_page(data, "page")
    except PageError:
        return
    account = split_articles(page).account
    assert account["n_chars"] == sum(account[part] for part in ACCOUNT_PARTS)
    assert all(account[part] >= 0 for part in ACCOUNT_PARTS)


@given(st.lists(LINES, max_size=60))
def test_the_account_adds_up_for_any_shuffle_of_lines(lines: list[str]) -> None:
    data = "\n".join(lines).encode()
    add_up(data)
    if data.strip():
        account = split_articles(parse_page(data, "page")).account
        assert account["n_chars"] == len("".join("\n".join(lines).split()))


@given(st.integers(0, len(SEED_TEXT)), st.integers(0, len(SEED_TEXT)), st.text(max_size=30))
def test_the_account_adds_up_for_a_page_with_a_hole_and_a_patch(first: int, second: int, patch: str) -> None:
    start, end = sorted((first, second))
    add_up((SEED_TEXT[:start] + patch + SEED_TEXT[end:]).encode("utf-8", "replace"))


@given(st.lists(st.one_of(LINES, MARKUP), max_size=40))
@settings(max_examples=2 * settings().max_examples)
def test_the_account_adds_up_for_any_markup(pieces: list[str]) -> None:
    add_up(f"<html><body>{''.join(pieces)}</body></html>".encode())


@given(st.binary(max_size=300))
@settings(max_examples=2 * settings().max_examples)
def test_any_bytes_give_a_page_or_a_page_error(data: bytes) -> None:
    add_up(data)


@each_row("seed", SEEDS, ids=lambda seed: seed.stem)
def test_of_a_seed_nothing_stays_unparsed_and_the_header_is_boilerplate(seed: Path) -> None:
    account = split_articles(parse_page(seed.read_bytes(), seed.name)).account
    assert account["n_chars_unparsed"] == 0
    assert account["n_chars_boilerplate"] >= 200
    assert account["n_chars_furniture"] == account["n_chars_dateline"] == 0
    assert account["n_chars"] == len("".join(seed.read_text(encoding="utf-8").split()))


# ---- a quick start


def test_a_text_page_is_read_without_the_libraries_that_only_other_pages_need() -> None:
    program = (
        "import sys\n"
        "from icesco_analysis.pages import parse_page, split_articles\n"
        "for size in sys.argv[1:]:\n"
        "    split_articles(parse_page(sys.stdin.buffer.read(int(size)), 'page.txt'))\n"
        "    print(*{'bs4', 'lxml', 'charset_normalizer', 'pandas', 'numpy'} & sys.modules.keys())\n"
    )
    pages = [(PAGE + "Université – “Kaïs”").encode(code) for code in ("utf-8", "utf-16-le", "cp1252")]
    command = [sys.executable, "-c", program, *(str(len(page)) for page in pages)]
    done = subprocess.run(command, input=b"".join(pages), capture_output=True, check=True)
    assert done.stdout.decode().splitlines() == ["", "", "charset_normalizer"]
