"""What those who hand in, approve and adopt a report should see before a text tells what the tables hide."""

from apps.publishing.hidden_texts import HiddenNumberInText, find_texts_with_hidden_numbers
from apps.publishing.reissue import show_board
from apps.publishing.rules import counts_persons
from apps.publishing.services import draft_report
from apps.rounds.models import Round


def find_texts_to_change(round_: Round) -> list[HiddenNumberInText]:
    """The texts of a draft that print a number which will be hidden. Nothing is built for a board that counts none."""
    if not round_.board.small_number_threshold or not counts_persons(round_.board):
        return []
    view = draft_report(round_)
    shown = show_board(round_.board, fresh=view).fresh
    return find_texts_with_hidden_numbers(view, shown) if shown and shown is not view else []
