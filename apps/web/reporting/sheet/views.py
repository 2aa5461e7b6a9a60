"""The sheets to fill in: ``…/indikatorer/``, ``…/ekonomi/``, ``…/investeringar/`` and ``…/intern-kontroll/``.

``…/rad/?cell=<key>`` shows all fields of one row. Cells are saved through ``cells.views``.
"""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.core.lights import Light
from apps.entry.shapes import EntrySheet
from apps.entry.sheets.controls import load_control_sheet
from apps.entry.sheets.investments import load_investment_sheet
from apps.entry.sheets.money import load_money_sheet
from apps.entry.sheets.outcomes import load_outcome_sheet
from apps.entry.sheets.registry import find_editable_row
from apps.rounds.models import Round
from apps.web.page_cache import strip_indentation
from apps.web.reporting.access import require_round
from apps.web.reporting.cells import form_post
from apps.web.reporting.cells.cell_view import build_row_cells, is_on_row_page, list_cell_problems
from apps.web.reporting.cells.units import UNIT_LABELS, UnitChoice, parse_unit
from apps.web.reporting.links import build_round_url
from apps.web.reporting.page_header import build_round_header
from apps.web.reporting.questions.marks import find_questions_url, load_row_marks
from apps.web.reporting.sheet.presenter import build_sheet_view


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


@require_safe
@require_round
def show_outcomes(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """Outcomes and forecasts of the indicators."""
    return _render_sheet(request, round_, user, OUTCOMES, load_outcome_sheet(round_, user))


@require_safe
@require_round
def show_money(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """Budget, actual and forecast per service area and cost type."""
    shown = load_money_sheet(round_, user, unit=parse_unit(request.GET.get("enhet")))
    return _render_sheet(request, round_, user, MONEY, shown)


@require_safe
@require_round
def show_investments(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """Investments."""
    shown = load_investment_sheet(round_, user, unit=parse_unit(request.GET.get("enhet")))
    return _render_sheet(request, round_, user, INVESTMENTS, shown)


@require_safe
@require_round
def show_controls(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """The results of the internal control."""
    return _render_sheet(request, round_, user, CONTROLS, load_control_sheet(round_, user))


@require_safe
@require_round
def show_row(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """One row by itself: all its fields, what it means, and its history. The sheet fetches what it doesn't hold."""
    unit = parse_unit(request.GET.get("enhet"))
    found = find_editable_row(round_, user, request.GET.get("cell", ""), unit=unit)
    if found is None:
        raise Http404
    kind, shown = found
    page = SHEET_KINDS[kind]
    cells = build_row_cells(shown)
    return render(
        request,
        "reporting/row.html",
        {
            "header": build_round_header(round_, page.name, shown.label),
            "row": shown,
            "fields": [cell for cell in cells if not is_on_row_page(cell)],
            "besides": [cell for cell in cells if is_on_row_page(cell)],
            "problems": list_cell_problems(cells),
            "may_confirm": any(cell.editable for cell in cells),
            "may_reopen": shown.fill is not None and shown.fill.may_reopen(user.pk),
            "seen": form_post.format_sent_cells(cells),
            "unit": unit,
            "save_url": build_round_url(round_, "reporting_save"),
            "back": build_round_url(round_, page.name, **({"enhet": unit} if shown.unit == unit else {})),
            "history_url": build_round_url(round_, "reporting_history"),
            "questions_url": find_questions_url(round_, user),
        },
    )


def _render_sheet(request: HttpRequest, round_: Round, user: User, page: SheetKind, shown: EntrySheet) -> HttpResponse:
    wanted = request.GET.get("visa", "")
    marks, order = load_row_marks(round_, user), request.GET.get("ordning", "")
    sheet = build_sheet_view(shown, round_.period.label, wanted, user.pk, marks, order)
    unit = {"enhet": sheet.unit}
    response = render(
        request,
        "reporting/sheet.html",
        {
            "header": build_round_header(round_, page.name),
            "sheet": sheet,
            "fill_counts": sheet.fill_counts,
            "row_title": page.row_title,
            "shown": next((one.code for one in sheet.filters if one.current), ""),
            "nothing_shown": all(section.hidden for section in sheet.sections),
            "problems": sheet.problems,
            "has_references": any(head.references for head in sheet.heads),
            "seen": form_post.format_sent_cells(sheet.cells),
            "changes_url": build_round_url(round_, "reporting_budget_changes") if page is MONEY else "",
            "save_url": build_round_url(round_, "reporting_save", **unit),
            "may_ask": not sheet.read_only,
            "questions_url": build_round_url(round_, "reporting_questions"),
            "paste_url": build_round_url(round_, "reporting_paste", **unit),
            "confirm_url": build_round_url(round_, "reporting_confirm", **unit),
            "units": [UnitChoice(code, label, code == sheet.unit) for code, label in UNIT_LABELS],
            "lights": list(Light),
        },
    )
    response.content = strip_indentation(response.content)  # there is no text of several lines on a sheet
    return response
