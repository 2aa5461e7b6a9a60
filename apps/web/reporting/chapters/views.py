"""``…/kapitel/``: the chapters of the report and how far they have come; ``…/kapitel/<kapitel>/<område>/``: one text.

A text is saved by the script as its tree, or by the form as Markdown. Both say which version they began from.
"""

import re
from dataclasses import replace
from typing import Any

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.models import User
from apps.accounts.roles import Permission
from apps.core.rich_text.contents import count_words
from apps.core.rich_text.markdown import parse_markdown
from apps.core.rich_text.reading import RichTextError, dump_builtins
from apps.core.rich_text.tree import EMPTY_TEXT, RichText
from apps.entry.keys import BadKeyError, EntryKey, parse_key
from apps.questions.places import build_section_place
from apps.rounds.access import load_access
from apps.rounds.models import Round, RoundState
from apps.texts.models import Chapter
from apps.texts.selectors import SectionPlace, list_chapters, list_section_places
from apps.texts.services import SectionSave, SectionStatus, TextsError, mark_section, save_section
from apps.web.links import ReportAddress
from apps.web.reporting.access import require_round
from apps.web.reporting.chapters.figures import (
    build_choices,
    build_figure_list,
    draw_text,
    format_period,
    link_typed_number,
)
from apps.web.reporting.chapters.pictures import answer_picture, take_picture
from apps.web.reporting.chapters.presenter import (
    build_chapter_lines,
    build_section_page,
    build_section_url,
    count_progress,
    find_place,
    has_nothing_to_write,
)
from apps.web.reporting.links import build_round_url
from apps.web.reporting.page_header import build_round_header
from apps.web.reporting.questions.marks import load_section_marks
from apps.web.reporting.questions.presenter import build_panel
from apps.web.reporting.returns import load_open_returns

UNPROCESSABLE = 422
MAX_QUERY = 200
AMOUNT_UNITS = ("tkr", "mnkr", "kr")
MAX_PLACE = 7  # digits
CHANGED_MEANWHILE = "Någon annan har skrivit i texten sedan du började. Läs båda, och spara sedan det som ska stå."


class SectionPost(msgspec.Struct, frozen=True):
    """What the script sends: the text as its tree, or only whether it is ready."""

    version: int
    text: RichText | None = None
    ready: bool | None = None


