"""The addresses that systems write to."""

import hashlib
import re
from typing import Any, ClassVar

import msgspec
from django.db import connection, transaction
from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from apps.accounts.models import User
from apps.api.base_view import JSON_CONTENT_TYPE, ApiView, get_token_user
from apps.api.bilingual_text import BilingualText
from apps.api.entry.input_rows import OperatingLines, OperatingRow, OutcomeRow, Outcomes
from apps.api.entry.services import REFUSED_STATUSES, RowSaveResult, RowsRefusedError, log_refused_rows, save_rows
from apps.api.models import IdempotentCall, TokenScope
from apps.api.parameter_definitions import build_switch
from apps.api.problems import ApiProblem, ParameterFault
from apps.api.query_parameters import QueryParameters, parse_query_parameters
from apps.api.services import REPLAY_PERIOD, store_call
from apps.core.tertials import Tertial
from apps.entry.shapes import SaveStatus
from apps.organisation.addresses import find_moved_board
from apps.rounds.models import Round, RoundState

MAX_BODY_BYTES = 10_000_000
ENTRY_SOURCE = "API"
DRY_RUN_PARAMETER = build_switch("dry_run", "true prövar raderna utan att spara något och svarar rad för rad.")
OVERWRITE_PARAMETER = build_switch(
    "overwrite",
    "true ersätter också det som en människa har ändrat sist. Annars nekas en sådan rad som stale, och inget sparas.",
)
ROUND_NOT_OPEN = BilingualText(
    "Rapporten är inte öppen för inmatning. Ingenting sparades.", "The report is not open for entry. Nothing was saved."
)
IDEMPOTENCY_KEY_TAKEN = BilingualText(
    "Nyckeln i Idempotency-Key har redan använts för ett annat anrop.",
    "The Idempotency-Key was already used for another call.",
)
InputRows = list[OutcomeRow] | list[OperatingRow]
_IDEMPOTENCY_KEY_PATTERN = re.compile(r"[A-Za-z0-9_-]{1,100}")


class SaveView(ApiView):
    """Rows into an open round: all or nothing, as a dry run or for real, at most once for each idempotency key."""

    scope: ClassVar[TokenScope]
    body: ClassVar[type[Outcomes] | type[OperatingLines]]

    def post(self, request: Request, municipality: str, board: str, period: Tertial) -> HttpResponse:
        user = get_token_user(request, self.scope)
        query = parse_query_parameters(
            request._request, {each.name: each for each in (DRY_RUN_PARAMETER, OVERWRITE_PARAMETER)}
        )
        key = _parse_idempotency_key(request)
        data = read_json_body(request)
        round_ = load_round(user, municipality, board, period)
        rows = self._read(data)
        try:
            return self._carry_out(round_, rows, key, data, user, query)
        except RowsRefusedError as refused:
            log_refused_rows(round_=round_, rows=rows, answers=refused.answers, by=user, source=ENTRY_SOURCE)
            refusals = [answer.to_payload() for answer in refused.answers if answer.status in REFUSED_STATUSES]
            raise ApiProblem(422, extra={"rows": refusals}) from None

    def _carry_out(
        self, round_: Round, rows: InputRows, key: str, data: bytes, user: User, query: QueryParameters
    ) -> HttpResponse:
        path = self.request.path
        with transaction.atomic():
            done = _find_earlier_call(user, key, path, data) if key and not query.dry_run else None
            if done:
                return _build_response(bytes(done.body), replayed=True)
            answers = self._save(round_, rows, user, query)
            body = _render_results(answers, dry_run=query.dry_run)
            if key and not query.dry_run:
                store_call(user=user, key=key, request_hash=_hash_request(path, data), body=body)
        return _build_response(body)

    def _read(self, data: bytes) -> InputRows:
        try:
            return msgspec.json.decode(data, type=self.body).rows
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise build_body_problem(error) from None

    def _save(self, round_: Round, rows: InputRows, user: User, query: QueryParameters) -> list[RowSaveResult]:
        if round_.stage != RoundState.OPEN:
            raise ApiProblem(409, ROUND_NOT_OPEN)
        answers = save_rows(
            round_=round_, rows=rows, by=user, source=ENTRY_SOURCE, dry_run=query.dry_run, overwrite=query.overwrite
        )
        if not query.dry_run and any(answer.status in REFUSED_STATUSES for answer in answers):
            raise RowsRefusedError(answers)
        return answers


