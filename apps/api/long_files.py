"""Long files are made one at a time in each process, so that pages keep their threads and the database its strength.

How slowly the file is read makes no difference: it is laid aside as it is made (``config.buffered_worker``). One that
is made is kept (``api.made_files``), so that all who ask for the same list have it at once; who asks for another
meanwhile waits in the server, without a thread.
"""

import time
import weakref
from collections.abc import Iterator
from itertools import chain
from threading import BoundedSemaphore

from django.http import HttpRequest

from apps.api.bilingual_text import BilingualText
from apps.api.problems import ApiProblem

SHORT_ROWS = 4000  # a list that ends before this is no long file
LONGEST_PAUSE = 0.05  # seconds between some rows and the next
RETRY_SECONDS = 5
TOO_MANY = BilingualText(
    "Flera stora filer görs just nu. Försök igen om så många sekunder som Retry-After säger.",
    "Several large files are being made right now. Try again after as many seconds as Retry-After says.",
)

_turn = BoundedSemaphore(1)


def may_be_long(rows: int | None) -> bool:
    """Is a file of so many rows long, as far as is known? ``rows`` is None where they are not counted."""
    return rows is None or rows >= SHORT_ROWS


def check_room(request: HttpRequest, rows: int | None) -> None:
    """Refuse a long file while another is made (``refuse``). ``rows`` is None where they are not counted."""
    if rows is not None and may_be_long(rows):
        if not _turn.acquire(blocking=False):
            raise refuse(request)
        _turn.release()


def take_turn(request: HttpRequest, chunks: Iterator[list[str]]) -> Iterator[list[str]]:
    """The rows; a ``LongFile`` of them where they are many. ``ApiProblem`` 503 while another is made (``refuse``)."""
    begun: list[list[str]] = []
    for chunk in chunks:
        begun.append(chunk)
        if sum(map(len, begun)) >= SHORT_ROWS:
            if not _turn.acquire(blocking=False):
                raise refuse(request)
            return LongFile(begun, chunks)
    return iter(begun)


def refuse(request: HttpRequest) -> ApiProblem:
    """The answer, 503. Our own server sends it only when it has tried again for long (``UnsentBytes.postpone``)."""
    postpone = getattr(request.META.get("gunicorn.socket"), "postpone", None)
    if postpone:
        postpone()
    return ApiProblem(503, TOO_MANY, headers={"Retry-After": str(RETRY_SECONDS)})


class LongFile:
    """The rows of a long file. It is being made until they end or nobody holds it any more."""

    def __init__(self, begun: list[list[str]], chunks: Iterator[list[str]]) -> None:
        self._rows = chain(begun, chunks)
        self._given_at = 0.0
        self._let_next = weakref.finalize(self, _turn.release)

    def __iter__(self) -> Iterator[list[str]]:
        return self

    def __next__(self) -> list[str]:
        if self._given_at:  # as much time for others as the last rows took to write
            time.sleep(min(time.monotonic() - self._given_at, LONGEST_PAUSE))
        try:
            rows = next(self._rows)
        except BaseException:
            self._let_next()
            raise
        self._given_at = time.monotonic()
        return rows
