"""``…/struktur/plan/``: the plan of a year as a workbook, out and in; ``…/struktur/plan/<id>/``: what a file would do.

Those who report may take the plan out. Only an administrator sends it in, and nothing is done before it has been seen.
"""

import io
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.models import User
from apps.accounts.roles import Permission
from apps.accounts.services import is_administrator
from apps.documents.plan_workbook import write_plan_workbook
from apps.documents.tasks import start_document_jobs
from apps.imports.models import PlanFile
from apps.imports.plan_files.plan_records import find_plan_sheet
from apps.imports.plan_files.plan_rows import SHEETS_WITH_ROWS, is_empty_plan
from apps.imports.plan_files.plan_sheets import format_headings
from apps.imports.plan_files.services import (
    MAX_PLAN_MB,
    PlanFileError,
    apply_plan_file,
    discard_plan_file,
    has_errors,
    preview_again,
    preview_plan_file,
    store_plan_file,
)
from apps.organisation.models import Board
from apps.web.reporting.access import require_board
from apps.web.reporting.links import build_structure_url
from apps.web.reporting.plan_files.forms import PlanTermsForm, build_chosen_terms
from apps.web.reporting.structure.views import UNPROCESSABLE, read_year
from apps.web.reporting.uploads.views import XLSX_CONTENT_TYPE

MOST_FILES = 20


@require_http_methods(["GET", "HEAD", "POST"])
@require_board(Permission.ADMINISTER, Permission.REPORT)
def show_plan_files(request: HttpRequest, *, board: Board, user: User, **_: Any) -> HttpResponse:
    """The workbook to download, the form to send it in by, and what was sent before."""
    year = read_year(request.POST if request.method == "POST" else request.GET, board)
    if request.method != "POST":
        return _render_files(request, board, user, year, PlanTermsForm(board=board, year=year))
    if not is_administrator(user, board):
        raise Http404
    form = PlanTermsForm(request.POST, board=board, year=year)
    name, content = _read_sent(request)
    error = "" if content else "Välj en fil, eller skriv rader."
    if form.is_valid() and content:
        try:
            terms = form.build_terms()
            file = store_plan_file(by=user, board=board, year=year, name=name, content=content, terms=terms)
            return HttpResponseRedirect(_build_url(board, file))
        except PlanFileError as refused:
            error = str(refused)
    return _render_files(request, board, user, year, form, error, status=UNPROCESSABLE)


def _read_sent(request: HttpRequest) -> tuple[str, bytes]:
    """The file, or the rows that were typed or pasted for one of the sheets."""
    sent = request.FILES.get("fil")
    if sent is not None:
        return sent.name or "plan.xlsx", sent.read()
    text, sheet = request.POST.get("rader", ""), find_plan_sheet(request.POST.get("blad", ""))
    return (f"{sheet.name}.csv", text.encode()) if sheet and text.strip() else ("", b"")


@require_safe
@require_board(Permission.ADMINISTER, Permission.REPORT)
def download_plan(request: HttpRequest, *, board: Board, user: User, **_: Any) -> HttpResponse:
    """The plan of the year in ``?ar=``. That of a board that has nothing yet has examples."""
    year, stream = read_year(request.GET, board), io.BytesIO()
    write_plan_workbook(board, year, stream, examples=is_empty_plan(board))
    response = HttpResponse(stream.getvalue(), content_type=XLSX_CONTENT_TYPE)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'plan-{board.slug}-{year}.xlsx')}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@require_board(Permission.ADMINISTER)
def edit_plan_file(request: HttpRequest, *, board: Board, user: User, file: UUID, **_: Any) -> HttpResponse:
    """What the file would do, row by row. The first button does it, the second reads it again on other terms."""
    found = PlanFile.objects.filter(board=board, public_id=file).select_related("board__municipality").first()
    if found is None:
        raise Http404
    posted = request.method == "POST"
    form = PlanTermsForm(request.POST if posted and "again" in request.POST else build_chosen_terms(found),
                         board=board, year=found.year)  # fmt: skip
    error = ""
    if posted:
        try:
            answer = _handle_act(request, board, user, found, form)
        except PlanFileError as refused:
            error = str(refused)
            preview_again(by=user, file=found)
        else:
            if answer is not None:
                return answer
    return _render_file(request, board, found, form, error)


