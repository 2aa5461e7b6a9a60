"""All writes of rounds and what belongs to them: printed tables, comments, hand-ins, drafts and reminders."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Model
from django.utils import timezone

from apps.accounts.models import User
from apps.audit.history import set_history_context
from apps.audit.services import record_event
from apps.core.fact_tables import FactTable, StatementPart
from apps.core.prepared_queries import fetch_prepared
from apps.core.row_values import write_values
from apps.core.upsert import SaveCounts, get_row_fields, upsert_rows
from apps.organisation.models import Board, ServiceArea
from apps.rounds.models import (
    AreaSubmission,
    CellDraft,
    Comment,
    FilledCell,
    Round,
    RoundState,
    SentReminder,
    SourceTable,
    StoredCounts,
)

COMMENTS = FactTable(Comment, ("round_id", "service_area_id", "topic", "heading"))
_COMMENT_MARKS = ("text_is_rich", "cause_is_rich", "action_is_rich")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundDetails:
    """What a report says of itself. Empty means that it says nothing, and what is known already stays.

    ``texts_are_summaries``: its texts are not the board's own words, but told by whoever put the report in here.
    """

    source_title: str = ""
    texts_are_summaries: bool = False
    decision_date: date | None = None
    decision_paragraph: str = ""
    case_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """A printed table, with the unit and signs that its amounts were written in."""

    code: str
    title: str
    unit: str
    sign: str
    variance_sign: str
    published_cells: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentRow:
    """A comment on an area, or on the root for the whole board. What ``is_rich`` is Markdown, None leaves it."""

    service_area_id: int
    topic: str
    heading: str = ""
    text: str = ""
    cause: str = ""
    action: str = ""
    text_is_rich: bool | None = None
    cause_is_rich: bool | None = None
    action_is_rich: bool | None = None


@transaction.atomic
def save_round(
    *,
    by: User | None,
    board: Board,
    year: int,
    tertial: int,
    state: RoundState = RoundState.OPEN,
    details: RoundDetails | None = None,
) -> tuple[Round, bool]:
    """The board's round of the tertial, made in ``state`` if it is new, and whether anything was written.

    A round that was only planned is opened; no other state is changed here. What an adopted report says of itself
    stays.
    """
    stated = {key: value for key, value in get_row_fields(details or RoundDetails()).items() if value}
    round_, is_new = Round.objects.get_or_create(
        board=board,
        year=year,
        tertial=tertial,
        defaults={"municipality_id": board.municipality_id, "state": state, **stated},
    )
    if is_new:
        record_event(
            by=by,
            action="round.created",
            target=round_,
            board_id=board.pk,
            after={"state": state, **_build_json_values(stated)},
        )
        return round_, True
    if round_.state == RoundState.ADOPTED:
        return round_, False
    if round_.state == RoundState.PLANNED:
        stated["state"] = state
    return round_, _change_round(round_, stated, by)


def _change_round(round_: Round, stated: dict[str, Any], by: User | None) -> bool:
    """Write and log the particulars that differ. Whether there were any."""
    before = {key: getattr(round_, key) for key, value in stated.items() if getattr(round_, key) != value}
    if not before:
        return False
    after = {key: stated[key] for key in before}
    write_round(round_, **after)
    touch_rounds(board_id=round_.board_id, also=[round_.pk])
    record_event(
        by=by,
        action="round.changed",
        target=round_,
        board_id=round_.board_id,
        before=_build_json_values(before),
        after=_build_json_values(after),
    )
    return True


@transaction.atomic
def save_tables(*, by: User | None, round_: Round, rows: Sequence[TableRow]) -> SaveCounts:
    """Save the report's tables, the first being the main one. Tables that are not among the rows come last."""
    stored = SourceTable.objects.filter(round=round_)
    _move_tables_aside(round_, [row.code for row in rows])
    tables = [
        SourceTable(
            municipality_id=round_.municipality_id,
            board_id=round_.board_id,
            round=round_,
            position=place,
            **get_row_fields(row),
        )
        for place, row in enumerate(rows)
    ]
    values = ["board_id", "municipality_id", "title", "position", "unit", "sign", "variance_sign"]
    saved = upsert_rows(stored, tables, key=["round_id", "code"], values=[*values, "published_cells", "note"])
    return finish_bulk_save(by=by, board_id=round_.board_id, model=SourceTable, saved=saved, rounds=[round_.pk])


@transaction.atomic
def save_comments(*, by: User | None, round_: Round, rows: Sequence[CommentRow]) -> SaveCounts:
    """Save comments in the order given. An area has one comment for each topic and heading."""
    comments = [
        Comment(
            municipality_id=round_.municipality_id,
            board_id=round_.board_id,
            round=round_,
            position=place,
            **get_row_fields(row),
        )
        for place, row in enumerate(rows)
    ]
    with set_history_context(by=by):
        saved = upsert_rows(
            Comment.objects.filter(round=round_),
            comments,
            key=["round_id", "service_area_id", "topic", "heading"],
            values=["board_id", "municipality_id", "text", "cause", "action", "position", *_COMMENT_MARKS],
            unsaid=_COMMENT_MARKS,
        )
    return finish_bulk_save(by=by, board_id=round_.board_id, model=Comment, saved=saved, rounds=[round_.pk])


