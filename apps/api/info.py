"""What the API tells of itself."""

import msgspec
from django.http import HttpResponse
from django.urls import reverse
from rest_framework.request import Request

from apps.api.asking import nothing_asked
from apps.api.base import PUBLIC, ApiView, body_answer
from apps.api.openapi.contract import RELEASED, VERSION, contract


class InfoView(ApiView):
    """``/api-info`` as Digg's profile wants it."""

    def get(self, request: Request) -> HttpResponse:
        nothing_asked(request._request)
        told = {
            "apiName": "namndkollen",
            "apiVersion": VERSION,
            "apiReleased": RELEASED,
            "apiDocumentation": request.build_absolute_uri(reverse("api_documentation")),
            "apiStatus": "active",
        }
        return body_answer(request, msgspec.json.encode(told), policy=PUBLIC)


class ContractView(ApiView):
    """OpenAPI 3.1, with this site's own address in it."""

    def get(self, request: Request) -> HttpResponse:
        nothing_asked(request._request)
        return body_answer(request, contract(request.build_absolute_uri("/").rstrip("/")), policy=PUBLIC)
