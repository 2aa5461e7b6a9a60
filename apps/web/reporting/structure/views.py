"""``/rapportera/<municipality>/<board>/struktur/`` and below: where an administrator sets up a board, by subject.

Each page shows one year's plan with the forms that change it. Every form posts to ``struktur/<form's code>/``
(``change_structure``); several indicators are changed by ``change_many``, which first shows what it will do.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import User
from apps.accounts.roles import Permission
from apps.accounts.services import is_administrator
from apps.core.tertials import FIRST_YEAR, LAST_YEAR
from apps.organisation.models import Board
from apps.planning import PlanningError, apply_seen, change_indicators, plan_indicators
from apps.rounds.models import Round, RoundState
from apps.web.reporting.access import require_board
from apps.web.reporting.links import build_structure_url
from apps.web.reporting.structure.fields import BoardChoices, KeyForm, PreviewForm, StructureForm
from apps.web.reporting.structure.forms import get_this_year
from apps.web.reporting.structure.indicator_forms import ManyIndicatorsForm, compute_digest, format_differences
from apps.web.reporting.structure.subjects import (
    FORMS,
    INDICATORS,
    STRUCTURE,
    SUBJECTS,
    StructurePage,
    find_subject,
    is_about_one,
)

UNPROCESSABLE = 422
SEARCH = ("sok", "avslutade")  # what the list of indicators was narrowed by
PREVIEW_OUTDATED = "Planen har ändrats sedan du såg vad som skulle göras. Se listan igen."


@require_safe
@require_board(Permission.ADMINISTER)
def show_structure(request: HttpRequest, *, board: Board, user: User, **_: Any) -> HttpResponse:
    """The first page, for the year in ``?ar=``, with the part in ``?del=`` marked as just changed."""
    return _show_subject(request, board, STRUCTURE)


@require_safe
@require_board(Permission.ADMINISTER)
def show_indicators(request: HttpRequest, *, board: Board, user: User, **_: Any) -> HttpResponse:
    """All indicators by goal and kind, those with the words of ``?sok=``; ``?andra=`` opens a form about one."""
    return _show_subject(request, board, INDICATORS)


@require_safe
@require_board(Permission.ADMINISTER)
def show_goals(request: HttpRequest, *, board: Board, user: User, **_: Any) -> HttpResponse:
    """Focus areas, and the goals under them."""
    return _show_subject(request, board, SUBJECTS["reporting_structure_goals"])


@require_safe
@require_board(Permission.ADMINISTER)
def show_areas(request: HttpRequest, *, board: Board, user: User, **_: Any) -> HttpResponse:
    """The tree of areas, those with the words of ``?sok=``; ``?andra=`` opens a form about one."""
    return _show_subject(request, board, SUBJECTS["reporting_structure_areas"])


@require_safe
@require_board(Permission.ADMINISTER)
def show_reorganisations(request: HttpRequest, *, board: Board, user: User, **_: Any) -> HttpResponse:
    """Areas and indicators that go on in others."""
    return _show_subject(request, board, SUBJECTS["reporting_structure_reorganisations"])


@require_safe
@require_board(Permission.ADMINISTER)
def show_projects(request: HttpRequest, *, board: Board, user: User, **_: Any) -> HttpResponse:
    """The board's investments."""
    return _show_subject(request, board, SUBJECTS["reporting_structure_projects"])


@require_safe
@require_board(Permission.ADMINISTER)
def show_cost_types(request: HttpRequest, *, board: Board, user: User, **_: Any) -> HttpResponse:
    """The board's own cost types."""
    return _show_subject(request, board, SUBJECTS["reporting_structure_cost_types"])


@require_safe
@require_board(Permission.ADMINISTER)
def show_risks(request: HttpRequest, *, board: Board, user: User, **_: Any) -> HttpResponse:
    """The internal control plan of a year."""
    return _show_subject(request, board, SUBJECTS["reporting_structure_risks"])


@require_safe
@require_board(Permission.ADMINISTER)
def show_tables(request: HttpRequest, *, board: Board, user: User, **_: Any) -> HttpResponse:
    """The board's own tables with their rows and columns."""
    return _show_subject(request, board, SUBJECTS["reporting_structure_tables"])


