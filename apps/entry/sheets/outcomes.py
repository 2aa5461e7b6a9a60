"""The sheet of outcomes and forecasts: a row for each indicator, service area and gender that is followed."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from apps.checks.relations import BrokenRelation
from apps.core.choices import Gender
from apps.entry.feedback import cell_feedback
from apps.entry.keys import EntryKey, EntryKind
from apps.entry.row_definitions import ROW_DEFINITIONS
from apps.entry.shapes import EntrySheet, SheetCell, SheetRow, SheetSection
from apps.entry.sheets.explained_warnings import ExplainedWarnings
from apps.entry.sheets.parts import EntryReader, RowValues, build_cell, build_columns, load_reader, map_area_ids
from apps.entry.values import format_cell_input, format_plain_number
from apps.goals.models import KeyFigureKind
from apps.goals.rules import choose_followed_areas
from apps.report import board_report
from apps.report.area_tree import AreaTree, build_area_tree
from apps.report.goals import list_goal_codes
from apps.report.indicators import build_indicators, build_relations
from apps.report.plan.target_changes import describe_target
from apps.report.source import load_source
from apps.report.source_types import SourceData
from apps.rounds.models import Round

_GENDER_ORDER = {Gender.TOTAL.value: 0, Gender.WOMEN.value: 1, Gender.MEN.value: 2}
_FREQUENCY_HELP = {"yearly": "Mäts en gång om året.", "biennial": "Mäts vartannat år."}
AreaGender = tuple[str, str]
OUTCOME_TABLES = ("targets", "outcomes")


def load_outcome_sheet(round_: Round, user: Any) -> EntrySheet:
    """The outcomes of a round. ``round_`` should have its board and municipality loaded."""
    return build_outcome_sheet(load_source(round_, OUTCOME_TABLES), load_reader(round_, user, (EntryKind.OUTCOME,)))


def build_outcome_sheet(rows: SourceData, reader: EntryReader) -> EntrySheet:
    """The same, from rows that are loaded already."""
    round_, tree = rows.round, build_area_tree(rows)
    indicators = build_indicators(rows, tree)
    broken = cell_feedback.find_broken_now(build_relations(rows), indicators, tree.root.code, round_.period)
    builder = _OutcomeSheetBuilder(rows, tree, reader, broken)
    groups: dict[tuple[str, str], list[SheetRow]] = defaultdict(list)
    for indicator in indicators:
        groups[builder.build_heading(indicator)] += builder.build_rows(indicator)
    place = {f"mal-{code}": number for number, code in enumerate(list_goal_codes(rows.goals))}
    listed = sorted(groups.items(), key=lambda group: place.get(group[0][0], len(place)))
    return EntrySheet(
        kind="outcomes",
        title="Utfall och prognoser",
        columns=build_columns(EntryKind.OUTCOME, round_.tertial),
        sections=tuple(SheetSection(code, title, tuple(found)) for (code, title), found in listed if found),
        last_tertial=round_.period.previous().label,
        same_last_year=round_.period.same_last_year().label,
        read_only=builder.reader.read_only,
    )


def list_followed_places(
    indicator: board_report.Indicator, year: int, goal_areas: Collection[str], tree: AreaTree
) -> list[AreaGender]:
    """The areas and genders where an indicator has a row.

    Where it has a target this year, a value this year or last, and in its own areas; one without
    own areas where its goal applies. One that is nowhere is followed for the whole board. An
    indicator that is followed by gender has a row for women, men and total wherever it has one of
    them. Areas that have ended have none.
    """
    places = {(target.area, target.gender) for target in indicator.targets if target.year == year}
    places |= {(point.area, point.gender) for point in indicator.series if point.year >= year - 1}
    places |= {(area, Gender.TOTAL.value) for area in choose_followed_areas(indicator.areas, goal_areas)}
    places = {place for place in places if place[0] in tree.order} or {(tree.root.code, Gender.TOTAL.value)}
    if indicator.by_gender:
        places |= {(area, gender) for area, _ in places for gender in _GENDER_ORDER}
    return list(places)


class _OutcomeSheetBuilder:
    """Builds the rows of each indicator."""

    def __init__(
        self, rows: SourceData, tree: AreaTree, reader: EntryReader, broken: Sequence[BrokenRelation] = ()
    ) -> None:
        self.round, self.tree, self.reader, self.broken = rows.round, tree, reader, broken
        self.goals = {goal.code: goal for goal in rows.goals}
        self.ids = map_area_ids(tree)
        self.names = {area.code: area.name for area in tree.areas}
        self.place_names = {code: name for code, name in tree.build_names().items() if code != tree.root.code}
        self.shared = Counter(indicator.name for indicator in rows.indicators)
        self.stored, self.explained = _map_stored_outcomes(rows, tree), ExplainedWarnings(rows)

    def build_heading(self, indicator: board_report.Indicator) -> tuple[str, str]:
        """The code and title of the indicator's section: its goal, or its kind of key figure."""
        if indicator.goal in self.goals:
            return f"mal-{indicator.goal}", self.goals[indicator.goal].name
        return f"nyckeltal-{indicator.kind}", f"Nyckeltal: {KeyFigureKind(indicator.kind).label}"

    def build_rows(self, indicator: board_report.Indicator) -> list[SheetRow]:
        """The indicator's rows that the reader may see, the whole board first."""
        goal = self.goals.get(indicator.goal or "")
        places = list_followed_places(indicator, self.round.year, goal.areas if goal else (), self.tree)
        visible = [place for place in places if place[0] in self.ids and self.reader.may_see(self.ids[place[0]])]
        visible.sort(key=lambda place: (self.tree.order[place[0]], _GENDER_ORDER[place[1]]))
        figures = cell_feedback.group_figures(indicator)
        return [self.explained.mark_explained(self._build_row(figures, area, gender)) for area, gender in visible]

    def _build_row(self, figures: cell_feedback.IndicatorFigures, area: str, gender: str) -> SheetRow:
        indicator = figures.indicator
        key = EntryKey(EntryKind.OUTCOME, indicator.code, area, gender)
        values, version = self.stored.get((indicator.code, area, gender)) or (
            ROW_DEFINITIONS[EntryKind.OUTCOME].build_empty_row(),
            0,
        )
        row_values = RowValues(key, self.ids[area], values, version, indicator.unit)
        reading = figures.readings.get((area, gender))
        target = reading.target if reading else None
        period = self.round.period
        return SheetRow(
            key=key.text,
            label=indicator.name if gender == Gender.TOTAL else f"{indicator.name}, {Gender(gender).label.lower()}",
            area=area,
            area_name=self.names[area],
            cells=self._build_cells(figures, row_values),
            unit=indicator.unit,
            help=" ".join(filter(None, (indicator.definition, _FREQUENCY_HELP.get(indicator.accumulation, "")))),
            target=describe_target(target),
            last_tertial=_format_point(figures, figures.map_genders(area, period.previous()).get(gender)),
            same_last_year=_format_point(figures, figures.map_genders(area, period.same_last_year()).get(gender)),
            qualifier=", ".join(filter(None, (self.place_names.get(area, ""), self._build_heading(indicator)))),
        )

    def _build_heading(self, indicator: board_report.Indicator) -> str:
        """The report's own heading, where it tells indicators of the same name apart."""
        return indicator.heading if self.shared[indicator.name] > 1 else ""

    def _build_cells(self, figures: cell_feedback.IndicatorFigures, row: RowValues) -> tuple[SheetCell, ...]:
        """A cell for each field; warnings are about the value, or about the forecast."""
        area, gender = row.key.second, row.key.third
        warnings = cell_feedback.collect_outcome_warnings(
            figures, area, gender, self.round.period, self.round.board, self.broken
        )
        warned = {
            "value": [warning for warning in warnings if warning.code != "forecast"],
            "forecast": [warning for warning in warnings if warning.code == "forecast"],
        }
        lights = {"value": cell_feedback.find_outcome_light(figures, area, gender)}
        return tuple(
            build_cell(self.reader, row, name, warnings=warned.get(name, ()), light=lights.get(name))
            for name in ROW_DEFINITIONS[EntryKind.OUTCOME].fields
        )


