"""The hand-over, step by step: who may take each step, what it locks, and what it needs."""

from datetime import date, timedelta
from itertools import groupby

import pytest
from django.utils import timezone

from apps.accounts.roles import NotAllowedError, Role
from apps.audit.models import AuditEvent
from apps.entry.progress.area_progress import load_area_progress
from apps.entry.services import save_cell
from apps.organisation.models import ServiceArea
from apps.publishing.adoption import adopt_round
from apps.publishing.comparison.differences import compare_reports
from apps.publishing.models import Publication
from apps.publishing.services import Meeting, build_draft_report
from apps.rounds.access import load_access
from apps.rounds.models import Round
from apps.workflow import corrections, handover
from apps.workflow.next_actor import load_next_actor
from apps.workflow.states import StateError
from apps.workflow.user_rounds import list_user_rounds
from tests.small_board import SmallBoard

ROLES = (*Role.values, "stranger")
KEY = "u:nojdhet:namnden:T"
MEETING = Meeting(date=date(2024, 9, 25), paragraph="§ 87", case_number="SN 2024/12")


def put(small: SmallBoard, raw: str, version: int = 0, by: str = "controller", key: str = KEY):
    return save_cell(round_=small.round, key=key, field="value", raw=raw, version=version, by=small[by])


def find_lock(small: SmallBoard, by: str, area: str):
    """Why the user can't write for the area, by its code."""
    found = ServiceArea.objects.get(board=small.board, code=area)
    return load_access(small.round, small[by]).find_lock(found.pk)


def to_approved(small: SmallBoard) -> None:
    handover.submit_area(round_=small.round, area="hemtjanst", by=small["reporter"])
    handover.submit_round(round_=small.round, by=small["controller"])
    handover.approve_round(round_=small.round, by=small["head"])


def adopt(small: SmallBoard) -> Publication:
    to_approved(small)
    return adopt_round(round_=small.round, by=small["registrar"], meeting=MEETING)


STEPS = {
    "open": ("planned", {"controller", "administrator"}, lambda r, by: handover.open_round(round_=r, by=by)),
    "area": ("open", {"reporter", "controller"}, lambda r, by: handover.submit_area(round_=r, area="hemtjanst", by=by)),
    "submit": ("open", {"controller"}, lambda r, by: handover.submit_round(round_=r, by=by, reason="Sista dag.")),
    "approve": ("submitted", {"head"}, lambda r, by: handover.approve_round(round_=r, by=by)),
    "return": ("submitted", {"head"}, lambda r, by: handover.return_round(round_=r, by=by, reason="Se över.")),
    "reopen": ("approved", {"head"}, lambda r, by: handover.return_round(round_=r, by=by, reason="Se över.")),
    "adopt": ("approved", {"registrar"}, lambda r, by: adopt_round(round_=r, by=by, meeting=MEETING)),
    "correct": ("adopted", {"controller"}, lambda r, by: corrections.open_correction(round_=r, by=by, reason="Fel.")),
    "share": ("open", {"controller", "head"}, lambda r, by: handover.share_draft(round_=r, by=by, shared=True)),
}


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("role", ROLES)
def test_who_may_take_each_step(small, step, role):
    state, allowed, take = STEPS[step]
    Round.objects.filter(pk=small.round.pk).update(state=state)
    small.round.refresh_from_db()
    if role in allowed:
        take(small.round, small[role])
        assert AuditEvent.objects.filter(actor_id=small[role].pk).exists()
    else:
        with pytest.raises(NotAllowedError):
            take(small.round, small[role])


@pytest.mark.parametrize("step", [step for step in STEPS if step not in ("share",)])
def test_no_step_is_taken_from_another_state(small, step):
    state, allowed, take = STEPS[step]
    for other in {"planned", "open", "submitted", "approved", "adopted"} - {state}:
        if (step, other) in (("return", "approved"), ("reopen", "submitted")):
            continue
        Round.objects.filter(pk=small.round.pk).update(state=other)
        small.round.refresh_from_db()
        with pytest.raises(StateError):
            take(small.round, small[sorted(allowed)[0]])


