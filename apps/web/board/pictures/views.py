"""``…/bild/<sha256>``: a picture of a board's texts, for those who may read a text that shows it."""

import base64

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from apps.publishing.pictures import find_picture
from apps.web.page_cache import PRIVATE_CACHE, is_anonymous, set_cache_policy

PUBLIC_PICTURE_CACHE = "public, max-age=86400"
"""An address is always the same bytes. It is not kept for longer, as a board may stop being public."""


@require_safe
def show_picture(request: HttpRequest, municipality: str, board: str, sha256: str) -> HttpResponse:
    """The bytes, or 304 for who has them; 404 where the reader sees no text with the picture."""
    if is_anonymous(request):
        request.user = AnonymousUser()
    found = find_picture(request.user, municipality, board, sha256)
    if found is None:
        raise Http404
    picture = found.picture
    digest = base64.b64encode(bytes.fromhex(picture.sha256)).decode()
    headers = {
        "Content-Disposition": f'inline; filename="bild-{picture.sha256[:12]}.{picture.media_type.partition("/")[2]}"',
        "ETag": f'"{picture.sha256}"',
        "Repr-Digest": f"sha-256=:{digest}:",
        "X-Content-Type-Options": "nosniff",
    }
    same = get_conditional_response(request, etag=headers["ETag"]) if "HTTP_IF_NONE_MATCH" in request.META else None
    if same is not None and same.status_code == HttpResponseNotModified.status_code:
        response: HttpResponse = HttpResponseNotModified(headers=headers)
    else:
        response = HttpResponse(bytes(picture.body), content_type=picture.media_type, headers=headers)
    return set_cache_policy(response, PUBLIC_PICTURE_CACHE if found.is_public else PRIVATE_CACHE)
