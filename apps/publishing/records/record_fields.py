"""What the records are put together from: pure functions on parts of a report."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from apps.core.choices import Trend
from apps.core.lights import Light
from apps.core.tertials import Tertial
from apps.publishing.records import shapes
from apps.report import board_report


def build_period_key(period: Tertial) -> str:
    """``2020-t3``: the tertial in a key and in an address."""
    return f"{period.year}-{period.slug}"


class BoardFieldsBuilder:
    """Fields that every record of the board begins with."""

    def __init__(self, view: board_report.BoardReport) -> None:
        self._fields = build_board_fields(view)

    def __call__(self, key: str) -> dict[str, Any]:
        return {"key": key, **self._fields}


def build_municipality_fields(view: board_report.BoardReport) -> dict[str, Any]:
    """The municipality as every row names it."""
    return {
        "municipality_code": view.municipality.code,
        "municipality": view.municipality.slug,
        "municipality_name": view.municipality.name,
    }


def build_board_fields(view: board_report.BoardReport) -> dict[str, Any]:
    """Municipality and board as every row names them."""
    return {**build_municipality_fields(view), "board": view.board.slug, "board_name": view.board.name}


# The report holds the word on the screen.
TREND_CODES: dict[str, Any] = {trend.label: trend.value for trend in Trend}
EMPTY_VERDICT = board_report.Verdict(light=Light.UNKNOWN, computed=Light.UNKNOWN, by_people=False, sentence="")


def build_outcome_record(
    where: BoardFieldsBuilder,
    indicator: board_report.Indicator,
    point: board_report.Point,
    reading: board_report.Reading | None,
) -> shapes.Outcome:
    """An outcome as other systems read it; ``reading`` is what the report judged it to be, if it did."""
    verdict = reading.verdict if reading else None
    period = build_period_key(Tertial(point.year, point.tertial))
    return shapes.Outcome(
        **where(build_record_key(indicator.code, period, point.area, point.gender)),
        **build_indicator_fields(indicator),
        year=point.year,
        tertial=point.tertial,
        service_area=point.area,
        service_area_name=point.area_name,
        gender=point.gender,  # type: ignore[arg-type]  # T, K or M
        status=_get_outcome_status(point),
        value=normalize_number(point.value),
        numerator=normalize_number(point.numerator),
        denominator=normalize_number(point.denominator),
        forecast=normalize_number(point.forecast),
        missing=point.missing,
        missing_label=point.missing_label,
        stated_text=point.stated_text,
        stated_change=normalize_number(point.stated_change),
        preliminary=point.preliminary,
        footnote=point.footnote,
        target=reading.target.words if reading and reading.target else None,
        light=verdict.light.value if verdict else None,
        computed_light=verdict.computed.value if verdict else None,
        sentence=verdict.sentence if verdict else "",
    )


def _get_outcome_status(point: board_report.Point) -> Any:
    if point.suppressed:
        return "suppressed"
    return "missing" if point.value is None else "value"


def get_point_place(point: board_report.Point) -> tuple[int, int, str, str]:
    """Year, tertial, area and gender: the key of an outcome within its indicator."""
    return point.year, point.tertial, point.area, point.gender


def build_indicator_fields(indicator: board_report.Indicator) -> dict[str, Any]:
    """The fields that every record about an indicator has."""
    return {
        "indicator": indicator.code,
        "indicator_name": indicator.name,
        "indicator_kind": indicator.kind,
        "kolada_id": indicator.kolada_id,
        "unit": indicator.unit,
    }


def build_light_fields(verdict: board_report.Verdict) -> dict[str, Any]:
    """A light with its sentence, and whether people or the figures set it."""
    return {
        "light": verdict.light.value,
        "computed_light": verdict.computed.value,
        "by_people": verdict.by_people,
        "sentence": verdict.sentence,
    }


def build_amount_fields(amounts: board_report.Amounts) -> dict[str, Any]:
    """The money of one period: whole kronor, full year but for the actual; a variance's plus is a surplus."""
    return {
        "year": amounts.period.year,
        "tertial": amounts.period.number,
        "budget": amounts.budget,
        "actual": amounts.actual,
        "forecast": amounts.forecast,
        "variance": amounts.variance,
        "computed_variance": amounts.computed_variance,
        "basis": amounts.basis,
        "variance_percent": normalize_number(amounts.variance_percent),
    }


def build_so_far_fields(amounts: board_report.Amounts) -> dict[str, Any]:
    """What the period says of January to its end: whole kronor, and the share of the year's budget that is used."""
    return {
        "period_budget": amounts.period_budget,
        "variance_so_far": amounts.variance_so_far,
        "used_percent": normalize_number(amounts.used_percent),
    }


def iter_controls(risk: board_report.Risk, tertial: int) -> Iterator[shapes.Control]:
    """A risk's controls with what they found in the tertial; empty text where nothing is reported."""
    for control in risk.controls:
        result = next((result for result in control.results if result.tertial == tertial), None)
        yield shapes.Control(
            control=control.code,
            control_name=control.name,
            description=control.description,
            status=result.status if result else "",
            verdict=result.verdict if result else "",
            comment=result.comment if result else "",
        )


def build_record_key(*parts: str) -> str:
    """``beslut-i-domstol~2020-t3~sn~t``: in an address it needs no escape."""
    return "~".join(parts).lower().replace("_", "-")


def normalize_number(value: Decimal | None) -> Decimal | None:
    """The number without trailing zeros or exponent: 12.300000 is 12.3, 1E+2 is 100."""
    return None if value is None else Decimal(f"{value.normalize():f}")
