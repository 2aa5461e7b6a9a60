"""The product's addresses and one more, whose view does nothing: what Django itself costs."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

EMPTY = "bench-tom/"


def show_nothing(request: HttpRequest) -> HttpResponse:
    """Nothing at all."""
    return HttpResponse(b"")


urlpatterns = [path(EMPTY, show_nothing), path("", include("apps.config.urls"))]
