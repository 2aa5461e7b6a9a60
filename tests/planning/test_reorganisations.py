"""Areas joined, split and replaced, indicators merged: refused in words, previewed, told in page, report and API."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from apps import planning
from apps.accounts.roles import NotAllowedError
from apps.audit.models import AuditEvent
from apps.budget import services as budget
from apps.core.tertials import Tertial
from apps.goals import services as goals
from apps.goals.merge_models import IndicatorMerge
from apps.goals.models import Indicator
from apps.organisation.models import Reorganisation, ServiceArea
from apps.planning import PlanningError
from apps.publishing.adoption import adopt_round
from apps.publishing.services import Meeting, build_draft_report
from apps.rounds import services as rounds
from apps.rounds.models import Round, RoundState
from tests.small_board import SmallBoard

pytestmark = pytest.mark.slow

DECISION = "SN 2024-11-20 § 90"
STRUCTURE = "/rapportera/lillkoping/socialnamnden/struktur/"
MEETING = Meeting(date=date(2025, 6, 10), paragraph="12", case_number="SN 2025/7")


def area(small: SmallBoard, code: str) -> ServiceArea:
    return ServiceArea.objects.select_related("board", "parent").get(board=small.board, code=code)


def indicator(small: SmallBoard, code: str) -> Indicator:
    return Indicator.objects.select_related("board").get(board=small.board, code=code)


def add_area(small: SmallBoard, name: str, **values: Any) -> ServiceArea:
    parent = area(small, "namnden")
    return planning.add_area(
        by=small["administrator"], board=small.board, name=name, kind="area", parent=parent, **values
    )


def save_figures(small: SmallBoard, *told: tuple[str, str, int, int, int]) -> None:
    """Outcomes: indicator, area, year, tertial, value."""
    goals.save_outcomes(
        by=None,
        board=small.board,
        rows=[
            goals.OutcomeRow(
                indicator_id=indicator(small, code).pk,
                service_area_id=area(small, where).pk,
                year=year,
                tertial=tertial,
                value=Decimal(value),
            )
            for code, where, year, tertial, value in told
        ],
    )


def save_money(small: SmallBoard, *told: tuple[str, int, int, int, int]) -> None:
    """Net of an area: code, year, tertial, budget, actual."""
    rows = [
        budget.OperatingRow(
            service_area_id=area(small, where).pk, year=year, tertial=tertial, cost_type="net", budget=full, actual=part
        )
        for where, year, tertial, full, part in told
    ]
    budget.save_operating_lines(by=None, board=small.board, rows=rows)


@pytest.fixture
def parts(small: SmallBoard) -> SmallBoard:
    """Öster and Väster with figures of 2024, a unit under Öster, and an open round of T1 2025."""
    east, _ = add_area(small, "Öster"), add_area(small, "Väster")
    planning.add_area(by=small["administrator"], board=small.board, name="Lag 1", kind="unit", parent=east)
    rounds.save_round(by=None, board=small.board, year=2025, tertial=1, state=RoundState.OPEN)
    save_figures(
        small,
        ("arenden", "oster", 2024, 1, 40),
        ("arenden", "vaster", 2024, 1, 25),
        ("nojdhet", "oster", 2024, 1, 80),
        ("nojdhet", "vaster", 2024, 1, 90),
    )
    save_money(small, ("oster", 2024, 1, 3_000_000, 1_000_000), ("vaster", 2024, 1, 2_000_000, 700_000))
    return small


def get_round(small: SmallBoard) -> Round:
    return Round.objects.select_related("board__municipality").get(board=small.board, year=2025, tertial=1)


def join(small: SmallBoard, **changed: Any) -> planning.DoneReorganisation:
    before = [area(small, "oster"), area(small, "vaster")]
    given = {"year": 2025, "before": before, "new_names": ["Hemvård"], "decision": DECISION, **changed}
    return planning.reorganise_areas(by=small["administrator"], board=small.board, **given)


def test_a_join_ends_begins_moves_and_says_so(parts: SmallBoard) -> None:
    done = join(parts)
    assert [(one.code, one.valid_from, one.valid_to) for one in done.reorganisation.areas.order_by("pk")] == [
        ("oster", None, 2024),
        ("vaster", None, 2024),
        ("hemvard", 2025, None),
    ]
    assert done.steps == (
        "Ny verksamhet från 2025: Hemvård, under Socialnämnden.",
        "Lag 1 flyttas till Hemvård från 2025.",
        "Öster får sista år 2024.",
        "Väster får sista år 2024.",
        "Pengarna för Öster och Väster läggs ihop till Hemvård för åren före 2025.",
        "Läggs ihop: Ärenden.",
        "Går inte att lägga ihop, så serien börjar om 2025: Nöjda.",
        "Det syns i rapporter från T1 2025. Fastställda rapporter ändras inte.",
    )
    event = AuditEvent.objects.get(action="reorganisation.created")
    assert (event.reason, event.after["before"]) == (DECISION, ["oster", "vaster"])


def test_a_join_that_leaves_persons_apart(parts: SmallBoard) -> None:
    Indicator.objects.filter(board=parts.board, code="arenden").update(counts_persons=True)
    seen = planning.apply_seen(lambda: join(parts).steps, "")
    assert any("räknas flera gånger i summan: Ärenden." in step for step in seen.steps)
    done = join(parts, sums_persons=False)
    assert "Läggs inte ihop, eftersom samma person kan ha funnits i flera: Ärenden." in done.steps
    assert not any(step.startswith("Läggs ihop") for step in done.steps)
    report = build_draft_report(get_round(parts))
    cases = next(one for one in report.indicators if one.code == "arenden")
    assert {one.area_name for one in cases.series if one.area != "namnden"} == {
        "Öster (till 2024)", "Väster (till 2024)",
    }  # fmt: skip
    assert "samma person kan ha funnits i flera" in cases.reorganised[0]


def test_a_join_in_the_report(parts: SmallBoard) -> None:
    join(parts)
    save_figures(parts, ("arenden", "hemvard", 2025, 1, 70))
    save_money(parts, ("hemvard", 2025, 1, 5_200_000, 1_800_000))
    report = build_draft_report(get_round(parts))
    cases = next(one for one in report.indicators if one.code == "arenden")
    told = {(one.area_name, one.year): one.value for one in cases.series if one.area != "namnden"}
    assert told == {("Hemvård", 2024): 65, ("Hemvård", 2025): 70}
    content = next(one for one in report.indicators if one.code == "nojdhet")
    assert {one.area_name for one in content.series if one.area != "namnden"} == {
        "Öster (till 2024)",
        "Väster (till 2024)",
    }
    home = next(one for one in report.economy.areas if one.area == "hemvard")
    assert home.net
    assert [(one.period, one.budget, one.actual) for one in home.net.past] == [(Tertial(2024, 1), 5_000_000, 1_700_000)]
    unit = next(one for one in report.economy.areas if one.area == "lag-1")
    assert unit.reorganised == ("Till 2024 låg Lag 1 under Öster.",)
    earlier = Round.objects.select_related("board__municipality").get(board=parts.board, year=2024, tertial=2)
    assert "hemvard" not in {one.code for one in build_draft_report(earlier).areas}


def test_a_split_through_draft_and_sheet(parts: SmallBoard, client: Client) -> None:
    by = parts["administrator"]
    planning.retire(by=by, item=area(parts, "lag-1"), last_year=2024)
    before = [area(parts, "oster")]
    planning.reorganise_areas(
        by=by, board=parts.board, year=2025, before=before, new_names=["Norra", "Södra"], decision=DECISION
    )
    save_figures(parts, ("arenden", "norra", 2025, 1, 30), ("arenden", "sodra", 2025, 1, 15))
    report = build_draft_report(get_round(parts))
    cases = next(one for one in report.indicators if one.code == "arenden")
    told = {(one.area_name, one.year): one.value for one in cases.series if one.area in ("oster", "norra", "sodra")}
    assert told == {("Öster (före delningen)", 2024): 40, ("Norra", 2025): 30, ("Södra", 2025): 15}
    client.force_login(parts["controller"])
    sheet = client.get("/rapportera/lillkoping/socialnamnden/2025/t1/?del=indikatorer", follow=True)
    assert sheet.status_code == 200
    assert "före delningen" not in sheet.content.decode(), "what has ended has no row to fill in"


def test_several_become_several_when_they_are_said_to_be_the_same_together(parts: SmallBoard, client: Client) -> None:
    """Öster 40 and Väster 25 cases are 65 together; of 80 % and 90 % no sum is made. Money: 5 000 and 1 700 tkr."""
    by = parts["administrator"]
    planning.retire(by=by, item=area(parts, "lag-1"), last_year=2024)
    client.force_login(by)
    posted = {
        "year": "2025", "from_year": "2025", "before_1": "Öster", "before_2": "Väster", "after_1": "Norra",
        "after_2": "Södra", "decision": DECISION,
    }  # fmt: skip
    refused = client.post(f"{STRUCTURE}omorganisera/", posted)
    assert "kryssa i det" in refused.content.decode()
    posted["as_group"] = "on"
    seen = client.post(f"{STRUCTURE}omorganisera/", posted)
    page = seen.content.decode()
    assert "Läggs ihop: Ärenden." in page
    assert "Summan visas vid Norra och Södra, hel, som före omorganisationen, tillsammans." in page
    assert not Reorganisation.objects.exists()
    client.post(f"{STRUCTURE}omorganisera/", {**posted, "seen": seen.context["seen"]})
    save_figures(parts, ("arenden", "norra", 2025, 1, 30), ("arenden", "sodra", 2025, 1, 45))
    save_money(parts, ("norra", 2025, 1, 2_600_000, 900_000))
    Round.objects.filter(board=parts.board, year=2025).update(state=RoundState.APPROVED)
    adopt_round(round_=get_round(parts), by=parts["registrar"], meeting=MEETING)
    place, sentence = (
        "/lillkoping/socialnamnden/2025/t1/",
        "Till 2024: Öster och Väster, som tillsammans blev Norra och",
    )
    for where, text in (
        ("indikator/arenden/", "Öster och Väster (till 2024), tillsammans"),
        ("indikator/nojdhet/", "Öster (till 2024)"),
        ("verksamhet/norra/", "Öster och Väster, före omorganisationen, tillsammans"),
        ("verksamhet/sodra/", sentence),
        ("ekonomi/", sentence),
    ):
        assert text in client.get(place + where).content.decode(), where
    assert "tillsammans/" not in client.get(f"{place}verksamhet/norra/").content.decode(), "the group has no page"
    found = client.get("/api/v1/outcomes?indicator=arenden&service_area=oster--tillsammans&limit=50").json()["items"]
    assert [(one["year"], one["value"]) for one in found] == [(2024, 65)]
    areas = client.get("/api/v1/service-areas?municipality=9901&limit=50").json()["items"]
    assert next(one for one in areas if one["service_area"] == "norra")["predecessors"] == ["oster", "vaster"]


@pytest.mark.parametrize("small_one", [True, False])
def test_a_joint_sum_of_several_hides_with_what_was_hidden(parts: SmallBoard, client: Client, small_one: bool) -> None:
    """Väster has 3 of T1 2024, which is hidden; 43 together would tell it, as Öster's 40 is shown."""
    planning.retire(by=parts["administrator"], item=area(parts, "lag-1"), last_year=2024)
    Indicator.objects.filter(board=parts.board, code="arenden").update(counts_persons=True)
    save_figures(parts, ("arenden", "vaster", 2024, 1, 3 if small_one else 25))
    for year, tertial in ((2024, 1), (2025, 1)):
        if year == 2025:
            join(parts, new_names=["Norra", "Södra"], as_group=True)
            save_figures(parts, ("arenden", "norra", 2025, 1, 30), ("arenden", "sodra", 2025, 1, 45))
        Round.objects.filter(board=parts.board, year=year, tertial=tertial).update(state=RoundState.APPROVED)
        round_ = Round.objects.select_related("board__municipality").get(board=parts.board, year=year, tertial=tertial)
        adopt_round(round_=round_, by=parts["registrar"], meeting=MEETING)
    found = client.get("/api/v1/outcomes?indicator=arenden&service_area=oster--tillsammans&limit=50").json()["items"]
    told = [(one["year"], one["value"], one["status"]) for one in found]
    assert told == ([(2024, None, "suppressed")] if small_one else [(2024, 65, "value")])


