"""The administrator's pages by subject, by the forms alone: one thing, several indicators, and a board from nothing."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.accounts.services import set_up_board
from apps.budget.models import InvestmentProject
from apps.goals.models import FocusArea, Goal, Indicator, Target
from apps.organisation.models import Board, ServiceArea
from apps.risks.models import ControlActivity, Risk
from apps.rounds.models import Round
from tests.small_board import SmallBoard, make_small_board

pytestmark = pytest.mark.slow

PAGE = "/rapportera/lillkoping/socialnamnden/struktur/"
MENDED = {"holds_from": "skrivfel", "decision": "", "year": "2024"}
DECIDED = {"holds_from": "T2 2024", "decision": "SN 2024-05-20 § 40", "year": "2024"}


@pytest.fixture
def administrator(small: SmallBoard) -> Client:
    client = Client()
    client.force_login(small["administrator"])
    return client


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client: Client, form: str, values: dict[str, Any], page: str = PAGE) -> str:
    """What is shown after a form that was accepted."""
    answer = client.post(f"{page}{form}/", values, follow=True)
    assert answer.redirect_chain, re.findall(r"(?s)errorlist.*?</ul>", answer.content.decode())
    return answer.content.decode()


def read_form(page: str, name: str) -> dict[str, str]:
    """What a form's fields begin with, those with a value."""
    start = page.index(f'id="f-{name}"')
    form = page[start : page.index("</form>", start)]
    values = dict(re.findall(r'<input(?! type="checkbox")[^>]*?name="(\w+)"[^>]*?value="([^"]*)"', form))
    for select, options in re.findall(r'(?s)<select[^>]*?name="(\w+)".*?>(.*?)</select>', form):
        values[select] = "".join(re.findall(r'value="([^"]*)" selected', options))
    values |= dict(re.findall(r'(?s)<textarea[^>]*?name="(\w+)"[^>]*>\s*(.*?)</textarea>', form))
    return values


def test_a_form_about_one_thing_begins_with_what_it_is(administrator: Client, small: SmallBoard) -> None:
    """Sent as it is, it changes nothing and says so; with one field changed, that field."""
    for page, form, thing in (
        ("indikatorer/", "andra-indikator", Indicator.objects.get(board=small.board, code="nojdhet")),
        ("investeringar/", "andra-investering", InvestmentProject.objects.get(board=small.board)),
        ("intern-kontroll/", "andra-risk", Risk.objects.get(board=small.board)),
        ("intern-kontroll/", "andra-kontroll", ControlActivity.objects.get(board=small.board)),
    ):
        shown = read(administrator, f"{PAGE}{page}?ar=2024&andra={form}&nyckel={thing.pk}")
        values = {**read_form(shown, form), **DECIDED, **({"by_gender": "on"} if "indikator" in form else {})}
        same = administrator.post(f"{PAGE}{form}/", values)
        assert (same.status_code, "Inget skiljer sig" in same.content.decode()) == (422, True), form
        assert "är ändra" in post(administrator, form, {**values, "name": "Nytt namn"})
        assert type(thing).objects.get(pk=thing.pk).name == "Nytt namn"


def test_what_is_wrong_is_said_at_its_field_and_stays_typed(administrator: Client, small: SmallBoard) -> None:
    risk = Risk.objects.get(board=small.board)
    shown = read(administrator, f"{PAGE}intern-kontroll/?ar=2024&andra=andra-risk&nyckel={risk.pk}")
    values = {**read_form(shown, "andra-risk"), **DECIDED, "decision": "", "name": "Brist på chefer"}
    page = administrator.post(PAGE + "andra-risk/", values).content.decode()
    form = page[page.index('id="f-andra-risk"') :]
    assert re.search(r'(?s)id="f-andra-risk" open', page)
    assert form.index("Skriv vilket beslut") > form.index('name="decision"')
    assert re.search(r'name="decision"[^>]*aria-invalid="true"', form)
    assert 'value="Brist på chefer"' in form


def test_nothing_of_another_board_is_found(administrator: Client) -> None:
    other = make_small_board("Storköping", "9902").board
    for page, form, model in (
        ("indikatorer/", "andra-indikator", Indicator),
        ("fokus/", "andra-mal", Goal),
        ("investeringar/", "avsluta-investering", InvestmentProject),
        ("intern-kontroll/", "ta-bort-risk", Risk),
    ):
        key = model.objects.filter(board=other).values_list("pk", flat=True)[0]  # type: ignore[attr-defined]
        assert administrator.get(f"{PAGE}{page}?ar=2024&andra={form}&nyckel={key}").status_code == 404
        assert administrator.post(f"{PAGE}{form}/", {"key": key, **MENDED}).status_code == 404


