"""``…/t<tertial>/fil/``: fills in a round from a file.

A file is sent in, read by a job, and shown with what it would change (``fil/<job>/``). The user then applies all of it
or throws it away; nothing is applied by halves. The template to fill in is ``fil/mall.xlsx``.
"""

import io
from datetime import datetime
from typing import Any, cast
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.models import User
from apps.accounts.services import is_administrator
from apps.core.swedish import format_number, format_tkr
from apps.documents.template_rows import build_template
from apps.documents.template_workbook import write_template
from apps.imports import services, tasks
from apps.imports.files.issued_templates import issue_template
from apps.imports.models import FileKind, ImportJob, JobState
from apps.imports.report_format.raw_sheets import MAX_FILE_MB
from apps.web.reporting.dates import format_moment
from apps.web.reporting.uploads.access import UploadRound, find_job, require_upload_round
from apps.web.reporting.uploads.balance_rows import build_balance_rows
from apps.web.reporting.uploads.file_kinds import list_other_kinds
from apps.web.reporting.uploads.warning_groups import group_warnings

XLSX_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_JOBS = 30
TOTAL_LABELS = {"budget": "Budget", "period_budget": "Periodbudget", "actual": "Utfall", "forecast": "Prognos"}


@require_http_methods(["GET", "HEAD", "POST"])
@require_upload_round
def show_files(request: HttpRequest, where: UploadRound) -> HttpResponse:
    """The template, the form, and the files sent before."""
    error = ""
    if request.method == "POST":
        try:
            job = _store_sent_file(request, where)
        except services.UploadError as problem:
            error = str(problem)
        else:
            return HttpResponseRedirect(_begin_reading(request, job, where))
    jobs = ImportJob.objects.filter(round=where.round).select_related("file").defer("file__content", "result")
    context = {
        "where": where,
        "here": True,
        "error": error,
        "handover": where.url("reporting_handover"),
        "limit": MAX_FILE_MB,
        "template_url": where.url("upload_template"),
        "jobs": [
            (one, where.url("upload", job=one.public_id), format_moment(one.created_at)) for one in jobs[:MOST_JOBS]
        ],
    }
    return render(request, "reporting/uploads/files.html", context, status=422 if error else 200)


def _store_sent_file(request: HttpRequest, where: UploadRound) -> ImportJob:
    sent = request.FILES.get("fil")
    if sent is None:
        raise services.UploadError("Välj en fil.")
    return services.store_file(by=request.user, round_=where.round, name=sent.name or "fil", content=sent.read())


def _begin_reading(request: HttpRequest, job: ImportJob, where: UploadRound) -> str:
    """Start to read the file, unless it needs a mapping first. Returns the address of the next page."""
    is_outcomes = job.file.kind == FileKind.OUTCOMES
    if job.state == JobState.MAPPING and not (is_outcomes and services.map_as_before(by=request.user, job=job)):
        return where.url("upload_mapping", job=job.public_id)
    tasks.start_job(job.pk, "read")
    return where.url("upload", job=job.public_id)


@require_safe
@require_upload_round
def download_template(request: HttpRequest, where: UploadRound) -> HttpResponse:
    """The round as a workbook to fill in."""
    stream, user = io.BytesIO(), cast(User, request.user)
    found = build_template(where.round, changes_plan=is_administrator(user, where.round.board))
    found.stamp = issue_template(by=user, round_=where.round, sheets=found.sheets).public_id
    write_template(found, stream)
    name = f"{where.round.board.slug}-{where.round.year}-t{where.round.tertial}.xlsx"
    return _build_download(stream.getvalue(), name, XLSX_CONTENT_TYPE)


@require_safe
@require_upload_round
def download_original(request: HttpRequest, where: UploadRound, job: Any) -> HttpResponse:
    """The file as it was sent in; 410 with why when its bytes have been removed."""
    found = find_job(where, job)
    if found.file.emptied_at:
        context = {"where": where, "job": found, "emptied_on": format_moment(found.file.emptied_at)}
        return render(request, "reporting/uploads/removed.html", context, status=410)
    return _build_download(bytes(found.file.content), found.file.name, "application/octet-stream")


