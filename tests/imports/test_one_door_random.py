"""Whatever file comes: a cell is as it stood, or as the file said and the preview showed. Other reports stand still."""

import io
from typing import Any

import openpyxl
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.documents.report_files import build_csv
from apps.documents.template_rows import build_template
from apps.documents.template_workbook import write_template
from apps.entry.services import save_cell
from apps.imports import services
from apps.imports.files.issued_templates import issue_template
from apps.imports.merge.changes import index_rows
from apps.imports.models import ImportJob, JobState
from apps.imports.report_format.round_sheets import build_board_sheets
from apps.rounds.models import Round
from tests.small_board import SmallBoard

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs_at_once"), pytest.mark.slow]

KEYS = {
    "utfall": ["indikator", "år", "tertial", "kön", "verksamhet"],
    "drift": ["verksamhet", "år", "tertial", "kostnadsslag"],
}
VALUES = {"utfall": ["värde", "prognos", "fotnot"], "drift": ["budget", "utfall", "prognos"]}
ROWS = {
    "utfall": [["nojdhet", "T", "namnden"], ["nojdhet", "K", "namnden"], ["arenden", "T", "namnden"]],
    "drift": [["ifo", "personal"], ["ifo", "intäkter"], ["hemtjanst-norr", "personal"]],
}
TYPED = {"värde": "value", "prognos": "forecast", "fotnot": "footnote", "budget": "budget", "utfall": "actual"}
NUMBERS = st.sampled_from(["", "0", "1", "2", "40", "41,0", "7 000"])
Cell = tuple[str, str, str]


class _Back(Exception):
    """Undoes an example."""


@st.composite
def files(draw: st.DrawFn) -> dict[str, Any]:
    sheet = draw(st.sampled_from(["utfall", "drift"]))
    columns = draw(st.lists(st.sampled_from(VALUES[sheet]), min_size=1, unique=True))
    rows = draw(st.lists(st.sampled_from(ROWS[sheet]), min_size=1, unique_by=tuple))
    periods = draw(st.lists(st.sampled_from([(2024, 2), (2024, 2), (2024, 2), (2024, 1)]), min_size=1, max_size=2))
    return {
        "sheet": sheet,
        "columns": columns,
        "order": draw(st.permutations([*KEYS[sheet], *columns])),
        "rows": [(row, period, [draw(NUMBERS) for _ in columns]) for row in rows for period in sorted(set(periods))],
        "before": draw(st.lists(st.tuples(st.sampled_from(VALUES[sheet]), st.integers(0, 2), NUMBERS), max_size=4)),
        "after": draw(st.lists(st.tuples(st.sampled_from(VALUES[sheet]), st.integers(0, 2), NUMBERS), max_size=2)),
        "form": draw(st.sampled_from(["csv", "workbook", "template"])),
        "empty": draw(st.booleans()),
        "take": draw(st.booleans()),
    }


def cells(sheet: str, row: list[str], period: tuple[int, int]) -> dict[str, str]:
    first, *rest = row
    return dict(zip(KEYS[sheet], [first, *map(str, period), *rest], strict=True))


def content(small: SmallBoard, file: dict[str, Any]) -> tuple[str, bytes]:
    sheet, order = file["sheet"], file["order"]
    lines = [
        {**cells(sheet, row, period), **dict(zip(file["columns"], values, strict=True))}
        for row, period, values in file["rows"]
    ]
    if file["form"] == "csv":
        return f"{sheet}.csv", build_csv([order, *([line[header] for header in order] for line in lines)])
    stream = io.BytesIO()
    if file["form"] == "template":
        template = build_template(small.round)
        template.stamp = issue_template(by=None, round_=small.round, sheets=template.sheets).public_id
        write_template(template, stream)
        book = openpyxl.load_workbook(stream)
        _fill_in(book[sheet], sheet, lines)
    else:
        book = openpyxl.Workbook()
        book.active.title = sheet  # type: ignore[union-attr]
        for line in [order, *([line[header] for header in order] for line in lines)]:
            book.active.append(line)  # type: ignore[union-attr]
    stream = io.BytesIO()
    book.save(stream)
    return "fil.xlsx", stream.getvalue()


