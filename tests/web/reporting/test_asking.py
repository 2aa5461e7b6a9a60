"""Before an area or the report is handed in: what is left is told, with where to mend it, and nothing is blocked."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html
from playwright.sync_api import expect

from apps.audit.models import AuditEvent
from apps.entry.progress.area_progress import load_area_progress
from apps.entry.progress.remaining_work import EntryPart, find_remaining_work
from apps.entry.services import save_cell
from apps.rounds.access import load_access
from apps.rounds.models import AreaSubmission, Comment, Round, Topic
from apps.workflow.handover import submit_area
from tests.small_board import SmallBoard
from tests.web.reporting.conftest import People, list_problems

pytestmark = pytest.mark.slow

HOME = "/rapportera/lillkoping/socialnamnden/2024/t2/"
HANDOVER = HOME + "overlamning/"


def client_of(small: SmallBoard, role: str) -> Client:
    client = Client()
    client.force_login(small[role])
    return client


def put(small: SmallBoard, cell: str, raw: str, by: str = "controller", version: int | None = None) -> None:
    key, _, field = cell.rpartition("|")
    save_cell(round_=small.round, key=key, field=field, raw=raw, version=version, by=small[by])


def left_in(small: SmallBoard, area: str = "", by: str = "controller") -> Any:
    left = find_remaining_work(small.round, load_access(small.round, small[by]), area)
    assert left is not None
    return left


def counts(small: SmallBoard, area: str = "", by: str = "controller") -> dict[EntryPart, int]:
    found: dict[EntryPart, int] = {}
    for row in left_in(small, area, by).missing:
        found[row.part] = found.get(row.part, 0) + row.count
    return found


def page_of(answer: Any) -> tuple[html.HtmlElement, str]:
    assert answer.status_code == 200
    page = html.fromstring(answer.content.decode())
    return page, " ".join(page.get_element_by_id("innehall").text_content().split())


def hand_in(client: Client, area: str = "", **more: str) -> Any:
    if area:
        return client.post(f"{HANDOVER}lamna-in-verksamhet/", {"area": area, **more}, follow=True)
    return client.post(f"{HANDOVER}lamna-in/", more, follow=True)


def answer_all(small: SmallBoard, area: str, by: str) -> None:
    """Give every row and text that is left to someone a value, a reason or a word."""
    for row in left_in(small, area, by).missing:
        if row.part == EntryPart.OUTCOMES:
            put(small, f"{row.key}|missing", "not_measured")
        elif row.part in (EntryPart.MONEY, EntryPart.INVESTMENTS):
            for field in ("budget", "actual", "forecast"):
                put(small, f"{row.key}|{field}", "9 000")
        elif row.part == EntryPart.CONTROLS:
            put(small, f"{row.key}|status", "done")
        else:
            put(small, f"{row.key}|{'text' if row.part == EntryPart.COMMENTS else 'summary'}", "Det går bra.")


@pytest.mark.parametrize("area", ["", "hemtjanst", "ifo"])
def test_what_is_left_is_what_the_round_says_is_left(small: SmallBoard, area: str) -> None:
    told = {one.area: one for one in load_area_progress(small.round)}[area or "namnden"]
    found = counts(small, area)
    assert found[EntryPart.MONEY] + found.get(EntryPart.OUTCOMES, 0) == told.missing
    assert found.get(EntryPart.CONTROLS, 0) == (0 if area == "ifo" else 1)
    assert found.get(EntryPart.INVESTMENTS, 0) == (0 if area == "ifo" else 2)


def test_a_reason_is_as_good_as_a_value(small: SmallBoard) -> None:
    before = counts(small)[EntryPart.OUTCOMES]
    put(small, "u:arenden:namnden:T|missing", "not_measured")
    assert counts(small)[EntryPart.OUTCOMES] == before - 1
    put(small, "u:nojdhet:namnden:T|value", "1.234")  # typed, and not taken
    assert counts(small)[EntryPart.OUTCOMES] == before - 1


def test_a_text_is_left_until_something_is_written(small: SmallBoard) -> None:
    before = {row.key for row in left_in(small).missing}
    assert {"b:g:nojda:namnden", "b:i:nojdhet:namnden", "c:operating:ifo"} <= before
    put(small, "b:g:nojda:namnden|cause", "Fler har svarat.")
    put(small, "c:operating:ifo|text", "Som väntat.")
    assert before - {row.key for row in left_in(small).missing} == {"b:g:nojda:namnden", "c:operating:ifo"}


def test_a_comment_under_a_heading_of_its_own_is_written(small: SmallBoard) -> None:
    before = [row.key for row in left_in(small).missing]
    Comment.objects.create(
        municipality_id=small.board.municipality_id, board=small.board, round=small.round,
        service_area_id=small.areas["ifo"], topic=Topic.OPERATING, heading="Placeringar", text="De blev fler.",
    )  # fmt: skip
    after = [row.key for row in left_in(small).missing]
    (gone,) = set(before) - set(after)
    assert gone.endswith(":ifo")
    assert len(after) == len(before) - 1


@pytest.mark.parametrize(
    ("odd", "explained"),
    [
        ("u:arenden:namnden:T|value", "u:arenden:namnden:T|footnote"),
        ("u:arenden:namnden:T|value", "b:i:arenden:namnden|cause"),
        ("d:ifo:staff|actual", "c:operating:ifo|cause"),
    ],
)
def test_a_warning_waits_for_a_comment(small: SmallBoard, odd: str, explained: str) -> None:
    put(small, odd, "9")  # less than last tertial, and both are counted from January

    def warned() -> tuple[list[str], int]:
        whole = next(iter(load_area_progress(small.round)))
        return [row.key for row in left_in(small).warned], whole.warned

    assert warned() == ([odd.split("|")[0]], 1)
    put(small, "c:staff:ifo|text", "Om något annat.")
    assert warned()[1] == 1
    put(small, explained, "Rättat sedan i våras.")
    assert warned() == ([], 0)


def test_a_rating_without_its_reason_is_a_warning(small: SmallBoard) -> None:
    put(small, "u:nojdhet:namnden:T|value", "95")
    put(small, "b:g:nojda:namnden|rating", "not_met")
    assert [row.key for row in left_in(small).warned] == ["b:g:nojda:namnden"]
    put(small, "b:g:nojda:namnden|override_reason", "Enkäten nådde få.")
    assert left_in(small).warned == ()


def test_a_reporter_gets_a_question_and_hands_in_anyway(small: SmallBoard) -> None:
    put(small, "d:hemtjanst-norr:staff|actual", "1.234", by="reporter")
    put(small, "d:ifo:staff|actual", "1.234")  # elsewhere
    client = client_of(small, "reporter")
    answer = hand_in(client, "hemtjanst")
    assert answer.redirect_chain == [(f"{HANDOVER}innan/?verksamhet=hemtjanst", 302)]
    page, text = page_of(answer)
    assert "Lämna in Hemtjänst?" in text
    assert f"{counts(small, 'hemtjanst', 'reporter')[EntryPart.MONEY]} belopp saknas" in text
    assert "1 kontroll saknar resultat" in text
    assert "1 cell är ifylld med något som inte gick att spara." in text
    assert "Individ och familj" not in text
    assert not AreaSubmission.objects.exists(), "nothing is handed in before the answer"
    form = page.forms[-1]
    fields = {name: value for name, value in form.fields.items() if value}
    assert "Verksamheten är inlämnad." in client.post(form.get("action"), fields, follow=True).content.decode()
    assert AreaSubmission.objects.get().service_area_id == small.areas["hemtjanst"]


def test_the_links_lead_to_what_they_name(small: SmallBoard) -> None:
    """Each to a row or a text that is there, with its name, as the same reader sees the sheet."""
    put(small, "u:arenden:namnden:T|value", "9")
    for role, area in (("reporter", "hemtjanst"), ("controller", "")):
        client = client_of(small, role)
        page, _ = page_of(client.get(f"{HANDOVER}innan/", {"verksamhet": area}))
        links = page.xpath("//*[@class='asking__links']//a")
        assert {link.get("href").removeprefix(HOME).split("/")[0] for link in links} >= {"ekonomi", "texter", "rad"}
        for link in links:
            there = html.fromstring(client.get(link.get("href")).content.decode())
            _, _, anchor = link.get("href").partition("#")
            target = there.get_element_by_id(anchor) if anchor else there.find(".//h1")
            assert link.text_content() in " ".join(target.text_content().split())


def test_there_is_no_question_when_nothing_is_left(small: SmallBoard) -> None:
    answer_all(small, "", "controller")
    answer_all(small, "hemtjanst", "reporter")  # who is asked for a word on each goal in her own area
    for row in left_in(small).warned:
        put(small, f"{row.key}|footnote", "Stämmer.")
    assert not left_in(small)
    answer = hand_in(client_of(small, "reporter"), "hemtjanst")
    assert answer.redirect_chain == [(HANDOVER, 302)]
    answer = hand_in(client_of(small, "controller"))
    assert answer.redirect_chain == [(HANDOVER, 302)]
    small.round.refresh_from_db()
    assert small.round.state == "submitted"


def test_the_controller_gets_a_question_about_the_whole(small: SmallBoard) -> None:
    submit_area(round_=small.round, area="hemtjanst", by=small["reporter"])
    client = client_of(small, "controller")
    page, text = page_of(hand_in(client))
    assert "Lämna in hela rapporten?" in text
    assert page.xpath("//textarea") == [], "all have handed in, so no reason is asked for"
    small.round.refresh_from_db()
    assert small.round.state == "open"
    assert "Nu är det förvaltningschefens tur" in hand_in(client, sure="1").content.decode()
    small.round.refresh_from_db()
    assert small.round.state == "submitted"


def test_what_waits_still_needs_its_reason(small: SmallBoard) -> None:
    client = client_of(small, "controller")
    page, text = page_of(hand_in(client))
    assert "Inte inlämnat än: Hemtjänst." in text
    answer = hand_in(client, sure="1", reason=" ")
    assert answer.status_code == 422
    page = html.fromstring(answer.content.decode())
    assert "skriv varför" in page.get_element_by_id("fel").text_content()
    assert "fel" in page.get_element_by_id("skal-lamna-in").get("aria-describedby")
    hand_in(client, sure="1", reason="Sista dag.")
    assert AuditEvent.objects.filter(action="round.moved").latest("pk").reason == "Sista dag."


@pytest.mark.parametrize(
    ("role", "area", "status"),
    [("reporter", "", 404), ("reporter", "ifo", 404), ("reporter", "hemtjanst-norr", 200), ("head", "hemtjanst", 404),
     ("head", "", 404), ("controller", "ifo", 200), ("controller", "ingen", 404)],
)  # fmt: skip
def test_who_gets_the_question(small: SmallBoard, role: str, area: str, status: int) -> None:
    client = client_of(small, role)
    assert client.get(f"{HANDOVER}innan/", {"verksamhet": area}).status_code == status
    if status == 404:
        assert hand_in(client, area).status_code in (404, 422)
        assert not AreaSubmission.objects.exists()


@pytest.mark.parametrize("area", ["", "hemtjanst"])
def test_queries(small: SmallBoard, area: str) -> None:
    client = client_of(small, "controller")
    found = []
    for raw in ("1.234", "9"):
        put(small, "d:hemtjanst-norr:staff|actual", raw)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{HANDOVER}innan/", {"verksamhet": area}).status_code == 200
        found.append(len([query for query in queries if "SAVEPOINT" not in query["sql"]]))
    assert found == ([15, 15] if area else [24, 24])  # the whole report is built to count its findings


@pytest.mark.browser
@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 320)])
def test_the_question_is_accessible(people: People, small: SmallBoard, scheme: str, width: int) -> None:
    put(small, "u:arenden:namnden:T|value", "9")
    page = people(
        small["controller"], color_scheme=scheme, viewport={"width": width, "height": 800}, java_script_enabled=True
    ).new_page()
    page.goto(HANDOVER)
    page.get_by_role("button", name="Lämna in rapporten").click()
    expect(page.get_by_role("heading", name="Lämna in hela rapporten?")).to_be_visible()
    assert list_problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Lämna in ändå").click()
    expect(page.get_by_role("alert")).to_contain_text("varför")
    assert list_problems(page) == []


@pytest.mark.parametrize(("state", "role"), [("submitted", "head"), ("approved", "registrar")])
def test_those_who_approve_and_publish_see_what_the_report_goes_without(
    small: SmallBoard, state: str, role: str
) -> None:
    put(small, "d:ifo:staff|forecast", "10 000")
    Round.objects.filter(pk=small.round.pk).update(state=state)
    whole = next(area for area in load_area_progress(Round.objects.get(pk=small.round.pk)) if area.area == "namnden")
    said = client_of(small, role).get(HANDOVER).content.decode()
    assert whole.missing > 0 < whole.warned
    assert f"{whole.missing} svar saknar både värde och skäl" in said
    assert f"{whole.warned} varning har ingen förklarat" in said
    assert "svar saknar" not in client_of(small, "administrator").get(HANDOVER).content.decode()
