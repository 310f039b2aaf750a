"""The gazetteer, mentions of countries, and their roles."""

from icesco_analysis.partners.countries import find_mentions, load_countries
from icesco_analysis.partners.lookup import look_up_countries
from icesco_analysis.partners.naming import is_same_body
from icesco_analysis.partners.roles import READ_LANGUAGES, Attribution, Role, attribute_roles

__all__ = [
    "READ_LANGUAGES",
    "Attribution",
    "Role",
    "attribute_roles",
    "find_mentions",
    "is_same_body",
    "load_countries",
    "look_up_countries",
]
