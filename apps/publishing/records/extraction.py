"""Takes a suppressed report apart into statements: one for each thing that it says, under a name that stays."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from apps.publishing.records import shapes
from apps.publishing.records.dated_amounts import build_budget_change_records, build_interim_forecast_records
from apps.publishing.records.own_tables import iter_table_values
from apps.publishing.records.record_fields import (
    EMPTY_VERDICT,
    TREND_CODES,
    BoardFieldsBuilder,
    build_amount_fields,
    build_indicator_fields,
    build_light_fields,
    build_municipality_fields,
    build_outcome_record,
    build_period_key,
    build_record_key,
    build_so_far_fields,
    get_point_place,
    iter_controls,
    normalize_number,
)
from apps.report import board_report
from apps.report.reorganised.mappings import AREA, INDICATOR, MOVED, RENAMED, group_sentences

_DESCRIPTIONS = frozenset({"municipalities", "boards", "service-areas", "focus-areas", "goals", "indicators"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedRecord:
    """One record of a report.

    ``areas`` are the codes of the service areas concerned with all above them. ``position`` is the order in the report
    of what describes the board; what has a period goes by its key, so that one more figure changes no other statement.
    """

    resource: str
    record: shapes.MunicipalityFields
    areas: frozenset[str]
    position: int

    @property
    def dated(self) -> bool:
        """Is it of its own period? Otherwise it describes the board as it was last reported."""
        return self.resource not in _DESCRIPTIONS

    @property
    def name(self) -> tuple[str, str]:
        """The resource and key, which no other record of the board has."""
        return self.resource, self.record.key

    def has_reading(self) -> bool:
        """Is it an outcome that was held against its target?"""
        return isinstance(self.record, shapes.Outcome) and self.record.light is not None


def extract_records(view: board_report.BoardReport, *, skipped: Collection[str] = ()) -> Iterator[ExtractedRecord]:
    """All that the report says but what it says of itself. Outcomes of the ``skipped`` indicators are left out."""
    return _RecordExtractor(view, skipped).read()


def find_same_outcomes(before: board_report.BoardReport | None, view: board_report.BoardReport) -> frozenset[str]:
    """The indicators of which two reports state exactly the same outcomes, found without taking them apart."""
    if before is None or _list_common_fields(before) != _list_common_fields(view):
        return frozenset()
    known = {one.code: one for one in before.indicators}
    return frozenset(one.code for one in view.indicators if known.get(one.code) == one)


def _list_common_fields(view: board_report.BoardReport) -> tuple[Any, ...]:
    """What every outcome of a report says beside its indicator's own."""
    return view.municipality, view.board.slug, view.board.name, view.areas


