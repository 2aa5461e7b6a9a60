"""What ``…/visa/`` shows: the report by the agenda of a meeting, one thing a screen, and nothing twice.

First what the board should know, then the goals that are not met or on the way, the deficits, the risks, the questions.
Real reports have fourteen goals and eighty indicators: each screen has a few, and leads to the page with the rest.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from apps.report.board_report import BoardReport
from apps.web.board.economy.presenter import format_so_far
from apps.web.board.overview.presenter import format_nothing_to_note
from apps.web.board.presentation.goal_slides import build_goal_slides, build_indicator_slide
from apps.web.board.presentation.money_slides import build_deficit_slides, list_board_amounts
from apps.web.board.presentation.question_slides import build_finding_slide, build_risk_slide
from apps.web.board.presentation.slides import Slide, SlideAmount
from apps.web.lights import LightBarSegment, build_light_bar
from apps.web.links import ReportAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """A part of the agenda: its first screen, and how many it has."""

    label: str
    slide: str
    count: int


@dataclass(frozen=True, slots=True)
class NamedLightBar:
    """The lights of the goals or the indicators as a bar; the sentences above it tell the numbers."""

    label: str
    bar: tuple[LightBarSegment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentationPage:
    """The screens. The first has ``sentences``, ``bars`` and the board's ``amounts``; ``nothing`` where it is alone."""

    sentences: tuple[str, ...]
    bars: tuple[NamedLightBar, ...]
    amounts: tuple[SlideAmount, ...]
    so_far: str
    slides: tuple[Slide, ...]
    nothing: str
    agenda: tuple[AgendaItem, ...]
    end_url: str

    @property
    def total(self) -> int:
        """How many screens there are, the first with them."""
        return 1 + len(self.slides)


def build_presentation(report: BoardReport) -> PresentationPage:
    """The report for a meeting."""
    single = (build_indicator_slide(report), build_risk_slide(report), build_finding_slide(report))
    indicators, risks, findings = ([one] if one else [] for one in single)
    slides = (*build_goal_slides(report), *indicators, *build_deficit_slides(report), *risks, *findings)
    return PresentationPage(
        sentences=report.overview,
        bars=_list_light_bars(report),
        amounts=list_board_amounts(report),
        so_far=format_so_far(report),
        slides=slides,
        nothing="" if slides else format_nothing_to_note(report),
        agenda=_list_agenda(slides),
        end_url=ReportAddress.for_report(report).url(),
    )


def _list_light_bars(report: BoardReport) -> tuple[NamedLightBar, ...]:
    counts = (("Mål", report.goal_lights), ("Indikatorer", report.indicator_lights))
    return tuple(NamedLightBar(label, build_light_bar(lights)) for label, lights in counts if lights.total)


def _list_agenda(slides: Iterable[Slide]) -> tuple[AgendaItem, ...]:
    """The parts in their order, each with its first screen."""
    parts: dict[str, list[str]] = {}
    for slide in slides:
        parts.setdefault(slide.kind, []).append(slide.id)
    return tuple(AgendaItem(label=kind, slide=ids[0], count=len(ids)) for kind, ids in parts.items())
