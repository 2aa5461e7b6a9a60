"""``/om/`` and ``/tillganglighet/``: what the site is, and its accessibility statement.

``/om/`` explains the lights, how variances are to be read, and the open data. The statement
(tillgänglighetsredogörelse) is required by law of public sector sites (lag 2018:1937).
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.web.about import site_owner
from apps.web.page_cache import serve_public_page


@require_safe
@serve_public_page
def show_about(request: HttpRequest) -> HttpResponse:
    """What this is, how lights and variances are to be read, the open data."""
    return render(request, "about.html", {"site": site_owner.get_site_owner()})


@require_safe
@serve_public_page
def show_accessibility(request: HttpRequest) -> HttpResponse:
    """Tillgänglighetsredogörelse."""
    return render(request, "accessibility.html", {"site": site_owner.get_site_owner()})
