"""Where a round is, and what has happened to it: as its people read it."""

from apps.accounts.models import Membership
from apps.workflow import handover
from apps.workflow.next_actor import load_next_actor
from apps.workflow.round_steps import find_return_comment, iter_open_returns, list_round_steps
from tests.small_board import SmallBoard
from tests.workflow.test_handover import adopt


def ball(small: SmallBoard, role: str):
    return load_next_actor(small.round, small[role])


def list_steps(small: SmallBoard) -> list[tuple[str, str, str]]:
    return [(one.author, one.text, one.reason) for one in list_round_steps(small.round)]


def test_who_has_the_ball(small):
    first = ball(small, "controller")
    assert (first.label, first.names) == ("Nu hos rapportörerna", ("En rapportör",))
    assert (first.is_own_turn, first.is_waiting) == (False, True)
    assert ball(small, "reporter").is_own_turn
    handover.submit_area(round_=small.round, area="hemtjanst", by=small["reporter"])
    assert (ball(small, "controller").is_own_turn, ball(small, "controller").is_waiting) == (True, False)


def test_nobody_has_the_role(small):
    Membership.objects.filter(user=small["head"]).delete()
    handover.submit_round(round_=small.round, by=small["controller"], reason="Brådskar.")
    assert (ball(small, "controller").label, ball(small, "controller").names) == ("Nu hos förvaltningschefen", ())


def test_every_step_is_shown(small):
    handover.submit_area(round_=small.round, area="hemtjanst", by=small["reporter"])
    handover.return_area(round_=small.round, area="hemtjanst", by=small["controller"], reason="Fattas.")
    handover.share_draft(round_=small.round, by=small["head"], shared=True)
    adopt(small)
    assert list_steps(small) == [
        ("En nämndsekreterare", "Nämndens beslut skrevs in och rapporten publicerades", ""),
        ("En förvaltningschef", "Rapporten godkändes", ""),
        ("En controller", "Rapporten lämnades in", ""),
        ("En rapportör", "Hemtjänst lämnades in", ""),
        ("En förvaltningschef", "Utkastet delades med de förtroendevalda", ""),
        ("En controller", "Hemtjänst lämnades tillbaka", "Fattas."),
        ("En rapportör", "Hemtjänst lämnades in", ""),
        ("", "Rapporten lades upp", ""),
    ]


def test_the_comment_stands_until_it_is_handed_in_again(small):
    def comment() -> str:
        found = find_return_comment(list_round_steps(small.round))
        return found.reason if found else ""

    handover.submit_area(round_=small.round, area="hemtjanst", by=small["reporter"])
    handover.return_area(round_=small.round, area="hemtjanst", by=small["controller"], reason="Fattas.")
    assert comment() == "Fattas."
    handover.submit_area(round_=small.round, area="hemtjanst", by=small["reporter"])
    assert comment() == ""
    handover.submit_round(round_=small.round, by=small["controller"])
    handover.return_round(round_=small.round, by=small["head"], reason="Skriv mer.")
    assert comment() == "Skriv mer."
    handover.submit_round(round_=small.round, by=small["controller"])
    assert comment() == ""


def test_each_area_that_was_given_back_says_why_and_so_does_the_report(small):
    def reasons() -> list[str]:
        return [step.reason for step in iter_open_returns(list_round_steps(small.round))]

    for area, reason in (("hemtjanst", "Fattas."), ("ifo", "Skriv om vården."), ("hemtjanst", "Fattas än.")):
        handover.submit_area(round_=small.round, area=area, by=small["controller"])
        handover.return_area(round_=small.round, area=area, by=small["controller"], reason=reason)
    assert reasons() == ["Fattas än.", "Skriv om vården."]
    handover.submit_area(round_=small.round, area="hemtjanst", by=small["reporter"])
    assert reasons() == ["Skriv om vården."]
    handover.submit_round(round_=small.round, by=small["controller"], reason="Klart.")
    handover.return_round(round_=small.round, by=small["head"], reason="Skriv mer.")
    assert reasons() == ["Skriv mer."]
