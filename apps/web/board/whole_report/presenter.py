"""What ``…/hela/`` shows: the report from its first chapter to its last, with its contents at the side."""

from dataclasses import dataclass

from apps.core.rich_text.html import render_html
from apps.report.board_report import BoardReport, Chapter
from apps.web.board.overview.presenter import OverviewPage, build_overview_page
from apps.web.links import ReportAddress

# Where a part is shown whole: the page's URL name, an anchor in it, and what the link says.
PART_PAGES = {
    "attention": ("board", "uppmarksamma", "Att uppmärksamma"),
    "goals": ("goals", "", "Alla mål med bedömningar"),
    "indicators": ("indicators", "", "Alla indikatorer med målvärden och utfall"),
    "economy": ("economy", "", "Driftbudgeten med budget, utfall och prognos"),
    "cost_types": ("economy", "", "Kostnadsslag per verksamhet"),
    "budget_changes": ("economy", "", "Budgetens väg från beslut till i dag"),
    "investments": ("economy", "investeringar", "Investeringarna"),
    "result_table": ("economy", "egna-tabeller", "Resultattabellen"),
    "own_tables": ("economy", "egna-tabeller", "Nämndens egna tabeller"),
    "risks": ("internal_control", "", "Risker och kontroller"),
    "actions": ("events", "", "Åtgärder"),
    "forecast_record": ("over_time", "", "Så höll prognoserna"),
    "gender_gaps": ("indicators", "", "Indikatorer för kvinnor och män"),
    "findings": ("findings", "", "Iakttagelser"),
    "comments": ("events", "", "Kommentarer"),
    "over_time": ("over_time", "", "Nämnden över tid"),
    "charts": ("over_time", "", "Diagram"),
}
PARTS_SHOWN_HERE = frozenset({"attention", "goals", "economy"})


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text of a chapter. ``area`` is empty for the whole board's."""

    area: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadChapter:
    """A chapter as it is read. ``heading_level`` is that of the page, 2-4; ``part`` is what is drawn in it."""

    id: str
    number: str
    heading: str
    level: int
    heading_level: int
    texts: tuple[ReadText, ...]
    part: str
    part_url: str
    part_label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeReportPage:
    """The chapters, and what the parts among them are drawn from."""

    chapters: tuple[ReadChapter, ...]
    overview: OverviewPage


def build_whole_report(report: BoardReport) -> WholeReportPage:
    """The whole report in its order."""
    place = ReportAddress.for_report(report)
    return WholeReportPage(
        chapters=tuple(_build_chapter(chapter, place) for chapter in report.chapters),
        overview=build_overview_page(report),
    )


def _build_chapter(chapter: Chapter, place: ReportAddress) -> ReadChapter:
    heading_level = chapter.level + 1
    name, anchor, label = PART_PAGES.get(chapter.part, ("", "", ""))
    url = place.url(name) + (f"#{anchor}" if anchor else "") if name else ""
    return ReadChapter(
        id=f"kapitel-{chapter.code}",
        number=chapter.number,
        heading=chapter.heading,
        level=chapter.level,
        heading_level=heading_level,
        texts=tuple(
            ReadText(
                area="" if one.whole_board else one.area_name,
                html=render_html(
                    one.text, below=heading_level + (not one.whole_board), get_picture_address=place.picture_url
                ),
            )
            for one in chapter.texts
        ),
        part=chapter.part if chapter.part in PARTS_SHOWN_HERE else "",
        part_url=url,
        part_label=label,
    )
