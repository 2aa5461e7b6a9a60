"""The addresses that systems send files to: keep, look at the preview, apply all of it or nothing."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from rest_framework.request import Request

from apps.accounts.models import User
from apps.api.asking import Asked, asked_of
from apps.api.base import JSON, ApiView, token_user
from apps.api.files.parameters import APPLY_PARAMETERS
from apps.api.files.shapes import file_of
from apps.api.models import Scope
from apps.api.problems import Fault, Problem
from apps.api.texts import Text
from apps.api.writing.views import NOT_OPEN, round_for
from apps.core.tertials import Tertial
from apps.imports import services, tasks
from apps.imports.models import ImportJob, JobState
from apps.imports.sheets import MAX_FILE_BYTES
from apps.rounds.models import AreaSubmission, Round, RoundState

FIELD = "file"
NO_FILE = Text("Skicka filen i fältet file.", "Send the file in the field file.")
MULTIPART = Text(
    "Skicka filen med Content-Type: multipart/form-data.", "Send the file with Content-Type: multipart/form-data."
)
HANDED_IN = Text(
    "En verksamhet är redan inlämnad. Be en controller lämna tillbaka den, eller läsa in filen. Ingenting lästes in.",
    "A service area is handed in. Ask a controller to return it, or to apply the file. Nothing was applied.",
)
HAS_MOVED = "Något har ändrats sedan filen granskades, så ingenting lästes in. Se conflicts, och läs in igen."
NEEDS_MAPPING = "Filen behöver kopplas till rapportens verksamheter. En controller gör det på sidan Filer, en gång."


class FilesView(ApiView):
    """Send a file to an open round."""

    def post(self, request: Request, municipality: str, board: str, period: Tertial) -> HttpResponse:
        user = token_user(request, Scope.FILES)
        if not request.content_type.lower().startswith("multipart/form-data"):
            raise Problem(415, MULTIPART)
        round_ = round_for(user, municipality, board, period)
        _check_open(round_)
        name, content = _sent(request)
        try:
            job = services.keep_file(by=user, round_=round_, name=name, content=content)
        except services.UploadError as error:
            raise _refused(error) from None
        _start(user, job)
        response = _answer(round_, job.public_id, status=201)
        response["Location"] = f"{request.path}/{job.public_id}"
        return response


class FileView(ApiView):
    """How far a file has come, and what it would change."""

    def get(self, request: Request, municipality: str, board: str, period: Tertial, file: UUID) -> HttpResponse:
        return _answer(round_for(token_user(request, Scope.FILES), municipality, board, period), file)


class ApplyView(ApiView):
    """Apply a previewed file. A file that is applied already stays so."""

    def post(self, request: Request, municipality: str, board: str, period: Tertial, file: UUID) -> HttpResponse:
        user = token_user(request, Scope.FILES)
        asked = asked_of(request._request, {each.name: each for each in APPLY_PARAMETERS})
        round_ = round_for(user, municipality, board, period)
        job = _job(round_, file)
        if job.state != JobState.APPLIED:
            _check_open(round_)
            if AreaSubmission.objects.filter(round=round_).exists():
                raise Problem(409, HANDED_IN)
            _carry_out(_start_applying(asked), user, job)
            tasks.start(job.pk, "apply")
        return _answer(round_, file)


class DiscardView(ApiView):
    """Leave a file unapplied."""

    def post(self, request: Request, municipality: str, board: str, period: Tertial, file: UUID) -> HttpResponse:
        user = token_user(request, Scope.FILES)
        round_ = round_for(user, municipality, board, period)
        job = _job(round_, file)
        if job.state != JobState.DISCARDED:
            _carry_out(services.discard, user, job)
        return _answer(round_, file)


def _start_applying(asked: Asked) -> Callable[..., Any]:
    """Apply with what was chosen: the file's word at every conflict or at none, its empty cells or not."""

    def start(*, by: User, job: ImportJob) -> ImportJob:
        conflicts = [one["id"] for one in (job.result or {}).get("conflicts", ())]
        take = conflicts if asked.overwrite else []
        return services.start_applying(by=by, job=job, take=take, empty=asked.empty)

    return start


def _check_open(round_: Round) -> None:
    if round_.stage != RoundState.OPEN:
        raise Problem(409, NOT_OPEN)


def _sent(request: Request) -> tuple[str, bytes]:
    """The file's name and content. 400 without a file, 413 when it is too large."""
    sent = request._request.FILES.get(FIELD)
    if not isinstance(sent, UploadedFile):
        raise Problem(400, faults=[Fault(FIELD, NO_FILE)])
    if (sent.size or 0) > MAX_FILE_BYTES:
        raise Problem(413)
    return sent.name or "fil", sent.read()


def _start(user: User, job: ImportJob) -> None:
    """Have the file read. A foreign one is read as the board's last one was, if there has been one."""
    if job.state == JobState.MAPPING:
        saved = services.saved_mapping(job)
        if saved is None:
            return
        services.map_ledger(by=user, job=job, mapping=saved.as_json())
    tasks.start(job.pk, "read")


def _carry_out(act: Callable[..., Any], user: User, job: ImportJob) -> None:
    try:
        act(by=user, job=job)
    except services.UploadError as error:
        said = Text(str(error), f"This can't be done in the state {job.state}.")
        raise Problem(409, said) from None


def _refused(error: services.UploadError) -> Problem:
    """A file that is not taken at all: its kind, its size, or that it is empty."""
    return Problem(422, Text(str(error), f"The file is not taken. In Swedish: {error}"))


def _job(round_: Round, file: UUID) -> ImportJob:
    """A file of the round. 404 for another's."""
    found = (
        ImportJob.objects.filter(round=round_, public_id=file)
        .select_related("file")
        .defer("file__content", "mapping")
        .first()
    )
    if found is None:
        raise Problem(404)
    return found


def _answer(round_: Round, file: UUID, status: int = 200) -> HttpResponse:
    job = _job(round_, file)
    message = NEEDS_MAPPING if job.state == JobState.MAPPING else ""
    if job.state == JobState.PREVIEW and (job.result or {}).get("has_moved"):
        message = HAS_MOVED
    response = HttpResponse(msgspec.json.encode(file_of(job, message)), content_type=JSON, status=status)
    response["Cache-Control"] = "no-store"
    return response
