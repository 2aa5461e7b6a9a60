"""What others fetch: feeds, calendars, e-mail when a board publishes, and what search engines ask for."""

from django.contrib.sitemaps.views import index, sitemap
from django.urls import path
from django.views.decorators.http import require_safe

from apps.web.page_cache import View, serve_public_page
from apps.web.share.feeds import BoardFeed, MunicipalityFeed, NationFeed
from apps.web.share.follow_views import confirm_following, show_follow_page, stop_following
from apps.web.share.sitemaps import SITEMAPS
from apps.web.share.views import show_board_calendar, show_own_calendar, show_robots


def _serve(view: View) -> View:
    """Somebody else's view, served as our public pages are."""
    return require_safe(serve_public_page(view))


_SECTIONS = {"sitemaps": SITEMAPS}
urlpatterns = [
    path("robots.txt", show_robots, name="robots"),
    path("sitemap.xml", _serve(index), {**_SECTIONS, "sitemap_url_name": "sitemap_section"}, name="sitemap"),
    path("sitemap-<slug:section>.xml", _serve(sitemap), _SECTIONS, name="sitemap_section"),
    path("nytt.atom", _serve(NationFeed()), name="feed"),
    path("rapportera/kalender.ics", show_own_calendar, name="own_calendar"),
    path("<slug:municipality>/nytt.atom", _serve(MunicipalityFeed()), name="municipality_feed"),
    path("<slug:municipality>/<slug:board>/nytt.atom", _serve(BoardFeed()), name="board_feed"),
    path("<slug:municipality>/<slug:board>/moten.ics", show_board_calendar, name="board_calendar"),
    path("<slug:municipality>/<slug:board>/folj/", show_follow_page, name="follow"),
    path("<slug:municipality>/<slug:board>/folj/ja/<str:token>/", confirm_following, name="follow_yes"),
    path("<slug:municipality>/<slug:board>/folj/nej/<str:token>/", stop_following, name="follow_no"),
]
