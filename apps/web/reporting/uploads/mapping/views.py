"""``…/fil/<job>/koppling/``: says how a file from an accounting system is to be read.

The user chooses which column is what, unit and signs, and what the file's codes mean among the board's service areas
and cost types. The choices are saved for the board, so that the next file of the same kind starts from them.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from apps.imports import services, tasks
from apps.imports.files.saved_mappings import find_saved_ledger_mapping
from apps.imports.ledgers.budgets import BUDGET_BY_MONTH, BUDGET_BY_YEAR
from apps.imports.ledgers.code_rules import BY_PAIR
from apps.imports.ledgers.extract import LEDGER_COLUMN_LABELS, LedgerFileMapping, add_headers
from apps.imports.models import ImportJob
from apps.imports.table_files.text_tables import FIXED_WIDTH
from apps.rounds.models import AmountUnit
from apps.web.reporting.uploads.access import UploadRound, find_job, require_upload_round
from apps.web.reporting.uploads.file_kinds import answer_other_kind, list_other_kinds
from apps.web.reporting.uploads.mapping.presenter import _LedgerSurvey

SIGN_LABELS = {
    "cost_positive": "Kostnader plus, intäkter minus (så skriver de flesta ekonomisystem)",
    "cost_negative": "Kostnader minus, intäkter plus",
    "both_positive": "Båda plus",
}
AREA_CODE_LABELS = {"unit": "ansvar", "activity": "verksamhet", BY_PAIR: "ansvar och verksamhet tillsammans"}
DELIMITER_LABELS = {
    "semicolon": "semikolon ;",
    "tab": "tabb",
    "comma": "komma ,",
    "bar": "lodstreck |",
    FIXED_WIDTH: "mellanrum, fast bredd",
}
BUDGET_LABELS = {
    "": "som den ser ut (det står på nästa sida)",
    BUDGET_BY_YEAR: "hela årets",
    BUDGET_BY_MONTH: "månad för månad",
}
DECIMAL_LABELS = {",": "komma: 1 234,50", ".": "punkt: 1234.50"}
LONGEST_RULES = 100_000
LONGEST_TITLE = 200
LONGEST_ROW_NUMBER = 8


@require_http_methods(["GET", "HEAD", "POST"])
@require_upload_round
def edit_mapping(request: HttpRequest, where: UploadRound, job: Any) -> HttpResponse:
    """Choose columns and what codes mean; what was saved for the board is the start."""
    found = find_job(where, job)
    if found.file.emptied_at:
        return HttpResponseRedirect(where.url("upload", job=found.public_id))
    if (other := answer_other_kind(request, where, found)) is not None:
        return other
    survey = _LedgerSurvey(found)
    start = find_saved_ledger_mapping(found, survey.read) or survey.guess()
    if request.method == "POST":
        is_moved = _is_table_moved(request.POST)
        chosen = _parse_form(request.POST, start)
        survey.use(survey.guess_columns(chosen) if is_moved else chosen)
    else:
        survey.use(start)
    error = survey.find_problem() if request.method == "POST" else survey.problem
    if request.method == "POST" and not (error or is_moved) and request.POST.get("act") == "read":
        try:
            _start_reading(request, found, survey)
            return HttpResponseRedirect(where.url("upload", job=found.public_id))
        except services.UploadError as problem:
            error = str(problem)
    context = {**_build_form_context(where, found, survey), "error": error}
    return render(request, "reporting/uploads/mapping.html", context, status=422 if error else 200)


def _is_table_moved(form: QueryDict) -> bool:
    """Was another sheet, heading row or delimiter chosen than the one that the form's columns are of?"""
    return any(
        form.get(name, "").strip() != form.get(f"shown-{name}", "") for name in ("sheet", "heading", "delimiter")
    )


def _build_form_context(where: UploadRound, job: ImportJob, survey: _LedgerSurvey) -> dict[str, Any]:
    """The form's choices, what is chosen in each, and the codes of the file that have no rule yet."""
    return {
        "where": where,
        "job": job,
        "other_kinds": list_other_kinds(job),
        "survey": survey,
        "mapping": survey.mapping,
        "columns": [(key, label, survey.mapping.columns.get(key)) for key, label in LEDGER_COLUMN_LABELS.items()],
        "sheets": [(sheet.title, f"{sheet.title} (dolt)" if sheet.hidden else sheet.title) for sheet in survey.sheets],
        "signs": SIGN_LABELS.items(),
        "sign_note": _format_sign_note(survey),
        "scales": AmountUnit.choices,
        "bys": AREA_CODE_LABELS.items(),
        "budgets": BUDGET_LABELS.items(),
        "delimiters": _list_delimiters(survey),
        "decimals": DECIMAL_LABELS.items(),
        "kinds": list(survey.cost_types),
        "codes": survey.list_codes(),
        "classes": survey.list_classes(),
    }


