"""Who runs this installation, for the pages that must say so."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class SiteOwner:
    """The municipality that answers for the service, and how to reach it."""

    owner: str
    contact: str
    openapi: str = "/api/v1/openapi.json"


def get_site_owner() -> SiteOwner:
    """From the settings; the demo has no municipality behind it."""
    return SiteOwner(
        owner=getattr(settings, "SITE_OWNER", "") or "den kommun som publicerar rapporterna",
        contact=getattr(settings, "SITE_CONTACT", "") or settings.DEFAULT_FROM_EMAIL,
    )
