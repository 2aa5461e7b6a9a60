"""``…/struktur/disposition/``: the chapters of a board's reports from a year on. Each form posts to ``…/<act>/``."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import User
from apps.accounts.roles import NotAllowedError
from apps.accounts.services import is_administrator
from apps.organisation.models import Board
from apps.report.chapters.chapter_list import number_levels
from apps.rounds.models import Round, RoundState
from apps.texts import services
from apps.texts.default_disposition import ChapterRow
from apps.texts.models import Chapter, ChapterKind, Disposition
from apps.texts.services import PLANNING_PERMISSIONS, TextsError
from apps.web.reporting.access import require_board
from apps.web.reporting.disposition.forms import ChapterForm, NewChapterForm, TertialsForm, YearForm
from apps.web.reporting.disposition.shared import build_shared_context, change_sharing
from apps.web.reporting.links import build_structure_url
from apps.web.reporting.structure.forms import get_this_year

UNPROCESSABLE = 422
require_planner = require_board(*PLANNING_PERMISSIONS)


@require_safe
@require_planner
def show_disposition(request: HttpRequest, *, board: Board, user: User, **_: Any) -> HttpResponse:
    """The chapters of the disposition from the year in ``?ar=``, else of the latest one that holds now."""
    return _render_disposition(request, board, user, _find_chosen(board, request.GET.get("ar", "")))


@require_POST
@require_planner
def change_disposition(request: HttpRequest, *, board: Board, user: User, what: str, **_: Any) -> HttpResponse:
    """Change one thing. What was typed in a refused form is still there."""
    if what not in _ACTS:
        raise Http404
    chosen = _find_chosen(board, request.POST.get("ar", ""))
    try:
        place = _ACTS[what](request, board, user, chosen)
    except NotAllowedError as error:
        raise Http404 from error
    except _RefusedFormError as refused:
        return _render_disposition(request, board, user, chosen, refused.form, refused.chapter)
    except TextsError as error:
        return _render_disposition(request, board, user, chosen, error=str(error))
    return HttpResponseRedirect(_build_url(board) + place)


class _RefusedFormError(Exception):
    """A form that has to be corrected, and the chapter that it is about."""

    def __init__(self, form: Form, chapter: Chapter | None = None) -> None:
        self.form, self.chapter = form, chapter


def _build_url(board: Board) -> str:
    return reverse("reporting_disposition", kwargs={"municipality": board.municipality.slug, "board": board.slug})


def _find_chosen(board: Board, year: str) -> Disposition | None:
    found = list(
        Disposition.objects.filter(board=board).select_related("board", "follows__board").order_by("-valid_from")
    )
    by_year = {str(one.valid_from): one for one in found}
    now = [one for one in found if one.valid_from <= get_this_year()]
    return by_year.get(year) or next(iter(now), None) or next(reversed(found), None)


def _render_disposition(
    request: HttpRequest,
    board: Board,
    user: User,
    chosen: Disposition | None,
    refused: Form | None = None,
    refused_chapter: Chapter | None = None,
    error: str = "",
) -> HttpResponse:
    chapters = list(chosen.chapters.order_by("position")) if chosen else []
    may_share = is_administrator(user, board)
    numbers = number_levels([chapter.level for chapter in chapters])
    is_changed = refused_chapter.pk if refused_chapter else 0
    context = {
        "board": board,
        "url": _build_url(board),
        "structure_url": build_structure_url(board) if may_share else "",
        "chosen": chosen,
        "dispositions": Disposition.objects.filter(board=board).order_by("-valid_from"),
        **build_shared_context(board, chosen, request.GET.get("folj", ""), may_share=may_share),
        "rows": [
            (number, chapter, refused if chapter.pk == is_changed else _choose_form(chapter)(chapter=chapter))
            for number, chapter in zip(numbers, chapters, strict=True)
        ],
        "new": refused if isinstance(refused, NewChapterForm) else NewChapterForm(),
        "year": refused
        if isinstance(refused, YearForm)
        else YearForm(initial={"valid_from": _suggest_year(chosen, board)}),
        "error": error or ("Något behöver rättas i formuläret." if refused else ""),
        "opened": is_changed or ("ny" if isinstance(refused, NewChapterForm) else ""),
    }
    status = UNPROCESSABLE if refused or error else 200
    return render(request, "reporting/disposition.html", context, status=status)


def _suggest_year(chosen: Disposition | None, board: Board) -> int:
    """The year after the one that is shown; for the first, that of the first report not yet adopted."""
    if chosen:
        return max(chosen.valid_from, get_this_year()) + 1
    rounds = Round.objects.filter(board=board).exclude(state=RoundState.ADOPTED).order_by("year")
    return rounds.values_list("year", flat=True).first() or get_this_year()


def _choose_form(chapter: Chapter) -> type[TertialsForm | ChapterForm]:
    """Of a chapter that follows a shared disposition only the tertials are the board's to choose."""
    return TertialsForm if chapter.is_followed else ChapterForm


