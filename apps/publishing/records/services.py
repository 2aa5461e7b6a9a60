"""Keeps ``PublishedRecord``: the latest word on each thing that a board has published.

The rows of a board are always made from all its publications and compared with what stands, so that it doesn't matter
in which order they came: a correction replaces what its round said, and what no publication states any longer goes.
Only rows that say something new are written.
"""

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import connection, transaction

from apps.publishing.models import Publication, PublicVersion, PublishedRecord, Reissue
from apps.publishing.records import shapes
from apps.publishing.records.extraction import ExtractedRecord, extract_records
from apps.publishing.records.record_fields import build_board_fields, build_period_key
from apps.publishing.records.serialization import render_csv_line, render_document
from apps.publishing.report_json import apply_board_address, decode_report
from apps.report.board_report import BoardReport

BATCH_SIZE = 2000
# Column -> the fields of a record that fill it; the first that the record has.
COLUMN_SOURCES = {
    "year": ("year",),
    "tertial": ("tertial",),
    "area": ("service_area",),
    "goal": ("goal",),
    "indicator": ("indicator",),
    "kolada": ("kolada_id",),
    "kind": ("indicator_kind", "kind", "cost_type", "flow", "level", "resource"),
    "status": ("status", "subject", "statement"),
    "gender": ("gender",),
    "light": ("light",),
}
_EMPTY_COLUMN_VALUES = {"year": 0, "tertial": 0}
COUNT_QUERY = """
INSERT INTO publishing_publishedcount (municipality_id, board_id, resource, year, tertial, records)
SELECT municipality_id, board_id, resource, year, tertial, count(*) FROM publishing_publishedrecord {}
GROUP BY municipality_id, board_id, resource, year, tertial
"""
UPDATED_COLUMNS = ("publication", *COLUMN_SOURCES, "areas", "changed_at", "place", "document", "line")


class RecordVersion(NamedTuple):
    """A statement with the publication that first said just this, and when it, or a re-issue of it, did."""

    statement: ExtractedRecord
    by: PublicVersion
    at: datetime


@dataclass(frozen=True, slots=True)
class _BoardPublications:
    """All publications of a board, by the order in which they came."""

    publications: list[PublicVersion]

    def group_by_round(self) -> Iterator[list[PublicVersion]]:
        """Each round's versions, first to last; the round whose latest version came last is the last."""
        rounds: dict[int, list[PublicVersion]] = {}
        for publication in self.publications:
            rounds.setdefault(publication.round_id, []).append(publication)
        yield from sorted(rounds.values(), key=lambda versions: versions[-1].pk)


@transaction.atomic
def sync_records(board_id: int) -> int:
    """Make the board's rows agree with its publications. Gives the number of rows written or taken away."""
    lock_records(board_id)
    publications = list(
        PublicVersion.objects.filter(board=board_id).select_related("round", "board").order_by("pk").defer("report")
    )
    wanted = _merge_rounds(_BoardPublications(publications))
    stored = dict(_load_stored_rows(board_id))
    gone = [pk for name, (pk, _) in stored.items() if name not in wanted]
    PublishedRecord.objects.filter(pk__in=gone).delete()
    rows = (_build_row(version) for version in wanted.values())
    changed = [row for row in rows if stored.get((row.resource, row.key), (0, ""))[1] != _compute_digest(row)]
    PublishedRecord.objects.bulk_create(
        changed,
        batch_size=BATCH_SIZE,
        update_conflicts=True,
        unique_fields=["board", "resource", "key"],
        update_fields=list(UPDATED_COLUMNS),
    )
    _write_counts(board_id)
    return len(gone) + len(changed)


def sync_all_records() -> int:
    """The rows of every board that has published anything, made to agree. Gives the number of rows that changed."""
    boards = Publication.objects.order_by("board_id").values_list("board_id", flat=True).distinct()
    return sum(sync_records(board_id) for board_id in list(boards))


def lock_records(board_id: int) -> None:
    """Two who publish for one board at once take turns. The key is the table's and the board's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [0x4E4B, board_id % 2**31])


def _write_counts(board_id: int) -> None:
    """How many rows there are, for lists that would take long to count."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM publishing_publishedcount WHERE board_id = %s", [board_id])
        cursor.execute(COUNT_QUERY.format("WHERE board_id = %s"), [board_id])


def _load_stored_rows(board_id: int) -> Iterator[tuple[tuple[str, str], tuple[int, str]]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT resource, key, id, md5(document || place || array_to_string(areas, ',')) "
            "FROM publishing_publishedrecord WHERE board_id = %s",
            [board_id],
        )
        for resource, key, pk, digest in cursor:
            yield (resource, key), (pk, digest)


