"""Finding a published report's bytes by its address."""

import zlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from apps.core.prepared_queries import fetch_prepared
from apps.publishing.models import PublicVersion

# One step at a time and each by an index: joined, the planner thinks twice as long as the whole takes. An address that
# a board has left leads to the board, and is looked up only when no board has it.
FIND_VERSION_QUERY = """
SELECT p.id, p.version, p.sha256, p.published_at, p.reason, p.decision_date, p.decision_paragraph, p.case_number,
    p.reissued_at, p.reissue_reason, p.hidden, (SELECT is_public FROM organisation_board WHERE id = p.board_id)
FROM publishing_publicversion AS p
WHERE p.round_id = (
    SELECT id FROM rounds_round WHERE year = %(year)s AND tertial = %(tertial)s AND state = 'adopted' AND board_id = (
        SELECT id FROM organisation_board WHERE (is_public OR id = ANY(%(boards)s)) AND id = (
            SELECT coalesce(
                (SELECT id FROM organisation_board WHERE slug = %(board)s AND municipality_id = m.id),
                (SELECT board_id FROM organisation_formeraddress WHERE slug = %(board)s AND municipality_id = m.id))
            FROM organisation_municipality AS m WHERE m.slug = %(municipality)s)))
    AND (%(version)s::int IS NULL OR p.version = %(version)s)
ORDER BY p.version DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class ReportVersion:
    """One version of a published report, without its bytes. ``public``: may anyone read it?"""

    publication_id: int
    version: int
    sha256: str
    published_at: datetime
    reason: str
    decision_date: date | None
    decision_paragraph: str
    case_number: str
    reissued_at: datetime | None
    reissue_reason: str
    hidden: int
    public: bool

    def to_document(self) -> dict[str, Any]:
        """The version as the API shows it, without the report."""
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
            "reissue": self._build_reissue(),
        }

    def _build_reissue(self) -> dict[str, Any] | None:
        """That more of the version is hidden than when it was published, and why."""
        if self.reissued_at is None:
            return None
        at = self.reissued_at.astimezone(UTC)
        return {"reissued_at": at, "reason": self.reissue_reason, "hidden": self.hidden}


def find_report_version(
    *, municipality: str, board: str, year: int, tertial: int, version: int | None, boards: tuple[int, ...]
) -> ReportVersion | None:
    """A version, or the latest, if it is public or of one of the reader's ``boards``; in one query."""
    parameters: dict[str, Any] = {
        "municipality": municipality,
        "board": board,
        "year": year,
        "tertial": tertial,
        "version": version,
    }
    rows = fetch_prepared(FIND_VERSION_QUERY, {**parameters, "boards": list(boards)})
    return ReportVersion(*rows[0]) if rows else None


def read_report_bytes(version: ReportVersion) -> bytes:
    """The report's JSON as anyone may read it, to the byte."""
    return zlib.decompress(read_stored_report(version))


def read_stored_report(version: ReportVersion) -> bytes:
    """The same, compressed as it is stored."""
    return bytes(PublicVersion.objects.values_list("report", flat=True).get(pk=version.publication_id))
