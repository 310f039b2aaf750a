"""Frames → sentences: what the numbers say, computed for whatever pages were read."""
