"""Frames → numbers: what was seen, counts, rankings, accuracy."""
