"""Without JavaScript the page is a form with a button that saves: the same answers, and nothing typed is lost."""

import re
from decimal import Decimal

import pytest
from django.test import Client
from lxml import html

from apps.entry.services import save_cell
from apps.goals.models import Indicator, Outcome
from apps.goals.services import OutcomeRow, save_outcomes
from tests.small_board import SmallBoard

pytestmark = pytest.mark.slow

HOME = "/rapportera/lillkoping/socialnamnden/2024/t2/"
PARTS = ("indikatorer/", "ekonomi/", "intern-kontroll/", "texter/")
VALUE = "u:nojdhet:namnden:T|value"
FORECAST = "u:nojdhet:namnden:T|forecast"


@pytest.fixture
def controller(small: SmallBoard) -> Client:
    return client_of(small, "controller")


def client_of(small: SmallBoard, role: str) -> Client:
    client = Client()
    client.force_login(small[role])
    return client


def page_of(client: Client, part: str) -> html.HtmlElement:
    answer = client.get(HOME + part)
    assert answer.status_code == 200
    return html.fromstring(answer.content.decode())


def form_of(client: Client, part: str) -> dict[str, str]:
    """What a browser would send if nothing were touched."""
    page = page_of(client, part)
    return {name: value or "" for name, value in page.get_element_by_id("blad").fields.items()}


def save(client: Client, form: dict[str, str]) -> html.HtmlElement:
    answer = client.post(HOME + "spara/", form, follow=True)
    assert answer.redirect_chain[0][1] == 302
    return html.fromstring(answer.content.decode())


def stood(small: SmallBoard) -> Outcome:
    return Outcome.objects.get(board=small.board, year=2024, tertial=2, gender="T", indicator__code="nojdhet")


@pytest.mark.parametrize("part", PARTS)
def test_an_untouched_form_changes_nothing(controller: Client, small: SmallBoard, part: str) -> None:
    page = save(controller, form_of(controller, part))
    assert "Inget var ändrat." in page.text_content()
    assert not Outcome.objects.filter(board=small.board, year=2024, tertial=2).exists()


def test_two_fields_of_one_row(controller: Client, small: SmallBoard) -> None:
    form = form_of(controller, "indikatorer/") | {VALUE: "88 %", FORECAST: "90"}
    page = save(controller, form)
    assert "2 svar är sparade." in page.text_content()
    assert (stood(small).value, stood(small).forecast) == (Decimal(88), Decimal(90))


def test_what_can_not_be_read_stays_as_typed_with_its_reason(controller: Client, small: SmallBoard) -> None:
    page = save(controller, form_of(controller, "indikatorer/") | {VALUE: "1.234", FORECAST: "90"})
    field = next(one for one in page.iter("input") if one.get("name") == VALUE)
    assert (field.value, field.get("aria-invalid")) == ("1.234", "true")
    assert "kan betyda två saker" in page.get_element_by_id(field.get("aria-describedby")).text_content()
    assert field.get("id") in {link.get("href", "")[1:] for link in page.get_element_by_id("fel").iter("a")}


@pytest.mark.parametrize(("choice", "value"), [("mine", 41), ("theirs", 40), ("", 40)])
def test_two_at_once_choose(controller: Client, small: SmallBoard, choice: str, value: int) -> None:
    mine = form_of(controller, "indikatorer/")
    other = client_of(small, "reporter")
    small["reporter"].memberships.get().service_areas.set([small.areas["namnden"]])
    save(other, form_of(other, "indikatorer/") | {VALUE: "40"})
    page = save(controller, mine | {VALUE: "41"})
    assert stood(small).value == 40
    told = " ".join(page.get_element_by_id("fel").text_content().split())
    assert "Mitt: 41" in told
    assert re.search("En rapportör, i dag .*: 40", told)
    save(controller, form_of(controller, "indikatorer/") | ({f"choice:{VALUE}": choice} if choice else {}))
    assert stood(small).value == value
    assert form_of(controller, "indikatorer/")[VALUE] == ("40" if choice == "theirs" else "41")


def test_a_ticked_box_can_be_unticked(controller: Client, small: SmallBoard) -> None:
    name, row = VALUE.replace("value", "preliminary"), "rad/?cell=u:nojdhet:namnden:T"
    save(controller, form_of(controller, row) | {VALUE: "88", name: "1"})
    assert stood(small).preliminary
    save(controller, form_of(controller, "indikatorer/") | {VALUE: "89"})
    assert stood(small).preliminary, "what the sheet doesn't hold, it leaves alone"
    form = form_of(controller, row)
    del form[name]
    save(controller, form)
    assert not stood(small).preliminary


