"""References: of the analysis and of each release, in three formats, whatever a headline holds."""

import json
import re

import pytest

from icesco_analysis import load_corpus
from icesco_analysis.report import cite, compare


@pytest.fixture
def hostile(tmp_path):
    (tmp_path / "pages.csv").write_text("source,url,saved_on\na.txt,https://example.org/{a}?b=1,2025-05-20\n")
    (tmp_path / "a.txt").write_text(
        "ICESCO & Fiji: 100% of {All} \\LaTeX_Users~ #1 Meet\n\nDr. Salim M. AlMalik, Director-General of ICESCO, met "
        "on 5 May 2025, in Suva, with Mr. Ratu Vuki, Minister of Education of Fiji, to discuss schools.\n"
    )
    return load_corpus(tmp_path)


def test_bibtex_holds_no_command_of_a_page_and_every_brace_is_closed(hostile):
    text = cite(hostile, author="A. Analyst", date="2025-05-21")
    assert r"ICESCO \& Fiji: 100\% of \{All\} \textbackslash{}LaTeX\_Users\textasciitilde{} \#1 Meet" in text
    assert "url = {https://example.org/%7Ba%7D?b=1}" in text
    assert "urldate = {2025-05-20}" in text
    bare = re.sub(r"\\[{}]", "", text)
    assert bare.count("{") == bare.count("}")
    assert text.count("@misc{") == 2


def test_csl_names_the_analysis_first_and_each_release_once(dev_corpus):
    agreements = dev_corpus.select(activity="agreement")
    first, *releases = json.loads(cite(agreements, form="csl", date="2026-11-30"))
    assert first["issued"]["date-parts"] == [[2026, 11, 30]]
    assert agreements.selection in first["title"]
    assert {one["id"] for one in releases} == {f"icesco-{story}" for story in agreements.articles["article_id"]}
    assert all(one["title"] and "Saved page" in one["note"] for one in releases)


def test_ris_closes_every_reference_and_writes_days_as_it_wants_them(hostile):
    lines = cite(hostile, form="ris").splitlines()
    assert sum(line.startswith("TY  - ") for line in lines) == sum(line.startswith("ER  - ") for line in lines) == 2
    assert "Y2  - 2025/05/20" in lines
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines if line)


def test_two_sides_are_counted_alone_and_shares_wait_for_enough_stories_and_pages(dev_corpus):
    sides = [dev_corpus.select(since=year, until=year) for year in ("2023", "2025")]
    compared = compare(*sides)
    counts = compared.set_index("what")
    assert counts.loc["stories", ["first", "second"]].tolist() == [len(side.articles) for side in sides]
    shared = compared[compared["first_share"].notna()]
    assert set(shared["part"]) == {"type", "region"}
    assert (shared["first_low"] <= shared["first_share"]).all()
    assert (shared["first_share"] <= shared["first_high"]).all()
    few = compare(dev_corpus.select(country="Oman"), sides[1])
    assert few["first_share"].isna().all()
    back = compare(*sides[::-1]).set_index("what")["change"]
    assert (back == -counts["change"].reindex(back.index)).all()
