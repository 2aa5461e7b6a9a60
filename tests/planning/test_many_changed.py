"""Many indicators changed at once: the same rows, history, log and refusals as one by one, by few statements."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from apps import planning
from apps.accounts.roles import NotAllowedError
from apps.audit.models import AuditEvent
from apps.core.tertials import Tertial
from apps.goals.models import Goal, Indicator
from apps.planning import ChangedIndicators, PlanningError
from apps.report.models import PlanHistory
from apps.rounds.models import Round, RoundState
from tests.imports.plan_books import apply, build_book, list_errors, send
from tests.small_board import SmallBoard, make_small_board

pytestmark = pytest.mark.django_db
T2, T3 = Tertial(2024, 2), Tertial(2024, 3)
DECISION = "SN 2024-05-20 § 40"
Change = tuple[str, dict[str, Any]]  # an indicator's code, and what of it; ``valid_to`` is its last year


def list_changes(board: Any) -> list[Change]:
    goal = Goal.objects.get(board=board)
    return [
        ("nojdhet", {"name": " Nöjda brukare ", "decimals": 1, "tolerance_percent": 3}),
        ("arenden", {"goal": goal, "kind": "", "valid_from": 2020}),
        ("arenden", {"source": "Treserva"}),
        ("arenden", {"valid_to": 2026}),
        ("nojdhet", {"valid_to": 2025}),
        ("nojdhet", {"valid_to": None}),
        ("nojdhet", {"reference_for": get(board, "arenden")}),
    ]


def get(board: Any, code: str) -> Indicator:
    return Indicator.objects.select_related("board", "goal", "reference_for").get(board=board, code=code)


def change_singly(small: SmallBoard, holds_from: Tertial | None, changes: list[Change]) -> None:
    for code, values in changes:
        item = get(small.board, code)
        if "valid_to" not in values:
            planning.change_indicator(
                by=small["administrator"], indicator=item, holds_from=holds_from, decision=DECISION, **values
            )
        elif values["valid_to"] is None:
            planning.reopen(by=small["administrator"], item=item)
        else:
            planning.retire(by=small["administrator"], item=item, last_year=values["valid_to"])


def change_together(small: SmallBoard, holds_from: Tertial | None, changes: list[Change]) -> None:
    many = ChangedIndicators(small["administrator"], small.board, holds_from, DECISION)
    items = {code: get(small.board, code) for code, _ in changes}
    for code, values in changes:
        if "valid_to" in values:
            many.prepare_end(items[code], values["valid_to"])
        else:
            many.prepare(items[code], **values)
    many.write()


def describe(small: SmallBoard) -> dict[str, Any]:
    """Rows, history and log of the indicators, with codes for what differs between two boards."""
    codes = dict(Indicator.objects.filter(board=small.board).values_list("pk", "code"))
    plain = {**codes, Goal.objects.get(board=small.board).pk: "goal", small.board.pk: "board"}
    own = ("id", "board", "board_id", "municipality", "municipality_id", "goal_id", "reference_for_id")

    def clean(values: dict[str, Any] | None) -> dict[str, Any]:
        shown = {name: value for name, value in (values or {}).items() if name not in own}
        return {name: plain.get(value, value) if name in ("goal", "reference_for") else value
                for name, value in shown.items()}  # fmt: skip

    links = Indicator.objects.filter(board=small.board).order_by("code")
    history = PlanHistory.objects.filter(board=small.board, table_name=Indicator._meta.db_table)
    events = AuditEvent.objects.filter(board_id=small.board.pk, object_type="goals.indicator")
    events = events.exclude(object_id="")
    return {
        "rows": [clean(row) for row in links.values()],
        "links": list(links.values_list("code", "goal__code", "reference_for__code")),
        "history": sorted((codes[one.object_id], one.holds_until, str(clean(one.values))) for one in history),
        "log": sorted(
            (codes[int(one.object_id)], one.action, one.reason, str(clean(one.before)), str(clean(one.after)),
             one.actor_id == small["administrator"].pk)
            for one in events
        ),
    }  # fmt: skip


@pytest.mark.parametrize("holds_from", [T2, None])
def test_together_is_as_one_by_one(small: SmallBoard, holds_from: Tertial | None) -> None:
    other = make_small_board("Mellanköping", "9902")
    change_singly(small, holds_from, list_changes(small.board))
    change_together(other, holds_from, list_changes(other.board))
    assert describe(small) == describe(other)
    assert len(describe(other)["log"]) == 7


Refused = Callable[[Any], Change]


@pytest.mark.parametrize(
    "build",
    [
        lambda b: ("nojdhet", {"unit": "index"}),
        lambda b: ("nojdhet", {"decimals": 9}),
        lambda b: ("nojdhet", {"name": " "}),
        lambda b: ("nojdhet", {"name": "Nöjda"}),
        lambda b: ("nojdhet", {"goal": None}),
        lambda b: ("nojdhet", {"code": "annan"}),
        lambda b: ("nojdhet", {"reference_for": get(b, "nojdhet")}),
        lambda b: ("nojdhet", {"valid_to": 2022}),
        lambda b: ("arenden", {"valid_from": 2030}),
        lambda b: ("arenden", {"source": "x" * 2000}),
    ],
)
def test_the_same_is_refused_in_the_same_words(small: SmallBoard, build: Refused) -> None:
    for code, year in (("arenden", 2025),):
        planning.retire(by=small["administrator"], item=get(small.board, code), last_year=year)
    told = []
    for change in (change_singly, change_together):
        try:
            change(small, T2, [build(small.board)])
        except PlanningError as error:
            told.append((str(error), error.field))
    assert len(told) in (0, 2)
    assert told[:1] == told[1:]
    if build(small.board)[1].get("source") is None:
        assert told


def test_periods_and_roles_are_asked_for_alike(small: SmallBoard) -> None:
    for role in ("controller", "reporter", "stranger"):
        with pytest.raises(NotAllowedError):
            ChangedIndicators(small[role], small.board, T2, DECISION)
    change_singly(small, T3, [("nojdhet", {"decimals": 1})])
    for change in (change_singly, change_together):
        with pytest.raises(PlanningError, match=r"Nöjda har redan en ändring som gäller från T3 2024") as found:
            change(small, T2, [("nojdhet", {"decimals": 2})])
        assert found.value.field == "holds_from"
    Round.objects.filter(pk=small.round.pk).update(state=RoundState.SUBMITTED)
    for change in (change_singly, change_together):
        with pytest.raises(PlanningError, match="lämna tillbaka rapporten först"):
            change(small, T2, [("arenden", {"decimals": 2})])


def add_many(small: SmallBoard, count: int) -> None:
    plain: dict[str, Any] = {"unit": "antal", "direction": "higher", "accumulation": "flow", "kind": "volume"}
    Indicator.objects.bulk_create(
        Indicator(
            board=small.board, municipality=small.board.municipality, code=f"nr-{n}", name=f"Nummer {n}", position=n,
            **plain,
        )
        for n in range(count)
    )  # fmt: skip


def build_many(count: int, **odd: Any) -> Any:
    rows = [{"kod": f"nr-{n}", "källa": f"Källa {n}", "riktning": "lägre", "avslutas": 2026 + n % 2} for n in
            range(count)]  # fmt: skip
    rows[-1] |= odd
    return build_book({"indikatorer": [[*rows[0]], *([*row.values()] for row in rows)]})


def test_a_file_changes_many_by_few_statements(small: SmallBoard) -> None:
    add_many(small, 40)
    counts = []
    for number in (5, 40):
        with CaptureQueriesContext(connection) as queries:
            file = send(build_many(number), small["administrator"], small.board)
        assert list_errors(file) == []
        counts.append(sum("SAVEPOINT" not in query["sql"] for query in queries.captured_queries))
    assert counts[1] == counts[0]
    apply(file, small["administrator"])
    found = Indicator.objects.filter(board=small.board, code__startswith="nr-", direction="lower").order_by("position")
    assert list(found.values_list("source", "valid_to"))[-2:] == [("Källa 38", 2026), ("Källa 39", 2027)]
    assert AuditEvent.objects.filter(action="indicator.changed").count() == 40
    assert AuditEvent.objects.filter(action="indicator.retired").count() == 40


def test_what_is_refused_among_many_stands_at_its_row(small: SmallBoard, monkeypatch: pytest.MonkeyPatch) -> None:
    add_many(small, 3)
    file = send(build_many(3, riktning="uppåt", avslutas=1990), small["administrator"], small.board)
    assert [one.partition(": ")[0] for one in list_errors(file)] == ["blad indikatorer, rad 4, kolumn riktning"]

    def refuse(*_: object) -> None:
        raise IntegrityError("refused")

    monkeypatch.setattr("apps.planning.many.changed.write_changed_indicators", refuse)
    apply(send(build_many(3), small["administrator"], small.board), small["administrator"])
    found = Indicator.objects.filter(board=small.board, source__startswith="Källa").values_list("valid_to", flat=True)
    assert sorted(found) == [2026, 2026, 2027]
