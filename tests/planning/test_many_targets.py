"""Many targets of a year set, changed and deleted at once: as one by one, by few statements."""

from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from apps import planning
from apps.accounts.roles import NotAllowedError
from apps.audit.models import AuditEvent
from apps.core.tertials import Tertial
from apps.goals.models import Indicator, Target
from apps.organisation.models import ServiceArea
from apps.planning import PlanningError, YearTargets
from apps.report.models import PlanHistory
from apps.rounds.models import Round, RoundState
from tests.imports.plan_books import apply, build_book, list_errors, send
from tests.planning.test_many_changed import add_many
from tests.small_board import SmallBoard, make_small_board

pytestmark = pytest.mark.django_db
T2, T3 = Tertial(2024, 2), Tertial(2024, 3)
FIRST, SECOND = "SN 2024-05-20 § 40", "KF 2024-06-10 § 7"
Change = dict[str, Any]
CHANGES: list[Change] = [
    {"code": "nojdhet", "text": "minst 85 %", "reason": " Högre krav "},
    {"code": "arenden", "text": "mellan 10 och 20", "decision": SECOND},  # there is none
    {"code": "arenden", "area": "hemtjanst", "text": "högst 5"},
    {"code": "nojdhet", "area": "hemtjanst", "text": "minst 80 %"},
    {"code": "nojdhet", "area": "hemtjanst-norr", "text": ""},  # none that could be deleted
]
AGAIN: list[Change] = [
    {"code": "nojdhet", "text": "minst 70,5 %", "reason": "Enkäten når färre", "decision": SECOND},
    {"code": "arenden", "text": "", "decision": SECOND},
    {"code": "arenden", "area": "hemtjanst", "text": "högst 5", "reason": "Bara ett annat beslut", "decision": SECOND},
]


def build_place(small: SmallBoard, change: Change) -> dict[str, Any]:
    where = ServiceArea.objects.select_related("board")
    code = change.get("area")
    return {
        "indicator": Indicator.objects.select_related("board").get(board=small.board, code=change["code"]),
        "area": where.get(board=small.board, code=code) if code else where.get(board=small.board, parent=None),
        "gender": change.get("gender", "T"),
    }


def list_terms(change: Change) -> dict[str, Any]:
    return {"decision": FIRST, **{key: value for key, value in change.items() if key in ("text", "decision", "reason")}}


def set_singly(small: SmallBoard, holds_from: Tertial | None, changes: list[Change], year: int = 2024) -> None:
    for change in changes:
        planning.set_target(
            by=small["administrator"], year=year, holds_from=holds_from, **build_place(small, change),
            **list_terms(change),
        )  # fmt: skip


def set_together(small: SmallBoard, holds_from: Tertial | None, changes: list[Change], year: int = 2024) -> None:
    many = YearTargets(small["administrator"], small.board, year, holds_from)
    for change in changes:
        place = build_place(small, change)
        found = Target.objects.filter(indicator=place["indicator"], service_area=place["area"], gender=place["gender"])
        many.prepare(found.filter(year=year).first(), **place, **list_terms(change))
    many.write()


def describe(small: SmallBoard) -> dict[str, Any]:
    """Rows, the plan's history, the rows' own history and the log, with codes for what differs between two boards."""
    indicators = dict(Indicator.objects.filter(board=small.board).values_list("pk", "code"))
    areas = dict(ServiceArea.objects.filter(board=small.board).values_list("pk", "code"))
    own = ("id", "version", "board_id", "municipality_id", "changed_at")

    def clean(values: dict[str, Any] | None) -> list[tuple[str, str]]:
        named = {**(values or {})}
        named |= {"indicator_id": indicators.get(named.get("indicator_id", 0), "")} if values else {}
        named |= {"service_area_id": areas.get(named.get("service_area_id", 0), "")} if values else {}
        return sorted((name, str(value)) for name, value in named.items() if name not in own)

    events = AuditEvent.objects.filter(board_id=small.board.pk, action="target.set")
    history = PlanHistory.objects.filter(board=small.board, table_name=Target._meta.db_table)
    states = apps.get_model("goals", "TargetEvent").objects.filter(board_id=small.board.pk)
    return {
        "rows": sorted(clean(row) for row in Target.objects.filter(board=small.board).values()),
        "history": sorted((one.holds_until, clean(one.values)) for one in history),
        "states": sorted(
            (one.pgh_label, indicators[one.indicator_id], areas[one.service_area_id], one.text, one.reason,
             str((one.pgh_context or {}).get("reason")))
            for one in states
        ),
        "log": sorted(
            (indicators[int(one.object_id)], one.reason, str(one.before), str(one.after),
             one.actor_id == small["administrator"].pk)
            for one in events
        ),
    }  # fmt: skip


@pytest.mark.parametrize("holds_from", [T2, None])
def test_together_is_as_one_by_one(small: SmallBoard, holds_from: Tertial | None) -> None:
    other = make_small_board("Mellanköping", "9902")
    for changes in (CHANGES, AGAIN):
        set_singly(small, holds_from, changes)
        set_together(other, holds_from, changes)
    told = describe(other)
    assert told == describe(small)
    assert len(told["log"]) == 8
    assert {state[-1] for state in told["states"]} >= {FIRST, SECOND}
    texts = Target.objects.filter(board=other.board, year=2024, indicator__code="arenden").values_list(
        "text", "decision"
    )
    assert list(texts) == [("högst 5", SECOND)]


