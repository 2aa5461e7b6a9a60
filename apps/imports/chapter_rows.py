"""A report's disposition and texts on their way into the tables."""

from collections.abc import Mapping, Sequence

from apps.accounts.models import User
from apps.core.rich_text.markdown import parse_markdown
from apps.core.rich_text.reading import RichTextError
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.records import ParsedRecord
from apps.organisation.models import Board
from apps.rounds.models import Round
from apps.texts import services as texts
from apps.texts.default_disposition import ChapterRow
from apps.texts.models import ChapterKind
from apps.texts.services.pictures import fill_pictures

_CHAPTER_KEYS = ("code", "heading", "level", "instruction", "writer", "part")


def save_chapters(*, by: User | None, board: Board, year: int, records: Sequence[ParsedRecord]) -> None:
    """Save the disposition that holds in the year. ``ReportErrors`` where texts would lose their place."""
    if not records:
        return
    rows = [
        ChapterRow(
            **{key: record[key] for key in _CHAPTER_KEYS},
            tertials=tuple(map(int, record["tertials"])),
            kind=ChapterKind.PART if record["part"] else ChapterKind.WRITTEN,
        )
        for record in records
    ]
    try:
        texts.save_chapters(by=by, board=board, year=year, rows=rows)
    except texts.ChapterChangeError as error:
        log = ErrorLog()
        record = next(one for one in records if one["code"] == error.chapter)
        log.add(record.error("writer", str(error)))
        log.stop_if_any()


def save_texts(*, by: User | None, round_: Round, records: Sequence[ParsedRecord], areas: Mapping[str, int]) -> None:
    """Save the texts; ``areas`` are the ids of the board's service areas by code.

    A file that doesn't say whether a text is ready leaves that mark as it is, unless the text changes. ``ReportErrors``
    at the row of a text with a picture that the board hasn't.
    """
    _require_known_pictures(round_, records)
    rows = [
        texts.SectionRow(
            chapter=record["chapter"],
            service_area_id=areas[record["area"]],
            text=parse_markdown(record["text"]),
            is_ready=record["is_ready"] if "is_ready" in record.given else None,
        )
        for record in records
    ]
    if rows:
        texts.save_sections(by=by, round_=round_, rows=rows)


def _require_known_pictures(round_: Round, records: Sequence[ParsedRecord]) -> None:
    log = ErrorLog()
    for record in records:
        try:
            fill_pictures(round_.board_id, parse_markdown(record["text"]))
        except RichTextError as error:
            log.add(record.error("text", str(error)))
    log.stop_if_any()
