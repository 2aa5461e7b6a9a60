"""How far a round has come, area by area, and whose turn it is."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from apps.accounts.models import SYSTEM_DOMAIN, Membership
from apps.accounts.roles import PERMISSIONS, Permission, Role, roles_with
from apps.core.choices import Accumulation
from apps.entry.keys import BadKeyError, EntryKind, parse_key
from apps.entry.progress.explained_warnings import ExplainedWarnings, count_warned_cells
from apps.entry.shapes import AreaProgress, EntrySheet, RoundStatus, SheetRow
from apps.entry.sheets.money import AMOUNT_FIELDS, build_money_sheet
from apps.entry.sheets.outcomes import build_outcome_sheet
from apps.entry.sheets.parts import EntryReader
from apps.followup.access import OPENS, build_access
from apps.followup.row_types import Rows
from apps.followup.rows import fetch, fetch_each
from apps.rounds.models import AreaSubmission, CellDraft, Round, RoundState

ENTERED_TABLES = ("targets", "outcomes", "operating")
_NO_READER = EntryReader(build_access(RoundState.OPEN, [], [], {}), {})
_YEARLY_OR_RARER = (Accumulation.YEARLY, Accumulation.BIENNIAL)


@dataclass(slots=True)
class EntryCount:
    expected: int = 0
    reported: int = 0
    warned: int = 0
    unread: int = 0

    def add(self, other: "EntryCount") -> None:
        self.expected += other.expected
        self.reported += other.reported
        self.warned += other.warned
        self.unread += other.unread


def load_area_progress(round_: Round) -> list[AreaProgress]:
    """Each service area that has something to report, in tree order; the whole board comes first and holds all."""
    rows = fetch(round_, ENTERED_TABLES)
    drafts, submitted = _load_drafts_and_submissions(round_)
    counts = count_by_area(rows, drafts)
    by_id = {area["id"]: area for area in rows.frame["areas"]}
    totals: dict[str, EntryCount] = defaultdict(EntryCount)
    depth: dict[str, int] = {}
    for area in rows.frame["areas"]:
        chain = list(_iter_ancestors(area, by_id))
        depth[area["code"]] = len(chain) - 1
        for above in chain:
            totals[above["code"]].add(counts[area["code"]])
    shown = []
    for area in rows.frame["areas"]:
        total, submission = totals[area["code"]], submitted.get(area["id"])
        if not (total.expected or total.unread or submission or area["parent_id"] is None):
            continue
        shown.append(
            AreaProgress(
                area_id=area["id"],
                area=area["code"],
                area_name=area["name"],
                depth=depth[area["code"]],
                expected=total.expected,
                reported=total.reported,
                missing=total.expected - total.reported,
                unread=total.unread,
                warned=total.warned,
                submitted=submission is not None,
                submitted_by=submission.by if submission else "",
                submitted_at=submission.at if submission else None,
            )
        )
    return shown


def _iter_ancestors(area: Mapping[str, Any], by_id: Mapping[int, Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    here: Mapping[str, Any] | None = area
    while here is not None:
        yield here
        here = by_id.get(here["parent_id"] or 0)


@dataclass(frozen=True, slots=True)
class ExpectedFigures:
    """What a round asks for: its rows of outcomes and of money, and which ``amounts`` of the latter.

    ``once`` are the indicators that are not waited for now, since they are measured once a year.
    """

    outcome_grid: EntrySheet
    money_grid: EntrySheet
    amounts: tuple[str, ...]
    once: frozenset[str]

    @property
    def outcomes(self) -> tuple[SheetRow, ...]:
        """The rows of outcomes."""
        return tuple(_iter_rows(self.outcome_grid))

    @property
    def money(self) -> tuple[SheetRow, ...]:
        """The rows of money that are typed."""
        return tuple(row for row in _iter_rows(self.money_grid) if not row.is_total)

    def waits_for(self, row: SheetRow) -> bool:
        """Is the row of outcomes to be reported in this round?"""
        return is_outcome_reported(row) or parse_key(row.key).first not in self.once

    def counted(self, row: SheetRow) -> tuple[int, int]:
        """How many answers a row asks for, and how many of them there are."""
        if parse_key(row.key).kind == EntryKind.OUTCOME:
            return int(self.waits_for(row)), int(is_outcome_reported(row))
        if not row.waited:
            return 0, 0
        told = sum(cell.tells for cell in row.cells if cell.field in self.amounts)
        return len(self.amounts), told


def is_outcome_reported(row: SheetRow) -> bool:
    """Does a row of outcomes say something: a value, or why there is none?"""
    return any(cell.text for cell in row.cells if cell.field in ("value", "missing"))


def build_expected_figures(rows: Rows, reader: EntryReader = _NO_READER) -> ExpectedFigures:
    """What a round asks for, of what the reader is shown. Last year's columns decide which money."""
    final = rows.round.period.is_final_accounts
    return ExpectedFigures(
        outcome_grid=build_outcome_sheet(rows, reader),
        money_grid=build_money_sheet(rows, reader),
        amounts=tuple(name for name in AMOUNT_FIELDS if name != "forecast" or not final),
        once=frozenset(i.code for i in rows.indicators if i.accumulation in _YEARLY_OR_RARER and not final),
    )


