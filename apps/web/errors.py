"""The pages for 400, 403, 404 and 500: in Swedish, with a link onwards, and without anything internal."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def handler400(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request can't be understood."""
    return _render_error("400.html", 400)


def handler403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The user is logged in and may not do this."""
    return _render_error("403.html", 403)


def handler404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is no such page, or the reader may not know of it."""
    return _render_error("404.html", 404)


def handler500(request: HttpRequest) -> HttpResponse:
    """An error in the product. Nothing is loaded, since the database may be what is broken."""
    return _render_error("500.html", 500)


def _render_error(template: str, status: int) -> HttpResponse:
    """Rendered without the request, so that no session is read and the page is the same for everyone."""
    response = HttpResponse(render_to_string(template), status=status)
    response["Cache-Control"] = "no-store"
    return response
