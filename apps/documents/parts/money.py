"""The operating budget: service areas, cost types, the budget's way, investments, and how forecasts held."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from django.utils.text import capfirst

from apps.core.swedish import format_day
from apps.documents.blocks import (
    DocumentBlock,
    DocumentCell,
    DocumentColumn,
    DocumentRow,
    TableBlock,
    build_paragraphs,
)
from apps.documents.cells import (
    EMPTY_CELL,
    add_difference,
    add_sums,
    build_number_cell,
    build_text_cell,
    build_tkr_cell,
)
from apps.documents.parts.finding_notes import list_finding_notes
from apps.report.board_report import BoardReport
from apps.report.money import AreaEconomy, BudgetPath, InvestmentRow, InvestmentTable, MoneyRow
from apps.report.over_time.forecast_history import (
    AreaForecasts,
    YearForecasts,
    build_year_forecasts,
    format_forecast_way,
)

TKR = "tkr"
_FIELD_LABELS = {
    "original_budget": "Ursprunglig budget",
    "supplementary_budget": "Tilläggsbudget",
    "budget": "Budget",
    "period_budget": "Budget hittills",
    "actual": "Utfall",
    "variance_so_far": "Avvikelse hittills",
    "forecast": "Prognos",
    "variance": "Avvikelse",
}
_MONEY_FIELDS = ("budget", "period_budget", "actual", "variance_so_far", "forecast", "variance")
_PERCENT_LABELS = {"variance_percent": "Avvikelse", "used_percent": "Använt av årets budget"}
_ROW_FIELDS = ("original_budget", "supplementary_budget")
_SIGNED = frozenset({"variance", "variance_so_far"})
_PATH_COLUMNS = (
    DocumentColumn(label="Steg", weight=3),
    DocumentColumn(label="Datum", weight=2),
    DocumentColumn(label="Beslut", weight=2),
    DocumentColumn(label="Belopp", unit=TKR, is_number=True, weight=2),
    DocumentColumn(label="Vad det gäller", weight=4),
)
AnyMoneyRow = MoneyRow | InvestmentRow


def build_economy(report: BoardReport) -> list[DocumentBlock]:
    """The service areas as a tree, with the whole board last, as the sum."""
    areas = [area for area in report.economy.areas if area.net]
    if not areas:
        return []
    listed = [area for area in areas if area.depth] + [area for area in areas if not area.depth]
    rows = [(area.name, max(area.depth - 1, 0), not area.depth, area.net) for area in listed if area.net]
    places = {area.area: place for place, area in enumerate(listed)}
    parts: dict[int, list[int]] = {}
    for area in listed:
        if area.parent in places:
            parts.setdefault(places[area.parent or ""], []).append(places[area.area])
    basis = "utfallet" if report.period.is_final_accounts else "prognosen för helåret"
    note = f"Avvikelsen är årets budget minus {basis}. Plus är överskott, minus är underskott."
    notes = (note, *list_finding_notes(report, "area", places, ("net", "")))
    return _build_money_table("Nettokostnad per verksamhet", "Verksamhet", rows, lambda at: parts.get(at, ()), notes)


def build_cost_types(report: BoardReport) -> list[DocumentBlock]:
    """Income and costs of the whole board, then of each service area that tells of them."""
    blocks: list[DocumentBlock] = []
    for area in report.economy.areas:
        if area.cost_types:
            blocks += _build_area_cost_types(report, area)
    return blocks


def _build_area_cost_types(report: BoardReport, area: AreaEconomy) -> list[DocumentBlock]:
    filled = [*area.cost_types, *([area.net] if area.net else [])]
    rows = [
        (capfirst(row.cost_type_label), int(bool(row.belongs_to)), row.cost_type in {"cost", "net"}, row)
        for row in filled
    ]
    parts: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(filled):
        parts[row.belongs_to].append(place)
    name = area.name if area.depth else "Hela nämnden"
    notes = list_finding_notes(report, "area", {area.area}, {row.cost_type for row in area.cost_types})
    return _build_money_table(
        f"{name}: intäkter och kostnader", "Slag", rows, lambda at: parts.get(filled[at].cost_type, ()), notes
    )


def build_investments(report: BoardReport) -> list[DocumentBlock]:
    """The investments as the report's tables have them."""
    return [block for table in report.investments for block in _build_investment_table(report, table)]


def _build_investment_table(report: BoardReport, table: InvestmentTable) -> list[DocumentBlock]:
    kinds = len({row.flow for row in table.rows}) > 1
    rows = [
        (f"{row.name}, {row.flow_label}" if kinds else row.name, min(row.depth, 4), row.is_sum, row)
        for row in table.rows
    ]
    places = {(row.code, row.flow): place for place, row in enumerate(table.rows)}
    parts: dict[int, list[int]] = {}
    for row in table.rows:
        if row.parent and (row.parent, row.flow) in places:
            parts.setdefault(places[row.parent, row.flow], []).append(places[row.code, row.flow])
    notes = list_finding_notes(report, "investment", {row.code for row in table.rows})
    return _build_money_table(table.title or "Investeringar", "Projekt", rows, lambda at: parts.get(at, ()), notes)


