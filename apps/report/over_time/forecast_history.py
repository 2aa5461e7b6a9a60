"""How the forecasts of each year moved and what the outcome became, as variances of the whole year.

Kronor; plus is a surplus.
"""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from apps.core.swedish import NBSP, format_mnkr, format_tkr
from apps.core.tertials import MONTH_NAMES, Tertial
from apps.report.board_report import BoardReport
from apps.report.budget_paths import INTERIM_FORECAST, OUTCOME, TERTIAL_FORECAST
from apps.report.money import AreaEconomy
from apps.report.over_time.variance_history import find_variance

_MILLION = 1_000_000
MOST_YEARS = 4


@dataclass(frozen=True, slots=True, order=True)
class ForecastMoment:
    """When a variance was foreseen or became known. ``kind`` as in ``ForecastPoint``."""

    day: date
    kind: str

    @property
    def label(self) -> str:
        """”T1”, ”31 mars” or ”Utfall”."""
        if self.kind == OUTCOME:
            return "Utfall"
        if self.kind == INTERIM_FORECAST:
            return f"{self.day.day} {MONTH_NAMES[self.day.month]}"
        return f"T{(self.day.month + 3) // 4}"

    @property
    def period(self) -> Tertial | None:
        """The tertial whose report says so; None between reports."""
        return None if self.kind == INTERIM_FORECAST else Tertial(self.day.year, (self.day.month + 3) // 4)

    @property
    def month(self) -> float:
        """How many months of the year have gone: 4 at the end of April."""
        return self.day.month - 1 + self.day.day / calendar.monthrange(self.day.year, self.day.month)[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastStep:
    """An area's variance of the whole year as it was foreseen at a moment, or became."""

    moment: ForecastMoment
    variance: int
    exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaForecasts:
    """An area's steps in one year in order of time. ``depth`` 0 is the whole board."""

    area: str
    name: str
    depth: int
    steps: tuple[ForecastStep, ...]

    @property
    def outcome(self) -> ForecastStep | None:
        """What it became; None while the year is not closed."""
        return next((step for step in self.steps if step.moment.kind == OUTCOME), None)

    @property
    def last_forecast(self) -> ForecastStep | None:
        """The latest forecast of a report; that of a day between reports where there is no other."""
        reported = [step for step in self.steps if step.moment.kind == TERTIAL_FORECAST]
        interim = [step for step in self.steps if step.moment.kind == INTERIM_FORECAST]
        return next(reversed(reported or interim), None)

    @property
    def off_by(self) -> int | None:
        """How much the outcome became better than the last forecast; minus is worse."""
        if self.outcome is None or self.last_forecast is None:
            return None
        return self.outcome.variance - self.last_forecast.variance


@dataclass(frozen=True, slots=True, kw_only=True)
class YearForecasts:
    """One year: the whole board first, then the areas right under it, those that have a forecast."""

    year: int
    moments: tuple[ForecastMoment, ...]
    areas: tuple[AreaForecasts, ...]

    @property
    def whole(self) -> AreaForecasts | None:
        """The whole board; None where nothing is known of it."""
        return next((area for area in self.areas if not area.depth), None)


def build_year_forecasts(report: BoardReport) -> tuple[YearForecasts, ...]:
    """The report's year first, then earlier years that are known, the latest first; at most four with a forecast.

    A year without any forecast has no way to show, and is left out.
    """
    years = sorted({one.period.year for one in report.history} | {report.period.year}, reverse=True)
    found = (_build_year(report, year) for year in years)
    return tuple(one for one in found if one.areas)[:MOST_YEARS]


def _build_year(report: BoardReport, year: int) -> YearForecasts:
    areas = (_build_area(report, area, year) for area in report.economy.areas if area.depth <= 1)
    with_forecast = tuple(area for area in areas if area.last_forecast)
    moments = {step.moment for area in with_forecast for step in area.steps}
    return YearForecasts(year=year, moments=tuple(sorted(moments)), areas=with_forecast)


def _build_area(report: BoardReport, area: AreaEconomy, year: int) -> AreaForecasts:
    steps = [*_list_report_steps(report, area, year)]
    if year == report.period.year:
        steps += _list_interim_steps(area)
    in_order = tuple(sorted(steps, key=lambda step: step.moment))
    return AreaForecasts(area=area.area, name=area.name, depth=area.depth, steps=in_order)


def _list_report_steps(report: BoardReport, area: AreaEconomy, year: int) -> Iterable[ForecastStep]:
    for period in (Tertial(year, number) for number in (1, 2, 3)):
        found = find_variance(report, area, period)
        if period <= report.period and found.full_year is not None:
            moment = ForecastMoment(period.end, OUTCOME if period.is_final_accounts else TERTIAL_FORECAST)
            yield ForecastStep(moment=moment, variance=found.full_year, exact=found.exact)


def _list_interim_steps(area: AreaEconomy) -> Iterable[ForecastStep]:
    for point in area.forecasts:
        budget = find_budget(area, point.date) if point.kind == INTERIM_FORECAST else None
        if budget is not None:
            moment = ForecastMoment(point.date, INTERIM_FORECAST)
            yield ForecastStep(moment=moment, variance=budget - point.amount, exact=False)


def find_budget(area: AreaEconomy, day: date) -> int | None:
    """The year's net budget that held on a day, kronor: the original one with the changes until then.

    Without a path that adds up it is the report's own, where that is the same as earlier in the year; else None.
    """
    path = area.budget_path
    if path and path.original is not None and path.agrees:
        return path.original + sum(change.amount for change in path.changes if change.date <= day)
    return area.net.now.budget if area.net and area.budget_shift is None else None


# In words


def format_forecast_way(report: BoardReport, years: Sequence[YearForecasts]) -> str:
    """What is foreseen for the report's own year, or what it became; and how often the outcome was worse."""
    own = next((one for one in years if one.year == report.period.year), None)
    whole = own.whole if own else None
    if report.period.is_final_accounts:
        now = _format_closed_year(report.period.year, whole) or _format_outcome_alone(report)
    else:
        closing = f"Utfallet kommer i bokslutet, {Tertial(report.period.year, 3).label}."
        now = f"{_format_open_year(report.period.year, whole)} {closing}"
    return f"{now} {_format_outcomes(years)}".strip()


def format_record(years: Sequence[YearForecasts]) -> str:
    """The whole board's way each year, the latest first: ”2024: prognosen i T2 var …, utfallet blev …”."""
    known = [(one.year, one.whole) for one in years if one.whole]
    return " ".join(_format_closed_year(year, whole) or _format_open_year(year, whole) for year, whole in known)


def _format_closed_year(year: int, whole: AreaForecasts | None) -> str:
    """Empty for a year whose outcome, or forecast, is not known."""
    if whole is None or whole.outcome is None or whole.last_forecast is None:
        return ""
    forecast, outcome = whole.last_forecast, whole.outcome
    return (
        f"{year}: prognosen {_format_when(forecast.moment)} var {format_variance(forecast.variance)}, "
        f"utfallet blev {format_variance(outcome.variance)}."
    )


def _format_open_year(year: int, whole: AreaForecasts | None) -> str:
    if whole is None:
        return f"Rapporten har ingen prognos för hela nämnden {year}."
    first, last = whole.steps[0], whole.steps[-1]
    end = f"{format_variance(last.variance)} {_format_when(last.moment)}"
    if first == last:
        return f"Prognosen för {year} är {end}."
    start = f"{format_variance(first.variance)} {_format_when(first.moment)}"
    return f"Prognosen för {year} har gått från {start} till {end}."


def _format_when(moment: ForecastMoment) -> str:
    return f"den {moment.label}" if moment.kind == INTERIM_FORECAST else f"i {moment.label}"


def _format_outcome_alone(report: BoardReport) -> str:
    """The final accounts of a year whose forecasts are not known."""
    year, net = report.period.year, report.economy.areas[0].net if report.economy.areas else None
    variance = net.now.variance if net else None
    outcome = "" if variance is None else f"Utfallet för {year} blev {format_variance(variance)}. "
    return f"{outcome}Ingen prognos för {year} är känd här, så det går inte att säga hur väl den höll."


def _format_outcomes(years: Sequence[YearForecasts]) -> str:
    """In how many of the closed years the outcome became worse than the last forecast; of one year nothing more."""
    closed = [one.whole.off_by for one in years if one.whole and one.whole.off_by is not None]
    if len(closed) < 2:
        return ""
    worse = sum(off_by < 0 for off_by in closed)
    if not worse:
        return f"Utfallet blev inte sämre än den sista prognosen något av {len(closed)} år."
    return f"Utfallet blev sämre än den sista prognosen {worse} av {len(closed)} år."


def format_variance(kronor: int) -> str:
    """A variance in a sentence: millions, or thousands below one million, with its sign."""
    if abs(kronor) < _MILLION:
        return f"{format_tkr(kronor, sign=True)}{NBSP}tkr"
    return f"{format_mnkr(kronor, sign=True)}{NBSP}mnkr"
