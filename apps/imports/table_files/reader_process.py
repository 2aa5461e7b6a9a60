"""Reads one foreign spreadsheet in a process of its own: ``python -m apps.imports.table_files.reader_process``.

A file that makes its reader crash, eat memory or never end takes only this process with it. It gets the file on its
standard input, has no database, no settings and no network of its own to use, and answers in lines of JSON: each row
as its number and texts, each sheet's facts after its rows, and ``end`` or ``problem`` last.
"""

import json
import sys
from importlib import import_module
from typing import Any

from apps.imports.resource_limits import limit_resources
from apps.imports.table_files.spreadsheet_rows import MAX_SHEETS, SpreadsheetReader, UnreadableFileError

_READERS = {
    "xls": ("excel_97", "read_excel_97"),
    "xlsb": ("excel_binary", "read_excel_binary"),
    "ods": ("open_document", "read_open_document"),
    "fods": ("open_document", "read_open_document"),
    "xml": ("xml_spreadsheet", "read_xml_spreadsheet"),
    "html": ("html_tables", "read_html_tables"),
    "mht": ("html_tables", "read_web_archive"),
}


def write_sheets(read: SpreadsheetReader, content: bytes, most_rows: int) -> None:
    """Every sheet to the standard output."""
    for number, (facts, rows) in enumerate(read(content, most_rows), start=1):
        if number > MAX_SHEETS:
            raise UnreadableFileError(f"Arbetsboken får ha högst {MAX_SHEETS} blad.")
        for row in rows:
            _write_line(row)
        _write_line(facts.as_json())


def _write_line(what: Any) -> None:
    sys.stdout.write(json.dumps(what, ensure_ascii=False) + "\n")


def main() -> None:
    """The arguments are the format, the last row that is wanted, and the limits."""
    name = sys.argv[1]
    most_rows, memory, seconds, output = map(int, sys.argv[2:6])
    limit_resources(memory, seconds, output)
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    module, function = _READERS[name]
    try:
        read = getattr(import_module(f"apps.imports.table_files.{module}"), function)
        write_sheets(read, sys.stdin.buffer.read(), most_rows)
        _write_line({"end": True})
    except UnreadableFileError as error:
        _write_line({"problem": str(error)})
    sys.stdout.flush()


if __name__ == "__main__":
    main()
