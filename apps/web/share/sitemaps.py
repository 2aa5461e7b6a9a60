"""What search engines are told of: the start page, municipalities, and the public reports, with their last change."""

from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.urls import reverse

from apps.organisation.models import Board, Municipality
from apps.rounds.models import Round
from apps.web.links import ReportAddress


class PageSitemap(Sitemap):
    """The pages that are there whatever is published."""

    def items(self) -> list[str]:
        """Their URL names."""
        return ["start", "about", "accessibility", "api_documentation"]

    def location(self, item: str) -> str:
        """The page's address."""
        return reverse(item)


class MunicipalitySitemap(Sitemap):
    """The municipalities with a public board."""

    def items(self) -> QuerySet[Municipality]:
        """The municipalities."""
        public = Board.objects.public().filter(municipality=OuterRef("pk"))
        return Municipality.objects.filter(Exists(public)).order_by("pk")

    def location(self, item: Municipality) -> str:
        """The municipality's page."""
        return reverse("municipality", args=[item.slug])


class ReportSitemap(Sitemap):
    """The public reports."""

    def items(self) -> QuerySet[Round]:
        """The adopted rounds of public boards."""
        rounds = Round.objects.published().select_related("board__municipality")
        return rounds.annotate(changed_at=Max("publications__published_at")).order_by("pk")

    def location(self, item: Round) -> str:
        """The report's first page."""
        return ReportAddress.for_round(item).url()

    def lastmod(self, item: Any) -> datetime:
        """When its latest version was published."""
        changed: datetime = item.changed_at
        return changed


SITEMAPS = {"sidor": PageSitemap, "kommuner": MunicipalitySitemap, "rapporter": ReportSitemap}
