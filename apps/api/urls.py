"""The addresses under ``/api/v1``. No trailing slashes, no underscores."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path, register_converter, reverse

from apps.api import account_views, document_views, documentation_views, info_views, record_views, report_views
from apps.api.bilingual_text import BilingualText
from apps.api.converters import (
    CodeConverter,
    IndicatorCodeConverter,
    PeriodConverter,
    RowKeyConverter,
    VersionNumberConverter,
)
from apps.api.entry.views import SaveOperatingLinesView, SaveOutcomesView
from apps.api.files.views import FileApplyView, FileDiscardView, FileMappingView, FileStatusView, FileUploadView
from apps.api.problems import ApiProblem, build_problem_response

for name, converter in (
    ("code", CodeConverter),
    ("key", RowKeyConverter),
    ("indicator", IndicatorCodeConverter),
    ("period", PeriodConverter),
    ("number", VersionNumberConverter),
):
    register_converter(converter, name)


def refuse_unknown_address(request: HttpRequest, **rest: str) -> HttpResponse:
    """No other address under ``/api`` means anything, least of all that of a municipality."""
    where = reverse("api_documentation")
    detail = BilingualText(
        f"API:et har ingen sådan adress. Alla adresser står på {where}. Ingen slutar på snedstreck eller filändelse;"
        " format väljs med format=csv.",
        f"The API has no such address. All addresses are listed at {where}. None ends in a slash or a file extension;"
        " choose the format with format=csv.",
    )
    return build_problem_response(request, ApiProblem(404, detail))


ROUND_ROUTE = "boards/<code:municipality>/<code:board>/rounds/<period:period>"
REPORT_ROUTE = "boards/<code:municipality>/<code:board>/reports/<period:period>"
v1_urlpatterns = [
    path("openapi.json", info_views.ContractView.as_view(), name="api_contract"),
    path("api-info", info_views.InfoView.as_view(), name="api_info_v1"),
    path("series/<indicator:indicator>", record_views.SeriesView.as_view()),
    path(REPORT_ROUTE, report_views.ReportView.as_view(), name="api_report"),
    path(f"{REPORT_ROUTE}/versions/<number:version>", report_views.ReportView.as_view(), name="api_report_version"),
    path(f"{REPORT_ROUTE}/versions/<number:version>/bytes", report_views.ReportBytesView.as_view()),
    path(f"{REPORT_ROUTE}/versions/<number:version>/documents", document_views.VersionDocumentsView.as_view()),
    path(
        f"{REPORT_ROUTE}/versions/<number:version>/documents/<code:kind>", document_views.VersionDocumentView.as_view()
    ),
    path("boards/<code:municipality>/<code:board>/plans/<int:year>", document_views.PlanView.as_view()),
    path(f"{ROUND_ROUTE}/documents/<code:kind>", document_views.DraftDocumentView.as_view()),
    path(f"{REPORT_ROUTE}/versions/<number:version>/chapters", report_views.ReportChaptersView.as_view()),
    path(f"{ROUND_ROUTE}/outcomes", SaveOutcomesView.as_view(), name="api_save_outcomes"),
    path(f"{ROUND_ROUTE}/operating-lines", SaveOperatingLinesView.as_view(), name="api_save_operating_lines"),
    path(f"{ROUND_ROUTE}/files", FileUploadView.as_view(), name="api_files"),
    path(f"{ROUND_ROUTE}/files/<uuid:file>", FileStatusView.as_view(), name="api_file"),
    path(f"{ROUND_ROUTE}/files/<uuid:file>/apply", FileApplyView.as_view(), name="api_file_apply"),
    path(f"{ROUND_ROUTE}/files/<uuid:file>/mapping", FileMappingView.as_view(), name="api_file_mapping"),
    path(f"{ROUND_ROUTE}/files/<uuid:file>/discard", FileDiscardView.as_view(), name="api_file_discard"),
    *(path(route, view.as_view(**given), name=name) for route, view, given, name in record_views.build_routes()),
]
urlpatterns = [
    path("api-info", info_views.InfoView.as_view(), name="api_info"),
    path("api/v1/", include(v1_urlpatterns)),
    path("oppna-data/", documentation_views.show_documentation, name="api_documentation"),
    path("oppna-data/kom-igang/", documentation_views.show_getting_started, name="api_getting_started"),
    path("oppna-data/systemkonton/", account_views.show_accounts, name="api_accounts"),
    path("oppna-data/systemkonton/<int:pk>/", account_views.show_account, name="api_account"),
    path(
        "oppna-data/systemkonton/<int:pk>/<slug:digest>/aterkalla/",
        account_views.revoke_account_token,
        name="api_token_revoke",
    ),
    re_path(r"^api(?:/.*)?$", refuse_unknown_address),
]
