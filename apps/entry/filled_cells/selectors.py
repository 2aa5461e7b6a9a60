"""Reading what sources have filled in."""

from collections.abc import Collection

from apps.entry.filled_cells.shapes import FillNote
from apps.rounds.models import FilledCell, Round


def load_fill_notes(round_: Round, keys: Collection[str] | None = None) -> dict[tuple[str, str], FillNote]:
    """What sources have filled in of the round, or of some of its rows, by key and field: one query."""
    found = FilledCell.objects.filter(round=round_, **({} if keys is None else {"key__in": keys}))
    columns = ("pk", "source", "values", "filled_at", "confirmed_at", "confirmed_by")
    return {
        (key, field): FillNote(pk, source, values, at, confirmed is not None, who)
        for key, field, pk, source, values, at, confirmed, who in found.values_list("key", "field", *columns)
    }
