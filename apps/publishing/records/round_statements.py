"""Keeps ``RoundStatements``: the digests of what each of a board's rounds states."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from apps.core.tertials import Tertial
from apps.organisation.models import Board
from apps.publishing.models import Publication, PublishedRecord, RoundStatements
from apps.publishing.records.merged_records import RecordName, build_removal_key
from apps.publishing.records.record_rows import compute_shape_digest
from apps.publishing.records.statement_digests import StatementDigest, is_description, is_replacement

RoundDigests = Mapping[RecordName, StatementDigest]
_DIGESTS_QUERY = """
SELECT s.round_id, r.year, r.tertial, n.name, n.publication, n.moment, n.content
FROM publishing_roundstatements AS s JOIN rounds_round AS r ON r.id = s.round_id
    CROSS JOIN LATERAL unnest(s.names, s.publications, s.moments, s.contents)
        AS n (name, publication, moment, content)
WHERE s.board_id = %(board)s AND {}
"""
_OF_ROUNDS = "s.round_id = ANY(%(rounds)s)"
_OF_OTHERS = "NOT s.round_id = ANY(%(rounds)s) AND n.name = ANY(%(names)s)"
_LATEST_ROUNDS_QUERY = """
SELECT DISTINCT ON (n.name) n.name, s.round_id
FROM publishing_roundstatements AS s JOIN rounds_round AS r ON r.id = s.round_id
    CROSS JOIN LATERAL unnest(s.names, s.contents) AS n (name, content)
WHERE s.board_id = %(board)s AND n.name = ANY(%(names)s) AND n.content <> ''
ORDER BY n.name, r.year DESC, r.tertial DESC
"""


def list_new_statements(publication: Publication, digests: RoundDigests) -> list[RecordName]:
    """Of what a round's first version states, all but what only repeats the round that published last before it.

    The rows must be those of all other publications. What describes the board is never left out: for this the report
    of the latest tertial counts, whenever it was published.
    """
    others = Publication.objects.filter(board=publication.board_id).exclude(round=publication.round_id)
    round_id = others.order_by("-pk").values_list("round", flat=True).first()
    if round_id is None:
        return list(digests)
    before = load_round_digests(publication.board_id, [round_id])[round_id]
    began = others.filter(round=round_id).order_by("pk").values_list("pk", flat=True)[0]
    rows = PublishedRecord.objects.filter(board=publication.board_id, publication__gte=began)
    later = {(resource, key): pk for resource, key, pk in rows.values_list("resource", "key", "publication")}
    return [
        name
        for name, digest in digests.items()
        if not (known := before.get(name))
        or not known.content
        or is_description(digest)
        or is_replacement(digest, known)
        or later.get(name, 0) > known.publication_id  # a correction of another round has said something else since
    ]


def find_latest_rounds(board_id: int, names: Collection[RecordName]) -> dict[RecordName, int]:
    """The latest round that states each thing, by its id; nothing for what no round states."""
    if not names:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_LATEST_ROUNDS_QUERY, {"board": board_id, "names": [build_removal_key(name) for name in names]})
        return {_parse_name(name): round_id for name, round_id in cursor}


def load_round_digests(board_id: int, rounds: Collection[int]) -> dict[int, dict[RecordName, StatementDigest]]:
    """What some rounds state, by their ids. One that has published nothing states nothing."""
    found: dict[int, dict[RecordName, StatementDigest]] = {round_id: {} for round_id in rounds}
    for round_id, name, digest in _iter_digests(_OF_ROUNDS, {"board": board_id, "rounds": list(rounds)}):
        found[round_id][name] = digest
    return found


def load_other_digests(
    board_id: int, rounds: Collection[int], names: Collection[RecordName]
) -> dict[RecordName, list[StatementDigest]]:
    """What all other rounds state under some names."""
    found: dict[RecordName, list[StatementDigest]] = defaultdict(list)
    wanted = [build_removal_key(name) for name in names]
    values = {"board": board_id, "rounds": list(rounds), "names": wanted}
    for _, name, digest in _iter_digests(_OF_OTHERS, values):
        found[name].append(digest)
    return found


def _iter_digests(condition: str, values: dict[str, Any]) -> Iterator[tuple[int, RecordName, StatementDigest]]:
    with connection.cursor() as cursor:
        cursor.execute(_DIGESTS_QUERY.format(condition), values)
        for round_id, year, tertial, name, publication, moment, content in cursor:
            yield round_id, _parse_name(name), StatementDigest(publication, moment, Tertial(year, tertial), content)


def _parse_name(name: str) -> RecordName:
    resource, _, key = name.partition("~")
    return resource, key


def save_round_digests(board: Board, round_id: int, digests: RoundDigests) -> None:
    """Store what the round states."""
    moments: list[datetime] = [one.at for one in digests.values()]
    stated = RoundStatements(
        round_id=round_id,
        municipality_id=board.municipality_id,
        board_id=board.pk,
        shape=compute_shape_digest(),
        names=[build_removal_key(name) for name in digests],
        publications=[one.publication_id for one in digests.values()],
        moments=moments,
        contents=[one.content for one in digests.values()],
    )
    updated = ["shape", "names", "publications", "moments", "contents"]
    RoundStatements.objects.bulk_create([stated], update_conflicts=True, unique_fields=["round"], update_fields=updated)


def has_all_digests(board_id: int, fresh: Publication | None) -> bool:
    """Are the digests stored of every round that has published before ``fresh``, by a release with the same fields?"""
    earlier = Publication.objects.filter(board=board_id).exclude(pk=fresh.pk if fresh else 0)
    rounds = earlier.order_by().values("round").distinct().count()
    return RoundStatements.objects.filter(board=board_id, shape=compute_shape_digest()).count() == rounds
