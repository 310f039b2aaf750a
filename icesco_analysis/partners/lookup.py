"""What an analyst types → codes of countries: any spelling, any code, a region, the members of an organisation."""

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache

from icesco_analysis.language import clean_text, fold
from icesco_analysis.partners.gazetteer import load_countries, load_gazetteer, translated_names
from icesco_analysis.partners.spellings import unaccented

MOST_NEAREST = 3
"""Names that an error offers."""

_KINDS = {"name", "official", "abbreviation"}
_MEMBERS = ("oic", "organisation of islamic cooperation", "organization of islamic cooperation")


def look_up_countries(name: str) -> tuple[str, ...]:
    """Return the codes of the country or region that somebody means.

    Parameters
    ----------
    name
        A country by any name of the gazetteer, in English, French or Arabic, by its ISO 3166-1 code of two or three
        letters; a region or subregion of the UN geoscheme ("Central Asia"); or "OIC" for the members of the
        Organisation of Islamic Cooperation. Capitals, accents and apostrophes do not matter.

    Returns
    -------
    tuple of str
        ISO 3166-1 alpha-3 codes, sorted: one for a country, several for a region.

    Raises
    ------
    ValueError
        If it is none of these; the message has the nearest names.

    Examples
    --------
    >>> look_up_countries("cote d'ivoire"), look_up_countries("OM"), look_up_countries("المغرب")
    (('CIV',), ('OMN',), ('MAR',))
    >>> look_up_countries("Royaume du Maroc"), look_up_countries("جمهورية أذربيجان")
    (('MAR',), ('AZE',))
    >>> look_up_countries("Central Asia")
    ('KAZ', 'KGZ', 'TJK', 'TKM', 'UZB')
    >>> look_up_countries("Azerbaijn")
    Traceback (most recent call last):
        ...
    ValueError: expected a country or a region, found 'Azerbaijn'; nearest: Azerbaijan
    """
    key, known = _key(name), _known_names()
    if key not in known:
        near = [other for other in known if key in other] or get_close_matches(key, known, cutoff=0.75)
        shown = dict.fromkeys(_say(other) for other in near[:MOST_NEAREST])
        hint = f"; nearest: {', '.join(shown)}" if shown else ""
        raise ValueError(f"expected a country or a region, found {name!r}{hint}")
    return known[key]


def _say(key: str) -> str:
    """Return what a known name stands for: the country's English name, or the region as typed."""
    codes = _known_names()[key]
    return load_countries()[codes[0]].name if len(codes) == 1 else key.title()


def _key(name: str) -> str:
    plain = unaccented(fold(" ".join(clean_text(name).replace("’", "'").replace("-", " ").split()))).casefold()
    return plain.removeprefix("the ")


@cache
def _known_names() -> Mapping[str, tuple[str, ...]]:
    """Return the codes by name; the names in the table of countries come before those of the other vocabularies."""
    known: dict[str, tuple[str, ...]] = {}
    for country in load_countries().values():
        for name in (country.iso3, country.iso2, country.name, country.official, country.name_fr, country.name_ar):
            known.setdefault(_key(name), (country.iso3,))
    for surface in (*load_gazetteer().surfaces, *translated_names("fr"), *translated_names("ar")):
        if surface.kind in _KINDS and surface.iso3 in load_countries():
            known.setdefault(_key(surface.text), (surface.iso3,))
    countries = load_countries().values()
    for region in {name for country in countries for name in (country.region, country.subregion)}:
        members = tuple(country.iso3 for country in countries if region in (country.region, country.subregion))
        known.setdefault(_key(region), members)
    known |= dict.fromkeys(_MEMBERS, tuple(country.iso3 for country in countries if country.oic))
    return {name: codes for name, codes in known.items() if name}
