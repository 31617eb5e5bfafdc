"""The country of who published an article, from its source's name or its address: the last thing to go by."""

from functools import cache, lru_cache
from urllib.parse import urlsplit

from pipeline.coding.countries import countries_in, read_countries
from pipeline.coding.organisations import find_organisation
from pipeline.records import Article

# Domains of countries that are sold to anybody.
_OF_NO_COUNTRY = frozenset(
    ("io", "co", "tv", "me", "ai", "fm", "ly", "gg", "cc", "ws", "to", "eu", "su", "sh", "vc", "am")
)
_UNITED_KINGDOM = "uk"


def find_publisher_country(article: Article) -> str | None:
    """The alpha-3 code of the country where ``article`` was published, None where source and address tell none."""
    return _from_source(article.source or "") or _from_address(article.url or "")


@lru_cache(maxsize=4096)
def _from_source(source: str) -> str | None:
    known = find_organisation(source)
    if known is not None:
        return None if known.shared else known.country
    named = countries_in(source)
    return named[0] if len(named) == 1 else _from_address("//" + source)


@cache
def _codes_by_domain() -> dict[str, str]:
    codes = {country.alpha2.lower(): country.plover_code for country in read_countries().values()}
    codes[_UNITED_KINGDOM] = codes["gb"]
    return {domain: code for domain, code in codes.items() if domain not in _OF_NO_COUNTRY}


@lru_cache(maxsize=4096)
def _from_address(address: str) -> str | None:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:  # a broken address tells nothing
        return None
    name, dot, domain = host.rpartition(".")
    return _codes_by_domain().get(domain) if name and dot else None