@require_POST
@require_board(Permission.ADMINISTER)
def change_structure(request: HttpRequest, *, board: Board, user: User, what: str, **_: Any) -> HttpResponse:
    """Change one thing. What was typed in a refused form is still there."""
    if what not in FORMS:
        raise Http404
    subject, year = find_subject(what), read_year(request.POST, board)
    form = FORMS[what](request.POST, board=board, year=year)
    if form.is_valid() and "back" not in request.POST:
        try:
            if isinstance(form, PreviewForm):
                return _preview(request, board, user, subject, form, what)
            messages.success(request, form.act(user))
            if not is_administrator(user, board):
                return HttpResponseRedirect(reverse("reporting"))  # they took their own role away
            return HttpResponseRedirect(_build_next_url(subject, board, year, what, form))
        except (PlanningError, ValueError) as error:
            _add_error(form, error)
    status = 200 if "back" in request.POST else UNPROCESSABLE
    return _render_subject(request, board, year, subject, {what: form}, status=status)


def _preview(
    request: HttpRequest, board: Board, user: User, subject: StructurePage, form: PreviewForm, what: str
) -> HttpResponse:
    """Show what the form will do, and do it where that has been seen."""
    seen = request.POST.get("seen", "")
    found = apply_seen(lambda: form.perform(user), seen)
    part = subject.find_part(what)
    if found.is_done:
        messages.success(request, " ".join(found.steps))
        place = _find_answer_place(subject, part)
        return HttpResponseRedirect(f"{subject.build_url(board)}?ar={form.year}&del={part}#{place}")
    context = {
        "board": board,
        "year": form.year,
        "url": build_structure_url(board),
        "page_url": subject.build_url(board),
        "subject": subject,
        "form": form,
        "what": what,
        "steps": found.steps,
        "seen": found.digest,
        "posted": form.list_posted(),
        "error": PREVIEW_OUTDATED if seen else "",
    }
    status = UNPROCESSABLE if seen else 200
    return render(request, "reporting/structure_confirm.html", context, status=status)


def _build_next_url(subject: StructurePage, board: Board, year: int, what: str, form: StructureForm) -> str:
    """The part that was changed; after something that is added often one after the other, its form for the next."""
    part = subject.find_part(what)
    query: list[tuple[str, Any]] = [("ar", year), ("del", part)]
    if form.repeated_fields is None:
        return f"{subject.build_url(board)}?{urlencode(query)}#{_find_answer_place(subject, part)}"
    query += [("andra", what), ("nyckel", form.item.pk)] if isinstance(form, KeyForm) else [("oppna", what)]
    return f"{subject.build_url(board)}?{urlencode([*query, *form.list_repeated()])}#f-{what}"


def _find_answer_place(subject: StructurePage, part: str) -> str:
    """Where the page says what was done: in the part on the long first page, at the top of the others."""
    return part if subject is STRUCTURE else "svar"


@require_POST
@require_board(Permission.ADMINISTER)
def change_many(request: HttpRequest, *, board: Board, user: User, **_: Any) -> HttpResponseBase:
    """Show what a change does to the chosen indicators, and do it at the second click."""
    year, posted = read_year(request.POST, board), request.POST.copy()
    _add_groups(posted, board, year)
    form = ManyIndicatorsForm(posted, board=board, year=year)
    if form.is_valid() and "back" not in posted:
        try:
            planned = plan_indicators(
                by=user, board=board, indicators=form.cleaned_data["indicators"], change=form.build_change()
            )
            doable = [one for one in planned if not one.refusal and one.changes_something]
            if doable and posted.get("seen") == compute_digest(doable):
                return _save_many(request, board, user, form)
            if "seen" in posted:
                form.add_error(None, PREVIEW_OUTDATED)
            return _render_many(request, board, year, form, planned)
        except PlanningError as error:
            _add_error(form, error)
    status = 200 if "back" in posted else UNPROCESSABLE
    return _render_subject(request, board, year, INDICATORS, many=form, parameters=posted, status=status)


def _save_many(request: HttpRequest, board: Board, user: User, form: ManyIndicatorsForm) -> HttpResponse:
    year, chosen = form.year, form.cleaned_data["indicators"]
    done = change_indicators(by=user, board=board, indicators=chosen, change=form.build_change())
    count = "1 indikator är ändrad." if len(done) == 1 else f"{len(done)} indikatorer är ändrade."
    messages.success(request, count)
    return HttpResponseRedirect(f"{INDICATORS.build_url(board)}?ar={year}")


