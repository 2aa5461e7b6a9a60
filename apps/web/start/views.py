"""``/``: finds a municipality and a board (``?q=``), with the latest report of each."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.web.page_cache import serve_public_page
from apps.web.start.presenter import build_start_page


@require_safe
@serve_public_page
def show_start(request: HttpRequest) -> HttpResponse:
    """Find a municipality and a board."""
    page = build_start_page(request.user, request.GET.get("q", ""))
    return render(request, "start.html", {"page": page, "is_demo": settings.DEMO})
