"""Finding a board by an address or a name that it has, or has had."""

from django.db.models import Q
from django.utils.text import slugify

from apps.organisation.models import Board, FormerAddress, Municipality


def build_board_slug(name: str) -> str:
    """The board's part of an address: ``namnden-for-individ-familjeomsorg``."""
    return slugify(name)[:80].strip("-")


def find_moved_board(municipality: str, slug: str) -> Board | None:
    """The board that has left an address, whoever asks: the caller must see to it that the reader may know of it."""
    former = FormerAddress.objects.filter(municipality__slug=municipality, slug=slug)
    found = former.select_related("board__municipality").first()
    return found.board if found else None


def find_board(municipality: Municipality, name: str) -> Board | None:
    """The municipality's board of that name, now or before."""
    slug = build_board_slug(name)
    boards = Board.objects.filter(municipality=municipality)
    in_use = boards.filter(slug=slug).first()
    return in_use or boards.filter(Q(name__iexact=name.strip()) | Q(former_addresses__slug=slug)).first()


def is_board_name(board: Board, name: str) -> bool:
    """Is the board called so, or has it been?"""
    slug = build_board_slug(name)
    if slug in (board.slug, build_board_slug(board.name)):
        return True
    return FormerAddress.objects.filter(board=board, slug=slug).exists()