def _compute_digest(row: PublishedRecord) -> str:
    text = row.document + row.place + ",".join(row.areas)
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _merge_rounds(publications: _BoardPublications) -> dict[tuple[str, str], RecordVersion]:
    """The record of each thing, from all that the board has published.

    A thing with a period of its own, such as an outcome, comes from the latest publication that states it. Anything
    else, such as a goal's name, comes from the report of the latest tertial. What a correction took away and no other
    report states becomes a removal, so that other systems can take it away too.
    """
    latest: dict[tuple[str, str], RecordVersion] = {}
    dropped: dict[tuple[str, str], RecordVersion] = {}
    for versions in publications.group_by_round():
        merged = _merge_versions_of_round(versions)
        dropped |= merged.dropped
        for name, version in merged.by_name.items():
            before = latest.get(name)
            if before is None or _is_replacement(version, before):
                latest[name] = version
    removals = [_build_removal(version) for name, version in dropped.items() if name not in latest]
    return latest | {version.statement.name: version for version in removals}


def _build_removal(version: RecordVersion) -> RecordVersion:
    """The record that says a thing is no longer stated."""
    statement, by, at = version
    record, gone = statement.record, statement.name
    removal = shapes.Removal(
        **{field.name: getattr(record, field.name) for field in fields(shapes.BoardFields) if field.name != "key"},
        key="~".join(gone),
        resource=gone[0],
        removed_key=gone[1],
        reason=by.reason,
    )
    return RecordVersion(replace(statement, resource="removals", record=removal, position=0, dated=True), by, at)


def _is_replacement(version: RecordVersion, before: RecordVersion) -> bool:
    if version.statement.dated:
        return not _is_repetition(version.statement, before.statement)
    same = (
        version.statement.record == before.statement.record and version.statement.position == before.statement.position
    )
    return version.by.round.period >= before.by.round.period and not same


def _is_repetition(statement: ExtractedRecord, before: ExtractedRecord) -> bool:
    """Does a later report say the same? An older outcome then keeps the light of its own report.

    That a board is called something else by then says nothing of the figure.
    """
    skipped = _NAME_FIELDS
    if before.has_reading() and not statement.has_reading():
        skipped = _NAME_FIELDS | _READING_FIELDS
    return _drop_fields(statement.record, skipped) == _drop_fields(before.record, skipped)


def _drop_fields(record: Any, skipped: frozenset[str]) -> dict[str, Any]:
    """What a record says but for some of its fields."""
    return {name: value for name, value in vars(record).items() if name not in skipped}


_NAME_FIELDS = frozenset({"municipality_name", "board_name"})
# What an outcome says of its target; the period's own report may call it missing without a row.
_READING_FIELDS = frozenset({"target", "light", "computed_light", "sentence"})


class _RoundRecords(NamedTuple):
    """What a round says, and what corrections of it have left out."""

    by_name: dict[tuple[str, str], RecordVersion]
    dropped: dict[tuple[str, str], RecordVersion]


def _merge_versions_of_round(versions: list[PublicVersion]) -> _RoundRecords:
    """What the round's latest version says; a correction leaves what it repeats to the version before."""
    by_name: dict[tuple[str, str], RecordVersion] = {}
    dropped: dict[tuple[str, str], RecordVersion] = {}
    for publication in versions:
        view = _load_report(publication)
        earlier, by_name = by_name, {}
        for version in _iter_record_versions(publication, view):
            before = earlier.get(version.statement.name)
            same = before and before.statement == version.statement
            by_name[version.statement.name] = before if same and before else version
        gone = [name for name in earlier if name not in by_name]
        dropped |= {
            name: RecordVersion(earlier[name].statement, publication, publication.published_at) for name in gone
        }
    own = [build_round_record(view, versions[-1]), *_iter_publication_records(view, versions)]
    # A version that was corrected has changed with the next one.
    origins = [versions[-1], *versions[1:], versions[-1]]
    for record, by in zip(own, origins, strict=True):
        resource = "rounds" if isinstance(record, shapes.Round) else "publications"
        root = frozenset({view.areas[0].code})
        statement = ExtractedRecord(resource=resource, record=record, areas=root, position=0, dated=True)
        by_name[statement.name] = RecordVersion(statement, by, by.reissued_at or by.published_at)
    return _RoundRecords(by_name, {name: version for name, version in dropped.items() if name not in by_name})


def _iter_publication_records(view: BoardReport, versions: list[PublicVersion]) -> Iterator[shapes.Publication]:
    for publication in versions:
        yield shapes.Publication(
            key=f"{build_period_key(view.period)}~v{publication.version}",
            **build_board_fields(view),
            **_build_decision_fields(publication),
            reason=publication.reason,
            is_latest=publication is versions[-1],
            reissued_at=publication.reissued_at.astimezone(UTC) if publication.reissued_at else None,
            reissue_reason=publication.reissue_reason,
            hidden=publication.hidden,
        )


