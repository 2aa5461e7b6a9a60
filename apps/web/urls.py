"""Swedish addresses, English names. Include last: a municipality's name is the first word of its address."""

from django.urls import URLPattern, URLResolver, include, path

from apps.web import uploads, uploads_mapping, versions, views, views_findings

report_parts = [
    path("", views.board, name="board"),
    path("mal/", views.goals, name="goals"),
    path("mal/<slug:code>/", views.goal, name="goal"),
    path("indikator/", views.indicators, name="indicators"),
    path("indikator/<slug:code>/", views.indicator, name="indicator"),
    path("ekonomi/", views.economy, name="economy"),
    path("intern-kontroll/", views.internal_control, name="internal_control"),
    path("iakttagelser/", views.findings, name="findings"),
]

report_pages: list[URLPattern | URLResolver] = [
    *report_parts,
    path("utkast/", include((report_parts, "draft")), {"draft": True}),
    path("v<int:version>/", versions.version, name="version"),
    path("jamfor/<int:old>/<int:new>/", versions.compared, name="compared"),
]

reporting_pages = [
    path("fil/", uploads.files, name="uploads"),
    path("fil/mall.xlsx", uploads.template, name="upload_template"),
    path("fil/<uuid:job>/", uploads.job, name="upload"),
    path("fil/<uuid:job>/original/", uploads.original, name="upload_original"),
    path("fil/<uuid:job>/koppling/", uploads_mapping.mapping, name="upload_mapping"),
    path("iakttagelser/<slug:fingerprint>/", views_findings.answer, name="answer_finding"),
]

# What most visits are for, looked at first.
of_a_report = path("<slug:municipality>/<slug:board>/<int:year>/t<int:tertial>/", include(report_pages))

urlpatterns = [
    path("", views.start, name="start"),
    path("om/", views.about, name="about"),
    path("tillganglighet/", views.accessibility, name="accessibility"),
    path("rapportera/<slug:municipality>/<slug:board>/<int:year>/t<int:tertial>/", include(reporting_pages)),
    path("rapportera/", include("apps.web.reporting.urls")),
    path("<slug:municipality>/<slug:board>/", views.board_latest, name="board_latest"),
]
