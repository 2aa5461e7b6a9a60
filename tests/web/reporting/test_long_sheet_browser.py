"""A long sheet comes compact and is cut into parts: for who writes in it, it is the sheet that it would be whole."""

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from apps.entry.services import save_cell
from apps.goals.models import Goal, Indicator, Outcome
from apps.planning.many.new import NewIndicators
from apps.rounds.models import Round
from apps.web.reporting.sheet import presenter
from tests.small_board import SmallBoard
from tests.web.reporting.conftest import People, list_problems
from tests.web.reporting.save_bar import expect_saved
from tests.web.reporting.test_sheet_selection_browser import cell

pytestmark = pytest.mark.browser

HOME = "/rapportera/lillkoping/socialnamnden/2024/t2/"
OUTCOMES = HOME + "indikatorer/"
DESK = {"width": 1440, "height": 900}
MANY = 30
PARTS = ".sheet__rest"
# What the page says of each row, in whatever order its attributes were put there.
READ_ROWS = """() => [...document.querySelectorAll("table.sheet tbody tr")].map((row) => {
  const whole = (node) => node.nodeType === Node.TEXT_NODE ? node.data.replace(/\\s+/g, " ").trim() : [
    node.nodeName,
    [...node.attributes].map(({ name, value }) => `${name}=${value.trim()}`)
      .filter((one) => !/^(data-put|style)=/.test(one) && !(node === row && one.startsWith("data-state="))).sort(),
    [...node.childNodes].map(whole).filter((part) => part !== ""),
  ];
  return JSON.stringify(whole(row));
})"""
NAMES = "all => all.map(row => row.cells[0].firstElementChild.textContent)"
ROWS = ".sheet tbody tr:not(.sheet__title)"


@pytest.fixture
def long(small: SmallBoard, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallBoard]:
    """The small board with thirty more indicators under one goal, where one row is many."""
    monkeypatch.setattr(presenter, "FEW_ROWS", 0)
    goal = Goal.objects.filter(board=small.board, indicators__isnull=False).first()
    new = NewIndicators(by=small["administrator"], board=small.board)
    for number in range(MANY):
        new.prepare(
            name=f"Mått nummer {number:02}",
            goal=goal,
            unit="%",
            direction="higher",
            accumulation="stock",
            by_gender=False,
            code=f"matt-{number:02}",
        )
    new.write()
    return small


def key(number: int) -> str:
    return f"u:matt-{number:02}:namnden:T"


def open_sheet(people: People, small: SmallBoard, address: str = OUTCOMES) -> Page:
    page: Page = people(small["controller"], viewport=DESK).new_page()
    page.goto(address)
    expect(page.locator("form[data-live]")).to_be_visible()
    return page


@pytest.mark.parametrize("part", ["indikatorer/", "ekonomi/", "investeringar/", "intern-kontroll/"])
def test_a_compact_sheet_becomes_what_it_would_be_whole(people: People, long: SmallBoard, part: str) -> None:
    round_ = Round.objects.get(board=long.board, year=2024, tertial=2)
    for name, field, raw in (
        (key(3), "value", "1234567"),
        (key(4), "value", "inte ett tal"),
        (key(5), "missing", "not_measured"),
        ("d:ifo:staff", "actual", "999 999 999"),
        ("d:ifo:premises", "actual", "tolv"),
    ):
        save_cell(round_=round_, key=name, field=field, raw=raw, version=0, by=long["controller"])
    page = open_sheet(people, long, HOME + part)
    assert page.locator("form[data-compact]").count() == 1
    compact = page.evaluate(READ_ROWS)
    page.goto(HOME + part + "?skript=nej")
    expect(page.locator("form[data-live]")).to_be_visible()
    assert page.locator("form[data-compact]").count() == 0
    whole = page.evaluate(READ_ROWS)
    assert [pair for pair in zip(compact, whole, strict=True) if pair[0] != pair[1]] == []
    assert compact


