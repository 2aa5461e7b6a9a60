"""A board's own tables of a report on their way into the tables, and out again."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Q

from apps.accounts.models import User
from apps.imports.report_format.own_table_checks import list_column_values
from apps.imports.report_format.records import ParsedReport
from apps.organisation.models import Board
from apps.own_tables import services
from apps.own_tables.models import OwnColumn, OwnRow, OwnTable, OwnValue


def save_own_tables(
    *,
    by: User | None,
    board: Board,
    parsed: ParsedReport,
    areas: Mapping[str, int],
    is_saved: Callable[..., bool],
) -> None:
    """Save the tables, their lines and values, those sheets that ``is_saved`` says. ``areas`` are ids by code."""
    if is_saved("own_tables"):
        tables = [
            services.OwnTableRow(
                **{key: record[key] for key in ("code", "name", "kind", "note", "valid_from", "valid_to")},
                service_area_id=areas[record["area"]],
            )
            for record in parsed["own_tables"]
        ]
        services.save_own_tables(by=by, board=board, rows=tables)
    if not is_saved("own_rows", "own_columns", "own_values"):
        return
    ids = services.find_own_table_ids(board)
    if is_saved("own_rows"):
        names = ("code", "name", "heading", "relation", "parts", "valid_from", "valid_to")
        rows = [
            services.OwnRowRow(own_table_id=ids[record["own_table"]], **{name: record[name] for name in names})
            for record in parsed["own_rows"]
        ]
        services.save_own_lines(by=by, board=board, model=OwnRow, rows=rows)
    if is_saved("own_columns"):
        columns = [
            services.OwnColumnRow(own_table_id=ids[record["own_table"]], **dict(list_column_values(record)))
            for record in parsed["own_columns"]
        ]
        services.save_own_lines(by=by, board=board, model=OwnColumn, rows=columns)
    if is_saved("own_values"):
        _save_values(by, board, parsed, ids)


def _save_values(by: User | None, board: Board, parsed: ParsedReport, ids: Mapping[str, int]) -> None:
    rows, columns = (services.find_own_line_ids(board, model) for model in (OwnRow, OwnColumn))
    kinds = dict(OwnColumn.objects.filter(board=board).values_list("pk", "kind"))
    values = []
    for record in parsed["own_values"]:
        table = ids[record["own_table"]]
        column = columns[table, record["own_column"]]
        values.append(
            services.OwnValueRow(
                own_table_id=table,
                row_id=rows[table, record["own_row"]],
                column_id=column,
                kind=kinds[column],
                **{key: record[key] for key in ("year", "tertial", "text", "missing")},
                amount=record["kronor"].get("amount"),
                value=record["number"].value if record["number"] else None,
            )
        )
    services.save_own_values(by=by, board=board, rows=values)


def build_own_table_rows(
    board: Board, until: Q, areas: Mapping[int, str], convert_amount: Callable[[int], Decimal]
) -> dict[str, list[Mapping[str, Any]]]:
    """The board's tables as the rows of their sheets, with the values that ``until`` finds."""
    tables = OwnTable.objects.filter(board=board).order_by("position", "id")
    lines: dict[str, Any] = {
        "own_rows": OwnRow.objects.filter(board=board), "own_columns": OwnColumn.objects.filter(board=board),
    }  # fmt: skip
    ordered = {
        sheet: list(found.select_related("own_table").order_by("own_table__position", "own_table_id", "position", "id"))
        for sheet, found in lines.items()
    }
    values = OwnValue.objects.filter(until, board=board).select_related("own_table", "row", "column")
    order = (
        "own_table__position",
        "own_table_id",
        "year",
        "tertial",
        "row__position",
        "row_id",
        "column__position",
        "id",
    )
    return {
        "own_tables": [
            {
                **_get_fields(one, "code", "name", "kind", "note", "valid_from", "valid_to"),
                "area": areas[one.service_area_id],
            }
            for one in tables
        ],
        "own_rows": [_build_line(one, "heading") for one in ordered["own_rows"]],
        "own_columns": [
            {**_build_line(one, "kind", "years_ahead"), "about_year": one.year, "counts_persons": one.counts_persons}
            for one in ordered["own_columns"]
        ],
        "own_values": [_build_value(one, convert_amount) for one in values.order_by(*order)],
    }


def _build_line(line: OwnRow | OwnColumn, *names: str) -> dict[str, Any]:
    fields = _get_fields(line, "code", "name", "relation", "valid_from", "valid_to", *names)
    return {**fields, "own_table": line.own_table.code, "parts": tuple(line.parts)}


def _build_value(one: OwnValue, convert_amount: Callable[[int], Decimal]) -> dict[str, Any]:
    return {
        **_get_fields(one, "year", "tertial", "text", "missing"),
        "own_table": one.own_table.code,
        "own_row": one.row.code,
        "own_column": one.column.code,
        "amount": None if one.amount is None else convert_amount(one.amount),
        "number": one.value,
    }


def _get_fields(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