def _fill_in(page: Any, sheet: str, lines: list[dict[str, str]]) -> None:
    headers = [cell.value for cell in page[1]]
    places = {header: headers.index(header) + 1 for header in (*KEYS[sheet], *VALUES[sheet])}
    for line in lines:
        wanted = [line[header] for header in KEYS[sheet]]
        for number in range(2, page.max_row + 2):
            there = [str(page.cell(number, places[header]).value or "") for header in KEYS[sheet]]
            if there == wanted or not any(there):
                for header, cell in line.items():
                    page.cell(number, places[header]).value = cell or None
                break


def type_some(small: SmallBoard, sheet: str, cells_: list[tuple[str, int, str]]) -> None:
    for column, place, raw in cells_:
        row = ROWS[sheet][place]
        kinds = {"personal": "staff", "intäkter": "revenue"}
        key = f"u:{row[0]}:{row[2]}:{row[1]}" if sheet == "utfall" else f"d:{row[0]}:{kinds[row[1]]}"
        save_cell(
            round_=small.round, key=key, field=TYPED[column], raw=raw, version=None, by=small["controller"]
        )  # fmt: skip


def standing(small: SmallBoard) -> dict[Cell, str]:
    """Every cell of every period. An outcome that is only not reported yet is none, as on the screen."""
    round_ = Round.objects.select_related("board__municipality").get(pk=small.round.pk)
    return {
        (sheet.name, key, column): cell
        for sheet in build_board_sheets(round_)
        for key, row in index_rows(sheet).items()
        for column, cell in row.items()
        if cell not in ("", "*", "ej rapporterat")
    }


def listed(job: ImportJob) -> set[tuple[str, str, str]]:
    """Every change that the page shows, as sheet, column and what it becomes."""
    return {
        (sheet["name"], row["key"], column)
        for sheet in (job.result or {}).get("sheets", ())
        for row in sheet["rows"]
        for column, _, _ in row["cells"]
    }


def same(one: str, other: str) -> bool:
    def number(text: str) -> str:
        return text.replace(" ", "").removesuffix(",0")

    return number(one) == number(other)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files())
def test_every_cell_is_as_it_stood_or_as_the_file_said(small: SmallBoard, file: dict[str, Any]) -> None:
    try:
        with transaction.atomic():
            check(small, file)
            raise _Back
    except _Back:
        pass


def check(small: SmallBoard, file: dict[str, Any]) -> None:
    Round.objects.filter(board=small.board, year=2024, tertial=1).update(state="adopted")
    type_some(small, file["sheet"], file["before"])
    name, data = content(small, file)
    type_some(small, file["sheet"], file["after"])
    before = standing(small)
    job = services.store_file(by=small["controller"], round_=small.round, name=name, content=data)
    services.read_to_preview(job.pk)
    assert standing(small) == before
    job.refresh_from_db()
    if job.state == JobState.REFUSED:
        return
    shown, asked = listed(job), job.result["conflicts"]  # type: ignore[index]
    take = [one["id"] for one in asked] if file["take"] else []
    services.start_applying(by=small["controller"], job=job, empty=file["empty"], take=take)
    services.apply_file(job.pk)
    job.refresh_from_db()
    after = standing(small)
    if job.state == JobState.REFUSED:  # such as a footnote that would stand without its amount
        assert after == before
        return
    assert job.state == JobState.APPLIED, job.result
    differing = {cell for cell in before.keys() | after.keys() if before.get(cell) != after.get(cell)}
    told = {
        (file["sheet"], " · ".join([*_key(file["sheet"], row, period)]), column): value
        for row, period, values in file["rows"]
        for column, value in zip(file["columns"], values, strict=True)
    }
    for sheet, key, column in differing - shown:
        if column in KEYS[file["sheet"]]:
            continue
        assert file["empty"] or file["take"], (sheet, key, column)
    for cell in differing:
        sheet, key, column = cell
        assert sheet == file["sheet"]
        assert " · 2024 · 2 · " in key, "another report is changed"
        if column in VALUES[sheet]:
            new = after.get(cell, "")
            if new == "*" and cell not in before:
                continue  # an outcome that has only a forecast is not reported
            assert cell in told, cell
            assert same(new, told[cell]) or (new == "" and told[cell] == ""), (cell, new, told[cell])
            assert told[cell] or file["empty"] or file["take"], "emptied unasked"


def _key(sheet: str, row: list[str], period: tuple[int, int]) -> list[str]:
    kinds = {"personal": "staff", "intäkter": "revenue"}
    year, tertial = map(str, period)
    if sheet == "utfall":
        return [row[0], year, tertial, row[1], row[2]]
    return [row[0], year, tertial, kinds[row[1]], ""]
