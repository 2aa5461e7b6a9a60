"""The pictures of a board's texts, scoped to what the reader may see: as the report that shows them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from apps.accounts.models import HeldRole
from apps.accounts.roles import Permission, list_roles_with
from apps.core.picture_file import PictureFile
from apps.core.rich_text.contents import list_pictures
from apps.core.rich_text.tree import Picture
from apps.publishing.models import PublishedPicture
from apps.report.board_report import BoardReport
from apps.rounds.models import Round
from apps.texts.models import Section, TextPicture


@dataclass(frozen=True, slots=True)
class FoundPicture:
    """A picture that a reader may see. ``is_public``: anyone may."""

    picture: TextPicture
    is_public: bool


def find_picture(user: Any, municipality: str, board: str, sha256: str) -> FoundPicture | None:
    """The picture of a board by its hash, if the user may see it: at most two queries, without log-in one.

    Anyone sees what a public report shows. Who works with the board's drafts sees all of its pictures, also one that
    is in no text yet; a politician those of the drafts that are shared, and of adopted reports.
    """
    pictures = TextPicture.objects.filter(board__slug=board, board__municipality__slug=municipality, sha256=sha256)
    found = pictures.annotate(is_public=Exists(_select_versions(Round.objects.published()))).first()
    if found is None or not (found.is_public or _may_see(user, found)):
        return None
    return FoundPicture(found, found.is_public)


def list_text_pictures(report: BoardReport) -> list[Picture]:
    """The pictures that a report's texts show, in their order."""
    return [one for chapter in report.chapters for text in chapter.texts for one in list_pictures(text.text)]


def load_text_pictures(report: BoardReport) -> dict[str, PictureFile]:
    """The pictures of a report's texts, by their ids. Nothing is asked for a report without any."""
    wanted = {one.id for one in list_text_pictures(report)}
    if not wanted:
        return {}
    board = {"board__slug": report.board.slug, "board__municipality__slug": report.municipality.slug}
    found = TextPicture.objects.filter(**board, sha256__in=wanted)
    return {one.sha256: PictureFile(bytes(one.body), one.media_type, one.width, one.height) for one in found}


def _select_versions(rounds: Any) -> Any:
    """The versions that show the picture of the outer query, of some rounds."""
    return PublishedPicture.objects.filter(
        Exists(rounds.filter(pk=OuterRef("publication__round_id"))), picture=OuterRef("pk")
    )


def _may_see(user: Any, picture: TextPicture) -> bool:
    if not user.is_authenticated:
        return False
    works_there = HeldRole.objects.filter(
        user=user, board=picture.board_id, role__in=list_roles_with(Permission.READ_DRAFT)
    )
    node = {"blocks": [{"type": "picture", "id": picture.sha256}]}
    drafts = Round.objects.with_draft_for(user).filter(pk=OuterRef("round_id"))
    in_draft = Section.objects.filter(Exists(drafts), board=picture.board_id, text__contains=node)
    in_version = _select_versions(Round.objects.visible_to(user))
    may_see = Q(Exists(works_there)) | Q(Exists(in_draft)) | Q(Exists(in_version))
    return user.is_superuser or TextPicture.objects.filter(may_see, pk=picture.pk).exists()
