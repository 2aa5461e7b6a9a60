"""What is made anew for every board: in several processes, told of as it goes, and gone on with where it stopped."""

import operator
from typing import Any

import pytest
from django.core.management import call_command

from apps.publishing.board_jobs import list_publishing_boards, run_for_boards
from apps.publishing.management import board_command
from apps.publishing.management.board_command import find_last_done
from apps.publishing.management.commands import sync_records
from apps.publishing.models import PublishedRecord


@pytest.mark.parametrize(("pending", "last"), [({3, 5}, 2), ({1}, 0), (set(), 5), ({5}, 4), ({1, 2, 3, 4, 5}, 0)])
def test_it_goes_on_after_the_last_board_that_is_done_with_all_before(pending: set[int], last: int) -> None:
    assert find_last_done([1, 2, 3, 4, 5], pending, 0) == last


@pytest.mark.slow
def test_several_processes_do_each_board_once() -> None:
    assert sorted(run_for_boards(operator.neg, range(20), processes=2)) == [(n, -n) for n in range(20)]


@pytest.mark.usefixtures("reports")
def test_a_run_that_is_broken_off_says_where_to_go_on(capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    boards = list_publishing_boards()
    assert len(boards) >= 3
    monkeypatch.setattr(board_command, "SILENCE", 0)
    done = []

    def fail_at_the_third(board: int) -> int:
        if board == boards[2]:
            raise RuntimeError
        done.append(board)
        return 1

    monkeypatch.setattr(sync_records.Command, "job", staticmethod(fail_at_the_third))
    with pytest.raises(RuntimeError):
        call_command("sync_records")
    shown = capsys.readouterr()
    assert f"2 av {len(boards)} nämnder" in shown.out
    assert f"--after {boards[1]}" in shown.err
    monkeypatch.undo()
    PublishedRecord.objects.filter(board__in=boards[:3]).delete()
    call_command("sync_records", after=boards[1])
    made = set(PublishedRecord.objects.values_list("board", flat=True))
    assert made == set(boards[2:])
    assert "rader ändrades" in capsys.readouterr().out
