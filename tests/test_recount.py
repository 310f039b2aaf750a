"""The numbers of the notebooks, counted anew without the library; and that another number would be found."""

import json
from pathlib import Path

import pytest

from icesco_analysis.corpus import write_tables
from tasks.recount import Account, Run, read_printed

NOTEBOOKS = sorted(Path("notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def run(tmp_path_factory, seeds_corpus, seeds_topics):
    folder = tmp_path_factory.mktemp("tables")
    write_tables(seeds_corpus.tables, folder)
    assignments = seeds_topics.assignments.astype(object).to_dict("list")
    (folder / "topics").mkdir()
    (folder / "topics" / "topics.json").write_text(json.dumps({"topics": {"assignments": assignments}}))
    return Run(folder)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_number_of_a_notebook_is_as_it_is_recounted(run, notebook):
    account = Account(run)
    texts, tables = read_printed(notebook)
    for text in texts:
        account.check_text(text)
    for table in tables:
        account.check_table(table)
    assert account.wrong == []
    assert account.right > 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("5 pages (5 text) print 51 articles, 50 stories in all.", "printed is 50, not 51"),
        ("Counted most often: Morocco (7 on 4 occasions).", "stories is 6, not 7"),
        ("Stacked bars of stories: Morocco: 6, 12, 8; Russia: 5, 1, 0.", "mention is 7, not 8"),
        ("There are 17 reasons.", "no pattern knows 17"),
    ],
)
def test_another_number_is_found(run, text, found):
    account = Account(run)
    account.check_text(text)
    assert found in "\n".join(account.wrong)


def test_another_number_in_a_table_is_found(run):
    account = Account(run)
    head, row = ["", "country", "stories", "occasions"], ["0", "Morocco", "6", "4"]
    account.check_table([head, row])
    assert (account.right, account.wrong) == (2, [])
    account.check_table([head, [*row[:3], "5"]])
    assert account.wrong
