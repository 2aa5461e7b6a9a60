"""A picture sent to a text: by the script, which puts it in, or by the form, which gets its line of Markdown."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from msgspec import to_builtins
from msgspec.structs import replace

from apps.accounts.models import User
from apps.core.rich_text.contents import list_pictures
from apps.core.rich_text.markdown import format_picture_tag
from apps.core.rich_text.reading import RichTextError, validate_text
from apps.core.rich_text.tree import Picture, RichText
from apps.imports.pictures.decoder import PictureError
from apps.imports.pictures.picture_files import MAX_PICTURE_BYTES, TOO_LARGE, read_picture
from apps.rounds.access import load_access
from apps.rounds.models import Round
from apps.texts.selectors import SectionPlace
from apps.texts.services import TextsError, add_picture

UNPROCESSABLE = 422
REFUSALS = (RichTextError, TextsError, PictureError)


def answer_picture(request: HttpRequest, round_: Round, user: User, place: SectionPlace) -> HttpResponse:
    """The picture as a node of the text, or in words why not."""
    try:
        return JsonResponse({"picture": to_builtins(_store_picture(request, round_, user, place))})
    except REFUSALS as error:
        return JsonResponse({"message": str(error)}, status=UNPROCESSABLE)


def take_picture(request: HttpRequest, round_: Round, user: User, place: SectionPlace) -> dict[str, Any]:
    """What the page is to show: the line to put in the text, or what is wrong. What was typed is still there."""
    typed = {"typed": request.POST.get("text", "")}
    try:
        return {**typed, "added": format_picture_tag(_store_picture(request, round_, user, place))}
    except REFUSALS as error:
        alt = request.POST.get("alt", "")
        return {**typed, "error": str(error), "picture_alt": alt, "status": UNPROCESSABLE}


def _store_picture(request: HttpRequest, round_: Round, user: User, place: SectionPlace) -> Picture:
    """Store what was sent for a text that the user may write; one of ``REFUSALS`` says what is wrong."""
    lock = load_access(round_, user).find_lock(place.area.pk)
    if lock:
        raise TextsError(str(lock))
    sent = request.FILES.get("bild")
    if sent is None:
        raise TextsError("Välj en bild först.")
    if (sent.size or 0) > MAX_PICTURE_BYTES:
        raise PictureError(TOO_LARGE)
    described = list_pictures(validate_text(RichText((Picture("ny", request.POST.get("alt", "")),))))[0]
    stored = add_picture(by=user, board=round_.board, file=read_picture(sent.read()))
    return replace(described, id=stored.sha256, width=stored.width, height=stored.height)
