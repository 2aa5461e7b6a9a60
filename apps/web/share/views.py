"""``/robots.txt``, and calendars: ``/<municipality>/<board>/moten.ics`` for anyone, ``/rapportera/kalender.ics``."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.organisation.models import Board
from apps.web.page_cache import serve_public_page
from apps.web.reporting.access import require_login
from apps.web.share.calendars import build_board_calendar, build_own_calendar
from apps.web.share.feeds import load_public_board

CALENDAR_TYPE = "text/calendar; charset=utf-8"
_CLOSED = ("/rapportera/", "/konto/", "/admin/", "/sok/")


@require_safe
@serve_public_page
def show_robots(request: HttpRequest) -> HttpResponse:
    """What a search engine need not read, and where the list of pages is."""
    lines = ["User-agent: *", *(f"Disallow: {address}" for address in _CLOSED)]
    lines.append(f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@serve_public_page
def show_board_calendar(request: HttpRequest, municipality: str, board: str) -> HttpResponse:
    """When the board decided; 404 for a board that is not public."""
    try:
        found = load_public_board(municipality, board)
    except Board.DoesNotExist as error:
        raise Http404 from error
    return HttpResponse(build_board_calendar(found), content_type=CALENDAR_TYPE)


@require_safe
@require_login
def show_own_calendar(request: HttpRequest) -> HttpResponse:
    """The last days of the reader's own boards."""
    return HttpResponse(build_own_calendar(request.user), content_type=CALENDAR_TYPE)
