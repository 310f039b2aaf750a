"""Attacks on what the project promises: each yields one line a trial, empty where the promise held."""
