"""Pages → the corpus: stories, corrections, tables, files."""

from icesco_analysis.corpus.corpus import Corpus, load_corpus, read_tables
from icesco_analysis.corpus.extract import extract_page
from icesco_analysis.corpus.files import write_bytes, write_files, write_text
from icesco_analysis.corpus.tables import json_bytes, read_schema, table_bytes, write_tables

__all__ = [
    "Corpus",
    "extract_page",
    "json_bytes",
    "load_corpus",
    "read_schema",
    "read_tables",
    "table_bytes",
    "write_bytes",
    "write_files",
    "write_tables",
    "write_text",
]
