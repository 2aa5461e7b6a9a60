"""Comments and assessments are written in the chapters' editor, in a real browser: what stands is kept as meant."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from playwright.sync_api import Locator, Page, Route, expect

from apps.accounts.models import User
from apps.core.rich_text.changes import rewrite_figures
from apps.core.rich_text.normal_form import normalise_text
from apps.core.rich_text.reading import RichTextError, dump_builtins, validate_text
from apps.core.rich_text.tree import Heading, Picture, RichText
from apps.core.rich_text.typed_texts import FIGURE_LABEL, parse_typed_text
from apps.entry import services
from apps.rounds.models import Comment, Round, Topic
from tests.core.rich_text.trees import rich_texts
from tests.small_board import SmallBoard
from tests.web.reporting.conftest import People, list_problems
from tests.web.reporting.save_bar import expect_bar

pytestmark = pytest.mark.browser

KEY = "c:operating:ifo"
ROUND = "/rapportera/lillkoping/socialnamnden/2024/t2"
TEXTS = f"{ROUND}/texter/?del=kommentarer&om={KEY}"


def open_texts(people: People, small: SmallBoard) -> Page:
    page = people(small["controller"]).new_page()
    page.goto(TEXTS)
    expect(find_editor(page)).to_be_visible()
    return page


def find_editor(page: Page, field: str = "text", key: str = KEY) -> Locator:
    return page.locator(f'[name="{key}|{field}"] + .field-editor .ProseMirror')


def expect_saved(page: Page) -> None:
    page.locator("h1").click()  # away from the field
    expect_bar(page, "sparat")


def write_comment(small: SmallBoard, text: str, round_: Round | None = None, **more: Any) -> Comment:
    where = {"municipality": small.board.municipality, "board": small.board, "service_area_id": small.areas["ifo"]}
    return Comment.objects.create(**where, round=round_ or small.round, topic=Topic.OPERATING, text=text, **more)


def test_a_comment_is_written_with_marks_and_a_figure(people: People, small: SmallBoard) -> None:
    page = open_texts(people, small)
    find_editor(page).focus()
    page.keyboard.type("Budgeten ")
    page.keyboard.press("Control+b")
    page.keyboard.type("håller")
    page.keyboard.press("Control+b")
    page.keyboard.type(" 2*3 =")
    search = page.get_by_role("combobox", name="Siffra ur rapporten")
    search.fill("individ personal budget")
    expect(page.get_by_role("option").first).to_contain_text("personal, budget")
    assert list_problems(page) == []
    search.press("Enter")
    expect(find_editor(page).locator(".figure-mark")).to_contain_text("tkr")
    page.keyboard.type(" a=b.")
    expect_saved(page)
    stored = Comment.objects.get(round=small.round)
    assert stored.text_is_rich
    assert stored.text == r"Budgeten **håller** 2\*3 [siffra](<siffra:money/ifo/budget//staff///>) a=b."
    page.reload()
    expect(find_editor(page).locator("strong")).to_have_text("håller")
    expect(find_editor(page)).to_contain_text("2*3")
    expect(find_editor(page).locator(".figure-mark")).to_have_attribute("title", re.compile("Ur rapporten: .+"))


def test_enter_never_takes_a_figure_of_other_words_than_those_typed(people: People, small: SmallBoard) -> None:
    page = open_texts(people, small)
    find_editor(page).focus()
    page.keyboard.type("=")
    expect(page.get_by_role("option").first).to_be_visible()
    search = page.get_by_role("combobox", name="Siffra ur rapporten")
    search.fill("individ personal budget")
    search.press("Enter")
    expect(page.get_by_role("option").first).to_contain_text("personal, budget")
    expect(find_editor(page).locator(".figure-mark")).to_have_count(0)
    search.press("Enter")
    expect(find_editor(page).locator(".figure-mark")).to_have_attribute("title", re.compile("personal, budget"))


class Gate:
    """Requests to an address are held until they are let go."""

    def __init__(self, page: Page, address: str) -> None:
        self.held: list[Route] = []
        self.is_open = False
        page.route(address, lambda route: route.continue_() if self.is_open else self.held.append(route))

    def open(self) -> None:
        self.is_open = True
        for route in self.held:
            route.continue_()


def test_who_writes_before_the_editor_has_come_goes_on_where_she_was(people: People, small: SmallBoard) -> None:
    page = people(small["controller"]).new_page()
    script = Gate(page, "**/text-fields*.js")
    page.goto(TEXTS, wait_until="commit")
    field = page.locator(f'[name="{KEY}|text"]')
    field.press_sequentially("Svårt")
    script.open()
    expect(find_editor(page)).to_be_focused()
    page.keyboard.type(" att")
    expect_saved(page)
    assert Comment.objects.get(round=small.round).text == "Svårt att"


def test_who_writes_while_the_editor_comes_gets_it_afterwards(people: People, small: SmallBoard) -> None:
    page = people(small["controller"]).new_page()
    script, answer = Gate(page, "**/text-fields*.js"), Gate(page, "**/texter/las/")
    page.goto(TEXTS, wait_until="commit")
    field = page.locator(f'[name="{KEY}|text"]')
    field.press_sequentially("**Svårt**")
    with page.expect_request("**/texter/las/"):
        script.open()
    field.press_sequentially(" att")
    answer.open()
    expect(find_editor(page, "cause")).to_be_visible()
    expect(field).to_have_value("**Svårt** att")
    expect_saved(page)
    expect(find_editor(page).locator("strong")).to_have_text("Svårt")
    assert Comment.objects.get(round=small.round).text == "**Svårt** att"


def test_a_figure_is_put_in_by_a_click_or_a_key(people: People, small: SmallBoard) -> None:
    page = open_texts(people, small)
    form = page.locator(".text-form[open]")
    find_editor(page, "cause").focus()
    page.keyboard.type("Kostar ")
    form.get_by_role("button", name="Sätt in budget i texten").click()
    expect(find_editor(page, "cause").locator(".figure-mark")).to_contain_text("tkr")
    page.keyboard.type(" varav ")
    form.get_by_role("button", name="Visa siffrorna").press("Enter")
    parts = form.locator(".figure-part")
    expect(parts.first.locator("summary")).to_contain_text("Individ och familj")  # the text's own area comes first
    staff = parts.first.get_by_role("button", name=re.compile("personal, budget", re.IGNORECASE))
    staff.focus()
    page.keyboard.press("Enter")
    expect(find_editor(page, "cause")).to_be_focused()
    expect(find_editor(page, "cause").locator(".figure-mark")).to_have_count(2)
    expect(form.locator("[data-inserted]")).to_contain_text("Satt in i texten: ")
    assert list_problems(page) == []
    page.keyboard.type(".")
    expect_saved(page)
    budget, staff_budget = "siffra:money/ifo/budget/////", "siffra:money/ifo/budget//staff//tkr/"
    stored = Comment.objects.get(round=small.round)
    assert stored.cause == f"Kostar [siffra](<{budget}>) varav [siffra](<{staff_budget}>)."


def test_the_summary_is_written_as_any_text(people: People, small: SmallBoard) -> None:
    page = people(small["controller"]).new_page()
    page.goto(f"{ROUND}/texter/?del=sammanfattning")
    page.locator(".text-form > summary").click()
    editor = find_editor(page, key="c:summary:namnden")
    editor.focus()
    page.keyboard.press("Control+b")
    page.keyboard.type("Ett gott år")
    expect_saved(page)
    assert list_problems(page) == []
    page.goto("/lillkoping/socialnamnden/2024/t2/utkast/")
    expect(page.locator(".lead__summary strong")).to_have_text("Ett gott år")


def test_a_text_that_was_never_marked_up_keeps_its_signs(people: People, small: SmallBoard) -> None:
    write_comment(small, "# 1 i länet\n2*3*4")
    page = open_texts(people, small)
    expect(find_editor(page)).to_contain_text("# 1 i länet2*3*4")
    find_editor(page).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("!")
    expect_saved(page)
    stored = Comment.objects.get(round=small.round)
    assert stored.text == "\\# 1 i länet\n2\\*3\\*4!"
    assert stored.text_is_rich


def test_what_another_wrote_meanwhile_is_shown_and_chosen(people: People, small: SmallBoard) -> None:
    stored = write_comment(small, "Först.")
    stored.refresh_from_db()
    page = open_texts(people, small)
    other = User.objects.create_user("other@demo.example", name="Karin Ek")
    other.memberships.create(board=small.board, role="controller")
    services.save_cell(
        round_=small.round, key=KEY, field="text", raw="**Deras** text.", version=stored.version, by=other
    )
    find_editor(page).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Min.")
    page.locator("h1").click()
    page.get_by_role("button", name="Välj svar").click()
    dialog = page.get_by_role("dialog")
    dialog.locator('input[value="theirs"]').first.check()
    dialog.get_by_role("button", name="Spara mitt val").click()
    expect(find_editor(page).locator("strong")).to_have_text("Deras")
    expect_saved(page)
    assert Comment.objects.get(round=small.round).text == "**Deras** text."


def test_last_tertials_text_is_begun_from(people: People, small: SmallBoard) -> None:
    write_comment(
        small, "Läget är **bra**.", Round.objects.get(board=small.board, year=2024, tertial=1), text_is_rich=True
    )
    page = open_texts(people, small)
    page.locator(".before summary").first.click()
    expect(page.locator(".before strong")).to_have_text("bra")
    page.get_by_role("button", name="Börja från den").first.click()
    expect(find_editor(page).locator("strong")).to_have_text("bra")
    expect_saved(page)
    assert Comment.objects.get(round=small.round).text == "Läget är **bra**."


def make_field_text(text: RichText) -> RichText | None:
    """The text as a field may have it, its figures without words; None where a report may not have it."""
    blocks = tuple(one for one in text.blocks if not isinstance(one, Heading | Picture))
    text = rewrite_figures(RichText(blocks), lambda one: replace(one, shown=FIGURE_LABEL))
    try:
        return validate_text(normalise_text(text))
    except RichTextError:
        return None


@pytest.fixture
def writer(people: People, small: SmallBoard) -> Page:
    """A page with the script that writes Markdown."""
    page = open_texts(people, small)
    page.evaluate(
        """async () => {
          const { src } = document.querySelector('script[src*="text-fields"]');
          const take = (name) => import(src.replace(/text-fields[^/]*$/, name));
          const [{ formatMarkdown }, { docOf, fieldSchema, treeOf }] = await Promise.all(
            ["editor-markdown.js", "editor-schema.js"].map(take));
          window.write = (tree) => formatMarkdown(treeOf(docOf(tree, fieldSchema)));
        }"""
    )
    return page


@settings(
    max_examples=6,
    phases=[Phase.reuse, Phase.generate],  # each try is a call of the browser: a failure is not made smaller
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(rich_texts, min_size=30, max_size=60))
def test_the_script_writes_what_the_server_reads_as_the_same_text(writer: Page, texts: list[RichText]) -> None:
    wanted = [text for one in texts if (text := make_field_text(one)) is not None]
    written = writer.evaluate("(trees) => trees.map(write)", [dump_builtins(one) for one in wanted])
    for text, source in zip(wanted, written, strict=True):
        assert parse_typed_text(source) == text, source
