"""The tables of a page to take along, by their codes: parts of the report, and tables that a page alone has.

A table of a page is made of what the page shows, so that both have the same figures.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple

from apps.documents.blocks import DocumentBlock, HeadingBlock, TableBlock
from apps.documents.part_files import select_tables
from apps.documents.parts.measures import (
    build_area_outcomes,
    build_indicators,
    build_outcome_tables,
    build_series_table,
)
from apps.documents.parts.over_time import build_goal_lights, build_indicator_lights, build_variances
from apps.documents.parts.registry import PARTS
from apps.report.board_report import BoardReport
from apps.report.measures import Indicator
from apps.web.board.areas.presenter import build_area_page
from apps.web.board.economy.comparison import LAST_YEAR, PREVIOUS
from apps.web.board.economy.presenter import build_economy_page
from apps.web.board.indicators.presenter import build_indicator_page
from apps.web.board.part_tables.view_blocks import (
    build_forecast_block,
    build_money_block,
    build_period_block,
    build_target_block,
)


class PageTables(NamedTuple):
    """Tables under their heading."""

    title: str
    blocks: list[DocumentBlock]


def find_page_tables(report: BoardReport, code: str, of: str = "") -> PageTables | None:
    """The tables by their code; None where the report has none, or there is no such code.

    ``of`` is the code of the area, goal or indicator that they are about, for those that are about one.
    """
    if of:
        title, build = _OF_ONE_THING.get(code, ("", _build_nothing))
        found = PageTables(title, list(build(report, of)))
    elif code in PARTS:
        found = PageTables(PARTS[code].title, PARTS[code].build(report))
    else:
        title, build_all = _OF_THE_REPORT.get(code, ("", lambda report: ()))
        found = PageTables(title, list(build_all(report)))
    return found if select_tables(found.blocks) else None


def get_table_title(code: str, of: str = "") -> str:
    """What the tables of that code are called; ``KeyError`` for an unknown one."""
    if of:
        return _OF_ONE_THING[code][0]
    return PARTS[code].title if code in PARTS else _OF_THE_REPORT[code][0]


def _build_nothing(report: BoardReport, code: str) -> Iterable[DocumentBlock]:
    return ()


def _build_indicator_list(report: BoardReport) -> Iterable[DocumentBlock]:
    """Goal by goal, then the key figures under their headings."""
    for goal in report.goals:
        own = [one for one in report.indicators if one.goal == goal.code]
        yield from select_tables(build_outcome_tables(report, own, goal.name))
    heading = ""
    for block in build_indicators(report):
        if isinstance(block, HeadingBlock):
            heading = block.text
        elif isinstance(block, TableBlock):
            yield block if block.title else replace(block, title=heading)


def _build_compared(against: str) -> Callable[[BoardReport], Iterable[DocumentBlock]]:
    def build(report: BoardReport) -> Iterable[DocumentBlock]:
        page = build_economy_page(report, against)
        return [build_money_block(page.tree, page.view.label, "Verksamhet")] if page.view.comparison else []

    return build


def _build_earlier(report: BoardReport) -> Iterable[DocumentBlock]:
    return [build_money_block(one.table, one.label, "Verksamhet") for one in build_economy_page(report).earlier]


def _build_forecasts(report: BoardReport) -> Iterable[DocumentBlock]:
    return [build_forecast_block(line) for line in build_economy_page(report).forecasts]


def _build_others(report: BoardReport) -> Iterable[DocumentBlock]:
    return [build_money_block(one.table, one.title, "Verksamhet") for one in build_economy_page(report).others.tables]


def _build_area_money(report: BoardReport, code: str) -> Iterable[DocumentBlock]:
    page = build_area_page(report, code)
    return [build_money_block(page.money, page.area.name, "Verksamhet")] if page and page.money else []


def _build_area_periods(report: BoardReport, code: str) -> Iterable[DocumentBlock]:
    page = build_area_page(report, code)
    if page is None:
        return
    if page.periods:
        yield build_period_block(page.periods, page.area.name)
    for one in page.former:
        yield build_period_block(one.periods, f"{one.name}, före delningen")


def _build_area_indicators(report: BoardReport, code: str) -> Iterable[DocumentBlock]:
    return build_area_outcomes(report, code)


def _build_goal_indicators(report: BoardReport, code: str) -> Iterable[DocumentBlock]:
    own = [one for one in report.indicators if one.goal == code]
    return select_tables(build_outcome_tables(report, own, "Indikatorer"))


def _select_indicators(report: BoardReport, codes: Iterable[str]) -> list[Indicator]:
    by_code = {one.code: one for one in report.indicators}
    return [by_code[code] for code in codes if code in by_code]


def _build_readings(report: BoardReport, code: str) -> Iterable[DocumentBlock]:
    return select_tables(build_outcome_tables(report, _select_indicators(report, [code]), "Uppdelat"))


def _build_series(report: BoardReport, code: str) -> Iterable[DocumentBlock]:
    own = _select_indicators(report, [code])
    return build_series_table([*own, *_select_indicators(report, (ref for one in own for ref in one.references))])


def _build_references(report: BoardReport, code: str) -> Iterable[DocumentBlock]:
    references = (ref for one in _select_indicators(report, [code]) for ref in one.references)
    return select_tables(build_outcome_tables(report, _select_indicators(report, references), "Jämförelser"))


def _build_targets(report: BoardReport, code: str) -> Iterable[DocumentBlock]:
    page = build_indicator_page(report, code)
    return [build_target_block(page.targets)] if page and page.targets else []


_OF_THE_REPORT: dict[str, tuple[str, Callable[[BoardReport], Iterable[DocumentBlock]]]] = {
    "indicator_list": ("Indikatorer", _build_indicator_list),
    f"economy_{PREVIOUS}": ("Mot förra tertialet", _build_compared(PREVIOUS)),
    f"economy_{LAST_YEAR}": ("Mot samma tid i fjol", _build_compared(LAST_YEAR)),
    "earlier_periods": ("Tidigare perioder", _build_earlier),
    "forecasts": ("Årets prognoser", _build_forecasts),
    "other_tables": ("Rapportens andra tabeller", _build_others),
    "goal_lights": ("Målens lägen", build_goal_lights),
    "indicator_lights": ("Indikatorernas lägen", build_indicator_lights),
    "variances": ("Avvikelse mot budget", build_variances),
}
_OF_ONE_THING: dict[str, tuple[str, Callable[[BoardReport, str], Iterable[DocumentBlock]]]] = {
    "area_money": ("Ekonomi", _build_area_money),
    "area_periods": ("Avvikelse period för period", _build_area_periods),
    "area_indicators": ("Indikatorer", _build_area_indicators),
    "goal_indicators": ("Indikatorer", _build_goal_indicators),
    "indicator_readings": ("Uppdelat", _build_readings),
    "indicator_series": ("Över tid", _build_series),
    "indicator_references": ("Jämförelser", _build_references),
    "indicator_targets": ("Målvärden", _build_targets),
}
