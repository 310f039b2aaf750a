"""An audit from end to end: the sheet filled from known labels says what is true of these pages."""

import csv
import io
import shutil
from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath

import numpy as np
import openpyxl
import pandas as pd
import pytest

from icesco_analysis import load_corpus
from icesco_analysis.audit import read_audit, write_audit
from icesco_analysis.audit.estimates import bound_share, correct_totals, estimate_shares
from icesco_analysis.audit.folder import add_up, compare, read_stories
from icesco_analysis.audit.labels import print_corrections
from icesco_analysis.audit.sheet import (
    ELSEWHERE,
    NONE,
    WHOLE,
    AuditError,
    print_countries,
    read_sheet,
    words_of,
)
from icesco_analysis.corpus import table_bytes
from icesco_analysis.counts import judge, read_labels, score
from icesco_analysis.language import collapse
from tests.conftest import DEV


@pytest.fixture(scope="module")
def truth(dev_corpus):
    """Return what is right of each English story on the pages of `dev`, as a person would tell it."""
    waiting = defaultdict(list)
    for page in read_labels(DEV.parent / "labels"):
        for label in page.articles:
            waiting[page.page, collapse(label["headline"])].append(label)
    told = read_stories(dev_corpus)
    for article in dev_corpus.articles.fillna({"headline": "", "body": ""}).itertuples():
        labels = waiting[PurePosixPath(article.source).stem, collapse(article.headline)]
        if article.article_id in told:
            told[article.article_id] = _tell(told[article.article_id], labels.pop(0) if labels else None, article.body)
    return told


def _tell(read, label, body):
    if label is None:
        return replace(read, release=NONE, days=(), partners=frozenset(), venue=frozenset(), type="")
    ends = (
        collapse(body).startswith(collapse(label["body_start"])),
        collapse(body).endswith(collapse(label["body_end"])),
    )
    days = (day for day in (label["date_start"], label["date_end"]) if day)
    return replace(
        read, release=WHOLE if all(ends) else ELSEWHERE, days=tuple(dict.fromkeys(days)), type=label["activity"] or "",
        partners=frozenset(label["partners"]), venue=frozenset(label["venue"]),
    )  # fmt: skip


def _cells(told):
    first, last = (*told.days, "", "")[:2]
    countries = {"partners": print_countries(told.partners), "venue": "; ".join(told.venue)}
    return countries | {
        "first_day": first,
        "last_day": last,
        "type": told.type,
        "release": told.release,
        "checked": "yes",
    }


def _fill(folder, truth, *, rows=None):
    """Fill the sheet of a folder as a person would, the first `rows` of it, and return it."""
    book = openpyxl.load_workbook(folder / "sheet.xlsx")
    head, *body = book["releases"].iter_rows()
    for row in body[:rows]:
        cells = {name.value: cell for name, cell in zip(head, row, strict=True)}
        for name, value in _cells(truth[cells["story"].value]).items():
            cells[name].value = value
    book.save(folder / "sheet.xlsx")
    return book["releases"]


@pytest.fixture(scope="module")
def filled(tmp_path_factory, dev_corpus, truth):
    folder = tmp_path_factory.mktemp("audit")
    write_audit(dev_corpus, folder, n=60, seed=3, blind=True)
    _fill(folder, truth)
    return folder


def test_the_intervals_hold_what_is_true_of_these_pages(dev_corpus, truth, trials):
    read = read_stories(dev_corpus)
    right, counted, told = compare(truth.values(), read), add_up(read.values()), add_up(truth.values())
    held = defaultdict(list)
    for seed in range(trials(2, 100)):
        drawn = np.random.default_rng(seed).permutation(sorted(read))[:60]
        for row in estimate_shares(right.loc[drawn], of=len(read), width=0.5).itertuples():
            held[row.field].append(row.low <= right[row.field].mean() <= row.high)
        totals = correct_totals(counted, told.loc[drawn], names=words_of("total"))
        for column, row in zip(words_of("total"), totals.itertuples(), strict=True):
            held[row.total] += [] if row.refused else [row.low <= told[column].sum() <= row.high]
    assert {name: np.mean(own) for name, own in held.items() if own and np.mean(own) < 0.93} == {}
    assert len(held["pairs of story and partner"]) > 0


@pytest.mark.parametrize(("share", "n", "of"), [(0.99, 60, 700), (0.9, 60, 100), (0.6, 30, 1500)])
def test_the_interval_of_a_share_holds_the_true_one(share, n, of):
    random, right = np.random.default_rng(4), round(share * of)
    drawn = random.hypergeometric(right, of - right, n, size=400)
    ends = {k: bound_share(k, read=n, of=of) for k in set(drawn.tolist())}
    assert np.mean([ends[k][0] <= right / of <= ends[k][1] for k in drawn.tolist()]) >= 0.93


