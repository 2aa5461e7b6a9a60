"""A board with another name: what it has published is found where it is now."""

from django.db import transaction

from apps import planning
from apps.accounts.models import User
from apps.core.tertials import Tertial
from apps.organisation.models import Board
from apps.publishing.records.services import sync_records
from apps.publishing.search.services import sync_search


@transaction.atomic
def rename_published_board(
    *, by: User, board: Board, name: str, holds_from: Tertial | None, decision: str, new_address: bool = True
) -> Board:
    """As ``structure.rename_board``; the published records tell the new address, and the name of their own time."""
    renamed = planning.rename_board(
        by=by, board=board, name=name, holds_from=holds_from, decision=decision, new_address=new_address
    )
    if renamed.slug != board.slug:
        sync_records(board.pk)
    sync_search(board.pk)
    return renamed