def _handle_act(
    request: HttpRequest, board: Board, user: User, file: PlanFile, form: PlanTermsForm
) -> HttpResponse | None:
    """Do what the button says. None where the terms can't be used, and the page is shown again."""
    act = request.POST.get("act", "")
    if act == "discard":
        discard_plan_file(by=user, file=file)
        messages.success(request, "Filen är borttagen. Ingenting i planen är ändrat.")
        return HttpResponseRedirect(_build_list_url(board, file.year))
    if act == "apply":
        result = apply_plan_file(by=user, file=file)
        if result["hidden"]:
            start_document_jobs(board.pk)
        rows = "1 rad är inläst." if result["total"] == 1 else f"{result['total']} rader är inlästa."
        messages.success(request, f"{rows} Planen för {result['year']} är ändrad.")
        return HttpResponseRedirect(_build_url(board, file))
    if form.is_valid():
        preview_plan_file(by=user, file=file, terms=form.build_terms())
        return HttpResponseRedirect(_build_url(board, file))
    return None


def _render_files(
    request: HttpRequest, board: Board, user: User, year: int, form: PlanTermsForm, error: str = "", status: int = 200
) -> HttpResponse:
    sends = is_administrator(user, board)
    typed = find_plan_sheet(request.POST.get("blad", "") or request.GET.get("blad", ""))
    files = PlanFile.objects.filter(board=board).defer("content", "result") if sends else PlanFile.objects.none()
    context = {
        "board": board,
        "year": year,
        "structure_url": build_structure_url(board) if sends else "",
        "page_url": _build_list_url(board),
        "download_url": f"{_build_address('reporting_plan_workbook', board)}?ar={year}",
        "is_empty": is_empty_plan(board),
        "sends": sends,
        "sheet_names": [sheet.name for sheet in SHEETS_WITH_ROWS],
        "typed": typed,
        "rows": request.POST.get("rader") or (format_headings(typed) if typed else ""),
        "form": form,
        "error": error,
        "limit": MAX_PLAN_MB,
        "files": [(one, _build_url(board, one)) for one in files[:MOST_FILES]],
    }
    return render(request, "reporting/plan_files.html", context, status=status)


def _render_file(request: HttpRequest, board: Board, file: PlanFile, form: PlanTermsForm, error: str) -> HttpResponse:
    result: dict[str, Any] = file.result or {}
    for field, message in _list_form_errors(file, form):
        form.add_error(field, message)
    context = {
        "board": board,
        "file": file,
        "result": result,
        "year": result["year"],
        "sheets": [sheet for sheet in result["sheets"] if sheet["rows"]],
        "missing": [sheet for sheet in result["sheets"] if sheet["missing"]],
        "is_refused": has_errors(result),
        "error_count": len(result["errors"]) + result["more_errors"],
        "form": form,
        "error": error,
        "list_url": _build_list_url(board, file.year),
        "structure_url": build_structure_url(board),
    }
    return render(request, "reporting/plan_file.html", context, status=UNPROCESSABLE if error else 200)


def _list_form_errors(file: PlanFile, form: PlanTermsForm) -> list[tuple[str, str]]:
    """What the reading said of the terms, unless others have been typed since."""
    form.is_valid()
    known: Mapping[str, str] = {} if file.applied_at else (file.result or {}).get("form_errors", {})
    return [(field, message) for field, message in known.items() if field not in form.errors]


def _build_address(name: str, board: Board, **more: Any) -> str:
    return reverse(name, kwargs={"municipality": board.municipality.slug, "board": board.slug, **more})


def _build_url(board: Board, file: PlanFile) -> str:
    return _build_address("reporting_plan_file", board, file=file.public_id)


def _build_list_url(board: Board, year: int | None = None) -> str:
    return _build_address("reporting_plan_files", board) + (f"?ar={year}" if year else "")
