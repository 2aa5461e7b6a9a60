"""An indicator's own areas: where its rows are, how they change with time, and what a new organisation does to them."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client

from apps import planning
from apps.accounts.roles import NotAllowedError
from apps.audit.models import AuditEvent
from apps.core.tertials import Tertial
from apps.entry.keys import parse_key
from apps.entry.progress.expected_figures import count_by_area
from apps.entry.sheets.outcomes import OUTCOME_TABLES, list_followed_places, load_outcome_sheet
from apps.goals import services as goals
from apps.goals.area_models import IndicatorArea
from apps.goals.models import Goal, Indicator
from apps.imports.outcome_files.followed_indicators import load_followed_plan
from apps.organisation.models import ServiceArea
from apps.planning import IndicatorsChange, PlanningError
from apps.planning.change_notes import load_change_notes
from apps.publishing.services import build_draft_report
from apps.report.area_tree import AreaTree
from apps.report.source import load_source
from apps.rounds import services as rounds
from apps.rounds.models import Round, RoundState
from tests.imports.plan_books import add_row, apply, build_book, change_cell, download, list_changes, list_errors, send
from tests.publishing import examples
from tests.small_board import SmallBoard, make_small_board

T2, T3 = Tertial(2024, 2), Tertial(2024, 3)
MENDED: dict[str, Any] = {"holds_from": None, "decision": ""}
DECIDED: dict[str, Any] = {"holds_from": T2, "decision": "SN 2024-05-20 § 40"}
LATER: dict[str, Any] = {"holds_from": T3, "decision": "SN 2024-09-20 § 70"}
STRUCTURE = "/rapportera/lillkoping/socialnamnden/struktur/"

# The rule itself

_AREAS = examples.tree({"sn": None, "norr": "sn", "soder": "sn"})
_TREE = AreaTree(_AREAS, dict(enumerate(_AREAS)), {area.code: at for at, area in enumerate(_AREAS)}, _AREAS[0])
_TARGET = examples.target(area="soder")
_VALUE = examples.point(3, area="soder", year=2023)
_OLD_VALUE = examples.point(3, area="soder", year=2022)


@pytest.mark.parametrize(
    ("own", "goal_areas", "target", "points", "places"),
    [
        ((), (), None, (), {"sn"}),
        ((), ("norr",), None, (), {"norr"}),
        (("norr",), (), None, (), {"norr"}),
        (("norr",), ("soder",), None, (), {"norr"}),  # its own in place of its goal's
        (("sn", "norr"), (), None, (), {"sn", "norr"}),
        (("norr",), (), _TARGET, (), {"norr", "soder"}),  # what has a target or a value is there
        (("norr",), (), None, (_VALUE,), {"norr", "soder"}),
        (("norr",), (), None, (_OLD_VALUE,), {"norr"}),
        (("ended",), (), None, (), {"sn"}),  # as the report has them, those that have ended are left out before
    ],
)
def test_where_an_indicator_has_rows(
    own: tuple[str, ...], goal_areas: tuple[str, ...], target: Any, points: Iterable[Any], places: set[str]
) -> None:
    targets = (target,) if target else ()
    one = examples.indicator(*points, areas=own, targets=targets, by_gender=False)
    assert {area for area, _ in list_followed_places(one, 2024, goal_areas, _TREE)} == places


def test_by_gender_in_own_areas_too() -> None:
    one = examples.indicator(areas=("norr",), by_gender=True)
    assert sorted(list_followed_places(one, 2024, (), _TREE)) == [("norr", gender) for gender in "KMT"]


# On a board


def area(small: SmallBoard, code: str) -> ServiceArea:
    return ServiceArea.objects.select_related("board", "parent").get(board=small.board, code=code)


def indicator(small: SmallBoard, code: str = "samtal") -> Indicator:
    return Indicator.objects.select_related("board", "goal").get(board=small.board, code=code)


def list_rows(small: SmallBoard, code: str = "samtal", *, year: int = 2024, tertial: int = 2) -> list[str]:
    """The areas where the indicator has a row in a report."""
    if (year, tertial) != (2024, 2):
        rounds.save_round(by=None, board=small.board, year=year, tertial=tertial, state=RoundState.OPEN)
    round_ = Round.objects.select_related("board__municipality").get(board=small.board, year=year, tertial=tertial)
    rows = [row for section in load_outcome_sheet(round_, small["controller"]).sections for row in section.rows]
    return [row.area for row in rows if parse_key(row.key).first == code]


def list_own(small: SmallBoard, code: str = "samtal") -> list[str]:
    return sorted(indicator(small, code).service_areas.values_list("code", flat=True))


@pytest.fixture
def followed(small: SmallBoard) -> SmallBoard:
    """Samtal, a key figure without a target, is followed in Hemtjänst and in Individ och familj."""
    planning.add_indicator(
        by=small["administrator"], board=small.board, name="Samtal", kind="volume", unit="antal", direction="neither",
        accumulation="flow", areas=[area(small, "hemtjanst"), area(small, "ifo")],
    )  # fmt: skip
    return small


def test_a_new_key_figure_without_target_is_filled_in_where_it_is_followed(followed: SmallBoard) -> None:
    assert list_rows(followed) == ["hemtjanst", "ifo"]
    assert list_rows(followed, "arenden") == ["namnden"]
    assert load_followed_plan(followed.round).indicators["samtal"].areas == ("hemtjanst", "ifo")
    report = build_draft_report(followed.round)
    assert next(one for one in report.indicators if one.code == "samtal").areas == ("hemtjanst", "ifo")
    rows = load_source(followed.round, OUTCOME_TABLES)
    before = count_by_area(rows)["ifo"].expected
    planning.change_indicator(
        by=followed["administrator"], indicator=indicator(followed), areas=[area(followed, "hemtjanst")], **MENDED
    )
    assert count_by_area(load_source(followed.round, OUTCOME_TABLES))["ifo"].expected == before - 1


def test_a_change_holds_from_its_period_and_is_logged(followed: SmallBoard) -> None:
    by = followed["administrator"]
    given = {"by": by, "indicator": indicator(followed)}
    planning.change_indicator(**given, areas=[area(followed, "namnden"), area(followed, "ifo")], **LATER)
    assert (list_rows(followed), list_rows(followed, tertial=3)) == (["hemtjanst", "ifo"], ["namnden", "ifo"])
    event = AuditEvent.objects.filter(action="indicator.changed").latest("pk")
    assert (event.before, event.after, event.reason) == (
        {"areas": ["hemtjanst", "ifo"]}, {"areas": ["ifo", "namnden"], "holds_from": "T3 2024"}, LATER["decision"],
    )  # fmt: skip
    notes = load_change_notes(followed.board, year=2024)["goals.indicator", indicator(followed).pk]
    assert notes == ["Följdes i andra verksamheter till och med T2 2024 (SN 2024-09-20 § 70)"]
    for code in ("hemtjanst", "namnden"):
        with pytest.raises(PlanningError, match="redan en ändring som gäller från T3 2024"):
            planning.change_indicator(**given, areas=[area(followed, code)], **DECIDED)
    with pytest.raises(PlanningError, match="Inget skiljer sig"):
        planning.change_indicator(**given, areas=[area(followed, "ifo"), area(followed, "namnden")], **LATER)
    planning.change_indicator(**given, areas=[], source="Egen", **LATER)
    assert (list_rows(followed, tertial=3), list_own(followed)) == (["namnden"], [])


def test_only_the_boards_own_areas_and_its_administrator(followed: SmallBoard) -> None:
    other = make_small_board("Storköping", "9902")
    strange = area(other, "ifo")
    with pytest.raises(PlanningError, match="annan nämnd"):
        planning.change_indicator(
            by=followed["administrator"], indicator=indicator(followed), areas=[strange], **MENDED
        )
    with pytest.raises(NotAllowedError):
        planning.change_indicator(by=followed["controller"], indicator=indicator(followed), areas=[], **MENDED)
    owner = {"board_id": followed.board.pk, "municipality_id": followed.board.municipality_id}
    IndicatorArea.objects.create(**owner, indicator=indicator(followed), service_area=strange)
    with pytest.raises(IntegrityError):
        connection.check_constraints()  # as at the end of a transaction


def test_an_area_that_has_ended_has_no_row_and_what_has_figures_stays(followed: SmallBoard) -> None:
    goals.save_outcomes(
        by=None, board=followed.board, rows=[
            goals.OutcomeRow(
                indicator_id=indicator(followed).pk, service_area_id=area(followed, "hemtjanst-norr").pk, year=2024,
                tertial=1, value=Decimal(4),
            )
        ],
    )  # fmt: skip
    planning.retire(by=followed["administrator"], item=area(followed, "ifo"), last_year=2024)
    assert list_rows(followed) == ["hemtjanst", "hemtjanst-norr", "ifo"]
    assert list_rows(followed, year=2025) == ["hemtjanst", "hemtjanst-norr"]
    assert list_rows(followed, year=2026) == ["hemtjanst"]


def test_a_new_organisation_and_a_merge_take_the_areas_along(followed: SmallBoard) -> None:
    by, board = followed["administrator"], followed.board
    terms: dict[str, Any] = {"by": by, "board": board, "year": 2025, "decision": "SN § 9"}
    done = planning.reorganise_areas(before=[area(followed, "ifo")], new_names=["Barn", "Vuxna"], **terms)
    assert "Följs också i Barn och Vuxna: Samtal." in done.steps
    assert list_rows(followed) == ["hemtjanst", "ifo"]
    assert list_rows(followed, year=2025) == ["hemtjanst", "barn", "vuxna"]
    before = [indicator(followed, "samtal"), indicator(followed, "arenden")]
    into, steps = planning.merge_indicators(before=before, new_name="Kontakter", **terms)
    assert list_own(followed, into.code) == ["barn", "hemtjanst", "namnden", "vuxna"]
    assert "Kontakter följs i Socialnämnden, Hemtjänst, Barn och Vuxna." in steps
    assert list_rows(followed, into.code, year=2025) == ["namnden", "hemtjanst", "barn", "vuxna"]


def test_several_get_the_same_areas_at_once(followed: SmallBoard, client: Client) -> None:
    client.force_login(followed["administrator"])
    values: dict[str, Any] = {"indicators": ["samtal", "arenden"], "areas": [followed.areas["ifo"]], "year": "2024"}
    values |= {"holds_from": "T2 2024", "decision": "SN § 8"}
    shown = client.post(f"{STRUCTURE}flera/", values)
    assert "följs i: Hemtjänst och Individ och familj → Individ och familj" in shown.content.decode()
    assert "följs i: – → Individ och familj" in shown.content.decode()
    done = client.post(f"{STRUCTURE}flera/", {**values, "seen": shown.context["seen"]}, follow=True)
    assert "2 indikatorer är ändrade." in done.content.decode()
    assert (list_own(followed), list_own(followed, "arenden")) == (["ifo"], ["ifo"])
    assert list_rows(followed) == ["ifo"]
    change = IndicatorsChange(year=2024, areas=[area(followed, "hemtjanst")], holds_from=T2, decision="SN § 8")
    planned = planning.plan_indicators(
        by=followed["administrator"], board=followed.board, indicators=[indicator(followed)], change=change
    )
    assert [(one.refusal, [at.code for at in one.after["areas"]]) for one in planned] == [("", ["hemtjanst"])]


def test_the_forms_say_and_change_where_it_is_followed(small: SmallBoard, client: Client) -> None:
    client.force_login(small["administrator"])
    goal = Goal.objects.get(board=small.board)
    values: dict[str, Any] = {
        "name": "Samtal", "unit": "antal", "decimals": "0", "direction": "neither", "accumulation": "flow",
        "goal": goal.pk, "areas": [small.areas["hemtjanst"], small.areas["ifo"]], "year": "2024",
    }  # fmt: skip
    page = client.post(f"{STRUCTURE}indikator/", values, follow=True).content.decode()
    assert "Samtal är tillagd och fylls i för Hemtjänst och Individ och familj." in page
    assert list_rows(small) == ["hemtjanst", "ifo"]
    key = indicator(small).pk
    assert "Följs i: Hemtjänst, Individ och familj" in client.get(f"{STRUCTURE}indikatorer/?ar=2024").content.decode()
    page = client.get(f"{STRUCTURE}indikatorer/?ar=2024&andra=andra-indikator&nyckel={key}").content.decode()
    assert page.count(" checked") == 2
    changed = {
        **values, "goal": f"m-{goal.pk}", "areas": [small.areas["ifo"]], "key": key, "holds_from": "T2 2024",
        "decision": "SN § 7",
    }  # fmt: skip
    page = client.post(f"{STRUCTURE}andra-indikator/", changed, follow=True).content.decode()
    assert "Samtal är ändrad. Det gäller från T2 2024." in page
    assert list_own(small) == ["ifo"]


def test_the_workbook_takes_them_out_and_in(followed: SmallBoard) -> None:
    by, board = followed["administrator"], followed.board
    book = download(board)
    assert list_changes(send(book, by, board)) == []
    change_cell(book, "indikatorer", "samtal", "verksamheter", "Individ och familj, Hemtjänst norr")
    add_row(book, "indikatorer", namn="Besök", slag="volym", enhet="antal", decimaler=0, riktning="ingen",
            ackumulering="flöde", verksamheter="hemtjanst")  # fmt: skip
    file = send(book, by, board)
    changes = {label: {name: (old, new) for name, old, new in cells} for _, _, label, cells in list_changes(file)}
    assert changes["Samtal"] == {"verksamheter": ("hemtjanst, ifo", "hemtjanst-norr, ifo")}
    assert changes["Besök"]["verksamheter"] == ("", "hemtjanst")
    apply(file, by)
    assert (list_own(followed), list_own(followed, "besok")) == (["hemtjanst-norr", "ifo"], ["hemtjanst"])
    assert list_changes(send(download(board), by, board)) == []
    wrong = build_book({"nyckeltal": [["Nyckeltal", "Följs i"], ["Samtal", "Hemtjenst"]]})
    errors = list_errors(send(wrong, by, board))
    assert len(errors) == 1
    assert errors[0].startswith("blad nyckeltal, rad 2, kolumn verksamheter: ”Hemtjenst” finns inte")