def many(small: SmallBoard, **values: Any) -> dict[str, Any]:
    return {"indicators": ["nojdhet", "arenden"], **MENDED, **values}


def test_several_indicators_are_shown_first_and_then_changed(administrator: Client, small: SmallBoard) -> None:
    goal = Goal.objects.get(board=small.board)
    values = many(small, goal=f"m-{goal.pk}", decimals="2", last_year="2025")
    preview = administrator.post(PAGE + "flera/", values).content.decode()
    assert "decimaler: 0 → 2" in preview
    assert "hör till: volymer → Nöjda brukare" in preview
    assert "sista år: – → 2025" in preview
    assert set(Indicator.objects.filter(board=small.board).values_list("decimals", flat=True)) == {0}
    seen = re.search(r'name="seen"\s+value="(\w+)"', preview)
    assert seen
    page = post(administrator, "flera", {**values, "seen": seen.group(1)})
    assert "2 indikatorer är ändrade." in page
    rows = Indicator.objects.filter(board=small.board).values_list("goal", "kind", "decimals", "valid_to")
    assert set(rows) == {(goal.pk, "", 2, 2025)}


def test_only_what_was_seen_is_done(administrator: Client, small: SmallBoard) -> None:
    answer = administrator.post(PAGE + "flera/", many(small, decimals="2", seen="gammalt"))
    assert (answer.status_code, "Se listan igen" in answer.content.decode()) == (422, True)
    assert set(Indicator.objects.filter(board=small.board).values_list("decimals", flat=True)) == {0}


def test_what_can_not_be_changed_is_named_and_the_others_can(administrator: Client, small: SmallBoard) -> None:
    values = many(small, unit="antal ärenden", **DECIDED, indicators=["nojdhet", "arenden"])
    preview = administrator.post(PAGE + "flera/", values).content.decode()
    assert "2 kan inte ändras så" in preview
    assert 'name="seen"' not in preview
    back = administrator.post(PAGE + "flera/", {**values, "back": "1"}).content.decode()
    assert 'value="antal ärenden"' in back
    assert re.search(r'value="nojdhet"\s+checked', back)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"indicators": []}, "Kryssa i vilka indikatorer"),
        ({}, "Fyll i vad som ska ändras"),
        ({"decimals": "sju"}, "heltal"),
        ({"decimals": "1", **DECIDED, "decision": ""}, "Skriv vilket beslut"),
    ],
)
def test_a_wrong_choice_is_reported(administrator: Client, small: SmallBoard, values: Any, message: str) -> None:
    answer = administrator.post(PAGE + "flera/", many(small, **values))
    assert (answer.status_code, message in answer.content.decode()) == (422, True)


def test_450_indicators_are_found_in_a_few_keys(administrator: Client, small: SmallBoard) -> None:
    with CaptureQueriesContext(connection) as few:
        read(administrator, PAGE + "indikatorer/?ar=2024")
    goals = Goal.objects.bulk_create(
        Goal(
            board=small.board,
            municipality=small.board.municipality,
            code=f"m{n}",
            name=f"Trygghet {n:03}",
            level="board",
        )
        for n in range(30)
    )
    Indicator.objects.bulk_create(
        Indicator(
            board=small.board, municipality=small.board.municipality, goal=goals[n % 30], code=f"i{n}", unit="%",
            name=f"Indikator {n}", direction="higher", accumulation="rate", valid_to=2020 if n >= 450 else None,
        )
        for n in range(500)
    )  # fmt: skip
    Target.objects.bulk_create(
        Target(
            board=small.board, municipality=small.board.municipality, indicator=one, year=2024, comparator="ge",
            service_area_id=small.areas["namnden"], value=5, text="minst 5 %",
        )
        for one in Indicator.objects.filter(board=small.board, code__startswith="i")
    )  # fmt: skip
    with CaptureQueriesContext(connection) as lots:
        page = read(administrator, PAGE + "indikatorer/?ar=2024")
    assert len(lots) == len(few)
    assert "452 indikatorer." in page
    assert "1 indikator med ”tor 449”" in read(administrator, PAGE + "indikatorer/?ar=2024&sok=tor 449")
    assert "15 indikatorer med ”trygg 029”" in read(administrator, PAGE + "indikatorer/?ar=2024&sok=trygg 029")
    assert "502 indikatorer." in read(administrator, PAGE + "indikatorer/?ar=2024&avslutade=1")
    first = read(administrator, PAGE + "?ar=2024")
    assert "502 indikatorer, varav 501 har målvärde 2024." in first
    group = {"group": ["m-m0"], "sok": "", "decimals": "1", **MENDED}
    preview = administrator.post(PAGE + "flera/", group).content.decode()
    assert "15 indikatorer ändras" in preview