def _format_sign_note(survey: _LedgerSurvey) -> str:
    """That the board's sign rule is what is proposed, and what the file's accounts show where that is another."""
    if not survey.sign_rule:
        return ""
    note = f"Nämndens teckenregel är föreslagen: {SIGN_LABELS[survey.sign_rule]}."
    if survey.shown_sign == survey.sign_rule:
        return note
    return f"{note} Kontona i filen ser ut att vara skrivna så här: {SIGN_LABELS[survey.shown_sign]}."


def _list_delimiters(survey: _LedgerSurvey) -> list[tuple[str, str]]:
    """What may divide a text file's columns, what it looks like first; nothing to choose in other files."""
    if not survey.is_text:
        return []
    guess = DELIMITER_LABELS.get(survey.guessed_delimiter, "en enda kolumn")
    return [("", f"som det ser ut: {guess}"), *DELIMITER_LABELS.items()]


def _start_reading(request: HttpRequest, job: ImportJob, survey: _LedgerSurvey) -> None:
    """Save the mapping, with the headers by which the columns of the board's next file are found, and read the file."""
    chosen = add_headers(survey.mapping, survey.header_texts)
    services.save_ledger_mapping(by=request.user, job=job, mapping=chosen.as_json())
    tasks.start_job(job.pk, "read")


def _parse_form(form: QueryDict, start: LedgerFileMapping) -> LedgerFileMapping:
    columns = {
        key: int(place)
        for key in LEDGER_COLUMN_LABELS
        if (place := form.get(f"column-{key}", "")).isascii() and place.isdigit() and len(place) < 4
    }
    return LedgerFileMapping(
        sheet=form.get("sheet", start.sheet)[:LONGEST_TITLE],
        heading=_parse_heading(form, start.heading),
        delimiter=_choose_known(form.get("delimiter"), ("", *DELIMITER_LABELS), start.delimiter),
        columns=columns or start.columns,
        decimal=_choose_known(form.get("decimal"), DECIMAL_LABELS, start.decimal),
        scale=_choose_known(form.get("scale"), dict(AmountUnit.choices), start.scale),
        sign=_choose_known(form.get("sign"), SIGN_LABELS, start.sign),
        by=_choose_known(form.get("by"), AREA_CODE_LABELS, start.by),
        budget=_choose_known(form.get("budget"), BUDGET_LABELS, start.budget),
        dimension=str(form["dimension"])[:20] if "dimension" in form else start.dimension,
        account_codes=_parse_code_choices(form, "account-code", start.account_codes),
        area_codes=_parse_code_choices(form, "area-code", start.area_codes),
        accounts=tuple(form.get("accounts", "")[:LONGEST_RULES].splitlines()),
        areas=tuple(form.get("areas", "")[:LONGEST_RULES].splitlines()),
    )


def _parse_heading(form: QueryDict, start: int | None) -> int | None:
    """The row of the headings; None to guess, as in another sheet than the one that the row was chosen in."""
    if "heading" not in form:
        return start
    number = form.get("heading", "").strip()
    moved = any(form.get(name, "") != form.get(f"shown-{name}", "") for name in ("sheet", "delimiter"))
    if moved or not (number.isascii() and number.isdigit()):
        return None
    return int(number) if len(number) < LONGEST_ROW_NUMBER else None


def _parse_code_choices(form: QueryDict, field: str, start: dict[str, str]) -> dict[str, str]:
    """What single codes mean: those that the form doesn't show stay as they were, an empty choice takes one away."""
    shown = {name.removeprefix(f"{field}:"): form.get(name, "") for name in form if name.startswith(f"{field}:")}
    return {code: target for code, target in {**start, **shown}.items() if target}


def _choose_known(value: str | None, known: Any, start: str) -> str:
    return value if value is not None and value in known else start
