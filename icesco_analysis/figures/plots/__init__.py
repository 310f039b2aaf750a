"""Frames → Axes: every module draws one subject and computes nothing."""
