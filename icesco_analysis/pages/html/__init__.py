"""HTML → blocks of visible text, with what elements say they are."""