def _load_report(publication: PublicVersion) -> BoardReport:
    """The report as anyone may read it, at its board's address; the bytes are read one publication at a time."""
    data = PublicVersion.objects.values_list("report", flat=True).get(pk=publication.pk)
    return apply_board_address(decode_report(zlib.decompress(data)), publication.board.slug)


def _iter_record_versions(publication: PublicVersion, view: BoardReport) -> Iterator[RecordVersion]:
    """What the version states. What a re-issue has changed was said then, all else when the version was published."""
    since: dict[tuple[str, str], tuple[ExtractedRecord, datetime]] = {}
    for at, before in _iter_earlier_states(publication):
        for statement in extract_records(before):
            known = since.get(statement.name)
            since[statement.name] = known if known and known[0] == statement else (statement, at)
    changed_at = publication.reissued_at or publication.published_at
    for statement in extract_records(view):
        known = since.get(statement.name)
        yield RecordVersion(statement, publication, known[1] if known and known[0] == statement else changed_at)


def _iter_earlier_states(publication: PublicVersion) -> Iterator[tuple[datetime, BoardReport]]:
    """The version as it was before its latest re-issue, from the first. Nothing where there is none."""
    if publication.reissued_at is None:
        return
    data = Publication.objects.values_list("report", flat=True).get(pk=publication.pk)
    yield publication.published_at, decode_report(zlib.decompress(data))
    for reissue in Reissue.objects.filter(publication=publication.pk).order_by("number"):
        if reissue.reissued_at < publication.reissued_at:
            yield reissue.reissued_at, decode_report(zlib.decompress(reissue.report))


def _build_decision_fields(publication: PublicVersion) -> dict[str, Any]:
    return {
        "year": publication.round.year,
        "tertial": publication.round.tertial,
        "version": publication.version,
        "sha256": publication.sha256,
        "published_at": publication.published_at.astimezone(UTC),
        "decision_date": publication.decision_date,
        "decision_paragraph": publication.decision_paragraph,
        "case_number": publication.case_number,
    }


def build_round_record(view: BoardReport, publication: PublicVersion) -> shapes.Round:
    """The round with its headline figures."""
    row = view.economy.areas[0].net
    goals, indicators = view.goal_lights, view.indicator_lights
    return shapes.Round(
        key=build_period_key(view.period),
        **build_board_fields(view),
        **_build_decision_fields(publication),
        source_title=view.source_title,
        summary=view.summary,
        goals_met=goals.met,
        goals_on_track=goals.on_track,
        goals_not_met=goals.not_met,
        goals_unknown=goals.unknown,
        indicators_met=indicators.met,
        indicators_met_without_figure=indicators.met_without_figure,
        indicators_on_track=indicators.on_track,
        indicators_not_met=indicators.not_met,
        indicators_unknown=indicators.unknown,
        budget=row.now.budget if row else None,
        actual=row.now.actual if row else None,
        forecast=row.now.forecast if row else None,
        variance=row.now.variance if row else None,
        period_budget=row.now.period_budget if row else None,
        variance_so_far=row.now.variance_so_far if row else None,
    )


def _build_row(version: RecordVersion) -> PublishedRecord:
    statement, by, at = version
    origin = shapes.RecordOrigin(
        report_year=by.round.year,
        report_tertial=by.round.tertial,
        report_version=by.version,
        changed_at=at.astimezone(UTC),
        texts_are_summaries=by.round.texts_are_summaries,
    )
    return PublishedRecord(
        municipality_id=by.municipality_id,
        board_id=by.board_id,
        publication_id=by.pk,
        resource=statement.resource,
        key=statement.record.key,
        areas=sorted(statement.areas),
        changed_at=at,
        place=build_sort_place(statement),
        document=render_document(statement.record, origin),
        line=render_csv_line(statement.record, origin),
        **_build_columns(vars(statement.record)),
    )


def build_sort_place(statement: ExtractedRecord) -> str:
    """Municipality, board, then the report's order; what has a period goes by its key, so that a series holds."""
    record = statement.record
    board = getattr(record, "board", "")
    order: Iterable[str] = (record.key,) if statement.dated else (f"{statement.position:05}", record.key)
    return "/".join((record.municipality_code, board, *order))


def _build_columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """What is filtered and sorted on."""
    return {
        column: next((values[name] for name in names if values.get(name) is not None), None)
        or _EMPTY_COLUMN_VALUES.get(column, "")
        for column, names in COLUMN_SOURCES.items()
    }
