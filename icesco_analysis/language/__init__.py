"""Words and sentences: vocabularies, sentences, languages, wording, escaping."""

from icesco_analysis.language.escaping import clean_text, escape_cell, escape_html, unescape_cell
from icesco_analysis.language.languages import tell_language
from icesco_analysis.language.prose import Prose, Run, bold, italic, join_sentences, list_items, say
from icesco_analysis.language.sentences import split_sentences
from icesco_analysis.language.vocabulary import (
    VocabularyError,
    fill_pattern,
    read_phrases,
    read_vocabulary,
    read_weight_table,
)
from icesco_analysis.language.wording import MONTHS, WEEKDAYS, count_of, day_words, list_words, percent, span_words
from icesco_analysis.language.words import SEAT, collapse, find_words, fold, fold_word

__all__ = [
    "MONTHS", "SEAT", "WEEKDAYS", "Prose", "Run", "VocabularyError", "bold", "clean_text",
    "collapse", "count_of", "day_words", "escape_cell", "escape_html", "fill_pattern", "find_words", "fold",
    "fold_word", "italic", "join_sentences", "list_items", "list_words", "percent", "read_phrases",
    "read_vocabulary", "read_weight_table", "say", "span_words", "split_sentences", "tell_language",
    "unescape_cell",
]  # fmt: skip
