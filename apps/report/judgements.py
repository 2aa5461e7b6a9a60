"""Judges outcomes against targets.

What the rules need is looked up here; the rules themselves are ``goals.rules``.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from apps.core.choices import Comparator, MissingReason, Trend
from apps.core.lights import Light
from apps.core.tertials import Tertial
from apps.goals import rules
from apps.goals.rules import Band, Judgement, ValueFormatter, WantedChange
from apps.goals.targets import is_plan
from apps.report import board_report
from apps.report.area_tree import AreaTree
from apps.report.chapters.written_texts import ASSESSMENT_FIELDS, read_written
from apps.report.definition_changes import find_definition_change
from apps.report.plan.target_changes import (
    TargetChanges,
    TargetKey,
    build_earlier_targets,
    format_removed_target,
    format_target_change,
)
from apps.report.source_types import AssessmentSourceRow, SourceData, TargetChangeSourceRow, TargetSourceRow

_TREND_LABELS = {"": "", **{choice.value: choice.label for choice in Trend}}


def trim_decimal(value: Decimal | None) -> Decimal | None:
    """The number without the zeros that the database pads with."""
    if value is None:
        return None
    plain = value.normalize()
    return plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain


class OutcomeSeries:
    """The outcomes of one indicator, looked up by area, gender and time."""

    def __init__(self, points: tuple[board_report.Point, ...], *, once_a_year: bool) -> None:
        self.points = points
        self.is_once_a_year = once_a_year
        self._years: dict[int, dict[tuple[str, str], list[board_report.Point]]] = {}

    def get_year(self, year: int) -> dict[tuple[str, str], list[board_report.Point]]:
        """The points of a year by area and gender, in order of time.

        Few years of a long series are ever asked for.
        """
        if year not in self._years:
            found = self._years[year] = defaultdict(list)
            for point in self.points:
                if point.year == year:
                    found[point.area, point.gender].append(point)
        return self._years[year]

    def find_value(self, area: str, gender: str, year: int, tertial: int) -> Decimal | None:
        """The value of the same tertial in a year; for a yearly figure the year's latest."""
        point = self.find_point(area, gender, year, tertial)
        return point.value if point else None

    def find_point(self, area: str, gender: str, year: int, tertial: int) -> board_report.Point | None:
        """The outcome that ``find_value`` is the value of; None where no value is known."""
        known = [point for point in self.get_year(year).get((area, gender), ()) if point.value is not None]
        if self.is_once_a_year:
            return known[-1] if known else None
        return next((point for point in known if point.tertial == tertial), None)