def test_published_pages_and_api(parts: SmallBoard, client: Client) -> None:
    join(parts)
    save_figures(parts, ("arenden", "hemvard", 2025, 1, 70))
    save_money(parts, ("hemvard", 2025, 1, 5_200_000, 1_800_000))
    round_ = get_round(parts)
    Round.objects.filter(pk=round_.pk).update(state=RoundState.APPROVED)
    adopt_round(round_=get_round(parts), by=parts["registrar"], meeting=MEETING)
    place = "/lillkoping/socialnamnden/2025/t1/"
    told = {
        "indikator/arenden/": "Hemvård, till 2024: Öster och Väster.",
        "indikator/nojdhet/": "Öster (till 2024)",
        "verksamhet/hemvard/": "Till 2024: Öster och Väster.",
        "ekonomi/": "Hemvård, till 2024: Öster och Väster.",
    }
    for page, text in told.items():
        assert text in client.get(place + page).content.decode(), page
    assert ">65<" in client.get(place + "indikator/arenden/").content.decode().replace(" ", "").replace("\n", "")
    found = client.get("/api/v1/service-areas?municipality=9901&limit=50").json()
    home = next(one for one in found["items"] if one["service_area"] == "hemvard")
    assert (home["predecessors"], home["reorganised"]) == (["oster", "vaster"], "Till 2024: Öster och Väster.")
    series = client.get("/api/v1/outcomes?indicator=arenden&service_area=hemvard&limit=50").json()["items"]
    assert {(one["year"], one["value"]) for one in series} == {(2024, 65), (2025, 70)}


