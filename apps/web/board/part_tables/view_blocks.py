"""What a page has made a table of, as a table of a document: the same rows, with the numbers that they are."""

from collections.abc import Iterable

from apps.documents.blocks import DocumentCell, DocumentColumn, DocumentRow, TableBlock
from apps.documents.cells import build_number_cell, build_text_cell, build_tkr_cell
from apps.web.board.areas.presenter import AreaPeriod
from apps.web.board.economy.budget_paths import ForecastLineView
from apps.web.board.economy.money_table import MoneyTable, MoneyTableCell, MoneyTableRow
from apps.web.board.indicators.presenter import TargetListRow

TKR = "tkr"


def build_money_block(table: MoneyTable, title: str, first: str) -> TableBlock:
    """A table of money, its percentages too. ``first`` is the head of the column of names."""
    columns = (
        DocumentColumn(label=one.full_label, unit=one.unit or TKR, is_number=True, weight=2) for one in table.columns
    )
    shown = {row.footnote: f"{row.name}: {row.footnote}" for row in table.rows if row.footnote}
    return TableBlock(
        title=title,
        columns=(DocumentColumn(label=first, weight=4), *columns),
        rows=tuple(_build_money_row(row) for row in table.rows),
        notes=(*shown.values(), *table.notes),
    )


def _build_money_row(row: MoneyTableRow) -> DocumentRow:
    name = f"{row.name}, {row.sub}" if row.sub else row.name
    cells = (_build_money_cell(cell) for cell in row.cells)
    return DocumentRow(cells=(build_text_cell(name), *cells), depth=row.depth, is_sum=row.is_sum)


def _build_money_cell(cell: MoneyTableCell) -> DocumentCell:
    if cell.kronor is not None:
        has_sign = cell.column.is_variance or cell.column.is_change
        return build_tkr_cell(cell.kronor, exact=cell.exact, sign=has_sign)
    return build_number_cell(cell.percent, "" if cell.percent is not None else cell.missing)


def build_period_block(periods: Iterable[AreaPeriod], title: str) -> TableBlock:
    """An area's variances, a period in each row."""
    columns = (
        DocumentColumn(label="Tertial"),
        DocumentColumn(label="Avvikelse hittills", unit=TKR, is_number=True, weight=2),
        DocumentColumn(label="Avvikelse helår", unit=TKR, is_number=True, weight=2),
    )
    rows = (
        DocumentRow(
            cells=(
                build_text_cell(one.period.label),
                build_tkr_cell(one.variance.so_far, exact=one.variance.exact, sign=True),
                build_tkr_cell(one.variance.full_year, exact=one.variance.exact, sign=True),
            )
        )
        for one in periods
    )
    return TableBlock(title=title, columns=columns, rows=tuple(rows))


def build_forecast_block(line: ForecastLineView) -> TableBlock:
    """An area's forecasts of the year in order of time."""
    columns = (
        DocumentColumn(label="Datum", weight=2),
        DocumentColumn(label="Uppgift", weight=3),
        DocumentColumn(label="Nettokostnad, helår", unit=TKR, is_number=True, weight=2),
        DocumentColumn(label="Anmärkning", weight=4),
    )
    rows = (
        DocumentRow(
            cells=(
                build_text_cell(row.day),
                build_text_cell(f"{row.label} mellan rapporterna" if row.is_interim else row.label),
                build_tkr_cell(row.kronor, exact=True),
                build_text_cell(row.note),
            ),
            is_sum=row.is_final,
        )
        for row in line.rows
    )
    return TableBlock(title=line.name, columns=columns, rows=tuple(rows)).drop_empty_columns()


def build_target_block(targets: Iterable[TargetListRow]) -> TableBlock:
    """An indicator's targets, the latest year first."""
    heads = ("År", "Gäller", "Målvärde", "I planen står det", "Beslut", "Ändrat", "Fotnot")
    rows = (
        (str(one.year), one.scope or "hela nämnden", one.text, one.stated, one.decision, one.changed, one.footnote)
        for one in targets
    )
    return TableBlock(
        title="Målvärden",
        columns=tuple(DocumentColumn(label=head, weight=2) for head in heads),
        rows=tuple(DocumentRow(cells=tuple(build_text_cell(text) for text in row)) for row in rows),
    ).drop_empty_columns()