@dataclass(frozen=True, slots=True)
class IndicatorJudge:
    """Judges the readings of one indicator in one tertial."""

    series: OutcomeSeries
    period: Tertial
    tolerance: Decimal
    show: ValueFormatter
    show_distance: ValueFormatter
    unit: str
    direction: str
    is_flow: bool
    biennial: bool
    changes: TargetChanges
    definitions: tuple[board_report.DefinitionChange, ...] = ()
    removed: dict[tuple[str, str], str] = field(default_factory=dict)

    def note_removed_targets(self, targets: list[TargetSourceRow], tree: AreaTree) -> None:
        """Remember by area and gender what to say of targets that were taken away within the year."""
        known = {TargetKey(row.service_area_id, row.year, row.gender) for row in targets}
        for key, rows in self.changes.items():
            area = tree.by_id.get(key.service_area_id)
            if key not in known and area:
                self.removed[area.code, key.gender] = format_removed_target(rows[-1], self.format_wording)

    def build_target(self, row: TargetSourceRow, tree: AreaTree) -> board_report.Target | None:
        """A target row as the report shows it, or None for an area that is no longer there."""
        area = tree.by_id.get(row.service_area_id)
        if area is None:
            return None
        base_year = rules.find_base_year(row.comparator, row.base_year, row.year)
        base = self.series.find_value(area.code, row.gender, base_year, self.period.number) if base_year else None
        band = rules.build_band(row.comparator, row.value, row.upper, base)
        wording = self.format_wording(row)
        earlier = build_earlier_targets(row, self.changes, self.format_wording)
        return board_report.Target(
            year=row.year,
            area=area.code,
            gender=row.gender,
            comparator=row.comparator,
            value=trim_decimal(row.value),
            upper=trim_decimal(row.upper),
            base_year=base_year,
            line=trim_decimal(_get_band_text(band)),
            text=row.text,
            words=wording,
            decision=row.decision,
            footnote=row.footnote,
            reason=row.reason,
            earlier=earlier,
            changed=format_target_change(wording, row.decision, row.reason, earlier),
        )

    def format_wording(self, row: TargetSourceRow | TargetChangeSourceRow) -> str:
        """A target as it is read aloud, or as it is written where it is in words."""
        base_year = rules.find_base_year(row.comparator, row.base_year, row.year) or 0
        is_number = row.comparator == Comparator.EQUAL and is_plan(row.text, row.comparator, self.direction)
        comparator = rules.PLANNED_NUMBER if is_number else row.comparator
        return rules.format_target(comparator, row.value, row.upper, base_year=base_year, unit=self.unit) or row.text

    def is_plan(self, target: board_report.Target) -> bool:
        """Is the target a plan or a budget, which an outcome is shown with and not judged by?"""
        return is_plan(target.text, target.comparator, self.direction)

    def build_reading(
        self, point: board_report.Point, target: board_report.Target | None, rating: board_report.Verdict | None
    ) -> board_report.Reading:
        """An outcome with its target, its light and last year's value."""
        years_back = 2 if self.biennial else 1
        before = self.series.find_point(point.area, point.gender, point.year - years_back, point.tertial)
        is_same = before and self._find_definition_change(Tertial(before.year, before.tertial), point) is None
        last_year = before.value if before and is_same else None
        judgement = self._judge(point, target, rating, last_year)
        return board_report.Reading(
            point=point, target=target, verdict=build_verdict(judgement, rating), last_year=last_year
        )

    def _judge(
        self,
        point: board_report.Point,
        target: board_report.Target | None,
        rating: board_report.Verdict | None,
        last_year: Decimal | None,
    ) -> Judgement:
        if rating and point.value is None and point.forecast is None:
            return Judgement(Light.UNKNOWN, _explain_rating_without_figure(rating.light, point))
        if target is None:
            return Judgement(Light.UNKNOWN, self.removed.get((point.area, point.gender), "Målvärde saknas."))
        if point.value is None and point.forecast is None:
            return Judgement(Light.UNKNOWN, _explain_missing_figure(point))
        if self.is_plan(target):
            return Judgement(Light.UNKNOWN, f"Planen är {target.words}. Varken högre eller lägre är bättre.")
        base_year = target.base_year
        if base_year and (change := self._find_definition_change(Tertial(base_year, point.tertial), point)):
            return Judgement(
                Light.UNKNOWN, f"Definitionen ändrades {change.period}. Utfallet kan inte jämföras med {base_year}."
            )
        base = self.series.find_value(point.area, point.gender, base_year, point.tertial) if base_year else None
        band = rules.build_band(target.comparator, target.value, target.upper, base)
        if band is None:
            return Judgement(Light.UNKNOWN, self._explain_missing_judgement(target, base))
        wanted = rules.build_wanted_change(target.comparator, target.value, base, base_year)
        return self._judge_against_band(point, target, band, wanted, last_year, rating.light if rating else None)

    def _explain_missing_judgement(self, target: board_report.Target, base: Decimal | None) -> str:
        if target.comparator == "not_set":
            return "Målvärdet är inte satt."
        if target.comparator == "qualitative":
            return "Målet är satt i ord och bedöms av människor."
        if rules.is_share_of_nothing(target.comparator, base):
            return f"Värdet för {target.base_year} var 0. En ändring i procent går inte att räkna från 0."
        return rules.explain_missing_base(target.comparator, self.unit, self._format_base_period(target.base_year))

    def _format_base_period(self, year: int | None) -> str:
        """When the value that a change is counted from was measured: the year, or its months until this tertial."""
        is_whole_year = self.period.is_final_accounts or self.series.is_once_a_year
        return str(year) if is_whole_year or year is None else Tertial(year, self.period.number).long_label

    def _find_definition_change(
        self, earlier: Tertial, point: board_report.Point
    ) -> board_report.DefinitionChange | None:
        return find_definition_change(self.definitions, earlier, Tertial(point.year, point.tertial))

    def _judge_against_band(
        self,
        point: board_report.Point,
        target: board_report.Target,
        band: Band,
        change: WantedChange | None,
        last_year: Decimal | None,
        rated: Light | None,
    ) -> Judgement:
        """Judge the outcome, or the forecast where there is no outcome yet or it is the year's sum so far."""
        is_growing = self.is_flow and not self.period.is_final_accounts
        is_unfinished = is_growing and not change  # a change is counted from the same tertial, which is over
        target_text = f"{target.words} ({self.show(change.base)})" if change else target.words
        value, noun = point.value, "Utfallet"
        if value is None or (is_unfinished and point.forecast is not None):
            value, noun = point.forecast, "Prognosen"
        assert value is not None
        if is_unfinished and noun == "Utfallet":
            return rules.judge_unfinished_sum(value, band, target_text=target_text, show=self.show)
        return rules.judge(
            value,
            band,
            target_text=target_text,
            show=self.show,
            show_distance=self.show_distance,
            last_year=last_year if noun == "Utfallet" or not is_growing else None,
            tolerance_percent=self.tolerance,
            change=change,
            noun=noun,
            rated=rated,
        )


def _get_band_text(band: Band | None) -> Decimal | None:
    if band is None:
        return None
    return band.low if band.low is not None else band.high


def _explain_missing_figure(point: board_report.Point) -> str:
    """Why there is no figure: what the report writes in its place, and its reason."""
    if point.stated_text:
        return f"I rapporten står ”{point.stated_text}” i stället för ett tal."
    if point.missing_label:
        return f"Utfall saknas: {point.missing_label}."
    return "Utfall saknas. Rapporten säger inte varför."


