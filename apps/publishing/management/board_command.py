"""A command that goes through every board that has published: in several processes, with progress, and resumed."""

import os
import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand

from apps.publishing.board_jobs import list_publishing_boards, run_for_boards

SILENCE = 10.0  # seconds between two lines
MANY_BOARDS = 40  # fewer are done before a second process has started


class BoardCommand(BaseCommand):
    """``job`` is done for each board and gives a number; ``result`` says what the sum of them is."""

    job: Callable[[int], int]
    result = ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--processes", type=int, help="så många nämnder på en gång; annars datorns kärnor")
        parser.add_argument("--after", type=int, default=0, help="fortsätt efter nämnden med detta nummer")

    def prepare(self) -> None:
        """Before the first board; not when it goes on from an earlier run."""

    def handle(self, *args: Any, processes: int | None, after: int, **options: Any) -> None:
        if not after:
            self.prepare()
        boards = list_publishing_boards(after)
        pending, total, shown_at = set(boards), 0, time.monotonic()
        started = shown_at
        at_once = processes or ((os.cpu_count() or 1) if len(boards) >= MANY_BOARDS else 1)
        try:
            for board, count in run_for_boards(self.job, boards, at_once):
                pending.discard(board)
                total += count
                if time.monotonic() - shown_at > SILENCE:
                    shown_at = time.monotonic()
                    last = find_last_done(boards, pending, after)
                    self.stdout.write(
                        _format_progress(len(boards) - len(pending), len(boards), shown_at - started, last)
                    )
                    self.stdout.flush()
        except BaseException:
            self.stderr.write(f"Avbrutet. Fortsätt med --after {find_last_done(boards, pending, after)}.")
            raise
        self.stdout.write(f"{total} {self.result}")


def find_last_done(boards: list[int], pending: set[int], after: int) -> int:
    """The last board that is done with all before it; ``after`` where none is."""
    first = min(pending, default=None)
    return max((board for board in boards if first is None or board < first), default=after)


def _format_progress(done: int, total: int, seconds: float, last: int) -> str:
    minutes = -(-int(seconds / done * (total - done)) // 60)
    remaining = f"ungefär {minutes} minut{'er' if minutes != 1 else ''} kvar"
    return f"{done} av {total} nämnder, {remaining}. Om det avbryts: fortsätt med --after {last}."
