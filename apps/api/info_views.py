"""The API's information about itself (``/api-info``, Digg's API profile)."""

import msgspec
from django.http import HttpResponse
from django.urls import reverse
from rest_framework.request import Request

from apps.api.base_view import PUBLIC_CACHE_CONTROL, ApiView, build_json_response
from apps.api.openapi.contract import API_RELEASED, API_VERSION, render_contract
from apps.api.query_parameters import check_no_parameters


class InfoView(ApiView):
    """``/api-info`` as Digg's profile wants it."""

    def get(self, request: Request) -> HttpResponse:
        check_no_parameters(request._request)
        info = {
            "apiName": "namndkollen",
            "apiVersion": API_VERSION,
            "apiReleased": API_RELEASED,
            "apiDocumentation": request.build_absolute_uri(reverse("api_documentation")),
            "apiStatus": "active",
        }
        return build_json_response(request, msgspec.json.encode(info), policy=PUBLIC_CACHE_CONTROL)


class ContractView(ApiView):
    """OpenAPI 3.1, with this site's own address in it."""

    def get(self, request: Request) -> HttpResponse:
        check_no_parameters(request._request)
        return build_json_response(
            request, render_contract(request.build_absolute_uri("/").rstrip("/")), policy=PUBLIC_CACHE_CONTROL
        )