def test_small_numbers_are_not_told_by_a_sum(parts: SmallBoard, client: Client) -> None:
    """Väster has 3 of T1 2024, which is hidden; 43 of both would tell it, as Öster's 40 is shown."""
    Indicator.objects.filter(board=parts.board, code="arenden").update(counts_persons=True)
    save_figures(parts, ("arenden", "vaster", 2024, 1, 3))
    for year, tertial in ((2024, 1), (2025, 1)):
        if year == 2025:
            join(parts)
            save_figures(parts, ("arenden", "hemvard", 2025, 1, 70))
        Round.objects.filter(board=parts.board, year=year, tertial=tertial).update(state=RoundState.APPROVED)
        round_ = Round.objects.select_related("board__municipality").get(board=parts.board, year=year, tertial=tertial)
        adopt_round(round_=round_, by=parts["registrar"], meeting=MEETING)
    found = client.get("/api/v1/outcomes?indicator=arenden&service_area=hemvard&limit=50").json()["items"]
    assert {(one["year"], one["value"], one["status"]) for one in found} == {
        (2024, None, "suppressed"),
        (2025, 70, "value"),
    }


BadJoin = Callable[[SmallBoard], dict[str, Any]]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (lambda s: {"before": []}, "Välj vilka verksamheter som upphör"),
        (lambda s: {"new_names": []}, "tar vid"),
        (lambda s: {"new_names": ["A", "B"]}, "Flera verksamheter blir flera.*kryssa i det"),
        (lambda s: {"before": [area(s, "oster")], "new_names": ["A", "A"]}, "Samma namn står två gånger"),
        (lambda s: {"decision": " "}, "vilket beslut"),
        (lambda s: {"year": 1900}, "Året är ett tal"),
        (lambda s: {"before": [area(s, "namnden")]}, "Hela nämnden"),
        (
            lambda s: {"after": [area(s, "oster")], "new_names": []},
            "Öster kan inte både upphöra och ta vid",
        ),
        (lambda s: {"before": [area(s, "oster"), area(s, "lag-1")]}, "Lag 1 ligger under Öster"),
        (lambda s: {"after": [area(s, "ifo")], "new_names": []}, "Individ och familj har siffror för 2024"),
        (lambda s: {"before": [area(s, "oster")], "new_names": ["A", "B"]}, "Under Öster ligger Lag 1"),
        (lambda s: {"year": 2024}, "har siffror för 2024"),
        (lambda s: {"after": [add_area(s, "Sen", valid_from=2026)], "new_names": []}, "Sen börjar 2026"),
        (
            lambda s: {"before": [add_area(s, "Ny", valid_from=2025), area(s, "vaster")]},
            "Ny börjar 2025 och kan inte upphöra 2024",
        ),
    ],
)
def test_a_wrong_mapping_is_refused_in_words(parts: SmallBoard, given: BadJoin, message: str) -> None:
    with pytest.raises(PlanningError, match=message):
        join(parts, **given(parts))
    assert not Reorganisation.objects.exists()


