"""What nbval's fork server imports: each seed is read once, before the first fork, and given to every notebook."""

import gc
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path

from icesco_analysis.corpus import engine
from icesco_analysis.corpus.corrections import Correction
from icesco_analysis.corpus.tables import Tables

SEEDS = Path(__file__).parent.parent / "seeds"
read = engine.extract_page
READ = {(data := file.read_bytes(), file.name): read(data, file.name) for file in sorted(SEEDS.iterdir())}


def give(data: bytes, name: str, *, corrections: Sequence[Correction] = ()) -> Tables:
    """Give what was read of the same bytes under the same name, or read them."""
    known = None if corrections else READ.get((data, name))
    return deepcopy(known) if known else read(data, name, corrections=corrections)


engine.extract_page = give
gc.freeze()