def _build_money_table(
    title: str,
    head: str,
    rows: Sequence[tuple[str, int, bool, AnyMoneyRow]],
    find_parts: Callable[[int], Sequence[int]],
    notes: tuple[str, ...] = (),
) -> list[DocumentBlock]:
    """A table with the columns where any row has a figure; none where no row has. ``rows``: name, depth, sum, row."""
    fields = [*_ROW_FIELDS, *_MONEY_FIELDS, *_PERCENT_LABELS]
    shown = [field for field in fields if any(_get_figure(row, field) is not None for *_, row in rows)]
    if not shown:
        return []
    found = add_sums(
        [_build_money_row(name, depth, row, shown, is_sum) for name, depth, is_sum, row in rows], find_parts
    )
    for column, (minuend, subtrahend) in _list_differences(shown):
        found = [add_difference(row, column, minuend, subtrahend) for row in found]
    footnotes = tuple(dict.fromkeys(f"{name}: {row.footnote}" for name, *_, row in rows if row.footnote))
    columns = (DocumentColumn(label=head, weight=4), *(_build_column(field) for field in shown))
    return [TableBlock(title=title, columns=columns, rows=tuple(found), notes=(*notes, *footnotes))]


def _build_column(field: str) -> DocumentColumn:
    if field in _PERCENT_LABELS:
        return DocumentColumn(label=_PERCENT_LABELS[field], unit="%", is_number=True, weight=2)
    return DocumentColumn(label=_FIELD_LABELS[field], unit=TKR, is_number=True, weight=2)


def _build_money_row(name: str, depth: int, row: AnyMoneyRow, fields: Sequence[str], is_sum: bool) -> DocumentRow:
    cells = tuple(_build_money_cell(row, field) for field in fields)
    return DocumentRow(cells=(build_text_cell(name), *cells), depth=depth, is_sum=is_sum)


def _get_figure(row: AnyMoneyRow, field: str) -> object:
    return getattr(row, field, None) if field in _ROW_FIELDS else getattr(row.now, field)


def _build_money_cell(row: AnyMoneyRow, field: str) -> DocumentCell:
    if field in _PERCENT_LABELS:
        return build_number_cell(getattr(row.now, field))
    kronor = getattr(row, field, None) if field in _ROW_FIELDS else getattr(row.now, field)
    return build_tkr_cell(kronor, exact=row.now.exact, sign=field in _SIGNED)


def _list_differences(fields: Sequence[str]) -> Iterable[tuple[int, tuple[int, int]]]:
    """The columns that may be one column minus another; the first column is the row's name."""
    places = {field: place for place, field in enumerate(fields, 1)}
    for field, minuend, subtrahend in (
        ("variance_so_far", "period_budget", "actual"),
        ("variance", "budget", "forecast"),
        ("variance", "budget", "actual"),
    ):
        if {field, minuend, subtrahend} <= places.keys():
            yield places[field], (places[minuend], places[subtrahend])


def build_budget_changes(report: BoardReport) -> list[DocumentBlock]:
    """Each area's budget from the original over its changes to the one that holds."""
    blocks: list[DocumentBlock] = []
    for area in report.economy.areas:
        if area.budget_path:
            name = area.name if area.depth else "Hela nämnden"
            blocks.append(_build_path_table(name, area.budget_path))
    return blocks


def _build_path_table(name: str, path: BudgetPath) -> TableBlock:
    rows = []
    if path.original is not None and path.original_step is None:
        rows.append(_build_path_row("ursprunglig budget", "", "", path.original, ""))
    rows += [
        _build_path_row(step.kind_label, format_day(step.date), step.decision, step.amount, step.note)
        for step in path.steps
    ]
    parts = tuple(range(len(rows)))
    if path.total is not None:
        rows.append(_build_path_row("summa", "", "", path.total, "", is_sum=True))
        total = len(rows) - 1
        rows = add_sums(rows, lambda at: parts if at == total else ())
    if path.budget is not None:
        rows.append(_build_path_row("budget som gäller", "", "", path.budget, "", is_sum=True))
    return TableBlock(title=f"{name}: budgetens väg", columns=_PATH_COLUMNS, rows=tuple(rows)).drop_empty_columns()


def _build_path_row(
    label: str, day: str, decision: str, kronor: int, note: str, *, is_sum: bool = False
) -> DocumentRow:
    cells = (capfirst(label), day, decision)
    amount = build_tkr_cell(kronor, exact=True)
    return DocumentRow(cells=(*(build_text_cell(text) for text in cells), amount, build_text_cell(note)), is_sum=is_sum)


def build_forecast_record(report: BoardReport) -> list[DocumentBlock]:
    """How the forecasts of each year went, and what they became."""
    years = build_year_forecasts(report)
    blocks: list[DocumentBlock] = []
    blocks += build_paragraphs(format_forecast_way(report, years)) if years else []
    return [*blocks, *(_build_forecast_table(year) for year in years)]


def _build_forecast_table(year: YearForecasts) -> TableBlock:
    moments = [DocumentColumn(label=one.label, unit=TKR, is_number=True, weight=2) for one in year.moments]
    return TableBlock(
        title=f"Avvikelse mot årets budget {year.year}, så som den förutsågs och blev",
        columns=(DocumentColumn(label="Verksamhet", weight=4), *moments),
        rows=tuple(_build_forecast_row(area, year) for area in year.areas),
    )


def _build_forecast_row(area: AreaForecasts, year: YearForecasts) -> DocumentRow:
    steps = {step.moment: step for step in area.steps}
    cells = (
        build_tkr_cell(steps[one].variance, exact=steps[one].exact, sign=True) if one in steps else EMPTY_CELL
        for one in year.moments
    )
    return DocumentRow(
        cells=(build_text_cell(area.name if area.depth else "Hela nämnden"), *cells), is_sum=not area.depth
    )
