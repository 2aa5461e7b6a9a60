"""The upgrade that made the summary a text: moved word for word, of what is open, adopted and being corrected."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from apps.rounds.models import Comment, Round, RoundState
from tests.small_board import SmallBoard

MOVE_SUMMARIES = import_module("apps.rounds.migrations.0007_summary_as_a_text").MOVE_SUMMARIES
WORDS = {(2023, 2): "Ett år som är fastställt.", (2024, 1): "Ett som rättas.", (2024, 2): "Ett som skrivs: 12,5 %."}


@pytest.mark.django_db
def test_every_summary_is_moved_as_it_was_and_only_a_correction_gets_no_event(small: SmallBoard) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE rounds_round ADD COLUMN summary text NOT NULL DEFAULT ''")
        for (year, tertial), words in WORDS.items():
            cursor.execute(
                "UPDATE rounds_round SET summary = %s WHERE board_id = %s AND year = %s AND tertial = %s",
                [words, small.board.pk, year, tertial],
            )
    rounds = Round.objects.filter(board=small.board)
    decided = {"state": RoundState.ADOPTED, "decision_date": "2024-02-01", "decision_paragraph": "§ 1"}
    rounds.filter(year=2023).update(**decided)
    rounds.filter(year=2024, tertial=1).update(**decided, correction_state="open", correction_reason="Fel.")

    with connection.cursor() as cursor:
        for statement in MOVE_SUMMARIES:
            cursor.execute(statement)

    moved = Comment.objects.filter(round__in=rounds)
    rows = moved.values_list("round__year", "round__tertial", "service_area__code", "topic", "text", "text_is_rich")
    assert set(rows) == {(*when, "namnden", "summary", words, False) for when, words in WORDS.items()}
    events = apps.get_model("rounds", "CommentEvent").objects.filter(board=small.board)
    assert set(events.values_list("round__year", "round__tertial")) == {(2023, 2), (2024, 2)}


@pytest.mark.django_db
def test_the_guards_of_what_is_adopted_stand_again_after_it(small: SmallBoard) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = 'rounds_comment'::regclass")
        enabled = dict(cursor.fetchall())
    names = {"followup_guard_insert", "pgtrigger_insert_insert_377bd"}
    assert {name: enabled.get(name) for name in names} == dict.fromkeys(names, "O")
