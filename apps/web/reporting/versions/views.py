"""``…/v<version>/original/``: downloads a version as the board adopted it, byte for byte.

A version may later be issued anew with more numbers hidden. The original is for those who work with the report.
"""

import base64
import zlib
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.publishing.models import Publication
from apps.rounds.models import Round
from apps.web.reporting.access import require_round


@require_safe
@require_round
def download_sealed_version(request: HttpRequest, *, round_: Round, user: User, version: int, **_: Any) -> HttpResponse:
    """A version as the board adopted it, to the byte, for those who work with the report."""
    publication = Publication.objects.filter(round=round_, version=version).first()
    if publication is None:
        raise Http404
    digest = base64.b64encode(bytes.fromhex(publication.sha256)).decode()
    name = f"{round_.board.slug}-{round_.year}-{round_.period.slug}-v{version}.json"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Repr-Digest": f"sha-256=:{digest}:",
    }
    return HttpResponse(zlib.decompress(publication.report), content_type="application/json", headers=headers)
