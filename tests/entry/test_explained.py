"""What is to be explained, and what is written, is counted in one way on every page."""

import re
from typing import Any

import pytest
from django.test import Client

from apps.core.written_texts import has_body_text
from apps.entry.progress.area_progress import load_area_progress
from apps.entry.progress.remaining_work import EntryPart, find_remaining_work
from apps.entry.services import save_cell
from apps.goals.models import Assessment, Goal
from apps.rounds.access import load_access
from apps.rounds.models import Comment, Topic
from apps.rounds.services import touch_rounds
from apps.workflow.user_rounds import list_user_rounds
from tests.small_board import SmallBoard
from tests.visible_text import read_visible_text

HOME = "/rapportera/lillkoping/socialnamnden/2024/t2/"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", False),
        (" \n ", False),
        ("Orsak", False),
        ("Orsak:", False),
        ("Orsak:\n", False),
        ("Orsak:\n\nÅtgärd:\n", False),
        ("## Analys", False),
        ("**Åtgärder**", False),
        ("**Åtgärder:**", False),
        ("Så här gick det:", False),
        ("Orsak: fler barn", True),
        ("Orsak:\nFler barn placerades.", True),
        ("## Analys\nFler.", True),
        ("**Viktigt** att veta", True),
        ("Fler barn", True),
        ("Prognosen höjs.", True),
        ("3", True),
        ("met", True),
    ],
)
def test_a_heading_alone_says_nothing(text: str, expected: bool) -> None:
    assert has_body_text(text) is expected


def put(small: SmallBoard, cell: str, raw: str) -> None:
    key, field = cell.split("|")
    answer = save_cell(round_=small.round, key=key, field=field, raw=raw, version=None, by=small["controller"])
    assert answer.status == "saved", answer.message


def find_left(small: SmallBoard) -> Any:
    left = find_remaining_work(small.round, load_access(small.round, small["controller"]))
    assert left is not None
    return left


def count_warned(small: SmallBoard) -> int:
    return next(iter(load_area_progress(small.round))).warned


@pytest.mark.django_db
@pytest.mark.parametrize("heading", ["", "Placeringar"])
def test_a_comment_is_written_when_something_follows_its_heading(small: SmallBoard, heading: str) -> None:
    key = "c:operating:ifo"
    where = {"municipality_id": small.board.municipality_id, "board": small.board, "round": small.round}
    comment = Comment.objects.create(
        **where, service_area_id=small.areas["ifo"], topic=Topic.OPERATING, heading=heading, cause="Orsak:"
    )
    put(small, "d:ifo:staff|actual", "9")  # less than last tertial, though both count from January
    assert key in {row.key for row in find_left(small).missing}
    assert (count_warned(small), len(find_left(small).warned)) == (1, 1), "a heading explains nothing"
    Comment.objects.filter(pk=comment.pk).update(cause="Orsak:\nFler barn placerades.")
    touch_rounds(board_id=small.board.pk)  # as all who write do
    assert key not in {row.key for row in find_left(small).missing}
    assert (count_warned(small), len(find_left(small).warned)) == (0, 0)


@pytest.mark.django_db
def test_an_assessment_with_a_heading_only_is_not_written(small: SmallBoard) -> None:
    where = {"municipality_id": small.board.municipality_id, "board": small.board, "round": small.round}
    goal = Goal.objects.get(board=small.board, code="nojda")
    kept = Assessment.objects.create(
        **where, goal=goal, service_area_id=small.areas["namnden"], summary="Samlad bedömning:"
    )
    key = "b:g:nojda:namnden"
    assert key in {row.key for row in find_left(small).missing}
    Assessment.objects.filter(pk=kept.pk).update(summary="Samlad bedömning:\nDet går bra.")
    assert key not in {row.key for row in find_left(small).missing}


@pytest.mark.django_db
@pytest.mark.slow
def test_every_page_counts_the_same_things_to_explain(small: SmallBoard) -> None:
    """Two odd amounts in a row are one thing to explain; a rating is one; what is explained is none anywhere."""
    put(small, "u:arenden:namnden:T|value", "9")
    put(small, "d:ifo:staff|actual", "9")
    put(small, "d:ifo:staff|forecast", "99 000")
    put(small, "d:hemtjanst-norr:staff|actual", "-5")
    put(small, "u:nojdhet:namnden:T|value", "95")
    put(small, "b:g:nojda:namnden|rating", "not_met")
    check_counts(small, figures=3, ratings=1)
    put(small, "u:arenden:namnden:T|footnote", "Orsak:")
    check_counts(small, figures=3, ratings=1)
    put(small, "u:arenden:namnden:T|footnote", "Räknas på ett nytt sätt.")
    check_counts(small, figures=2, ratings=1)
    put(small, "c:operating:ifo|cause", "Färre anställda än väntat.")
    check_counts(small, figures=1, ratings=1)
    put(small, "b:g:nojda:namnden|override_reason", "Enkäten nådde få.")
    check_counts(small, figures=1, ratings=0)


def check_counts(small: SmallBoard, *, figures: int, ratings: int) -> None:
    client = Client()
    client.force_login(small["controller"])
    total = figures + ratings
    left = find_left(small)
    assert (count_warned(small), len(left.warned), sum(row.count for row in left.warned)) == (total, total, total)
    (status,) = [one for one in list_user_rounds(small["controller"]) if one.label == small.round.period.label]
    assert status.warned == total, "the list of one's rounds"
    shown = 0
    for page in ("indikatorer", "ekonomi"):
        text = read_visible_text(client.get(f"{HOME}{page}/").content)
        found = re.search(r"Att titta på (\d+)", text)
        assert found, text[:500]
        shown += int(found[1])
    assert shown == figures, "the sheets"
    overview = client.get(HOME).content.decode()
    cell = re.search(r'data-label="Att förklara">([^<]+)<', overview)
    assert cell
    assert cell[1] == (str(total) if total else "–"), "the whole board's row in Läget"
    asked = read_visible_text(client.get(f"{HOME}overlamning/innan/").content)
    said = re.search(r"(\d+) varning(?:ar)? har ingen förklarat", asked)
    assert (int(said[1]) if said else 0) == total, "before the hand-over"
    whole = next(iter(load_area_progress(small.round)))
    sums = {part: sum(row.count for row in left.missing if row.part == part) for part in EntryPart}
    assert sums[EntryPart.OUTCOMES] + sums[EntryPart.MONEY] == whole.missing
    assert status.expected - status.reported == whole.missing
