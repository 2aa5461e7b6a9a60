"""The addresses under ``/api/v1``. No trailing slashes, no underscores."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path, register_converter, reverse

from apps.api import account_pages, info, pages, reports, views
from apps.api.converters import Code, IndicatorCode, Key, Number, Period
from apps.api.files.views import ApplyView, DiscardView, FilesView, FileView
from apps.api.problems import Problem, answer
from apps.api.texts import Text
from apps.api.writing.views import SaveOperatingLinesView, SaveOutcomesView

for name, converter in (
    ("code", Code), ("key", Key), ("indicator", IndicatorCode), ("period", Period), ("number", Number)
):  # fmt: skip
    register_converter(converter, name)


def nothing_here(request: HttpRequest, **rest: str) -> HttpResponse:
    """No other address under ``/api`` means anything, least of all that of a municipality."""
    where = reverse("api_documentation")
    detail = Text(
        f"API:et har ingen sådan adress. Alla adresser står på {where}. Ingen slutar på snedstreck eller filändelse;"
        " format väljs med format=csv.",
        f"The API has no such address. All addresses are listed at {where}. None ends in a slash or a file extension;"
        " choose the format with format=csv.",
    )
    return answer(request, Problem(404, detail))


ROUND = "boards/<code:municipality>/<code:board>/rounds/<period:period>"
REPORT = "boards/<code:municipality>/<code:board>/reports/<period:period>"
v1 = [
    path("openapi.json", info.ContractView.as_view(), name="api_contract"),
    path("api-info", info.InfoView.as_view(), name="api_info_v1"),
    path("series/<indicator:indicator>", views.SeriesView.as_view()),
    path(REPORT, reports.ReportView.as_view(), name="api_report"),
    path(f"{REPORT}/versions/<number:version>", reports.ReportView.as_view(), name="api_report_version"),
    path(f"{REPORT}/versions/<number:version>/bytes", reports.ReportBytesView.as_view()),
    path(f"{ROUND}/outcomes", SaveOutcomesView.as_view(), name="api_save_outcomes"),
    path(f"{ROUND}/operating-lines", SaveOperatingLinesView.as_view(), name="api_save_operating_lines"),
    path(f"{ROUND}/files", FilesView.as_view(), name="api_files"),
    path(f"{ROUND}/files/<uuid:file>", FileView.as_view(), name="api_file"),
    path(f"{ROUND}/files/<uuid:file>/apply", ApplyView.as_view(), name="api_file_apply"),
    path(f"{ROUND}/files/<uuid:file>/discard", DiscardView.as_view(), name="api_file_discard"),
    *(path(route, view.as_view(**given), name=name) for route, view, given, name in views.addresses()),
]
urlpatterns = [
    path("api-info", info.InfoView.as_view(), name="api_info"),
    path("api/v1/", include(v1)),
    path("oppna-data/", pages.documentation, name="api_documentation"),
    path("oppna-data/kom-igang/", pages.getting_started, name="api_getting_started"),
    path("oppna-data/systemkonton/", account_pages.accounts, name="api_accounts"),
    path("oppna-data/systemkonton/<int:pk>/", account_pages.account, name="api_account"),
    path("oppna-data/systemkonton/<int:pk>/<slug:digest>/aterkalla/", account_pages.revoke, name="api_token_revoke"),
    re_path(r"^api(?:/.*)?$", nothing_here),
]
