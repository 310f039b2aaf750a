"""The flat table: every release is in it, each partner has a row and leads to its sentence and its page."""

import json

from icesco_analysis.corpus import load_corpus, table_bytes
from icesco_analysis.corpus.own import is_own


def test_a_row_for_each_partner_and_one_for_a_release_without_any(dev_corpus):
    releases = dev_corpus.releases
    partners = dev_corpus.countries[dev_corpus.countries["role"] == "partner"]
    assert set(releases["story"]) == set(dev_corpus.articles["article_id"])
    named = releases.dropna(subset=["partner"])
    assert sorted(zip(named["story"], named["partner"], strict=True)) == sorted(
        zip(partners["article_id"], partners["country"], strict=True)
    )
    assert named["sentence"].notna().all()
    alone = releases[releases["partner"].isna()]
    assert alone["story"].is_unique
    assert alone["status"].isin(["multilateral", "none", "unknown"]).all()
    assert alone[["role", "doubt", "sentence"]].isna().all(axis=None)


def test_newest_come_first_and_the_address_is_that_of_the_release_else_of_its_page(dev_corpus):
    releases = dev_corpus.releases
    assert releases["first_day"].dropna().is_monotonic_decreasing
    links = dev_corpus.appearances.set_index(["source", "position"])["url"]
    pages = dev_corpus.pages.set_index("source")["url"]
    for row in releases.itertuples():
        assert row.address == (links[row.page, row.place] or pages[row.page])


def test_its_file_is_known_as_the_projects_own(seeds_corpus, tmp_path):
    path = tmp_path / "releases.csv"
    path.write_bytes(table_bytes(seeds_corpus.releases, for_excel=True))
    assert is_own(path)
    path.write_bytes("Headline\tType\r\n".encode("utf-16"))
    assert not is_own(path)


def test_the_record_of_a_run_knows_inputs_counts_and_corrections_and_no_clock(tmp_path):
    rows = load_corpus("seeds")
    recorded = rows.record(command="run", selection={"since": "2025"}, selected="9 of 50 stories: since 2025")
    assert recorded == rows.record(command="run", selection={"since": "2025"}, selected="9 of 50 stories: since 2025")
    record = json.loads(recorded)
    assert record["counts"]["articles"] == 50
    assert [one["sha256"] for one in record["inputs"]] == [row["sha256"] for row in rows.rows["pages"]]
    assert record["corrections"] == {"applied": [], "not_applied": []}
    (tmp_path / "run.json").write_bytes(recorded)
    assert is_own(tmp_path / "run.json")
