"""Pages → the corpus: stories, corrections, tables, files."""

from icesco_analysis.corpus.corpus import Corpus
from icesco_analysis.corpus.extract import extract_page
from icesco_analysis.corpus.files import hold_folder, write_files
from icesco_analysis.corpus.gather import load_corpus
from icesco_analysis.corpus.notes import read_notes
from icesco_analysis.corpus.store import Store
from icesco_analysis.corpus.tables import json_bytes, read_schema, read_tables, table_bytes, write_tables

__all__ = [
    "Corpus",
    "Store",
    "extract_page",
    "hold_folder",
    "json_bytes",
    "load_corpus",
    "read_notes",
    "read_schema",
    "read_tables",
    "table_bytes",
    "write_files",
    "write_tables",
]
