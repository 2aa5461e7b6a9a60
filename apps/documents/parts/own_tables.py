"""A board's own tables in a document: the result table by itself, and the others."""

from collections.abc import Iterable

from apps.documents.blocks import DocumentBlock, DocumentCell, DocumentColumn, DocumentRow, TableBlock
from apps.documents.cells import add_sums, build_number_cell, build_text_cell, build_tkr_cell
from apps.documents.parts.finding_notes import list_finding_notes
from apps.report.board_report import BoardReport, OwnCell, OwnRow, OwnTable

RESULT_KIND = "result"
SUPPRESSED_LABEL = "för få för att visas"
_UNITS = {"amount": "tkr", "percent": "%", "number": "antal"}
_SUMS = frozenset({"total", "closing"})


def build_result_table(report: BoardReport) -> list[DocumentBlock]:
    """Commission, income, cost and result, as the board has set it up."""
    return _build_tables(report, (one for one in report.own_tables if one.kind == RESULT_KIND))


def build_own_tables(report: BoardReport) -> list[DocumentBlock]:
    """The board's other tables in their order."""
    return _build_tables(report, (one for one in report.own_tables if one.kind != RESULT_KIND))


def format_own_text(cell: OwnCell) -> str:
    """What a cell without a number says."""
    if cell.suppressed:
        return SUPPRESSED_LABEL
    return cell.text or cell.missing_label


def _build_tables(report: BoardReport, tables: Iterable[OwnTable]) -> list[DocumentBlock]:
    return [_build_table(report, table) for table in tables]


def _build_table(report: BoardReport, table: OwnTable) -> TableBlock:
    rows: list[DocumentRow] = []
    places: dict[str, int] = {}
    for heading, found in group_rows(table):
        if heading:
            empty = tuple(build_text_cell("") for _ in table.columns)
            rows.append(DocumentRow(cells=(build_text_cell(heading), *empty)))
        for row in found:
            places[row.code] = len(rows)
            rows.append(_build_row(row, depth=1 if heading else 0))
    sums = {
        places[row.code]: [places[part] for part in row.parts if part in places]
        for row in table.rows
        if row.relation in _SUMS
    }
    columns = [
        DocumentColumn(label=one.heading, unit=_UNITS.get(one.kind, ""), is_number=one.kind != "text", weight=2)
        for one in table.columns
    ]
    return TableBlock(
        title=table.name,
        columns=(DocumentColumn(label="Rad", weight=4), *columns),
        rows=tuple(add_sums(rows, lambda at: sums.get(at, ()))),
        notes=list_finding_notes(report, "own_table", {table.code}),
    )


def group_rows(table: OwnTable) -> list[tuple[str, list[OwnRow]]]:
    """The rows in their order, those after each other under one heading together."""
    groups: list[tuple[str, list[OwnRow]]] = []
    for row in table.rows:
        if not groups or groups[-1][0] != row.heading:
            groups.append((row.heading, []))
        groups[-1][1].append(row)
    return groups


def _build_row(row: OwnRow, *, depth: int) -> DocumentRow:
    cells = (build_text_cell(row.name), *(_build_cell(cell) for cell in row.cells))
    return DocumentRow(cells=cells, depth=depth, is_sum=bool(row.relation))


def _build_cell(cell: OwnCell) -> DocumentCell:
    if cell.amount is not None:
        return build_tkr_cell(cell.amount, exact=True)
    return build_number_cell(cell.value) if cell.value is not None else build_text_cell(format_own_text(cell))
