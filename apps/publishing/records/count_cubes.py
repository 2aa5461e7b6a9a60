"""What ``PublishedCount`` counts the records by, besides board: cubes, each of a few columns. Pure functions.

A list is counted by the smallest cube that has all that it is filtered and sorted on. Codes are counted for all periods
together: there are many of them, and each in its periods would be nearly as many rows as the records.
"""

from collections.abc import Collection, Mapping
from typing import Any

CLASSES = ("gender", "kind", "status", "light")
PERIOD = ("year", "tertial")
KEY_START = "left({}key, coalesce(nullif(least(strpos({}key, '~'), 100), 0), 100))"
"""What a key begins with, its sign with it, so that they have the order of the keys."""
_PERIOD_CUBES: dict[str, tuple[str, ...]] = {"": (), "gender": ("gender",), "classes": CLASSES}
# Cube -> what it counts the codes of. One of ``areas`` counts a record for each of the areas that it concerns.
_CODE_CUBES = {"area": "area", "goal": "goal", "indicator": "indicator", "key": KEY_START.format("", "")}
_AREAS = "areas"
# What filters and sortings are about, where they are not called as their column.
_COUNTED = {
    "year_from": "year",
    "year_to": "year",
    "service_area_only": "area",
    "service_area": _AREAS,
    "key_start": "key",
}


def build_cube_rows() -> str:
    """A record's row in each cube, as SQL: cube, code, year, tertial and the classes."""
    rows = [_build_row(cube, "''", PERIOD, columns) for cube, columns in _PERIOD_CUBES.items()]
    rows += [_build_row(cube, code, ("0", "0"), CLASSES) for cube, code in _CODE_CUBES.items()]
    of_areas = _build_row(_AREAS, "code", ("0", "0"), CLASSES)
    return f"VALUES {', '.join(rows)} UNION ALL SELECT {of_areas[1:-1]} FROM unnest({_AREAS}) AS code"  # noqa: S608


def _build_row(cube: str, code: str, period: Collection[str], columns: Collection[str]) -> str:
    classes = [name if name in columns else "''" for name in CLASSES]
    return f"('{cube}', {code}, {', '.join([*period, *classes])})"


def list_code_cubes() -> list[str]:
    """The cubes that are of all periods together."""
    return [*_CODE_CUBES, _AREAS]


def find_cube(filters: Mapping[str, Any], sorted_on: Collection[str] = ()) -> str | None:
    """The smallest cube that counts records by these filters, and by the columns that they are sorted on.

    None where there is none.
    """
    needed = {_COUNTED.get(name, name) for name in (*filters, *sorted_on)}
    codes = needed - {*PERIOD, *CLASSES}
    if not codes:
        return next(cube for cube, columns in _PERIOD_CUBES.items() if needed <= {*PERIOD, *columns})
    code = codes.pop()
    several_areas = code == _AREAS and len(filters["service_area"]) > 1  # what concerns two of them is counted twice
    if codes or several_areas or code not in list_code_cubes() or needed & set(PERIOD):
        return None
    return code


def get_counted_column(name: str) -> str:
    """The column of ``PublishedCount`` for what is filtered or sorted on."""
    column = _COUNTED.get(name, name)
    return "code" if column in list_code_cubes() else column
