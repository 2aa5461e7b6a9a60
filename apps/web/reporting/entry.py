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
from apps.followup.entry import cells as entry_cells
from apps.followup.entry import grid, paste
from apps.followup.entry.drafts import drop_draft
from apps.followup.entry.shapes import Grid
from apps.rounds.models import Round
from apps.web.kept import tightened
from apps.web.reporting import formpost, wire
from apps.web.reporting.cellview import is_beside, problems_of, row_cells
from apps.web.reporting.frame import frame_of
from apps.web.reporting.links import round_url
from apps.web.reporting.scope import round_page
from apps.web.reporting.sheet import sheet_of

UNITS = (("tkr", "tusen kronor"), ("kr", "kronor"))


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet's URL name, and what its rows are."""

    name: str
    row_title: str


OUTCOMES = Page("reporting_outcomes", "Indikator")
MONEY = Page("reporting_money", "Verksamhet")
INVESTMENTS = Page("reporting_investments", "Projekt")
CONTROLS = Page("reporting_controls", "Kontroll")
PAGES = {"outcomes": OUTCOMES, "money": MONEY, "investments": INVESTMENTS, "controls": CONTROLS}
MOST_IN_A_FORM = 5_000


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit to type money in."""

    code: str
    label: str
    current: bool


def unit_of(asked: str | None) -> str:
    """The unit in an address or a form; thousands unless another known one is named."""
    return asked if asked in dict(UNITS) else "tkr"


@require_safe
@round_page
def outcomes(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """Outcomes and forecasts of the indicators."""
    return _sheet_page(request, round_, OUTCOMES, grid.outcome_grid(round_, user))


@require_safe
@round_page
def money(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """Budget, actual and forecast per service area and cost type."""
    return _sheet_page(request, round_, MONEY, grid.money_grid(round_, user, unit=unit_of(request.GET.get("enhet"))))


@require_safe
@round_page
def investments(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """Investments."""
    shown = grid.investment_grid(round_, user, unit=unit_of(request.GET.get("enhet")))
    return _sheet_page(request, round_, INVESTMENTS, shown)


@require_safe
@round_page
def controls(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """The results of the internal control."""
    return _sheet_page(request, round_, CONTROLS, grid.control_grid(round_, user))


@require_safe
@round_page
def row(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """One row by itself: all its fields, what it means, and its history. The sheet fetches what it doesn't hold."""
    unit = unit_of(request.GET.get("enhet"))
    found = grid.row_of(round_, user, request.GET.get("cell", ""), unit=unit)
    if found is None:
        raise Http404
    kind, shown = found
    page = PAGES[kind]
    cells = row_cells(shown)
    return render(
        request,
        "reporting/row.html",
        {
            "frame": frame_of(round_, page.name, shown.label),
            "row": shown,
            "fields": [cell for cell in cells if not is_beside(cell)],
            "besides": [cell for cell in cells if is_beside(cell)],
            "problems": problems_of(cells),
            "seen": formpost.seen_text(cells),
            "unit": unit,
            "save_url": round_url(round_, "reporting_save"),
            "back": round_url(round_, page.name, **({"enhet": unit} if shown.unit == unit else {})),
            "history_url": round_url(round_, "reporting_history"),
        },
    )


@require_POST
@round_page
def save(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """Save cells: from the script as JSON, each with its answer; or from the form, which leads back to its page."""
    try:
        if request.content_type == "application/json":
            return _save_json(request, round_, user)
        return _save_form(request, round_, user)
    except wire.BadRequestError:
        return HttpResponseBadRequest("Det som skickades gick inte att läsa.")


@require_POST
@round_page
def read_paste(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """How a block from a spreadsheet would be read. Nothing is saved."""
    try:
        body = wire.read_body(request)
        preview = paste.read_block(
            round_=round_,
            user=user,
            key=wire.text_of(body, "key"),
            field=wire.text_of(body, "field"),
            text=wire.text_of(body, "text", wire.LONGEST_TEXT * 10),
            unit=unit_of(request.GET.get("enhet")),
            shown=wire.keys_of(body, "shown"),
        )
    except wire.BadRequestError:
        return HttpResponseBadRequest("Det som skickades gick inte att läsa.")
    return JsonResponse(wire.preview_json(preview))


def _save_json(request: HttpRequest, round_: Round, user: User) -> HttpResponse:
    writes = wire.read_cells(wire.read_body(request))
    unit = unit_of(request.GET.get("enhet"))
    answers = entry_cells.save_cells(round_=round_, cells=writes, by=user, unit=unit)
    return JsonResponse({"answers": [wire.answer_json(answer) for answer in answers]})


def _save_form(request: HttpRequest, round_: Round, user: User) -> HttpResponse:
    form = formpost.read_form(request.POST, formpost.read_seen(request.POST.get("seen")))
    if len(form.writes) > MOST_IN_A_FORM:
        raise wire.BadRequestError
    unit = unit_of(request.POST.get("unit"))
    for key, field in form.let_go:
        drop_draft(round_=round_, by=user, key=key, field=field)
    answers = entry_cells.save_cells(round_=round_, cells=form.writes, by=user, unit=unit)
    result = formpost.result_of(answers)
    told = formpost.sentence(result)
    if told:
        messages.success(request, told)
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = round_url(round_)
    return HttpResponseRedirect(back + ("#fel" if result.refused else ""))


def _sheet_page(request: HttpRequest, round_: Round, page: Page, shown: Grid) -> HttpResponse:
    wanted = request.GET.get("visa", "")
    sheet = sheet_of(shown, round_.period.label, wanted)
    unit = {"enhet": sheet.unit}
    response = render(
        request,
        "reporting/sheet.html",
        {
            "frame": frame_of(round_, page.name),
            "sheet": sheet,
            "row_title": page.row_title,
            "shown": next((one.code for one in sheet.filters if one.current), ""),
            "nothing_shown": all(section.hidden for section in sheet.sections),
            "problems": sheet.problems,
            "has_references": any(head.references for head in sheet.heads),
            "seen": formpost.seen_text(sheet.cells),
            "save_url": round_url(round_, "reporting_save", **unit),
            "paste_url": round_url(round_, "reporting_paste", **unit),
            "units": [UnitChoice(code, label, code == sheet.unit) for code, label in UNITS],
            "lights": list(Light),
        },
    )
    response.content = tightened(response.content)  # there is no text of several lines on a sheet
    return response