def test_years_must_meet_and_none_ends_twice(parts: SmallBoard) -> None:
    by = parts["administrator"]
    gone = add_area(parts, "Borta")
    planning.retire(by=by, item=gone, last_year=2022)
    with pytest.raises(PlanningError, match=r"Borta upphörde 2022\. Den som upphör ska ha sitt sista år 2024"):
        join(parts, before=[gone])
    with pytest.raises(PlanningError, match="Borta upphörde 2022 och kan inte ta vid 2025"):
        join(parts, after=[gone], new_names=[])
    join(parts)
    with pytest.raises(PlanningError, match="Öster upphör redan i omorganisationen 2025"):
        join(parts, new_names=["En till"])
    with pytest.raises(PlanningError, match="Hemvård börjar redan i omorganisationen 2025"):
        join(parts, before=[area(parts, "ifo")], after=[area(parts, "hemvard")], new_names=[])


def test_only_the_administrator_and_no_other_board(parts: SmallBoard) -> None:
    for role in ("controller", "reporter", "head", "stranger"):
        with pytest.raises(NotAllowedError):
            planning.reorganise_areas(
                by=parts[role],
                board=parts.board,
                year=2025,
                before=[area(parts, "oster")],
                new_names=["A"],
                decision="x",
            )
        with pytest.raises(NotAllowedError):
            planning.merge_indicators(
                by=parts[role], board=parts.board, year=2025, before=[indicator(parts, "arenden")], new_name="A",
                decision="x",
            )  # fmt: skip
        with pytest.raises(NotAllowedError):
            planning.move_in_order(by=parts[role], item=area(parts, "oster"), steps=1)
        with pytest.raises(NotAllowedError):
            planning.change_publicity(by=parts[role], board=parts.board, is_public=False, reason="x")


