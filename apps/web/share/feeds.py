"""Atom feeds of what is published: of all boards, of a municipality's, of one. A correction is an entry of its own."""

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from apps.organisation.models import Board, Municipality
from apps.publishing.models import PublicVersion
from apps.web.links import ReportAddress
from apps.web.page_header import format_document_name

MOST_ENTRIES = 50


def list_public_versions() -> QuerySet[PublicVersion]:
    """The versions that anyone may read, latest first, without their reports."""
    versions = PublicVersion.objects.filter(board__is_public=True, round__state="adopted")
    return versions.select_related("round__board__municipality").defer("report").order_by("-pk")


class NationFeed(Feed):
    """What all boards publish."""

    feed_type = Atom1Feed
    language = "sv"
    title: Any = "Nämndkollen: nya rapporter"
    subtitle: Any = "Nämndernas fastställda rapporter och rättelser, de senaste först."

    def link(self, obj: Any) -> str:
        """The page that lists the same boards."""
        return reverse("start")

    def items(self, obj: Any) -> QuerySet[PublicVersion]:
        """The latest versions."""
        return list_public_versions()[:MOST_ENTRIES]

    def item_title(self, item: PublicVersion) -> str:
        """Board, municipality and report; the version where it is a correction."""
        document = format_document_name(item.round.period)
        return f"{item.round.board}: {document}" + (f", rättelse (version {item.version})" if item.version > 1 else "")

    def item_description(self, item: PublicVersion) -> str:
        """The report in its own sentences, and why it was corrected: plain text, where a feed has HTML."""
        return escape(" ".join([*(item.headline.get("overview") or ()), item.reason]).strip())

    def item_link(self, item: PublicVersion) -> str:
        """The report; of a corrected one its latest version is read there."""
        return ReportAddress.for_round(item.round).url()

    def item_guid(self, item: PublicVersion) -> str:
        """The same for ever, also when the board is renamed."""
        return f"urn:sha256:{item.sealed_sha256}:{item.pk}"

    def item_pubdate(self, item: PublicVersion) -> datetime:
        """When the version was published."""
        return item.published_at

    def item_updateddate(self, item: PublicVersion) -> datetime:
        """When it was issued anew with more of it hidden, else published."""
        return item.reissued_at or item.published_at


class MunicipalityFeed(NationFeed):
    """What a municipality's boards publish."""

    def get_object(self, request: HttpRequest, municipality: str) -> Municipality:
        """The municipality; 404 where it has no public board."""
        public = Board.objects.public().filter(municipality__slug=municipality).select_related("municipality")
        found: Municipality = public[:1].get().municipality
        return found

    def title(self, obj: Municipality) -> str:
        """The municipality's name."""
        return f"Nya rapporter från nämnderna i {obj.name}"

    def link(self, obj: Municipality) -> str:
        """The municipality's page."""
        return reverse("municipality", args=[obj.slug])

    def items(self, obj: Municipality) -> QuerySet[PublicVersion]:
        """The latest versions of its boards."""
        return list_public_versions().filter(board__municipality=obj)[:MOST_ENTRIES]


class BoardFeed(NationFeed):
    """What one board publishes."""

    subtitle = "Nämndens fastställda rapporter och rättelser, de senaste först."

    def get_object(self, request: HttpRequest, municipality: str, board: str) -> Board:
        """The board; 404 where it is not public."""
        return load_public_board(municipality, board)

    def title(self, obj: Board) -> str:
        """The board's name."""
        return f"Nya rapporter: {obj}"

    def link(self, obj: Board) -> str:
        """The board's latest report."""
        return reverse("board_latest", args=[obj.municipality.slug, obj.slug])

    def items(self, obj: Board) -> QuerySet[PublicVersion]:
        """Its latest versions."""
        return list_public_versions().filter(board=obj)[:MOST_ENTRIES]


def load_public_board(municipality: str, board: str) -> Board:
    """The public board at an address; ``Board.DoesNotExist`` for another."""
    boards = Board.objects.public().select_related("municipality")
    found: Board = boards.get(municipality__slug=municipality, slug=board)
    return found
