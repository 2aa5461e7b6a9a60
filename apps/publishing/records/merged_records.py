"""What a board's publications say together: of each thing the latest word, and who first said just that.

Read from the publications themselves; ``services`` keeps it.
"""

import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from apps.publishing.models import Publication, PublicVersion, Reissue
from apps.publishing.records import shapes
from apps.publishing.records.extraction import ExtractedRecord, extract_records, find_same_outcomes
from apps.publishing.records.record_fields import build_board_fields, build_period_key
from apps.publishing.records.statement_digests import StatementDigest, choose_statement, compute_content_digest
from apps.publishing.report_json import apply_board_address, decode_report
from apps.report.board_report import BoardReport

RecordName = tuple[str, str]  # resource and key


@dataclass(frozen=True, slots=True)
class RecordVersion:
    """A statement with the publication that first said just this, and when it, or a re-issue of it, did."""

    statement: ExtractedRecord
    by: PublicVersion
    at: datetime
    dropped: bool = False

    @property
    def digest(self) -> StatementDigest:
        """What is needed to choose between it and those of other rounds."""
        content = "" if self.dropped else compute_content_digest(self.statement)
        return StatementDigest(self.by.pk, self.at, self.by.round.period, content)


RoundRecords = dict[RecordName, RecordVersion]
"""What a round says of each thing, and of what corrections of it have left out, that they have."""


class MergedRecords(NamedTuple):
    """The record of each thing, and the digests of all that states it, round by round."""

    by_name: dict[RecordName, RecordVersion]
    digests: dict[int, dict[RecordName, StatementDigest]]


def merge_publications(publications: Iterable[PublicVersion]) -> MergedRecords:
    """The record of each thing, from all that the board has published, in the order in which it came.

    See ``statement_digests`` for which of several statements counts. What a correction took away and no other report
    states becomes a removal, so that other systems can take it away too.
    """
    digests: dict[int, dict[RecordName, StatementDigest]] = {}
    stated: dict[RecordName, dict[StatementDigest, RecordVersion]] = defaultdict(dict)
    same: dict[tuple[RecordName, str], ExtractedRecord] = {}  # rounds repeat each other, and are all held at once
    for versions in _group_by_round(publications):
        own = digests[versions[0].round_id] = {}
        for name, version in merge_round(versions).items():
            own[name] = digest = version.digest
            statement = version.statement
            if digest.content and same.setdefault((name, digest.content), statement) == statement:
                version = replace(version, statement=same[name, digest.content])
            stated[name][digest] = version
    found = [versions[chosen] for versions in stated.values() if (chosen := choose_statement(versions))]
    shown = [build_removal(version) if version.dropped else version for version in found]
    return MergedRecords({version.statement.name: version for version in shown}, digests)


def compare_last_versions(versions: list[PublicVersion]) -> RoundRecords:
    """What the last of a round's versions changes of what the one before it says; only these two are read.

    ``LookupError`` where it changes what is told of every record, so that all are to be made anew.
    """
    before, publication = versions[-2:]
    old, view = load_public_report(before), load_public_report(publication)
    if old.texts_are_summaries != view.texts_are_summaries:
        raise LookupError("All records are described otherwise.")
    same = find_same_outcomes(old, view)
    earlier = {statement.name: statement for statement in extract_records(old, skipped=same)}
    changed = {}
    for statement in extract_records(view, skipped=same):
        if earlier.pop(statement.name, None) != statement:
            changed[statement.name] = RecordVersion(statement, publication, publication.published_at)
    for name, gone in earlier.items():
        changed[name] = RecordVersion(gone, publication, publication.published_at, dropped=True)
    return changed | {one.statement.name: one for one in _iter_own_records(view, versions)}