def test_one_writes_chooses_orders_and_filters_over_its_parts(people: People, long: SmallBoard) -> None:
    page = open_sheet(people, long)
    own = page.locator(ROWS).evaluate_all(NAMES)
    assert page.locator(PARTS).count() >= 2
    for number in range(8, 14):
        expect(cell(page, f"{key(number)}|value")).to_be_focused() if number > 8 else cell(
            page, f"{key(number)}|value"
        ).focus()
        page.keyboard.type(str(90 - number))
        page.keyboard.press("Enter")
    expect_saved(page)
    written = Outcome.objects.filter(board=long.board, year=2024, tertial=2, indicator__code__startswith="matt-")
    assert {one.indicator.code: one.value for one in written.select_related("indicator")} == {
        f"matt-{number:02}": Decimal(90 - number) for number in range(8, 14)
    }

    cell(page, f"{key(8)}|value").focus()
    for _ in range(5):
        page.keyboard.press("Shift+ArrowDown")
    expect(page.locator("[data-chosen]")).to_have_count(6)
    page.keyboard.press("Shift+Control+ArrowDown")
    expect(page.locator("[data-chosen]")).to_have_count(MANY - 8)

    page.locator("#k-value a").click()
    ordered = page.locator(ROWS).evaluate_all(NAMES)
    first = ordered.index("Mått nummer 08")
    assert ordered[first : first + 6] == [f"Mått nummer {number:02}" for number in range(8, 14)]
    assert sorted(ordered) == sorted(own)
    assert page.locator(PARTS).count() >= 2
    page.get_by_role("link", name="Rapportens ordning").click()
    assert page.locator(ROWS).evaluate_all(NAMES) == own

    page.locator("[data-row-search] input").fill("nummer 29")
    expect(page.locator(f"{ROWS}:visible")).to_have_count(1)
    expect(page.locator("tbody:visible")).to_have_count(2)  # the heading's part stays with its heading
    page.locator("[data-row-search] input").fill("")
    expect(page.locator(f"{ROWS}:visible")).to_have_count(len(own))
    assert list_problems(page) == []


def test_a_question_at_the_end_of_a_part_lies_over_the_next(people: People, long: SmallBoard) -> None:
    Indicator.objects.filter(board=long.board, code__startswith="matt-").update(unit="%")
    page = open_sheet(people, long)
    last = page.locator(f"{PARTS}").first.locator("tr").last
    field = last.locator("input").first
    field.fill("1234")
    field.press("Enter")
    expect_saved(page)
    field.focus()
    message = last.locator(".cell__message--warning").first
    expect(message).to_be_visible()
    expect(page.locator("tbody[data-here]")).to_have_count(1)
    is_on_top = """node => { const { left, bottom, width } = node.getBoundingClientRect();
        return node.contains(document.elementFromPoint(left + width / 2, bottom - 4)); }"""
    message.evaluate("node => node.scrollIntoView({ block: 'center' })")
    page.wait_for_function(is_on_top, arg=message.element_handle())


def test_without_script_every_row_comes_whole_and_is_saved(people: People, long: SmallBoard) -> None:
    page = people(long["controller"], viewport=DESK, java_script_enabled=False).new_page()
    page.goto(OUTCOMES + "?visa=tomma")
    page.wait_for_url("**/indikatorer/?*skript=nej*")
    assert "visa=tomma" in page.url
    page.locator(f'[name="{key(2)}|value"]').fill("77")
    page.get_by_role("button", name="Spara", exact=True).last.click()
    page.wait_for_url("**/indikatorer/?*skript=nej*")
    assert Outcome.objects.get(indicator__code="matt-02", year=2024, tertial=2).value == 77


def test_where_the_script_never_comes_the_page_leads_to_whole_rows(people: People, long: SmallBoard) -> None:
    page = people(long["controller"], viewport=DESK).new_page()
    page.route(re.compile(r"/grid\.[^/]*js"), lambda route: route.abort())
    page.goto(OUTCOMES)
    expect(page.locator(ROWS).first).to_be_hidden()  # nothing can be typed that would not be saved
    page.get_by_role("link", name="läs den utan skript").click()
    page.wait_for_url("**/indikatorer/?skript=nej")
    expect(page.locator(f'[name="{key(2)}|value"]')).to_be_visible()


@pytest.mark.parametrize("part", ["indikatorer/", "ekonomi/"])
def test_half_a_window_beside_a_spreadsheet_holds_as_low_rows_as_a_whole_one(
    people: People, long: SmallBoard, part: str
) -> None:
    page = people(long["controller"], viewport={"width": 960, "height": 1000}).new_page()
    page.goto(HOME + part)
    expect(page.locator("form[data-live]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 960
    if part == "indikatorer/":
        field = cell(page, f"{key(3)}|value")
        field.fill("1234")
        field.press("Enter")
        expect_saved(page)
    heights = page.locator(f"{ROWS}:visible").evaluate_all("all => all.map(row => row.offsetHeight)")
    assert max(heights) <= 60  # one line of a question, two of a name
    sheet = page.locator("table.sheet")
    sheet.evaluate("node => { node.scrollLeft = 10_000; }")
    name, box = page.locator(f"{ROWS} th").first.bounding_box(), sheet.bounding_box()
    assert name is not None
    assert box is not None
    assert abs(name["x"] - box["x"]) < 2  # the row's name stays
    assert list_problems(page) == []