def _check(form: Form, chapter: Chapter | None = None) -> None:
    if not form.is_valid():
        raise _RefusedFormError(form, chapter)


def _require_chosen(chosen: Disposition | None) -> Disposition:
    if chosen is None:
        raise Http404
    return chosen


def _get_chapter(request: HttpRequest, chosen: Disposition | None) -> Chapter:
    key = request.POST.get("chapter", "")
    return get_object_or_404(
        Chapter.objects.select_related("disposition__board"),
        disposition=_require_chosen(chosen),
        pk=int(key) if key.isdecimal() and len(key) < 19 else 0,
    )


def _create(request: HttpRequest, board: Board, user: User, chosen: Disposition | None) -> str:
    form = YearForm(request.POST)
    _check(form)
    year = form.cleaned_data["valid_from"]
    if chosen:
        services.copy_disposition(by=user, disposition=chosen, valid_from=year)
    else:
        services.create_disposition(by=user, board=board, valid_from=year)
    messages.success(request, f"Dispositionen från {year} är upplagd.")
    return f"?ar={year}"


def _add(request: HttpRequest, board: Board, user: User, chosen: Disposition | None) -> str:
    disposition, form = _require_chosen(chosen), NewChapterForm(request.POST)
    _check(form)
    values = form.cleaned_data
    kind, _, code = values["content"].partition(":")
    row = ChapterRow(
        code="",
        heading=values["heading"],
        level=values["level"],
        instruction=values["instruction"] if kind == "writer" else "",
        tertials=tuple(map(int, values["tertials"])),
        kind=ChapterKind.PART if kind == "part" else ChapterKind.WRITTEN,
        **{kind: code},
    )
    chapter = services.add_chapter(by=user, disposition=disposition, row=row)
    messages.success(request, f"”{chapter.heading}” står nu sist.")
    return f"?ar={disposition.valid_from}#k{chapter.pk}"


def _change(request: HttpRequest, board: Board, user: User, chosen: Disposition | None) -> str:
    chapter = _get_chapter(request, chosen)
    form = _choose_form(chapter)(request.POST, chapter=chapter)
    _check(form, chapter)
    services.change_chapter(by=user, chapter=chapter, **form.get_values())
    messages.success(request, f"”{chapter.heading}” är ändrat.")
    return f"?ar={chapter.disposition.valid_from}#k{chapter.pk}"


def _move(request: HttpRequest, board: Board, user: User, chosen: Disposition | None) -> str:
    chapter = _get_chapter(request, chosen)
    sent = request.POST.get("position", "")
    if not (sent.isdecimal() and len(sent) < 6):
        raise Http404
    services.move_chapter(by=user, chapter=chapter, position=int(sent))
    messages.success(request, f"”{chapter.heading}” är flyttat.")
    return f"?ar={chapter.disposition.valid_from}#k{chapter.pk}"


def _delete(request: HttpRequest, board: Board, user: User, chosen: Disposition | None) -> str:
    chapter = _get_chapter(request, chosen)
    services.delete_chapter(by=user, chapter=chapter)
    messages.success(request, f"”{chapter.heading}” är borttaget.")
    return f"?ar={chapter.disposition.valid_from}"


_ACTS: dict[str, Callable[[HttpRequest, Board, User, Disposition | None], str]] = {
    "ny": _create,
    "lagg-till": _add,
    "andra": _change,
    "flytta": _move,
    "ta-bort": _delete,
    **{what: partial(change_sharing, what=what) for what in ("dela", "folj", "lamna", "sprid")},
}
