"""What the project promises, each with the attack on it and the place in the code that keeps it."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tests.harden import fetching, inputs, outputs, patterns, surroundings, writers
from tests.harden.writers import fail_each_call, kill_each_call

Attack = Callable[[int, Path], Iterator[str]]


@dataclass(frozen=True)
class Promise:
    """A sentence that holds, the attack that tries to break it, and the function that keeps it.

    `small` and `large` say how much is tried in `make test` and in `make harden`, in the unit of the attack.
    """

    says: str
    attack: Attack
    small: int
    large: int
    kept: str

    @property
    def trial(self) -> str:
        """What the attack does, in its own words."""
        own: Any = self.attack
        command = f"`{own.args[0]}`: " if isinstance(own, partial) else ""
        return command + (inspect.getdoc(getattr(own, "func", own)) or "").partition("\n")[0]


_FILES = "corpus.files.write_files"
_HELD = "corpus.files.hold_folder"
_TABLES = "corpus.tables.write_tables"
PROMISES = (
    Promise("All files of a command or none", partial(fail_each_call, "extract"), 4, 500, _FILES),
    Promise("All files of a report (but its stored topics) or none", partial(fail_each_call, "report"), 0, 500, _FILES),
    Promise("All tables of an analysis or none", partial(fail_each_call, "run"), 0, 500, _FILES),
    Promise("All files of an audit or none", partial(fail_each_call, "audit"), 0, 500, _FILES),
    Promise("All that a sheet says or none", partial(fail_each_call, "audit FOLDER"), 2, 500, _FILES),
    Promise("A killed run tears no file", partial(kill_each_call, "extract"), 4, 500, _HELD),
    Promise("A killed report tears no file", partial(kill_each_call, "report"), 0, 500, _HELD),
    Promise(
        "A first run that is killed can be repeated", partial(kill_each_call, "extract into nothing"), 2, 500, _TABLES
    ),
    Promise("A killed analysis tears no file", partial(kill_each_call, "run"), 0, 500, _HELD),
    Promise("A killed audit tears no file", partial(kill_each_call, "audit"), 0, 500, _TABLES),
    Promise("A killed reading of a sheet tears no file", partial(kill_each_call, "audit FOLDER"), 0, 500, _HELD),
    Promise("Who stops a command loses nothing", partial(writers.signal_at_random, "extract"), 4, 120, "cli.main"),
    Promise("Who stops a report loses nothing", partial(writers.signal_at_random, "report"), 0, 40, "cli.main"),
    Promise("An analysis tears no file, whatever happens", writers.disturb_runs, 0, 40, _FILES),
    Promise("A full disk costs nothing that was there", partial(writers.fill_the_disk, "extract"), 4, 100, _FILES),
    Promise("A full disk costs no report", partial(writers.fill_the_disk, "report"), 0, 40, _FILES),
    Promise("One run at a time in a folder", partial(writers.run_two_at_once, "extract"), 2, 50, _HELD),
    Promise("A failed fetch goes on", partial(fetching.break_each_call, "fails"), 2, 99, "fetch.kept.Kept"),
    Promise("A killed fetch goes on", partial(fetching.break_each_call, "killed"), 2, 99, "fetch.kept.Kept"),
    Promise("A fetch never leaves its site", fetching.lead_elsewhere, 6, 99, "fetch.site.Site"),
    Promise("What is somebody else's stays", writers.put_in_the_way, 6, 12, "corpus.own.refuse_foreign"),
    Promise("A name is a name", writers.name_pages_strangely, 30, 30, "corpus.folders.print_name"),
    Promise("No pattern is slow", patterns.attack_patterns, 0, 1_048_576, "pages.page.parse_page"),
    Promise("Every page is read or refused", inputs.read_mutants, 40, 20_000, "corpus.extract.extract_page"),
    Promise("Parsers are closed", inputs.send_entities, 12, 12, "pages.feeds.read_rss"),
    Promise("Depth hides nothing", inputs.go_deep, 3, 4, "pages.html.markup.read_html"),
    Promise("Size hides nothing", inputs.grow_pages, 0, 4, "pages.page.parse_page"),
    Promise("A page never becomes a program", inputs.read_the_code, 999, 999, "report.templates.fill_template"),
    Promise("A report is inert", outputs.open_report, 25, 75, "language.escaping.escape_html"),
    Promise("A notebook is inert", outputs.open_notebooks, 0, 75, "language.escaping.escape_markdown"),
    Promise("The same pages give the same bytes", surroundings.change_surroundings, 0, 36, "corpus.gather.load_corpus"),
)
