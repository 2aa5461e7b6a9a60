"""What followers are still to be told."""

from collections import defaultdict

from apps.publishing.models import Follower, PublicVersion


def list_notices(board_id: int | None = None) -> list[tuple[Follower, PublicVersion]]:
    """Each follower of a public board with each version that they don't know of, oldest first: of one board or of all.

    A report that is corrected is told of by its latest version alone.
    """
    followers = Follower.objects.exclude(confirmed_at=None).filter(board__is_public=True)
    if board_id is not None:
        followers = followers.filter(board=board_id)
    by_board: dict[int, list[Follower]] = defaultdict(list)
    for follower in followers.order_by("board", "pk"):
        by_board[follower.board_id].append(follower)
    return [
        (follower, version)
        for board, found in by_board.items()
        for version in _list_versions_after(board, min(follower.latest_known for follower in found))
        for follower in found
        if follower.latest_known < version.pk
    ]


def _list_versions_after(board_id: int, publication_id: int) -> list[PublicVersion]:
    """The latest new version of each report."""
    versions = PublicVersion.objects.filter(board=board_id, pk__gt=publication_id, round__state="adopted")
    with_names = versions.select_related("round__board__municipality").defer("report")
    return list({version.round_id: version for version in with_names.order_by("pk")}.values())
