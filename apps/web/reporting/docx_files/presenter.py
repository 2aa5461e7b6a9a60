"""What ``…/word/<id>/`` shows: each piece of a Word report with where it is proposed to go, and what stands there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from apps.core.rich_text.contents import count_words, format_plain
from apps.core.rich_text.html import render_html
from apps.core.rich_text.tree import RichText, Table
from apps.imports.docx_files.chapter_matches import (
    NOWHERE,
    ChapterTarget,
    HeadingMatch,
    find_matches,
    resolve_choices,
)
from apps.imports.docx_files.docx_report import DocxPiece, DocxReport, Omission
from apps.imports.docx_files.services import WhenWritten, build_place_key
from apps.report.chapters.chapter_list import number_levels
from apps.rounds.access import RoundAccess
from apps.rounds.models import Round
from apps.texts.models import Chapter, ReportPartCode
from apps.texts.selectors import SectionPlace
from apps.web.reporting.chapters.figures import draw_text

TEXT_HEADING = 3  # the level of the heading that a piece's text stands under
EXCERPT = 160
WHEN_WRITTEN_LABELS = {
    WhenWritten.KEEP: "Behåll det som står",
    WhenWritten.ADD: "Lägg filens text efter",
    WhenWritten.REPLACE: "Ersätt med filens text",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceChoice:
    """A text that a piece can be put in: ``key`` names it in the form. ``length`` is how many words stand there."""

    key: str
    label: str
    length: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceRow:
    """A piece of the file. ``chosen`` is its place, why it is proposed ``why``."""

    name: str
    title: str
    level: int
    is_guessed: bool
    length: int
    tables: int
    excerpt: str
    html: str
    chosen: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPlace:
    """A text that is written already, and what the file's text is to do there."""

    key: str
    label: str
    length: int
    html: str
    chosen: str
    is_aimed_at: bool
    has_changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DocxFilePage:
    """The whole page before the texts are read in. ``aimed`` of ``pieces`` have a place."""

    rows: tuple[PieceRow, ...]
    choices: tuple[PlaceChoice, ...]
    written: tuple[WrittenPlace, ...]
    omissions: tuple[Omission, ...]
    remarks: tuple[str, ...]
    aimed: int

    @property
    def others(self) -> int:
        """How many written texts no piece of the file is meant for."""
        return sum(not place.is_aimed_at for place in self.written)


def list_open_places(places: Sequence[SectionPlace], access: RoundAccess) -> list[SectionPlace]:
    """The texts that the reader may write."""
    return [place for place in places if access.find_lock(place.area.pk) is None]


def format_place(place: SectionPlace, numbers: Mapping[int, str]) -> str:
    """``3.1 Ekonomi``, and of an area's text its name after it."""
    name = f"{numbers[place.chapter.pk]} {place.chapter.heading}"
    return name if place.area.parent_id is None else f"{name}, {place.area.name}"


def number_chapters(chapters: Sequence[Chapter]) -> dict[int, str]:
    """The number of each chapter by its id."""
    return dict(zip((one.pk for one in chapters), number_levels([one.level for one in chapters]), strict=True))


def build_targets(chapters: Sequence[Chapter], places: Sequence[SectionPlace]) -> list[ChapterTarget]:
    """The chapters that headings are matched with; a chapter that is all others' to write is not among them."""
    numbers = number_chapters(chapters)
    keys: dict[int, list[tuple[str, str]]] = {}
    for place in places:
        name = "" if place.area.parent_id is None else place.area.name
        keys.setdefault(place.chapter.pk, []).append((build_place_key(place), name))
    return [
        ChapterTarget(
            number=numbers[chapter.pk],
            heading=chapter.heading,
            level=chapter.level,
            places=tuple(keys.get(chapter.pk, ())),
            part=ReportPartCode(chapter.part).label if chapter.part else "",
        )
        for chapter in chapters
        if chapter.part or chapter.pk in keys
    ]


def build_docx_file_page(
    round_: Round,
    report: DocxReport,
    chapters: Sequence[Chapter],
    places: Sequence[SectionPlace],
    *,
    chosen: Sequence[str] | None = None,
    when_written: Mapping[str, str] | None = None,
    changed: Sequence[str] = (),
) -> DocxFilePage:
    """The page. ``chosen`` and ``when_written`` are what was posted; ``changed`` the places that are others' since."""
    matches = find_matches(report.pieces, build_targets(chapters, places))
    picked = [match.place for match in matches] if chosen is None else list(chosen)
    aims = resolve_choices(picked)
    numbers = number_chapters(chapters)
    return DocxFilePage(
        rows=tuple(
            _build_row(at, piece, match, place)
            for at, (piece, match, place) in enumerate(zip(report.pieces, matches, picked, strict=True))
        ),
        choices=tuple(_build_choice(place, numbers) for place in places),
        written=tuple(
            _build_written(round_, place, numbers, when_written or {}, set(aims), changed)
            for place in places
            if place.section and place.section.rich_text.blocks
        ),
        omissions=report.omissions,
        remarks=report.remarks,
        aimed=sum(aim != NOWHERE for aim in aims),
    )


def _build_row(at: int, piece: DocxPiece, match: HeadingMatch, chosen: str) -> PieceRow:
    text = RichText(piece.blocks)
    plain = " ".join(format_plain(text).split())
    return PieceRow(
        name=f"del-{at}",
        title=piece.heading.title if piece.heading else "Text före den första rubriken",
        level=min(piece.heading.level, 3) if piece.heading else 1,
        is_guessed=bool(piece.heading and piece.heading.is_guessed),
        length=count_words(text),
        tables=sum(isinstance(block, Table) for block in piece.blocks),
        excerpt=plain if len(plain) <= EXCERPT else f"{plain[:EXCERPT].rpartition(' ')[0]} …",
        html=render_html(text, below=TEXT_HEADING),
        chosen=chosen,
        why=match.why,
    )


def _build_choice(place: SectionPlace, numbers: Mapping[int, str]) -> PlaceChoice:
    section = place.section
    return PlaceChoice(
        key=build_place_key(place),
        label=format_place(place, numbers),
        length=count_words(section.rich_text) if section else 0,
        version=section.version if section else 0,
    )


def _build_written(
    round_: Round,
    place: SectionPlace,
    numbers: Mapping[int, str],
    when_written: Mapping[str, str],
    aims: set[str],
    changed: Sequence[str],
) -> WrittenPlace:
    key = build_place_key(place)
    text = place.section.rich_text if place.section else RichText()
    return WrittenPlace(
        key=key,
        label=format_place(place, numbers),
        length=count_words(text),
        html=render_html(draw_text(round_, text), below=TEXT_HEADING),
        chosen=WhenWritten.KEEP if key in changed else when_written.get(key, WhenWritten.KEEP),
        is_aimed_at=key in aims,
        has_changed=key in changed,
    )


def list_placed(
    report: DocxReport,
    chosen: Sequence[str],
    places: Mapping[str, SectionPlace],
    chapters: Sequence[Chapter],
    unchanged: set[str],
) -> list[dict[str, str]]:
    """Where each piece went, to be kept and shown: its heading, and a place or why it has none."""
    numbers = number_chapters(chapters)
    found = []
    for piece, aim in zip(report.pieces, resolve_choices(chosen), strict=True):
        title = piece.heading.title if piece.heading else "Text före den första rubriken"
        where = format_place(places[aim], numbers) if aim in places else ""
        if aim in unchanged:
            found.append({"title": title, "where": "", "why": f"det som stod i {where} behölls"})
        else:
            found.append({"title": title, "where": where, "why": "" if where else "valdes bort"})
    return found
