"""The top of every page of a report: municipality, board and period, the other tertials, and the board's decision."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from django.urls import reverse

from apps.core.tertials import Tertial
from apps.report.board_report import BoardReport, Decision
from apps.web.links import ReportAddress

TABS = (
    ("board", "Översikt"),
    ("goals", "Mål"),
    ("indicators", "Indikatorer"),
    ("economy", "Ekonomi"),
    ("internal_control", "Intern kontroll"),
    ("events", "Händelser"),
    ("over_time", "Över tid"),
)
PAGES_WITHOUT_TAB = {"findings": "Iakttagelser", "whole_report": "Hela rapporten", "presentation": "Visning"}
# A page of one thing, and the list that it is in.
TAB_BY_PAGE = {
    "goal": "goals",
    "indicator": "indicators",
    "area": "economy",
    "indicator_chart": "indicators",
    "economy_chart": "economy",
    "over_time_chart": "over_time",
}
"""The tab that a page of one thing is below."""


class RoundLike(Protocol):
    """What the tertial chooser needs of a round."""

    @property
    def year(self) -> int: ...

    @property
    def tertial(self) -> int: ...

    @property
    def state(self) -> str: ...


class PublicationLike(Protocol):
    """The decision on a version: when, and where it is recorded."""

    version: int
    decision_date: date | None
    decision_paragraph: str
    case_number: str


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step on the way here; the last has no address."""

    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of the report in its menu."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class PeriodChoice:
    """A tertial to choose; without an address there is no report for it."""

    label: str
    long_label: str
    url: str
    current: bool
    draft: bool


@dataclass(frozen=True, slots=True)
class YearChoice:
    """The three tertials of a year."""

    year: int
    periods: tuple[PeriodChoice, ...]
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportHeader:
    """The frame around a page of the report."""

    municipality: str
    is_made_up: bool
    board: str
    period: Tertial
    document: str
    draft: str
    home: str
    crumbs: tuple[Crumb, ...]
    tabs: tuple[Tab, ...]
    years: tuple[YearChoice, ...]
    decision: str
    source: str
    texts_are_summaries: bool
    version: int | None
    corrected: bool
    correction: str = ""
    reissue: str = ""
    correction_decision: str = ""
    corrected_on: date | None = None
    preview: str = ""
    published_url: str = ""
    changes_url: str = ""


def build_report_header(
    report: BoardReport,
    *,
    page: str,
    title: str = "",
    rounds: Iterable[RoundLike] = (),
    version: int | None = None,
    corrected: bool = False,
    correction: str = "",
    reissue: str = "",
    correction_decision: str = "",
    corrected_on: date | None = None,
    codes: Mapping[str, str] | None = None,
) -> ReportHeader:
    """The frame around one page; ``title`` names a page below a tab, ``codes`` are those in its address."""
    place = ReportAddress.for_report(report)
    return ReportHeader(
        municipality=report.municipality.name,
        is_made_up=report.municipality.is_made_up,
        board=report.board.name,
        period=report.period,
        document=format_document_name(report.period),
        draft="" if report.state == "adopted" else report.state_label,
        home=place.url(),
        crumbs=build_crumbs(report, page, title),
        tabs=build_tabs(place, page),
        years=build_year_choices(place, rounds, page, codes or {}),
        decision=format_decision(report.decision, adopted=report.state == "adopted"),
        source=report.source_title,
        texts_are_summaries=report.texts_are_summaries,
        version=version,
        corrected=corrected,
        correction=correction,
        reissue=reissue,
        correction_decision=correction_decision,
        corrected_on=corrected_on,
    )


def build_draft_header(
    report: BoardReport,
    *,
    page: str,
    title: str,
    rounds: Iterable[RoundLike],
    version: int,
    changes_url: str,
    codes: Mapping[str, str],
) -> ReportHeader:
    """The frame around one page of a coming version; ``version`` is its number."""
    header = build_report_header(report, page=page, title=title, rounds=rounds, codes=codes)
    if version == 1:
        return replace(
            header,
            preview="Utkast. Så här kommer rapporten att se ut.",
            decision="Nämndens beslut skrivs in när rapporten publiceras.",
            changes_url=changes_url,
        )
    return replace(
        header,
        preview=f"Utkast till version {version}. Inte publicerad.",
        published_url=replace(ReportAddress.for_report(report), draft=False).url(),
        changes_url=changes_url,
    )


