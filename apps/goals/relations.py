"""All writes of sums between indicators: those that arithmetic proposes, and what people decide of them."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction

from apps.audit.services import record_event
from apps.goals.models import Indicator, Relation, RelationPart, RelationStatus
from apps.goals.services import find_ids_by_code
from apps.organisation.models import Board

IndicatorSum = tuple[str, Collection[str]]  # the total's code and its parts'


@transaction.atomic
def propose_relations(*, board: Board, sums: Sequence[IndicatorSum]) -> int:
    """Write down sums that arithmetic has found. What is known already stays as it is. How many were new."""
    if not sums:
        return 0
    ids = find_ids_by_code(Indicator, board)
    known = set(Relation.objects.filter(board=board).values_list("total_id", "formula"))
    new = 0
    for total, parts in sums:
        if ids.keys() >= {total, *parts} and (ids[total], format_formula([ids[code] for code in parts])) not in known:
            _create_relation(board, ids[total], [ids[code] for code in parts], RelationStatus.PROPOSED)
            new += 1
    return new


@transaction.atomic
def decide_relation(
    *, by: Any, board: Board, total: str, parts: Collection[str], status: RelationStatus, reason: str
) -> Relation:
    """Confirm or dismiss a sum between the board's indicators, by their codes. ``ValueError`` for an unknown code."""
    ids = find_ids_by_code(Indicator, board)
    unknown = {total, *parts} - ids.keys()
    if unknown or total in parts or not parts:
        raise ValueError("Sambandet ska vara mellan nämndens egna indikatorer.")
    part_ids = [ids[code] for code in parts]
    known = Relation.objects.filter(board=board, total=ids[total], formula=format_formula(part_ids)).first()
    before = known.status if known else ""
    relation = known or _create_relation(board, ids[total], part_ids, status)
    if relation.status != status:
        relation.status = status
        relation.save(update_fields=["status", "changed_at"])
    record_event(
        by=by,
        action="relation.decided",
        target=relation,
        board_id=board.pk,
        before={"status": before},
        after={"status": str(status), "total": total, "parts": sorted(parts)},
        reason=reason,
    )
    return relation


def format_formula(ids: Sequence[int]) -> str:
    """The parts as one text, whatever their order."""
    return "+".join(str(one) for one in sorted(ids))


def _create_relation(board: Board, total: int, parts: Sequence[int], status: RelationStatus) -> Relation:
    owner = {"board_id": board.pk, "municipality_id": board.municipality_id}
    relation = Relation.objects.create(**owner, total_id=total, formula=format_formula(parts), status=status)
    RelationPart.objects.bulk_create(RelationPart(**owner, relation=relation, indicator_id=part) for part in parts)
    return relation
