"""Keeps ``PublishedRecord``: the latest word on each thing that a board has published.

The rows of a board are made from all its publications and compared with what stands, so that it doesn't matter in
which order they came: a correction replaces what its round said, and what no publication states any longer goes. Only
rows that say something new are written. A round's first version is merged into the rows that stand, so that it costs
the same however much the board has published before.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC
from typing import Any

import msgspec
from django.db import connection, transaction

from apps.core.tertials import Tertial
from apps.publishing.models import Publication, PublicVersion, PublishedRecord
from apps.publishing.records import shapes
from apps.publishing.records.extraction import ExtractedRecord
from apps.publishing.records.merged_records import (
    RecordName,
    RecordVersion,
    StoredStatement,
    build_removal_key,
    merge_first_version,
    merge_publications,
)
from apps.publishing.records.serialization import render_csv_line, render_document

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
# A row for each period, and for each period and value of what lists are filtered on most.
COUNT_QUERY = """
INSERT INTO publishing_publishedcount (municipality_id, board_id, resource, facet, value, year, tertial, records)
SELECT municipality_id, board_id, resource, f.facet, f.value, year, tertial, count(*)
FROM publishing_publishedrecord CROSS JOIN LATERAL (VALUES
    ('', ''), ('gender', gender), ('status', status), ('kind', kind), ('light', light)) AS f (facet, value)
WHERE (f.facet = '' OR f.value <> '') {}
GROUP BY municipality_id, board_id, resource, f.facet, f.value, year, tertial
"""
_STATEMENTS_QUERY = """
SELECT p.resource, p.key, p.place, p.areas, p.document
FROM publishing_publishedrecord AS p JOIN unnest(%s::text[], %s::text[]) AS n (resource, key)
    ON p.resource = n.resource AND p.key = n.key
WHERE p.board_id = %s
"""
UPDATED_COLUMNS = ("publication", *COLUMN_SOURCES, "areas", "changed_at", "place", "document", "line")


@transaction.atomic
def sync_records(board_id: int) -> int:
    """Make the board's rows agree with its publications. Gives the number of rows written or taken away."""
    lock_records(board_id)
    publications = list(
        PublicVersion.objects.filter(board=board_id).select_related("round", "board").order_by("pk").defer("report")
    )
    wanted = merge_publications(publications)
    stored = dict(_load_stored_rows(board_id))
    gone = [pk for name, (pk, _) in stored.items() if name not in wanted]
    PublishedRecord.objects.filter(pk__in=gone).delete()
    rows = (_build_row(version) for version in wanted.values())
    changed = [row for row in rows if stored.get((row.resource, row.key), (0, ""))[1] != _compute_digest(row)]
    _write_rows(changed)
    _count_all(board_id)
    return len(gone) + len(changed)


@transaction.atomic
def add_first_version(publication: Publication) -> None:
    """Make the board's rows agree with its publications, of which this one has just come.

    It is a round's first, and nothing else has changed since the rows were made. Where they were not, or an older
    release made them otherwise, all are made anew.
    """
    lock_records(publication.board_id)
    version = PublicVersion.objects.select_related("round", "board").defer("report").get(pk=publication.pk)
    try:
        if not _has_rows_of_all_but(publication):
            raise _UnknownRowsError
        changed = merge_first_version(version, lambda names: dict(_load_statements(publication.board_id, names)))
    except (_UnknownRowsError, msgspec.ValidationError):
        sync_records(publication.board_id)
        return
    removals = [build_removal_key(name) for name in changed]
    PublishedRecord.objects.filter(board=publication.board_id, resource="removals", key__in=removals).delete()
    rows = [_build_row(one) for one in changed.values()]
    _write_rows(rows)
    _count_again(publication.board_id, {(row.resource, row.year) for row in rows} | {("removals", 0)})


class _UnknownRowsError(Exception):
    """The rows were not made from all that the board had published."""


def _has_rows_of_all_but(publication: Publication) -> bool:
    """Are the rows made from every earlier publication of the board?"""
    earlier = Publication.objects.filter(board=publication.board_id).exclude(pk=publication.pk)
    listed = PublishedRecord.objects.filter(board=publication.board_id, resource="publications")
    return earlier.count() == listed.count()


def _load_statements(board_id: int, names: Collection[RecordName]) -> Iterator[tuple[RecordName, StoredStatement]]:
    """What stands under some names. ``msgspec.ValidationError`` where a row is not what this release would write."""
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENTS_QUERY, [*map(list, zip(*names, strict=True)), board_id])
        for resource, key, place, areas, document in cursor:
            record = msgspec.json.decode(document, type=shapes.RECORD_SHAPES[resource])
            origin = msgspec.json.decode(document, type=shapes.RecordOrigin)
            position = place.split("/")[2]
            statement = ExtractedRecord(
                resource=resource,
                record=record,
                areas=frozenset(areas),
                position=int(position) if position.isdigit() else 0,
                dated=False,
            )
            yield (resource, key), StoredStatement(statement, Tertial(origin.report_year, origin.report_tertial))


def _write_rows(rows: Sequence[PublishedRecord]) -> None:
    PublishedRecord.objects.bulk_create(
        rows,
        batch_size=BATCH_SIZE,
        update_conflicts=True,
        unique_fields=["board", "resource", "key"],
        update_fields=list(UPDATED_COLUMNS),
    )


def sync_all_records() -> int:
    """The rows of every board that has published anything, made to agree. Gives the number of rows that changed."""
    boards = Publication.objects.order_by("board_id").values_list("board_id", flat=True).distinct()
    return sum(sync_records(board_id) for board_id in list(boards))


def lock_records(board_id: int) -> None:
    """Two who publish for one board at once take turns. The key is the table's and the board's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [0x4E4B, board_id % 2**31])


def _count_all(board_id: int) -> None:
    """How many rows there are, for lists that would take long to count."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM publishing_publishedcount WHERE board_id = %s", [board_id])
        cursor.execute(COUNT_QUERY.format("AND board_id = %s"), [board_id])


def _count_again(board_id: int, touched: Collection[tuple[str, int]]) -> None:
    """The same, where rows of only some resources and years have changed."""
    chosen = "board_id = %s AND (resource, year) IN (SELECT * FROM unnest(%s::text[], %s::int[]))"
    values: list[Any] = [board_id, [resource for resource, _ in touched], [year for _, year in touched]]
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM publishing_publishedcount WHERE {chosen}", values)  # noqa: S608
        cursor.execute(COUNT_QUERY.format(f"AND {chosen}"), values)


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
