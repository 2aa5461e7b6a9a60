"""Swedish addresses, English names. Include last: a municipality's name is the first word of its address."""

from django.urls import include, path

from apps.web import views

report_pages = [
    path("", views.board, name="board"),
    path("mal/", views.goals, name="goals"),
    path("mal/<slug:code>/", views.goal, name="goal"),
    path("indikator/", views.indicators, name="indicators"),
    path("indikator/<slug:code>/", views.indicator, name="indicator"),
    path("ekonomi/", views.economy, name="economy"),
    path("intern-kontroll/", views.internal_control, name="internal_control"),
]

urlpatterns = [
    path("", views.start, name="start"),
    path("om/", views.about, name="about"),
    path("tillganglighet/", views.accessibility, name="accessibility"),
    path("rapportera/", include("apps.web.reporting.urls")),
    path("<slug:municipality>/<slug:board>/", views.board_latest, name="board_latest"),
    path("<slug:municipality>/<slug:board>/<int:year>/t<int:tertial>/", include(report_pages)),
]
