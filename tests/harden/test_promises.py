"""A small share of the attacks of `make harden`, and that its table speaks of what is attacked."""

import io
import zipfile
from importlib import import_module

import pandas as pd
import pytest

from tasks.readme import RESULTS
from tests.harden import outputs
from tests.harden.promises import PROMISES, Promise
from tests.rows import each_row

TRIED = [promise for promise in PROMISES if promise.small]


@pytest.mark.parametrize("promise", TRIED, ids=lambda promise: promise.says.replace(" ", "-"))
def test_a_promise_holds(promise: Promise, tmp_path) -> None:
    said = list(promise.attack(promise.small, tmp_path))
    assert said
    assert [line for line in said if line] == []


@each_row("promise", PROMISES, ids=lambda promise: promise.says.replace(" ", "-"))
def test_a_promise_names_what_keeps_it(promise: Promise) -> None:
    module, _, name = promise.kept.rpartition(".")
    assert hasattr(import_module(f"icesco_analysis.{module}"), name)


def test_the_table_speaks_of_these_promises_and_none_was_broken() -> None:
    table = pd.read_csv(RESULTS)
    stated = [(promise.says, promise.trial, promise.kept) for promise in PROMISES]
    assert list(table[["promise", "trial", "kept"]].itertuples(index=False, name=None)) == stated, "run `make harden`"
    assert table.loc[(table["trials"] == 0) | (table["broken"] > 0), "promise"].tolist() == []


BROKEN = {
    "page.html": b"<p onclick=alert(1)>",
    "outer.html": b"<meta http-equiv=Content-Security-Policy content=\"default-src 'none'\"><a href=//x.example>",
    "drawn.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "comma.csv": b"a,b\n1,=1+1\n",
    "semicolon.csv": b"a,b\n1,x;=1+1\n",
    "book.ipynb": b'{"cells": [{"outputs": [{"data": {"text/markdown": "[go](javascript:alert(1))"}}]}]}',
    "shown.ipynb": b'{"cells": [{"outputs": [{"data": {"text/html": "<img src=//x.example>"}}]}]}',
    "printed.pdf": b"%PDF-1.4 /Type /Action /JavaScript",
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_live_is_found(name: str, tmp_path) -> None:
    (tmp_path / name).write_bytes(BROKEN[name])
    assert outputs.judge_file(tmp_path / name)


def test_a_field_and_a_relation_of_a_document_are_found(tmp_path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("word/document.xml", '<w:fldSimple w:instr="INCLUDETEXT x"/>')
        archive.writestr("word/_rels/document.xml.rels", '<Relationship TargetMode="External"/>')
    (tmp_path / "a.docx").write_bytes(data.getvalue())
    assert len(outputs.judge_file(tmp_path / "a.docx")) == 2