def test_an_area_locks_its_reporter_until_it_comes_back(small):
    key = "u:nojdhet:hemtjanst-norr:T"
    handover.submit_area(round_=small.round, area="hemtjanst", by=small["reporter"])
    assert put(small, "50", by="reporter", key=key).status == "locked"
    assert "inlämnad" in str(find_lock(small, "reporter", "hemtjanst-norr"))
    assert find_lock(small, "controller", "hemtjanst-norr") is None
    with pytest.raises(StateError):
        handover.return_area(round_=small.round, area="hemtjanst", by=small["controller"], reason=" ")
    handover.return_area(round_=small.round, area="hemtjanst", by=small["controller"], reason="Fattas.")
    assert put(small, "50", by="reporter", key=key).status == "saved"


def test_what_waits_needs_a_reason(small):
    put(small, "1.234")
    with pytest.raises(StateError, match=r"Hemtjänst.*1 cell är ifylld"):
        handover.submit_round(round_=small.round, by=small["controller"])
    handover.submit_round(round_=small.round, by=small["controller"], reason="Kommer i nästa tertial.")
    assert small.round.state == "submitted"


@pytest.mark.parametrize(
    "meeting",
    [
        Meeting(date=date(2024, 9, 25), paragraph=" § ", case_number="SN 1"),
        Meeting(date=date(2024, 9, 25), paragraph="87", case_number=""),
        Meeting(date=date(2023, 9, 25), paragraph="87", case_number="SN 1"),
        Meeting(date=timezone.localdate() + timedelta(days=1), paragraph="87", case_number="SN 1"),
        Meeting(date=date(2024, 9, 25), paragraph="8" * 21, case_number="SN 1"),
    ],
)
def test_a_decision_is_whole(small, meeting):
    to_approved(small)
    with pytest.raises(StateError):
        adopt_round(round_=small.round, by=small["registrar"], meeting=meeting)
    assert not Publication.objects.filter(round=small.round).exists()


def test_from_open_to_published_and_corrected(small):
    first = put(small, "88")
    version_one = adopt(small)
    assert (version_one.version, version_one.decision_paragraph, version_one.case_number) == (1, "87", "SN 2024/12")
    assert put(small, "89", first.version).status == "locked"
    old = build_draft_report(small.round)

    corrections.open_correction(round_=small.round, by=small["controller"], reason="Fel kolumn i enkäten.")
    small.round.refresh_from_db()
    assert (small.round.state, small.round.stage) == ("adopted", "open")
    assert put(small, "98", first.version).status == "saved"
    to_approved(small)
    assert Publication.objects.filter(round=small.round).count() == 1
    version_two = adopt_round(round_=small.round, by=small["registrar"], meeting=MEETING)
    assert (version_two.version, version_two.reason) == (2, "Fel kolumn i enkäten.")
    small.round.refresh_from_db()
    assert (small.round.stage, small.round.correction_reason) == ("adopted", "")

    found = {(d.name, d.what): (d.before, d.after) for d in compare_reports(old, build_draft_report(small.round))}
    assert found["Nöjda", "utfall T2 2024"] == ("88\u00a0%", "98\u00a0%")
    assert found["Nöjda", "läge"] == ("på väg", "uppnått")
    assert found["Nöjda brukare", "läge"] == ("på väg", "uppnått")
    assert {name for name, what in found} == {"", "Nöjda", "Nöjda brukare"}, "what it says and what follows, only"
    typed = [one.what for one in compare_reports(old, build_draft_report(small.round)) if not one.derived]
    assert typed == ["utfall T2 2024"]


def test_each_part_of_a_report_is_compared_in_one_place(small):
    """What only the newer has does not begin its part anew."""
    first = put(small, "88")
    old = build_draft_report(small.round)
    put(small, "98", first.version)
    put(small, "9", key="u:arenden:namnden:T")
    staff = {"key": "d:ifo:staff", "field": "budget", "raw": "5", "version": 0}
    save_cell(round_=small.round, by=small["controller"], **staff)
    found = compare_reports(old, build_draft_report(small.round))
    parts = [part for part, _ in groupby(found, key=lambda one: one.part)]
    assert parts == list(dict.fromkeys(parts)) == [
        "Rapporten", "Mål", "Indikatorer", "Driftbudget", "Iakttagelser",
    ]  # fmt: skip
    assert [one.name for one in found if one.part == "Indikatorer"][-1] == "Ärenden"


