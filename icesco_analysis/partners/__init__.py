"""The gazetteer, mentions of countries, and their roles."""
