"""Drafts: what was typed and could not be saved, kept until the cell is saved or the draft deleted.

Nothing that someone has typed is lost: it is shown again in the cell, with what is wrong.
"""

from collections.abc import Collection, Iterable, Sequence

from django.db import transaction

from apps.accounts.models import User
from apps.audit.services import record_events
from apps.entry.shapes import CellInput
from apps.rounds.models import CellDraft, Round
from apps.rounds.services import delete_drafts, save_drafts

REFUSED_ACTION = "cell.refused"


def save_refused_cells(
    *,
    round_: Round,
    by: User,
    refused: Sequence[tuple[CellInput, str, str]],
    resolved: Collection[tuple[str, str]] = (),
    existing: Collection[tuple[str, str]] = (),
) -> None:
    """Keep each refused cell with its status and message, as a draft of the writer's own.

    ``resolved`` are cells whose stored value turned out to be what was typed: the writer's drafts
    of them are deleted. ``existing`` are the cells that the writer has drafts of, by key and field,
    so that nothing is deleted that is not there.
    """
    for key, field in set(resolved) & set(existing):
        delete_drafts(round_, by=by, key=key, field=field)
    if not refused:
        return
    latest = {
        (cell.key, cell.field): CellDraft(
            key=cell.key,
            field=cell.field,
            raw=cell.raw.replace("\x00", ""),
            status=status,
            message=message,
            version=cell.version or 0,
        )
        for cell, status, message in refused
    }
    save_drafts(round_, by, latest.values())


def record_refused_cells(*, round_: Round, by: User, refused: Iterable[tuple[CellInput, str]], source: str) -> None:
    """Log each value that was refused because another writer had changed the cell first.

    ``refused`` holds each cell with the unit that it was typed in. The draft is deleted when its
    writer has chosen one of the two values; the row's history still shows the other.
    """
    afters = [
        {"key": cell.key, "field": cell.field, "raw": cell.raw, "version": cell.version, "unit": unit, "source": source}
        for cell, unit in refused
    ]
    if afters:
        record_events(by=by, action=REFUSED_ACTION, target=round_, board_id=round_.board_id, afters=afters)


@transaction.atomic
def delete_draft(*, round_: Round, by: User, key: str, field: str) -> None:
    """Delete a draft at its writer's wish: the cell shows what the database holds again."""
    delete_drafts(round_, by=by, key=key, field=field)


def load_drafts(round_: Round, by: User) -> dict[tuple[str, str], CellDraft]:
    """The drafts that a writer has in the round, by key and field."""
    return {(draft.key, draft.field): draft for draft in CellDraft.objects.filter(round=round_, by=by)}
