"""Bytes → page → articles: readers of every format, and the split."""
