"""Writes of the pictures of a board's texts. A picture is never changed."""

import hashlib
from datetime import datetime

from django.db import transaction
from msgspec.structs import replace

from apps.accounts.models import User
from apps.accounts.roles import NotAllowedError, Permission
from apps.accounts.services import has_permission
from apps.core.picture_file import PictureFile
from apps.core.rich_text.changes import rewrite_pictures
from apps.core.rich_text.contents import list_pictures
from apps.core.rich_text.reading import RichTextError
from apps.core.rich_text.tree import RichText
from apps.organisation.models import Board
from apps.texts.models import Section, TextPicture
from apps.texts.services.chapters import log_change


@transaction.atomic
def add_picture(*, by: User | None, board: Board, file: PictureFile) -> TextPicture:
    """Store a picture for the board's texts; one that it has already is the same picture.

    ``file`` has been read and written anew (``imports.pictures``). Whoever writes in the board's reports may.
    """
    if by is not None and not has_permission(by, board, Permission.REPORT, Permission.REPORT_OWN):
        raise NotAllowedError("Bara den som skriver i nämndens rapporter lägger till bilder.")
    sha256 = hashlib.sha256(file.body).hexdigest()
    picture, is_new = TextPicture.objects.get_or_create(
        board=board, sha256=sha256, defaults={"municipality_id": board.municipality_id, **file._asdict()}
    )
    if is_new:
        after = {"sha256": sha256, "media_type": file.media_type, "bytes": len(file.body)}
        log_change(by, "picture.added", picture, after=after)
    return picture


def fill_pictures(board_id: int, text: RichText) -> RichText:
    """The text with the sides of its pictures as they are stored. ``RichTextError`` for one that the board hasn't."""
    wanted = {one.id for one in list_pictures(text)}
    if not wanted:
        return text
    held = TextPicture.objects.select_for_update(no_key=True).order_by("pk")  # else one could be deleted meanwhile
    rows = held.filter(board=board_id, sha256__in=wanted).values_list("sha256", "width", "height")
    sides = {sha256: {"width": width, "height": height} for sha256, width, height in rows}
    if wanted - sides.keys():
        raise RichTextError("En bild i texten finns inte bland nämndens bilder. Ta bort den och lägg in den på nytt.")
    return rewrite_pictures(text, lambda one: replace(one, **sides[one.id]))


def delete_unused_pictures(*, before: datetime) -> int:
    """Delete the pictures that were added before and that no text has had since. How many."""
    old = TextPicture.objects.filter(added_at__lt=before, publications=None).values_list("pk", flat=True)
    return sum(_delete_if_unused(key) for key in list(old))


@transaction.atomic
def _delete_if_unused(key: int) -> bool:
    picture = TextPicture.objects.select_for_update().defer("body").get(pk=key)
    node = {"blocks": [{"type": "picture", "id": picture.sha256}]}
    for texts in (Section.objects, Section.pgh_event_model.objects):  # type: ignore[attr-defined]  # now, and before
        if texts.filter(board=picture.board_id, text__contains=node).exists():
            return False
    log_change(None, "picture.deleted", picture, before={"sha256": picture.sha256})
    picture.delete()
    return True
