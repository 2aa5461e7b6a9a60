"""Work that is done for one board after the other, such as making its rows anew: in several processes at once."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait

import django
from django.db import connections

from apps.publishing.models import Publication

Job = Callable[[int], int]
AHEAD = 4  # boards for each process that wait for it


def list_publishing_boards(after: int = 0) -> list[int]:
    """The ids of the boards that have published anything, in order, from the one after ``after``."""
    boards = Publication.objects.filter(board_id__gt=after).order_by("board_id")
    return list(boards.values_list("board_id", flat=True).distinct())


def run_for_boards(job: Job, boards: Sequence[int], processes: int = 1) -> Iterator[tuple[int, int]]:
    """Do it for each board. Gives the board and what the job gave, as each is done: nearly in order.

    What a job raises is raised here.
    """
    if processes <= 1:
        yield from ((board, job(board)) for board in boards)
        return
    waiting: dict[Future[int], int] = {}
    rest = iter(boards)
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), django.setup) as pool:
        try:
            while True:
                for board in rest:
                    waiting[pool.submit(_run_job, job, board)] = board
                    if len(waiting) >= processes * AHEAD:
                        break
                if not waiting:
                    return
                for done in wait(waiting, return_when=FIRST_COMPLETED).done:
                    yield waiting.pop(done), done.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _run_job(job: Job, board: int) -> int:
    try:
        return job(board)
    finally:
        connections.close_all()
