"""Swedish addresses, English names. Include last: a municipality's name is the first word of its address."""

from django.urls import URLPattern, URLResolver, include, path

from apps.web.board.overview import views
from apps.web.board.versions import views as versions
from apps.web.reporting.findings import views as views_findings
from apps.web.reporting.uploads import views as uploads
from apps.web.reporting.uploads.mapping import views as uploads_mapping

report_parts = [
    path("", views.show_board, name="board"),
    path("mal/", views.show_goals, name="goals"),
    path("mal/<slug:code>/", views.show_goal, name="goal"),
    path("indikator/", views.show_indicators, name="indicators"),
    path("indikator/<slug:code>/", views.show_indicator, name="indicator"),
    path("ekonomi/", views.show_economy, name="economy"),
    path("intern-kontroll/", views.show_internal_control, name="internal_control"),
    path("iakttagelser/", views.show_findings, name="findings"),
]

report_pages: list[URLPattern | URLResolver] = [
    *report_parts,
    path("utkast/", include((report_parts, "draft")), {"draft": True}),
    path("v<int:version>/", versions.show_version, name="version"),
    path("jamfor/<int:old>/<int:new>/", versions.show_comparison, name="compared"),
]

reporting_pages = [
    path("fil/", uploads.show_files, name="uploads"),
    path("fil/mall.xlsx", uploads.download_template, name="upload_template"),
    path("fil/<uuid:job>/", uploads.show_job, name="upload"),
    path("fil/<uuid:job>/original/", uploads.download_original, name="upload_original"),
    path("fil/<uuid:job>/koppling/", uploads_mapping.edit_mapping, name="upload_mapping"),
    path("iakttagelser/<slug:fingerprint>/", views_findings.edit_finding_answer, name="answer_finding"),
]

# What most visits are for, looked at first.
report_pattern = path("<slug:municipality>/<slug:board>/<int:year>/t<int:tertial>/", include(report_pages))

urlpatterns = [
    path("", views.show_start, name="start"),
    path("om/", views.show_about, name="about"),
    path("tillganglighet/", views.show_accessibility, name="accessibility"),
    path("rapportera/<slug:municipality>/<slug:board>/<int:year>/t<int:tertial>/", include(reporting_pages)),
    path("rapportera/", include("apps.web.reporting.urls")),
    path("<slug:municipality>/<slug:board>/", views.redirect_to_latest_report, name="board_latest"),
]
