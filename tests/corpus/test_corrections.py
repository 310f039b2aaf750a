"""An analyst's corrections are replayed, counted, and never silently lost."""

import shutil
from pathlib import Path

import pytest

from icesco_analysis.corpus import load_corpus
from icesco_analysis.corpus.corrections import read_corrections
from icesco_analysis.corpus.notes import puts_day_first
from tests.rows import each_row

PAGE = """\
ICESCO and Fiji Explore Cooperation in Reef Science

Dr. Salim M. AlMalik, Director-General of ICESCO, met with Mr. Ratu Vuki, Minister of Education of Fiji, on Tuesday, \
5 March 2024, in Suva, to discuss how coastal schools could take part in the study of reefs.

The two sides agreed to exchange teachers and to publish a common handbook for pupils of the islands.

ICESCO Holds Workshop on Counting Birds in Wetlands

The Islamic World Educational, Scientific and Cultural Organization (ICESCO) held a workshop on counting birds in \
wetlands at its headquarters in Rabat, on Monday, 4 March 2024, with forty rangers taking part in the exercise.

The workshop closed with a list of recommendations on how to share observations between parks.
"""
FIRST = "ICESCO and Fiji Explore Cooperation in Reef Science"
SECOND = "ICESCO Holds Workshop on Counting Birds in Wetlands"
HEADER = "source,headline,field,old,new,reason\n"


