"""Holding outcomes against targets: what the rules need is looked up here, the rules themselves are ``goals.rules``."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from apps.core.lights import Light
from apps.core.tertials import Tertial
from apps.goals import rules
from apps.goals.rules import Band, Judgement, ValueFormatter
from apps.report import board_report
from apps.report.area_tree import AreaTree
from apps.report.source_types import SourceData


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
        self._once_a_year = once_a_year
        self._years: dict[int, dict[tuple[str, str], list[board_report.Point]]] = {}

    def year(self, year: int) -> dict[tuple[str, str], list[board_report.Point]]:
        """The points of a year by area and gender, in order of time. Few years of a long series are ever asked for."""
        if year not in self._years:
            found = self._years[year] = defaultdict(list)
            for point in self.points:
                if point.year == year:
                    found[point.area, point.gender].append(point)
        return self._years[year]

    def value(self, area: str, gender: str, year: int, tertial: int) -> Decimal | None:
        """The value of the same tertial in a year; for a yearly figure the year's latest."""
        known = [point for point in self.year(year).get((area, gender), ()) if point.value is not None]
        if self._once_a_year:
            return known[-1].value if known else None
        return next((point.value for point in known if point.tertial == tertial), None)


@dataclass(frozen=True, slots=True)
class IndicatorJudge:
    """Judges the readings of one indicator in one tertial."""

    series: OutcomeSeries
    period: Tertial
    tolerance: Decimal
    show: ValueFormatter
    is_flow: bool
    biennial: bool

    def target(self, row: tuple[Any, ...], tree: AreaTree) -> board_report.Target | None:
        """A target row as the report shows it, or None for an area that is no longer there."""
        _, area_id, year, gender, comparator, value, upper, base_year, text, decision, footnote = row
        area = tree.by_id.get(area_id)
        if area is None:
            return None
        base_year = base_year or (year - 1 if comparator in rules.RELATIVE_COMPARATORS else None)
        base = self.series.value(area.code, gender, base_year, self.period.number) if base_year else None
        band = rules.build_band(comparator, value, upper, base)
        words = rules.format_target(
            comparator, trim_decimal(value), trim_decimal(upper), base_year=base_year or 0, show=self.show
        )
        return board_report.Target(
            year=year,
            area=area.code,
            gender=gender,
            comparator=comparator,
            value=trim_decimal(value),
            upper=trim_decimal(upper),
            base_year=base_year,
            line=trim_decimal(_get_band_text(band)),
            text=text,
            words=words or text,
            decision=decision,
            footnote=footnote,
        )

    def reading(
        self, point: board_report.Point, target: board_report.Target | None, rating: board_report.Verdict | None
    ) -> board_report.Reading:
        """An outcome with its target, its light and last year's value."""
        years_back = 2 if self.biennial else 1
        last_year = self.series.value(point.area, point.gender, point.year - years_back, point.tertial)
        judgement = self._judgement(point, target, last_year)
        return board_report.Reading(
            point=point, target=target, verdict=build_verdict(judgement, rating), last_year=last_year
        )

    def _judgement(
        self, point: board_report.Point, target: board_report.Target | None, last_year: Decimal | None
    ) -> Judgement:
        if target is None:
            return Judgement(Light.UNKNOWN, "Målvärde saknas.")
        if point.value is None and point.forecast is None:
            return Judgement(Light.UNKNOWN, f"Utfall saknas: {point.missing_label}.")
        base_year = target.base_year
        base = self.series.value(point.area, point.gender, base_year, point.tertial) if base_year else None
        band = rules.build_band(target.comparator, target.value, target.upper, base)
        if band is None:
            return Judgement(Light.UNKNOWN, _explain_missing_judgement(target))
        return self._held_against(point, target, band, last_year)

    def _held_against(
        self, point: board_report.Point, target: board_report.Target, band: Band, last_year: Decimal | None
    ) -> Judgement:
        growing = self.is_flow and not self.period.is_final_accounts
        relative = target.comparator in rules.RELATIVE_COMPARATORS
        words = f"{target.words} ({self._base_shown(point, target)})" if relative else target.words
        if point.value is None or (growing and not relative and point.forecast is not None):
            value, noun = point.forecast, "Prognosen"
        else:
            value, noun = point.value, "Utfallet"
        assert value is not None
        if growing and not relative and noun == "Utfallet":
            return rules.judge_unfinished_sum(value, band, target_text=words, show=self.show)
        return rules.judge(
            value,
            band,
            target_text=words,
            show=self.show,
            last_year=last_year if noun == "Utfallet" or not growing else None,
            tolerance_percent=self.tolerance,
            noun=noun,
        )

    def _base_shown(self, point: board_report.Point, target: board_report.Target) -> str:
        """The value that an increase or decrease is counted from, as it is read."""
        base = self.series.value(point.area, point.gender, target.base_year or 0, point.tertial)
        return self.show(base) if base is not None else "okänt"


def _get_band_text(band: Band | None) -> Decimal | None:
    if band is None:
        return None
    return band.low if band.low is not None else band.high


def _explain_missing_judgement(target: board_report.Target) -> str:
    if target.comparator == "not_set":
        return "Målvärdet är inte satt."
    if target.comparator == "qualitative":
        return "Målet är satt i ord och bedöms av människor."
    return f"Värdet för {target.base_year}, som målet räknas från, saknas."


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
    """One light for an indicator: the whole board's where it is judged, else a proposal from its service areas."""
    totals = {reading.point.area: reading.verdict for reading in reversed(readings) if reading.point.gender == "T"}
    for reading in readings:
        totals.setdefault(reading.point.area, reading.verdict)
    whole = totals.get(root)
    if root in ratings:
        computed = whole or _build_unjudged_verdict()
        return build_verdict(Judgement(computed.computed, computed.sentence), ratings[root])
    parts = {area: shown for area, shown in totals.items() if area != root}
    if whole and (whole.light != Light.UNKNOWN or not (parts or ratings)):
        return whole
    lights = {area: shown.light for area, shown in parts.items()} | {area: r.light for area, r in ratings.items()}
    if not lights:
        return whole or _build_unjudged_verdict()
    if len(lights) == 1 and parts:
        return next(iter(parts.values()))
    noun = ("verksamhet", "verksamheter")
    shown = rules.propose_light(lights.values(), noun)
    computed_light = rules.propose_light([part.computed for part in parts.values()], noun).light
    return board_report.Verdict(
        light=shown.light, computed=computed_light, by_people=bool(ratings), sentence=shown.sentence
    )


def _build_unjudged_verdict() -> board_report.Verdict:
    return board_report.Verdict(
        light=Light.UNKNOWN, computed=Light.UNKNOWN, by_people=False, sentence="Det finns inget utfall att bedöma."
    )


def group_assessments(rows: SourceData, tree: AreaTree, field: str) -> dict[int, tuple[board_report.Assessment, ...]]:
    """The round's assessments of goals or indicators, by their id; whole board first, then in tree order."""
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
                verdict=_get_rating(row),
                trend=row.get_trend_display() if row.trend else "",
                summary=row.summary,
                cause=row.cause,
                action=row.action,
                gender_reflection=row.gender_reflection,
            )
        )
    ordered = {key: tuple(sorted(group, key=lambda a: tree.order[a.area])) for key, group in groups.items()}
    return defaultdict(tuple, ordered)


def _get_rating(row: Any) -> board_report.Verdict | None:
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
