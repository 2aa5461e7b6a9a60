"""The product's addresses and two more, whose views do nothing: what Django itself costs."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

EMPTY = "bench-tom/"
EMPTY_FOR_USER = "bench-tom-inloggad/"


def show_nothing(request: HttpRequest) -> HttpResponse:
    """Nothing at all."""
    return HttpResponse(b"")


def show_nothing_to_user(request: HttpRequest) -> HttpResponse:
    """Nothing, to someone who is looked up."""
    return HttpResponse(b"" if request.user.is_authenticated else b"nobody")


urlpatterns = [
    path(EMPTY, show_nothing),
    path(EMPTY_FOR_USER, show_nothing_to_user),
    path("", include("apps.config.urls")),
]
