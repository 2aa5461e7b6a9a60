"""``…/fil/<job>/koppling/`` for a file with outcomes: says how a file from an HR or case system is to be read.

The user chooses which column is what, what the rows' names mean among the round's indicators, and what the units mean
among its service areas. The choices are saved for the board, so that the next file of the same kind needs none.
"""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render

from apps.imports import services, tasks
from apps.imports.files.saved_mappings import find_moved_outcome_mapping, find_saved_outcome_mapping
from apps.imports.models import ImportJob
from apps.imports.outcome_files.mapping import (
    COLUMN_LABELS,
    LATEST_MONTH,
    PERCENT,
    SHARE,
    SUMMED_MONTHS,
    OutcomeFileMapping,
)
from apps.imports.outcome_files.tables import add_headers
from apps.web.reporting.uploads.access import UploadRound
from apps.web.reporting.uploads.outcomes.presenter import OutcomeSurvey, build_field

DECIMAL_LABELS = {",": "komma: 7,3", ".": "punkt: 7.3"}
MONTH_LABELS = {
    LATEST_MONTH: "senaste månaden",
    SUMMED_MONTHS: "summan från januari för det som summeras över året, annars senaste månaden",
}
PERCENT_LABELS = {PERCENT: "procent: 7,3 är 7,3 %", SHARE: "andelar: 0,073 är 7,3 %"}
LONGEST_TITLE = 200
LONGEST_NUMBER = 8


def edit_outcome_mapping(
    request: HttpRequest, where: UploadRound, job: ImportJob, *, other_kinds: list[tuple[str, str]]
) -> HttpResponse:
    """Choose columns and what names mean; what was saved for a file with the same headings is the start.

    For one whose headings are the same but for the period it is a proposal, and says so.
    """
    survey = OutcomeSurvey(job)
    start = find_saved_outcome_mapping(job, survey.sheets) or _propose(job, survey)
    error = ""
    if request.method == "POST":
        error = _choose(request.POST, start, survey)
        if not error and request.POST.get("act") == "read" and not _is_table_moved(request.POST):
            try:
                _start_reading(request, job, survey)
                return HttpResponseRedirect(where.url("upload", job=job.public_id))
            except services.UploadError as problem:
                error = str(problem)
    else:
        survey.use(survey.guess_targets(start))
    context = {**_build_form_context(where, job, survey), "other_kinds": other_kinds, "error": error}
    return render(request, "reporting/uploads/outcomes.html", context, status=422 if error else 200)


def _propose(job: ImportJob, survey: OutcomeSurvey) -> OutcomeFileMapping:
    """How the file was read for another period, for a person to look at; else what is guessed."""
    moved = find_moved_outcome_mapping(job, survey.sheets)
    return survey.propose(moved) if moved else survey.guess()


def _choose(form: QueryDict, start: OutcomeFileMapping, survey: OutcomeSurvey) -> str:
    """Look at the file by what the form says. What must be mended, or empty."""
    is_moved = _is_table_moved(form)
    chosen = _parse_form(form, start)
    if is_moved or chosen.columns != _parse_shown_columns(form):
        # Other columns have other names: those that are indicators' own are taken, as on the first look.
        chosen = survey.guess_targets(survey.guess_columns(chosen) if is_moved else chosen)
    survey.use(chosen)
    chosen = _parse_names(form, chosen, survey)
    survey.use(survey.exclude_rest(chosen) if form.get("act") == "rest" else chosen)
    return survey.find_problem()


def _is_table_moved(form: QueryDict) -> bool:
    """Was another sheet or heading row chosen than the one that the form's columns are of?"""
    return any(form.get(name, "").strip() != form.get(f"shown-{name}", "") for name in ("sheet", "heading"))


def _build_form_context(where: UploadRound, job: ImportJob, survey: OutcomeSurvey) -> dict[str, Any]:
    mapping = survey.mapping
    return {
        "where": where,
        "job": job,
        "survey": survey,
        "mapping": mapping,
        "columns": [(key, label, mapping.columns.get(key)) for key, label in COLUMN_LABELS.items()],
        "shown_columns": ",".join(f"{key}={place}" for key, place in sorted(mapping.columns.items())),
        "sheets": [(sheet.title, f"{sheet.title} (dolt)" if sheet.hidden else sheet.title) for sheet in survey.sheets],
        "decimals": DECIMAL_LABELS.items(),
        "months": MONTH_LABELS.items() if "period" in mapping.columns else (),
        "percents": PERCENT_LABELS.items(),
        "lists": survey.list_names(),
        "outcomes": survey.list_outcomes(),
        "piles": survey.reading.list_piles(),
    }


def _start_reading(request: HttpRequest, job: ImportJob, survey: OutcomeSurvey) -> None:
    """Save the mapping, with the headings by which the board's next file is known, and read the file."""
    chosen = add_headers(survey.mapping, survey.header_texts)
    services.save_ledger_mapping(by=request.user, job=job, mapping=chosen.as_json())
    tasks.start_job(job.pk, "read")


def _parse_form(form: QueryDict, start: OutcomeFileMapping) -> OutcomeFileMapping:
    columns = {key: int(place) for key in COLUMN_LABELS if _is_number(place := form.get(f"column-{key}", ""))}
    return OutcomeFileMapping(
        sheet=form.get("sheet", start.sheet)[:LONGEST_TITLE],
        heading=_parse_heading(form, start.heading),
        columns=columns if any(f"column-{key}" in form for key in COLUMN_LABELS) else start.columns,
        decimal=_choose_known(form.get("decimal"), DECIMAL_LABELS, start.decimal),
        months=_choose_known(form.get("months"), MONTH_LABELS, start.months),
        percent=_choose_known(form.get("percent"), PERCENT_LABELS, start.percent),
        names=start.names,
        areas=start.areas,
    )


def _parse_shown_columns(form: QueryDict) -> dict[str, int]:
    """The columns that the names in the form were read by."""
    pairs = [one.partition("=") for one in form.get("shown-columns", "").split(",")]
    return {key: int(place) for key, _, place in pairs if key in COLUMN_LABELS and _is_number(place)}


def _parse_heading(form: QueryDict, start: int | None) -> int | None:
    """The row of the headings; None to guess, as in another sheet than the one that the row was chosen in."""
    if "heading" not in form:
        return start
    number = form.get("heading", "").strip()
    return int(number) if form.get("sheet", "") == form.get("shown-sheet", "") and _is_number(number) else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER


def _parse_names(form: QueryDict, chosen: OutcomeFileMapping, survey: OutcomeSurvey) -> OutcomeFileMapping:
    """The mapping with what the form says that names mean; those that it doesn't show stay as they were."""
    targets = {value for value, _ in survey.targets}
    areas = {*survey.plan.areas, "-"}
    return OutcomeFileMapping.read(
        {
            **chosen.as_json(),
            "names": _collect_choices(form, "name", survey.names, chosen.names, targets),
            "areas": _collect_choices(form, "area", survey.areas, chosen.areas, areas),
        }
    )


def _collect_choices(
    form: QueryDict, prefix: str, names: Iterable[str], start: dict[str, str], known: set[str]
) -> dict[str, str]:
    found = dict(start)
    for name in names:
        field = build_field(prefix, name)
        value = form.get(field) or form.get(f"accept-{field}")
        if value in known:
            found[name] = value
        elif field in form:
            found.pop(name, None)
    return found


def _choose_known(value: str | None, known: Any, start: str) -> str:
    return value if value is not None and value in known else start
