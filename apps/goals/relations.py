"""All writes of relations between indicators: the sums that protection finds, and what people answer to a relation."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.audit.services import record_changes, record_event
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
    require_possible(relation, ids)
    kind, total_id, part_ids = RelationKind(relation.kind), ids[relation.total], [ids[code] for code in relation.parts]
    found = _find_relation(board, kind, total_id, part_ids, lock=True)
    if found is None:
        found = _create_relation(board, kind, total_id, part_ids, RelationStatus.UNBOUND)
    before = _set_answer(found, answer)
    was, became = _describe_answer(relation, before, answer)
    record_event(by=by, action="relation.answered", target=found, board_id=board.pk, before=was, after=became)
    if answer == RelationAnswer.UNANSWERED and found.status == RelationStatus.UNBOUND:
        found.delete()
        return None
    found.save(update_fields=["answer", "status", "changed_at"])
    return found


@transaction.atomic
def answer_relations(*, by: Any, board: Board, answers: Mapping[IndicatorRelation, RelationAnswer]) -> None:
    """As ``answer_relation``, of several by few statements. That they can be is known (``require_possible``).

    An answer that is taken back where there is none writes nothing.
    """
    ids = find_ids_by_code(Indicator, board)
    rows = Relation.objects.select_for_update().filter(board=board)
    known = {(one.kind, one.total_id, one.formula): one for one in rows}
    owner = {"board_id": board.pk, "municipality_id": board.municipality_id}
    new, links, changed, log = [], [], [], []
    for relation, answer in answers.items():
        part_ids = [ids[code] for code in relation.parts]
        key = relation.kind, ids[relation.total], format_formula(part_ids, relation.kind)
        found = known.get(key)
        if found is None and answer == RelationAnswer.UNANSWERED:
            continue
        if found is None:
            kind, total_id, formula = key
            found = Relation(**owner, kind=kind, total_id=total_id, formula=formula, status=RelationStatus.UNBOUND)
            known[key] = found
            new.append(found)
            links += _build_parts(owner, found, part_ids)
        else:
            changed.append(found)
        log.append((found, *_describe_answer(relation, _set_answer(found, answer), answer)))
    Relation.objects.bulk_create(new)
    RelationPart.objects.bulk_create(links)
    record_changes(by=by, action="relation.answered", board_id=board.pk, changes=log)
    gone = [one.pk for one in changed if not one.answer and one.status == RelationStatus.UNBOUND]
    for one in changed:
        one.changed_at = timezone.now()
    Relation.objects.bulk_update([one for one in changed if one.pk not in gone], ["answer", "status", "changed_at"])
    Relation.objects.filter(pk__in=gone).delete()


def require_possible(relation: IndicatorRelation, codes: Collection[str]) -> None:
    """``ValueError``, in Swedish, where there can be no such relation between indicators with these codes."""
    refusal = find_relation_refusal(relation)
    if refusal or not {relation.total, *relation.parts} <= set(codes):
        raise ValueError(refusal or "Sambandet ska vara mellan nämndens egna indikatorer.")


def _describe_answer(
    relation: IndicatorRelation, before: str, answer: RelationAnswer
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the log says of an answer, before and after."""
    parts = {"kind": str(relation.kind), "total": relation.total, "parts": list(relation.parts)}
    return {"answer": before}, {"answer": str(answer), **parts}


def _set_answer(relation: Relation, answer: RelationAnswer) -> str:
    """Set it, unsaved; what it was. A sum that is confirmed protects."""
    before, relation.answer = relation.answer, answer
    is_sum = relation.kind == RelationKind.TOTAL and answer == RelationAnswer.CONFIRMED
    if is_sum and relation.status == RelationStatus.UNBOUND:
        relation.status = RelationStatus.PROPOSED
    return str(before)


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
    RelationPart.objects.bulk_create(_build_parts(owner, relation, parts))
    return relation


def _build_parts(owner: Mapping[str, Any], relation: Relation, parts: Sequence[int]) -> list[RelationPart]:
    return [
        RelationPart(**owner, relation=relation, indicator_id=part, position=place) for place, part in enumerate(parts)
    ]
