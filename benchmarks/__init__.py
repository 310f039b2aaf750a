"""Measurements and generators that are run by hand, not by the tests."""
