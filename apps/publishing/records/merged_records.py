"""What a board's publications say together: of each thing the latest word, and who first said just that.

Read from the publications themselves; ``services`` keeps it.
"""

import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from apps.core.tertials import Tertial
from apps.publishing.models import Publication, PublicVersion, Reissue
from apps.publishing.records import shapes
from apps.publishing.records.extraction import ExtractedRecord, extract_records
from apps.publishing.records.record_fields import build_board_fields, build_period_key
from apps.publishing.report_json import apply_board_address, decode_report
from apps.report.board_report import BoardReport

RecordName = tuple[str, str]  # resource and key


class RecordVersion(NamedTuple):
    """A statement with the publication that first said just this, and when it, or a re-issue of it, did."""

    statement: ExtractedRecord
    by: PublicVersion
    at: datetime


class StoredStatement(NamedTuple):
    """A statement as it is kept, and the period of the report that makes it."""

    statement: ExtractedRecord
    period: Tertial


class MergedRecords(NamedTuple):
    """The record of each thing, and what the last round's has replaced: what all rounds before it say together."""

    by_name: dict[RecordName, RecordVersion]
    replaced: dict[RecordName, RecordVersion]


class CorrectedRecords(NamedTuple):
    """What a correction states that the version before it didn't, and what it has left out."""

    stated: dict[RecordName, RecordVersion]
    dropped: dict[RecordName, RecordVersion]


def merge_publications(publications: Iterable[PublicVersion]) -> MergedRecords:
    """The record of each thing, from all that the board has published, in the order in which it came.

    A thing with a period of its own, such as an outcome, comes from the latest publication that states it. Anything
    else, such as a goal's name, comes from the report of the latest tertial. What a correction took away and no other
    report states becomes a removal, so that other systems can take it away too.
    """
    latest: dict[RecordName, RecordVersion] = {}
    dropped: dict[RecordName, RecordVersion] = {}
    replaced: dict[RecordName, RecordVersion] = {}
    for versions in _group_by_round(publications):
        replaced = {}
        merged = _merge_versions_of_round(versions)
        dropped |= merged.dropped
        for name, version in merged.by_name.items():
            before = latest.get(name)
            if before is None or is_replacement(version, before.statement, before.by.round.period):
                latest[name] = version
                replaced |= {name: before} if before else {}
    removals = [build_removal(version) for name, version in dropped.items() if name not in latest]
    return MergedRecords(latest | {version.statement.name: version for version in removals}, replaced)


def compare_last_versions(versions: list[PublicVersion]) -> CorrectedRecords:
    """What the last of a round's versions changes of what the one before it says; only these two are read.

    ``LookupError`` where it changes what is told of every record, so that all are to be made anew.
    """
    before, publication = versions[-2:]
    old, view = _load_report(before), _load_report(publication)
    if old.texts_are_summaries != view.texts_are_summaries:
        raise LookupError("All records are described otherwise.")
    earlier = {statement.name: statement for statement in extract_records(old)}
    stated = {}
    for statement in extract_records(view):
        if earlier.pop(statement.name, None) != statement:
            stated[statement.name] = RecordVersion(statement, publication, publication.published_at)
    dropped = {name: RecordVersion(gone, publication, publication.published_at) for name, gone in earlier.items()}
    own = {one.statement.name: one for one in _iter_own_records(view, versions) if one.by is publication}
    return CorrectedRecords(stated | own, dropped)


def merge_first_version(
    publication: PublicVersion, stored: Callable[[Collection[RecordName]], Mapping[RecordName, StoredStatement]]
) -> dict[RecordName, RecordVersion]:
    """What a round's first version changes of what its board has published before; ``stored`` tells what stands.

    The same as ``merge_publications`` makes of them all, since what comes last is merged into what all before it say.
    """
    stated = _merge_versions_of_round([publication]).by_name
    before = stored(stated)
    return {
        name: version
        for name, version in stated.items()
        if name not in before or is_replacement(version, *before[name])
    }


def _group_by_round(publications: Iterable[PublicVersion]) -> list[list[PublicVersion]]:
    """Each round's versions, first to last; the round whose latest version came last is the last."""
    rounds: dict[int, list[PublicVersion]] = {}
    for publication in publications:
        rounds.setdefault(publication.round_id, []).append(publication)
    return sorted(rounds.values(), key=lambda versions: versions[-1].pk)


def build_removal_key(name: RecordName) -> str:
    """The key of the record which says that a thing is no longer stated."""
    return "~".join(name)


def build_removal(version: RecordVersion) -> RecordVersion:
    """The record that says a thing is no longer stated."""
    statement, by, at = version
    record, gone = statement.record, statement.name
    removal = shapes.Removal(
        **{field.name: getattr(record, field.name) for field in fields(shapes.BoardFields) if field.name != "key"},
        key=build_removal_key(gone),
        resource=gone[0],
        removed_key=gone[1],
        reason=by.reason,
    )
    return RecordVersion(replace(statement, resource="removals", record=removal, position=0, dated=True), by, at)


def is_replacement(version: RecordVersion, before: ExtractedRecord, period: Tertial) -> bool:
    """Does it say something new, when a report of ``period`` has said ``before``?"""
    statement = version.statement
    if statement.dated:
        return not _is_repetition(statement, before)
    same = statement.record == before.record and statement.position == before.position
    return version.by.round.period >= period and not same


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

    by_name: dict[RecordName, RecordVersion]
    dropped: dict[RecordName, RecordVersion]


def _merge_versions_of_round(versions: list[PublicVersion]) -> _RoundRecords:
    """What the round's latest version says; a correction leaves what it repeats to the version before."""
    by_name: dict[RecordName, RecordVersion] = {}
    dropped: dict[RecordName, RecordVersion] = {}
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
    by_name |= {version.statement.name: version for version in _iter_own_records(view, versions)}
    return _RoundRecords(by_name, {name: version for name, version in dropped.items() if name not in by_name})


def _iter_own_records(view: BoardReport, versions: list[PublicVersion]) -> Iterator[RecordVersion]:
    """The round's own record, and that of each of its versions. ``view`` is what the last one says."""
    own = [build_round_record(view, versions[-1]), *_iter_publication_records(view, versions)]
    # A version that was corrected has changed with the next one.
    origins = [versions[-1], *versions[1:], versions[-1]]
    root = frozenset({view.areas[0].code})
    for record, by in zip(own, origins, strict=True):
        resource = "rounds" if isinstance(record, shapes.Round) else "publications"
        statement = ExtractedRecord(resource=resource, record=record, areas=root, position=0, dated=True)
        yield RecordVersion(statement, by, by.reissued_at or by.published_at)


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