def test_nothing_changes_while_a_report_is_read(parts: SmallBoard) -> None:
    Round.objects.filter(board=parts.board, year=2025).update(state=RoundState.SUBMITTED)
    with pytest.raises(PlanningError, match="lämna tillbaka rapporten först"):
        join(parts)


def test_the_page_shows_it_before_it_is_done(parts: SmallBoard, client: Client) -> None:
    client.force_login(parts["administrator"])
    posted = {
        "year": "2025", "from_year": "2025", "before_1": "Öster", "before_2": "vaster", "after_1": "Hemvård",
        "decision": DECISION,
    }  # fmt: skip
    seen = client.post(f"{STRUCTURE}omorganisera/", posted)
    assert "Läggs ihop: Ärenden." in seen.content.decode()
    assert not Reorganisation.objects.exists()
    assert not ServiceArea.objects.filter(code="hemvard").exists()
    answer = client.post(f"{STRUCTURE}omorganisera/", {**posted, "seen": seen.context["seen"]})
    assert answer.status_code == 302
    page = client.get(answer.headers["Location"]).content.decode()
    assert "i stället för Öster och Väster" in page
    listed = client.get(f"{STRUCTURE}verksamheter/?ar=2025&avslutade=1&sok=v").content.decode()
    assert "Från 2025: Hemvård" in listed
    removal = client.post(
        f"{STRUCTURE}ta-bort-omorganisation/", {"year": "2025", "key": Reorganisation.objects.get().pk}
    )
    assert removal.status_code == 302
    assert not Reorganisation.objects.exists()


def test_the_page_refuses_what_it_does_not_know(parts: SmallBoard, client: Client) -> None:
    client.force_login(parts["administrator"])
    add_area(parts, "Öster")
    posted = {"year": "2025", "from_year": "2025", "after_1": "Hemvård", "decision": DECISION}
    for name, text in (("Östor", "Ingen heter Östor"), ("Öster", "Flera heter Öster. Skriv koden i stället")):
        answer = client.post(f"{STRUCTURE}omorganisera/", {**posted, "before_1": name})
        assert answer.status_code == 422
        assert text in answer.content.decode()
    outdated = client.post(f"{STRUCTURE}omorganisera/", {**posted, "before_1": "vaster", "seen": "x"})
    assert outdated.status_code == 422
    assert "Planen har ändrats" in outdated.content.decode()


def add_indicator(small: SmallBoard, name: str, **values: Any) -> Indicator:
    plain: dict[str, Any] = {"unit": "antal", "direction": "lower", "accumulation": "flow", "kind": "volume", **values}
    return planning.add_indicator(by=small["administrator"], board=small.board, name=name, **plain)


