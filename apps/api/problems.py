"""RFC 9457: what went wrong, in Swedish or English, and nothing internal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from rest_framework import exceptions

from apps.api.texts import Text, language_of

CONTENT_TYPE = "application/problem+json"


class Kind(NamedTuple):
    """A kind of problem. The slug ends its ``type``, an address in the documentation."""

    status: int
    slug: str
    title: Text
    detail: Text


KINDS: dict[int, Kind] = {
    kind.status: kind
    for kind in (
        Kind(
            400,
            "bad-request",
            Text("Anropet går inte att förstå", "The request can't be understood"),
            Text("Rätta det som står under errors och försök igen.", "Correct what is listed in errors and try again."),
        ),
        Kind(
            401,
            "unauthorized",
            Text("Nyckeln gäller inte", "The token is not valid"),
            Text(
                "Skicka en giltig nyckel i huvudet Authorization: Bearer.",
                "Send a valid token in the header Authorization: Bearer.",
            ),
        ),
        Kind(
            403,
            "forbidden",
            Text("Nyckeln räcker inte", "The token does not allow this"),
            Text("Nyckeln får inte göra detta.", "The token may not do this."),
        ),
        Kind(
            404,
            "not-found",
            Text("Finns inte", "Not found"),
            Text("Det finns inget publicerat på den här adressen.", "Nothing is published at this address."),
        ),
        Kind(
            405,
            "method-not-allowed",
            Text("Metoden går inte att använda här", "Method not allowed"),
            Text("Se huvudet Allow för de metoder som går.", "See the header Allow for what can be used."),
        ),
        Kind(
            406,
            "not-acceptable",
            Text("Formatet finns inte", "Not acceptable"),
            Text(
                "Be om application/json i Accept. Listor finns också som text/csv, xlsx och application/jsonl.",
                "Ask for application/json in Accept. Lists come as text/csv, xlsx and application/jsonl too.",
            ),
        ),
        Kind(
            409,
            "conflict",
            Text("Anropet krockar med något annat", "Conflict"),
            Text("Läs om och försök igen.", "Read again and try once more."),
        ),
        Kind(
            412,
            "precondition-failed",
            Text("Innehållet har ändrats", "Precondition failed"),
            Text("ETag i If-Match gäller inte längre. Läs om.", "The ETag in If-Match no longer holds. Read again."),
        ),
        Kind(
            413,
            "content-too-large",
            Text("För mycket på en gång", "Content too large"),
            Text("Dela upp anropet i flera.", "Split the call into several."),
        ),
        Kind(
            415,
            "unsupported-media-type",
            Text("Formatet tas inte emot", "Unsupported media type"),
            Text("Skicka JSON med Content-Type: application/json.", "Send JSON with Content-Type: application/json."),
        ),
        Kind(
            422,
            "rows-refused",
            Text("Raderna går inte att spara", "The rows can't be saved"),
            Text(
                "Ingenting sparades. Se vad som är fel rad för rad.", "Nothing was saved. See each row for its fault."
            ),
        ),
        Kind(
            429,
            "too-many-requests",
            Text("För många anrop", "Too many requests"),
            Text("Vänta så länge som Retry-After säger.", "Wait as long as Retry-After says."),
        ),
        Kind(
            500,
            "server-error",
            Text("Något gick fel hos oss", "Something went wrong on our side"),
            Text("Försök igen om en stund.", "Try again in a while."),
        ),
        Kind(
            503,
            "unavailable",
            Text("Tjänsten är inte tillgänglig", "The service is unavailable"),
            Text("Försök igen om en stund.", "Try again in a while."),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one parameter."""

    parameter: str
    detail: Text


@dataclass(eq=False)
class Problem(Exception):
    """Stops a call. ``extra`` are further members of the answer."""

    status: int
    detail: Text | None = None
    faults: Sequence[Fault] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The problem as a response."""
    kind = KINDS.get(problem.status, KINDS[400 if problem.status < 500 else 500])
    language = language_of(request)
    body: dict[str, Any] = {
        "type": f"{reverse('api_documentation')}#{kind.slug}",
        "title": kind.title.to(language),
        "status": problem.status,
        "detail": (problem.detail or kind.detail).to(language),
        "instance": request.path,
        **problem.extra,
    }
    if problem.faults:
        body["errors"] = [{"parameter": f.parameter, "detail": f.detail.to(language)} for f in problem.faults]
    response = HttpResponse(msgspec.json.encode(body), content_type=CONTENT_TYPE, status=problem.status)
    response["Content-Language"] = language
    response["Cache-Control"] = "no-store"
    response["Vary"] = "Accept-Language"
    for name, value in problem.headers.items():
        response[name] = value
    return response


def handle(exception: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """Django REST framework's handler. What is not known here becomes a 500 further out."""
    problem = _problem_of(exception)
    return answer(context["request"]._request, problem) if problem else None


def _problem_of(exception: Exception) -> Problem | None:
    if isinstance(exception, Problem):
        return exception
    if isinstance(exception, Http404):
        return Problem(404)
    if isinstance(exception, PermissionDenied):
        return Problem(403)
    if isinstance(exception, exceptions.APIException):
        headers = {}
        if getattr(exception, "auth_header", None):
            headers["WWW-Authenticate"] = str(exception.auth_header)  # type: ignore[attr-defined]
        return Problem(exception.status_code, headers=headers)
    return None