def format_correction_decision(publication: PublicationLike, decision: Decision | None) -> str:
    """The decision on a correction; the report itself holds the decision on its first version."""
    here = (publication.decision_date, publication.decision_paragraph, publication.case_number)
    there = (decision.date, decision.paragraph, decision.case_number) if decision else (None, "", "")
    if publication.version == 1 or here == there or not any(here):
        return ""
    date, paragraph, case = here
    parts = [date.isoformat() if date else "", f"§\u00a0{paragraph}" if paragraph else "", case]
    return f"Rättelsen beslutad {', '.join(part for part in parts if part)}."


def format_document_name(period: Tertial) -> str:
    """What the report is called in the municipality's year."""
    if period.is_final_accounts:
        return f"Bokslut {period.year}"
    return f"Delårsrapport {period.label}" if period.number == 2 else f"Uppföljning {period.label}"


def build_crumbs(report: BoardReport, page: str, title: str) -> tuple[Crumb, ...]:
    """Start, municipality, board at its tertial, the tab, the page."""
    place = ReportAddress.for_report(report)
    names = dict(TABS) | PAGES_WITHOUT_TAB
    steps = [
        Crumb("Start", reverse("start")),
        Crumb(report.municipality.name, reverse("municipality", args=[report.municipality.slug])),
        Crumb(f"{report.board.name}, {report.period.label}", place.url()),
    ]
    tab = TAB_BY_PAGE.get(page, page)
    if tab != "board":
        steps.append(Crumb(names[tab], place.url(tab)))
    if title:
        steps.append(Crumb(title))
    return (*steps[:-1], Crumb(steps[-1].label))


def build_tabs(place: ReportAddress, page: str) -> tuple[Tab, ...]:
    """The report's menu."""
    here = TAB_BY_PAGE.get(page, page)
    return tuple(Tab(label, place.url(name), name == here) for name, label in TABS)


def build_year_choices(
    place: ReportAddress, rounds: Iterable[RoundLike], page: str, codes: Mapping[str, str]
) -> tuple[YearChoice, ...]:
    """Every year that has a report, newest first, with its three tertials, each at the page that one is on."""
    states: dict[int, dict[int, str]] = defaultdict(dict)
    for one in rounds:
        states[one.year][one.tertial] = one.state
    states[place.period.year].setdefault(place.period.number, "adopted")
    return tuple(
        YearChoice(
            year,
            tuple(
                _build_period_choice(place, Tertial(year, number), states[year].get(number), page, codes)
                for number in (1, 2, 3)
            ),
            year == place.period.year,
        )
        for year in sorted(states, reverse=True)
    )


def _build_period_choice(
    place: ReportAddress, period: Tertial, state: str | None, page: str, codes: Mapping[str, str]
) -> PeriodChoice:
    return PeriodChoice(
        label=f"T{period.number}",
        long_label=period.long_label,
        url=place.for_period(period).url(page, **codes) if state else "",
        current=period == place.period,
        draft=state not in {None, "adopted"},
    )


def format_decision(decision: Decision | None, *, adopted: bool) -> str:
    """Who decided and when, as far as the source says."""
    if not adopted:
        return "Utkast. Nämnden har inte fastställt rapporten än."
    parts = []
    if decision and decision.date:
        parts.append(decision.date.isoformat())
    if decision and decision.paragraph:
        parts.append(decision.paragraph if decision.paragraph.startswith("§") else f"§\u00a0{decision.paragraph}")
    decided = f"Fastställd av nämnden {', '.join(parts)}."
    when = decided if parts else "Fastställd av nämnden; datumet står inte i källan."
    case = f" Ärende {decision.case_number}." if decision and decision.case_number else ""
    return when + case
