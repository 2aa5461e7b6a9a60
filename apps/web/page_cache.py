"""Caching of public pages and files: each is made once per publication, so a reader without log-in costs one query.

Whoever has a session cookie gets the page rendered anew, since it may hold what only that user may see.
"""

import gzip
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.timezone import localdate

from apps.publishing import published_reports
from apps.publishing.drafts import load_draft_version
from apps.publishing.models import PublicVersion
from apps.report.board_report import BoardReport
from apps.rounds import selectors
from apps.rounds.models import RoundState
from apps.web.board.findings.marks import FindingMarks
from apps.web.compression import is_gzip_accepted
from apps.web.links import ReportAddress
from apps.web.page_header import (
    TAB_BY_PAGE,
    ReportHeader,
    build_draft_header,
    build_report_header,
    format_correction_decision,
)
from apps.web.reporting.access import require_login

PUBLIC_CACHE = "public, max-age=60"
PRIVATE_CACHE = "private, no-cache"
_MEDIA_TYPES = {"svg": "image/svg+xml", "csv": "text/csv; charset=utf-8"}
"""Of an address by its ending; any other is a page."""
_INDENTATION = re.compile(rb"\s*\n\s*")
View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContent:
    """What a view hands over to be drawn. ``title`` names a page below a tab."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""


@dataclass(frozen=True, slots=True)
class FileContent:
    """What a view hands over as it is. The ending of the address tells which kind of file it is."""

    body: bytes


ReportContent = PageContent | FileContent | None


def is_anonymous(request: HttpRequest) -> bool:
    """No session cookie, no session: then nothing about the reader is looked up or stored."""
    return settings.SESSION_COOKIE_NAME not in request.COOKIES


def serve_public_page(view: View) -> View:
    """A page that is the same for everyone but for the log-in in its head."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        anonymous = is_anonymous(request)
        if anonymous:
            request.user = AnonymousUser()
        response = view(request, *args, **kwargs)
        return _set_cache_policy(response, PUBLIC_CACHE if anonymous else PRIVATE_CACHE)

    return answer


def serve_report_page(
    name: str, *, answers_to: frozenset[str] = frozenset()
) -> Callable[[Callable[..., ReportContent]], View]:
    """A page or file of a report at its address. ``name`` is the URL name; the view gets the report and returns it.

    ``answers_to`` are the query parameters that change the page; with one of them it is never kept. ``None`` from
    the view says that the report has nothing of that code: the answer is the list, where another report of the board
    has it, else 404. A report that the reader may not see is a 404.
    """

    def decorate(build: Callable[..., ReportContent]) -> View:
        draw_draft = _serve_draft_page(name, build)

        @wraps(build)
        def view(
            request: HttpRequest,
            municipality: str,
            board: str,
            year: int,
            tertial: int,
            *,
            draft: bool = False,
            **codes: str,
        ) -> HttpResponseBase:
            if draft:
                return draw_draft(request, municipality, board, year, tertial, **codes)
            keeps = is_anonymous(request) and not (answers_to and answers_to & request.GET.keys())
            if keeps and (cached := published_reports.find_cached_page(request.path)):
                return _serve_cached_page(request, cached)
            if is_anonymous(request):
                request.user = AnonymousUser()
            found = selectors.find_round(request.user, municipality, board, year, tertial)
            if found is None:
                raise Http404
            published = published_reports.load_current_report(found.round)
            page = build(request, published.report, **codes)
            if page is None:
                return _redirect_to_list(request, name, published.report, found, codes)
            if isinstance(page, FileContent):
                response = _serve_file(request, page)
            else:
                header = build_published_header(name, page.title, published, found, codes)
                response = _render_page(request, page, header, published.report, may_report=found.may_report)
            if keeps and published.publication:
                board_ = found.round.board
                cached = published_reports.save_cached_page(
                    published.publication, board_, request.path, name, response.content
                )
                return _serve_cached_page(request, cached)
            return _set_cache_policy(response, PUBLIC_CACHE if is_anonymous(request) else PRIVATE_CACHE)

        return view

    return decorate


