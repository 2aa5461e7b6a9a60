"""Boards with a disposition, and short ways to write in it."""

from decimal import Decimal

from apps.budget import services as budget
from apps.core.rich_text.markdown import parse_markdown
from apps.goals import services as goals
from apps.goals.models import Indicator
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


def fill_in(small: SmallBoard) -> None:
    """Some figures of the open round: the staff of two areas, and an indicator."""
    budget.save_operating_lines(
        by=None,
        board=small.board,
        rows=[
            budget.OperatingRow(
                service_area_id=small.areas[area], year=2024, tertial=2, cost_type="staff",
                budget=9_000_000, actual=actual, forecast=9_500_000,
            )
            for area, actual in (("hemtjanst-norr", 6_500_000), ("ifo", 4_000_000))
        ],
    )  # fmt: skip
    row = goals.OutcomeRow(
        indicator_id=goals.find_ids_by_code(Indicator, small.board)["nojdhet"],
        service_area_id=small.areas["namnden"], year=2024, tertial=2, value=Decimal(88),
    )  # fmt: skip
    goals.save_outcomes(by=None, board=small.board, rows=[row])