def _format_point(figures: cell_feedback.IndicatorFigures, point: board_report.Point | None) -> dict[str, str]:
    """An earlier period's value and forecast as they are typed."""
    if point is None:
        return {}
    columns = {name: getattr(point, name, None) for name in ROW_DEFINITIONS[EntryKind.OUTCOME].columns}
    columns["stated_text"] = point.stated_text
    text = format_cell_input(EntryKind.OUTCOME, "value", columns, figures.indicator.unit) or point.missing_label
    forecast = format_plain_number(point.forecast) if point.forecast is not None else ""
    return {"value": text, "forecast": forecast}


def _map_stored_outcomes(rows: SourceData, tree: AreaTree) -> dict[tuple[str, str, str], tuple[dict[str, Any], int]]:
    """The round's own outcomes by indicator, area and gender: columns and version."""
    codes = {indicator.id: indicator.code for indicator in rows.indicators}
    now = (rows.round.year, rows.round.tertial)
    found = {}
    for row in rows.outcomes:
        is_own_period = (row.year, row.tertial) == now
        if is_own_period and row.indicator_id in codes and row.service_area_id in tree.by_id:
            area = tree.by_id[row.service_area_id].code
            found[codes[row.indicator_id], area, row.gender] = (row._asdict(), row.version)
    return found
