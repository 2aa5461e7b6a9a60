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
from apps.followup.access import OPENS, build_access
from apps.followup.entry.explained import Explained, odd_cells
from apps.followup.entry.grid_money import AMOUNTS, money_grid_of
from apps.followup.entry.grid_outcomes import outcome_grid_of
from apps.followup.entry.gridparts import Reader
from apps.followup.entry.keys import BadKeyError, Kind, parse_key
from apps.followup.entry.shapes import AreaProgress, Grid, RoundStatus, Row
from apps.followup.rows import Rows, fetch, fetch_each
from apps.rounds.models import AreaSubmission, CellDraft, Round, RoundState

ENTERED = ("targets", "outcomes", "operating")
_NOBODY = Reader(build_access(RoundState.OPEN, [], [], {}), {})
_ONCE_A_YEAR = (Accumulation.YEARLY, Accumulation.BIENNIAL)


@dataclass(slots=True)
class _Count:
    expected: int = 0
    reported: int = 0
    warned: int = 0
    unread: int = 0

    def add(self, other: "_Count") -> None:
        self.expected += other.expected
        self.reported += other.reported
        self.warned += other.warned
        self.unread += other.unread


def progress(round_: Round) -> list[AreaProgress]:
    """Each service area that has something to report, in tree order; the whole board comes first and holds all."""
    rows = fetch(round_, ENTERED)
    drafts, submitted = _left_and_handed_in(round_)
    counts = _counts(rows, drafts)
    by_id = {area["id"]: area for area in rows.frame["areas"]}
    totals: dict[str, _Count] = defaultdict(_Count)
    depth: dict[str, int] = {}
    for area in rows.frame["areas"]:
        chain = list(_chain(area, by_id))
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


