"""Write ``data/names_cldr.tsv``: what the CLDR calls each country of ``countries.tsv`` in English, French and Arabic.

Run it from a checkout after an update of Babel (a development dependency only):

    python benchmarks/make_country_names.py

The file is the whole product: sorted, one row a name, no date, so that a second run writes the same bytes.
"""

import sys
from pathlib import Path

from babel import Locale

from icesco_analysis.partners.countries import load_countries

LANGUAGES = ("en", "fr", "ar")
TARGET = Path(__file__).parents[1] / "icesco_analysis" / "data" / "names_cldr.tsv"
HEADER = """\
# Names of countries in the Unicode CLDR, as Babel carries it: written by benchmarks/make_country_names.py, not by hand.
# English and French names are looked for in texts unless a row elsewhere says otherwise, Arabic ones in Arabic texts.
iso3\tlanguage\tname\tnote
"""


def country_names_table() -> str:
    """Return the text of the table."""
    rows = []
    for country in sorted(load_countries().values(), key=lambda country: country.iso3):
        for language in LANGUAGES:
            name = Locale(language).territories.get(country.iso2)
            if name:
                rows.append(f"{country.iso3}\t{language}\t{name}\tCLDR\n")
    return HEADER + "".join(rows)


if __name__ == "__main__":
    TARGET.write_text(country_names_table(), encoding="utf-8")
    sys.stdout.write(f"{TARGET.name} written\n")
