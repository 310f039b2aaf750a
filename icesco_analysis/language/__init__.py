"""Words and sentences: vocabularies, sentences, languages, wording, escaping."""
