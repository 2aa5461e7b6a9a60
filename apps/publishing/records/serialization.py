"""A record as it is kept: its JSON, and its line in a CSV file, both made once and passed on as they are."""

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import msgspec

from apps.publishing.records import shapes

_json_encoder = msgspec.json.Encoder(decimal_format="number")
# A spreadsheet takes a text that begins so for a formula.
FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r")


@cache
def list_columns(resource: str) -> tuple[str, ...]:
    """The fields of a resource, in order; the record's origin comes last."""
    columns = (*dataclasses.fields(shapes.RECORD_SHAPES[resource]), *dataclasses.fields(shapes.RecordOrigin))
    return tuple(field.name for field in columns)


def render_document(record: shapes.MunicipalityFields, origin: shapes.RecordOrigin) -> str:
    """One JSON object of both."""
    return (_json_encoder.encode(record)[:-1] + b"," + _json_encoder.encode(origin)[1:]).decode()


def encode_values(values: Sequence[Any]) -> bytes:
    """Values as JSON, the same for the same values, for a digest of them."""
    return _json_encoder.encode(values)


def render_csv_line(record: shapes.MunicipalityFields, origin: shapes.RecordOrigin) -> str:
    """The line of the CSV file, with commas, decimal points and a line break."""
    return format_csv_line([*vars(record).values(), *vars(origin).values()])


def format_csv_line(cells: Iterable[Any], separator: str = ",", *, decimal_comma: bool = False) -> str:
    """Cells as a line of CSV. A text that a spreadsheet could take for a formula gets an apostrophe before it."""
    return (
        separator.join([_quote_text(format_csv_cell(cell, decimal_comma=decimal_comma), separator) for cell in cells])
        + "\r\n"
    )


def format_csv_cell(value: Any, *, decimal_comma: bool = False) -> str:
    """A value as a CSV or Excel cell has it: nothing for null, a list as ``a|b``, lists of objects as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return "'" + value if value.startswith(FORMULA_PREFIXES) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return str(value).replace(".", ",") if decimal_comma else str(value)
    return _format_other_value(value)


def _format_other_value(value: Any) -> str:
    if isinstance(value, datetime | date):
        return str(msgspec.to_builtins(value))
    if all(isinstance(part, str) for part in value):
        return format_csv_cell("|".join(value))
    return _json_encoder.encode(value).decode()


def _quote_text(text: str, separator: str) -> str:
    # Written out, as a publication asks it of three hundred thousand cells.
    if separator in text or '"' in text or "\n" in text or "\r" in text:
        return '"' + text.replace('"', '""') + '"'
    return text
