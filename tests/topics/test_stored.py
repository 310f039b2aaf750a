"""A stored result is given back only for the same inputs and the same code, and only as it was written."""

import json
import subprocess
import sys

import pandas as pd
import pytest

from icesco_analysis.corpus import store
from icesco_analysis.topics import fit_topics, stored
from icesco_analysis.topics.found import COLUMNS


@pytest.fixture
def few(planted):
    """Return too few articles to fit anything, which is quickly found."""
    return planted.head(5)


def _assert_same(one, other):
    for name in COLUMNS:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
    assert dict(one.diagnostics) == dict(other.diagnostics)


def _forge(path, message):
    """Give the result at `path` another message, as if it had been written so."""
    kept = json.loads(path.read_bytes())
    kept["topics"]["diagnostics"]["message"] = message
    path.write_bytes(_seal(kept))


def _seal(kept):
    return store.seal("topics", kept["key"], json.dumps(kept["topics"]).encode())


def test_the_store_gives_back_what_was_fitted(seeds_topics, tmp_path):
    kept = store.Store(tmp_path, "topics")
    kept.write(stored._pack(seeds_topics), origin="any")
    again = stored._unpack(kept.read("any"))
    _assert_same(again, seeds_topics)
    assert again.labels == seeds_topics.labels


def test_no_topics_come_back_too(few, tmp_path):
    first, again = (fit_topics(few, seed=1, store=tmp_path / "new" / "folder") for _ in range(2))
    _assert_same(first, again)


def test_what_is_stored_is_not_fitted_again(few, tmp_path):
    fit_topics(few, seed=1, store=tmp_path)
    (path,) = tmp_path.iterdir()
    _forge(path, "from the store")
    turned = few.iloc[::-1].assign(more=1)
    assert fit_topics(turned, seed=1, store=tmp_path).diagnostics["message"] == "from the store"
    assert fit_topics(few, seed=1).diagnostics["message"] != "from the store"


@pytest.mark.parametrize(
    ("change", "numbers"),
    [
        (lambda articles: articles.replace({"headline": {articles["headline"][0]: "Other"}}), {"seed": 1}),
        (lambda articles: articles.assign(language="fr"), {"seed": 1}),
        (lambda articles: articles.head(4), {"seed": 1}),
        (lambda articles: articles, {"seed": 2}),
    ],
    ids=["text", "language", "fewer", "seed"],
)
def test_other_inputs_are_fitted_anew(few, tmp_path, change, numbers):
    fit_topics(few, seed=1, store=tmp_path)
    (path,) = tmp_path.iterdir()
    _forge(path, "from the store")
    assert fit_topics(change(few), **numbers, store=tmp_path).diagnostics["message"] != "from the store"
    assert len(list(tmp_path.iterdir())) == 2


def test_other_code_is_fitted_anew(few, tmp_path, monkeypatch):
    fit_topics(few, seed=1, store=tmp_path)
    (path,) = tmp_path.iterdir()
    _forge(path, "from the store")
    monkeypatch.setattr(store, "tell_code", lambda: "another")
    assert fit_topics(few, seed=1, store=tmp_path).diagnostics["message"] != "from the store"


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: "",
        lambda text: text[: len(text) // 2],
        lambda _: "[1, 2]",
        lambda _: "null",
        lambda _: "\udcff",
        lambda text: text.replace("5 English", "7 English"),
        lambda text: text.replace('"key": "', '"key": "0'),
        lambda text: _seal({**json.loads(text), "topics": {}}).decode(),
    ],
    ids=["empty", "cut", "a list", "nothing", "no text", "another number", "foreign", "no frames"],
)
def test_a_damaged_or_foreign_result_is_fitted_anew_and_mended(few, tmp_path, damage):
    fitted = fit_topics(few, seed=1, store=tmp_path)
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    path.write_bytes(damage(whole.decode()).encode(errors="surrogateescape"))
    assert path.read_bytes() != whole
    _assert_same(fit_topics(few, seed=1, store=tmp_path), fitted)
    assert path.read_bytes() == whole


def test_the_face_imports_nothing_that_fits():
    program = (
        "import sys, icesco_analysis.topics, icesco_analysis.topics.found\n"
        "print(sorted({'sklearn', 'scipy', 'threadpoolctl'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