def count_by_area(rows: Rows, drafts: Iterable[str]) -> dict[str, EntryCount]:
    """What each area itself is to report."""
    asked, explained = build_expected_figures(rows), ExplainedWarnings(rows)
    counts: dict[str, EntryCount] = defaultdict(EntryCount)
    for row in (*asked.outcomes, *asked.money):
        expected, reported = asked.counted(row)
        counts[row.area].add(EntryCount(expected, reported, 0 if explained.row(row) else count_warned_cells(row)))
    for key in drafts:
        counts[find_draft_area(key, rows)].unread += 1
    return counts


class _Submission(NamedTuple):
    by: str
    at: datetime


def _load_drafts_and_submissions(round_: Round) -> tuple[list[str], dict[int, _Submission]]:
    """The keys of what was typed and not taken, and the areas that are handed in, by their ids: one query."""
    mine = {"round": OuterRef("pk")}
    told = JSONObject(area="service_area_id", name="by__name", email="by__email", at="at")
    found = Round.objects.values(
        left=ArraySubquery(CellDraft.objects.filter(**mine).values("key")),
        handed_in=ArraySubquery(AreaSubmission.objects.filter(**mine).values(json=told)),
    ).get(pk=round_.pk)
    submitted = {
        one["area"]: _Submission(one["name"] or one["email"] or "", datetime.fromisoformat(one["at"]))
        for one in found["handed_in"]
    }
    return found["left"], submitted


def _iter_rows(grid: EntrySheet) -> Iterable[SheetRow]:
    return (row for section in grid.sections for row in section.rows)


def find_draft_area(key: str, rows: Rows) -> str:
    """The area that a draft belongs to; the whole board's where its key doesn't tell."""
    try:
        area = parse_key(key).area
    except BadKeyError:
        area = ""
    root = next(str(area["code"]) for area in rows.frame["areas"] if area["parent_id"] is None)
    return area or root


@dataclass(frozen=True, slots=True)
class Turn:
    """Who may act in a round now, by any of the permissions, and on what."""

    permissions: tuple[Permission, ...]
    who: str
    what: str

    def whose(self, *, mine: bool) -> str:
        """Who has the ball, told to a reader; empty when nobody is to act."""
        return "Nu hos dig" if mine else f"Nu hos {self.who}" if self.who else ""


_TURN_BY_STATE = {
    RoundState.PLANNED: Turn(OPENS, "controllern eller administratören", "Öppna rapporten."),
    RoundState.SUBMITTED: Turn((Permission.APPROVE,), "förvaltningschefen", "Godkänn eller lämna tillbaka."),
    RoundState.APPROVED: Turn((Permission.ADOPT,), "nämndsekreteraren", "Skriv in nämndens beslut och publicera."),
    RoundState.ADOPTED: Turn((), "", "Klar."),
}
_CONTROLLER_TURN = Turn((Permission.SUBMIT,), "controllern", "Gå igenom och lämna in för godkännande.")
_REPORTER_TURN = Turn((Permission.REPORT_OWN,), "rapportörerna", "Fyll i och lämna in.")


@dataclass(slots=True)
class Participants:
    """The people of a board: user ids by role, the areas that each reporter hands in, and what they are called."""

    users: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    areas: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    names: dict[int, str] = field(default_factory=dict)

    def expected(self, round_: Round) -> set[int]:
        """The areas that someone is to hand in; none in a correction, which the controller answers for."""
        return set() if round_.correction_state else set().union(*self.areas.values())

    def with_any(self, permissions: Iterable[Permission]) -> set[int]:
        """Those whose role carries one of them."""
        asked = set(permissions)
        return {user for role, users in self.users.items() if asked & PERMISSIONS[Role(role)] for user in users}


