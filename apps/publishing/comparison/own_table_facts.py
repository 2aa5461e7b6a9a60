"""The facts of a board's own tables; see ``facts``."""

from collections.abc import Iterator

from apps.publishing.comparison.facts import (
    HIDDEN_OUTCOME_TEXT,
    Fact,
    FactSubject,
    ReportNames,
    format_exact_tkr,
    format_names,
    format_optional_number,
)
from apps.report.board_report import BoardReport, OwnCell, OwnColumn, OwnRow, OwnTable


def list_own_table_facts(report: BoardReport, names: ReportNames) -> Iterator[Fact]:
    """The tables: what they are, their rows and columns, and each cell."""
    for table in report.own_tables:
        thing = FactSubject("Egna tabeller", table.name, "own_table", table.code)
        yield from thing.facts(table, {"name": "namn", "kind_label": "slag"})
        yield thing.fact("verksamhet", format_names([table.area], names.areas), "area")
        for column in table.columns:
            yield from _list_column_facts(thing, table, column)
        for row in table.rows:
            yield from _list_row_facts(thing, table, row)


def _list_column_facts(thing: FactSubject, table: OwnTable, column: OwnColumn) -> Iterator[Fact]:
    at = ("column", column.code)
    headings = {one.code: one.heading for one in table.columns}
    yield thing.fact("kolumn", column.heading, *at, "heading")
    yield thing.fact(f"enhet, {column.heading}", column.kind_label, *at, "kind")
    yield thing.fact(f"år, {column.heading}", column.year, *at, "year")
    yield thing.fact(f"räknar personer, {column.heading}", column.counts_persons, *at, "persons")
    follows = format_names(column.parts, headings)
    yield thing.fact(f"räknas ut av, {column.heading}", f"{column.relation} {follows}".strip(), *at, "parts")


def _list_row_facts(thing: FactSubject, table: OwnTable, row: OwnRow) -> Iterator[Fact]:
    at = ("row", row.code)
    follows = format_names(row.parts, {one.code: one.name for one in table.rows})
    yield thing.fact("rad", row.name, *at, "name")
    yield thing.fact(f"rubrik, {row.name}", row.heading, *at, "heading")
    yield thing.fact(f"räknas ut av, {row.name}", f"{row.relation_label} {follows}".strip(), *at, "parts")
    headings = {one.code: one.heading for one in table.columns}
    for cell in row.cells:
        typed = f"t:{table.code}:{row.code}:{cell.column}"
        where = f"{row.name}, {headings.get(cell.column, cell.column)}"
        more = {"cells": (f"{typed}|value", f"{typed}|reason"), "derived": cell.computed}
        yield thing.fact(where, _format_cell(cell), "cell", row.code, cell.column, **more)
        yield thing.fact(f"räknas ut, {where}", cell.computed, "computed", row.code, cell.column, derived=True)


def _format_cell(cell: OwnCell) -> str:
    if cell.suppressed:
        return HIDDEN_OUTCOME_TEXT
    numbers = (format_exact_tkr(cell.amount), format_optional_number(cell.value))
    return " ".join(filter(None, (*numbers, cell.text, cell.missing_label)))
