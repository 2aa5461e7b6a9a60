"""What the faces read: the frozen report of a round, or its draft, and the pages that are already rendered."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.db.models import OuterRef, Subquery

from apps.followup.report import BoardReport
from apps.publishing.models import Publication, RenderedPage
from apps.publishing.services import decoded, draft_report
from apps.rounds.models import Round, RoundState


@dataclass(frozen=True, slots=True)
class PublishedReport:
    """A report to show. Without a publication it is a draft."""

    report: BoardReport
    publication: Publication | None
    as_of: int = 0

    @property
    def version(self) -> int | None:
        return self.publication.version if self.publication else None

    @property
    def corrected(self) -> bool:
        """Has the board's first version been corrected?"""
        return bool(self.publication and self.publication.version > 1)


class KeptPage(NamedTuple):
    """A rendered page: gzipped HTML and its ETag (without quotes)."""

    body: bytes
    etag: str


def report_for(round_: Round) -> PublishedReport:
    """The latest publication of an adopted round, else the draft. The round must come from a scoped queryset."""
    if round_.state == RoundState.ADOPTED:
        publication = (
            Publication.objects.filter(round=round_)
            .annotate(as_of=_latest_of_board(OuterRef("board_id")))
            .order_by("-version")
            .first()
        )
        if publication:
            view = decoded(publication.sha256, bytes(publication.report))
            return PublishedReport(view, publication, publication.as_of)
    return PublishedReport(draft_report(round_), None)


def versions_of(round_: Round) -> list[Publication]:
    """The publications of a round, latest first, without their reports."""
    return list(Publication.objects.filter(round=round_).defer("report").order_by("-version"))


def report_of_version(round_: Round, version: int) -> BoardReport | None:
    """The report as one version of it was published, whatever has been corrected since."""
    publication = Publication.objects.filter(round=round_, version=version).first()
    return decoded(publication.sha256, bytes(publication.report)) if publication else None


def kept_page(municipality: str, board: str, year: int, tertial: int, page: str) -> KeptPage | None:
    """A rendered page of the latest version of a public report, in one query; None if it is not rendered yet."""
    latest = (
        Publication.objects.filter(
            round__year=year,
            round__tertial=tertial,
            round__state=RoundState.ADOPTED,
            board__slug=board,
            board__is_public=True,
            municipality__slug=municipality,
        )
        .order_by("-version")
        .values("pk")[:1]
    )
    row = (
        RenderedPage.objects.filter(
            publication=Subquery(latest),
            page=page,
            build=build_fingerprint(),
            as_of=_latest_of_board(OuterRef("publication__board_id")),
        )
        .values_list("body", "etag")
        .first()
    )
    return KeptPage(bytes(row[0]), row[1]) if row else None


def _latest_of_board(board: OuterRef) -> Subquery:
    """The board's latest publication, of whatever round."""
    return Subquery(Publication.objects.filter(board=board).order_by("-pk").values("pk")[:1])


def keep_page(published: PublishedReport, page: str, body: bytes) -> KeptPage:
    """Keep a rendered page of a publication. Two renderers at once keep the first one's."""
    etag = hashlib.sha256(body).hexdigest()[:32]
    kept = KeptPage(gzip.compress(body, mtime=0), etag)
    RenderedPage.objects.bulk_create(
        [
            RenderedPage(
                publication=published.publication,
                page=page,
                build=build_fingerprint(),
                as_of=published.as_of,
                body=kept.body,
                etag=etag,
            )
        ],
        ignore_conflicts=True,
    )
    return kept


@lru_cache(maxsize=1)
def build_fingerprint() -> str:
    """Of the code, templates and styles that render pages: a new release renders them anew."""
    digest = hashlib.sha256()
    for folder, patterns in (("apps", "*.py"), ("templates", "*.html"), ("static", "*.css"), ("static", "*.js")):
        for path in sorted((settings.BASE_DIR / folder).rglob(patterns)):
            digest.update(path.read_bytes())
    return digest.hexdigest()