class SaveOutcomesView(SaveView):
    """Outcomes, each with a forecast if it has one."""

    scope = TokenScope.OUTCOMES
    body = Outcomes


class SaveOperatingLinesView(SaveView):
    """Budget, actual and forecast."""

    scope = TokenScope.ECONOMY
    body = OperatingLines


def load_round(user: User, municipality: str, board: str, period: Tertial) -> Round:
    """The round, if the system works for its board. An address that the board has left still leads to it."""
    rounds = Round.objects.worked_on_by(user).select_related("board__municipality")
    of_period = rounds.filter(year=period.year, tertial=period.number)
    found = of_period.filter(board__slug=board, board__municipality__slug=municipality).first()
    if found is None and (moved := find_moved_board(municipality, board)):
        found = of_period.filter(board=moved).first()
    if found is None:
        raise ApiProblem(404)
    return found


def read_json_body(request: Request) -> bytes:
    """The body, if it is JSON and not too long."""
    if request.content_type.partition(";")[0].strip().lower() != "application/json":
        raise ApiProblem(415)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MAX_BODY_BYTES:
        raise ApiProblem(413)
    return request._request.read(MAX_BODY_BYTES)


def build_body_problem(error: Exception) -> ApiProblem:
    """Where the body is wrong. The words are msgspec's: of types and fields, never of what is stored."""
    message, _, path = str(error).partition(" - at `$.")
    fault = ParameterFault(
        path.rstrip("`") or "body", BilingualText(f"Går inte att läsa: {message}.", f"Can't be read: {message}.")
    )
    return ApiProblem(400, faults=[fault])


def _render_results(answers: list[RowSaveResult], *, dry_run: bool) -> bytes:
    counts = {status.value: sum(answer.status == status for answer in answers) for status in SaveStatus}
    shown = answers if dry_run else [answer for answer in answers if answer.warnings]
    payload: dict[str, Any] = {
        "dry_run": dry_run,
        "accepted": not any(answer.status in REFUSED_STATUSES for answer in answers),
        "counts": counts,
        "rows": [answer.to_payload() for answer in shown],
    }
    return msgspec.json.encode(payload)


def _build_response(body: bytes, *, replayed: bool = False) -> HttpResponse:
    response = HttpResponse(body, content_type=JSON_CONTENT_TYPE)
    response["Cache-Control"] = "no-store"
    if replayed:
        response["Idempotency-Replayed"] = "true"
    return response


# Idempotency


def _parse_idempotency_key(request: Request) -> str:
    key = request.headers.get("Idempotency-Key", "")
    if key and not _IDEMPOTENCY_KEY_PATTERN.fullmatch(key):
        text = BilingualText("Skriv 1–100 bokstäver, siffror, - och _.", "Give 1–100 letters, digits, - and _.")
        raise ApiProblem(400, faults=[ParameterFault("Idempotency-Key", text)])
    return key


def _find_earlier_call(user: User, key: str, path: str, data: bytes) -> IdempotentCall | None:
    """The same call, if it has been carried out. Two at once take turns; 409 when the key was for something else."""
    lock = hashlib.blake2b(f"{user.pk}:{key}".encode(), digest_size=8).digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(lock, signed=True)])
    found = IdempotentCall.objects.filter(user=user, key=key, at__gte=timezone.now() - REPLAY_PERIOD).first()
    if found and found.request_hash != _hash_request(path, data):
        raise ApiProblem(409, IDEMPOTENCY_KEY_TAKEN)
    return found


def _hash_request(path: str, data: bytes) -> str:
    return hashlib.sha256(path.encode() + b"\n" + data).hexdigest()
