"""Middleware that refuses a request that is too large before any of it is read or stored."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from apps.imports.report_format.raw_sheets import MAX_FILE_BYTES, MAX_FILE_MB

MAX_REQUEST_BYTES = MAX_FILE_BYTES + 500_000  # the form around the file


class UploadLimitMiddleware:
    """Runs before the CSRF check, which would otherwise read all of the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isascii() and length.isdigit() and int(length) > MAX_REQUEST_BYTES:
            response = HttpResponse(render_to_string("413.html", {"limit": MAX_FILE_MB}), status=413)
            response["Connection"] = "close"
            return response
        return self.get_response(request)
