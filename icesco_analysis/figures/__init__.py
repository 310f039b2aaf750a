"""Frames → figures of a report: the numbers drawn, the drawing, title, caption and alternative text in one thing."""