def test_progress_counts_every_area_with_what_lies_below(small):
    before = {area.area: area for area in load_area_progress(small.round)}
    assert before["namnden"].expected > before["hemtjanst"].expected > 0
    put(small, "88")
    put(small, "1.234", key="u:nojdhet:namnden:K")
    save_cell(
        round_=small.round, key="d:hemtjanst-norr:staff", field="actual", raw="1", version=0, by=small["reporter"]
    )
    handover.submit_area(round_=small.round, area="hemtjanst", by=small["reporter"])
    after = {area.area: area for area in load_area_progress(small.round)}
    assert after["namnden"].reported == before["namnden"].reported + 2
    assert after["hemtjanst"].reported == before["hemtjanst"].reported + 1
    assert after["hemtjanst"].warned == 1
    assert after["namnden"].unread == 1
    assert (after["hemtjanst"].submitted, after["hemtjanst"].submitted_by) == (True, "En rapportör")


def test_whose_turn_it_is(small):
    def mine() -> set[str]:
        label = small.round.period.label
        return {
            role for role in ROLES for one in list_user_rounds(small[role]) if one.is_own_turn and one.label == label
        }

    assert mine() == {"reporter"}
    handover.submit_area(round_=small.round, area="hemtjanst", by=small["reporter"])
    assert mine() == {"controller"}
    handover.submit_round(round_=small.round, by=small["controller"])
    assert mine() == {"head"}
    handover.approve_round(round_=small.round, by=small["head"])
    assert mine() == {"registrar"}
    adopt_round(round_=small.round, by=small["registrar"], meeting=MEETING)
    assert mine() == set()
    assert list_user_rounds(small["stranger"]) == []
    assert list_user_rounds(small["politician"]) == []


@pytest.mark.parametrize("state", ["planned", "submitted", "approved"])
def test_the_ball_is_with_those_who_may_take_the_step(small, state):
    """Whoever may take the next step is told that it is theirs, and nobody else is; the list and the page agree."""
    step = next(step for step, (begins, *_) in STEPS.items() if begins == state and step not in ("return", "reopen"))
    _, allowed, _ = STEPS[step]
    Round.objects.filter(pk=small.round.pk).update(state=state)
    small.round.refresh_from_db()
    told = {}
    for role in ROLES:
        ball = load_next_actor(small.round, small[role])
        told[role] = ball.label
        listed = [one for one in list_user_rounds(small[role]) if one.label == small.round.period.label]
        assert [(one.next_actor, one.is_own_turn) for one in listed] in ([], [(ball.label, ball.is_own_turn)])
        assert ball.is_own_turn == (ball.label == "Nu hos dig")
    assert {role for role, whose in told.items() if whose == "Nu hos dig"} == allowed
    assert len({whose for role, whose in told.items() if role not in allowed}) == 1


def test_a_planned_report_is_with_everyone_who_may_open_it(small):
    Round.objects.filter(pk=small.round.pk).update(state="planned")
    small.round.refresh_from_db()
    ball = load_next_actor(small.round, small["head"])
    assert ball.label == "Nu hos controllern eller administratören"
    assert set(ball.names) == {"En controller", "En administratör"}


def test_a_draft_is_shared_with_politicians(small):
    def sees() -> bool:
        return Round.objects.visible_to(small["politician"]).filter(pk=small.round.pk).exists()

    assert not sees()
    handover.share_draft(round_=small.round, by=small["head"], shared=True)
    assert sees()
    handover.share_draft(round_=small.round, by=small["controller"], shared=False)
    assert not sees()


def test_a_real_report_compared_with_itself(reports):
    for view in reports.values():
        assert compare_reports(view, view) == []


def test_a_correction_is_with_the_controller_and_waits_for_no_area(small):
    adopt(small)
    corrections.open_correction(round_=small.round, by=small["controller"], reason="Fel tal.")
    (status,) = (one for one in list_user_rounds(small["controller"]) if one.state_label.startswith("rättelse"))
    assert (status.is_own_turn, status.areas_expected) == (True, 0)
    (theirs,) = (one for one in list_user_rounds(small["reporter"]) if one.state_label.startswith("rättelse"))
    assert (theirs.is_own_turn, theirs.next_actor) == (False, "Nu hos controllern")
    assert handover.list_unready(small.round) == []
    handover.submit_round(round_=small.round, by=small["controller"])


def test_a_planned_round_is_nobodys_turn_before_its_tertial_has_ended(small):
    Round.objects.filter(pk=small.round.pk).update(state="planned")

    def at(day: date) -> tuple[bool, bool, str]:
        (found,) = (one for one in list_user_rounds(small["controller"], day) if one.state == "planned")
        return found.is_upcoming, found.is_own_turn, found.next_actor

    assert at(date(2024, 8, 31)) == (True, False, "")
    assert at(date(2024, 9, 1)) == (False, True, "Nu hos dig")
