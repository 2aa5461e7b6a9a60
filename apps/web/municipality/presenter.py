"""What ``/<municipality>/`` shows: each public board with its latest published report, beside each other."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from apps.core.swedish import build_swedish_sort_key
from apps.organisation.models import Board, Municipality
from apps.web.municipality.overdue import OverdueReport, load_overdue_reports
from apps.web.page_header import Crumb
from apps.web.start.board_cards import BoardCard, load_board_cards
from apps.web.start.presenter import BoardFilter, build_start_address


@dataclass(frozen=True, slots=True)
class MunicipalityBoard:
    """A board with its latest report, and the reports that are overdue."""

    card: BoardCard
    overdue: tuple[OverdueReport, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MunicipalityPage:
    """The municipality with its boards in Swedish order, as they are on a ``day``."""

    name: str
    slug: str
    county: str
    is_made_up: bool
    crumbs: tuple[Crumb, ...]
    boards: tuple[MunicipalityBoard, ...]
    day: date


def build_municipality_page(municipality: Municipality, today: date) -> MunicipalityPage:
    """The page; without boards where none is public. Four queries."""
    boards = Board.objects.public().filter(municipality=municipality).values_list("pk", flat=True)
    cards = load_board_cards(boards)
    overdue = load_overdue_reports(cards, today)
    found = [MunicipalityBoard(card, overdue.get(board, ())) for board, card in cards.items()]
    county = municipality.county
    steps = [Crumb("Start", reverse("start"))]
    if county:
        steps.append(Crumb(county, build_start_address(BoardFilter(county=municipality.code[:2]))))
    return MunicipalityPage(
        name=municipality.name,
        slug=municipality.slug,
        county=county,
        is_made_up=municipality.is_made_up,
        crumbs=(*steps, Crumb(municipality.name)),
        boards=tuple(sorted(found, key=lambda one: build_swedish_sort_key(one.card.name))),
        day=today,
    )