def test_a_board_from_nothing_to_an_open_t1(db: None, jobs_at_once: None) -> None:
    """By the forms alone, each filled in as a person would; nothing is needed of Django's admin."""
    member = set_up_board(by=None, code="9907", municipality="Nyköping", board="Omsorgsnämnden", email="a@ny.example")
    client, page = Client(), "/rapportera/nykoping/omsorgsnamnden/struktur/"
    client.force_login(member.user)
    board = Board.objects.get(pk=member.board_id)
    root = ServiceArea.objects.get(board=board)
    year = {"year": "2027"}
    decided = {"holds_from": "T1 2027", "decision": "KF 2026-11-23 § 5", **year}

    def send(form: str, **values: Any) -> str:
        return post(client, form, {**year, **values}, page)

    send("ar", t1="2027-05-20")
    send("verksamhet", name="Hemtjänst", kind="area", parent=root.pk)
    area = ServiceArea.objects.get(board=board, code="hemtjanst")
    send("mal", name="Trygga äldre", level="board")
    send("fokusomrade", name="Äldre", description="Alla över 65 år")
    goal, focus = Goal.objects.get(board=board), FocusArea.objects.get(board=board)
    send("andra-mal", key=goal.pk, level="council", focus_areas=[focus.pk], areas=[area.pk], **decided)
    send("indikator", name="Nöjda", goal=goal.pk, unit="%", decimals="0", direction="higher", accumulation="rate")
    send(
        "indikator", name="Ärenden", kind="volume", unit="antal", decimals="0", direction="neither", accumulation="flow"
    )
    indicator = Indicator.objects.get(board=board, code="nojda")
    shown = read(client, f"{page}indikatorer/?ar=2027&andra=andra-indikator&nyckel={indicator.pk}")
    small_settings = {"decimals": "1", "by_gender": "on", "definition": "Andel nöjda", "source": "Enkät"}
    send("andra-indikator", **{**read_form(shown, "andra-indikator"), **decided, **small_settings})
    send("malvarde", indicator=indicator.pk, area=area.pk, gender="T", text="minst 80 %", **decided)
    send("tolerans", percent="4", **decided)
    send("forklara", percent="5", tkr="500")
    send("installningar", administration="Omsorgsförvaltningen", forecast_warning_percent="3", **decided)
    send("investering", name="Nya larm", service_area=area.pk)
    send("risk", name="Brist på personal", service_area=area.pk, probability="3", consequence="4", owner_role="chef")
    send("kontroll", risk=Risk.objects.get(board=board).pk, name="Kontroll av scheman")
    protection = {"threshold": "4", "counting": ["arenden"], "reason": "Nämndens regel."}
    preview = client.post(page + "skydd/", protection).content.decode()
    seen = re.search(r'name="seen"\s+value="(\w+)"', preview)
    assert seen
    assert client.post(page + "skydd/", {**protection, "seen": seen.group(1)}).status_code == 302
    send("roll", email="c@ny.example", role="controller")
    controller = Client()
    controller.force_login(User.objects.get(email="c@ny.example"))
    work = "/rapportera/nykoping/omsorgsnamnden/2027/t1/"
    assert controller.post(work + "overlamning/oppna/").status_code == 302
    assert Round.objects.get(board=board).state == "open"
    for sheet, row in (
        ("indikatorer/", "Nöjda"),
        ("ekonomi/", "Hemtjänst"),
        ("investeringar/", "Nya larm"),
        ("intern-kontroll/", "Kontroll av scheman"),
    ):
        assert row in read(controller, work + sheet)
    board.refresh_from_db()
    assert (board.small_number_threshold, board.tolerance_percent, board.administration) == (
        4, 4, "Omsorgsförvaltningen",
    )  # fmt: skip