def _serve_draft_page(name: str, build: Callable[..., ReportContent]) -> View:
    """The same page of the coming version, as everyone will read it: for those who may read drafts, and never kept."""

    @require_login
    def view(
        request: HttpRequest, municipality: str, board: str, year: int, tertial: int, **codes: str
    ) -> HttpResponseBase:
        found = selectors.find_draft(request.user, municipality, board, year, tertial)
        if found is None:
            raise Http404
        place = ReportAddress.for_round(found.round)
        if found.round.stage == RoundState.ADOPTED:
            return HttpResponseRedirect(place.url(name, **codes))
        draft = load_draft_version(found.round)
        page = build(request, draft.report, **codes)
        if page is None:
            return _redirect_to_list(request, name, draft.report, found, codes)
        if isinstance(page, FileContent):
            return _serve_file(request, page)
        header = build_draft_header(
            draft.report,
            page=name,
            title=page.title,
            rounds=found.siblings,
            version=draft.version,
            changes_url=place.url("reporting_changes") if found.may_work_on else "",
            codes=codes,
        )
        return _render_page(request, page, header, draft.report)

    return view


def _redirect_to_list(
    request: HttpRequest, name: str, report: BoardReport, found: selectors.FoundRound, codes: Mapping[str, str]
) -> HttpResponseBase:
    """Who comes from another tertial with a code that this report hasn't gets the list; 404 for an unknown code.

    To those who see no draft, a code is known once it has been published.
    """
    sees_draft = any(one.state != RoundState.ADOPTED for one in found.siblings)
    list_page = TAB_BY_PAGE.get(name)
    if list_page is None:
        raise Http404
    if not sees_draft and not published_reports.has_record(found.round.board, list_page, codes["code"]):
        raise Http404
    response = HttpResponseRedirect(ReportAddress.for_report(report).url(list_page))
    return _set_cache_policy(response, PUBLIC_CACHE if is_anonymous(request) else PRIVATE_CACHE)


def _render_page(
    request: HttpRequest, page: PageContent, header: ReportHeader, report: BoardReport, **more: bool
) -> HttpResponse:
    around = {"shell": header, "report": report, "marks": FindingMarks(report), **more}
    response = render(request, page.template, {**around, **page.context})
    response.content = strip_indentation(response.content)
    return response


def _serve_file(request: HttpRequest, file: FileContent) -> HttpResponse:
    return HttpResponse(file.body, content_type=_find_media_type(request))


def _find_media_type(request: HttpRequest) -> str | None:
    """None for a page, whose type is the default one."""
    return _MEDIA_TYPES.get(request.path.rpartition(".")[2])


def build_published_header(
    name: str,
    title: str,
    published: published_reports.PublishedReport,
    found: selectors.FoundRound,
    codes: Mapping[str, str],
) -> ReportHeader:
    """The frame around a page of a report."""
    report, publication = published.report, published.publication
    return build_report_header(
        report,
        page=name,
        title=title,
        rounds=found.siblings,
        codes=codes,
        version=published.version,
        corrected=published.corrected,
        correction=publication.reason if publication else "",
        correction_decision=format_correction_decision(publication, report.decision) if publication else "",
        corrected_on=localdate(publication.published_at) if publication else None,
        reissue=describe_reissue(publication),
    )


def describe_reissue(version: PublicVersion | None) -> str:
    """That more of a version is hidden than when it was published, when and why; empty where it is as it was."""
    if version is None or version.reissued_at is None:
        return ""
    published, reissued = (localdate(at).isoformat() for at in (version.published_at, version.reissued_at))
    number = version.hidden
    hidden = f"{number} uppgift{'er' if number > 1 else ''} har dolts" if number else "uppgifter har dolts"
    sentence = (
        f"Version {version.version}, publicerad {published}, omutgiven {reissued}: {hidden} för att skydda enskilda."
    )
    return f"{sentence} {version.reissue_reason}"


def strip_indentation(page: bytes) -> bytes:
    """The page without its indentation, two thirds of its bytes. No page of a report has preformatted text."""
    return _INDENTATION.sub(b"\n", page)


def _serve_cached_page(request: HttpRequest, cached: published_reports.CachedPage) -> HttpResponseBase:
    """The page as it is kept, gzipped where the reader takes that; 304 where the reader already has it."""
    headers = {"ETag": f'W/"{cached.etag}"', "Cache-Control": PUBLIC_CACHE, "Vary": "Accept-Encoding, Cookie"}
    if "HTTP_IF_NONE_MATCH" in request.META:
        same = get_conditional_response(request, etag=headers["ETag"])
        if same is not None and same.status_code == 304:
            return HttpResponseNotModified(headers=headers)
    if is_gzip_accepted(request):
        zipped = {**headers, "Content-Encoding": "gzip"}
        return HttpResponse(cached.body, headers=zipped, content_type=_find_media_type(request))
    return HttpResponse(gzip.decompress(cached.body), headers=headers, content_type=_find_media_type(request))


def _set_cache_policy(response: HttpResponseBase, policy: str) -> HttpResponseBase:
    response["Cache-Control"] = policy
    patch_vary_headers(response, ["Cookie"])
    return response
