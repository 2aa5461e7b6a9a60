"""Who runs this installation, for the pages that must say so."""

from dataclasses import dataclass

from django.conf import settings

from apps.core.swedish import format_day


@dataclass(frozen=True, slots=True)
class SiteOwner:
    """The municipality that answers for the service, how to reach it, and since when the site is public.

    ``published`` is a day in words, empty where it is not given.
    """

    owner: str
    contact: str
    published: str
    openapi: str = "/api/v1/openapi.json"


def get_site_owner() -> SiteOwner:
    """From the settings; the demo has no municipality behind it."""
    return SiteOwner(
        owner=settings.SITE_OWNER or "den kommun som publicerar rapporterna",
        contact=settings.SITE_CONTACT or settings.DEFAULT_FROM_EMAIL,
        published=format_day(settings.SITE_PUBLISHED) if settings.SITE_PUBLISHED else "",
    )
