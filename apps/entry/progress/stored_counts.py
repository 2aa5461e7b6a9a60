"""How much of a round is expected and reported, counted once and stored until something of the round changes.

To count is to build the sheets, which takes a tenth of a second for each round. The counts are stored with the version
of the round's data that they are of, which every write raises in its own transaction, and with the release whose rules
they follow. What a row says of another version is never read.
"""

from collections.abc import Sequence

import msgspec

from apps.core.prepared_queries import fetch_prepared
from apps.core.release import compute_release_fingerprint
from apps.entry.progress.expected_figures import count_by_area
from apps.report.area_tree import build_area_tree
from apps.report.source import load_sources
from apps.report.source_types import SourceData
from apps.rounds.models import Round, RoundState
from apps.rounds.services import save_counts


class CountedArea(msgspec.Struct, frozen=True):
    """A service area with its own counts, without the areas below it."""

    id: int
    code: str
    name: str
    parent_id: int | None
    expected: int = 0
    reported: int = 0
    warned: int = 0


_STORED_QUERY = """
SELECT r.id, r.data_version, c.counts::text FROM rounds_round AS r LEFT JOIN rounds_storedcounts AS c
    ON c.round_id = r.id AND c.data_version = r.data_version AND c.release = %s
WHERE r.id = ANY(%s)
"""
_decode_counts = msgspec.json.Decoder(list[CountedArea]).decode


def load_counted_areas(rounds: Sequence[Round]) -> dict[int, list[CountedArea]]:
    """The areas of each round, in tree order and with their counts, by the round's id.

    What is not stored is counted now. A correction is always counted, since its plan is its own.
    """
    release = compute_release_fingerprint()
    stored = fetch_prepared(_STORED_QUERY, (release, [one.pk for one in rounds]))
    versions = {key: version for key, version, _ in stored}  # read before the figures: these are as new, or newer
    lasting = {one.pk for one in rounds if one.state != RoundState.ADOPTED}
    found = {key: _decode_counts(counts) for key, _, counts in stored if counts and key in lasting}
    counted = {key: _count(rows) for key, rows in load_sources([one for one in rounds if one.pk not in found]).items()}
    lists = {key: msgspec.to_builtins(areas) for key, areas in counted.items()}
    to_keep = [one for one in rounds if one.pk in counted and one.pk in lasting]
    save_counts(to_keep, versions=versions, release=release, counts=lists)
    return found | counted


def _count(rows: SourceData) -> list[CountedArea]:
    if not rows.areas:
        return []  # a board that is being set up
    counts, place = count_by_area(rows), build_area_tree(rows).order
    return [
        CountedArea(area.id, area.code, area.name, area.parent_id, own.expected, own.reported, own.warned)
        for area in sorted(rows.areas, key=lambda area: place.get(area.code, len(place)))
        for own in [counts[area.code]]
    ]
