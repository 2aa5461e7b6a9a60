"""The addresses that systems send files to: keep, look at the preview, apply all of it or nothing."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from rest_framework.request import Request

from apps.accounts.models import User
from apps.api.base_view import JSON_CONTENT_TYPE, ApiView, get_token_user
from apps.api.bilingual_text import BilingualText
from apps.api.entry.views import ROUND_NOT_OPEN, build_body_problem, load_round, read_json_body
from apps.api.files.mapping_shapes import FileMapping, build_mapping_shape
from apps.api.files.parameter_definitions import APPLY_PARAMETERS
from apps.api.files.shapes import build_file
from apps.api.models import TokenScope
from apps.api.problems import ApiProblem, ParameterFault
from apps.api.query_parameters import QueryParameters, parse_query_parameters
from apps.core.tertials import Tertial
from apps.imports import services, tasks
from apps.imports.files.saved_mappings import suggest_mapping
from apps.imports.ledgers.extract import LedgerFileMapping
from apps.imports.models import FileKind, ImportJob, JobState
from apps.imports.report_format.raw_sheets import MAX_FILE_BYTES
from apps.rounds.models import AreaSubmission, Round, RoundState

FILE_FIELD = "file"
FILE_REQUIRED = BilingualText("Skicka filen i fältet file.", "Send the file in the field file.")
MULTIPART_REQUIRED = BilingualText(
    "Skicka filen med Content-Type: multipart/form-data.", "Send the file with Content-Type: multipart/form-data."
)
AREA_HANDED_IN = BilingualText(
    "En verksamhet är redan inlämnad. Be en controller lämna tillbaka den, eller läsa in filen. Ingenting lästes in.",
    "A service area is handed in. Ask a controller to return it, or to apply the file. Nothing was applied.",
)
REPORT_CHANGED = "Något har ändrats sedan filen granskades, så ingenting lästes in. Se conflicts, och läs in igen."
MAPPING_REQUIRED = (
    "Filen behöver kopplas till rapportens verksamheter. En controller gör det på sidan Filer, eller systemet med"
    " mapping."
)
MAPPING_REFUSED = BilingualText(
    "Kopplingen går inte att använda. Ingenting sparades. Se errors.",
    "The mapping can't be used. Nothing was saved. See errors.",
)
MAPPED_BY_NAME = BilingualText(
    "En fil med utfall kopplas med sina namn på filens sida i Rapportera. Nästa fil med samma rubriker läses direkt.",
    "A file of outcomes is mapped by its names on the file's page. The next file with the same headings is read.",
)
NO_MAPPING_NEEDED = BilingualText(
    "Filen är i rapportens eget format och behöver ingen koppling.",
    "The file is in the report's own format and needs no mapping.",
)
FILE_REMOVED = BilingualText("Filen är borttagen. Skicka in den på nytt.", "The file is removed. Send it again.")


class FileUploadView(ApiView):
    """Send a file to an open round."""

    def post(self, request: Request, municipality: str, board: str, period: Tertial) -> HttpResponse:
        user = get_token_user(request, TokenScope.FILES)
        if not request.content_type.lower().startswith("multipart/form-data"):
            raise ApiProblem(415, MULTIPART_REQUIRED)
        round_ = load_round(user, municipality, board, period)
        _check_open(round_)
        name, content = _read_upload(request)
        try:
            job = services.store_file(by=user, round_=round_, name=name, content=content)
        except services.UploadError as error:
            raise _build_refusal(error) from None
        _start_reading(user, job)
        response = _build_response(round_, job.public_id, status=201)
        response["Location"] = f"{request.path}/{job.public_id}"
        return response


class FileStatusView(ApiView):
    """How far a file has come, and what it would change."""

    def get(self, request: Request, municipality: str, board: str, period: Tertial, file: UUID) -> HttpResponse:
        return _build_response(load_round(get_token_user(request, TokenScope.FILES), municipality, board, period), file)


class FileApplyView(ApiView):
    """Apply a previewed file. A file that is applied already stays so."""

    def post(self, request: Request, municipality: str, board: str, period: Tertial, file: UUID) -> HttpResponse:
        user = get_token_user(request, TokenScope.FILES)
        query = parse_query_parameters(request._request, {each.name: each for each in APPLY_PARAMETERS})
        round_ = load_round(user, municipality, board, period)
        job = _load_job(round_, file)
        if job.state != JobState.APPLIED:
            _check_open(round_)
            if AreaSubmission.objects.filter(round=round_).exists():
                raise ApiProblem(409, AREA_HANDED_IN)
            _run_action(_build_apply_action(query), user, job)
            tasks.start_job(job.pk, "apply")
        return _build_response(round_, file)


class FileDiscardView(ApiView):
    """Leave a file unapplied."""

    def post(self, request: Request, municipality: str, board: str, period: Tertial, file: UUID) -> HttpResponse:
        user = get_token_user(request, TokenScope.FILES)
        round_ = load_round(user, municipality, board, period)
        job = _load_job(round_, file)
        if job.state != JobState.DISCARDED:
            _run_action(services.discard_file, user, job)
        return _build_response(round_, file)


class FileMappingView(ApiView):
    """How a foreign file is read: as it was, or would be; and read it anew by another mapping."""

    def get(self, request: Request, municipality: str, board: str, period: Tertial, file: UUID) -> HttpResponse:
        user = get_token_user(request, TokenScope.FILES)
        job = _load_foreign_job(load_round(user, municipality, board, period), file)
        return _render_json(build_mapping_shape(suggest_mapping(job)))

    def put(self, request: Request, municipality: str, board: str, period: Tertial, file: UUID) -> HttpResponse:
        user = get_token_user(request, TokenScope.FILES)
        data = read_json_body(request)
        round_ = load_round(user, municipality, board, period)
        job = _load_foreign_job(round_, file)
        _check_open(round_)
        try:
            mapping = msgspec.json.decode(data, type=FileMapping).to_ledger_mapping()
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise build_body_problem(error) from None
        _run_action(_build_mapping_action(mapping), user, job)
        tasks.start_job(job.pk, "read")
        return _build_response(round_, file)


def _build_mapping_action(mapping: LedgerFileMapping) -> Callable[..., Any]:
    def save(*, by: User, job: ImportJob) -> ImportJob:
        try:
            return services.check_and_save_mapping(by=by, job=job, mapping=mapping)
        except services.MappingError as refused:
            faults = [
                ParameterFault(one.field, BilingualText(one.text, f"Not taken. In Swedish: {one.text}"))
                for one in refused.problems
            ]
            raise ApiProblem(422, MAPPING_REFUSED, faults=faults) from None

    return save


def _load_foreign_job(round_: Round, file: UUID) -> ImportJob:
    job = _load_job(round_, file)
    if job.file.kind == FileKind.REPORT:
        raise ApiProblem(409, NO_MAPPING_NEEDED)
    if job.file.kind == FileKind.OUTCOMES:
        raise ApiProblem(409, MAPPED_BY_NAME)
    if job.file.emptied_at:
        raise ApiProblem(409, FILE_REMOVED)
    return job


def _render_json(value: Any, status: int = 200) -> HttpResponse:
    response = HttpResponse(msgspec.json.encode(value), content_type=JSON_CONTENT_TYPE, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _build_apply_action(query: QueryParameters) -> Callable[..., Any]:
    """Apply with what was chosen: the file's word at every conflict or at none, its empty cells or not."""

    def start(*, by: User, job: ImportJob) -> ImportJob:
        conflicts = [one["id"] for one in (job.result or {}).get("conflicts", ())]
        take = conflicts if query.overwrite else []
        return services.start_applying(by=by, job=job, take=take, empty=query.empty, confirmed=query.confirm)

    return start


