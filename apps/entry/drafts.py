"""What was typed and not taken, kept as it was typed until the cell is saved or the writer lets it go."""

from collections.abc import Collection, Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.audit.services import record_events
from apps.entry.shapes import CellInput
from apps.rounds.models import CellDraft, Round

REFUSED_ACTION = "cell.refused"


def save_drafts(
    *,
    round_: Round,
    by: User,
    refused: Sequence[tuple[CellInput, str, str]],
    taken: Collection[tuple[str, str]] = (),
    known: Collection[tuple[str, str]] = (),
) -> None:
    """Keep each refused cell with its status and message, and drop the writer's drafts of those in ``taken``."""
    for key, field in set(taken) & set(known):
        CellDraft.objects.filter(round=round_, by=by, key=key, field=field).delete()
    if not refused:
        return
    latest = {
        (cell.key, cell.field): CellDraft(
            municipality_id=round_.municipality_id,
            board_id=round_.board_id,
            round=round_,
            by=by,
            key=cell.key,
            field=cell.field,
            raw=cell.raw.replace("\x00", ""),
            status=status,
            message=message,
            version=cell.version or 0,
            at=timezone.now(),
        )
        for cell, status, message in refused
    }
    CellDraft.objects.bulk_create(
        latest.values(),
        update_conflicts=True,
        unique_fields=["round", "key", "field", "by"],
        update_fields=["raw", "status", "message", "version", "at"],
    )


def record_refused_cells(*, round_: Round, by: User, refused: Iterable[tuple[CellInput, str]], source: str) -> None:
    """Log each answer that came too late, and the unit it was typed in.

    A draft goes when its writer has chosen; the history still tells what the other answer was.
    """
    afters = [
        {"key": cell.key, "field": cell.field, "raw": cell.raw, "version": cell.version, "unit": unit, "source": source}
        for cell, unit in refused
    ]
    if afters:
        record_events(by=by, action=REFUSED_ACTION, target=round_, board_id=round_.board_id, afters=afters)


@transaction.atomic
def delete_draft(*, round_: Round, by: User, key: str, field: str) -> None:
    """The writer lets go of what they typed: what stands in the database is shown again."""
    CellDraft.objects.filter(round=round_, by=by, key=key, field=field).delete()


def load_drafts(round_: Round, by: User) -> dict[tuple[str, str], CellDraft]:
    """The writer's drafts in the round by key and field."""
    return {(draft.key, draft.field): draft for draft in CellDraft.objects.filter(round=round_, by=by)}
