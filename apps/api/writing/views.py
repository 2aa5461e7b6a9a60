"""The addresses that systems write to."""

import hashlib
import re
from datetime import timedelta
from typing import Any, ClassVar

import msgspec
from django.db import connection, transaction
from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from apps.accounts.models import User
from apps.api.asking import Asked, asked_of
from apps.api.base import JSON, ApiView, token_user
from apps.api.models import IdempotentCall, Scope
from apps.api.parameters import switch
from apps.api.problems import Fault, Problem
from apps.api.texts import Text
from apps.api.writing.rows import OperatingLines, OperatingRow, OutcomeRow, Outcomes
from apps.api.writing.saving import REFUSED, RefusedError, RowAnswer, note_refused_rows, save_rows
from apps.core.tertials import Tertial
from apps.followup.entry.shapes import AnswerStatus
from apps.organisation.addresses import find_moved_board
from apps.rounds.models import Round, RoundState

MOST_BYTES = 10_000_000
KEPT = timedelta(days=7)
SOURCE = "API"
DRY_RUN = switch("dry_run", "true prövar raderna utan att spara något och svarar rad för rad.")
OVERWRITE = switch(
    "overwrite",
    "true ersätter också det som en människa har ändrat sist. Annars nekas en sådan rad som stale, och inget sparas.",
)
NOT_OPEN = Text(
    "Rapporten är inte öppen för inmatning. Ingenting sparades.", "The report is not open for entry. Nothing was saved."
)
KEY_TAKEN = Text(
    "Nyckeln i Idempotency-Key har redan använts för ett annat anrop.",
    "The Idempotency-Key was already used for another call.",
)
Rows = list[OutcomeRow] | list[OperatingRow]
_KEY = re.compile(r"[A-Za-z0-9_-]{1,100}")


class SaveView(ApiView):
    """Rows into an open round: all or nothing, as a dry run or for real, at most once for each idempotency key."""

    scope: ClassVar[Scope]
    body: ClassVar[type[Outcomes] | type[OperatingLines]]

    def post(self, request: Request, municipality: str, board: str, period: Tertial) -> HttpResponse:
        user = token_user(request, self.scope)
        asked = asked_of(request._request, {each.name: each for each in (DRY_RUN, OVERWRITE)})
        key = _idempotency_key(request)
        data = _bytes_of(request)
        round_ = round_for(user, municipality, board, period)
        rows = self._read(data)
        try:
            return self._carry_out(round_, rows, key, data, user, asked)
        except RefusedError as refused:
            note_refused_rows(round_=round_, rows=rows, answers=refused.answers, by=user, source=SOURCE)
            told = [answer.told() for answer in refused.answers if answer.status in REFUSED]
            raise Problem(422, extra={"rows": told}) from None

    def _carry_out(self, round_: Round, rows: Rows, key: str, data: bytes, user: User, asked: Asked) -> HttpResponse:
        path = self.request.path
        with transaction.atomic():
            done = _done_before(user, key, path, data) if key and not asked.dry_run else None
            if done:
                return _answer(bytes(done.body), replayed=True)
            answers = self._save(round_, rows, user, asked)
            body = _told(answers, dry_run=asked.dry_run)
            if key and not asked.dry_run:
                _remember(user, key, path, data, body)
        return _answer(body)

    def _read(self, data: bytes) -> Rows:
        try:
            return msgspec.json.decode(data, type=self.body).rows
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise _unreadable(error) from None

    def _save(self, round_: Round, rows: Rows, user: User, asked: Asked) -> list[RowAnswer]:
        if round_.stage != RoundState.OPEN:
            raise Problem(409, NOT_OPEN)
        answers = save_rows(
            round_=round_, rows=rows, by=user, source=SOURCE, dry_run=asked.dry_run, overwrite=asked.overwrite
        )
        if not asked.dry_run and any(answer.status in REFUSED for answer in answers):
            raise RefusedError(answers)
        return answers


class SaveOutcomesView(SaveView):
    """Outcomes, each with a forecast if it has one."""

    scope = Scope.OUTCOMES
    body = Outcomes


class SaveOperatingLinesView(SaveView):
    """Budget, actual and forecast."""

    scope = Scope.ECONOMY
    body = OperatingLines


def round_for(user: User, municipality: str, board: str, period: Tertial) -> Round:
    """The round, if the system works for its board. An address that the board has left still leads to it."""
    rounds = Round.objects.worked_on_by(user).select_related("board__municipality")
    of_period = rounds.filter(year=period.year, tertial=period.number)
    found = of_period.filter(board__slug=board, board__municipality__slug=municipality).first()
    if found is None and (moved := find_moved_board(municipality, board)):
        found = of_period.filter(board=moved).first()
    if found is None:
        raise Problem(404)
    return found


def _bytes_of(request: Request) -> bytes:
    """The body, if it is JSON and not too long."""
    if request.content_type.partition(";")[0].strip().lower() != "application/json":
        raise Problem(415)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST_BYTES:
        raise Problem(413)
    return request._request.read(MOST_BYTES)


def _unreadable(error: Exception) -> Problem:
    """Where the body is wrong. The words are msgspec's: of types and fields, never of what is stored."""
    message, _, path = str(error).partition(" - at `$.")
    fault = Fault(path.rstrip("`") or "body", Text(f"Går inte att läsa: {message}.", f"Can't be read: {message}."))
    return Problem(400, faults=[fault])


def _told(answers: list[RowAnswer], *, dry_run: bool) -> bytes:
    counts = {status.value: sum(answer.status == status for answer in answers) for status in AnswerStatus}
    shown = answers if dry_run else [answer for answer in answers if answer.warnings]
    told: dict[str, Any] = {
        "dry_run": dry_run,
        "accepted": not any(answer.status in REFUSED for answer in answers),
        "counts": counts,
        "rows": [answer.told() for answer in shown],
    }
    return msgspec.json.encode(told)


def _answer(body: bytes, *, replayed: bool = False) -> HttpResponse:
    response = HttpResponse(body, content_type=JSON)
    response["Cache-Control"] = "no-store"
    if replayed:
        response["Idempotency-Replayed"] = "true"
    return response


# Idempotency


def _idempotency_key(request: Request) -> str:
    key = request.headers.get("Idempotency-Key", "")
    if key and not _KEY.fullmatch(key):
        text = Text("Skriv 1–100 bokstäver, siffror, - och _.", "Give 1–100 letters, digits, - and _.")
        raise Problem(400, faults=[Fault("Idempotency-Key", text)])
    return key


def _done_before(user: User, key: str, path: str, data: bytes) -> IdempotentCall | None:
    """The same call, if it has been carried out. Two at once take turns; 409 when the key was for something else."""
    lock = hashlib.blake2b(f"{user.pk}:{key}".encode(), digest_size=8).digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(lock, signed=True)])
    found = IdempotentCall.objects.filter(user=user, key=key, at__gte=timezone.now() - KEPT).first()
    if found and found.request_hash != _hash(path, data):
        raise Problem(409, KEY_TAKEN)
    return found


def _remember(user: User, key: str, path: str, data: bytes, body: bytes) -> None:
    IdempotentCall.objects.filter(at__lt=timezone.now() - KEPT).delete()
    IdempotentCall.objects.create(user=user, key=key, request_hash=_hash(path, data), status=200, body=body)


def _hash(path: str, data: bytes) -> str:
    return hashlib.sha256(path.encode() + b"\n" + data).hexdigest()