@pytest.mark.parametrize(
    ("change", "year"),
    [
        ({"code": "nojdhet", "text": "minst 70 %"}, 2024),  # without a reason
        ({"code": "nojdhet", "text": "mellan 20 och 10 %", "reason": "x"}, 2024),
        ({"code": "nojdhet", "text": "minst 70 %", "reason": "x", "decision": " "}, 2024),
        ({"code": "nojdhet", "text": "", "decision": ""}, 2024),
        ({"code": "arenden", "text": "minska med 5 procent från 2024"}, 2024),
        ({"code": "arenden", "text": "högst 5"}, 2023),  # it would hold from after its year
    ],
)
def test_the_same_is_refused_in_the_same_words(small: SmallBoard, change: Change, year: int) -> None:
    told = []
    for act in (set_singly, set_together):
        with pytest.raises(PlanningError) as found:
            act(small, T2, [change], year)
        told.append((str(found.value), found.value.field))
    assert told[0] == told[1]


def test_periods_and_roles_are_asked_for_alike(small: SmallBoard) -> None:
    for role in ("controller", "reporter", "stranger"):
        with pytest.raises(NotAllowedError):
            YearTargets(small[role], small.board, 2024, T2)
    set_singly(small, T3, [{"code": "nojdhet", "text": "minst 60 %", "reason": "Sent"}])
    for act in (set_singly, set_together):
        with pytest.raises(PlanningError, match="redan en ändring som gäller från T3 2024") as found:
            act(small, T2, [{"code": "nojdhet", "text": "minst 65 %", "reason": "Tidigt"}])
        assert found.value.field == "holds_from"
    there = build_place(make_small_board("Mellanköping", "9902"), {"code": "arenden"})["area"]
    change = {**build_place(small, {"code": "arenden"}), "area": there, "text": "högst 5", "decision": FIRST}
    with pytest.raises(PlanningError):
        planning.set_target(by=small["administrator"], year=2024, holds_from=T2, **change)
    with pytest.raises(PlanningError):
        YearTargets(small["administrator"], small.board, 2024, T2).prepare(None, **change)
    Round.objects.filter(pk=small.round.pk).update(state=RoundState.SUBMITTED)
    for act in (set_singly, set_together):
        with pytest.raises(PlanningError, match="lämna tillbaka rapporten först"):
            act(small, T2, [{"code": "arenden", "text": "högst 5"}])


def add_targets(small: SmallBoard, count: int) -> None:
    root = ServiceArea.objects.get(board=small.board, parent=None)
    owner = {"board": small.board, "municipality": small.board.municipality, "service_area": root, "year": 2024}
    items = Indicator.objects.filter(board=small.board, code__startswith="nr-").order_by("position")[:count]
    Target.objects.bulk_create(
        Target(**owner, indicator=one, gender="T", comparator="ge", value=5, text="minst 5", decision="KF § 1")
        for one in items
    )


def build_changes(count: int, **odd: Any) -> Any:
    """Every third is deleted, the others are changed; ``odd`` are cells of the last, by heading."""
    rows: list[dict[str, Any]] = [
        {"indikator": f"nr-{n}", "målvärde": f"minst {n + 6}", "skäl": "Fler", "avslutas": "ja" if n % 3 == 2 else ""}
        for n in range(count)
    ]
    rows[-1] |= odd
    return build_book({"målvärden": [[*rows[0]], *([*row.values()] for row in rows)]})


def test_a_file_changes_many_by_few_statements(small: SmallBoard) -> None:
    add_many(small, 40)
    add_targets(small, 40)
    counts = []
    for number in (6, 40):
        with CaptureQueriesContext(connection) as queries:
            file = send(build_changes(number), small["administrator"], small.board)
        assert list_errors(file) == []
        counts.append(sum("SAVEPOINT" not in query["sql"] for query in queries.captured_queries))
    assert counts[1] == counts[0]
    apply(file, small["administrator"])
    found = Target.objects.filter(board=small.board, indicator__code__startswith="nr-").order_by("indicator__position")
    assert list(found.values_list("text", "value", "reason"))[-2:] == [
        ("minst 43", 43, "Fler"),
        ("minst 45", 45, "Fler"),
    ]
    assert found.count() == 27
    assert AuditEvent.objects.filter(board_id=small.board.pk, action="target.set").count() == 40


def test_what_is_refused_among_many_stands_at_its_row(small: SmallBoard, monkeypatch: pytest.MonkeyPatch) -> None:
    add_many(small, 4)
    add_targets(small, 4)
    file = send(build_changes(4, skäl=""), small["administrator"], small.board)
    assert [one.partition(": ")[0] for one in list_errors(file)] == ["blad målvärden, rad 5, kolumn skäl"]

    def refuse(*_: object) -> None:
        raise IntegrityError("refused")

    monkeypatch.setattr("apps.planning.many.targets.write_changed_targets", refuse)
    apply(send(build_changes(4), small["administrator"], small.board), small["administrator"])
    found = Target.objects.filter(board=small.board, indicator__code__startswith="nr-").order_by("indicator__position")
    assert list(found.values_list("text", flat=True)) == ["minst 6", "minst 7", "minst 9"]