def _build_download(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@require_upload_round
def show_job(request: HttpRequest, where: UploadRound, job: Any) -> HttpResponse:
    """How far the file has come, what it would change, and what was applied."""
    found = find_job(where, job)
    error = ""
    if request.method == "POST":
        try:
            _apply_action(request, found, request.POST.get("act", ""))
            is_from_list = request.POST.get("next") == "list"
            return HttpResponseRedirect(where.url() if is_from_list else where.url("upload", job=found.public_id))
        except services.UploadError as problem:
            error = str(problem)
            found = find_job(where, job)
    context = {
        "where": where,
        "job": found,
        "error": error,
        "percent": 100 * found.done // found.total if found.total else 0,
        **_build_result_lists(found.result or {}),
        "other_kinds": list_other_kinds(found),
        "kind_url": where.url("upload_mapping", job=found.public_id),
        "emptied_on": format_moment(found.file.emptied_at) if found.file.emptied_at else "",
        "address": where.url("upload", job=found.public_id),
        "original": where.url("upload_original", job=found.public_id),
        "mapping": where.url("upload_mapping", job=found.public_id) if found.file.kind != FileKind.REPORT else "",
    }
    response = render(request, "reporting/uploads/job.html", context, status=422 if error else 200)
    if found.is_running:
        response["Refresh"] = "2"  # seconds; the progress moves without any script
    return response


def _build_result_lists(result: dict[str, Any]) -> dict[str, Any]:
    """What the page shows of ``ImportJob.result``, whose shape ``imports.services`` decides. Empty until it is read."""
    changes = sum(sheet.get("cells", sheet["new"] + sheet["changed"]) for sheet in result.get("sheets", ()))
    return {
        "result": result,
        "totals": _list_totals(result),
        "warnings": group_warnings(result.get("warnings", ())),
        "changes": changes,
        "balance": build_balance_rows(result),
        "conflicts": [(one, _format_moment(one.get("at", ""))) for one in result.get("conflicts", ())],
        "apply_label": format_apply_label(
            changes, has_choices=bool(result.get("conflicts") or result.get("emptyings"))
        ),
    }


def _apply_action(request: HttpRequest, found: ImportJob, act: str) -> None:
    if act == "apply":
        shown = (found.result or {}).get("conflicts", ())
        take = [one["id"] for one in shown if request.POST.get(f"cell-{one['id']}") == "file"]
        services.start_applying(
            by=request.user,
            job=found,
            empty=request.POST.get("empty") == "yes",
            take=take,
            confirmed=request.POST.getlist("confirm"),
        )
        tasks.start_job(found.pk, "apply")
    elif act == "discard":
        services.discard_file(by=request.user, job=found)
    elif act == "again":
        services.requeue_file(by=request.user, job=found)
        tasks.start_job(found.pk, "read")
    else:
        raise services.UploadError("Välj vad som ska göras med filen.")


def format_apply_label(changes: int, *, has_choices: bool) -> str:
    """The text of the button that applies the file. ``has_choices``: the user has more to choose than the changes."""
    what = "en uppgift" if changes == 1 else f"{format_number(changes)} uppgifter"
    if not changes:
        return "Läs in det du har valt"
    return f"Läs in {what} och det du har valt" if has_choices else f"Läs in {what}"


def _format_moment(at: str) -> str:
    return format_moment(datetime.fromisoformat(at)) if at else ""


def _list_totals(result: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The board's net cost as (label, before, after) in thousands of kronor; only amounts that are known at all."""
    before, after = result.get("before", {}), result.get("after", {})
    return [
        (label, _format_tkr(before.get(key)), _format_tkr(after.get(key)))
        for key, label in TOTAL_LABELS.items()
        if before.get(key) is not None or after.get(key) is not None
    ]


def _format_tkr(kronor: int | None) -> str:
    return "" if kronor is None else format_tkr(kronor, exact=True)