def _check_open(round_: Round) -> None:
    if round_.stage != RoundState.OPEN:
        raise ApiProblem(409, ROUND_NOT_OPEN)


def _read_upload(request: Request) -> tuple[str, bytes]:
    """The file's name and content. 400 without a file, 413 when it is too large."""
    sent = request._request.FILES.get(FILE_FIELD)
    if not isinstance(sent, UploadedFile):
        raise ApiProblem(400, faults=[ParameterFault(FILE_FIELD, FILE_REQUIRED)])
    if (sent.size or 0) > MAX_FILE_BYTES:
        raise ApiProblem(413)
    return sent.name or "fil", sent.read()


def _start_reading(user: User, job: ImportJob) -> None:
    """Have the file read. A foreign one is read as the board's last one was, if there has been one."""
    if job.state == JobState.MAPPING and not services.map_as_before(by=user, job=job):
        return
    tasks.start_job(job.pk, "read")


def _run_action(act: Callable[..., Any], user: User, job: ImportJob) -> None:
    try:
        act(by=user, job=job)
    except services.UploadError as error:
        detail = BilingualText(str(error), f"This can't be done in the state {job.state}.")
        raise ApiProblem(409, detail) from None


def _build_refusal(error: services.UploadError) -> ApiProblem:
    """A file that is not taken at all: its kind, its size, or that it is empty."""
    return ApiProblem(422, BilingualText(str(error), f"The file is not taken. In Swedish: {error}"))


def _load_job(round_: Round, file: UUID) -> ImportJob:
    """A file of the round. 404 for another's."""
    found = (
        ImportJob.objects.filter(round=round_, public_id=file)
        .select_related("file")
        .defer("file__content", "mapping")
        .first()
    )
    if found is None:
        raise ApiProblem(404)
    return found


def _build_response(round_: Round, file: UUID, status: int = 200) -> HttpResponse:
    job = _load_job(round_, file)
    message = MAPPING_REQUIRED if job.state == JobState.MAPPING else ""
    if job.file.emptied_at:
        message = f"Filen är borttagen ({job.file.get_emptied_why_display()})."
    if job.state == JobState.PREVIEW and (job.result or {}).get("has_moved"):
        message = REPORT_CHANGED
    return _render_json(build_file(job, message), status)
