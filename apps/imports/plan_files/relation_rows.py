"""Rows of the workbook on their way into the plan: how indicators follow from each other."""

from collections.abc import Sequence

from django.db import IntegrityError

from apps import planning
from apps.core.choices import RelationAnswer
from apps.goals.relation_rules import IndicatorRelation
from apps.goals.relation_sentences import format_relation
from apps.imports.plan_files.plan_records import is_blank
from apps.imports.plan_files.plan_rows import load_relation_answers, sort_parts
from apps.imports.plan_files.plan_sheets import RELATIONS
from apps.imports.plan_files.plan_writer import MUST_BE_FILLED, PlanWriter
from apps.imports.report_format.records import ParsedRecord


def write_relations(writer: PlanWriter, records: Sequence[ParsedRecord]) -> None:
    """The relations that the file says yes to, or takes back, as their page has them answered."""
    if not records:
        return
    known = load_relation_answers(writer.board)
    rows = _AnsweredRows(writer)
    places: dict[IndicatorRelation, ParsedRecord] = {}
    for record in records:
        relation = _read_relation(writer, record)
        if relation is None:
            continue
        if relation in places:
            writer.log.add(record.error("total", f"Samma samband står redan på rad {places[relation].row}."))
            continue
        places[relation] = record
        kind = RELATIONS.by_key["kind"].read.format_value(relation.kind)  # type: ignore[attr-defined]
        writer.note(RELATIONS, record, kind, relation.total, ", ".join(relation.parts))
        _answer(writer, record, relation, known.get(relation, ""), rows)
    rows.write()


class _AnsweredRows:
    """Rows of relations, written together. Where the database refuses one, singly, so that its row is told."""

    def __init__(self, writer: PlanWriter) -> None:
        self._writer = writer
        self._answers = planning.AnsweredRelations(writer.by, writer.board)
        self._rows: list[tuple[ParsedRecord, IndicatorRelation, RelationAnswer]] = []

    def answer(self, record: ParsedRecord, relation: IndicatorRelation, answer: RelationAnswer) -> None:
        """Say yes to the relation of a row, or take the yes back."""
        self._answers.prepare(relation, answer)
        self._rows.append((record, relation, answer))

    def write(self) -> None:
        """Write what is answered."""
        try:
            self._answers.write()
        except IntegrityError:
            for record, relation, answer in self._rows:
                act = planning.confirm_relation if answer else planning.withdraw_relation
                with self._writer.guard(record, "parts"):
                    act(by=self._writer.by, board=self._writer.board, relation=relation)


def _answer(
    writer: PlanWriter, record: ParsedRecord, relation: IndicatorRelation, before: str, rows: _AnsweredRows
) -> None:
    is_confirmed = before == RelationAnswer.CONFIRMED
    with writer.guard(record, "parts"):
        if record["ends"] and is_confirmed:
            rows.answer(record, relation, RelationAnswer.UNANSWERED)
        elif not record["ends"] and not is_confirmed:
            rows.answer(record, relation, RelationAnswer.CONFIRMED)
            if before == RelationAnswer.REFUSED:
                names = writer.indexes["indicators"].by_code
                sentence = format_relation(
                    relation.kind, names[relation.total].name, [names[code].name for code in relation.parts]
                )
                writer.remarks.append(f"Nämnden har svarat nej på att {sentence}. Filen svarar ja.")


def _read_relation(writer: PlanWriter, record: ParsedRecord) -> IndicatorRelation | None:
    """The relation of the row; None where a cell of it can't be read, or is of an indicator that was refused."""
    for key in ("kind", "total"):
        if is_blank(record, key):
            writer.log.add(record.error(key, MUST_BE_FILLED))
    is_total, total = writer.point(record, RELATIONS.by_key["total"])
    are_parts, parts = writer.point(record, RELATIONS.by_key["parts"])
    is_known = is_total and are_parts and total is not None and record["kind"]
    if not is_known or record.unread or any(one.pk is None for one in (total, *parts)):
        return None
    return IndicatorRelation(record["kind"], total.code, sort_parts(record["kind"], parts))