def touch_rounds(*, board_id: int, also: Iterable[int] = ()) -> None:
    """Tell that the board's facts have changed: every round not yet adopted grows older, and those in ``also``.

    Called by every writer of facts, inside its transaction. Adopted rounds stand on their publication.
    """
    rounds = lock_rounds(board_id=board_id, also=also)
    Round.objects.filter(pk__in=[round_.pk for round_ in rounds]).update(data_version=F("data_version") + 1)


def lock_rounds(*, board_id: int, also: Iterable[int] = ()) -> list[Round]:
    """Hold the board's rounds that are not adopted, and those in ``also``, until the transaction ends.

    Every writer of facts and every step of the hand-over takes them here, in one order, so that no two wait for each
    other and no fact is written into a round that is closing.
    """
    rows = fetch_prepared(
        _LOCK_QUERY.format(", ".join(_list_round_columns())), [board_id, RoundState.ADOPTED.value, list(also)]
    )
    return [Round.from_db(connection.alias, _list_round_columns(), row) for row in rows]


@cache
def _list_round_columns() -> list[str]:
    return [str(field.attname) for field in Round._meta.concrete_fields]


# In SQL, as every cell that is saved begins here: compiling the same by the ORM costs as much as running it.
_LOCK_QUERY = """
SELECT {} FROM rounds_round WHERE board_id = %s AND (state <> %s OR id = ANY(%s)) ORDER BY id FOR NO KEY UPDATE
"""


def finish_bulk_save(
    *,
    by: User | None,
    board_id: int,
    model: type[Model],
    saved: SaveCounts,
    rounds: Iterable[int] = (),
    also_changed: int = 0,
) -> SaveCounts:
    """End a bulk write: log the counts and touch the rounds, if anything was written. Gives ``saved`` back.

    ``rounds`` are those that the facts belong to, ``also_changed`` counts links to other rows that were changed.
    """
    if saved.wrote or also_changed:
        touch_rounds(board_id=board_id, also=rounds)
        counts = {**saved._asdict(), **({"links": also_changed} if also_changed else {})}
        record_event(by=by, action=f"{model._meta.model_name}.saved", target=model(), board_id=board_id, after=counts)
    return saved


def write_round(round_: Round, **values: Any) -> None:
    """Write particulars of a round that ``lock_rounds`` holds. Which step it is, the caller checks and records."""
    write_values(round_, values)


def plan_round(*, board: Board, year: int, tertial: int, deadline: date) -> tuple[Round, date | None]:
    """The board's round of the tertial with the deadline, planned if it is new; and the deadline it had before."""
    round_, is_new = Round.objects.select_for_update().get_or_create(
        board=board,
        year=year,
        tertial=tertial,
        defaults={"municipality_id": board.municipality_id, "state": RoundState.PLANNED, "deadline": deadline},
    )
    before = None if is_new else round_.deadline
    if round_.deadline != deadline:
        write_round(round_, deadline=deadline)
    return round_, before


def add_submission(*, round_: Round, area: ServiceArea, by: User) -> tuple[AreaSubmission, bool]:
    """An area's hand-in of its part of the round, and whether it is new."""
    return AreaSubmission.objects.get_or_create(
        round=round_,
        service_area=area,
        defaults={"by": by, "board_id": round_.board_id, "municipality_id": round_.municipality_id},
    )


def delete_submissions(round_: Round, area: ServiceArea | None = None) -> int:
    """Take back the hand-in of an area, or of all. How many."""
    found = AreaSubmission.objects.filter(round=round_)
    return (found.filter(service_area=area) if area else found).delete()[0]


def save_drafts(round_: Round, by: User, drafts: Iterable[CellDraft]) -> None:
    """Keep what was typed and not taken, in the place of what the same writer typed in the same cells before."""
    rows = list(drafts)
    for draft in rows:
        draft.municipality_id, draft.board_id = round_.municipality_id, round_.board_id
        draft.round, draft.by, draft.at = round_, by, timezone.now()
    CellDraft.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["round", "key", "field", "by"],
        update_fields=["raw", "status", "message", "version", "at"],
    )


def delete_drafts(round_: Round, **conditions: Any) -> None:
    """Throw away drafts of the round: all, or those that the conditions find (``by``, ``key``, ``field``)."""
    CellDraft.objects.filter(round=round_, **conditions).delete()


