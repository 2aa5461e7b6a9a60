"""Pages that list boards, rendered once and stored: good while their boards are what they were.

A board's publications and renamings raise its edition; its name, its address and whether it is public are looked at
as they are. A municipality's list says what is overdue, and so is good for a day. See
``docs/decisions/0043-own-regions-of-stored-pages.md``.
"""

from django.utils.timezone import localdate

from apps.core.prepared_queries import fetch_prepared
from apps.core.release import compute_release_fingerprint
from apps.publishing.models import RenderedList
from apps.publishing.published_reports import CachedPage, compress_page

NATION = ""
"""In place of a municipality's address: all boards."""

_FINGERPRINT_QUERY = """
SELECT concat_ws('.', %(day)s::text, count(*), sum(b.edition), sum(hashtext(
    concat_ws('|', b.name, b.slug, b.is_public, m.code, m.name, m.slug, m.is_made_up))::bigint))
FROM organisation_board AS b JOIN organisation_municipality AS m ON m.id = b.municipality_id
WHERE %(municipality)s = '' OR m.slug = %(municipality)s
"""
_CACHED_LIST_QUERY = f"""
SELECT stored.body, stored.etag FROM publishing_renderedlist AS stored
WHERE stored.address = %(address)s AND stored.build = %(build)s AND stored.fingerprint = ({_FINGERPRINT_QUERY})
"""  # noqa: S608 - of our own texts alone


def find_cached_list(address: str, municipality: str) -> CachedPage | None:
    """The rendered list at an address, of the boards of a municipality or of all (``NATION``). One query."""
    values = {"address": address, "build": compute_release_fingerprint(), **_build_values(municipality)}
    rows = fetch_prepared(_CACHED_LIST_QUERY, values, binary=True)
    return CachedPage(bytes(rows[0][0]), rows[0][1]) if rows else None


def compute_list_fingerprint(municipality: str) -> str:
    """What the boards are now. Computed before a list is rendered, so that a list is never older than it says."""
    return str(fetch_prepared(_FINGERPRINT_QUERY, _build_values(municipality))[0][0])


def _build_values(municipality: str) -> dict[str, str]:
    return {"municipality": municipality, "day": localdate().isoformat() if municipality else ""}


def save_cached_list(address: str, fingerprint: str, body: bytes) -> CachedPage:
    """Store a rendered list with the fingerprint that its boards had."""
    cached = compress_page(body)
    row = RenderedList(
        address=address,
        build=compute_release_fingerprint(),
        fingerprint=fingerprint,
        body=cached.body,
        etag=cached.etag,
    )
    RenderedList.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["address", "build"],
        update_fields=["fingerprint", "body", "etag"],
    )
    return cached