def _chain(area: Mapping[str, Any], by_id: Mapping[int, Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    here: Mapping[str, Any] | None = area
    while here is not None:
        yield here
        here = by_id.get(here["parent_id"] or 0)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a round asks for: its rows of outcomes and of money, and which ``amounts`` of the latter.

    ``once`` are the indicators that are not waited for now, since they are measured once a year.
    """

    outcome_grid: Grid
    money_grid: Grid
    amounts: tuple[str, ...]
    once: frozenset[str]

    @property
    def outcomes(self) -> tuple[Row, ...]:
        """The rows of outcomes."""
        return tuple(_rows(self.outcome_grid))

    @property
    def money(self) -> tuple[Row, ...]:
        """The rows of money that are typed."""
        return tuple(row for row in _rows(self.money_grid) if not row.is_total)

    def waits_for(self, row: Row) -> bool:
        """Is the row of outcomes to be reported in this round?"""
        return is_told(row) or parse_key(row.key).first not in self.once

    def counted(self, row: Row) -> tuple[int, int]:
        """How many answers a row asks for, and how many of them there are."""
        if parse_key(row.key).kind == Kind.OUTCOME:
            return int(self.waits_for(row)), int(is_told(row))
        if not row.waited:
            return 0, 0
        told = sum(cell.tells for cell in row.cells if cell.field in self.amounts)
        return len(self.amounts), told


def is_told(row: Row) -> bool:
    """Does a row of outcomes say something: a value, or why there is none?"""
    return any(cell.text for cell in row.cells if cell.field in ("value", "missing"))


def asked_of(rows: Rows, reader: Reader = _NOBODY) -> Asked:
    """What a round asks for, of what the reader is shown. Last year's columns decide which money."""
    final = rows.round.period.is_final_accounts
    return Asked(
        outcome_grid=outcome_grid_of(rows, reader),
        money_grid=money_grid_of(rows, reader),
        amounts=tuple(name for name in AMOUNTS if name != "forecast" or not final),
        once=frozenset(i.code for i in rows.indicators if i.accumulation in _ONCE_A_YEAR and not final),
    )


def _counts(rows: Rows, drafts: Iterable[str]) -> dict[str, _Count]:
    """What each area itself is to report."""
    asked, explained = asked_of(rows), Explained(rows)
    counts: dict[str, _Count] = defaultdict(_Count)
    for row in (*asked.outcomes, *asked.money):
        expected, reported = asked.counted(row)
        counts[row.area].add(_Count(expected, reported, 0 if explained.row(row) else odd_cells(row)))
    for key in drafts:
        counts[area_of_draft(key, rows)].unread += 1
    return counts


class _HandedIn(NamedTuple):
    by: str
    at: datetime


def _left_and_handed_in(round_: Round) -> tuple[list[str], dict[int, _HandedIn]]:
    """The keys of what was typed and not taken, and the areas that are handed in, by their ids: one query."""
    mine = {"round": OuterRef("pk")}
    told = JSONObject(area="service_area_id", name="by__name", email="by__email", at="at")
    found = Round.objects.values(
        left=ArraySubquery(CellDraft.objects.filter(**mine).values("key")),
        handed_in=ArraySubquery(AreaSubmission.objects.filter(**mine).values(json=told)),
    ).get(pk=round_.pk)
    submitted = {
        one["area"]: _HandedIn(one["name"] or one["email"] or "", datetime.fromisoformat(one["at"]))
        for one in found["handed_in"]
    }
    return found["left"], submitted


def _rows(grid: Grid) -> Iterable[Row]:
    return (row for section in grid.sections for row in section.rows)


def area_of_draft(key: str, rows: Rows) -> str:
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


_TURNS = {
    RoundState.PLANNED: Turn(OPENS, "controllern eller administratören", "Öppna rapporten."),
    RoundState.SUBMITTED: Turn((Permission.APPROVE,), "förvaltningschefen", "Godkänn eller lämna tillbaka."),
    RoundState.APPROVED: Turn((Permission.ADOPT,), "nämndsekreteraren", "Skriv in nämndens beslut och publicera."),
    RoundState.ADOPTED: Turn((), "", "Klar."),
}
_CONTROLLERS = Turn((Permission.SUBMIT,), "controllern", "Gå igenom och lämna in för godkännande.")
_REPORTERS = Turn((Permission.REPORT_OWN,), "rapportörerna", "Fyll i och lämna in.")


@dataclass(slots=True)
class Seats:
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


def seated(board_ids: Iterable[int]) -> QuerySet[Membership]:
    """The memberships of those who take part in the rounds of the boards. Systems write, but have no turn."""
    people = Membership.objects.filter(board__in=list(board_ids), user__is_active=True)
    return people.exclude(user__email__endswith=f"@{SYSTEM_DOMAIN}")


def seats_of(board_ids: Iterable[int]) -> dict[int, Seats]:
    """The people of the boards, in one query."""
    seats: dict[int, Seats] = defaultdict(Seats)
    columns = ("board_id", "user_id", "role", "service_areas", "user__name", "user__email")
    for board, user, role, area, name, email in seated(board_ids).values_list(*columns):
        seats[board].users[role].add(user)
        seats[board].names[user] = name or email
        if area and role == Role.REPORTER:
            seats[board].areas[user].add(area)
    return seats


def turn_of(round_: Round, seats: Seats, submitted: set[int]) -> tuple[Turn, set[int]]:
    """Whose turn it is in the round, and which users that is."""
    if round_.stage != RoundState.OPEN:
        turn = _TURNS[round_.stage]
        return turn, seats.with_any(turn.permissions)
    waiting = seats.expected(round_) - submitted
    late = {user for user, areas in seats.areas.items() if areas & waiting}
    if late:
        return _REPORTERS, late
    return _CONTROLLERS, seats.with_any(_CONTROLLERS.permissions)


def active_rounds() -> Any:
    """Rounds where someone has something to do."""
    return Round.objects.filter(~Q(state=RoundState.ADOPTED) | ~Q(correction_state="")).select_related(
        "board__municipality"
    )


def my_rounds(user: Any, today: date | None = None) -> list[RoundStatus]:
    """The rounds of the boards where the user has a task: what is due, how far it has come, whose turn it is.

    Those where it is the user's turn come first, then by deadline.
    """
    tasks = {role for permission in _TASKS for role in roles_with(permission)}
    rounds = active_rounds()
    if not user.is_superuser:
        mine = Membership.objects.filter(board=OuterRef("board_id"), user=user, role__in=tasks)
        rounds = rounds.filter(Exists(mine))
    rounds = list(rounds)
    seats = seats_of({round_.board_id for round_ in rounds})
    submitted: dict[int, set[int]] = defaultdict(set)
    for round_id, area in AreaSubmission.objects.filter(round__in=rounds).values_list("round_id", "service_area_id"):
        submitted[round_id].add(area)
    entered = fetch_each([round_ for round_ in rounds if round_.stage != RoundState.PLANNED])
    today = today or timezone.localdate()
    found = [_status(r, user, seats[r.board_id], submitted[r.pk], entered.get(r.pk), today) for r in rounds]
    return sorted(
        found, key=lambda one: (not one.mine, one.deadline or date.max, one.year, one.tertial, one.board_name)
    )


_TASKS = (
    Permission.REPORT_OWN,
    Permission.REPORT,
    Permission.SUBMIT,
    Permission.APPROVE,
    Permission.ADOPT,
    Permission.ADMINISTER,
)


def _status(
    round_: Round, user: Any, seats: Seats, submitted: set[int], entered: Rows | None, today: date
) -> RoundStatus:
    whole: Counter[str] = Counter()
    if entered is not None:
        for count in _counts(entered, ()).values():
            whole.update(expected=count.expected, reported=count.reported, warned=count.warned)
    turn, users = turn_of(round_, seats, submitted)
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
