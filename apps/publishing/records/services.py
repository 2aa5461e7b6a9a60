"""Keeps ``PublishedRecord``: the latest statement of each thing that a board has published.

The rows of a board follow from all its publications, in whatever order they came: a correction replaces what its round
said, and what no publication states any longer goes. ``sync_records`` makes them all anew. What a publication, a
correction or a re-issue changes is put into the rows that stand, so that it costs the same however much the board has
published before.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import partial

import msgspec
from django.db import connection, transaction
from django.db.models import QuerySet

from apps.organisation.models import Board
from apps.publishing.models import Publication, PublicVersion, PublishedRecord, RoundStatements
from apps.publishing.records.extraction import extract_records
from apps.publishing.records.merged_records import (
    RecordName,
    RecordVersion,
    RoundRecords,
    build_removal,
    build_removal_key,
    compare_last_versions,
    load_public_report,
    merge_publications,
    merge_round,
)
from apps.publishing.records.record_rows import (
    PublishedRow,
    build_row,
    compute_row_digest,
    count_again,
    count_all,
    delete_rows,
    load_digests,
    load_row_digests,
    load_rows,
    write_rows,
)
from apps.publishing.records.round_statements import (
    has_all_digests,
    list_new_statements,
    load_other_digests,
    load_round_digests,
    save_round_digests,
)
from apps.publishing.records.statement_digests import StatementDigest, choose_statement, is_replacement


@transaction.atomic
def sync_records(board_id: int) -> int:
    """Make the board's rows agree with its publications. Gives the number of rows written or taken away."""
    lock_records(board_id)
    merged = merge_publications(_select_versions(board_id).order_by("pk"))
    stored = dict(load_row_digests(board_id))
    gone = [pk for name, (pk, _) in stored.items() if name not in merged.by_name]
    PublishedRecord.objects.filter(pk__in=gone).delete()
    rows = (build_row(version) for version in merged.by_name.values())
    changed = [row for row in rows if stored.get(row.name, (0, ""))[1] != compute_row_digest(row)]
    write_rows(changed)
    count_all(board_id)
    RoundStatements.objects.filter(board=board_id).exclude(round__in=merged.digests).delete()
    board = Board.objects.get(pk=board_id)
    for round_id, digests in merged.digests.items():
        save_round_digests(board, round_id, digests)
    return len(gone) + len(changed)


def add_first_version(publication: Publication) -> None:
    """Make the board's rows agree with its publications, of which this one has just come, a round's first."""
    _change_or_make_anew(publication.board, publication, partial(_merge_first_version, publication))


def add_correction(publication: Publication) -> None:
    """Make the board's rows agree with its publications, of which this correction has just come, of whichever round."""
    _change_or_make_anew(publication.board, publication, partial(_merge_correction, publication))


def add_reissues(board: Board, rounds: Collection[int], publication: Publication | None = None) -> None:
    """Make the board's rows agree with its publications, of which versions of some rounds have just been re-issued.

    The rounds' versions are read. ``publication`` is a new one of one of the rounds, if there is any.
    """
    _change_or_make_anew(board, publication, partial(_merge_reissues, board, rounds))


@transaction.atomic
def _change_or_make_anew(board: Board, fresh: Publication | None, change: Callable[[], None]) -> None:
    """Where the rows were not made of all other publications, or an older release made them otherwise: all anew."""
    lock_records(board.pk)
    try:
        if not _has_rows_of_all_but(board, fresh) or not has_all_digests(board.pk, fresh):
            raise _UnknownRowsError
        with transaction.atomic():
            change()
    except (_UnknownRowsError, LookupError, msgspec.ValidationError):
        sync_records(board.pk)


class _UnknownRowsError(Exception):
    """The rows were not made from all that the board had published."""


def _has_rows_of_all_but(board: Board, fresh: Publication | None) -> bool:
    """Are the rows made from every other publication of the board?"""
    earlier = Publication.objects.filter(board=board).exclude(pk=fresh.pk if fresh else 0)
    listed = PublishedRecord.objects.filter(board=board, resource="publications")
    return earlier.count() == listed.count()


def _select_versions(board_id: int) -> QuerySet[PublicVersion]:
    return PublicVersion.objects.filter(board=board_id).select_related("round", "board").defer("report")


