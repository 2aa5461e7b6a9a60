"""Long files are made one at a time in each process, so that pages keep their threads and the database its strength.

How slowly the file is read makes no difference: it is laid aside as it is made (``config.buffered_worker``).
"""

import time
import weakref
from collections.abc import Iterator
from itertools import chain
from threading import BoundedSemaphore

from apps.api.bilingual_text import BilingualText
from apps.api.problems import ApiProblem

SHORT_ROWS = 4000  # a list that ends before this is no long file
MOST_IN_LINE = 3  # files of a process, the one that is being made among them
PATIENCE = 5.0  # seconds in the line
LONGEST_PAUSE = 0.05  # seconds between some rows and the next
TOO_MANY = BilingualText(
    "Flera stora filer görs just nu. Försök igen om så många sekunder som Retry-After säger.",
    "Several large files are being made right now. Try again after as many seconds as Retry-After says.",
)

_line, _turn = BoundedSemaphore(MOST_IN_LINE), BoundedSemaphore(1)


def check_room(rows: int | None) -> None:
    """``ApiProblem`` 503 for a long file that would find the line full. ``rows`` is None where they are not counted."""
    if rows is not None and rows >= SHORT_ROWS:
        if not _line.acquire(blocking=False):
            raise _build_refusal()
        _line.release()


def take_turn(chunks: Iterator[list[str]]) -> Iterator[list[str]]:
    """The rows, as soon as there is room to make a file of them. ``ApiProblem`` 503 when too many are made."""
    begun: list[list[str]] = []
    for chunk in chunks:
        begun.append(chunk)
        if sum(map(len, begun)) >= SHORT_ROWS:
            return _LongFile(begun, chunks)
    return iter(begun)


class _LongFile:
    """The rows of a long file. It is being made until they end or nobody holds it any more."""

    def __init__(self, begun: list[list[str]], chunks: Iterator[list[str]]) -> None:
        self._rows = chain(begun, chunks)
        self._given_at = 0.0
        _take_place()
        self._let_next = weakref.finalize(self, _return_place)

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


def _take_place() -> None:
    if not _line.acquire(blocking=False):
        raise _build_refusal()
    if not _turn.acquire(timeout=PATIENCE):
        _line.release()
        raise _build_refusal()


def _build_refusal() -> ApiProblem:
    return ApiProblem(503, TOO_MANY, headers={"Retry-After": str(int(PATIENCE))})


def _return_place() -> None:
    _turn.release()
    _line.release()
