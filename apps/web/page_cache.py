"""Caching of public pages and files: each is made once per publication, so a reader without log-in costs one query.

Whoever is logged in gets the same page, with what is their own filled in (``web.own_regions``). Only those who report
for the board get a page rendered for them, since it has more in it: where figures are from, and links to change them.
"""

import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    HttpResponseRedirect,
    QueryDict,
)
from django.template.loader import render_to_string
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
from apps.web.own_regions import MENU, PERIODS, fill_regions, render_menu
from apps.web.page_header import (
    TAB_BY_PAGE,
    ReportHeader,
    build_draft_header,
    build_report_header,
    build_year_choices,
    format_correction_decision,
)
from apps.web.reporting.access import require_login

PUBLIC_CACHE = "public, max-age=60"
PRIVATE_CACHE = "private, no-cache"
_MEDIA_TYPES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
}
"""Of an address by its ending; any other is a page of ours, which has the reader's menu."""
_RESOURCES = {"area": "service-areas"}
"""What the published records call the things of a page, where it is not as the list is called."""
View = Callable[..., HttpResponseBase]
FindQuery = Callable[[QueryDict], str | None]
FindRegions = Callable[..., Mapping[str, str]]
Response = TypeVar("Response", bound=HttpResponseBase)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContent:
    """What a view hands over to be drawn. ``title`` names a page below a tab."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""


@dataclass(frozen=True, slots=True)
class FileContent:
    """What a view hands over as it is. The ending of the address tells which kind of file it is.

    A file that says of which version it is, None for a draft, is made when that is known.
    """

    body: bytes | Callable[[int | None], bytes]

    def make(self, version: int | None) -> bytes:
        """The file's bytes."""
        return self.body if isinstance(self.body, bytes) else self.body(version)


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
        return set_cache_policy(response, PUBLIC_CACHE if anonymous else PRIVATE_CACHE)

    return answer


def _omit_query(query: QueryDict) -> str:
    """Of a page that is the same whatever is asked."""
    return ""


def serve_report_page(
    name: str, *, find_query: FindQuery = _omit_query
) -> Callable[[Callable[..., ReportContent]], View]:
    """A page or file of a report at its address. ``name`` is the URL name; the view gets the report and returns it.

    ``find_query`` gives what of the query changes the page, written in one way, or None where such a page is not to be
    stored: there may be only as many of them as a report has filters. ``None`` from the view says that the report has
    nothing of that code: the answer is the list, where another report of the board has it, else 404. A report that the
    reader may not see is a 404.
    """

    def decorate(build: Callable[..., ReportContent]) -> View:
        draw_draft = _serve_draft_page(name, build)
        draw_published = _serve_published_page(name, build, find_query)

        @wraps(build)
        def view(request: HttpRequest, *where: Any, draft: bool = False, **more: Any) -> HttpResponseBase:
            return (draw_draft if draft else draw_published)(request, *where, **more)

        return view

    return decorate


def serve_version_page(
    build: Callable[..., PageContent | FileContent], *, find_regions: FindRegions | None = None
) -> View:
    """A page or file about versions of a published report: ``build`` gets the round and the versions' numbers.

    ``find_regions`` gives what is the reader's own on it, besides the menu, for who is logged in.
    """

    @wraps(build)
    def view(
        request: HttpRequest, municipality: str, board: str, year: int, tertial: int, **numbers: Any
    ) -> HttpResponseBase:
        if is_anonymous(request):
            if cached := published_reports.find_cached_page(request.path):
                return serve_cached_page(request, cached)
            request.user = AnonymousUser()
        found = selectors.find_round(request.user, municipality, board, year, tertial)
        if found is None:
            raise Http404
        own = find_regions(request, found.round, **numbers) if find_regions and not is_anonymous(request) else {}
        page = _ReportPage(request, "board", build, found, numbers, request.path, own=own, is_of_versions=True)
        return page.serve_stored() if found.is_public else page.serve_rendered()

    return view


def _serve_published_page(name: str, build: Callable[..., ReportContent], find_query: FindQuery) -> View:
    """The page of the report as it is published, else of the draft to those who may see it."""

    def view(
        request: HttpRequest, municipality: str, board: str, year: int, tertial: int, **codes: str
    ) -> HttpResponseBase:
        query = find_query(request.GET)
        keeps, address = query is not None, f"{request.path}{query or ''}"
        if is_anonymous(request):
            if keeps and (cached := published_reports.find_cached_page(address)):
                return serve_cached_page(request, cached)
            request.user = AnonymousUser()
        elif keeps and (cached := published_reports.find_cached_page_for(request.user, address)):
            return _fill_own_regions(request, cached)
        found = selectors.find_round(request.user, municipality, board, year, tertial)
        if found is None:
            raise Http404
        page = _ReportPage(request, name, build, found, codes, address)
        return page.serve_stored() if keeps and found.is_public and not found.may_report else page.serve_rendered()

    return view


