"""``/rapportera/<municipality>/<board>/struktur/``: where an administrator sets up a board.

Shows one year's rounds, service areas, goals, indicators and targets, and the board's people, each with the forms that
change them. Every form posts to ``struktur/<form's code>/`` (``change_structure``).
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import User
from apps.accounts.roles import Permission
from apps.accounts.services import is_administrator
from apps.core.swedish import tidy_text
from apps.core.tertials import FIRST_YEAR, LAST_YEAR
from apps.goals.models import Indicator, Target
from apps.goals.target_readings import format_meaning
from apps.goals.targets import is_plan
from apps.organisation.models import Board, FormerAddress, ServiceArea
from apps.planning import PlanningError
from apps.planning.change_notes import get_notes, load_change_notes
from apps.publishing.suppression.protection import find_unmarked_person_counts
from apps.rounds.models import Round, RoundState
from apps.web.reporting.access import require_board
from apps.web.reporting.links import build_structure_url
from apps.web.reporting.structure.fields import BoardChoices, StructureForm, find_goals, find_indicators
from apps.web.reporting.structure.forms import FORMS, find_members, get_this_year

UNPROCESSABLE = 422
PARTS = (
    ("aret", "Året", ("ar", "kopiera")),
    ("verksamheter", "Verksamheter", ("verksamhet",)),
    ("mal", "Mål", ("mal",)),
    ("indikatorer", "Indikatorer och målvärden", ("indikator", "malvarde", "tolerans", "definition")),
    ("andra", "Byt namn, flytta och avsluta", ("byt-namn", "flytta", "beskriv", "avsluta")),
    ("namnden", "Nämndens namn", ("namnd",)),
    ("personer", "Personer och roller", ("roll", "ta-bort-roll")),
)


@require_safe
@require_board(Permission.ADMINISTER)
def show_structure(request: HttpRequest, *, board: Board, user: User, **_: Any) -> HttpResponse:
    """The page, for the year in ``?ar=``, with the part in ``?del=`` marked as just changed."""
    year = _parse_year(request.GET.get("ar")) or _find_current_year(board)
    return _render_structure(request, board, year, changed=request.GET.get("del", ""))


@require_POST
@require_board(Permission.ADMINISTER)
def change_structure(request: HttpRequest, *, board: Board, user: User, what: str, **_: Any) -> HttpResponse:
    """Change one thing. What was typed in a refused form is still there."""
    if what not in FORMS:
        raise Http404
    year = _parse_year(request.POST.get("year")) or _find_current_year(board)
    form = FORMS[what](request.POST, board=board, year=year)
    if form.is_valid():
        try:
            messages.success(request, form.act(user))
            part = next(code for code, _, forms in PARTS if what in forms)
            if not is_administrator(user, board):
                return HttpResponseRedirect(reverse("reporting"))  # they took their own role away
            return HttpResponseRedirect(f"{build_structure_url(board)}?ar={year}&del={part}#{part}")
        except (PlanningError, ValueError) as error:
            form.add_error(None, str(error))
    return _render_structure(request, board, year, {what: form}, status=UNPROCESSABLE)


def _render_structure(
    request: HttpRequest,
    board: Board,
    year: int,
    bound: dict[str, StructureForm] | None = None,
    status: int = 200,
    changed: str = "",
) -> HttpResponse:
    """The page. ``bound`` is a form that was refused, by its code; ``changed`` the part of a form that was saved."""
    bound = bound or {}
    context = {
        "board": board,
        "year": year,
        "url": build_structure_url(board),
        "parts": _build_form_parts(board, year, bound),
        "refused": next(iter(bound), ""),
        "changed": changed if changed in {code for code, _, _ in PARTS} else "",
        "rounds": Round.objects.filter(board=board, year=year).order_by("tertial"),
        **_build_plan_lists(board, year),
        "members": find_members(board),
        "unmarked": find_unmarked_person_counts(board),
        "former": FormerAddress.objects.filter(board=board),
    }
    return render(request, "reporting/structure.html", context, status=status)


def _build_form_parts(
    board: Board, year: int, bound: dict[str, StructureForm]
) -> list[tuple[str, str, list[tuple[str, StructureForm]]]]:
    """The page's parts as (code, title, [(form's code, form), …]). A refused form keeps what was typed in it."""
    choices = BoardChoices(board, year)
    forms = {code: bound.get(code) or form(board=board, year=year, choices=choices) for code, form in FORMS.items()}
    return [(code, title, [(one, forms[one]) for one in codes]) for code, title, codes in PARTS]


def _build_plan_lists(board: Board, year: int) -> dict[str, Any]:
    """What the plan holds, each thing with the lines that tell what it was before it was changed."""
    notes = load_change_notes(board, year=year)
    return {
        "areas": [(depth, area, get_notes(notes, area)) for depth, area in _list_areas_by_depth(board)],
        "goals": [(goal, get_notes(notes, goal)) for goal in find_goals(board)],
        "indicators": [(one, targets, get_notes(notes, one)) for one, targets in _list_indicators(board, year)],
        "board_notes": get_notes(notes, board),
    }


def _parse_year(text: str | None) -> int | None:
    """The year in the text; None unless it is one that the product handles."""
    year = int(text) if text and len(text) <= 4 and text.isdecimal() else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def _find_current_year(board: Board) -> int:
    """The year that the board works with: that of the first report not yet adopted, else this year."""
    rounds = Round.objects.filter(board=board).exclude(state=RoundState.ADOPTED).order_by("year", "tertial")
    return rounds.values_list("year", flat=True).first() or get_this_year()


def _list_areas_by_depth(board: Board) -> list[tuple[int, ServiceArea]]:
    """The areas in the order of the tree, with their depth."""
    below: dict[int | None, list[ServiceArea]] = {}
    for area in ServiceArea.objects.filter(board=board):
        below.setdefault(area.parent_id, []).append(area)
    listed: list[tuple[int, ServiceArea]] = []

    def walk(parent: int | None, depth: int) -> None:
        for area in below.get(parent, []):
            listed.append((depth, area))
            walk(area.pk, depth + 1)

    walk(None, 0)
    return listed


def _list_indicators(board: Board, year: int) -> list[tuple[Indicator, list[tuple[Target, str]]]]:
    """The indicators, each with its targets and what those mean where their text does not say it."""
    targets: dict[int, list[tuple[Target, str]]] = {}
    for target in Target.objects.filter(board=board, year=year).select_related("service_area", "indicator"):
        targets.setdefault(target.indicator_id, []).append((target, _format_meaning(target)))
    return [(indicator, targets.get(indicator.pk, [])) for indicator in find_indicators(board)]


def _format_meaning(target: Target) -> str:
    meaning = format_meaning(
        target.comparator,
        target.value,
        target.upper,
        year=target.year,
        base_year=target.base_year,
        unit=target.indicator.unit,
        is_number=is_plan(target.text, target.comparator, target.indicator.direction),
    )
    return meaning if tidy_text(meaning) != tidy_text(target.text) else ""
