"""The sheets of a round: shown, saved cell by cell or as a form, and pasted into."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import User
from apps.core.lights import Light
from apps.entry import pasted_block
from apps.entry import services as entry_cells
from apps.entry.drafts import delete_draft
from apps.entry.shapes import EntrySheet
from apps.entry.sheets import registry
from apps.rounds.models import Round
from apps.web.page_cache import strip_indentation
from apps.web.reporting.access import require_round
from apps.web.reporting.cells import cell_payloads, form_post
from apps.web.reporting.cells.cell_view import build_row_cells, is_on_row_page, list_cell_problems
from apps.web.reporting.links import build_round_url
from apps.web.reporting.page_header import build_round_header
from apps.web.reporting.sheet.presenter import build_sheet_view

UNIT_LABELS = (("tkr", "tusen kronor"), ("kr", "kronor"))


@dataclass(frozen=True, slots=True)
class SheetKind:
    """A sheet's URL name, and what its rows are."""

    name: str
    row_title: str


OUTCOMES = SheetKind("reporting_outcomes", "Indikator")
MONEY = SheetKind("reporting_money", "Verksamhet")
INVESTMENTS = SheetKind("reporting_investments", "Projekt")
CONTROLS = SheetKind("reporting_controls", "Kontroll")
SHEET_KINDS = {"outcomes": OUTCOMES, "money": MONEY, "investments": INVESTMENTS, "controls": CONTROLS}
MOST_IN_A_FORM = 5_000


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit to type money in."""

    code: str
    label: str
    current: bool


def parse_unit(asked: str | None) -> str:
    """The unit in an address or a form; thousands unless another known one is named."""
    return asked if asked in dict(UNIT_LABELS) else "tkr"


@require_safe
@require_round
def show_outcomes(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """Outcomes and forecasts of the indicators."""
    return _render_sheet(request, round_, OUTCOMES, registry.load_outcome_sheet(round_, user))


@require_safe
@require_round
def show_money(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """Budget, actual and forecast per service area and cost type."""
    return _render_sheet(
        request, round_, MONEY, registry.load_money_sheet(round_, user, unit=parse_unit(request.GET.get("enhet")))
    )


@require_safe
@require_round
def show_investments(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """Investments."""
    shown = registry.load_investment_sheet(round_, user, unit=parse_unit(request.GET.get("enhet")))
    return _render_sheet(request, round_, INVESTMENTS, shown)


@require_safe
@require_round
def show_controls(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """The results of the internal control."""
    return _render_sheet(request, round_, CONTROLS, registry.load_control_sheet(round_, user))


@require_safe
@require_round
def show_row(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """One row by itself: all its fields, what it means, and its history. The sheet fetches what it doesn't hold."""
    unit = parse_unit(request.GET.get("enhet"))
    found = registry.find_editable_row(round_, user, request.GET.get("cell", ""), unit=unit)
    if found is None:
        raise Http404
    kind, shown = found
    page = SHEET_KINDS[kind]
    cells = build_row_cells(shown)
    return render(
        request,
        "reporting/row.html",
        {
            "frame": build_round_header(round_, page.name, shown.label),
            "row": shown,
            "fields": [cell for cell in cells if not is_on_row_page(cell)],
            "besides": [cell for cell in cells if is_on_row_page(cell)],
            "problems": list_cell_problems(cells),
            "seen": form_post.format_sent_cells(cells),
            "unit": unit,
            "save_url": build_round_url(round_, "reporting_save"),
            "back": build_round_url(round_, page.name, **({"enhet": unit} if shown.unit == unit else {})),
            "history_url": build_round_url(round_, "reporting_history"),
        },
    )


@require_POST
@require_round
def save_posted_cells(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """Save cells: from the script as JSON, each with its answer; or from the form, which leads back to its page."""
    try:
        if request.content_type == "application/json":
            return _save_json(request, round_, user)
        return _save_form(request, round_, user)
    except cell_payloads.BadRequestError:
        return HttpResponseBadRequest("Det som skickades gick inte att läsa.")


@require_POST
@require_round
def preview_paste(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """How a block from a spreadsheet would be read. Nothing is saved."""
    try:
        body = cell_payloads.read_body(request)
        preview = pasted_block.preview_block(
            round_=round_,
            user=user,
            key=cell_payloads.read_text(body, "key"),
            field=cell_payloads.read_text(body, "field"),
            text=cell_payloads.read_text(body, "text", cell_payloads.LONGEST_TEXT * 10),
            unit=parse_unit(request.GET.get("enhet")),
            shown=cell_payloads.read_keys(body, "shown"),
        )
    except cell_payloads.BadRequestError:
        return HttpResponseBadRequest("Det som skickades gick inte att läsa.")
    return JsonResponse(cell_payloads.build_preview_payload(preview))


def _save_json(request: HttpRequest, round_: Round, user: User) -> HttpResponse:
    writes = cell_payloads.read_cells(cell_payloads.read_body(request))
    unit = parse_unit(request.GET.get("enhet"))
    answers = entry_cells.save_cells(round_=round_, cells=writes, by=user, unit=unit)
    return JsonResponse({"answers": [cell_payloads.build_answer_payload(answer) for answer in answers]})


def _save_form(request: HttpRequest, round_: Round, user: User) -> HttpResponse:
    form = form_post.parse_form(request.POST, form_post.parse_sent_cells(request.POST.get("seen")))
    if len(form.writes) > MOST_IN_A_FORM:
        raise cell_payloads.BadRequestError
    unit = parse_unit(request.POST.get("unit"))
    for key, field in form.let_go:
        delete_draft(round_=round_, by=user, key=key, field=field)
    answers = entry_cells.save_cells(round_=round_, cells=form.writes, by=user, unit=unit)
    result = form_post.summarize_answers(answers)
    told = form_post.format_summary(result)
    if told:
        messages.success(request, told)
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = build_round_url(round_)
    return HttpResponseRedirect(back + ("#fel" if result.refused else ""))


def _render_sheet(request: HttpRequest, round_: Round, page: SheetKind, shown: EntrySheet) -> HttpResponse:
    wanted = request.GET.get("visa", "")
    sheet = build_sheet_view(shown, round_.period.label, wanted)
    unit = {"enhet": sheet.unit}
    response = render(
        request,
        "reporting/sheet.html",
        {
            "frame": build_round_header(round_, page.name),
            "sheet": sheet,
            "row_title": page.row_title,
            "shown": next((one.code for one in sheet.filters if one.current), ""),
            "nothing_shown": all(section.hidden for section in sheet.sections),
            "problems": sheet.problems,
            "has_references": any(head.references for head in sheet.heads),
            "seen": form_post.format_sent_cells(sheet.cells),
            "save_url": build_round_url(round_, "reporting_save", **unit),
            "paste_url": build_round_url(round_, "reporting_paste", **unit),
            "units": [UnitChoice(code, label, code == sheet.unit) for code, label in UNIT_LABELS],
            "lights": list(Light),
        },
    )
    response.content = strip_indentation(response.content)  # there is no text of several lines on a sheet
    return response