def test_a_row_by_itself_holds_all_its_fields(controller: Client) -> None:
    """The sheet links to it, and it leads back."""
    sheet = page_of(controller, "indikatorer/")
    link = next(one for one in sheet.iter("a") if one.get("data-more"))
    row = page_of(controller, link.get("href").removeprefix("../"))
    assert {name.rpartition("|")[2] for name in row.get_element_by_id("blad").fields if "|" in name} == {
        "value", "forecast", "missing", "footnote", "preliminary",
    }  # fmt: skip
    assert row.get_element_by_id("blad").fields["back"] == HOME + "indikatorer/"


@pytest.mark.parametrize(("shown", "count"), [("", 4), ("tomma", 3), ("varning", 1), ("hittepå", 4)])
def test_a_filter_in_the_address(controller: Client, shown: str, count: int) -> None:
    save(controller, form_of(controller, "indikatorer/") | {VALUE: "1.234"})
    page = page_of(controller, f"indikatorer/?visa={shown}")
    rows = [row for row in page.iter("tr") if row.xpath("./td[contains(@class, 'entry')]")]
    seen = [row for row in rows if "hidden" not in row.attrib and "hidden" not in row.getparent().attrib]
    assert len(seen) == count
    assert form_of(controller, f"indikatorer/?visa={shown}").keys() == form_of(controller, "indikatorer/").keys()


@pytest.mark.parametrize("form", [{}, {"seen": "a"}, {"seen": "a b"}, {"seen": "a -1"}, {"seen": "a 1 b"}])
def test_nonsense_is_refused(controller: Client, form: dict[str, str]) -> None:
    assert controller.post(HOME + "spara/", form).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"cells": 1}',
        '{"cells": [1]}',
        '{"cells": [{"key": "a", "field": "b", "raw": "c", "version": -1}]}',
        '{"cells": [{"key": "a", "field": "b", "raw": "\\u0000", "version": 1}]}',
        '{"cells": [{"key": "a", "field": "b", "raw": null, "version": 1}]}',
    ],
)
def test_nonsense_in_json_is_refused(controller: Client, body: str) -> None:
    for address in ("spara/", "klistra/"):
        assert controller.post(HOME + address, body, content_type="application/json").status_code == 400


def test_the_way_back_stays_on_the_site(controller: Client) -> None:
    form = {"seen": "", "back": "https://example.com/"}
    assert controller.post(HOME + "spara/", form).headers["Location"] == HOME


def test_a_locked_sheet_speaks_swedish(small: SmallBoard) -> None:
    """What was chosen and ticked is shown in words, not as it is kept."""
    key = "u:nojdhet:namnden:T"
    version = 0
    for field, raw in (("missing", "not_measured"), ("preliminary", "1")):
        answer = save_cell(round_=small.round, key=key, field=field, raw=raw, version=version, by=small["controller"])
        assert answer.status == "saved", answer.message
        version = answer.version
    head = client_of(small, "head")
    page = head.get(HOME + "indikatorer/").content.decode()
    assert ">not_measured<" not in page
    assert ">ej mätt</td>" in page
    assert "<p>ja</p>" in head.get(HOME + "rad/", {"cell": key}).content.decode()


def test_what_a_printed_report_said_is_shown_in_words(small: SmallBoard) -> None:
    """Nobody chooses ”ej ett tal” here, but a loaded report may have said it."""
    area, indicator = small.areas["namnden"], Indicator.objects.get(board=small.board, code="nojdhet")
    row = OutcomeRow(
        indicator_id=indicator.pk, service_area_id=area, year=2024, tertial=2, missing="not_a_number", stated_text="ja"
    )
    save_outcomes(by=None, board=small.board, rows=[row])
    page = client_of(small, "head").get(HOME + "indikatorer/").content.decode()
    assert ">not_a_number<" not in page
    assert ">ej ett tal</td>" in page


def test_a_locked_sheet_has_nothing_to_type_in(small: SmallBoard) -> None:
    page = html.fromstring(client_of(small, "head").get(HOME + "indikatorer/").content.decode())
    assert not [one for one in page.get_element_by_id("blad").iter("input", "select") if "|" in one.get("name", "")]