def _merge_first_version(publication: Publication) -> None:
    """What comes last is held against the rows that stand: no other round need be asked."""
    board = publication.board
    stated = merge_round([_select_versions(board.pk).get(pk=publication.pk)])
    digests = {name: version.digest for name, version in stated.items()}
    fresh = list_new_statements(publication, digests)
    before = dict(load_digests(board.pk, fresh))
    changed = [name for name in fresh if name not in before or is_replacement(digests[name], before[name])]
    save_round_digests(board, publication.round_id, digests)
    _write(board, [build_row(stated[name]) for name in changed], [("removals", build_removal_key(n)) for n in changed])


def _merge_correction(publication: Publication) -> None:
    board, round_id = publication.board, publication.round_id
    changed = compare_last_versions(list(_select_versions(board.pk).filter(round=round_id).order_by("version")))
    before = load_round_digests(board.pk, [round_id])[round_id]
    _Changes(board).add_round(round_id, before, before | _compute_digests(changed), changed).apply()


def _merge_reissues(board: Board, rounds: Collection[int]) -> None:
    changes = _Changes(board)
    for round_id, before in load_round_digests(board.pk, rounds).items():
        stated = merge_round(list(_select_versions(board.pk).filter(round=round_id).order_by("version")))
        changes.add_round(round_id, before, _compute_digests(stated), stated)
    changes.apply()


def _compute_digests(records: RoundRecords) -> dict[RecordName, StatementDigest]:
    return {name: version.digest for name, version in records.items()}


@dataclass
class _Changes:
    """What some rounds state otherwise than before: for the names that are ``touched``, who counts is chosen anew.

    ``now`` is what these rounds state of them, ``read`` the statements that are at hand.
    """

    board: Board
    rounds: list[int] = field(default_factory=list)
    touched: set[RecordName] = field(default_factory=set)
    now: dict[RecordName, list[StatementDigest]] = field(default_factory=lambda: defaultdict(list))
    read: dict[tuple[RecordName, StatementDigest], RecordVersion] = field(default_factory=dict)

    def add_round(
        self,
        round_id: int,
        before: Mapping[RecordName, StatementDigest],
        after: Mapping[RecordName, StatementDigest],
        read: RoundRecords,
    ) -> "_Changes":
        """A round with what it has stated, and states from now on."""
        self.rounds.append(round_id)
        self.touched |= {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
        for name, digest in after.items():
            self.now[name].append(digest)
        self.read |= {(name, after[name]): version for name, version in read.items()}
        save_round_digests(self.board, round_id, after)
        return self

    def apply(self) -> None:
        """Write the rows of the names that are touched."""
        others = load_other_digests(self.board.pk, self.rounds, self.touched)
        chosen = {name: choose_statement([*others.get(name, ()), *self.now[name]]) for name in self.touched}
        self._read_others({name: one for name, one in chosen.items() if one and (name, one) not in self.read})
        rows, gone = [], []
        for name, one in chosen.items():
            removal = ("removals", build_removal_key(name))
            version = self.read[name, one] if one else None
            if version is None:
                gone += [name, removal]
            elif version.dropped:
                gone.append(name)
                rows.append(build_row(build_removal(version)))
            else:
                gone.append(removal)
                rows.append(build_row(version))
        _write(self.board, rows, gone)

    def _read_others(self, wanted: Mapping[RecordName, StatementDigest]) -> None:
        """Read the reports of other rounds that state what counts now."""
        by_publication: dict[int, dict[RecordName, StatementDigest]] = defaultdict(dict)
        for name, one in wanted.items():
            if not one.content:
                raise _UnknownRowsError  # another round has left it out: what it was is long gone
            by_publication[one.publication_id][name] = one
        for publication_id, names in by_publication.items():
            version = _select_versions(self.board.pk).get(pk=publication_id)
            statements = {one.name: one for one in extract_records(load_public_report(version))}
            for name, one in names.items():
                self.read[name, one] = RecordVersion(statements[name], version, one.at)


def _write(board: Board, rows: list[PublishedRow], gone: Collection[RecordName]) -> None:
    """Write the rows, take away those under some names, and count again what is touched."""
    stored = load_rows(board.pk, gone)
    delete_rows(board.pk, stored)
    write_rows(rows)
    count_again(board.pk, {(row.resource, row.year) for row in (*rows, *stored.values())})


def sync_all_records() -> int:
    """The rows of every board that has published anything, made to agree. Gives the number of rows that changed."""
    boards = Publication.objects.order_by("board_id").values_list("board_id", flat=True).distinct()
    return sum(sync_records(board_id) for board_id in list(boards))


def lock_records(board_id: int) -> None:
    """Two who publish for one board at once take turns. The key is the table's and the board's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [0x4E4B, board_id % 2**31])
