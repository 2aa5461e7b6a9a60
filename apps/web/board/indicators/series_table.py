"""An indicator's whole series as a table, on ``…/indikator/<code>/``.

A row for each period, with columns for service areas, genders and comparisons; or a row for each series when there
are many.
"""

from dataclasses import dataclass

from apps.report.board_report import BoardReport
from apps.report.course.figure_formats import format_series_period, has_only_full_years
from apps.report.course.outcome_values import (
    GENDER_LABELS,
    OutcomeView,
    build_outcome_view,
)
from apps.report.measures import Indicator, Point

MANY_SERIES = 4
SeriesKey = tuple[str, str, str]  # indicator, area, gender
SeriesPeriod = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesCell:
    """An outcome in the table; ``note`` numbers its footnote from 1, 0 without one."""

    label: str
    value: OutcomeView | None
    period: str
    note: int
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesRow:
    """A row: a period, or a series where there are many."""

    label: str
    current: bool
    comparison: bool
    cells: tuple[SeriesCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesTable:
    """The table of a series. ``corner`` is the heading of the first column."""

    corner: str
    columns: tuple[str, ...]
    rows: tuple[SeriesRow, ...]
    notes: tuple[str, ...]


def build_series_table(report: BoardReport, indicator: Indicator, references: list[Indicator]) -> SeriesTable | None:
    """Every outcome: periods down and series across, or the other way where there are many series."""
    cells: dict[tuple[SeriesKey, SeriesPeriod], tuple[Point, Indicator]] = {}
    for source in (indicator, *references):
        for point in source.series:
            cells[(source.code, point.area, point.gender), (point.year, point.tertial)] = (point, source)
    if not cells:
        return None
    keys = list(dict.fromkeys(key for key, _ in cells))
    keys.sort(key=lambda key: _get_series_order(key, report, [indicator, *references]))
    periods = sorted({period for _, period in cells}, reverse=True)
    return _SeriesTableBuilder(report, indicator, references, cells, keys, periods).table()


def _get_series_order(key: SeriesKey, report: BoardReport, sources: list[Indicator]) -> tuple[int, int, int]:
    areas = [area.code for area in report.areas]
    codes = [one.code for one in sources]
    return codes.index(key[0]), areas.index(key[1]) if key[1] in areas else len(areas), "TKM".index(key[2])


class _SeriesTableBuilder:
    """Lays the series out as a table and numbers the footnotes in reading order."""

    def __init__(
        self,
        report: BoardReport,
        indicator: Indicator,
        references: list[Indicator],
        cells: dict[tuple[SeriesKey, SeriesPeriod], tuple[Point, Indicator]],
        keys: list[SeriesKey],
        periods: list[SeriesPeriod],
    ) -> None:
        self.report, self.indicator, self.cells, self.keys, self.periods = report, indicator, cells, keys, periods
        self.names = {one.code: one.name for one in references}
        self.root = report.areas[0].code
        self.whole_years = has_only_full_years(point for point, _ in cells.values())
        self.notes: list[str] = []
        self.now = (report.period.year, report.period.number)

    def table(self) -> SeriesTable:
        across = len(self.keys) > MANY_SERIES
        rows = self._build_series_rows() if across else self._build_period_rows()
        columns = (
            [self._format_period(one) for one in self.periods]
            if across
            else [self._format_series_name(key) for key in self.keys]
        )
        corner = "Serie" if across else ("År" if self.whole_years else "Tertial")
        return SeriesTable(corner=corner, columns=tuple(columns), rows=tuple(rows), notes=tuple(self.notes))

    def _build_period_rows(self) -> list[SeriesRow]:
        return [
            SeriesRow(
                label=self._format_period(period),
                current=period == self.now,
                comparison=False,
                cells=tuple(self._build_cell(key, period, self._format_series_name(key)) for key in self.keys),
            )
            for period in self.periods
        ]

    def _build_series_rows(self) -> list[SeriesRow]:
        return [
            SeriesRow(
                label=self._format_series_name(key),
                current=False,
                comparison=key[0] != self.indicator.code,
                cells=tuple(self._build_cell(key, period, self._format_period(period)) for period in self.periods),
            )
            for key in self.keys
        ]

    def _format_period(self, period: SeriesPeriod) -> str:
        return format_series_period(*period, whole_years=self.whole_years)

    def _format_series_name(self, key: SeriesKey) -> str:
        code, area, gender = key
        named = next((one.name for one in self.report.areas if one.code == area), self._find_former_name(area))
        if code in self.names:
            return ", ".join([self.names[code]] + ([GENDER_LABELS[gender]] if gender != "T" else []))
        if area == self.root:
            return GENDER_LABELS[gender]
        return named if gender == "T" else f"{named}, {GENDER_LABELS[gender].lower()}"

    def _find_former_name(self, area: str) -> str:
        """What an area that has ended is called at its figures: ”Norr (till 2023)”."""
        return next((point.area_name for point, _ in self.cells.values() if point.area == area), area)

    def _build_cell(self, key: SeriesKey, period: SeriesPeriod, label: str) -> SeriesCell:
        found = self.cells.get((key, period))
        if found is None:
            return SeriesCell(label=label, value=None, period="", note=0, current=period == self.now)
        point, source = found
        return SeriesCell(
            label=label,
            value=build_outcome_view(point, source),
            period=f"{point.year}-t{point.tertial}",
            note=self._note(point.footnote),
            current=period == self.now,
        )

    def _note(self, text: str) -> int:
        if not text:
            return 0
        if text not in self.notes:
            self.notes.append(text)
        return self.notes.index(text) + 1
