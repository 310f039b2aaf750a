"""Pages → the corpus: stories, corrections, tables, files."""

from icesco_analysis.corpus.corpus import Corpus, load_corpus, read_tables
from icesco_analysis.corpus.extract import extract_page
from icesco_analysis.corpus.files import write_bytes, write_files
from icesco_analysis.corpus.tables import write_tables

__all__ = ["Corpus", "extract_page", "load_corpus", "read_tables", "write_bytes", "write_files", "write_tables"]
