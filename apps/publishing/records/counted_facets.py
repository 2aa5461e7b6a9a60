"""What ``PublishedCount`` counts the records by, besides board and period: a column, or two at once. Pure functions.

A facet of two columns is called by both of their names, and its value has both values, with ``+`` between. Codes are
counted for all periods together: there are many of them.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations, product
from typing import Any

SEPARATOR = "+"
PERIOD_FILTERS = frozenset({"year", "year_from", "year_to", "tertial"})
_COLUMNS = ("gender", "kind", "light", "status")
_OF_PERIOD = (*_COLUMNS, *(SEPARATOR.join(two) for two in combinations(_COLUMNS, 2) if "gender" in two))
_CODES = ("area", "goal", "indicator")
# The filter that finds the records of a code, where it isn't called as its column.
_FILTER_COLUMNS = {"service_area_only": "area"}
_SORTED_FILTERS = {"service_area": "service_area_only"}


def build_facet_rows() -> str:
    """The facets of a record as rows of SQL: the facet, its value, and whether it is counted period by period."""
    rows = ["('', '', true)"]
    for facet in _OF_PERIOD:
        columns = facet.split(SEPARATOR)
        value = f" || '{SEPARATOR}' || ".join(f"nullif({column}, '')" for column in columns)
        rows.append(f"('{facet}', {value}, true)")
    rows += [f"('{facet}', {facet}, false)" for facet in _CODES]
    return ", ".join(rows)


def list_code_facets() -> list[str]:
    """The facets that are counted for all periods together."""
    return list(_CODES)


def find_facet(names: Collection[str]) -> str | None:
    """The facet that counts records by the filters, or what they are sorted on, with these names; empty for none.

    None where they are not counted so.
    """
    columns = sorted(_FILTER_COLUMNS.get(name, name) for name in set(names) - PERIOD_FILTERS)
    facet = SEPARATOR.join(columns)
    if facet in _CODES:
        return None if PERIOD_FILTERS & set(names) else facet
    return facet if facet in ("", *_OF_PERIOD) else None


def list_facet_values(facet: str, filters: Mapping[str, Any]) -> Sequence[str]:
    """The values of a facet that the filters ask for."""
    by_column = {_FILTER_COLUMNS.get(name, name): values for name, values in filters.items()}
    return [SEPARATOR.join(values) for values in product(*(by_column[column] for column in facet.split(SEPARATOR)))]


def get_filter(sorted_on: str) -> str:
    """The filter that finds the records with one value of what a list is sorted on."""
    return _SORTED_FILTERS.get(sorted_on, sorted_on)
