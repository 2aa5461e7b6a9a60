"""Where in a file each row came from, and how a row is named in a message."""

from typing import Any, NamedTuple

from apps.imports.report_format.records import ParsedRecord, ParsedReport
from apps.imports.report_format.schema import PROFILE_SCHEMA, SCHEMAS_BY_NAME
from apps.imports.report_format.validation import ROW_KEYS_BY_SHEET


class RowOrigin(NamedTuple):
    """Where in the file a row is from. ``rows`` is how many were added up to it."""

    source: str
    row: int
    rows: int = 1


def list_row_origins(parsed: ParsedReport) -> dict[tuple[str, str], RowOrigin]:
    """Where each row stood, by sheet and key."""
    found = {}
    for schema in SCHEMAS_BY_NAME.values():
        for record in parsed[schema.key] if schema is not PROFILE_SCHEMA else ():
            found[schema.name, format_row_key(schema.key, record)] = RowOrigin(record.file, record.row)
    profile = parsed.profile
    for name, row in profile.rows.items():
        found[PROFILE_SCHEMA.name, profile.columns[name].name] = RowOrigin(profile.file, row)
    return found


def format_row_key(sheet: str, record: ParsedRecord) -> str:
    """What names a row, as text: the sheet's keys."""
    return " · ".join(_format_key_value(record[name]) for name in ROW_KEYS_BY_SHEET[sheet])


def _format_key_value(value: Any) -> str:
    return "" if value is None else str(value)


def format_row_numbers(first: int, rows: int) -> str:
    """``rad 2``, or ``rad 2 och 3 rader till`` where so many rows were added up."""
    more = rows - 1
    return f"rad {first}" + (f" och {more} {'rad' if more == 1 else 'rader'} till" if more else "")
