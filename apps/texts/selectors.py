"""Finding a board's disposition, the chapters of a round and what is written in them. Reads only."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery

from apps.organisation.models import Board, ServiceArea
from apps.rounds.models import Round
from apps.texts.models import Chapter, ChapterWriter, Disposition, Section


@dataclass(frozen=True, slots=True)
class SectionPlace:
    """A text of a round that somebody is to write: its chapter, for whom, and what is written so far if anything."""

    chapter: Chapter
    area: ServiceArea
    section: Section | None


def find_disposition(board: Board, year: int) -> Disposition | None:
    """The disposition that holds in a year; None for a board that has none."""
    return Disposition.objects.filter(board=board, valid_from__lte=year).order_by("-valid_from").first()


def list_chapters(round_: Round) -> list[Chapter]:
    """The chapters of the round's report in order, those of other tertials left out."""
    return list(_select_chapters(round_))


def _select_chapters(round_: Round) -> QuerySet[Chapter]:
    valid = Disposition.objects.filter(board_id=round_.board_id, valid_from__lte=round_.year).order_by("-valid_from")
    chapters = Chapter.objects.filter(disposition=Subquery(valid.values("pk")[:1]), **{f"in_t{round_.tertial}": True})
    return chapters.order_by("position")


class SectionReadiness(NamedTuple):
    """A text that somebody is to write, and whether it is marked as ready."""

    chapter: Chapter
    area: ServiceArea
    is_ready: bool


def list_section_readiness(round_: Round) -> list[SectionReadiness]:
    """Every text of the round's report that is written by someone: two queries, one where nothing is."""
    ready = Section.objects.filter(round=round_, chapter=OuterRef("pk"), is_ready=True).values("service_area_id")
    written = [one for one in _select_chapters(round_).annotate(ready=ArraySubquery(ready)) if one.is_written]
    areas = _list_valid_areas(round_) if written else []
    return [
        SectionReadiness(chapter, area, area.pk in chapter.ready)
        for chapter in written
        for area in list_writing_areas(chapter, areas)
    ]


def list_section_places(round_: Round, chapters: Sequence[Chapter] | None = None) -> list[SectionPlace]:
    """Every text of the round's report that is written by someone, in reading order: two queries.

    ``chapters`` are those of ``list_chapters``, where the caller has them.
    """
    written = [chapter for chapter in (list_chapters(round_) if chapters is None else chapters) if chapter.is_written]
    if not written:
        return []
    areas = _list_valid_areas(round_)
    sections = {
        (one.chapter_id, one.service_area_id): one for one in Section.objects.filter(round=round_).order_by("id")
    }
    return [
        SectionPlace(chapter, area, sections.get((chapter.pk, area.pk)))
        for chapter in written
        for area in list_writing_areas(chapter, areas)
    ]


def list_writing_areas(chapter: Chapter, areas: Sequence[ServiceArea]) -> list[ServiceArea]:
    """For whom the chapter is written: the root alone, or the areas next below it or furthest down, in their order."""
    root = next(area for area in areas if area.parent_id is None)
    if chapter.writer == ChapterWriter.BOARD:
        return [root]
    if chapter.writer == ChapterWriter.UNITS:
        return list(_iter_lowest(root, areas))
    return [area for area in areas if area.parent_id == root.pk] or [root]


def _iter_lowest(area: ServiceArea, areas: Sequence[ServiceArea]) -> Iterator[ServiceArea]:
    """The areas at or below one that have none below them, in the order of the tree."""
    below = [one for one in areas if one.parent_id == area.pk]
    if not below:
        yield area
    for one in below:
        yield from _iter_lowest(one, areas)


def list_round_areas(round_: Round) -> list[ServiceArea]:
    """The board's areas that are valid in the round's year, in the order of the board."""
    return _list_valid_areas(round_)


def _list_valid_areas(round_: Round) -> list[ServiceArea]:
    areas = ServiceArea.objects.filter(board_id=round_.board_id).order_by("position", "id")
    return [
        area
        for area in areas
        if (area.valid_from or round_.year) <= round_.year <= (area.valid_to or round_.year) or area.parent_id is None
    ]


def find_earlier_sections(round_: Round, chapter_code: str, area: ServiceArea) -> Mapping[str, Section]:
    """The same text in the tertial before (``before``) and in the same tertial last year (``last_year``)."""
    before = round_.period.previous()
    wanted = {"before": (before.year, before.number), "last_year": (round_.year - 1, round_.tertial)}
    found = Section.objects.filter(
        round__board_id=round_.board_id,
        chapter__code=chapter_code,
        service_area=area,
        round__year__in={year for year, _ in wanted.values()},
    ).select_related("round")
    by_period = {(one.round.year, one.round.tertial): one for one in found}
    return {name: by_period[period] for name, period in wanted.items() if period in by_period}