def merge_round(versions: list[PublicVersion]) -> RoundRecords:
    """What the round's latest version says; a correction leaves what it repeats to the version before."""
    by_name: RoundRecords = {}
    before_view: BoardReport | None = None
    for publication in versions:
        view = load_public_report(publication)
        alike = find_same_outcomes(before_view, view)
        before_view, earlier = view, by_name
        by_name = {name: one for name, one in earlier.items() if _is_outcome(one, alike)}
        earlier = {name: one for name, one in earlier.items() if name not in by_name}
        for version in _iter_record_versions(publication, view, alike):
            name = version.statement.name
            before = earlier.pop(name, None)
            same = before and not before.dropped and before.statement == version.statement
            by_name[name] = before if before and same else version
        for name, gone in earlier.items():
            at = publication.published_at
            by_name[name] = gone if gone.dropped else RecordVersion(gone.statement, publication, at, dropped=True)
    return by_name | {version.statement.name: version for version in _iter_own_records(view, versions)}


def _is_outcome(version: RecordVersion, indicators: Collection[str]) -> bool:
    record = version.statement.record
    return isinstance(record, shapes.Outcome) and record.indicator in indicators


def _group_by_round(publications: Iterable[PublicVersion]) -> list[list[PublicVersion]]:
    """Each round's versions, first to last."""
    rounds: dict[int, list[PublicVersion]] = {}
    for publication in publications:
        rounds.setdefault(publication.round_id, []).append(publication)
    return list(rounds.values())


def build_removal_key(name: RecordName) -> str:
    """The key of the record which says that a thing is no longer stated."""
    return "~".join(name)


def build_removal(version: RecordVersion) -> RecordVersion:
    """The record that says a thing is no longer stated."""
    record, gone = version.statement.record, version.statement.name
    removal = shapes.Removal(
        **{field.name: getattr(record, field.name) for field in fields(shapes.BoardFields) if field.name != "key"},
        key=build_removal_key(gone),
        resource=gone[0],
        removed_key=gone[1],
        reason=version.by.reason,
    )
    statement = replace(version.statement, resource="removals", record=removal, position=0)
    return replace(version, statement=statement)


def _iter_own_records(view: BoardReport, versions: list[PublicVersion]) -> Iterator[RecordVersion]:
    """The round's own record, and that of each of its versions. ``view`` is what the last one says."""
    own = [build_round_record(view, versions[-1]), *_iter_publication_records(view, versions)]
    # A version that was corrected has changed with the next one.
    origins = [versions[-1], *versions[1:], versions[-1]]
    root = frozenset({view.areas[0].code})
    for record, by in zip(own, origins, strict=True):
        resource = "rounds" if isinstance(record, shapes.Round) else "publications"
        statement = ExtractedRecord(resource=resource, record=record, areas=root, position=0)
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


def load_public_report(publication: PublicVersion) -> BoardReport:
    """The report as anyone may read it, at its board's address; the bytes are read one publication at a time."""
    data = PublicVersion.objects.values_list("report", flat=True).get(pk=publication.pk)
    return apply_board_address(decode_report(zlib.decompress(data)), publication.board.slug)


def _iter_record_versions(
    publication: PublicVersion, view: BoardReport, skipped: frozenset[str]
) -> Iterator[RecordVersion]:
    """What the version states. What a re-issue has changed was said then, all else when the version was published.

    Outcomes of the ``skipped`` indicators are not read.
    """
    states = list(_iter_earlier_states(publication))
    always = frozenset.intersection(*(find_same_outcomes(before, view) for _, before in states)) if states else skipped
    since: dict[tuple[str, str], tuple[ExtractedRecord, datetime]] = {}
    for at, before in states:
        for statement in extract_records(before, skipped=skipped | always):
            known = since.get(statement.name)
            since[statement.name] = known if known and known[0] == statement else (statement, at)
    changed_at = publication.reissued_at or publication.published_at
    for statement in extract_records(view, skipped=skipped):
        known = since.get(statement.name)
        if isinstance(statement.record, shapes.Outcome) and statement.record.indicator in always:
            yield RecordVersion(statement, publication, publication.published_at)
        else:
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