def build_draft_delete(round_: Round, cells: Sequence[tuple[str, str]], by: User) -> StatementPart:
    """The part of a statement that throws away a writer's drafts of cells, by key and field."""
    sql = (
        "DELETE FROM rounds_celldraft WHERE round_id = %s AND by_id = %s "
        "AND (key, field) IN (SELECT * FROM unnest(%s::text[], %s::text[]))"
    )
    return StatementPart("dropped", sql, [round_.pk, by.pk, [key for key, _ in cells], [field for _, field in cells]])


def save_filled_cells(round_: Round, cells: Iterable[FilledCell]) -> None:
    """Note what a source has just filled in, in the place of what was known of the same cells: nobody has looked."""
    rows = list(cells)
    for cell in rows:
        cell.municipality_id, cell.board_id, cell.round = round_.municipality_id, round_.board_id, round_
    FilledCell.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["round", "key", "field"],
        update_fields=["source", "values", "filled_at", "confirmed_by", "confirmed_at"],
    )


def save_source_values(round_: Round, cells: Iterable[FilledCell]) -> None:
    """Note what a source says now of cells that it did not fill in: what people have said of them holds."""
    rows = list(cells)
    for cell in rows:
        cell.municipality_id, cell.board_id, cell.round = round_.municipality_id, round_.board_id, round_
        cell.confirmed_at = cell.filled_at  # of a cell that is new here: a person's own value waits for nobody
    FilledCell.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["round", "key", "field"],
        update_fields=["source", "values", "filled_at"],
    )


def confirm_filled_cells(round_: Round, cells: Iterable[int], by: User) -> None:
    """Note that a person has said yes to cells, by id of their ``FilledCell``."""
    FilledCell.objects.filter(round=round_, pk__in=list(cells)).update(confirmed_by=by, confirmed_at=timezone.now())


def reopen_filled_cells(round_: Round, cells: Iterable[int]) -> None:
    """Take back a yes: the cells wait for a person again."""
    FilledCell.objects.filter(round=round_, pk__in=list(cells)).update(confirmed_by=None, confirmed_at=None)


def delete_filled_cells(round_: Round, **conditions: Any) -> None:
    """Forget what sources have filled in, of the cells that the conditions find."""
    FilledCell.objects.filter(round=round_, **conditions).delete()


def build_fill_confirmation(cells: Sequence[int], by: User) -> StatementPart:
    """The part of a statement that notes that a person has typed in filled cells, by id."""
    sql = "UPDATE rounds_filledcell SET confirmed_by_id = %s, confirmed_at = now() WHERE id = ANY(%s::bigint[])"
    return StatementPart("confirmed", sql, [by.pk, list(cells)])


def build_round_touch(rounds: Iterable[int], *, when: str) -> StatementPart:
    """The part of a statement that makes rounds older, as ``touch_rounds`` does, if the SQL of ``when`` is true."""
    sql = f"UPDATE rounds_round SET data_version = data_version + 1 WHERE id = ANY(%s) AND {when}"  # noqa: S608
    return StatementPart("aged", sql, [list(rounds)])


def note_reminder(*, round_: Round, user: User, occasion: str) -> bool:
    """Note that a reminder is being sent. False when it has been sent already."""
    _, is_new = SentReminder.objects.get_or_create(round=round_, user=user, occasion=occasion)
    return is_new


def find_table_ids(round_: Round) -> dict[str, int]:
    """The primary keys of the report's tables by code."""
    return dict(SourceTable.objects.filter(round=round_).values_list("code", "pk"))


def _move_tables_aside(round_: Round, codes: Sequence[str]) -> None:
    """Move the stored tables out of the way when their order changes: two may never stand in one place."""
    stored = list(SourceTable.objects.filter(round=round_).order_by("position"))
    place = {code: position for position, code in enumerate(codes)}
    rest = [table for table in stored if table.code not in place]
    place.update({table.code: len(codes) + index for index, table in enumerate(rest)})
    if all(table.position == place[table.code] for table in stored):
        return
    far_away = len(place) + max(table.position for table in stored) + 1
    SourceTable.objects.filter(round=round_).update(position=F("position") + far_away)
    for table in stored:
        table.position = place[table.code]
    SourceTable.objects.bulk_update(stored, ["position"])


def _build_json_values(values: dict[str, Any]) -> dict[str, Any]:
    """The values as JSON can hold them."""
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()}


def save_counts(
    rounds: Sequence[Round], *, versions: Mapping[int, int], release: str, counts: Mapping[int, list[Any]]
) -> None:
    """Store what is counted of rounds, by their ids: of which version of their data, and by which release's rules."""
    rows = [
        StoredCounts(
            municipality_id=one.municipality_id,
            board_id=one.board_id,
            round_id=one.pk,
            data_version=versions[one.pk],
            release=release,
            counts=counts[one.pk],
        )
        for one in rounds
    ]
    StoredCounts.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["round"],
        update_fields=["data_version", "release", "counts"],
    )