@dataclass(frozen=True, slots=True)
class _ReportPage:
    """A page that one reader asks for, of a round that they may see."""

    request: HttpRequest
    name: str
    build: Callable[..., ReportContent]
    found: selectors.FoundRound
    codes: Mapping[str, Any]
    address: str
    own: Mapping[str, str] = field(default_factory=dict)
    is_of_versions: bool = False

    @property
    def codes_of_thing(self) -> Mapping[str, Any]:
        """What leads to the same page of another tertial; a version's number doesn't."""
        return {} if self.is_of_versions else self.codes

    def serve_stored(self) -> HttpResponseBase:
        """The page that all get, stored now if it is not; with the reader's own filled in for who is logged in."""
        anonymous = is_anonymous(self.request)
        cached = None if anonymous else published_reports.find_cached_page(self.address)
        if cached is None:
            published = published_reports.load_current_report(self.found.round)
            body = self._render(published, self.found.as_public(), None)
            if body is None or published.publication is None:
                return self._serve_body(body, published)
            page = "versions" if self.is_of_versions else self.name
            cached = published_reports.save_cached_page(
                published.publication, self.found.round.board, self.address, page, body
            )
        return serve_cached_page(self.request, cached) if anonymous else self._serve_with_own(cached)

    def serve_rendered(self) -> HttpResponseBase:
        """The page made for the reader, and stored for nobody."""
        published = published_reports.load_current_report(self.found.round)
        return self._serve_body(self._render(published, self.found, self.request), published)

    def _render(
        self, published: published_reports.PublishedReport, found: selectors.FoundRound, reader: HttpRequest | None
    ) -> bytes | None:
        about = self.found.round if self.is_of_versions else published.report
        page = self.build(self.request, about, **self.codes)
        if page is None or isinstance(page, FileContent):
            return page.make(published.version) if page else None
        header = build_published_header(self.name, page.title, published, found, self.codes_of_thing)
        more = {"may_report": found.may_report}
        return _render_body(reader, self.request.path, page, header, published.report, **more)

    def _serve_body(self, body: bytes | None, published: published_reports.PublishedReport) -> HttpResponseBase:
        if body is None:
            return _redirect_to_list(self.request, self.name, published.report, self.found, self.codes)
        response = HttpResponse(fill_regions(body, self.own), content_type=find_media_type(self.request))
        return set_cache_policy(response, PUBLIC_CACHE if is_anonymous(self.request) else PRIVATE_CACHE)

    def _serve_with_own(self, cached: published_reports.CachedPage) -> HttpResponseBase:
        """With their menu, and in the choice of tertials the drafts that they may read."""
        if self.found.as_public().siblings == self.found.siblings:
            return _fill_own_regions(self.request, cached, self.own)
        place = ReportAddress.for_round(self.found.round)
        years = build_year_choices(place, self.found.siblings, self.name, self.codes_of_thing)
        periods = render_to_string("components/periods.html", {"years": years})
        return _fill_own_regions(self.request, cached, {PERIODS: periods, **self.own})


def _fill_own_regions(
    request: HttpRequest, cached: published_reports.CachedPage, regions: Mapping[str, str] | None = None
) -> HttpResponse:
    body, kind = gzip.decompress(cached.body), find_media_type(request)
    if kind is None:
        body = fill_regions(body, {MENU: render_menu(request), **(regions or {})})
    return set_cache_policy(HttpResponse(body, content_type=kind), PRIVATE_CACHE)


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
            return HttpResponse(page.make(None), content_type=find_media_type(request))
        header = build_draft_header(
            draft.report,
            page=name,
            title=page.title,
            rounds=found.siblings,
            version=draft.version,
            changes_url=place.url("reporting_changes") if found.may_work_on else "",
            codes=codes,
        )
        return HttpResponse(_render_body(request, request.path, page, header, draft.report))

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
    resource = _RESOURCES.get(name, list_page)
    if not sees_draft and not published_reports.has_record(found.round.board, resource, codes["code"]):
        raise Http404
    response = HttpResponseRedirect(ReportAddress.for_report(report).url(list_page))
    return set_cache_policy(response, PUBLIC_CACHE if is_anonymous(request) else PRIVATE_CACHE)


def _render_body(
    request: HttpRequest | None,
    path: str,
    page: PageContent,
    header: ReportHeader,
    report: BoardReport,
    **more: bool,
) -> bytes:
    """The page as bytes. Without a ``request`` nothing of the reader can be in it, as in all that is stored."""
    around = {"shell": header, "report": report, "marks": FindingMarks(report), "page_path": path, **more}
    text = render_to_string(page.template, {**around, **page.context}, request)
    return strip_indentation(text.encode())


def find_media_type(request: HttpRequest) -> str | None:
    """Of a file by the ending of its address; None for a page, whose type is the default one."""
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
    return b"\n".join(filter(None, map(bytes.strip, page.split(b"\n"))))


def serve_cached_page(request: HttpRequest, cached: published_reports.CachedPage) -> HttpResponseBase:
    """The page as it is kept, gzipped where the reader takes that; 304 where the reader already has it."""
    headers = {"ETag": f'W/"{cached.etag}"', "Cache-Control": PUBLIC_CACHE, "Vary": "Accept-Encoding, Cookie"}
    if "HTTP_IF_NONE_MATCH" in request.META:
        same = get_conditional_response(request, etag=headers["ETag"])
        if same is not None and same.status_code == 304:
            return HttpResponseNotModified(headers=headers)
    if is_gzip_accepted(request):
        zipped = {**headers, "Content-Encoding": "gzip"}
        return HttpResponse(cached.body, headers=zipped, content_type=find_media_type(request))
    return HttpResponse(gzip.decompress(cached.body), headers=headers, content_type=find_media_type(request))


def set_cache_policy(response: Response, policy: str) -> Response:
    """Who may store the answer, and that it depends on the log-in."""
    response["Cache-Control"] = policy
    patch_vary_headers(response, ["Cookie"])
    return response
