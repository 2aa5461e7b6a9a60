"""RFC 9457: what went wrong, in Swedish or English, and nothing internal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from rest_framework import exceptions

from apps.api.bilingual_text import BilingualText, choose_language

PROBLEM_CONTENT_TYPE = "application/problem+json"


class ProblemKind(NamedTuple):
    """A kind of problem. The slug ends its ``type``, an address in the documentation."""

    status: int
    slug: str
    title: BilingualText
    detail: BilingualText


PROBLEM_KINDS: dict[int, ProblemKind] = {
    kind.status: kind
    for kind in (
        ProblemKind(
            400,
            "bad-request",
            BilingualText("Anropet går inte att förstå", "The request can't be understood"),
            BilingualText(
                "Rätta det som står under errors och försök igen.", "Correct what is listed in errors and try again."
            ),
        ),
        ProblemKind(
            401,
            "unauthorized",
            BilingualText("Nyckeln gäller inte", "The token is not valid"),
            BilingualText(
                "Skicka en giltig nyckel i huvudet Authorization: Bearer.",
                "Send a valid token in the header Authorization: Bearer.",
            ),
        ),
        ProblemKind(
            403,
            "forbidden",
            BilingualText("Nyckeln räcker inte", "The token does not allow this"),
            BilingualText("Nyckeln får inte göra detta.", "The token may not do this."),
        ),
        ProblemKind(
            404,
            "not-found",
            BilingualText("Finns inte", "Not found"),
            BilingualText("Det finns inget publicerat på den här adressen.", "Nothing is published at this address."),
        ),
        ProblemKind(
            405,
            "method-not-allowed",
            BilingualText("Metoden går inte att använda här", "Method not allowed"),
            BilingualText("Se huvudet Allow för de metoder som går.", "See the header Allow for what can be used."),
        ),
        ProblemKind(
            406,
            "not-acceptable",
            BilingualText("Formatet finns inte", "Not acceptable"),
            BilingualText(
                "Be om application/json i Accept. Listor finns också som text/csv, xlsx och application/jsonl.",
                "Ask for application/json in Accept. Lists come as text/csv, xlsx and application/jsonl too.",
            ),
        ),
        ProblemKind(
            409,
            "conflict",
            BilingualText("Anropet krockar med något annat", "Conflict"),
            BilingualText("Läs om och försök igen.", "Read again and try once more."),
        ),
        ProblemKind(
            412,
            "precondition-failed",
            BilingualText("Innehållet har ändrats", "Precondition failed"),
            BilingualText(
                "ETag i If-Match gäller inte längre. Läs om.", "The ETag in If-Match no longer holds. Read again."
            ),
        ),
        ProblemKind(
            413,
            "content-too-large",
            BilingualText("För mycket på en gång", "Content too large"),
            BilingualText("Dela upp anropet i flera.", "Split the call into several."),
        ),
        ProblemKind(
            415,
            "unsupported-media-type",
            BilingualText("Formatet tas inte emot", "Unsupported media type"),
            BilingualText(
                "Skicka JSON med Content-Type: application/json.", "Send JSON with Content-Type: application/json."
            ),
        ),
        ProblemKind(
            422,
            "rows-refused",
            BilingualText("Raderna går inte att spara", "The rows can't be saved"),
            BilingualText(
                "Ingenting sparades. Se vad som är fel rad för rad.", "Nothing was saved. See each row for its fault."
            ),
        ),
        ProblemKind(
            429,
            "too-many-requests",
            BilingualText("För många anrop", "Too many requests"),
            BilingualText("Vänta så länge som Retry-After säger.", "Wait as long as Retry-After says."),
        ),
        ProblemKind(
            500,
            "server-error",
            BilingualText("Något gick fel hos oss", "Something went wrong on our side"),
            BilingualText("Försök igen om en stund.", "Try again in a while."),
        ),
        ProblemKind(
            503,
            "unavailable",
            BilingualText("Tjänsten är inte tillgänglig", "The service is unavailable"),
            BilingualText("Försök igen om en stund.", "Try again in a while."),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class ParameterFault:
    """What is wrong with one parameter."""

    parameter: str
    detail: BilingualText


@dataclass(eq=False)
class ApiProblem(Exception):
    """Stops a call. ``extra`` are further members of the answer."""

    status: int
    detail: BilingualText | None = None
    faults: Sequence[ParameterFault] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)


def build_problem_response(request: HttpRequest, problem: ApiProblem) -> HttpResponse:
    """The problem as a response."""
    kind = PROBLEM_KINDS.get(problem.status, PROBLEM_KINDS[400 if problem.status < 500 else 500])
    language = choose_language(request)
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
    response = HttpResponse(msgspec.json.encode(body), content_type=PROBLEM_CONTENT_TYPE, status=problem.status)
    if problem.status == 503:  # a wait that the caller is told of is no fault of ours
        response._has_been_logged = True  # type: ignore[attr-defined]
    response["Content-Language"] = language
    response["Cache-Control"] = "no-store"
    response["Vary"] = "Accept-Language"
    for name, value in problem.headers.items():
        response[name] = value
    return response


def handle(exception: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """Django REST framework's handler. What is not known here becomes a 500 further out."""
    problem = _find_problem(exception)
    return build_problem_response(context["request"]._request, problem) if problem else None


def _find_problem(exception: Exception) -> ApiProblem | None:
    if isinstance(exception, ApiProblem):
        return exception
    if isinstance(exception, Http404):
        return ApiProblem(404)
    if isinstance(exception, PermissionDenied):
        return ApiProblem(403)
    if isinstance(exception, exceptions.APIException):
        headers = {}
        if getattr(exception, "auth_header", None):
            headers["WWW-Authenticate"] = str(exception.auth_header)  # type: ignore[attr-defined]
        return ApiProblem(exception.status_code, headers=headers)
    return None
