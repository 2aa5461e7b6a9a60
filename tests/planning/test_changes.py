"""Changes of the plan: each holds from a period by a decision, and what the board has decided on stands."""

import threading
from typing import Any

import pytest

from apps import planning
from apps.audit.models import AuditEvent
from apps.core.plan_time import HOLDS_FROM_SETTING
from apps.core.tertials import Tertial
from apps.goals.models import Goal, Indicator, Target
from apps.organisation.models import Board, FormerAddress, ServiceArea
from apps.planning import PlanningError
from apps.rounds.models import Round
from tests.small_board import SmallBoard

pytestmark = pytest.mark.slow

T1, T2, T3 = (Tertial(2024, number) for number in (1, 2, 3))
MENDED: dict[str, Any] = {"holds_from": None, "decision": ""}
DECIDED: dict[str, Any] = {"holds_from": T2, "decision": "SN 2024-05-20 § 40"}


@pytest.fixture
def adopted(small: SmallBoard) -> SmallBoard:
    """T1 2024 and what came before are adopted; T2 is open."""
    Round.objects.filter(board=small.board).exclude(year=2024, tertial=2).update(state="adopted")
    return small


def area(small: SmallBoard, code: str = "ifo") -> ServiceArea:
    return ServiceArea.objects.get(board=small.board, code=code)


def indicator(small: SmallBoard) -> Indicator:
    return Indicator.objects.get(board=small.board, code="nojdhet")


def acts(small: SmallBoard, *, again: bool = False, **when: Any) -> list[Any]:
    """Every act that changes what is there; ``again`` to something else."""
    more = " 2" if again else ""
    under = "namnden" if again else "hemtjanst"
    by = small["administrator"]
    where = {"indicator": indicator(small), "area": area(small, "namnden"), "year": 2024}
    return [
        lambda: planning.move(by=by, item=area(small), under=area(small, under), **when),
        lambda: planning.rename(by=by, item=area(small), name=f"Familj{more}", **when),
        lambda: planning.change_indicator(by=by, indicator=indicator(small), source=f"Enkät{more}", **when),
        lambda: planning.rename_board(by=by, board=small.board, name=f"Välfärdsnämnden{more}", **when),
        lambda: planning.set_target(
            by=by, **where, text=f"minst {60 if again else 70} %", reason="Omprövat.", **{"decision": "KF § 1"} | when
        ),
        lambda: planning.change_tolerance(by=by, board=small.board, tolerance_percent=2 if again else 1, **when),
    ]


@pytest.mark.parametrize("act", range(6))
def test_a_decided_report_stands(adopted: SmallBoard, act: int) -> None:
    with pytest.raises(PlanningError, match=r"Rapporten för T1 2024 är fastställd .* Välj en period efter T1 2024"):
        acts(adopted, holds_from=T1, decision="SN § 1")[act]()
    acts(adopted, **DECIDED)[act]()


@pytest.mark.parametrize("act", range(6))
def test_a_change_in_time_is_decided_and_a_mistake_is_not(adopted: SmallBoard, act: int) -> None:
    with pytest.raises(PlanningError, match="beslut"):
        acts(adopted, holds_from=T2, decision=" ")[act]()
    acts(adopted, holds_from=None, decision="Rättat skrivfel")[act]()


