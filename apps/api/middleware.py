"""What holds for every address under ``/api``: a trace, who may read from another site, and problems as problems."""

import re
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from apps.api import problems

API_PREFIXES = ("/api/", "/api-info")
_TRACE_PATTERN = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})")
_EXPOSED_HEADERS = (
    "ETag, Link, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Repr-Digest, Retry-After, traceparent"
)
# Read by anyone from any site, never with cookies or tokens.
CORS_HEADERS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": _EXPOSED_HEADERS}
PREFLIGHT_HEADERS = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, If-None-Match, If-Match, traceparent",
    "Access-Control-Max-Age": "86400",
}


class ApiMiddleware:
    """Stands outermost but for compression, so that also what Django itself answers under ``/api`` passes here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if not (path.startswith(API_PREFIXES) or path == "/api"):
            return self.get_response(request)
        response = _convert_to_problem(request, self.get_response(request))
        response["traceparent"] = build_trace(request.headers.get("traceparent", ""))
        for name, value in CORS_HEADERS.items():
            response[name] = value
        if request.method == "OPTIONS":
            for name, value in PREFLIGHT_HEADERS.items():
                response[name] = value
        return response


def build_trace(given: str) -> str:
    """The caller's trace with a span of our own, or a new trace (W3C Trace Context)."""
    found = _TRACE_PATTERN.fullmatch(given)
    trace, flags = found.groups() if found else (secrets.token_hex(16), "00")
    return f"00-{trace}-{secrets.token_hex(8)}-{flags}"


def _convert_to_problem(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Django's own 404, 405 and 500 are pages; here they are problems."""
    if response.status_code < 400 or response.get("Content-Type", "").startswith(problems.PROBLEM_CONTENT_TYPE):
        return response
    headers = {name: response[name] for name in ("Allow", "WWW-Authenticate", "Retry-After") if name in response}
    problem: HttpResponse = problems.build_problem_response(
        request, problems.ApiProblem(response.status_code, headers=headers)
    )
    return problem