def list_participant_memberships(board_ids: Iterable[int]) -> QuerySet[Membership]:
    """The memberships of those who take part in the rounds of the boards. Systems write, but have no turn."""
    people = Membership.objects.filter(board__in=list(board_ids), user__is_active=True)
    return people.exclude(user__email__endswith=f"@{SYSTEM_DOMAIN}")


def load_participants(board_ids: Iterable[int]) -> dict[int, Participants]:
    """The people of the boards, in one query."""
    seats: dict[int, Participants] = defaultdict(Participants)
    columns = ("board_id", "user_id", "role", "service_areas", "user__name", "user__email")
    for board, user, role, area, name, email in list_participant_memberships(board_ids).values_list(*columns):
        seats[board].users[role].add(user)
        seats[board].names[user] = name or email
        if area and role == Role.REPORTER:
            seats[board].areas[user].add(area)
    return seats


def find_turn(round_: Round, seats: Participants, submitted: set[int]) -> tuple[Turn, set[int]]:
    """Whose turn it is in the round, and which users that is."""
    if round_.stage != RoundState.OPEN:
        turn = _TURN_BY_STATE[round_.stage]
        return turn, seats.with_any(turn.permissions)
    waiting = seats.expected(round_) - submitted
    late = {user for user, areas in seats.areas.items() if areas & waiting}
    if late:
        return _REPORTER_TURN, late
    return _CONTROLLER_TURN, seats.with_any(_CONTROLLER_TURN.permissions)


def list_active_rounds() -> Any:
    """Rounds where someone has something to do."""
    return Round.objects.filter(~Q(state=RoundState.ADOPTED) | ~Q(correction_state="")).select_related(
        "board__municipality"
    )


def list_user_rounds(user: Any, today: date | None = None) -> list[RoundStatus]:
    """The rounds of the boards where the user has a task: what is due, how far it has come, whose turn it is.

    Those where it is the user's turn come first, then by deadline.
    """
    tasks = {role for permission in _TASK_PERMISSIONS for role in roles_with(permission)}
    rounds = list_active_rounds()
    if not user.is_superuser:
        mine = Membership.objects.filter(board=OuterRef("board_id"), user=user, role__in=tasks)
        rounds = rounds.filter(Exists(mine))
    rounds = list(rounds)
    seats = load_participants({round_.board_id for round_ in rounds})
    submitted: dict[int, set[int]] = defaultdict(set)
    for round_id, area in AreaSubmission.objects.filter(round__in=rounds).values_list("round_id", "service_area_id"):
        submitted[round_id].add(area)
    entered = fetch_each([round_ for round_ in rounds if round_.stage != RoundState.PLANNED])
    today = today or timezone.localdate()
    found = [_build_round_status(r, user, seats[r.board_id], submitted[r.pk], entered.get(r.pk), today) for r in rounds]
    return sorted(
        found, key=lambda one: (not one.mine, one.deadline or date.max, one.year, one.tertial, one.board_name)
    )


_TASK_PERMISSIONS = (
    Permission.REPORT_OWN,
    Permission.REPORT,
    Permission.SUBMIT,
    Permission.APPROVE,
    Permission.ADOPT,
    Permission.ADMINISTER,
)


def _build_round_status(
    round_: Round, user: Any, seats: Participants, submitted: set[int], entered: Rows | None, today: date
) -> RoundStatus:
    whole: Counter[str] = Counter()
    if entered is not None:
        for count in count_by_area(entered, ()).values():
            whole.update(expected=count.expected, reported=count.reported, warned=count.warned)
    turn, users = find_turn(round_, seats, submitted)
    coming = round_.stage == RoundState.PLANNED and today <= round_.period.end
    mine = user.pk in users and not coming
    board = round_.board
    return RoundStatus(
        municipality=board.municipality.slug,
        board=board.slug,
        board_name=str(board),
        year=round_.year,
        tertial=round_.tertial,
        label=round_.period.label,
        state=round_.stage.value,
        state_label=f"rättelse: {round_.stage.label}" if round_.correction_state else round_.stage.label,
        deadline=round_.deadline,
        days_left=(round_.deadline - today).days if round_.deadline else None,
        ball="" if coming else turn.whose(mine=mine),
        mine=mine,
        coming=coming,
        what=f"Tertialet slutar {round_.period.end.isoformat()}." if coming else turn.what,
        expected=whole["expected"],
        reported=whole["reported"],
        warned=whole["warned"],
        areas_submitted=len(submitted & seats.expected(round_)),
        areas_expected=len(seats.expected(round_)),
    )