def _explain_rating_without_figure(light: Light, point: board_report.Point | None) -> str:
    """What people say of an indicator that has no figure, and why it has none; ``point`` is None where nothing is told.

    Nothing else explains the light: there is nothing to compute.
    """
    rated, conjunction = _RATING_SENTENCES[light]
    if point is None or (point.missing in {"", MissingReason.NOT_REPORTED} and not point.stated_text):
        return f"{rated} {conjunction} redovisar ingen siffra."
    return f"{rated}. {_explain_missing_figure(point)}"


_RATING_SENTENCES = {
    Light.MET: ("Verksamheten bedömer målet som uppnått", "men"),
    Light.ON_TRACK: ("Verksamheten bedömer att målet är på väg att nås", "men"),
    Light.NOT_MET: ("Verksamheten bedömer att målet inte är uppnått", "och"),
    Light.UNKNOWN: ("Verksamheten kan inte bedöma målet", "och"),
}


def build_verdict(judgement: Judgement, rating: board_report.Verdict | None) -> board_report.Verdict:
    """The computed light with people's rating in front of it, if there is one."""
    return board_report.Verdict(
        light=rating.light if rating else judgement.light,
        computed=judgement.light,
        by_people=rating is not None,
        sentence=judgement.sentence,
        stated=rating.stated if rating else "",
        override_reason=rating.override_reason if rating else "",
    )


def summarise_verdicts(
    readings: tuple[board_report.Reading, ...], ratings: dict[str, board_report.Verdict], root: str
) -> board_report.Verdict:
    """One light for an indicator: the whole board's where it is judged, else a proposal from its
    service areas.

    ``ratings`` are people's by area code, and ``root`` is the code of the whole board.
    """
    by_area = _get_area_verdicts(readings)
    board_verdict = by_area.get(root)
    if root in ratings:
        if board_verdict is None:
            sentence = _explain_rating_without_figure(ratings[root].light, None)
            return build_verdict(Judgement(Light.UNKNOWN, sentence), ratings[root])
        return build_verdict(Judgement(board_verdict.computed, board_verdict.sentence), ratings[root])
    parts = {area: verdict for area, verdict in by_area.items() if area != root}
    if board_verdict and (board_verdict.light != Light.UNKNOWN or not (parts or ratings)):
        return board_verdict
    if not parts and not ratings:
        return _build_unjudged_verdict()
    return _propose_from_areas(parts, ratings)


def _get_area_verdicts(readings: tuple[board_report.Reading, ...]) -> dict[str, board_report.Verdict]:
    """The verdict of each area: of its total, else of the gender that comes first."""
    verdicts = {reading.point.area: reading.verdict for reading in reversed(readings) if reading.point.gender == "T"}
    for reading in readings:
        verdicts.setdefault(reading.point.area, reading.verdict)
    return verdicts


def _propose_from_areas(
    parts: dict[str, board_report.Verdict], ratings: dict[str, board_report.Verdict]
) -> board_report.Verdict:
    """The light that the areas' own suggest.

    People's rating of an area goes before its computed light.
    """
    lights = {area: verdict.light for area, verdict in (parts | ratings).items()}
    if len(lights) == 1 and parts:
        return next(iter(parts.values()))
    proposal = rules.propose_light(lights.values(), rules.SERVICE_AREAS)
    computed = rules.propose_light([verdict.computed for verdict in parts.values()]).light
    return board_report.Verdict(
        light=proposal.light, computed=computed, by_people=bool(ratings), sentence=proposal.sentence
    )


def _build_unjudged_verdict() -> board_report.Verdict:
    return board_report.Verdict(
        light=Light.UNKNOWN, computed=Light.UNKNOWN, by_people=False, sentence="Det finns inget utfall att bedöma."
    )


def group_assessments(
    rows: SourceData, tree: AreaTree, field: Literal["goal_id", "indicator_id"]
) -> dict[int, tuple[board_report.Assessment, ...]]:
    """The round's assessments of goals or indicators, by their id; whole board first, then in tree
    order.
    """
    groups: dict[int, list[board_report.Assessment]] = defaultdict(list)
    for row in rows.assessments:
        key, area = getattr(row, field), tree.by_id.get(row.service_area_id)
        if key is None or area is None:
            continue
        groups[key].append(
            board_report.Assessment(
                area=area.code,
                area_name=area.name,
                whole_board=tree.is_root(area),
                verdict=_build_rating(row),
                trend=_TREND_LABELS[row.trend],
                **read_written(row, ASSESSMENT_FIELDS),
            )
        )
    ordered = {key: tuple(sorted(group, key=lambda a: tree.order[a.area])) for key, group in groups.items()}
    return defaultdict(tuple, ordered)


def _build_rating(row: AssessmentSourceRow) -> board_report.Verdict | None:
    if not row.rating:
        return None
    return board_report.Verdict(
        light=Light(row.rating),
        computed=Light.UNKNOWN,
        by_people=True,
        sentence="",
        stated=row.stated_rating,
        override_reason=row.override_reason,
    )
