"""Finding a published report's bytes by its address."""

import zlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection

from apps.publishing.models import Publication

_FIND = """
SELECT p.id, p.version, p.sha256, p.published_at, p.reason, p.decision_date, p.decision_paragraph, p.case_number,
    b.is_public
FROM publishing_publication AS p
JOIN rounds_round AS r ON r.id = p.round_id
JOIN organisation_board AS b ON b.id = p.board_id
JOIN organisation_municipality AS m ON m.id = b.municipality_id
WHERE m.slug = %(municipality)s AND b.slug = %(board)s AND r.year = %(year)s AND r.tertial = %(tertial)s
    AND r.state = 'adopted' AND (b.is_public OR b.id = ANY(%(boards)s))
    AND (%(version)s::int IS NULL OR p.version = %(version)s)
ORDER BY p.version DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a published report, without its bytes. ``public`` tells whether anyone may read it."""

    publication_id: int
    version: int
    sha256: str
    published_at: datetime
    reason: str
    decision_date: date | None
    decision_paragraph: str
    case_number: str
    public: bool

    def told(self) -> dict[str, Any]:
        """What stands beside the report."""
        return {
            "version": self.version,
            "sha256": self.sha256,
            "published_at": self.published_at.astimezone(UTC),
            "reason": self.reason,
            "decision": {
                "date": self.decision_date,
                "paragraph": self.decision_paragraph,
                "case_number": self.case_number,
            },
        }


def find_version(
    *, municipality: str, board: str, year: int, tertial: int, version: int | None, boards: tuple[int, ...]
) -> Version | None:
    """A version, or the latest, if it is public or of one of the reader's ``boards``; in one query."""
    asked: dict[str, Any] = {
        "municipality": municipality,
        "board": board,
        "year": year,
        "tertial": tertial,
        "version": version,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FIND, {**asked, "boards": list(boards)})
        row = cursor.fetchone()
    return Version(*row) if row else None


def bytes_of(version: Version) -> bytes:
    """The report's JSON as it was frozen, to the byte."""
    return zlib.decompress(Publication.objects.values_list("report", flat=True).get(pk=version.publication_id))
