"""A list as a file: CSV, Excel or JSON Lines, written while it is read."""

import tempfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain
from typing import Any

import msgspec
import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from apps.api.query_parameters import QueryParameters
from apps.publishing.records import serialization

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8; header=present",
    "jsonl": "application/jsonl; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
BYTE_ORDER_MARK = "\ufeff"
MAX_XLSX_ROWS = 100_000  # half a minute's work; a longer list is refused rather than cut off
WIDE_COLUMN, NARROW_COLUMN = 24, 12

DocumentChunks = Iterator[list[str]]
# Numbers keep the digits they have.
_decode = msgspec.json.Decoder(float_hook=Decimal).decode
_encode = msgspec.json.Encoder(decimal_format="number").encode


def choose_column(query: QueryParameters) -> str:
    """What to read of each row: the line of CSV where it is passed on as it is, else the document."""
    plain = not query.fields and query.separator == "," and not query.decimal_comma
    return "line" if query.format == "csv" and plain else "document"


def render_file(
    columns: Iterable[str], chunks: DocumentChunks, query: QueryParameters, *, sheet: str
) -> HttpResponseBase:
    """The list as a file; ``sheet`` names the sheet of a workbook."""
    names = query.fields or tuple(columns)
    if query.format == "xlsx":
        return FileResponse(_write_workbook(sheet, names, chunks), content_type=MEDIA_TYPES["xlsx"])
    write = _iter_csv if query.format == "csv" else _iter_json_lines
    return StreamingHttpResponse(write(names, chunks, query), content_type=MEDIA_TYPES[query.format])


def select_fields(documents: Iterable[str], fields: tuple[str, ...]) -> list[str]:
    """The documents with only these fields."""
    return [_encode({name: row[name] for name in fields}).decode() for row in map(_decode, documents)]


def _iter_csv(names: tuple[str, ...], chunks: DocumentChunks, query: QueryParameters) -> Iterator[bytes]:
    yield ((BYTE_ORDER_MARK if query.bom else "") + serialization.format_csv_line(names, query.separator)).encode()
    for chunk in chunks:
        if choose_column(query) == "line":
            yield "".join(chunk).encode()
        else:
            yield "".join([_format_csv_line(row, names, query) for row in map(_decode, chunk)]).encode()


def _format_csv_line(row: dict[str, Any], names: tuple[str, ...], query: QueryParameters) -> str:
    cells = [row[name] for name in names]
    return serialization.format_csv_line(cells, query.separator, decimal_comma=query.decimal_comma)


def _iter_json_lines(names: tuple[str, ...], chunks: DocumentChunks, query: QueryParameters) -> Iterator[bytes]:
    for chunk in chunks:
        rows = select_fields(chunk, query.fields) if query.fields else chunk
        yield ("\n".join(rows) + "\n").encode()


def _write_workbook(name: str, names: tuple[str, ...], chunks: DocumentChunks) -> Any:
    """A workbook in a temporary file: its rows are never all in memory, and texts are never formulas or links."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as workbook:
        sheet = workbook.add_worksheet(name[:31])
        sheet.freeze_panes(1, 0)
        for column, heading in enumerate(names):
            wide = heading.endswith("_name") or heading in ("sentence", "summary", "footnote")
            sheet.set_column(column, column, WIDE_COLUMN if wide else NARROW_COLUMN)
            sheet.write_string(0, column, heading, workbook.add_format({"bold": True}))
        for number, row in enumerate(map(_decode, chain.from_iterable(chunks)), start=1):
            for column, heading in enumerate(names):
                _write_cell(sheet, number, column, row[heading])
    file.seek(0)
    return file


def _write_cell(sheet: Any, row: int, column: int, value: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | Decimal):
        sheet.write_number(row, column, value)
    elif isinstance(value, str):
        sheet.write_string(row, column, value[:32_767])
    else:
        sheet.write_string(row, column, serialization.format_csv_cell(value).removeprefix("'")[:32_767])
