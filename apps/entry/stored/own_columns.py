"""What the codes of a cell in a board's own table stand for, and what the cell is in."""

from collections.abc import Iterable, Mapping
from typing import Any

from apps.entry.keys import EntryKey
from apps.entry.row_definitions import TEXT_UNIT

OWN_VALUE_UNITS = {"number": "antal", "percent": "%", "text": TEXT_UNIT}
"""What a value is in by its column's kind. An amount is in the unit that money is typed in."""


def find_own_columns(key: EntryKey, tables: Iterable[Mapping[str, Any]]) -> tuple[int, dict[str, Any], str] | None:
    """The table's service area, the columns of the natural key, and the unit; None where no table has such a cell."""
    table = next((one for one in tables if one["code"] == key.first), None)
    if table is None:
        return None
    row = next((one for one in table["rows"] if one["code"] == key.second), None)
    column = next((one for one in table["columns"] if one["code"] == key.third), None)
    if row is None or column is None:
        return None
    natural = {"own_table_id": table["id"], "row_id": row["id"], "column_id": column["id"], "kind": column["kind"]}
    return table["service_area_id"], natural, OWN_VALUE_UNITS.get(column["kind"], "")
