"""The administrator's long page: what was done or refused is told where it was done."""

import re

import pytest
from django.test import Client

from apps.goals.models import Goal, Indicator, Target
from apps.organisation.models import AreaKind, Board, ServiceArea
from apps.rounds.models import Round
from tests.small_board import SmallBoard
from tests.visible_text import read_visible_text

pytestmark = pytest.mark.slow

PAGE = "/rapportera/lillkoping/socialnamnden/struktur/"


@pytest.fixture
def administrator(small: SmallBoard) -> Client:
    client = Client()
    client.force_login(small["administrator"])
    return client


def test_what_was_done_is_shown_in_its_part(administrator: Client) -> None:
    goal = {"name": "Trygga äldre", "level": "board", "year": "2024"}
    answer = administrator.post(PAGE + "mal/", goal, follow=True)
    assert answer.redirect_chain[0][0].endswith("#f-mal")
    page = answer.content.decode()
    assert page.index('id="f-mal"') < page.index("är tillagt") < page.index('id="indikatorer"')
    year = administrator.post(PAGE + "ar/", {"t3": "2025-02-10", "year": "2024"}, follow=True)
    assert year.redirect_chain[0][0].endswith("#aret")
    page = year.content.decode()
    assert page.index('id="aret"') < page.index("2024 är planerat") < page.index('id="verksamheter"')


@pytest.mark.parametrize(
    ("form", "values"),
    [
        ("fokusomrade", {"name": "Trygghet", "description": ""}),
        ("nytt-kostnadsslag", {"name": "Köpt vård", "belongs_to": "other"}),
        ("roll", {"email": "bo@demo.example", "role": "politician"}),
    ],
)
def test_what_is_added_one_after_the_other_is_answered_in_the_form_for_the_next(
    administrator: Client, form: str, values: dict[str, str]
) -> None:
    answer = administrator.post(f"{PAGE}{form}/", {**values, "year": "2024"}, follow=True)
    assert answer.redirect_chain[0][0].endswith(f"#f-{form}")
    page = answer.content.decode()
    opened = re.search(rf'(?s)<details[^>]*id="f-{form}" open data-opened>(.*?)</details>', page)
    assert opened
    assert 'role="status"' in opened[1]
    assert page.count('role="status" id="svar"') == 1


def test_a_change_on_a_page_of_its_own_is_answered_where_the_browser_lands(
    administrator: Client, small: SmallBoard
) -> None:
    goal = Goal.objects.get(board=small.board)
    values = {"key": goal.pk, "description": "Alla.", "holds_from": "skrivfel", "level": "board", "year": "2024"}
    answer = administrator.post(f"{PAGE}andra-mal/", values, follow=True)
    assert answer.redirect_chain[0][0].endswith("#svar")
    assert 'id="svar"' in answer.content.decode()