@pytest.mark.parametrize(("more", "fewer"), [(0.02, 0.01), (0.1, 0.0), (0.0, 0.05), (0.2, 0.2)])
def test_the_interval_of_a_corrected_total_holds_the_true_one(more, fewer, trials):
    random, held = np.random.default_rng(9), []
    for _ in range(trials(40, 1000)):
        moved = pd.DataFrame({"n": random.choice([1, -1, 0], 700, p=[more, fewer, 1 - more - fewer])})
        counted = pd.DataFrame({"n": np.full(700, 1)})
        row = correct_totals(counted, (counted + moved).head(60), names={"n": "all"}).iloc[0]
        held.append(row["low"] <= (counted + moved)["n"].sum() <= row["high"])
    assert np.mean(held) >= 0.93


def test_the_sheet_and_the_same_saved_as_csv_with_semicolons_say_one_thing(filled, tmp_path, dev_corpus, truth):
    audit = read_audit(filled, width=0.1)
    assert (audit.checked, audit.drawn, audit.skipped) == (60, 60, 0)
    write_audit(dev_corpus, tmp_path, n=60, seed=3, blind=False)
    rows = [[cell.value or "" for cell in row] for row in _fill(tmp_path, truth).iter_rows()]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(rows)
    (tmp_path / "sheet.csv").write_bytes(out.getvalue().encode("cp1252", errors="replace"))
    pd.testing.assert_frame_equal(read_audit(tmp_path, width=0.1).shares, audit.shares)
    said = audit.describe(filled, width=10)
    assert "60 of 60 releases checked, drawn from 780 stories" in said
    assert "nan" not in said
    assert "applied before" not in said


def test_labels_of_the_sample_score_as_the_audit_does(filled, dev_corpus):
    audit = read_audit(filled, width=0.1).shares.set_index("field")["share"]
    judged = judge(dev_corpus.tables, read_labels(filled / "labels"))
    assert set(judged["field"]) == {"boundaries", "date", "partner", "venue", "activity"}
    scores = judged.groupby("field")["right"].mean()
    named = {"boundaries": "release", "date": "days", "partner": "partners", "venue": "venue", "activity": "type"}
    assert {words_of("field")[name]: scores[field] for field, name in named.items()} == pytest.approx(audit.to_dict())
    assert score(judged).set_index(["field", "metric"]).loc[("boundaries", "precision"), "n"] == 60


def test_corrections_beside_the_pages_make_them_right(tmp_path, dev_corpus, truth):
    """Ten pages on which the most is to be corrected."""
    every = print_corrections(truth.values(), read_stories(dev_corpus), corpus=dev_corpus)
    rows = every[every["source"].isin(every["source"].value_counts().index[:10])]
    assert {"date", "role"} <= set(rows["field"])
    for source in rows["source"].unique():
        (tmp_path / source).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / source).write_bytes((DEV / source).read_bytes())
    (tmp_path / "corrections.csv").write_bytes(table_bytes(rows))
    corpus = load_corpus(tmp_path)
    assert corpus.problems["kind"].eq("correction-applied").sum() == len(rows)
    page_of = dev_corpus.articles.set_index("article_id")["source"]
    for story, read in read_stories(corpus).items():
        if page_of.get(story) in set(rows["source"]):  # else a copy of it is here, and its corrections are not
            right = truth[story]
            assert (read.days, read.partners, read.venue) == (right.days, right.partners, right.venue)


def test_who_stops_early_is_told_how_many_more_to_read(tmp_path, dev_corpus, truth):
    write_audit(dev_corpus, tmp_path, n=60, seed=3, blind=True)
    _fill(tmp_path, truth, rows=15)
    audit = read_audit(tmp_path, width=0.1)
    assert audit.checked == 15
    assert set(audit.totals["refused"]) == {"fewer than 20 releases are checked"}
    assert (audit.shares["more"] > 15).all()