class _RecordExtractor:
    """Walks through one report."""

    def __init__(self, view: board_report.BoardReport, skipped: Collection[str]) -> None:
        self.view = view
        self.skipped = skipped
        self.where = BoardFieldsBuilder(view)
        self.root = view.areas[0].code
        self.names = {area.code: area.name for area in view.areas}
        self.sentences = group_sentences(view.reorganisations)
        self.before = {
            part.code: [old.code for old in one.before]
            for one in view.reorganisations
            if one.subject == AREA and one.kind not in (RENAMED, MOVED)
            for part in one.after
        }
        self.period: dict[str, Any] = {"year": view.period.year, "tertial": view.period.number}
        self.with_ancestors: dict[tuple[str, ...], frozenset[str]] = {}
        self.above: dict[str, frozenset[str]] = {}
        for area in view.areas:  # in tree order: parents first
            self.above[area.code] = self.above.get(area.parent or "", frozenset()) | {area.code}

    def read(self) -> Iterator[ExtractedRecord]:
        parts: Sequence[tuple[str, Iterator[tuple[Any, Sequence[str]]]]] = (
            ("municipalities", self._iter_municipality()),
            ("boards", self._iter_board()),
            ("service-areas", self._iter_areas()),
            ("focus-areas", self._iter_focus_areas()),
            ("goals", self._iter_goals()),
            ("indicators", self._iter_indicators()),
            ("targets", self._iter_targets()),
            ("outcomes", self._iter_outcomes()),
            ("assessments", self._iter_all_assessments()),
            ("operating-lines", self._iter_operating_lines()),
            ("investments", self._iter_investments()),
            ("budget-changes", self._iter_budget_changes()),
            ("interim-forecasts", self._iter_interim_forecasts()),
            ("table-values", self._iter_table_values()),
            ("risks", self._iter_risks()),
        )
        for resource, found in parts:
            for position, (record, areas) in enumerate(found):
                yield ExtractedRecord(
                    resource=resource,
                    record=record,
                    areas=self._list_with_ancestors(areas),
                    position=position if resource in _DESCRIPTIONS else 0,
                )

    def _list_with_ancestors(self, areas: Sequence[str]) -> frozenset[str]:
        """The areas and all above them; the whole board where none is named. What has ended is only itself there."""
        names = tuple(areas)
        found = self.with_ancestors.get(names)
        if found is None:
            above = (self.above.get(code, frozenset({code})) for code in names if code)
            found = self.with_ancestors[names] = frozenset({self.root}).union(*above)
        return found

    def _iter_municipality(self) -> Iterator[tuple[Any, Sequence[str]]]:
        place = self.view.municipality
        fields = build_municipality_fields(self.view)
        yield shapes.Municipality(key=place.code, **fields, is_made_up=place.is_made_up), ()

    def _iter_board(self) -> Iterator[tuple[Any, Sequence[str]]]:
        board = self.view.board
        yield (
            shapes.Board(
                **self.where(board.slug),
                administration=board.administration,
                tolerance_percent=normalize_number(board.tolerance_percent) or Decimal(0),
                small_number_threshold=board.small_number_threshold,
            ),
            (),
        )

    def _iter_areas(self) -> Iterator[tuple[Any, Sequence[str]]]:
        for area in self.view.areas:
            record = shapes.ServiceArea(
                **self.where(area.code),
                service_area=area.code,
                service_area_name=area.name,
                kind=area.kind,
                parent=area.parent,
                depth=area.depth,
                predecessors=self.before.get(area.code, []),
                reorganised=" ".join(self.sentences.get((AREA, area.code), ())),
            )
            yield record, (area.code,)

    def _iter_focus_areas(self) -> Iterator[tuple[Any, Sequence[str]]]:
        for focus in self.view.focus_areas:
            record = shapes.FocusArea(
                **self.where(focus.code),
                focus_area=focus.code,
                focus_area_name=focus.name,
                description=focus.description,
            )
            yield record, ()

    def _iter_goals(self) -> Iterator[tuple[Any, Sequence[str]]]:
        for goal in self.view.goals:
            record = shapes.Goal(
                **self.where(goal.code),
                **build_light_fields(goal.verdict),
                goal=goal.code,
                goal_name=goal.name,
                level=goal.level,
                level_label=goal.level_label,
                description=goal.description,
                parent=goal.parent,
                focus_areas=list(goal.focus_areas),
                service_areas=list(goal.areas),
                indicators=list(goal.indicators),
            )
            yield record, goal.areas

    def _iter_indicators(self) -> Iterator[tuple[Any, Sequence[str]]]:
        for indicator in self.view.indicators:
            record = shapes.Indicator(
                **self.where(indicator.code),
                **build_light_fields(indicator.verdict),
                **build_indicator_fields(indicator),
                goal=indicator.goal,
                heading=indicator.heading,
                decimals=indicator.decimals,
                direction=indicator.direction,
                accumulation=indicator.accumulation,
                by_gender=indicator.by_gender,
                counts_persons=indicator.counts_persons,
                service_areas=list(indicator.areas),
                reference_for=indicator.reference_for,
                definition=indicator.definition,
                source=indicator.source,
                has_target=indicator.has_target,
                tolerance_percent=normalize_number(indicator.tolerance_percent),
                definition_changes=[build_period_key(change.period) for change in indicator.definition_changes],
                predecessors=[
                    old.code
                    for one in self.view.reorganisations
                    if one.subject == INDICATOR and indicator.code in {part.code for part in one.after}
                    for old in one.before
                ],
                reorganised=" ".join(indicator.reorganised),
            )
            yield record, [*(reading.point.area for reading in indicator.readings), *indicator.areas]

    def _iter_targets(self) -> Iterator[tuple[Any, Sequence[str]]]:
        for indicator in self.view.indicators:
            for target in indicator.targets:
                record = shapes.Target(
                    **self.where(build_record_key(indicator.code, str(target.year), target.area, target.gender)),
                    **build_indicator_fields(indicator),
                    year=target.year,
                    service_area=target.area,
                    service_area_name=self.names.get(target.area, ""),
                    gender=target.gender,  # type: ignore[arg-type]  # T, K or M
                    comparator=target.comparator,
                    value=normalize_number(target.value),
                    upper=normalize_number(target.upper),
                    base_year=target.base_year,
                    level=normalize_number(target.line),
                    text=target.text,
                    words=target.words,
                    decision=target.decision,
                    changed=target.changed,
                    footnote=target.footnote,
                )
                yield record, (target.area,)

    def _iter_outcomes(self) -> Iterator[tuple[Any, Sequence[str]]]:
        for indicator in self.view.indicators:
            if indicator.code in self.skipped:
                continue
            readings = {get_point_place(reading.point): reading for reading in indicator.readings}
            points = {get_point_place(point): point for point in indicator.series}
            points.update({place: reading.point for place, reading in readings.items()})
            for place, point in sorted(points.items()):
                yield build_outcome_record(self.where, indicator, point, readings.get(place)), (point.area,)

    def _iter_all_assessments(self) -> Iterator[tuple[Any, Sequence[str]]]:
        for goal in self.view.goals:
            subject = {"subject": "goal", "code": goal.code, "name": goal.name, "goal": goal.code}
            yield from self._iter_assessments(goal, {**subject, "indicator": None, "indicator_kind": ""})
        for indicator in self.view.indicators:
            named = {"indicator": indicator.code, "indicator_kind": indicator.kind, "goal": indicator.goal}
            subject = {"subject": "indicator", "code": indicator.code, "name": indicator.name}
            yield from self._iter_assessments(indicator, {**subject, **named})

    def _iter_assessments(
        self, subject_part: board_report.Goal | board_report.Indicator, subject: dict[str, Any]
    ) -> Iterator[tuple[Any, Sequence[str]]]:
        """The whole board's light with its texts, then each service area's."""
        by_area = {assessment.area: assessment for assessment in subject_part.assessments}
        for area in dict.fromkeys([self.root, *by_area]):
            assessment = by_area.get(area)
            verdict = subject_part.verdict if area == self.root else assessment and assessment.verdict
            record = shapes.Assessment(
                **self.where(
                    build_record_key(subject["subject"], subject["code"], build_period_key(self.view.period), area)
                ),
                **self.period,
                **subject,
                **build_light_fields(verdict or EMPTY_VERDICT),
                service_area=area,
                service_area_name=self.names.get(area, ""),
                stated_rating=verdict.stated if verdict else "",
                override_reason=verdict.override_reason if verdict else "",
                trend=TREND_CODES.get(assessment.trend, "") if assessment else "",
                summary=assessment.summary if assessment else "",
                cause=assessment.cause if assessment else "",
                action=assessment.action if assessment else "",
                gender_reflection=assessment.gender_reflection if assessment else "",
            )
            yield record, (area,)

    def _iter_operating_lines(self) -> Iterator[tuple[Any, Sequence[str]]]:
        for area in self.view.economy.areas:
            for row in [area.net, *area.cost_types]:
                for amounts in (row.now, *row.past) if row else ():
                    assert row is not None
                    yield self._build_line(row, amounts, summed=row.summed, statement="main")
        for other in self.view.economy.other_statements:
            yield self._build_line(other, other.amounts, summed=False, statement="other")

    def _build_line(
        self,
        row: board_report.MoneyRow | board_report.OtherStatement,
        amounts: board_report.Amounts,
        *,
        summed: bool,
        statement: Any,
    ) -> tuple[Any, Sequence[str]]:
        key = (
            row.area,
            row.cost_type,
            build_period_key(amounts.period),
            *((row.table,) if statement == "other" else ()),
        )
        record = shapes.OperatingLine(
            **self.where(build_record_key(*key)),
            **build_amount_fields(amounts),
            **build_so_far_fields(amounts),
            table=row.table,
            footnote=row.footnote if isinstance(row, board_report.MoneyRow) else "",
            service_area=row.area,
            service_area_name=self.names.get(row.area, ""),
            cost_type=row.cost_type,
            cost_type_label=row.cost_type_label,
            cost_type_belongs_to=row.belongs_to if isinstance(row, board_report.MoneyRow) else "",
            label=row.label,
            statement=statement,
            summed=summed,
        )
        return record, (row.area,)

    def _iter_investments(self) -> Iterator[tuple[Any, Sequence[str]]]:
        for table in self.view.investments:
            for row in table.rows:
                for amounts in (row.now, *row.past):
                    key = (row.code, row.flow, build_period_key(amounts.period), *((table.code,) if table.code else ()))
                    record = shapes.Investment(
                        **self.where(build_record_key(*key)),
                        **build_amount_fields(amounts),
                        table=table.code,
                        footnote=row.footnote,
                        investment=row.code,
                        investment_name=row.name,
                        parent=row.parent,
                        is_sum=row.is_sum,
                        service_area=row.area,
                        service_area_name=row.area_name,
                        flow=row.flow,
                        flow_label=row.flow_label,
                        original_budget=row.original_budget if amounts is row.now else None,
                        supplementary_budget=row.supplementary_budget if amounts is row.now else None,
                    )
                    yield record, (row.area,)

    def _iter_budget_changes(self) -> Iterator[tuple[Any, Sequence[str]]]:
        for area in self.view.economy.areas:
            for record in build_budget_change_records(self.where, area, self.view.period):
                yield record, (area.area,)

    def _iter_interim_forecasts(self) -> Iterator[tuple[Any, Sequence[str]]]:
        for area in self.view.economy.areas:
            for record in build_interim_forecast_records(self.where, area):
                yield record, (area.area,)

    def _iter_table_values(self) -> Iterator[tuple[Any, Sequence[str]]]:
        for table in self.view.own_tables:
            for record in iter_table_values(self.where, self.view, table):
                yield record, (table.area,)

    def _iter_risks(self) -> Iterator[tuple[Any, Sequence[str]]]:
        for risk in self.view.risks:
            record = shapes.Risk(
                **self.where(build_record_key(risk.code, build_period_key(self.view.period))),
                **self.period,
                risk=risk.code,
                risk_name=risk.name,
                process_group=risk.process_group,
                process=risk.process,
                category=risk.category,
                owner_role=risk.owner_role,
                service_area=risk.area,
                service_area_name=risk.area_name,
                probability=risk.probability,
                consequence=risk.consequence,
                value=risk.value,
                stated_value=risk.stated_value,
                level=risk.level,
                controls=list(iter_controls(risk, self.view.period.number)),
            )
            yield record, (risk.area,)
