"""``…/fil/<job>/koppling/``: says how a file from an accounting system is to be read.

The user chooses which column is what, unit and signs, and what the file's codes mean among the board's service areas
and cost types. The choices are saved for the board, so that the next file of the same kind starts from them.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from apps.budget.models import CostType
from apps.imports import services, tasks
from apps.imports.ledgers.budgets import BUDGET_BY_MONTH, BUDGET_BY_YEAR
from apps.imports.ledgers.extract import LEDGER_COLUMN_LABELS, LedgerFileMapping, add_headers
from apps.imports.models import FileKind, ImportJob
from apps.organisation.models import ServiceArea
from apps.rounds.models import AmountUnit
from apps.web.reporting.uploads.access import UploadRound, find_job, require_upload_round
from apps.web.reporting.uploads.mapping.presenter import _LedgerSurvey

SIGN_LABELS = {
    "cost_positive": "Kostnader plus, intäkter minus (så skriver de flesta ekonomisystem)",
    "cost_negative": "Kostnader minus, intäkter plus",
    "both_positive": "Båda plus",
}
AREA_CODE_LABELS = {"unit": "ansvar (i SIE: den valda dimensionens objekt)", "activity": "verksamhet"}
BUDGET_LABELS = {
    "": "som den ser ut (det står på nästa sida)",
    BUDGET_BY_YEAR: "hela årets",
    BUDGET_BY_MONTH: "månad för månad",
}
DECIMAL_LABELS = {",": "komma: 1 234,50", ".": "punkt: 1234.50"}
LONGEST_RULES = 100_000


@require_http_methods(["GET", "HEAD", "POST"])
@require_upload_round
def edit_mapping(request: HttpRequest, where: UploadRound, job: Any) -> HttpResponse:
    """Choose columns and what codes mean; what was saved for the board is the start."""
    found = find_job(where, job)
    if found.file.kind == FileKind.REPORT:
        return HttpResponseRedirect(where.url("upload", job=found.public_id))
    survey = _LedgerSurvey(found)
    start = services.find_saved_mapping(found, survey.sheet) or survey.guess()
    survey.use(_parse_form(request.POST, start) if request.method == "POST" else start)
    error = survey.find_problem(where) if request.method == "POST" else ""
    if request.method == "POST" and not error and request.POST.get("act") == "read":
        try:
            _start_reading(request, found, survey)
            return HttpResponseRedirect(where.url("upload", job=found.public_id))
        except services.UploadError as problem:
            error = str(problem)
    context = {**_build_form_context(where, found, survey), "error": error}
    return render(request, "reporting/uploads/mapping.html", context, status=422 if error else 200)


def _build_form_context(where: UploadRound, job: ImportJob, survey: _LedgerSurvey) -> dict[str, Any]:
    """The form's choices, what is chosen in each, and the codes of the file that have no rule yet."""
    return {
        "where": where,
        "job": job,
        "survey": survey,
        "mapping": survey.mapping,
        "columns": [(key, label, survey.mapping.columns.get(key)) for key, label in LEDGER_COLUMN_LABELS.items()],
        "signs": SIGN_LABELS.items(),
        "scales": AmountUnit.choices,
        "bys": AREA_CODE_LABELS.items(),
        "budgets": BUDGET_LABELS.items(),
        "decimals": DECIMAL_LABELS.items(),
        "areas": ServiceArea.objects.filter(board=where.round.board_id)
        .order_by("position")
        .values_list("code", "name"),
        "kinds": [label for _, label in CostType.choices],
        "unknown": survey.find_unknown(where),
    }


def _start_reading(request: HttpRequest, job: ImportJob, survey: _LedgerSurvey) -> None:
    """Save the mapping, with the headers by which the columns of the board's next file are found, and read the file."""
    chosen = add_headers(survey.mapping, survey.headers)
    services.save_ledger_mapping(by=request.user, job=job, mapping=chosen.as_json())
    tasks.start_job(job.pk, "read")


def _parse_form(form: QueryDict, start: LedgerFileMapping) -> LedgerFileMapping:
    columns = {
        key: int(place)
        for key in LEDGER_COLUMN_LABELS
        if (place := form.get(f"column-{key}", "")).isascii() and place.isdigit() and len(place) < 4
    }
    return LedgerFileMapping(
        columns=columns or start.columns,
        decimal=_choose_known(form.get("decimal"), DECIMAL_LABELS, start.decimal),
        scale=_choose_known(form.get("scale"), dict(AmountUnit.choices), start.scale),
        sign=_choose_known(form.get("sign"), SIGN_LABELS, start.sign),
        by=_choose_known(form.get("by"), AREA_CODE_LABELS, start.by),
        budget=_choose_known(form.get("budget"), BUDGET_LABELS, start.budget),
        dimension=str(form["dimension"])[:20] if "dimension" in form else start.dimension,
        accounts=tuple(form.get("accounts", "")[:LONGEST_RULES].splitlines()),
        areas=tuple(form.get("areas", "")[:LONGEST_RULES].splitlines()),
    )


def _choose_known(value: str | None, known: Any, start: str) -> str:
    return value if value is not None and value in known else start