def test_merged_indicators(parts: SmallBoard, client: Client) -> None:
    by, board = parts["administrator"], parts.board
    add_indicator(parts, "Samtal")
    save_figures(parts, ("samtal", "namnden", 2024, 1, 30))
    before = [indicator(parts, "arenden"), indicator(parts, "samtal")]
    into, steps = planning.merge_indicators(
        by=by, board=board, year=2025, before=before, new_name="Kontakter", decision=DECISION
    )
    assert (into.unit, into.accumulation, into.valid_from) == ("antal", "flow", 2025)
    assert "Värdena för Ärenden och Samtal läggs ihop för åren före 2025." in steps
    report = build_draft_report(get_round(parts))
    found = next(one for one in report.indicators if one.code == "kontakter")
    assert [(one.year, one.value) for one in found.series if one.area == "namnden"] == [(2024, 150)]
    assert found.reorganised == ("Till 2024: Ärenden och Samtal.",)
    assert not {"arenden", "samtal"} & {one.code for one in report.indicators}
    client.force_login(by)
    listed = client.get(f"{STRUCTURE}indikatorer/?ar=2025&avslutade=1").content.decode()
    assert "Går upp i Kontakter från 2025" in listed
    planning.withdraw_indicator_merge(by=by, into=into, year=2025)
    assert not IndicatorMerge.objects.exists()


def preview_merge(client: Client, form: dict[str, str]) -> str:
    answer = client.post(f"{STRUCTURE}sla-ihop/", form)
    assert answer.context["seen"]
    return answer.content.decode()


def test_a_merge_of_persons_asks_before_it_adds_them_up(parts: SmallBoard, client: Client) -> None:
    """120 (or 30) persons of 2024: 150 only where somebody says that nobody is in both."""
    add_indicator(parts, "Samtal")
    save_figures(parts, ("samtal", "namnden", 2024, 1, 30))
    Indicator.objects.filter(board=parts.board, code__in=("arenden", "samtal")).update(counts_persons=True)
    client.force_login(parts["administrator"])
    form = {"year": "2025", "before_1": "Ärenden", "before_2": "Samtal", "into": "Kontakter"}
    form |= {"from_year": "2025", "decision": DECISION}
    apart = "Antalet personer i Ärenden och Samtal läggs inte ihop"
    twice = "Den som fanns i flera räknas flera gånger i summan."
    assert apart in preview_merge(client, form)
    added = preview_merge(client, {**form, "sums_persons": "on"})
    assert twice in added
    assert apart not in added
    assert not IndicatorMerge.objects.exists()
    before = [indicator(parts, "arenden"), indicator(parts, "samtal")]
    for sums_persons, series in ((False, []), (True, [(2024, 150)])):
        into, _ = planning.merge_indicators(
            by=parts["administrator"], board=parts.board, year=2025, before=before, decision=DECISION,
            new_name=f"Kontakter {sums_persons}", sums_persons=sums_persons,
        )  # fmt: skip
        report = build_draft_report(get_round(parts))
        found = next(one for one in report.indicators if one.code == into.code)
        assert [(one.year, one.value) for one in found.series if one.area == "namnden"] == series
        event = AuditEvent.objects.filter(action="indicator.merged").latest("pk")
        assert event.after["sums_persons"] is sums_persons
        planning.withdraw_indicator_merge(by=parts["administrator"], into=into, year=2025)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (lambda s: {"before": []}, "Välj vilka indikatorer som upphör"),
        (lambda s: {"new_name": ""}, "Inte båda"),
        (lambda s: {"decision": ""}, "vilket beslut"),
        (
            lambda s: {"before": [indicator(s, "arenden"), indicator(s, "nojdhet")]},
            "Ärenden mäts i antal och Nöjda i %",
        ),
        (
            lambda s: {"before": [indicator(s, "arenden"), add_indicator(s, "Läge", accumulation="stock")]},
            "Årets siffror hör inte ihop på samma sätt",
        ),
        (
            lambda s: {"before": [indicator(s, "arenden"), add_indicator(s, "Brukare", counts_persons=True)]},
            "Brukare är märkt som antal personer, men inte Ärenden",
        ),
        (
            lambda s: {"before": [add_indicator(s, "Ny")], "into": indicator(s, "arenden"), "new_name": ""},
            "Ärenden har siffror för 2023, före 2025",
        ),
    ],
)
def test_a_wrong_merge_is_refused_in_words(parts: SmallBoard, given: BadJoin, message: str) -> None:
    values = {"year": 2025, "before": [indicator(parts, "arenden")], "new_name": "A", "decision": DECISION}
    with pytest.raises(PlanningError, match=message):
        planning.merge_indicators(by=parts["administrator"], board=parts.board, **{**values, **given(parts)})


