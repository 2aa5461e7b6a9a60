"""The views of the table of areas on ``…/ekonomi/``: now, against the tertial before, against the same time last year.

The numbers are those of ``report.over_time.money_comparison``; here they become columns.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from apps.core.tertials import Tertial
from apps.report.board_report import BoardReport
from apps.report.over_time.money_comparison import (
    AreaComparison,
    ComparedAmount,
    MoneyComparison,
    build_money_comparison,
    is_money_comparable,
)
from apps.web.board.economy.money_table import (
    MoneyTable,
    MoneyTableCell,
    MoneyTableColumn,
    MoneyTableRow,
    build_money_table,
    format_period_name,
    mark_short_cells,
)
from apps.web.links import ReportAddress

PREVIOUS, LAST_YEAR = "forra", "ifjol"
NOT_KNOWN = "inte känd"
_GROUPS = {"full_year": "variance", "so_far": "variance_so_far", "actual": "actual"}
_GROUP_LABELS = {"full_year": "Avvikelse helår", "so_far": "Avvikelse hittills", "actual": "Utfall"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonChoice:
    """A view of the table. ``missing`` says in words why there is nothing to compare with, ``note`` what to know."""

    label: str
    url: str
    current: bool
    comparison: MoneyComparison | None = None
    missing: str = ""
    note: str = ""
    code: str = ""

    @property
    def part(self) -> str:
        """What the table is taken along as."""
        return f"economy_{self.code}" if self.comparison else "economy"


def build_comparison_choices(report: BoardReport, against: str) -> tuple[ComparisonChoice, ...]:
    """The three views, one of them current: now, where the address asks for nothing that is known."""
    url = ReportAddress.for_report(report).url("economy")
    chosen = against if against in {PREVIOUS, LAST_YEAR} else ""
    since = {PREVIOUS: report.period.previous(), LAST_YEAR: report.period.same_last_year()}
    labels = {PREVIOUS: "Mot förra tertialet", LAST_YEAR: "Mot samma tid i fjol"}
    return (
        ComparisonChoice(label="Nu", url=f"{url}#jamfor", current=not chosen),
        *(_build_choice(report, code, since[code], labels[code], current=code == chosen) for code in labels),
    )


def _build_choice(report: BoardReport, code: str, since: Tertial, label: str, *, current: bool) -> ComparisonChoice:
    comparison = build_money_comparison(report, since)
    comparable = is_money_comparable(report.period, since)
    return ComparisonChoice(
        label=f"{label}, {since.label}" if comparable else label,
        url=f"{ReportAddress.for_report(report).url('economy')}?mot={code}#jamfor",
        current=current,
        code=code,
        comparison=comparison if current else None,
        missing="" if comparison else _format_missing(report.period, since),
        note=_format_note(comparison) if comparison else "",
    )


def _format_missing(period: Tertial, since: Tertial) -> str:
    if not is_money_comparable(period, since):
        return (
            f"{period.label} är årets första tertial. Pengarna jämförs inte med {format_period_name(since).lower()}, "
            "som är ett annat års budget."
        )
    return f"{since.label} är inte publicerad här, och rapporten säger inte hur det var då."


def _format_note(comparison: MoneyComparison) -> str:
    """Where the figures of then come from, and where they are missing."""
    label = comparison.since.label
    if not comparison.is_published:
        return f"{label} är inte publicerad här. Siffrorna därifrån är de som den här rapporten anger."
    return f"Siffrorna från {label} är de som publicerades då."


def build_comparison_table(comparison: MoneyComparison, rows: Iterable[MoneyTableRow]) -> MoneyTable:
    """The areas' rows with the figures of now and then in place of their own; cost types have none of then."""
    columns = _build_columns(comparison)
    by_area = {one.area: one for one in comparison.areas}
    shown = [replace(row, footnote="", note=0) for row in rows if not row.is_part]
    opening = {row.parent for row in shown}
    return build_money_table(
        columns,
        (replace(row, cells=_build_cells(by_area.get(row.area), columns), opens=row.key in opening) for row in shown),
    )


def _build_columns(comparison: MoneyComparison) -> tuple[MoneyTableColumn, ...]:
    """Only what is known: the variance now always, the one of then and the change where any area has them."""
    columns: list[MoneyTableColumn] = []
    for group in _GROUPS:
        amounts = [getattr(area, group) for area in comparison.areas]
        if any(one.before is not None for one in amounts) or group == "full_year":
            columns += _build_group_columns(group, amounts, comparison.since)
    return tuple(columns)


def _build_group_columns(group: str, amounts: Sequence[ComparedAmount], since: Tertial) -> list[MoneyTableColumn]:
    field, label = _GROUPS[group], _GROUP_LABELS[group]
    slug = f"{since.year}-{since.slug}"
    headings = [
        (field, "Nu", "", any(one.now is not None for one in amounts)),
        (field, since.label, slug, any(one.before is not None for one in amounts)),
        (f"{field}_change", "Ändring", "", group != "actual" and any(one.change is not None for one in amounts)),
    ]
    short_labels = {"variance": "Nu", "variance_change": "Ändring"}
    return [
        MoneyTableColumn(
            field=name,
            label=heading,
            unit="",
            period=period,
            period_label=label,
            starts_period=place == 0,
            short_label="" if period else short_labels.get(name, ""),
            long_label=f"{label}, {heading if period else heading.lower()}",
        )
        for place, (name, heading, period, is_shown) in enumerate(headings)
        if is_shown
    ]


def _build_cells(area: AreaComparison | None, columns: tuple[MoneyTableColumn, ...]) -> tuple[MoneyTableCell, ...]:
    return mark_short_cells(tuple(_build_cell(area, column) for column in columns))


def _build_cell(area: AreaComparison | None, column: MoneyTableColumn) -> MoneyTableCell:
    groups = {field: group for group, field in _GROUPS.items()}
    amount = getattr(area, groups[column.field.removesuffix("_change")]) if area else ComparedAmount()
    kronor = amount.change if column.is_change else amount.before if column.period else amount.now
    return MoneyTableCell(
        column=column,
        kronor=kronor,
        percent=None,
        exact=bool(area and area.exact),
        missing=NOT_KNOWN if column.period and kronor is None else "",
    )
