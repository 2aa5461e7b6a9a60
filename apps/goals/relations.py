"""All writes of relations between indicators: the sums that protection finds, and what people answer to a relation."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction

from apps.audit.services import record_event
from apps.core.choices import RelationAnswer, RelationKind, RelationStatus
from apps.goals.models import Indicator, Relation, RelationPart
from apps.goals.relation_rules import ORDERED_KINDS, IndicatorRelation
from apps.goals.relation_sentences import find_relation_refusal
from apps.goals.services import find_ids_by_code
from apps.organisation.models import Board

IndicatorSum = tuple[str, Collection[str]]  # the total's code and its parts'


@transaction.atomic
def propose_relations(*, board: Board, sums: Sequence[IndicatorSum]) -> int:
    """Write down sums that arithmetic has found. What is known already stays as it is. How many were new."""
    if not sums:
        return 0
    ids = find_ids_by_code(Indicator, board)
    known = {(one.total_id, one.formula): one for one in Relation.objects.filter(board=board, kind=RelationKind.TOTAL)}
    new = 0
    for total, parts in sums:
        if not ids.keys() >= {total, *parts}:
            continue
        part_ids = [ids[code] for code in parts]
        found = known.get((ids[total], format_formula(part_ids)))
        if found is None:
            _create_relation(board, RelationKind.TOTAL, ids[total], part_ids, RelationStatus.PROPOSED)
        elif found.status == RelationStatus.UNBOUND:  # a person has answered to it; now it protects too
            found.status = RelationStatus.PROPOSED
            found.save(update_fields=["status", "changed_at"])
        else:
            continue
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
    known = _find_relation(board, RelationKind.TOTAL, ids[total], part_ids)
    before = known.status if known else ""
    relation = known or _create_relation(board, RelationKind.TOTAL, ids[total], part_ids, status)
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


@transaction.atomic
def answer_relation(*, by: Any, board: Board, relation: IndicatorRelation, answer: RelationAnswer) -> Relation | None:
    """Say whether the checks are to demand the relation, or take the answer back; None where nothing is written then.

    A sum that is confirmed protects small numbers too: who knows it can compute what is hidden. A refused one protects
    as before. ``ValueError`` where there can be no such relation, in Swedish.
    """
    ids = find_ids_by_code(Indicator, board)
    codes = {relation.total, *relation.parts}
    refusal = find_relation_refusal(relation)
    if refusal or not ids.keys() >= codes:
        raise ValueError(refusal or "Sambandet ska vara mellan nämndens egna indikatorer.")
    kind, total_id, part_ids = RelationKind(relation.kind), ids[relation.total], [ids[code] for code in relation.parts]
    found = _find_relation(board, kind, total_id, part_ids, lock=True)
    before = found.answer if found else ""
    if found is None:
        found = _create_relation(board, kind, total_id, part_ids, RelationStatus.UNBOUND)
    found.answer = answer
    if kind == RelationKind.TOTAL and answer == RelationAnswer.CONFIRMED and found.status == RelationStatus.UNBOUND:
        found.status = RelationStatus.PROPOSED
    record_event(
        by=by,
        action="relation.answered",
        target=found,
        board_id=board.pk,
        before={"answer": before},
        after={"answer": str(answer), "kind": str(kind), "total": relation.total, "parts": list(relation.parts)},
    )
    if answer == RelationAnswer.UNANSWERED and found.status == RelationStatus.UNBOUND:
        found.delete()
        return None
    found.save(update_fields=["answer", "status", "changed_at"])
    return found


def format_formula(ids: Sequence[int], kind: str = RelationKind.TOTAL) -> str:
    """The parts as one text, whatever their order unless it means something."""
    return "/".join(map(str, ids)) if kind in ORDERED_KINDS else "+".join(str(one) for one in sorted(ids))


def _find_relation(board: Board, kind: str, total: int, parts: Sequence[int], *, lock: bool = False) -> Relation | None:
    rows = Relation.objects.select_for_update() if lock else Relation.objects.all()
    return rows.filter(board=board, kind=kind, total=total, formula=format_formula(parts, kind)).first()


def _create_relation(board: Board, kind: str, total: int, parts: Sequence[int], status: RelationStatus) -> Relation:
    owner = {"board_id": board.pk, "municipality_id": board.municipality_id}
    formula = format_formula(parts, kind)
    relation = Relation.objects.create(**owner, kind=kind, total_id=total, formula=formula, status=status)
    RelationPart.objects.bulk_create(
        RelationPart(**owner, relation=relation, indicator_id=part, position=place) for place, part in enumerate(parts)
    )
    return relation