@require_safe
@require_round
def show_chapters(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """The chapters in order, with links to those that are written."""
    access = load_access(round_, user)
    chapters = list_chapters(round_)
    places = list_section_places(round_, chapters)
    board = round_.board
    may_plan = access.has_permission(Permission.REPORT, Permission.ADMINISTER)
    context = {
        "header": build_round_header(round_, "reporting_chapters"),
        "returns": load_open_returns(round_).steps,
        "lines": build_chapter_lines(round_, chapters, places, access, load_section_marks(round_, user)),
        "read_url": replace(ReportAddress.for_round(round_), draft=round_.stage != RoundState.ADOPTED).url(
            "whole_report"
        ),
        "documents_url": build_round_url(round_, "reporting_documents"),
        "nothing_to_write": has_nothing_to_write(places, access),
        "progress": count_progress([bool(one.section and one.section.is_ready) for one in places]),
        "docx_url": build_round_url(round_, "reporting_docx_files"),
        "disposition_url": reverse(
            "reporting_disposition", kwargs={"municipality": board.municipality.slug, "board": board.slug}
        )
        if may_plan
        else "",
    }
    return render(request, "reporting/chapters.html", context)


@require_safe
@require_round
def search_round_figures(request: HttpRequest, *, round_: Round, **_: Any) -> HttpResponse:
    """The values of the report that ``q`` names, for the script of the page where a text is written."""
    return JsonResponse({"figures": build_choices(round_, request.GET.get("q", "")[:MAX_QUERY])})


def _parse_about(request: HttpRequest) -> EntryKey | None:
    try:
        return parse_key(request.GET.get("om", ""))
    except BadKeyError:
        return None


@require_safe
@require_round
def show_figures(request: HttpRequest, *, round_: Round, **_: Any) -> HttpResponse:
    """Every figure of the report by part, to copy into a text.

    ``?ruta=``: as buttons, for the script of that page, with ids that begin so. ``?om=``: first those that the texts
    of a row are about, by its key.
    """
    unit = request.GET.get("enhet", "")
    unit = unit if unit in AMOUNT_UNITS else AMOUNT_UNITS[0]
    figures = build_figure_list(round_, unit, request.GET.get("period", ""), _parse_about(request))
    panel = re.sub(r"[^a-z0-9-]", "", request.GET.get("ruta", ""))
    context: dict[str, Any] = {
        "url": build_round_url(round_, "reporting_figure_list"),
        "unit": unit,
        "units": AMOUNT_UNITS,
        "parts": figures.parts,
        "period": format_period(figures.period),
        "periods": [(format_period(one), one.label) for one in figures.periods],
        "panel": panel,
        "list_url": build_round_url(round_, "reporting_chapters"),
    }
    if panel:
        return render(request, "reporting/parts/figure_parts.html", context)
    context["header"] = build_round_header(round_, "reporting_chapters", "Rapportens siffror")
    return render(request, "reporting/figures.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require_round
def edit_section(request: HttpRequest, *, round_: Round, user: User, chapter: str, area: str, **_: Any) -> HttpResponse:
    """One text: to write for those who may, else to read with the reason why not."""
    chapters = list_chapters(round_)
    places = list_section_places(round_, chapters)
    place = find_place(places, chapter, area)
    if place is None:
        raise Http404
    if request.method != "POST":
        return _render_section(request, round_, user, chapters, place, places, start_from=request.GET.get("fran", ""))
    if request.content_type == "application/json":
        return _answer_script(request, round_, user, place)
    if request.POST.get("gor") == "koppla":
        return _link_number(request, round_, user, place)
    if request.POST.get("gor") == "bild":
        if request.headers.get("Accept") == "application/json":
            return answer_picture(request, round_, user, place)
        shown = take_picture(request, round_, user, place)
        return _render_section(
            request, round_, user, chapters, place, places, from_version=_read_version(request), **shown
        )
    return _save_form(request, round_, user, chapters, place, places)


def _render_section(
    request: HttpRequest,
    round_: Round,
    user: User,
    chapters: list[Chapter],
    place: SectionPlace,
    places: list[SectionPlace],
    *,
    status: int = 200,
    **typed: Any,
) -> HttpResponse:
    access = load_access(round_, user)
    page = build_section_page(round_, chapters, places, place, access, **typed)
    title = f"{page.number} {place.chapter.heading}" + (f", {page.area}" if page.area else "")
    context = {
        "header": build_round_header(round_, "reporting_chapters", title),
        "page": page,
        "returns": load_open_returns(round_).find_steps(place.area.code),
        "title": title,
        "list_url": build_round_url(round_, "reporting_chapters"),
        "figure_list_url": build_round_url(round_, "reporting_figure_list"),
        "questions_url": build_round_url(round_, "reporting_questions"),
        "panel": build_panel(round_, user, build_section_place(place, access), back=page.url),
    }
    return render(request, "reporting/section.html", context, status=status)


def _answer_script(request: HttpRequest, round_: Round, user: User, place: SectionPlace) -> HttpResponse:
    try:
        post = msgspec.json.decode(request.body, type=SectionPost)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return HttpResponseBadRequest("Det som skickades gick inte att läsa.")
    where: dict[str, Any] = {"by": user, "round_": round_, "chapter": place.chapter, "area": place.area}
    try:
        if post.text is not None:
            saved = save_section(**where, text=post.text, version=post.version)
        else:
            saved = mark_section(**where, version=post.version, is_ready=bool(post.ready))
    except (RichTextError, TextsError) as error:
        return JsonResponse({"status": "refused", "message": str(error)}, status=UNPROCESSABLE)
    return JsonResponse(_build_payload(round_, saved))


def _build_payload(round_: Round, saved: SectionSave) -> dict[str, Any]:
    section = saved.section
    text = section.rich_text if section else EMPTY_TEXT
    return {
        "status": saved.status,
        "version": section.version if section else 0,
        "ready": bool(section and section.is_ready),
        "text": dump_builtins(draw_text(round_, text) if saved.status == SectionStatus.STALE else text),
        "words": count_words(text),
        "message": str(saved.lock or ""),
    }


def _link_number(request: HttpRequest, round_: Round, user: User, place: SectionPlace) -> HttpResponse:
    """Let a number of the stored text be the figure that it equals, if it still stands where it was seen."""
    which, number = request.POST.get("plats", ""), request.POST.get("tal", "")
    linked = None
    if place.section and which.isdecimal() and len(which) < MAX_PLACE:
        linked = link_typed_number(round_, place.section.rich_text, int(which), number)
    if place.section and linked:
        version = place.section.version
        saved = save_section(
            by=user, round_=round_, chapter=place.chapter, area=place.area, text=linked, version=version
        )
        if saved.status == SectionStatus.SAVED:
            messages.success(request, f"{number} följer nu rapporten.")
            return HttpResponseRedirect(build_section_url(round_, place.chapter, place.area))
    messages.error(request, f"{number} kunde inte kopplas. Texten eller rapporten har ändrats.")
    return HttpResponseRedirect(build_section_url(round_, place.chapter, place.area))


def _read_version(request: HttpRequest) -> int:
    """The version that the form began from; 0 for none."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) < 19 else 0


def _save_form(
    request: HttpRequest,
    round_: Round,
    user: User,
    chapters: list[Chapter],
    place: SectionPlace,
    places: list[SectionPlace],
) -> HttpResponse:
    """Save what the form holds, and mark it as ready where that was asked for. What is refused is still in the form."""
    typed, act = request.POST.get("text", ""), request.POST.get("gor", "spara")
    version = _read_version(request)
    where: dict[str, Any] = {"by": user, "round_": round_, "chapter": place.chapter, "area": place.area}
    try:
        saved = save_section(**where, text=parse_markdown(typed), version=version)
        if saved.status in (SectionStatus.SAVED, SectionStatus.UNCHANGED) and act != "spara":
            now = saved.section.version if saved.section else 0
            saved = mark_section(**where, version=now, is_ready=act == "klar")
    except (RichTextError, TextsError) as error:
        return _render_section(
            request, round_, user, chapters, place, places, typed=typed, error=str(error), status=UNPROCESSABLE
        )
    if saved.status in (SectionStatus.STALE, SectionStatus.LOCKED):
        stored = SectionPlace(place.chapter, place.area, saved.section)
        places = [stored if one is place else one for one in places]
        is_stale = saved.status == SectionStatus.STALE
        reason = CHANGED_MEANWHILE if is_stale else str(saved.lock)
        return _render_section(
            request,
            round_,
            user,
            chapters,
            stored,
            places,
            typed=typed,
            error=reason,
            conflict=is_stale,
            status=UNPROCESSABLE,
        )
    messages.success(
        request, {"klar": "Texten är klar.", "inte-klar": "Texten är inte klar längre."}.get(act, "Sparat.")
    )
    return HttpResponseRedirect(build_section_url(round_, place.chapter, place.area))
