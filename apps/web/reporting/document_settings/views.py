"""``…/struktur/dokument/``: an administrator sets what the board's documents are made with.

A Word template, the arms on the cover, and the text of the decision proposal: the board's own, else those of its
municipality. What can't be used is refused in words, and what was there before stays.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.models import User
from apps.accounts.roles import NotAllowedError, Permission
from apps.documents import services
from apps.documents.docx.default_template import build_default_template
from apps.documents.docx.tags import TAG_LABELS
from apps.documents.models import DocumentKind
from apps.documents.proposal import DEFAULT_PROPOSAL, FIELD_LABELS
from apps.organisation.models import Board
from apps.web.reporting.access import require_board
from apps.web.reporting.links import build_document_settings_url, build_structure_url

UNPROCESSABLE = 422
NO_FILE = "Välj en fil först."


@require_http_methods(["GET", "HEAD", "POST"])
@require_board(Permission.ADMINISTER)
def edit_document_settings(request: HttpRequest, *, board: Board, user: User, **_: Any) -> HttpResponse:
    """What is set, and a form for each part of it."""
    if request.method != "POST":
        return _render_settings(request, board, user)
    act = request.POST.get("act", "")
    is_shared = request.POST.get("galler") == "kommun"
    try:
        message = _apply_action(request, board.municipality if is_shared else board, user, act)
    except NotAllowedError as error:
        raise Http404 from error
    except services.DocumentError as error:
        return _render_settings(request, board, user, refused=act, problems=error.problems)
    messages.success(request, message)
    return HttpResponseRedirect(build_document_settings_url(board))


def _apply_action(request: HttpRequest, owner: services.Owner, user: User, act: str) -> str:
    """Do what was posted and say what was done; 404 for anything else."""
    if act == "template":
        name, data = _read_file(request)
        services.save_template(by=user, owner=owner, name=name, data=data)
        return "Mallen är kontrollerad och används från och med nu."
    if act == "arms":
        services.save_arms(by=user, owner=owner, data=_read_file(request)[1])
        return "Vapnet visas på omslaget från och med nu."
    if act == "proposal":
        services.save_proposal(by=user, owner=owner, text=request.POST.get("proposal", "").replace("\r\n", "\n"))
        return "Texten är sparad."
    if act == "remove_template":
        services.remove_template(by=user, owner=owner)
        return "Mallen är borttagen."
    if act == "remove_arms":
        services.remove_arms(by=user, owner=owner)
        return "Vapnet är borttaget."
    raise Http404


def _read_file(request: HttpRequest) -> tuple[str, bytes]:
    sent = request.FILES.get("file")
    if sent is None:
        raise services.DocumentError([NO_FILE])
    return sent.name or "mall.docx", sent.read()


def _render_settings(
    request: HttpRequest, board: Board, user: User, *, refused: str = "", problems: list[str] | None = None
) -> HttpResponse:
    levels = services.load_template_levels(board)
    typed = request.POST.get("proposal") if refused == "proposal" else None
    context = {
        "board": board,
        "url": build_document_settings_url(board),
        "structure_url": build_structure_url(board),
        "own": levels.own,
        "shared": levels.municipality,
        "may_share": services.may_set_for_municipality(user, board.municipality),
        "proposal": typed if typed is not None else levels.in_use.proposal or DEFAULT_PROPOSAL,
        "tags": TAG_LABELS.items(),
        "fields": FIELD_LABELS.items(),
        "refused": refused,
        "problems": problems or [],
    }
    return render(request, "reporting/document_settings.html", context, status=UNPROCESSABLE if refused else 200)


@require_safe
@require_board(Permission.ADMINISTER)
def download_template_in_use(request: HttpRequest, *, board: Board, user: User, **_: Any) -> HttpResponse:
    """The template that the board's documents are made with: to begin from, or to change."""
    templates = services.load_templates(board)
    headers = {
        "Content-Disposition": f'attachment; filename="mall-{board.slug}.docx"',
        "X-Content-Type-Options": "nosniff",
    }
    body = templates.template or build_default_template()
    return HttpResponse(body, content_type=services.MEDIA_TYPES[DocumentKind.DOCX], headers=headers)
