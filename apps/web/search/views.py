"""``/sok/?q=``: one search over all that is published. ``visa`` shows one kind alone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.web.page_cache import serve_public_page
from apps.web.search.presenter import build_search_page


@require_safe
@serve_public_page
def show_search(request: HttpRequest) -> HttpResponse:
    """What is found, in groups."""
    page = build_search_page(request.GET.get("q", "").replace("\x00", ""), request.GET.get("visa", ""))
    return render(request, "search.html", {"page": page})
