"""What ``…/kapitel/`` shows: the chapters of the round with how far each has come, and one text to write with what
helps the writer: the instruction, and what was written last tertial and last year.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from apps.core.rich_text.contents import count_words, is_empty
from apps.core.rich_text.html import render_html
from apps.core.rich_text.markdown import format_markdown
from apps.core.rich_text.reading import dump_builtins
from apps.core.rich_text.tree import EMPTY_TEXT, RichText
from apps.organisation.models import ServiceArea
from apps.report.chapters.chapter_list import number_levels
from apps.rounds.access import RoundAccess
from apps.rounds.models import Round
from apps.texts.models import Chapter, ReportPartCode
from apps.texts.selectors import SectionPlace, find_earlier_sections, list_round_areas, list_section_readiness
from apps.web.links import ReportAddress
from apps.web.reporting.chapters.figures import NumbersInText, WrittenText, describe_text, draw_text
from apps.web.reporting.links import build_round_url
from apps.web.reporting.questions.marks import QuestionMark

PAGE_HEADING = 1  # the level of the heading that a text stands under
EARLIER_LABELS = {"before": "Förra tertialet", "last_year": "Samma tertial i fjol"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterTextLink:
    """A text of a chapter in the list. ``state``: ``ready``, ``begun`` or ``empty``; ``may_write`` for the reader."""

    url: str
    area: str
    state: str
    length: int
    may_write: bool
    questions: QuestionMark | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterLine:
    """A chapter of the list. ``part`` is the name of what is drawn there, empty for one that is written."""

    number: str
    heading: str
    level: int
    part: str
    sections: tuple[ChapterTextLink, ...]


@dataclass(frozen=True, slots=True)
class ChapterProgress:
    """How many of the texts are marked as ready."""

    ready: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierText:
    """What was written in the same place before. ``name`` is how an address asks for it."""

    name: str
    label: str
    period: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionPage:
    """One text to write, or to read where ``lock`` says why it can't be written. ``conflict`` is another's text.

    ``pictures_url`` is where the board's pictures are, to which an id is added.
    """

    chapter: Chapter
    number: str
    area: str
    url: str
    version: int
    is_ready: bool
    lock: str
    markdown: str
    tree: dict[str, object]
    figure_labels: dict[str, str]
    figures_url: str
    numbers: NumbersInText | None
    html: str
    length: int
    is_unsaved: bool
    earlier: tuple[EarlierText, ...]
    next_url: str
    next_name: str
    pictures_url: str
    error: str = ""
    conflict: str = ""
    added: str = ""
    picture_alt: str = ""


def build_section_url(round_: Round, chapter: Chapter, area: ServiceArea) -> str:
    """The address where a text is written."""
    return ReportAddress.for_round(round_).url("reporting_section", chapter=chapter.code, area=area.code)


def build_chapter_lines(
    round_: Round,
    chapters: Sequence[Chapter],
    places: Sequence[SectionPlace],
    access: RoundAccess,
    questions: Mapping[tuple[int, int], QuestionMark],
) -> list[ChapterLine]:
    """The chapters of the round in order, each with its texts. ``questions`` are their marks, by chapter and area."""
    numbers = number_levels([chapter.level for chapter in chapters])
    sections: dict[int, list[ChapterTextLink]] = {}
    for place in places:
        sections.setdefault(place.chapter.pk, []).append(
            _build_link(round_, place, access, questions.get((place.chapter.pk, place.area.pk)))
        )
    return [
        ChapterLine(
            number=number,
            heading=chapter.heading,
            level=number.count(".") + 1,
            part=ReportPartCode(chapter.part).label if chapter.part else "",
            sections=tuple(sections.get(chapter.pk, ())),
        )
        for chapter, number in zip(chapters, numbers, strict=True)
    ]


def _build_link(
    round_: Round, place: SectionPlace, access: RoundAccess, questions: QuestionMark | None
) -> ChapterTextLink:
    text = _get_text(place)
    is_ready = bool(place.section and place.section.is_ready)
    return ChapterTextLink(
        url=build_section_url(round_, place.chapter, place.area),
        area="" if place.area.parent_id is None else place.area.name,
        state="ready" if is_ready else "empty" if is_empty(text) else "begun",
        length=count_words(text),
        may_write=access.find_lock(place.area.pk) is None,
        questions=questions,
    )


def has_nothing_to_write(places: Sequence[SectionPlace], access: RoundAccess) -> bool:
    """Does the reader report for areas of their own, and no chapter is written for any of them?"""
    is_reporter = access.reports_only_own and bool(access.own_areas)
    return is_reporter and bool(places) and not any(access.is_own(one.area.pk) for one in places)


def count_progress(ready: Sequence[bool]) -> ChapterProgress:
    """How many of the texts are ready, of one answer for each."""
    return ChapterProgress(sum(ready), len(ready))


def list_unready_sections(round_: Round, area: str = "") -> list[tuple[str, str]]:
    """The texts that nobody has marked as ready, at or below an area by its code or of all: name and address."""
    unready = [one for one in list_section_readiness(round_) if not one.is_ready]
    inside = _find_areas_at_or_below(round_, area) if area and unready else set()
    return [
        (_format_name(one.chapter, one.area), build_section_url(round_, one.chapter, one.area))
        for one in unready
        if not area or one.area.pk in inside
    ]


def _find_areas_at_or_below(round_: Round, code: str) -> set[int]:
    """The ids of the board's areas at or below one."""
    areas = list_round_areas(round_)
    inside = {one.pk for one in areas if one.code == code}
    while more := {one.pk for one in areas if one.parent_id in inside} - inside:
        inside |= more
    return inside


