"""A correction that is withdrawn: everything is as it was published, and what was tried is in the history."""

import pytest

from apps.accounts.roles import NotAllowedError
from apps.audit.models import AuditEvent
from apps.entry.services import save_cell
from apps.publishing.adoption import adopt_round
from apps.publishing.comparison.differences import compare_reports
from apps.publishing.models import Publication
from apps.publishing.services import build_draft_report
from apps.rounds.models import AreaSubmission, CellDraft
from apps.workflow import corrections, handover
from apps.workflow.row_history import list_changes
from apps.workflow.states import StateError
from tests.small_board import SmallBoard, make_small_board
from tests.workflow.test_handover import MEETING, ROLES, to_approved

pytestmark = pytest.mark.slow

# Each cell with its text when published, and what the correction makes of it: changed, taken away, new.
CELLS = {
    ("u:nojdhet:namnden:T", "value"): ("88", "98"),
    ("b:g:nojda:namnden", "summary"): ("Det går bra.", "Det går sämre."),
    ("d:ifo:staff", "actual"): ("1 200", ""),
    ("c:staff:namnden", "text"): ("", "Vi har fått fler."),
    ("u:arenden:namnden:T", "value"): ("", "12"),
}


class Writer:
    """A controller who knows the version of each cell."""

    def __init__(self, small: SmallBoard) -> None:
        self.small = small
        self.versions: dict[str, int] = {}

    def put(self, key: str, field: str, raw: str) -> str:
        version = self.versions.get(key, 0)
        by = self.small["controller"]
        answer = save_cell(round_=self.small.round, key=key, field=field, raw=raw, version=version, by=by)
        self.versions[key] = answer.version
        return answer.status

    def put_all(self, which: int) -> None:
        for (key, field), texts in CELLS.items():
            assert self.put(key, field, texts[which]) in ("saved", "unchanged")


@pytest.fixture
def published(db: None) -> Writer:
    small = make_small_board()
    writer = Writer(small)
    writer.put_all(0)
    to_approved(small)
    adopt_round(round_=small.round, by=small["registrar"], meeting=MEETING)
    return writer


def begin(writer: Writer) -> None:
    corrections.open_correction(round_=writer.small.round, by=writer.small["controller"], reason="Fel kolumn.")


def withdraw(writer: Writer, role: str = "controller", reason: str = "Enkäten var rätt.") -> int:
    return corrections.withdraw_correction(round_=writer.small.round, by=writer.small[role], reason=reason)


def test_everything_is_as_it_was_published(published):
    small = published.small
    before = build_draft_report(small.round)
    begin(published)
    published.put_all(1)
    assert published.put("u:nojdhet:namnden:K", "value", "1.234") == "invalid"
    handover.submit_area(round_=small.round, area="hemtjanst", by=small["reporter"])
    assert compare_reports(before, build_draft_report(small.round))

    assert withdraw(published) == len(CELLS)
    assert (small.round.stage, small.round.correction_reason) == ("adopted", "")
    assert compare_reports(before, build_draft_report(small.round)) == []
    assert not CellDraft.objects.exists()
    assert not AreaSubmission.objects.exists()
    assert Publication.objects.filter(round=small.round).count() == 1
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.actor_id, event.reason) == (
        "round.correction_withdrawn", small["controller"].pk, "Enkäten var rätt.",
    )  # fmt: skip


def test_what_was_tried_is_in_the_history(published):
    begin(published)
    published.put_all(1)
    withdraw(published)
    changes = [(one.before, one.after) for one in list_changes(published.small.round, "u:nojdhet:namnden:T")]
    assert changes == [("98", "88"), ("88", "98"), ("", "88")]
    latest = list_changes(published.small.round, "u:arenden:namnden:T")[0]
    assert (latest.before, latest.after, latest.reason) == ("12", "", "Rättelsen återkallades: Enkäten var rätt.")


def test_only_what_this_correction_changed_goes_back(published):
    """What an earlier correction has published stands; so does what was changed and changed back by hand."""
    small = published.small
    begin(published)
    published.put_all(1)
    to_approved(small)
    adopt_round(round_=small.round, by=small["registrar"], meeting=MEETING)
    after_first = build_draft_report(small.round)
    begin(published)
    published.put("u:nojdhet:namnden:T", "value", "50")
    published.put("u:nojdhet:namnden:T", "value", "98")
    published.put("d:ifo:staff", "actual", "7")
    withdraw(published)
    assert compare_reports(after_first, build_draft_report(small.round)) == []
    begin(published)
    assert published.put("u:nojdhet:namnden:T", "value", "99") == "saved", "the next correction begins from there"


@pytest.mark.parametrize("role", ROLES)
def test_who_may_withdraw(published, role):
    begin(published)
    if role == "controller":
        withdraw(published, role)
    else:
        with pytest.raises(NotAllowedError):
            withdraw(published, role)


@pytest.mark.parametrize("far", ["open", "submitted", "approved"])
def test_until_it_is_published(published, far):
    small = published.small
    begin(published)
    published.put("u:nojdhet:namnden:T", "value", "98")
    if far != "open":
        handover.submit_round(round_=small.round, by=small["controller"], reason="Bråttom.")
    if far == "approved":
        handover.approve_round(round_=small.round, by=small["head"])
    withdraw(published)
    assert small.round.stage == "adopted"
    with pytest.raises(StateError, match="rättas inte"):
        withdraw(published)


def test_it_needs_a_reason(published):
    begin(published)
    with pytest.raises(StateError, match="varför"):
        withdraw(published, reason=" ")
