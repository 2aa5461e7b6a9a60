"""A record as it is kept: its JSON, and its line in a CSV file, both made once and passed on as they are."""

import dataclasses
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import msgspec

from apps.publishing.records import shapes

_encoder = msgspec.json.Encoder(decimal_format="number")
# A spreadsheet takes a text that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NEEDS_QUOTES = ('"', "\n", "\r")


@cache
def columns(resource: str) -> tuple[str, ...]:
    """The fields of a resource, in order; where the row comes from stands last."""
    told = (*dataclasses.fields(shapes.RECORDS[resource]), *dataclasses.fields(shapes.Said))
    return tuple(field.name for field in told)


def document_of(record: shapes.InMunicipality, said: shapes.Said) -> str:
    """One JSON object of both."""
    return (_encoder.encode(record)[:-1] + b"," + _encoder.encode(said)[1:]).decode()


def csv_line_of(record: shapes.InMunicipality, said: shapes.Said) -> str:
    """The line of the CSV file, with commas, decimal points and a line break."""
    cells = [getattr(part, field.name) for part in (record, said) for field in dataclasses.fields(part)]
    return csv_line(cells)


def csv_line(cells: Iterable[Any], separator: str = ",", *, decimal_comma: bool = False) -> str:
    """Cells as a line of CSV. A text that a spreadsheet could take for a formula gets an apostrophe before it."""
    return separator.join([_quoted(cell_text(cell, decimal_comma=decimal_comma), separator) for cell in cells]) + "\r\n"


def cell_text(value: Any, *, decimal_comma: bool = False) -> str:
    """A value as it stands in a cell: nothing for null, a list as ``a|b``, lists of objects as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return "'" + value if value.startswith(FORMULA) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return str(value).replace(".", ",") if decimal_comma else str(value)
    return _other_text(value)


def _other_text(value: Any) -> str:
    if isinstance(value, datetime | date):
        return str(msgspec.to_builtins(value))
    if all(isinstance(part, str) for part in value):
        return cell_text("|".join(value))
    return _encoder.encode(value).decode()


def _quoted(text: str, separator: str) -> str:
    if separator in text or any(sign in text for sign in _NEEDS_QUOTES):
        return '"' + text.replace('"', '""') + '"'
    return text
