"""Asks a process of its own to read a foreign spreadsheet, and reads its answer as warily as the file itself."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.raw_sheets import RawSheet
from apps.imports.table_files.file_formats import TableFormat
from apps.imports.table_files.packed_files import BROKEN_MESSAGE
from apps.imports.table_files.sheet_facts import SheetFacts, build_raw_sheet
from apps.imports.table_files.spreadsheet_rows import Row

MEMORY_BYTES = 1_000_000_000
CPU_SECONDS = 60
WALL_SECONDS = 120
OUTPUT_BYTES = 60_000_000
MAX_LINE_CHARACTERS = 2_000_000
_CODE_FOLDER = Path(__file__).resolve().parents[3]
SLOW_MESSAGE = "Filen tar för lång tid att läsa. Spara bara det som behövs, som .xlsx eller CSV."
STOPPED_MESSAGE = "Filen gick inte att läsa: den är skadad eller för stor. Öppna den i Excel och spara den som .xlsx."


def read_isolated_sheets(
    content: bytes, name: str, kind: TableFormat, log: ErrorLog, most_rows: int, seconds: float = WALL_SECONDS
) -> list[RawSheet]:
    """The sheets of the file. Whatever happens to the process that reads it becomes an error in Swedish."""
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as answer:
        source.write(content)
        source.seek(0)
        problem = _run_reader(source, answer, kind, most_rows, seconds)
        if problem:
            log.file(name, problem)
            return []
        answer.seek(0)
        try:
            return _read_answer(answer, name, log, most_rows)
        except (ValueError, KeyError, TypeError):  # a reader that a file has taken over may answer anything
            log.file(name, BROKEN_MESSAGE)
            return []


def _run_reader(source: IO[bytes], answer: IO[bytes], kind: TableFormat, most_rows: int, seconds: float) -> str:
    """Run the process to its end, or end it. Why there is no answer, or empty.

    It has no environment: neither the database's address nor any key is its to read.
    """
    limits = [kind.value, most_rows, MEMORY_BYTES, CPU_SECONDS, OUTPUT_BYTES]
    try:
        ended = _run_module("apps.imports.table_files.reader_process", limits, source, answer, seconds)
    except subprocess.TimeoutExpired:
        return SLOW_MESSAGE
    return STOPPED_MESSAGE if ended.returncode else ""


def run_isolated(module: str, limits: Sequence[int], content: bytes, seconds: float) -> bytes | None:
    """What a module of ours makes of some bytes in a process of its own; None where it crashes or takes too long."""
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as answer:
        source.write(content)
        source.seek(0)
        try:
            ended = _run_module(module, limits, source, answer, seconds)
        except subprocess.TimeoutExpired:
            return None
        answer.seek(0)
        return None if ended.returncode else answer.read()


def _run_module(
    module: str, arguments: Sequence[object], source: IO[bytes], answer: IO[bytes], seconds: float
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603 - our own module, with numbers
        [sys.executable, "-m", module, *map(str, arguments)],
        stdin=source,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        cwd=_CODE_FOLDER,
        env={"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        timeout=seconds,
        check=False,
    )


def _read_answer(answer: IO[bytes], name: str, log: ErrorLog, most_rows: int) -> list[RawSheet]:
    sheets: list[RawSheet] = []
    rows: list[Row] = []
    for item in _iter_items(answer):
        if isinstance(item, list):
            number, texts = item
            rows.append((int(number), [str(text) for text in texts]))
        elif "problem" in item:
            log.file(name, str(item["problem"])[:300])
            return []
        elif "end" in item:
            return sheets
        else:
            sheet = build_raw_sheet(SheetFacts.of(item), rows, name, log, most_rows)
            sheets += [sheet] if sheet else []
            rows = []
    raise ValueError("the reader did not come to the end")


def _iter_items(answer: IO[bytes]) -> Iterator[Any]:
    while line := answer.readline(MAX_LINE_CHARACTERS):
        yield json.loads(line)
