"""The sheets to fill in: ``…/indikatorer/``, ``…/ekonomi/``, ``…/investeringar/``, ``…/intern-kontroll/`` and
``…/tabeller/``, with each of the board's own at ``…/tabell-<code>/``.

``…/rad/?cell=<key>`` shows all fields of one row. Cells are saved through ``cells.views``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.core.lights import Light
from apps.entry.blocks.sign_rule import RULE_SENTENCES
from apps.entry.keys import parse_key
from apps.entry.shapes import EntrySheet, SheetRow
from apps.entry.sheets.controls import load_control_sheet
from apps.entry.sheets.investments import load_investment_sheet
from apps.entry.sheets.money import load_money_sheet
from apps.entry.sheets.outcomes import load_outcome_sheet
from apps.entry.sheets.own_tables import load_own_table_sheets
from apps.entry.sheets.registry import find_editable_row
from apps.rounds.models import Round
from apps.web.page_cache import strip_indentation
from apps.web.reporting.access import require_round
from apps.web.reporting.cells import form_post
from apps.web.reporting.cells.cell_view import build_row_cells, is_on_row_page, list_cell_problems
from apps.web.reporting.cells.units import UNIT_LABELS, UnitChoice, parse_unit
from apps.web.reporting.links import build_own_table_url, build_round_url
from apps.web.reporting.page_header import build_round_header
from apps.web.reporting.questions.marks import find_questions_url, load_row_marks
from apps.web.reporting.sheet.presenter import build_sheet_view

SCRIPT, NO_SCRIPT = "skript", "nej"


@dataclass(frozen=True, slots=True)
class SheetKind:
    """A sheet's URL name, and what its rows are."""

    name: str
    row_title: str


OUTCOMES = SheetKind("reporting_outcomes", "Indikator")
MONEY = SheetKind("reporting_money", "Verksamhet")
INVESTMENTS = SheetKind("reporting_investments", "Projekt")
CONTROLS = SheetKind("reporting_controls", "Kontroll")
OWN_TABLES = SheetKind("reporting_own_tables", "Rad")
SHEET_KINDS = {
    "outcomes": OUTCOMES,
    "money": MONEY,
    "investments": INVESTMENTS,
    "controls": CONTROLS,
    "own-tables": OWN_TABLES,
}


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
def show_own_table(request: HttpRequest, *, round_: Round, user: User, table: str = "", **_: Any) -> HttpResponse:
    """A table of the board's own: the one that the address names, else the first."""
    unit = parse_unit(request.GET.get("enhet"))
    shown, tables = load_own_table_sheets(round_, user, table, unit)
    if table and not shown.sections:
        raise Http404
    current = table or next((one.code for one in tables), "")
    listed = [(one.name, build_own_table_url(round_, one.code, unit), one.code == current) for one in tables]
    return _render_sheet(request, round_, user, OWN_TABLES, shown, {"own_tables": listed})


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
            "back": _build_sheet_url(round_, page, shown, unit),
            "history_url": build_round_url(round_, "reporting_history"),
            "histories": _list_histories(page, shown),
            "questions_url": find_questions_url(round_, user),
        },
    )


def _list_histories(page: SheetKind, row: SheetRow) -> list[tuple[str, str]]:
    """The keys that have a history, with the heading of each where the row has several: an own table's cells have."""
    if page is OWN_TABLES:
        return [(cell.key, cell.label) for cell in row.cells if cell.field == "value"]
    return [(row.key, "")]


def _build_sheet_url(round_: Round, page: SheetKind, row: SheetRow, unit: str) -> str:
    """The sheet that a row is in."""
    if page is OWN_TABLES:
        return build_own_table_url(round_, parse_key(row.key).first, unit)
    return build_round_url(round_, page.name, **({"enhet": unit} if row.unit == unit else {}))


def _leave_out_ends(page: bytes) -> bytes:
    """The page without the end tags that HTML lets go where another cell or row follows: a long sheet has thousands."""
    for end, following in ((b"</td>", b"<td"), (b"</th>", b"<td"), (b"</td>", b"</tr>")):
        page = page.replace(end + following, following)
    return page.replace(b"</tr>\n<tr", b"\n<tr")


def _build_without_script_url(request: HttpRequest) -> str:
    """The same sheet with every row whole, for a browser that runs no script."""
    query = request.GET.copy()
    query[SCRIPT] = NO_SCRIPT
    return f"?{query.urlencode()}"


def _render_sheet(
    request: HttpRequest,
    round_: Round,
    user: User,
    page: SheetKind,
    shown: EntrySheet,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    wanted = request.GET.get("visa", "")
    marks, order = load_row_marks(round_, user), request.GET.get("ordning", "")
    has_script = request.GET.get(SCRIPT) != NO_SCRIPT
    sheet = build_sheet_view(shown, round_.period.label, wanted, user.pk, marks, order, has_script=has_script)
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
            "seen": "" if sheet.is_compact else form_post.format_sent_cells(sheet.cells),
            "without_script_url": _build_without_script_url(request),
            "changes_url": build_round_url(round_, "reporting_budget_changes") if page is MONEY else "",
            "save_url": build_round_url(round_, "reporting_save", **unit),
            "may_ask": not sheet.read_only,
            "questions_url": build_round_url(round_, "reporting_questions"),
            "paste_url": build_round_url(round_, "reporting_paste", **unit),
            "confirm_url": build_round_url(round_, "reporting_confirm", **unit),
            "units": [UnitChoice(code, label, code == sheet.unit) for code, label in UNIT_LABELS],
            "lights": list(Light),
            "sign_rule": RULE_SENTENCES.get(round_.board.amount_sign, "") if page in (MONEY, INVESTMENTS) else "",
            **(more or {}),
        },
    )
    response.content = _leave_out_ends(strip_indentation(response.content))  # no text on a sheet has several lines
    return response
