"""Keeps ``PublishedRecord``: the latest word on each thing that a board has published.

The rows of a board are made from all its publications and compared with what stands, so that it doesn't matter in
which order they came: a correction replaces what its round said, and what no publication states any longer goes. Only
rows that say something new are written. A round's first version, and a correction of the round that came last, are
merged into the rows that stand, so that they cost the same however much the board has published before.
"""

import zlib
from collections.abc import Iterable

import msgspec
from django.db import connection, transaction

from apps.publishing.models import Publication, PublicVersion, PublishedRecord, ReplacedRecords
from apps.publishing.records.merged_records import (
    RecordName,
    build_removal,
    build_removal_key,
    compare_last_versions,
    is_replacement,
    merge_first_version,
    merge_publications,
)
from apps.publishing.records.record_rows import (
    PublishedRow,
    build_row,
    compute_row_digest,
    compute_shape_digest,
    count_again,
    count_all,
    decode_rows,
    delete_rows,
    load_row_digests,
    load_rows,
    load_statements,
    write_rows,
)


@transaction.atomic
def sync_records(board_id: int) -> int:
    """Make the board's rows agree with its publications. Gives the number of rows written or taken away."""
    lock_records(board_id)
    publications = list(
        PublicVersion.objects.filter(board=board_id).select_related("round", "board").order_by("pk").defer("report")
    )
    merged = merge_publications(publications)
    stored = dict(load_row_digests(board_id))
    gone = [pk for name, (pk, _) in stored.items() if name not in merged.by_name]
    PublishedRecord.objects.filter(pk__in=gone).delete()
    rows = (build_row(version) for version in merged.by_name.values())
    changed = [row for row in rows if stored.get(row.name, (0, ""))[1] != compute_row_digest(row)]
    write_rows(changed)
    count_all(board_id)
    if publications:
        _save_replaced(publications[-1], (build_row(version) for version in merged.replaced.values()))
    return len(gone) + len(changed)


@transaction.atomic
def add_first_version(publication: Publication) -> None:
    """Make the board's rows agree with its publications, of which this one has just come.

    It is a round's first, and nothing else has changed since the rows were made. Where they were not, or an older
    release made them otherwise, all are made anew.
    """
    board = publication.board_id
    lock_records(board)
    version = PublicVersion.objects.select_related("round", "board").defer("report").get(pk=publication.pk)
    try:
        if not _has_rows_of_all_but(publication):
            raise _UnknownRowsError
        changed = merge_first_version(version, lambda names: dict(load_statements(board, names)))
    except (_UnknownRowsError, msgspec.ValidationError):
        sync_records(board)
        return
    _save_replaced(version, load_rows(board, changed).values())
    delete_rows(board, [("removals", build_removal_key(name)) for name in changed])
    rows = [build_row(one) for one in changed.values()]
    write_rows(rows)
    count_again(board, {(row.resource, row.year) for row in rows} | {("removals", 0)})


@transaction.atomic
def add_correction(publication: Publication) -> None:
    """Make the board's rows agree with its publications, of which this correction has just come.

    Where another round has published since the round's version before, or the rows are not known as in
    ``add_first_version``, all are made anew.
    """
    lock_records(publication.board_id)
    query = PublicVersion.objects.filter(round=publication.round_id).select_related("round", "board")
    versions = list(query.order_by("version").defer("report"))
    try:
        replaced = _load_replaced(publication)
        _apply_correction(versions, replaced)
    except (_UnknownRowsError, LookupError, msgspec.ValidationError):
        sync_records(publication.board_id)


def _apply_correction(versions: list[PublicVersion], replaced: dict[RecordName, PublishedRow]) -> None:
    """``replaced`` are the rows that stood before the round had published, where it has replaced them."""
    publication, board = versions[-1], versions[-1].board_id
    changes = compare_last_versions(versions)
    stored = load_rows(board, [*changes.stated, *changes.dropped])
    own = {version.pk for version in versions}
    # What all other rounds say together: nothing where only this one has stated the thing.
    others = {name: row for name, row in stored.items() if row.publication_id not in own} | replaced
    written: list[PublishedRow] = []
    for name, version in changes.stated.items():
        before = others.get(name)
        if before is None:
            written.append(build_row(version))
        elif is_replacement(version, *before.read_statement()):
            written.append(build_row(version))
            replaced[name] = before
        elif replaced.pop(name, None):
            written.append(before)
    written += [replaced.pop(name) for name in changes.dropped if name in replaced]
    gone = [name for name in changes.dropped if name not in others]
    written += [build_row(build_removal(changes.dropped[name])) for name in gone]
    delete_rows(board, [*gone, *(("removals", build_removal_key(name)) for name in changes.stated)])
    write_rows(written)
    _save_replaced(publication, replaced.values())
    touched = {(row.resource, row.year) for row in (*written, *(stored[name] for name in gone))}
    count_again(board, touched | {("removals", 0)})


class _UnknownRowsError(Exception):
    """The rows were not made from all that the board had published."""


def _has_rows_of_all_but(publication: Publication) -> bool:
    """Are the rows made from every earlier publication of the board?"""
    earlier = Publication.objects.filter(board=publication.board_id).exclude(pk=publication.pk)
    listed = PublishedRecord.objects.filter(board=publication.board_id, resource="publications")
    return earlier.count() == listed.count()


def _save_replaced(publication: PublicVersion, rows: Iterable[PublishedRow]) -> None:
    """Put aside what the round that published last has replaced, so that a correction of it can put it back."""
    data = zlib.compress(msgspec.json.encode(list(rows)))
    values = {"round_id": publication.round_id, "shape": compute_shape_digest(), "rows": data}
    ReplacedRecords.objects.update_or_create(
        board_id=publication.board_id, defaults={"municipality_id": publication.municipality_id, **values}
    )


def _load_replaced(publication: Publication) -> dict[RecordName, PublishedRow]:
    """What was put aside, by name. ``_UnknownRowsError`` where another round was the last, or another release."""
    mine = {"round": publication.round_id, "shape": compute_shape_digest()}
    found = ReplacedRecords.objects.filter(board=publication.board_id, **mine).first()
    if found is None or not _has_rows_of_all_but(publication):
        raise _UnknownRowsError
    return {row.name: row for row in decode_rows(zlib.decompress(found.rows))}


def sync_all_records() -> int:
    """The rows of every board that has published anything, made to agree. Gives the number of rows that changed."""
    boards = Publication.objects.order_by("board_id").values_list("board_id", flat=True).distinct()
    return sum(sync_records(board_id) for board_id in list(boards))


def lock_records(board_id: int) -> None:
    """Two who publish for one board at once take turns. The key is the table's and the board's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [0x4E4B, board_id % 2**31])