def _format_name(chapter: Chapter, area: ServiceArea) -> str:
    return chapter.heading if area.parent_id is None else f"{chapter.heading}, {area.name}"


def find_place(places: Sequence[SectionPlace], chapter: str, area: str) -> SectionPlace | None:
    """The text by the codes of its chapter and area."""
    return next((one for one in places if (one.chapter.code, one.area.code) == (chapter, area)), None)


def build_section_page(
    round_: Round,
    chapters: Sequence[Chapter],
    places: Sequence[SectionPlace],
    place: SectionPlace,
    access: RoundAccess,
    *,
    start_from: str = "",
    typed: str | None = None,
    error: str = "",
    conflict: bool = False,
    added: str = "",
    picture_alt: str = "",
    from_version: int | None = None,
) -> SectionPage:
    """The page of one text.

    ``start_from`` names an earlier text to begin with, where nothing is written yet. ``typed`` is Markdown that was
    refused, with ``error``; ``conflict`` says that another has written meanwhile, and shows both. ``added`` is the line
    of Markdown of a picture that has just been sent, ``picture_alt`` what was typed of one that was refused, and
    ``from_version`` what is typed was written from, where that is not the stored one. Figures are as the report is now.
    """
    address = ReportAddress.for_round(round_)
    draw_html = partial(_draw_html, address)
    stored = _get_text(place)
    lock = access.find_lock(place.area.pk)
    earlier = find_earlier_sections(round_, place.chapter.code, place.area)
    begins_with = earlier.get(start_from) if is_empty(stored) and not lock else None
    source = begins_with.rich_text if begins_with else stored
    written = WrittenText(draw_text(round_, source), {}, None) if lock else describe_text(round_, source)
    text = written.text
    numbers = dict(zip((one.pk for one in chapters), number_levels([one.level for one in chapters]), strict=True))
    following = _find_next(places, place, access)
    return SectionPage(
        chapter=place.chapter,
        number=numbers[place.chapter.pk],
        area="" if place.area.parent_id is None else place.area.name,
        url=build_section_url(round_, place.chapter, place.area),
        version=from_version if from_version is not None else place.section.version if place.section else 0,
        is_ready=bool(place.section and place.section.is_ready),
        lock=str(lock or ""),
        markdown=format_markdown(text) if typed is None else typed,
        tree=dump_builtins(text),
        figure_labels=written.labels,
        figures_url=build_round_url(round_, "reporting_figures"),
        numbers=written.numbers if typed is None and not begins_with else None,
        html=draw_html(text, PAGE_HEADING),
        length=count_words(text),
        is_unsaved=begins_with is not None,
        earlier=tuple(
            EarlierText(
                name=name,
                label=EARLIER_LABELS[name],
                period=section.round.period.label,
                html=draw_html(draw_text(section.round, section.rich_text), PAGE_HEADING),
            )
            for name, section in earlier.items()
            if not is_empty(section.rich_text)
        ),
        next_url=build_section_url(round_, following.chapter, following.area) if following else "",
        next_name=_format_name(following.chapter, following.area) if following else "",
        error=error,
        conflict=draw_html(draw_text(round_, stored), PAGE_HEADING + 1) if conflict else "",
        pictures_url=address.picture_url("x").removesuffix("x"),
        added=added,
        picture_alt=picture_alt,
    )


def _find_next(places: Sequence[SectionPlace], place: SectionPlace, access: RoundAccess) -> SectionPlace | None:
    """The text to go on to: for those who write, the next of theirs that is not ready, or else the next of theirs."""
    rest = places[places.index(place) + 1 :]
    if access.find_lock(place.area.pk):
        return next(iter(rest), None)
    own = [one for one in rest if access.find_lock(one.area.pk) is None]
    unready = [one for one in own if not (one.section and one.section.is_ready)]
    return next(iter(unready or own), None)


def _draw_html(address: ReportAddress, text: RichText, below: int) -> str:
    return render_html(text, below=below, get_picture_address=address.picture_url)


def _get_text(place: SectionPlace) -> RichText:
    return place.section.rich_text if place.section else EMPTY_TEXT