@pytest.fixture
def corrected(tmp_path):
    def load(*rows, header=HEADER):
        (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
        (tmp_path / "corrections.csv").write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")
        return load_corpus(tmp_path)

    return load


def _kinds(corpus):
    return sorted(corpus.problems["kind"])


def test_the_page_without_corrections_reads_as_expected(corrected):
    corpus = corrected()
    assert list(corpus.articles["headline"]) == [FIRST, SECOND]
    assert list(corpus.articles["date_start"].dt.date.astype(str)) == ["2024-03-05", "2024-03-04"]


def test_a_day_is_overruled_and_says_by_whom(corrected):
    corpus = corrected(f"page.txt,{FIRST},date,2024-03-05,2024-03-06/2024-03-07,the minister's office says so")
    first = corpus.articles.iloc[0]
    assert (str(first["date_start"].date()), str(first["date_end"].date())) == ("2024-03-06", "2024-03-07")
    assert first["date_rule"] == "correction"
    assert "the minister's office says so" in first["date_sentence"]
    assert "correction-applied" in _kinds(corpus)


def test_a_day_can_be_made_unknown(corrected):
    corpus = corrected(f"page.txt,{FIRST},date,2024-03-05,nothing,a misprint")
    assert corpus.articles["date_start"].isna().tolist() == [True, False]


def test_a_role_is_changed_added_and_taken_away(corrected):
    corpus = corrected(
        f"page.txt,{FIRST},role,FJI:partner,FJI:mention,only a guest",
        f"page.txt,{SECOND},role,,TON:partner,the rangers came from Tonga",
        f"page.txt,{SECOND},role,MAR:venue,None,it was online",
    )
    found = {(row.iso3, row.role, row.rule) for row in corpus.countries.itertuples()}
    assert ("FJI", "mention", "correction") in found
    assert ("TON", "partner", "correction") in found
    assert not any(iso3 == "FJI" and role == "partner" for iso3, role, _ in found)
    assert not any(iso3 == "MAR" and role == "venue" for iso3, role, _ in found)
    assert dict(zip(corpus.articles["headline"], corpus.articles["partner_status"], strict=True))[SECOND] == "named"


def test_a_boundary_is_taken_away_and_nothing_of_the_text_is_lost(corrected):
    corpus = corrected(f"page.txt,{SECOND},boundary,start,nothing,it is a box inside the first release")
    assert list(corpus.articles["headline"]) == [FIRST]
    assert SECOND in corpus.articles["body"].item()
    assert "between parks." in corpus.articles["body"].item()
    assert "correction-applied" in _kinds(corpus)


def test_what_begins_a_page_and_is_no_release_is_taken_from_it(corrected):
    corpus = corrected(f"page.txt,{FIRST},boundary,start,nothing,an advertisement")
    assert corpus.articles["headline"].tolist() == [SECOND]
    assert corpus.articles["position"].tolist() == [1]
    rows = [f"page.txt,{headline},boundary,start,nothing,an advertisement" for headline in (SECOND, FIRST)]
    corpus = corrected(*rows)
    assert (len(corpus.articles), corpus.pages["n_articles"].tolist()) == (0, [0])
    assert _kinds(corpus) == ["correction-applied"] * 2


def test_a_boundary_is_added_at_its_line(tmp_path):
    line = "The two sides agreed to exchange teachers and to publish a common handbook for pupils of the islands."
    (tmp_path / "page.txt").write_text(
        PAGE.replace(line, line + "\n\nIt ended with a visit to the reef of the capital.")
    )
    (tmp_path / "corrections.csv").write_text(f'{HEADER}page.txt,"{line}",boundary,,start,the headline lost its form\n')
    corpus = load_corpus(tmp_path)
    assert line in corpus.articles["headline"].tolist()
    assert corpus.articles["position"].tolist() == [1, 2, 3]


UNMATCHED = [
    (f"page.txt,{FIRST},date,2024-03-09,2024-03-05,wrong ground", "2024-03-05"),
    (f"page.txt,{FIRST},role,TON:partner,TON:mention,wrong ground", "FJI"),
    ("page.txt,ICESCO and Fiji Explore Cooperation in Reef Sciences,date,2024-03-05,nothing,misspelled", FIRST),
    ("page.txt,No such line,boundary,start,nothing,wrong ground", "ICESCO"),
    ("other.txt,Anything,date,2024-03-05,nothing,wrong file", ""),
]


@pytest.mark.parametrize(("row", "nearest"), UNMATCHED)
def test_a_correction_that_no_longer_matches_is_a_problem_with_its_nearest_candidate(corrected, row, nearest):
    corpus = corrected(row)
    problem = corpus.problems[corpus.problems["kind"] == "correction-unmatched"]
    assert len(problem) == 1
    assert nearest in problem["message"].item()
    assert "fits nothing that is read and was not applied" in problem["message"].item()
    assert list(corpus.articles["headline"]) == [FIRST, SECOND]


MALFORMED = [
    (
        f"page.txt,{FIRST},colour,a,b,why not",
        "expected the field date, type, role, boundary, merge, split, partner, venue, mention",
    ),
    (f"page.txt,{FIRST},date,2024-03-05,2024-03-06,", "expected a reason"),
    (f"page.txt,{FIRST},date,2024-03-05,5 March,no such form", "no value for the field date"),
    (f"page.txt,{FIRST},date,2024-03-05,2024-03-06/2024-03-05,backwards", "no value for the field date"),
    (f"page.txt,{FIRST},date,2024-03-05,0001-01-01,a slip", "expected 1979 to 2099, as 2025-05-20"),
    (f"page.txt,{FIRST},date,2024-03-05,2024-03-06/9999-12-31,open end", "expected 1979 to 2099"),
    (f"page.txt,{FIRST},role,FJI:partner,XXX:partner,no such country", "no value for the field role"),
    (f"page.txt,{FIRST},role,FJI:partner,FJI:partner,nothing changes", "equal"),
    (f'page.txt,{FIRST},date,2024-03-05,,"checked, right"', "new is empty: expected what is right, or nothing to"),
    (f"page.txt,{FIRST},partner,Fiji,,right", "new is empty"),
    (f"page.txt,{SECOND},boundary,start,,right", "new is empty"),
]


@pytest.mark.parametrize(("row", "expectation"), MALFORMED)
def test_a_malformed_row_names_its_line_and_the_rest_goes_on(corrected, row, expectation):
    corpus = corrected(row, f"page.txt,{SECOND},date,2024-03-04,nothing,open")
    problem = corpus.problems[corpus.problems["kind"] == "correction"]
    assert "line 2" in problem["message"].item()
    assert expectation in problem["message"].item()
    assert corpus.articles["date_start"].isna().tolist() == [False, True]


def test_other_columns_are_refused_with_both_lists(corrected):
    corpus = corrected("a,b", header="source,what\n")
    assert "expected the columns source, headline" in corpus.problems["message"].iloc[0]


def test_a_missing_file_holds_no_correction(tmp_path):
    assert read_corrections(tmp_path / "corrections.csv") == ([], [])


EXCEL = Path(__file__).parents[1] / "cases" / "corrections"


@pytest.mark.parametrize("path", sorted(EXCEL.glob("*.csv")), ids=lambda path: path.stem)
def test_what_excel_saves_in_four_languages_is_applied_whole(path, tmp_path):
    """Code pages and Unicode; commas, semicolons and tabs; days as each language writes them; a row left as it was."""
    shutil.copytree(EXCEL / "pages", tmp_path, dirs_exist_ok=True)
    shutil.copy(path, tmp_path / "corrections.csv")
    corpus = load_corpus(tmp_path)
    assert _kinds(corpus) == ["correction-applied"] * 7
    days = corpus.articles.set_index("headline")[["date_start", "date_end", "activity"]].astype("str")
    assert days.loc[FIRST].tolist() == ["2024-03-06", "2024-03-07", "meeting"]
    assert days.loc[SECOND].tolist() == ["2024-03-14", "2024-03-14", "conference"]
    roles = set(zip(corpus.countries["iso3"], corpus.countries["role"], corpus.countries["rule"], strict=True))
    assert ("AZE", "partner", "correction") in roles
    assert len(corpus.articles) == 4
    assert len(corpus.appearances) == 6


def test_a_corrected_day_does_not_part_a_story_from_its_copies(tmp_path):
    shutil.copytree(EXCEL / "pages", tmp_path, dirs_exist_ok=True)
    (tmp_path / "corrections.csv").write_text(f"{HEADER}page.txt,{FIRST},date,2024-03-05,2024-03-08,so\n")
    corpus = load_corpus(tmp_path)
    assert corpus.articles["headline"].tolist().count(FIRST) == 1
    assert "2024-03-08" in corpus.articles["date_start"].astype("str").tolist()


@each_row(
    ("days", "delimiter", "expected"),
    [
        (["05/03/2024"], ";", True),
        (["05/03/2024"], ",", None),
        (["05/03/2024", "14/03/2024"], ",", True),
        (["3/5/2024", "3/14/2024"], ",", False),
        (["3/14/2024", "14/3/2024"], ";", None),
        (["05.03.2024"], ",", None),
    ],
)
def test_which_number_is_the_day_is_told_by_the_file(days, delimiter, expected):
    assert puts_day_first(days, delimiter=delimiter) is expected


def test_a_day_that_may_be_two_is_refused_and_says_what_to_write(corrected):
    corpus = corrected(f"page.txt,{FIRST},date,05/03/2024,06/03/2024,so")
    assert "05/03/2024 may be two days: write it as 2025-05-20" in corpus.problems["message"].item()
