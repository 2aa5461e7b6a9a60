"""The addresses under ``/api/v1``. No trailing slashes, no underscores."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path, re_path, register_converter

from apps.api import account_pages, info, pages, reports, views
from apps.api.files.views import ApplyView, DiscardView, FilesView, FileView
from apps.api.writing.views import SaveOperatingLinesView, SaveOutcomesView
from apps.core.tertials import Tertial


class Code:
    """A name in an address: lowercase letters, figures and hyphens."""

    regex = "[a-z0-9][a-z0-9-]{0,99}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Key(Code):
    """A row's key: codes with ``~`` between."""

    regex = "[a-z0-9][a-z0-9~.-]{0,399}"


class IndicatorCode(Code):
    """An indicator's code, or its id in Kolada."""

    regex = "[a-z0-9][a-z0-9-]{0,99}|[A-Z][0-9]{5}"


class Period:
    """``2020-t3``."""

    regex = "(?:199[0-9]|20[0-9]{2}|2100)-t[123]"

    def to_python(self, value: str) -> Tertial:
        return Tertial(int(value[:4]), int(value[-1]))

    def to_url(self, value: Tertial) -> str:
        return f"{value.year}-{value.slug}"


class Number:
    """A version's number."""

    regex = "[1-9][0-9]{0,4}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


for name, converter in (
    ("code", Code), ("key", Key), ("indicator", IndicatorCode), ("period", Period), ("number", Number)
):  # fmt: skip
    register_converter(converter, name)


def nothing_here(request: HttpRequest, **rest: str) -> HttpResponse:
    """No other address under ``/api`` means anything, least of all that of a municipality."""
    raise Http404


ROUND = "boards/<code:municipality>/<code:board>/rounds/<period:period>"
REPORT = "boards/<code:municipality>/<code:board>/reports/<period:period>"
report = reports.unchanged_first(reports.ReportView.as_view())
v1 = [
    path("openapi.json", info.ContractView.as_view(), name="api_contract"),
    path("api-info", info.InfoView.as_view(), name="api_info_v1"),
    path("series/<indicator:indicator>", views.SeriesView.as_view()),
    path(REPORT, report, name="api_report"),
    path(f"{REPORT}/versions/<number:version>", report, name="api_report_version"),
    path(f"{REPORT}/versions/<number:version>/bytes", reports.unchanged_first(reports.ReportBytesView.as_view())),
    path(f"{ROUND}/outcomes", SaveOutcomesView.as_view(), name="api_save_outcomes"),
    path(f"{ROUND}/operating-lines", SaveOperatingLinesView.as_view(), name="api_save_operating_lines"),
    path(f"{ROUND}/files", FilesView.as_view(), name="api_files"),
    path(f"{ROUND}/files/<uuid:file>", FileView.as_view(), name="api_file"),
    path(f"{ROUND}/files/<uuid:file>/apply", ApplyView.as_view(), name="api_file_apply"),
    path(f"{ROUND}/files/<uuid:file>/discard", DiscardView.as_view(), name="api_file_discard"),
    *(path(route, view.as_view(**given)) for route, view, given in views.addresses()),
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
