"""Workbooks of a plan for tests: as they are downloaded, changed cell by cell, and sent in."""

import io
from collections.abc import Mapping
from typing import Any

from openpyxl import Workbook, load_workbook

from apps.core.tertials import Tertial
from apps.documents.plan_workbook import write_plan_workbook
from apps.imports.models import PlanFile
from apps.imports.plan_files.plan_writer import PlanTerms
from apps.imports.plan_files.services import apply_plan_file, store_plan_file
from apps.organisation.models import Board

DECIDED = PlanTerms(holds_from=Tertial(2024, 2), decision="SN 2024-05-20 § 40")
Sheets = Mapping[str, list[list[Any]]]


def download(board: Board, year: int = 2024, *, examples: bool = False) -> Workbook:
    """The board's plan as its administrator gets it."""
    stream = io.BytesIO()
    write_plan_workbook(board, year, stream, examples=examples)
    return load_workbook(stream)


def build_book(sheets: Sheets) -> Workbook:
    """A workbook that somebody has made: sheets with rows of cells, the first of them the headings."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    return book


def change_cell(book: Workbook, sheet: str, row: str, column: str, value: Any) -> None:
    """Write in the row that has a cell saying ``row``, under the heading."""
    page = book[sheet]
    at = next(line for line in page.iter_rows() if row in [cell.value for cell in line])
    headings = [cell.value for cell in page[1]]
    at[headings.index(column)].value = value


def add_row(book: Workbook, sheet: str, **cells: Any) -> None:
    """A row last, with cells by heading."""
    page = book[sheet]
    headings = [cell.value for cell in page[1]]
    known = {name.replace("_", " "): value for name, value in cells.items()}
    assert known.keys() <= set(headings)
    for at, heading in enumerate(headings, start=1):
        page.cell(page.max_row + (at == 1), at, known.get(heading))


def send(book: Workbook, by: Any, board: Board, terms: PlanTerms = DECIDED, year: int = 2024) -> PlanFile:
    """Send it in to its preview."""
    stream = io.BytesIO()
    book.save(stream)
    return store_plan_file(by=by, board=board, year=year, name="plan.xlsx", content=stream.getvalue(), terms=terms)


def list_changes(file: PlanFile) -> list[tuple[str, str, str, list[tuple[str, str, str]]]]:
    """What the preview shows: sheet, what, label, cells."""
    assert file.result
    return [
        (sheet["name"], row["what"], row["label"], [tuple(cell) for cell in row["cells"]])
        for sheet in file.result["sheets"]
        for row in sheet["rows"]
    ]


def list_errors(file: PlanFile) -> list[str]:
    """What is wrong, with its place."""
    assert file.result
    rows = [f"{one['place'].removeprefix('plan.xlsx, ')}: {one['expected']}" for one in file.result["errors"]]
    return [*rows, *(f"{field}: {text}" for field, text in file.result["form_errors"].items())]


def apply(file: PlanFile, by: Any) -> dict[str, Any]:
    """Do what the preview showed."""
    assert list_errors(file) == []
    return apply_plan_file(by=by, file=file)
