"""Boards with a disposition, and short ways to write in it."""

from apps.core.rich_text.markdown import parse_markdown
from apps.organisation.models import ServiceArea
from apps.texts import services as texts
from apps.texts.models import Chapter
from apps.texts.services import SectionSave
from tests.small_board import SmallBoard


def give_disposition(small: SmallBoard, year: int = 2024) -> None:
    texts.create_disposition(by=None, board=small.board, valid_from=year)


def find_chapter(small: SmallBoard, code: str) -> Chapter:
    return Chapter.objects.select_related("disposition__board").get(board=small.board, code=code)


def write_section(
    small: SmallBoard, code: str, markdown: str, *, area: str = "namnden", role: str = "controller", version: int = 0
) -> SectionSave:
    return texts.save_section(
        by=small[role],
        round_=small.round,
        chapter=find_chapter(small, code),
        area=ServiceArea.objects.get(pk=small.areas[area]),
        text=parse_markdown(markdown),
        version=version,
    )
