"""What ``/<municipality>/`` shows: each public board with its latest published report, beside each other."""

from dataclasses import dataclass

from django.urls import reverse

from apps.core.swedish import build_swedish_sort_key
from apps.organisation.models import Board, Municipality
from apps.web.page_header import Crumb
from apps.web.start.board_cards import BoardCard, load_board_cards
from apps.web.start.presenter import BoardFilter, build_start_address


@dataclass(frozen=True, slots=True, kw_only=True)
class MunicipalityPage:
    """The municipality with its boards in Swedish order."""

    name: str
    slug: str
    county: str
    is_made_up: bool
    crumbs: tuple[Crumb, ...]
    boards: tuple[BoardCard, ...]


def build_municipality_page(municipality: Municipality) -> MunicipalityPage:
    """The page; without boards where none is public. Three queries."""
    boards = Board.objects.public().filter(municipality=municipality).values_list("pk", flat=True)
    cards = load_board_cards(boards).values()
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
        boards=tuple(sorted(cards, key=lambda card: build_swedish_sort_key(card.name))),
    )
