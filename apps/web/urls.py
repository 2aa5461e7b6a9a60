"""Swedish addresses, English names. Include last: a municipality's name is the first word of its address.

A page's room has its address's name: ``…/ekonomi/`` is ``web/board/economy`` and ``templates/board/economy.html``.
"""

from django.urls import URLPattern, URLResolver, include, path

from apps.web.about.views import show_about, show_accessibility
from apps.web.board.areas.views import show_area
from apps.web.board.documents.views import download_document, show_document_list, show_documents
from apps.web.board.economy.views import show_economy, show_economy_chart
from apps.web.board.events.views import show_events
from apps.web.board.findings.views import show_findings
from apps.web.board.goals.views import show_goal, show_goals
from apps.web.board.indicators.views import show_indicator, show_indicator_chart, show_indicators
from apps.web.board.internal_control.views import show_internal_control
from apps.web.board.over_time.views import show_over_time, show_over_time_chart
from apps.web.board.overview.views import redirect_to_latest_report, show_board, show_report_picture
from apps.web.board.part_tables.views import show_part_table, show_thing_table
from apps.web.board.pictures.views import show_picture
from apps.web.board.presentation.views import show_presentation
from apps.web.board.versions.views import show_compared_table, show_comparison, show_version, show_version_table
from apps.web.board.whole_report.views import show_whole_report
from apps.web.municipality.views import show_municipality, show_municipality_table
from apps.web.search.views import show_search
from apps.web.start.views import show_start

report_parts = [
    path("", show_board, name="board"),
    path("mal/", show_goals, name="goals"),
    path("mal/<slug:code>/", show_goal, name="goal"),
    path("indikator/", show_indicators, name="indicators"),
    path("indikator/<slug:code>/", show_indicator, name="indicator"),
    path("ekonomi/", show_economy, name="economy"),
    path("verksamhet/<slug:code>/", show_area, name="area"),
    path("intern-kontroll/", show_internal_control, name="internal_control"),
    path("handelser/", show_events, name="events"),
    path("over-tid/", show_over_time, name="over_time"),
    path("iakttagelser/", show_findings, name="findings"),
    path("hela/", show_whole_report, name="whole_report"),
    path("visa/", show_presentation, name="presentation"),
]
report_files = [
    path("bild.png", show_report_picture, name="report_picture"),
    path("tabell/<slug:part>.<slug:kind>", show_part_table, name="part_table"),
    path("tabell/<slug:part>/<slug:code>.<slug:kind>", show_thing_table, name="thing_table"),
    path("ekonomi/diagram/<slug:key>.<slug:kind>", show_economy_chart, name="economy_chart"),
    path("over-tid/diagram/<slug:key>.<slug:kind>", show_over_time_chart, name="over_time_chart"),
    path("indikator/<slug:code>/diagram/<slug:key>.<slug:kind>", show_indicator_chart, name="indicator_chart"),
]
report_pages: list[URLPattern | URLResolver] = [
    *report_parts,
    *report_files,
    path("utkast/", include(([*report_parts, *report_files], "draft")), {"draft": True}),
    path("v<int:version>/", show_version, name="version"),
    path("v<int:version>/tabell/<slug:key>.<slug:kind>", show_version_table, name="version_table"),
    path("v<int:version>/dokument.<slug:kind>", show_document_list, name="document_list"),
    path("v<int:version>/dokument/", show_documents, name="documents"),
    path("v<int:version>/rapport.<slug:kind>", download_document, name="document"),
    path("jamfor/<int:old>/<int:new>/", show_comparison, name="compared"),
    path("jamfor/<int:old>/<int:new>/tabell/<slug:key>.<slug:kind>", show_compared_table, name="compared_table"),
]


# What most visits are for: config/urls.py looks at it first.
report_pattern = path("<slug:municipality>/<slug:board>/<int:year>/t<int:tertial>/", include(report_pages))
urlpatterns = [
    path("", show_start, name="start"),
    path("sok/", show_search, name="search"),
    path("om/", show_about, name="about"),
    path("tillganglighet/", show_accessibility, name="accessibility"),
    path("", include("apps.web.share.urls")),
    path("rapportera/", include("apps.web.reporting.urls")),
    path("<slug:municipality>/", show_municipality, name="municipality"),
    path("<slug:municipality>/namnder.<slug:kind>", show_municipality_table, name="municipality_table"),
    path("<slug:municipality>/<slug:board>/bild/<slug:sha256>", show_picture, name="picture"),
    path("<slug:municipality>/<slug:board>/", redirect_to_latest_report, name="board_latest"),
]
