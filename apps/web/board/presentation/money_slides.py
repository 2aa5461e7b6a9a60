"""The money in the presenting mode: the board's amounts, and a screen for each of the largest deficits."""

from apps.report.board_report import Attention, BoardReport
from apps.report.money import Amounts, AreaEconomy
from apps.web.board.economy.budget_paths import format_budget_shift
from apps.web.board.overview.areas import FACT_LABELS
from apps.web.board.presentation.slides import MoreLink, PastDeficit, Slide, SlideAmount, SlideLine, list_texts
from apps.web.links import ReportAddress

MOST_DEFICITS = 5  # as many as the attention list has
MOST_UNITS = 4  # of an area
MOST_PERIODS = 5


def list_board_amounts(report: BoardReport) -> tuple[SlideAmount, ...]:
    """The whole board's budget, actual and forecast, as far as they are known."""
    areas = report.economy.areas
    return _list_amounts(areas[0].net.now) if areas and areas[0].net else ()


def _list_amounts(now: Amounts) -> tuple[SlideAmount, ...]:
    known = {label: getattr(now, field) for field, label in FACT_LABELS.items()}
    return tuple(SlideAmount(label, kronor, now.exact) for label, kronor in known.items() if kronor is not None)


def build_deficit_slides(report: BoardReport) -> tuple[Slide, ...]:
    """A screen for each deficit of the attention list, the largest first; the last says how many more there are."""
    areas = {area.area: area for area in report.economy.areas}
    items = [item for item in report.attention if item.kind == "deficit"][:MOST_DEFICITS]
    named = {key for item in items for key in (item.key, *(part.key for part in item.parts))}
    unnamed = [one for one in report.economy.areas if one.depth == 1 and _has_deficit(one) and one.area not in named]
    more = MoreLink(len(unnamed), "områden till med underskott", ReportAddress.for_report(report).url("economy"))
    return tuple(_build_slide(item, areas, report, more if unnamed and item is items[-1] else None) for item in items)


def _has_deficit(area: AreaEconomy) -> bool:
    return bool(area.net and area.net.now.variance is not None and area.net.now.variance < 0)


def _build_slide(item: Attention, areas: dict[str, AreaEconomy], report: BoardReport, more: MoreLink | None) -> Slide:
    area, place = areas[item.key], ReportAddress.for_report(report)
    assert area.net is not None
    above = areas.get(area.parent or "") if area.depth > 1 else None
    now = area.net.now
    return Slide(
        id=f"underskott-{area.area}",
        kind="Ekonomi",
        heading=f"{area.name} ({above.name})" if above else area.name,
        url=place.find_part_url("deficit", area.area),
        change=item.change_label,
        amount=SlideAmount("underskott", now.variance or 0, now.exact),
        sentence=format_budget_shift(area),
        lines=tuple(
            SlideLine(name=part.text, url=place.find_part_url("deficit", part.key)) for part in item.parts[:MOST_UNITS]
        ),
        more=more,
        texts=list_texts(cause=item.why, action=item.action),
        amounts=_list_amounts(now),
        past_amounts=_list_past(report, area.area),
    )


def _list_past(report: BoardReport, code: str) -> tuple[PastDeficit, ...]:
    """The area's variance of the full year in the latest published reports before this one."""
    earlier = [one for one in report.history if one.published and one.period < report.period]
    known = [
        PastDeficit(one.period, past.full_year, past.exact)
        for one in sorted(earlier, key=lambda one: one.period)
        if (past := one.areas.get(code)) and past.full_year is not None
    ]
    return tuple(known[-MOST_PERIODS:])
