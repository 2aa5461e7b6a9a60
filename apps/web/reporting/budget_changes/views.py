"""``…/budgetandringar/``: changes of the areas' budgets during the year, and forecasts between tertials.

``?rad=andring-12`` opens the form of one row. The same address is posted to; what was typed in a refused form is still
there, with what is wrong at each field.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from apps.accounts.models import User
from apps.accounts.roles import NotAllowedError
from apps.entry.dated_amounts.services import (
    StaleAmountError,
    add_dated_amount,
    change_dated_amount,
    remove_dated_amount,
)
from apps.entry.dated_amounts.typed_amounts import MODELS, DatedKind, TypedAmountError
from apps.rounds.access import RoundAccess, load_access
from apps.rounds.models import Round
from apps.web.reporting.access import require_round
from apps.web.reporting.budget_changes.forms import FORMS, DatedAmountForm, DatedRow, build_initial_values
from apps.web.reporting.budget_changes.presenter import DatedAmountsPage, build_dated_amounts_page
from apps.web.reporting.links import build_round_url
from apps.web.reporting.page_header import build_round_header

UNPROCESSABLE, CONFLICT = 422, 409
PAGE = "reporting_budget_changes"
TITLE = "Budgetändringar och prognoser"


@require_http_methods(["GET", "HEAD", "POST"])
@require_round
def edit_budget_changes(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """The year's rows, and the forms for those who may write in the round."""
    access = load_access(round_, user)
    page = build_dated_amounts_page(round_, access)
    if request.method != "POST":
        return _render(request, round_, page, _build_form(round_, access, page, request.GET))
    form = _build_form(round_, access, page, request.POST, data=request.POST)
    if form is None:
        raise Http404
    try:
        messages.success(request, _save(form, round_, user, request.POST))
    except NotAllowedError as refused:
        form.add_error(None, str(refused))
    except StaleAmountError as refused:
        form.is_stale = True
        form.add_error(None, str(refused))
        return _render(request, round_, page, form, status=CONFLICT)
    except TypedAmountError as refused:
        form.add_errors(refused)
    else:
        return HttpResponseRedirect(build_round_url(round_, PAGE))
    return _render(request, round_, page, form, status=UNPROCESSABLE)


def _build_form(
    round_: Round, access: RoundAccess, page: DatedAmountsPage, query: QueryDict, data: QueryDict | None = None
) -> DatedAmountForm | None:
    """The form that ``?rad=`` opens, or that was posted; None where none is asked for. 404 for what doesn't exist."""
    code, _, key = query.get("rad", "").partition("-")
    if not code and data is None:
        return None
    if code not in {kind.value for kind in DatedKind} or (key and _parse_whole_number(key) is None):
        raise Http404
    kind = DatedKind(code)
    row = _find_row(round_, kind, int(key)) if key else None
    if key and data is None and (row is None or access.find_lock(row.service_area_id)):
        raise Http404
    initial = build_initial_values(row) if row else None
    return FORMS[kind](data, areas=page.choices, row=row, initial=initial)


def _find_row(round_: Round, kind: DatedKind, pk: int) -> DatedRow | None:
    rows: Any = MODELS[kind]._default_manager.filter(board=round_.board_id, year=round_.year, tertial=round_.tertial)
    found: DatedRow | None = rows.select_related("service_area").filter(pk=pk).first()
    return found


def _parse_whole_number(text: str) -> int | None:
    """A number that the database can hold; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _save(form: DatedAmountForm, round_: Round, user: User, posted: QueryDict) -> str:
    """Do what was asked, and say so."""
    what = "Ändringen" if form.row_kind == DatedKind.CHANGE else "Prognosen"
    where: dict[str, Any] = {"round_": round_, "by": user, "row_kind": form.row_kind}
    key = posted.get("rad", "").partition("-")[2]
    if not key:
        add_dated_amount(**where, typed=form.read_typed())
        return f"{what} är tillagd."
    seen: dict[str, Any] = {"pk": int(key), "version": _parse_whole_number(posted.get("version", "")) or 0}
    if posted.get("act") == "remove":
        remove_dated_amount(**where, **seen)
        return f"{what} är borttagen."
    change_dated_amount(**where, **seen, typed=form.read_typed())
    return f"{what} är sparad."


def _render(
    request: HttpRequest, round_: Round, page: DatedAmountsPage, form: DatedAmountForm | None, status: int = 200
) -> HttpResponse:
    opened = form.row_kind if form and form.row is None and not form.data.get("rad", "").partition("-")[2] else None
    new = [form if form and kind == opened else FORMS[kind](areas=page.choices) for kind in DatedKind]
    context = {
        "header": build_round_header(round_, PAGE, TITLE),
        "title": TITLE,
        "page": page,
        "url": build_round_url(round_, PAGE),
        "money_url": build_round_url(round_, "reporting_money"),
        "form": form,
        "edited": form if form and opened is None else None,
        "new_forms": new if page.choices else [],
        "opened": opened or "",
    }
    return render(request, "reporting/budget_changes.html", context, status=status)