def test_what_was_read_is_shown_or_hidden(tmp_path, seeds_corpus):
    for blind in (True, False):
        folder = tmp_path / str(blind)
        write_audit(seeds_corpus, folder, n=5, seed=1, blind=blind)
        head, *body = openpyxl.load_workbook(folder / "sheet.xlsx")["releases"].iter_rows(values_only=True)
        rows = [dict(zip(head, row, strict=True)) for row in body]
        assert len(rows) == 5
        assert {row["release"] for row in rows} == {WHOLE}
        assert any(row["partners"] or row["type"] for row in rows) is not blind
        assert not any(row["checked"] for row in rows)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory, seeds_corpus):
    """Return the folder of a sheet that nobody filled. Who fills it takes a copy."""
    folder = tmp_path_factory.mktemp("drawn")
    write_audit(seeds_corpus, folder, n=5, seed=1, blind=True)
    return folder


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("partners", "Chadd", "nearest: Chad"),
        ("venue", "Africa", "found the region 'Africa'"),
        ("first_day", "May 2025", "expected a day as 2025-05-20, .*found May 2025"),
        ("first_day", "05/06/2025", "05/06/2025 may be two days: write it as 2025-05-20"),
        ("first_day", "20.05.2025 - 19.05.2025", "expected a first day, and none before it"),
        ("type", "meetings", "expected meeting, agreement"),
        ("number", "first", "expected the number as it stood there, found 'first'"),
    ],
)
def test_a_cell_that_cannot_be_is_named_with_its_row(tmp_path, drawn, column, value, said):
    shutil.copytree(drawn, tmp_path, dirs_exist_ok=True)
    book = openpyxl.load_workbook(tmp_path / "sheet.xlsx")
    head, first, *_ = book["releases"].iter_rows()
    for cell, name in zip(first, (cell.value for cell in head), strict=True):
        cell.value = {column: value, "checked": "yes"}.get(name, cell.value)
    book.save(tmp_path / "sheet.xlsx")
    with pytest.raises(AuditError, match=rf"sheet.xlsx, number \w+, .*{column}.*{said}"):
        read_audit(tmp_path, width=0.1)


def test_an_audit_of_corrected_readings_says_so(tmp_path):
    pages = shutil.copytree("tests/cases/corrections/pages", tmp_path / "pages")
    shutil.copy("tests/cases/corrections/german.csv", pages / "corrections.csv")
    corpus = load_corpus(pages)
    write_audit(corpus, tmp_path / "audit", n=4, seed=1, blind=False)
    _fill(tmp_path / "audit", read_stories(corpus))
    said = read_audit(tmp_path / "audit", width=0.1).describe(tmp_path, width=10)
    assert "7 corrections were applied before: this is how often the reading is right after them" in said


def test_any_mark_is_a_check_and_days_are_read_as_in_corrections(tmp_path, seeds_corpus):
    write_audit(seeds_corpus, tmp_path, n=8, seed=1, blind=True)
    book = openpyxl.load_workbook(tmp_path / "sheet.xlsx")
    head, *rows = book["releases"].iter_rows()
    place = {cell.value: number for number, cell in enumerate(head)}
    marks = ["x", "ja", "Oui", 1, "✓", "nein", 0, None]
    days = ["05.03.2024", datetime(2024, 3, 5), "5/3/2024", "13/3/2024", "2024-03-05 - 2024-03-06", "", "", ""]
    for row, mark, day in zip(rows, marks, days, strict=True):
        row[place["checked"]].value, row[place["first_day"]].value = mark, day
    book.save(tmp_path / "sheet.xlsx")
    told, drawn = read_sheet(tmp_path / "sheet.xlsx")
    fifth = ("2024-03-05",)
    assert [row.days for row in told] == [fifth, fifth, fifth, ("2024-03-13",), ("2024-03-05", "2024-03-06")]
    assert drawn == 8


def test_a_workbook_that_is_not_the_sheet_is_named(tmp_path, drawn):
    shutil.copytree(drawn, tmp_path, dirs_exist_ok=True)
    book = openpyxl.load_workbook(tmp_path / "sheet.xlsx")
    book["releases"].title = "Sheet1"
    book.save(tmp_path / "sheet.xlsx")
    with pytest.raises(AuditError, match="expected a workbook with the sheet releases"):
        read_audit(tmp_path, width=0.1)
    (tmp_path / "sheet.csv").write_text("number;story;checked\n1;a\n")
    with pytest.raises(AuditError, match="expected the columns"):
        read_audit(tmp_path, width=0.1)
    (tmp_path / "sheet.csv").write_text(";".join(words_of("column")) + "\n1;a\n")
    with pytest.raises(AuditError, match="found 0"):
        read_audit(tmp_path, width=0.1)


def test_a_filled_sheet_is_never_replaced_and_an_empty_one_says_nothing(tmp_path, seeds_corpus):
    with pytest.raises(AuditError, match="found no sheet"):
        read_audit(tmp_path, width=0.1)
    write_audit(seeds_corpus, tmp_path, n=5, seed=1, blind=True)
    with pytest.raises(AuditError, match="holds a sheet already"):
        write_audit(seeds_corpus, tmp_path, n=5, seed=1, blind=True)
    with pytest.raises(AuditError, match="expected 2 checked rows or more, found 0"):
        read_audit(tmp_path, width=0.1)