def list_names(small: SmallBoard) -> list[str]:
    return [one.name for one in build_draft_report(get_round(small)).areas]


def test_the_order_follows_into_the_report(parts: SmallBoard, client: Client) -> None:
    assert list_names(parts)[-4:] == ["Individ och familj", "Öster", "Lag 1", "Väster"]
    client.force_login(parts["administrator"])
    key = area(parts, "vaster").pk
    answer = client.post(f"{STRUCTURE}ordning/flytta/", {"vad": "verksamheter", "forst": key})
    assert answer.headers["Location"].endswith(f"?vad=verksamheter&fokus={key}&hall=forst#rad-{key}")
    assert list_names(parts)[1] == "Väster"
    client.post(f"{STRUCTURE}ordning/flytta/", {"vad": "verksamheter", "ned": key})
    assert list_names(parts)[1] == "Hemtjänst"
    page = client.get(f"{STRUCTURE}ordning/?vad=verksamheter&fokus={key}&hall=ned").content.decode()
    assert page.count("autofocus") == 1
    assert client.post(f"{STRUCTURE}ordning/flytta/", {"vad": "mal", "ned": key}).status_code == 404
    assert AuditEvent.objects.filter(action="servicearea.ordered").count() == 2
    add_indicator(parts, "Samtal")
    for kind in ("mal", "indikatorer", "fokus", "investeringar", "risker"):
        assert client.get(f"{STRUCTURE}ordning/?vad={kind}").status_code == 200
    client.post(f"{STRUCTURE}ordning/flytta/", {"vad": "indikatorer", "upp": indicator(parts, "samtal").pk})
    codes = [one.code for one in build_draft_report(get_round(parts)).indicators]
    assert codes.index("samtal") < codes.index("arenden")


def test_an_areas_kind_and_first_year(parts: SmallBoard, client: Client) -> None:
    client.force_login(parts["administrator"])
    key = area(parts, "oster").pk
    posted = {
        "year": "2025",
        "key": key,
        "kind": "unit",
        "valid_from": "2024",
        "holds_from": "skrivfel",
        "decision": "",
    }
    seen = client.post(f"{STRUCTURE}andra-verksamhet/", posted)
    assert "Öster blir enhet (var område)." in seen.content.decode()
    assert area(parts, "oster").kind == "area"
    client.post(f"{STRUCTURE}andra-verksamhet/", {**posted, "seen": seen.context["seen"]})
    assert (area(parts, "oster").kind, area(parts, "oster").valid_from) == ("unit", 2024)
    refused = client.post(f"{STRUCTURE}andra-verksamhet/", {**posted, "valid_from": "2025"})
    assert "Öster har siffror för 2024" in refused.content.decode()


def test_a_board_that_is_not_public(parts: SmallBoard, client: Client) -> None:
    Round.objects.filter(board=parts.board, year=2025).update(state=RoundState.APPROVED)
    adopt_round(round_=get_round(parts), by=parts["registrar"], meeting=MEETING)
    client.force_login(parts["administrator"])
    posted = {"year": "2025", "is_public": "nej", "reason": "Sekretess prövas."}
    seen = client.post(f"{STRUCTURE}publik/", posted)
    assert "syns bara för nämndens egna" in seen.content.decode()
    places = ("/lillkoping/socialnamnden/2025/t1/", "/lillkoping/socialnamnden/2025/t1/ekonomi/")
    visitor = Client()
    assert [visitor.get(place).status_code for place in places] == [200, 200]
    assert client.post(f"{STRUCTURE}publik/", {**posted, "seen": seen.context["seen"]}).status_code == 302
    assert [visitor.get(place).status_code for place in places] == [404, 404]
    assert client.get(places[0]).status_code == 200
    assert not visitor.get("/api/v1/boards?municipality=9901").json()["items"]
    event = AuditEvent.objects.get(action="board.publicity_changed")
    assert (event.reason, event.after) == ("Sekretess prövas.", {"is_public": False})
    empty = client.post(f"{STRUCTURE}publik/", {**posted, "reason": ""})
    assert empty.status_code == 422