def test_a_refused_form_is_open_where_the_browser_lands(administrator: Client) -> None:
    answer = administrator.post(PAGE + "ar/", {"t1": "31 maj", "year": "2024"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(r'<details[^>]*id="f-ar" open', page)
    assert f'action="{PAGE}ar/#f-ar"' in page
    assert "Skriv datumet som åååå-mm-dd" in page
    assert 'value="31 maj"' in page


def test_areas_of_the_same_name_are_distinguished(administrator: Client, small: SmallBoard) -> None:
    for above in ("hemtjanst", "ifo"):
        parent = ServiceArea.objects.get(board=small.board, code=above)
        ServiceArea.objects.create(
            board=small.board, municipality=small.board.municipality, parent=parent, code=f"gemensamt-{above}",
            name="Gemensamt", kind=AreaKind.ACTIVITY,
        )  # fmt: skip
    page = administrator.get(PAGE).content.decode()
    for above in ("hemtjanst", "ifo"):
        parent = ServiceArea.objects.get(board=small.board, code=above)
        assert page.count(f">Gemensamt ({parent.name})</option>") == 7


def test_a_year_without_a_plan_copies_nothing_and_says_so(administrator: Client) -> None:
    answer = administrator.post(PAGE + "kopiera/", {"from_year": "1999", "year": "2024"}, follow=True)
    assert "Det finns inget i planen för 1999" in answer.content.decode()


def test_a_copied_plan_says_which_base_years_it_moved(administrator: Client, small: SmallBoard) -> None:
    administrator.post(PAGE + "malvarde/", target_post(small, text="öka från 2022"))
    copying = {"from_year": "2024", "year": "2025", "named_bases": ""}
    question = administrator.post(PAGE + "kopiera/", copying)
    assert question.status_code == 422
    assert "Det gäller Nöjda (”öka från 2022”)" in form(question.content.decode(), "kopiera")
    page = administrator.post(PAGE + "kopiera/", {**copying, "named_bases": "flytta"}, follow=True).content.decode()
    assert "Basåret är flyttat för Nöjda: ”öka från 2023” räknas från 2023 (var 2022)." in page


def adopt_t1(small: SmallBoard) -> None:
    Round.objects.filter(board=small.board).exclude(year=2024, tertial=2).update(state="adopted")
    Board.objects.filter(pk=small.board.pk).update(edition=1)


def form(page: str, name: str) -> str:
    """One form of the page."""
    start = page.index(f'id="f-{name}"')
    return page[start : page.index("</details>", start)]


def test_when_a_change_holds_is_right_from_the_beginning(administrator: Client, small: SmallBoard) -> None:
    """The report that is open, a mistake last; a target of a year to come holds from that year."""
    adopt_t1(small)
    page = administrator.get(PAGE + "?ar=2024").content.decode()
    for name in ("byt-namn", "flytta", "beskriv", "malvarde", "namnd"):
        one = form(page, name)
        assert '<option value="T2 2024" selected>' in one, name
        assert "T1 2024" not in one, name
        assert one.index("T2 2024") < one.index("Rättar ett skrivfel (gäller alla rapporter som inte är fastställda)")
    coming = form(administrator.get(PAGE + "?ar=2025").content.decode(), "malvarde")
    assert '<option value="T1 2025" selected>' in coming
    over = form(administrator.get(PAGE + "?ar=2023").content.decode(), "malvarde")
    assert '<option value="skrivfel" selected>' in over


def test_a_board_that_has_published_nothing_mends_its_set_up_without_a_decision(
    administrator: Client, small: SmallBoard
) -> None:
    """A slip is mended by typing it right and pressing Enter. What is promised is decided all the same."""
    page = administrator.get(PAGE + "?ar=2024").content.decode()
    for name in ("byt-namn", "flytta", "beskriv", "namnd"):
        assert '<option value="skrivfel" selected>' in form(page, name), name
    for name in ("malvarde", "definition"):
        assert '<option value="skrivfel" selected>' not in form(page, name), name


def test_a_lowered_target_tells_what_it_was(administrator: Client, small: SmallBoard) -> None:
    adopt_t1(small)
    page = administrator.post(PAGE + "malvarde/", target_post(small), follow=True).content.decode()
    assert "Målvärdet för 2024 är satt: minst 70 %. Vi läser det som: minst 70\u00a0%. Det gäller från T2 2024." in page
    assert "Målvärdet för 2024 var minst 90 % till och med T1 2024 (KF § 5)" in page
    assert Target.objects.get(indicator__code="nojdhet", board=small.board).text == "minst 70 %"


def target_post(small: SmallBoard, **changes: str) -> dict[str, object]:
    """The form for a target of the board's percentage, filled in."""
    indicator = Indicator.objects.get(board=small.board, code="nojdhet").pk
    place = {"indicator": indicator, "area": small.areas["namnden"], "gender": "T", "year": "2024"}
    decided = {"holds_from": "T2 2024", "decision": "KF § 5", "reason": "Ny enkät"}
    return {**place, **decided, "text": "minst 70 %", **changes}


def test_a_new_indicator_has_targets_of_women_and_men_at_once(administrator: Client, small: SmallBoard) -> None:
    values = {
        "name": "Väntetid", "unit": "dagar", "decimals": "0", "direction": "lower", "accumulation": "rate",
        "kind": "effect", "text": "högst 14", "text_women": "högst 13", "text_men": "högst 15", "decision": "SN § 4",
        "year": "2024",
    }  # fmt: skip
    refused = administrator.post(PAGE + "indikator/", values).content.decode()
    assert form(refused, "indikator").count("Kryssa i att indikatorn redovisas") == 2
    assert not Indicator.objects.filter(board=small.board, name="Väntetid").exists()
    unread = {**values, "by_gender": "on", "text_men": "15-"}
    assert "Målvärde för män" in form(administrator.post(PAGE + "indikator/", unread).content.decode(), "indikator")
    assert not Indicator.objects.filter(board=small.board, name="Väntetid").exists()
    page = administrator.post(PAGE + "indikator/", {**values, "by_gender": "on"}, follow=True).content.decode()
    assert "Målvärdena för 2024 är högst 14, högst 13 (kvinnor) och högst 15 (män)." in page
    listed = [page.index(f"Målvärde 2024{who}: högst 1") for who in ("", ", Kvinnor", ", Män")]
    assert listed == sorted(listed)
    found = Target.objects.filter(indicator__name="Väntetid").order_by("gender").values_list("gender", "value")
    assert list(found) == [("K", 13), ("M", 15), ("T", 14)]


@pytest.mark.parametrize("area", ["namnden", "hemtjanst"])
def test_the_answer_says_where_a_new_indicator_is_filled_in(
    administrator: Client, small: SmallBoard, area: str
) -> None:
    """Also that an area which is chosen without a target is not where."""
    values = {
        "name": "Väntetid", "unit": "dagar", "decimals": "0", "direction": "lower", "accumulation": "rate",
        "kind": "effect", "area": small.areas[area], "decision": "SN § 4", "year": "2024",
    }  # fmt: skip
    page = administrator.post(PAGE + "indikator/", values, follow=True).content.decode()
    assert "Väntetid är tillagd och fylls i för hela nämnden." in page
    place = "Hemtjänst" if area == "hemtjanst" else "hela nämnden"
    with_target = {**values, "name": "Kötid", "text": "högst 14"}
    page = administrator.post(PAGE + "indikator/", with_target, follow=True).content.decode()
    assert f"Kötid är tillagd och fylls i för {place}. Målvärdet för 2024 är högst 14." in page


@pytest.mark.parametrize("area", ["namnden", "hemtjanst"])
def test_the_list_says_which_area_a_target_is_for(administrator: Client, small: SmallBoard, area: str) -> None:
    administrator.post(PAGE + "malvarde/", {**target_post(small), "area": small.areas[area]})
    page = read_visible_text(administrator.get(PAGE + "?ar=2024").content.decode())
    assert ("Målvärde 2024, Hemtjänst: minst 70 %" in page) == (area == "hemtjanst")


@pytest.mark.parametrize(
    ("text", "reading", "listed"),
    [
        ("högre än 2022", "öka från 2022", "högre än 2022, läses som öka från 2022"),
        ("öka", "öka från 2023", "öka, läses som öka från 2023"),
        ("upp till 20", "högst 20\u00a0%", "upp till 20, läses som högst 20\u00a0%"),
        ("öka 5 procentenheter", "öka med 5\u00a0procentenheter från 2023", "läses som öka med 5\u00a0procentenheter"),
        ("öka 5 %", "öka med 5 % från 2023, räknat på värdet då och inte i procentenheter", "öka 5 %, läses som"),
        ("bibehålla", "ett mål i ord, som inte bedöms mot ett tal", "bibehålla, läses som ett mål i ord"),
        ("*", "målvärdet är inte satt", "*, läses som målvärdet är inte satt"),
    ],
)
def test_the_answer_says_how_a_target_was_read(
    administrator: Client, small: SmallBoard, text: str, reading: str, listed: str
) -> None:
    adopt_t1(small)
    page = administrator.post(PAGE + "malvarde/", target_post(small, text=text), follow=True).content.decode()
    assert f"är satt: {text}. Vi läser det som: {reading}. Det gäller" in page
    assert listed in page


def test_a_refused_target_says_how_it_was_read_or_what_to_write(administrator: Client, small: SmallBoard) -> None:
    adopt_t1(small)
    undecided = administrator.post(PAGE + "malvarde/", target_post(small, text="högre än 2022", decision=""))
    assert undecided.status_code == 422
    assert "Vi läser det som: öka från 2022." in form(undecided.content.decode(), "malvarde")
    unclear = administrator.post(PAGE + "malvarde/", target_post(small, text="mer än 2022"))
    assert unclear.status_code == 422
    shown = form(unclear.content.decode(), "malvarde")
    assert "Skriv ”öka från 2022” om du menar året, och ”mer än 2\u00a0022” med blanksteg" in shown
    assert "Vi läser det som" not in shown
    assert Target.objects.get(indicator__code="nojdhet", board=small.board, year=2024).text == "minst 90 %"


def test_what_changed_is_shown_where_it_stands(administrator: Client, small: SmallBoard) -> None:
    adopt_t1(small)
    when = {"holds_from": "T2 2024", "decision": "SN § 40", "year": "2024"}
    ifo, norr = f"v-{small.areas['ifo']}", f"v-{small.areas['hemtjanst-norr']}"
    measure = Indicator.objects.get(board=small.board, code="nojdhet").pk
    administrator.post(PAGE + "byt-namn/", {"item": ifo, "name": "Barn och familj", **when})
    administrator.post(PAGE + "flytta/", {"item": norr, "under": ifo, **when})
    administrator.post(PAGE + "beskriv/", {"indicator": measure, "definition": "Ny enkät", "source": "SCB", **when})
    page = administrator.get(PAGE + "?ar=2024").content.decode()
    for line in (
        "Hette Individ och familj till och med T1 2024 (SN § 40)",
        "Låg under Hemtjänst till och med T1 2024 (SN § 40)",
        "Hade en annan definition och källa till och med T1 2024 (SN § 40)",
    ):
        assert line in page
    assert "till och med T1 2024" not in administrator.get(PAGE + "?ar=2025").content.decode()


def test_a_mended_mistake_needs_no_decision_and_leaves_no_line(administrator: Client, small: SmallBoard) -> None:
    goal = {"item": f"v-{small.areas['ifo']}", "name": "Barn", "holds_from": "skrivfel", "decision": "", "year": "2024"}
    page = administrator.post(PAGE + "byt-namn/", goal, follow=True).content.decode()
    assert "heter nu ”Barn”. Det gäller alla rapporter som inte är fastställda." in page
    assert "Hette" not in page


def test_a_change_that_is_refused_keeps_what_was_typed(administrator: Client, small: SmallBoard) -> None:
    adopt_t1(small)
    typed = {"item": f"v-{small.areas['ifo']}", "name": "Barn", "holds_from": "T2 2024", "decision": "", "year": "2024"}
    answer = administrator.post(PAGE + "byt-namn/", typed)
    one = form(answer.content.decode(), "byt-namn")
    assert answer.status_code == 422
    assert "Skriv vilket beslut som ändringen bygger på." in one
    assert 'value="Barn"' in one
    earlier = administrator.post(PAGE + "byt-namn/", {**typed, "holds_from": "T1 2024", "decision": "SN § 1"})
    assert earlier.status_code == 422
    assert ServiceArea.objects.get(pk=small.areas["ifo"]).name == "Individ och familj"


def test_the_board_is_renamed_and_the_page_goes_on_at_its_new_address(administrator: Client, small: SmallBoard) -> None:
    new = {
        "name": "Välfärdsnämnden",
        "new_address": "on",
        "holds_from": "T2 2024",
        "decision": "KF § 9",
        "year": "2024",
    }
    answer = administrator.post(PAGE + "namnd/", new, follow=True)
    assert answer.redirect_chain[0][0].startswith("/rapportera/lillkoping/valfardsnamnden/struktur/")
    page = answer.content.decode()
    assert "Nämnden heter nu Välfärdsnämnden." in page
    assert "Hette Socialnämnden till och med T1 2024 (KF § 9)" in page
    assert "/lillkoping/socialnamnden/" in page
    same = administrator.post(
        "/rapportera/lillkoping/valfardsnamnden/struktur/namnd/", {**new, "name": "Omsorgsnämnden", "new_address": ""}
    )
    assert same.status_code == 302
    board = Board.objects.get(pk=small.board.pk)
    assert (board.name, board.slug) == ("Omsorgsnämnden", "valfardsnamnden")
    taken = administrator.post(
        "/rapportera/lillkoping/valfardsnamnden/struktur/namnd/", {**new, "name": "Omsorgsnämnden", "new_address": ""}
    )
    assert (taken.status_code, "Nämnden heter redan så." in taken.content.decode()) == (422, True)


def test_the_rules_that_hold_are_told_without_opening_a_form(administrator: Client, small: SmallBoard) -> None:
    page = read_visible_text(administrator.get(PAGE).content.decode())
    assert "Alla texter som hör till rapporten efterfrågas. Nämnden har ingen teckenregel." in page
    administrator.post(PAGE + "forklara/", {"percent": "5", "tkr": "500", "year": "2024"})
    administrator.post(PAGE + "tecken/", {"sign": "cost_negative", "year": "2024"})
    page = read_visible_text(administrator.get(PAGE).content.decode())
    assert "Avvikelser över 5 procent eller 500 tkr ska förklaras, och mål som inte nås. Nämnden skriver" in page


def test_a_goal_stands_below_the_one_it_belongs_to_however_late_it_was_added(
    administrator: Client, small: SmallBoard
) -> None:
    first = Goal.objects.get(board=small.board)
    for name, parent in (("Friska medarbetare", ""), ("Nöjda anhöriga", first.pk)):
        administrator.post(PAGE + "mal/", {"name": name, "level": "board", "parent": parent, "year": "2024"})
    for address, part in ((PAGE, "mal"), (PAGE + "fokus/", "malen")):
        page = administrator.get(address).content.decode()
        listed = page[page.index(f'id="{part}"') :]
        listed = listed[: listed.index("</ul>")]
        assert listed.index(first.name) < listed.index("Nöjda anhöriga") < listed.index("Friska medarbetare"), part
        assert 'class="level-1"' in listed


def test_areas_are_chosen_in_the_order_of_their_tree(administrator: Client, small: SmallBoard) -> None:
    above = small.areas["hemtjanst"]
    added = {"name": "Hemtjänst söder", "kind": "unit", "parent": above, "year": "2024"}
    page = administrator.post(PAGE + "verksamhet/", added, follow=True).content.decode()
    in_order = [
        "Socialnämnden", "Hemtjänst", "Hemtjänst norr (Hemtjänst)", "Hemtjänst söder (Hemtjänst)", "Individ och familj",
    ]  # fmt: skip
    select = re.search(r'(?s)id="areaform-parent".*?</select>', page)
    assert select
    assert re.findall(r">([^<>]+)</option>", select[0]) == in_order
    items = re.findall(r'value="v-\d+">([^<>]+)</option>', form(page, "byt-namn"))
    assert items == in_order
    boxes = form(page, "roll")
    assert [boxes.index(name) for name in in_order] == sorted(boxes.index(name) for name in in_order)


def test_the_way_to_an_open_report_is_shown_until_it_is_open(administrator: Client, small: SmallBoard) -> None:
    """Not only until the first thing is added: what is done is ticked."""
    Round.objects.filter(board=small.board).update(state="planned")
    page = read_visible_text(administrator.get(PAGE).content.decode())
    guide = page[page.index("Så börjar ni") : page.index("Har ni det i Excel?")]
    assert "årets rapporter. klart" in guide
    assert "3 tillagda" in guide
    assert "1 mål, 2 indikatorer" in guide
    assert "Öppna T2 2023" in guide
    Round.objects.filter(pk=small.round.pk).update(state="open")
    assert "Så börjar ni" not in administrator.get(PAGE).content.decode()
