"""Which state a people lives in that has a state of its own elsewhere: "Turkmen rebels" in Syria are Syrian."""

from collections.abc import Collection
from functools import cache

from pipeline.coding.tables import read_rows


@cache
def _hosts() -> dict[str, tuple[str, tuple[str, ...]]]:
    return {
        name: (state, tuple(hosts.split(";")))
        for state, hosts, names in read_rows("minorities.tsv", 3)
        for name in names.split(";")
    }


def find_host(name: str, countries: Collection[str]) -> str | None:
    """The country of ``countries``, those that an article names, where the people lives as a minority.

    None for other names, and where the people's own state is among the countries.
    """
    state, hosts = _hosts().get(name, ("", ()))
    return None if state in countries else next((host for host in hosts if host in countries), None)
