"""What the faces read: the frozen report of a round, or its draft, and the pages that are already rendered."""

import gzip
import hashlib
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser

from apps.accounts.models import User
from apps.accounts.roles import PERMISSIONS, Permission, Role
from apps.core.prepared_queries import fetch_prepared
from apps.core.release import compute_release_fingerprint
from apps.organisation.models import Board
from apps.publishing.models import PublicVersion, PublishedRecord, RenderedPage
from apps.publishing.report_json import apply_board_address, decode_stored_report
from apps.publishing.services import build_draft_report
from apps.report.board_report import BoardReport
from apps.rounds.models import Round, RoundState


@dataclass(frozen=True, slots=True)
class PublishedReport:
    """A report to show, as anyone may read it. Without a publication it is a draft."""

    report: BoardReport
    publication: PublicVersion | None

    @property
    def version(self) -> int | None:
        return self.publication.version if self.publication else None

    @property
    def corrected(self) -> bool:
        """Has the board's first version been corrected?"""
        return bool(self.publication and self.publication.version > 1)


class CachedPage(NamedTuple):
    """A rendered page: gzipped HTML and its ETag (without quotes)."""

    body: bytes
    etag: str


def load_current_report(round_: Round) -> PublishedReport:
    """The latest publication of an adopted round, else the draft. The round must come from a scoped queryset."""
    if round_.state == RoundState.ADOPTED:
        publication = PublicVersion.objects.filter(round=round_).order_by("-version").first()
        if publication:
            view = decode_stored_report(publication.sha256, bytes(publication.report))
            return PublishedReport(apply_board_address(view, round_.board.slug), publication)
    return PublishedReport(build_draft_report(round_), None)


def list_versions(round_: Round) -> list[PublicVersion]:
    """The public versions of a round, latest first, without their reports."""
    return list(PublicVersion.objects.filter(round=round_).defer("report").order_by("-version"))


def load_version_report(round_: Round, version: int) -> BoardReport | None:
    """The report as one version of it may be read by anyone, whatever has been corrected since."""
    publication = PublicVersion.objects.filter(round=round_, version=version).first()
    if publication is None:
        return None
    return apply_board_address(decode_stored_report(publication.sha256, bytes(publication.report)), round_.board.slug)


def has_record(board: Board, resource: str, key: str) -> bool:
    """Has the board published such a thing, in any of its reports?"""
    return PublishedRecord.objects.filter(board=board, resource=resource, key=key).exists()


# By hand: building this query costs more than running it, and it is all that most visits do.
_CACHED_PAGE_QUERY = """
SELECT kept.body, kept.etag
FROM publishing_renderedpage AS kept JOIN organisation_board AS board ON board.id = kept.board_id
WHERE kept.address = %s AND kept.build = %s AND board.edition = kept.edition AND board.is_public
"""


_MEMBER_PAGE_QUERY = """
SELECT kept.body, kept.etag,
    ARRAY(SELECT m.role FROM accounts_heldrole AS m WHERE m.board_id = kept.board_id AND m.user_id = %s),
    EXISTS (SELECT FROM rounds_round AS r WHERE r.board_id = kept.board_id AND r.state <> 'adopted'),
    EXISTS (SELECT FROM rounds_round AS r
        WHERE r.board_id = kept.board_id AND r.state <> 'adopted' AND r.shared_with_board)
FROM publishing_renderedpage AS kept JOIN organisation_board AS board ON board.id = kept.board_id
WHERE kept.address = %s AND kept.build = %s AND board.edition = kept.edition AND board.is_public
"""


def find_cached_page_for(user: User | AnonymousUser, address: str) -> CachedPage | None:
    """The rendered page where the user sees no more than anyone of the board's reports, in one query.

    None where the user may report for the board or sees a draft of it, is a superuser, or the page is not rendered yet:
    what the user sees must then be looked up by ``rounds.selectors``.
    """
    if user.is_superuser or not user.is_authenticated:
        return None
    rows = fetch_prepared(_MEMBER_PAGE_QUERY, (user.pk, address, compute_release_fingerprint()), binary=True)
    if not rows:
        return None
    body, etag, roles, has_draft, has_shared = rows[0]
    permissions = frozenset().union(*(PERMISSIONS[Role(role)] for role in roles))
    sees_draft = (has_draft and Permission.READ_DRAFT in permissions) or (
        has_shared and Permission.READ_SHARED_DRAFT in permissions
    )
    return None if sees_draft or Permission.REPORT in permissions else CachedPage(bytes(body), etag)


def find_cached_page(address: str) -> CachedPage | None:
    """The rendered page of a public report at an address, in one query; None if it is not rendered yet."""
    rows = fetch_prepared(_CACHED_PAGE_QUERY, (address, compute_release_fingerprint()), binary=True)
    return CachedPage(bytes(rows[0][0]), rows[0][1]) if rows else None


def save_cached_page(publication: PublicVersion, board: Board, address: str, page: str, body: bytes) -> CachedPage:
    """Keep a rendered page of a publication.

    ``board`` must have been read together with what the page says of the board's other rounds: a page that is older
    than the board's latest publication or re-issue carries an older edition, and is never shown.
    """
    cached = compress_page(body)
    row = RenderedPage(
        publication_id=publication.pk,
        board=board,
        edition=board.edition,
        address=address,
        page=page,
        build=compute_release_fingerprint(),
        body=cached.body,
        etag=cached.etag,
    )
    RenderedPage.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["address", "build"],
        update_fields=["publication", "board", "edition", "page", "body", "etag"],
    )
    return cached


def compress_page(body: bytes) -> CachedPage:
    """A rendered page as it is stored."""
    return CachedPage(gzip.compress(body, mtime=0), hashlib.sha256(body).hexdigest()[:32])