def _render_many(request: HttpRequest, board: Board, year: int, form: ManyIndicatorsForm, planned: Any) -> HttpResponse:
    """What will be done, to which, and what can't be; a second button does it."""
    doable = [one for one in planned if not one.refusal and one.changes_something]
    chosen = [("indicators", one.indicator.code) for one in doable]
    context = {
        "board": board,
        "year": year,
        "url": build_structure_url(board),
        "page_url": INDICATORS.build_url(board),
        "errors": form.non_field_errors(),
        "doable": [(one.indicator, format_differences(one)) for one in doable],
        "refused": [(one.indicator, one.refusal) for one in planned if one.refusal],
        "unchanged": [one.indicator for one in planned if not one.refusal and not one.changes_something],
        "posted": [*form.list_posted([*(name for name in form.fields if name != "indicators"), *SEARCH]), *chosen],
        "seen": compute_digest(doable),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "reporting/structure_preview.html", context, status=status)


def _add_groups(posted: QueryDict, board: Board, year: int) -> None:
    """A whole group that is ticked is every indicator of it that was shown."""
    wanted = set(posted.getlist("group"))
    if not wanted:
        return
    listed = INDICATORS.load(board, year, {name: str(posted[name]) for name in SEARCH if name in posted})["groups"]
    chosen = [row.indicator.code for group in listed if group.code in wanted for row in group.rows]
    posted.setlist("indicators", list(dict.fromkeys([*posted.getlist("indicators"), *chosen])))


def _add_error(form: StructureForm, error: Exception) -> None:
    """Say it at the field that it is about, if the form has that."""
    field = getattr(error, "field", "")
    form.add_error(field if field in form.fields else None, str(error))


def _show_subject(request: HttpRequest, board: Board, subject: StructurePage) -> HttpResponse:
    return _render_subject(request, board, read_year(request.GET, board), subject)


def _render_subject(
    request: HttpRequest,
    board: Board,
    year: int,
    subject: StructurePage,
    bound: Mapping[str, StructureForm] | None = None,
    *,
    many: ManyIndicatorsForm | None = None,
    parameters: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page. ``bound`` is a form that was refused, by its code, ``many`` the one that changes several indicators."""
    bound, parameters = bound or {}, parameters or request.GET
    choices = BoardChoices(board, year)
    chosen = parameters.get("andra", "")
    forms = _build_forms(subject, board, year, bound, choices, parameters)
    changed = parameters.get("del", "")
    opened = next(iter(bound), "") or chosen or parameters.get("oppna", "")
    context = {
        "board": board,
        "year": year,
        "url": build_structure_url(board),
        "page_url": subject.build_url(board),
        "subject": subject,
        "parts": [
            (code, title, [(one, forms[one]) for one in codes if one in forms]) for code, title, codes in subject.parts
        ],
        "refused": next(iter(bound), ""),
        "opened": opened,
        "changed": changed if changed in {code for code, _, _ in subject.parts} else "",
        "answered": opened if changed and opened in forms else "",
        **subject.load(board, year, parameters),
    }
    if subject is INDICATORS:
        form = many or ManyIndicatorsForm(board=board, year=year, choices=choices)
        marked = {code for name, code in form.list_posted(["indicators"])} if many else set()
        context |= {"many": form, "marked": marked, "is_about_one": bool(forms)}
    return render(request, subject.template, context, status=status)


def _build_forms(
    subject: StructurePage,
    board: Board,
    year: int,
    bound: Mapping[str, StructureForm],
    choices: BoardChoices,
    parameters: Mapping[str, Any],
) -> dict[str, StructureForm]:
    """The page's forms by code. A refused form keeps what was typed; one about one thing is there if chosen."""
    forms: dict[str, StructureForm] = {}
    for code in (code for _, _, codes in subject.parts for code in codes):
        if code in bound:
            forms[code] = bound[code]
        elif not is_about_one(code):
            forms[code] = FORMS[code](board=board, year=year, choices=choices)
        elif code == parameters.get("andra"):
            forms[code] = FORMS[code](board=board, year=year, choices=choices, key=parameters.get("nyckel", ""))  # type: ignore[call-arg]
        if code in forms and code not in bound and isinstance(parameters, QueryDict):
            forms[code].repeat(parameters)
    return forms


def read_year(parameters: Mapping[str, Any], board: Board) -> int:
    """The year that the address or the form names; else that of the first report not yet adopted, or this year."""
    given = _parse_year(parameters.get("ar") or parameters.get("year"))
    if given:
        return given
    rounds = Round.objects.filter(board=board).exclude(state=RoundState.ADOPTED).order_by("year", "tertial")
    return rounds.values_list("year", flat=True).first() or get_this_year()


def _parse_year(text: str | None) -> int | None:
    """The year in the text; None unless it is one that the product handles."""
    year = int(text) if text and len(text) <= 4 and text.isdecimal() else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else None