@pytest.mark.parametrize("act", range(6))
def test_the_database_knows_from_when(adopted: SmallBoard, act: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the triggers read while the plan is written, and no longer than that."""
    from django.db import connection

    seen = set()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        answer = execute(sql, params, many, context)
        if sql.startswith(("UPDATE", "INSERT")) and any(table in sql for table in PLAN_TABLES):
            with connection.cursor() as cursor:
                cursor.cursor.execute(f"SELECT current_setting('{HOLDS_FROM_SETTING}', true)")
                seen.add(cursor.cursor.fetchone()[0])
        return answer

    with connection.execute_wrapper(note):
        acts(adopted, **DECIDED)[act]()
    assert seen == {"20242"}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT current_setting('{HOLDS_FROM_SETTING}', true)")
        assert cursor.fetchone()[0] == ""


PLAN_TABLES = (
    '"organisation_servicearea"', '"goals_indicator"', '"organisation_board"', '"goals_target"', '"goals_goal"',
)  # fmt: skip


@pytest.mark.parametrize("act", range(6))
def test_changes_of_one_thing_come_in_order_of_time(adopted: SmallBoard, act: int) -> None:
    acts(adopted, holds_from=T3, decision="SN § 1")[act]()
    adopted.board.refresh_from_db()
    with pytest.raises(PlanningError, match="gäller från T3 2024"):
        acts(adopted, again=True, **DECIDED)[act]()
    acts(adopted, again=True, holds_from=T3, decision="SN § 2")[act]()


def test_every_change_is_logged_with_its_period_and_decision(adopted: SmallBoard) -> None:
    planning.rename(by=adopted["administrator"], item=area(adopted), name="Familj", **DECIDED)
    event = AuditEvent.objects.filter(action="servicearea.renamed").latest("pk")
    assert (event.before, event.after) == (
        {"name": "Individ och familj"}, {"name": "Familj", "holds_from": "T2 2024"},
    )  # fmt: skip
    assert event.reason == "SN 2024-05-20 § 40"


def test_names_are_changed_and_codes_stay(small: SmallBoard) -> None:
    by = small["administrator"]
    goal = Goal.objects.get(board=small.board)
    for item in (area(small), goal, indicator(small)):
        renamed = planning.rename(by=by, item=item, name=" Nytt namn ", **MENDED)
        again = type(item).objects.get(pk=item.pk)
        assert (again.name, again.code) == ("Nytt namn", renamed.code)
        for name in ("Nytt namn", " ", "x" * 501):
            with pytest.raises(PlanningError):
                planning.rename(by=by, item=type(item).objects.get(pk=item.pk), name=name, **MENDED)


def test_the_root_goes_by_the_boards_name(small: SmallBoard) -> None:
    with pytest.raises(PlanningError, match="under Nämndens namn"):
        planning.rename(by=small["administrator"], item=area(small, "namnden"), name="Ny", **MENDED)


def test_an_indicator_is_described_anew(small: SmallBoard) -> None:
    who = {"by": small["administrator"], "indicator": indicator(small)}
    planning.change_indicator(**who, definition="Ny enkät", direction="neither", source="SCB", **MENDED)
    again = indicator(small)
    assert (again.definition, again.direction, again.source) == ("Ny enkät", "neither", "SCB")
    for bad in ({"direction": "uppåt"}, {"code": "ny"}, {"name": ""}, {"unit": ""}):
        with pytest.raises(PlanningError):
            planning.change_indicator(by=who["by"], indicator=indicator(small), **bad, **MENDED)


def test_figures_keep_their_unit(small: SmallBoard) -> None:
    by = small["administrator"]
    with pytest.raises(PlanningError, match="har siffror eller målvärden i enheten ”%”"):
        planning.change_indicator(by=by, indicator=indicator(small), unit="index", **DECIDED)
    with pytest.raises(PlanningError, match="Målvärdet ”minst 90 %” för 2024"):
        planning.change_indicator(by=by, indicator=indicator(small), unit="dagar", **MENDED)
    Target.objects.filter(board=small.board).update(comparator="increase_by", value=5, text="öka 5 procentenheter")
    planning.change_indicator(by=by, indicator=indicator(small), unit="procent", **MENDED)
    Target.objects.filter(board=small.board).update(comparator="increase_percent", value=5, text="öka 5 %")
    planning.change_indicator(by=by, indicator=indicator(small), unit="andel", **MENDED)
    plain = {"decimals": 0, "direction": "higher", "accumulation": "rate", "kind": "volume"}
    fresh = planning.add_indicator(by=by, board=small.board, name="Ny", unit="st", **plain)
    assert planning.change_indicator(by=by, indicator=fresh, unit="dagar", **DECIDED).unit == "dagar"


def test_a_target_changes_within_its_year_and_not_after_it(adopted: SmallBoard) -> None:
    where = {"by": adopted["administrator"], "indicator": indicator(adopted), "area": area(adopted, "namnden")}
    planning.set_target(**where, year=2024, text="minst 70 %", reason="Omprövat.", **DECIDED)
    event = AuditEvent.objects.filter(action="target.set").latest("pk")
    assert (event.before["text"], event.after["text"], event.after["holds_from"]) == (
        "minst 90 %", "minst 70 %", "T2 2024",
    )  # fmt: skip
    with pytest.raises(PlanningError, match="Målvärdet gäller 2024"):
        planning.set_target(**where, year=2024, text="80", holds_from=Tertial(2025, 1), decision="KF")


@pytest.mark.parametrize(
    ("text", "moves_named", "to_year", "expected"),
    [
        ("öka", None, 2025, ("öka", 2024)),
        ("öka", None, 2027, ("öka", 2026)),
        ("öka", False, 2025, ("öka", 2024)),
        ("högre än föregående år", None, 2025, ("högre än föregående år", 2024)),
        ("öka från 2023", True, 2025, ("öka från 2024", 2024)),
        ("öka från 2023", False, 2025, ("öka från 2023", 2023)),
        ("högre än 2020", True, 2026, ("högre än 2022", 2022)),
        ("minska med 10 % jämfört med 2020", True, 2025, ("minska med 10 % jämfört med 2021", 2021)),
        ("5 % fler än 2020 års resultat.", True, 2025, ("5 % fler än 2021 års resultat.", 2021)),
        ("minst 90 %", None, 2025, ("minst 90 %", None)),
    ],
)
def test_a_copied_target_is_counted_from_as_far_back(
    small: SmallBoard, text: str, moves_named: bool | None, to_year: int, expected: tuple[str, int | None]
) -> None:
    where = {"by": small["administrator"], "indicator": indicator(small), "area": area(small, "namnden")}
    before = planning.set_target(**where, year=2024, text=text, holds_from=None, decision="KF")
    assert before is not None
    years = {"from_year": 2024, "to_year": to_year}
    copied = planning.copy_year(by=where["by"], board=small.board, **years, moves_named=moves_named)
    target = Target.objects.get(board=small.board, year=to_year)
    assert (target.text, target.base_year) == expected
    moved = [("Nöjda", target.text, before.base_year, target.base_year)] if before.base_year != target.base_year else []
    assert [tuple(one) for one in copied.moved] == moved
    read_anew = planning.set_target(**where, year=to_year, text=target.text, holds_from=None, decision="KF")
    assert read_anew is not None
    assert (read_anew.comparator, read_anew.base_year) == (target.comparator, target.base_year), "text and fields agree"


def test_a_base_year_in_the_column_moves_as_far_as_the_plan(small: SmallBoard) -> None:
    Target.objects.filter(board=small.board).update(comparator="increase", value=None, text="öka", base_year=2021)
    copied = planning.copy_year(by=small["administrator"], board=small.board, from_year=2024, to_year=2025)
    assert [tuple(one) for one in copied.moved] == [("Nöjda", "öka", 2021, 2022)]


def test_a_base_year_that_the_text_names_gets_a_question(small: SmallBoard) -> None:
    who = {"by": small["administrator"]}
    where = {**who, "indicator": indicator(small), "area": area(small, "namnden"), "year": 2024}
    planning.set_target(**where, text="öka från 2020", holds_from=None, decision="KF")
    with pytest.raises(PlanningError, match="Nöjda \\(”öka från 2020”\\)"):
        planning.copy_year(**who, board=small.board, from_year=2024, to_year=2025)
    assert not Target.objects.filter(board=small.board, year=2025).exists()


def test_a_copied_text_that_names_a_year_is_to_be_read_through(small: SmallBoard) -> None:
    who = {"by": small["administrator"]}
    where = {**who, "indicator": indicator(small), "area": area(small, "namnden"), "year": 2024}
    planning.set_target(**where, text="Alla ska ha utbildats 2024", holds_from=None, decision="KF")
    copied = planning.copy_year(**who, board=small.board, from_year=2024, to_year=2025)
    assert (copied.moved, copied.dated) == ((), ("Alla ska ha utbildats 2024",))


def test_the_periods_that_can_be_chosen(adopted: SmallBoard) -> None:
    def periods() -> list[str]:
        return [str(period) for period in planning.list_periods_to_change(adopted.board, year=2030)]

    assert periods() == ["T2 2024", "T3 2024", "T1 2025"]
    Round.objects.filter(board=adopted.board).update(state="adopted")
    assert periods() == ["T3 2024", "T1 2025"]
    Round.objects.filter(board=adopted.board).delete()
    assert periods() == ["T1 2030", "T2 2030"]


def test_a_renamed_board_takes_its_address_and_its_root_along(small: SmallBoard) -> None:
    by, edition = small["administrator"], Board.objects.get(pk=small.board.pk).edition
    renamed = planning.rename_board(by=by, board=small.board, name="Välfärdsnämnden", **DECIDED)
    assert (renamed.name, renamed.slug, renamed.edition) == ("Välfärdsnämnden", "valfardsnamnden", edition + 1)
    assert area(small, "namnden").name == "Välfärdsnämnden"
    assert FormerAddress.objects.get(board=small.board).slug == "socialnamnden"
    kept = planning.rename_board(by=by, board=renamed, name="Omsorgsnämnden", new_address=False, **MENDED)
    assert (kept.name, kept.slug) == ("Omsorgsnämnden", "valfardsnamnden")
    back = planning.rename_board(by=by, board=kept, name="Socialnämnden", **MENDED)
    assert back.slug == "socialnamnden"
    left = set(FormerAddress.objects.filter(board=small.board).values_list("slug", flat=True))
    assert left == {"valfardsnamnden", "omsorgsnamnden"}
    for name in ("Socialnämnden", " ", "!", "x" * 151):
        with pytest.raises(PlanningError):
            planning.rename_board(by=by, board=back, name=name, **MENDED)


def test_a_name_that_another_board_has_or_has_had_is_refused(small: SmallBoard) -> None:
    from apps.organisation import services as organisation

    other, _ = organisation.save_board(by=None, municipality=small.board.municipality, name="Äldrenämnden")
    organisation.rename_board(by=None, board=other, name="Omsorgsnämnden")
    for name in ("Äldrenämnden", "Omsorgsnämnden"):
        with pytest.raises(PlanningError, match="En annan nämnd"):
            planning.rename_board(by=small["administrator"], board=small.board, name=name, **MENDED)


@pytest.mark.django_db(transaction=True)
def test_a_report_is_not_adopted_while_the_plan_is_changed() -> None:
    """Who changes the plan holds the board's rounds, so that what was latest adopted stays so until it is written."""
    from django.db import connection, transaction

    from apps.rounds.services import lock_rounds
    from tests.small_board import make_small_board

    small = make_small_board("Låsköping", "9904")
    refused: list[str] = []

    def adopt_meanwhile() -> None:
        with transaction.atomic():
            lock_rounds(board_id=small.board.pk)
            locked.set()
            waiting.wait(5)
            Round.objects.filter(board=small.board, year=2024, tertial=2).update(state="adopted")
        connection.close()

    locked, waiting = threading.Event(), threading.Event()
    other = threading.Thread(target=adopt_meanwhile)
    other.start()
    assert locked.wait(5)
    threading.Timer(0.2, waiting.set).start()
    try:
        planning.rename(by=small["administrator"], item=area(small), name="Familj", **DECIDED)
    except PlanningError as error:
        refused.append(str(error))
    other.join()
    assert refused == ["Rapporten för T2 2024 är fastställd och står kvar som den är. Välj en period efter T2 2024."]


@pytest.mark.parametrize("state", ["submitted", "approved"])
@pytest.mark.parametrize("when", [DECIDED, MENDED])
def test_a_report_that_is_handed_in_is_not_changed_behind_its_readers(
    adopted: SmallBoard, state: str, when: dict[str, Any]
) -> None:
    Round.objects.filter(pk=adopted.round.pk).update(state=state)
    by = adopted["administrator"]
    with pytest.raises(PlanningError, match="lämna tillbaka rapporten först"):
        planning.rename(by=by, item=area(adopted), name="Familj", **when)
    assert T2 not in planning.list_periods_to_change(adopted.board, year=2024)
    planning.rename(by=by, item=area(adopted), name="Familj", holds_from=T3, decision="SN § 1")
