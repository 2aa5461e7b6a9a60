"""A text is written in a real browser: saved while one writes, kept when the line is down, never lost to another."""

import json
import re
from base64 import b64encode
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from apps.core.rich_text.contents import format_plain, list_pictures
from apps.core.rich_text.markdown import format_markdown
from apps.rounds.models import Round
from apps.texts.models import Section, TextPicture
from tests.imports.picture_samples import make_png
from tests.small_board import SmallBoard
from tests.texts.written import give_disposition, write_section
from tests.web.reporting.conftest import People, list_problems

pytestmark = pytest.mark.browser

HOME = "/rapportera/lillkoping/socialnamnden/2024/t2/kapitel/"
PAGE = f"{HOME}ekonomi/namnden/"
SPILL = "() => document.documentElement.scrollWidth - innerWidth"
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p {color: red}</style></head><body>
<h2 style='color:red'>Läget<o:p></o:p></h2>
<p class=MsoNormal><b>Fet</b> och <i>kursiv</i> <a href="javascript:alert(1)">text</a><script>alert(1)</script></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>  </span></span>ett</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o<span>  </span></span>inre</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>  </span></span>två</p>
<table class=MsoTable><tr><td><p>År</p></td><td><p>Tkr</p></td></tr>
<tr><td><p>2023</p></td><td><p>12</p></td></tr></table>
<img src="file:///c:/bild.png"></body></html>"""
PASTE = """(html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  document.querySelector(".ProseMirror").dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""

SEND_PICTURE = """(base64) => {{
  const data = new DataTransfer();
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  data.items.add(new File([bytes], "bild.png", {{ type: "image/png" }}));
  const text = document.querySelector(".ProseMirror");
  const {{ x, y }} = text.getBoundingClientRect();
  const how = {{ clientX: x + 20, clientY: y + 20, bubbles: true, cancelable: true }};
  {send}
}}"""
PASTE_PICTURE = SEND_PICTURE.format(
    send="""data.setData("text/html", '<img src="file:///c:/bild.png">');
  text.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, ...how }));"""
)
DROP_PICTURE = SEND_PICTURE.format(send='text.dispatchEvent(new DragEvent("drop", { dataTransfer: data, ...how }));')


def open_text(people: People, small: SmallBoard, role: str = "controller", **options: str) -> Page:
    page = people(small[role], **options).new_page()
    page.goto(PAGE)
    expect(page.locator(".ProseMirror")).to_be_visible()
    return page


def expect_saved(page: Page) -> None:
    expect(page.locator("[data-bar-text]")).to_contain_text("Allt är sparat")


def get_plain() -> str:
    return format_plain(Section.objects.get().rich_text)


def test_a_text_is_written_by_keyboard_saved_and_marked(people: People, small: SmallBoard) -> None:
    give_disposition(small)
    page = open_text(people, small)
    page.locator(".ProseMirror").focus()
    page.keyboard.type("# Läget")
    page.keyboard.press("Enter")
    page.keyboard.type("Budgeten ")
    page.keyboard.press("Control+b")
    page.keyboard.type("håller")
    page.keyboard.press("Control+b")
    page.keyboard.type(".")
    page.keyboard.press("Enter")
    page.keyboard.type("- ett")
    page.keyboard.press("Enter")
    page.keyboard.type("två")
    expect_saved(page)
    assert format_markdown(Section.objects.get().rich_text) == "# Läget\n\nBudgeten **håller**.\n\n- ett\n- två"
    expect(page.locator("[data-words]")).to_have_text("5")
    page.get_by_role("button", name="Markera som klar").press("Enter")
    expect(page.get_by_role("button", name="Inte klar")).to_be_visible()
    assert Section.objects.get().is_ready
    assert list_problems(page) == []
    page.get_by_role("button", name="Fetstil").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Kursiv")).to_be_focused()
    page.reload()
    expect(page.locator(".ProseMirror h2")).to_have_text("Läget")
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.evaluate(SPILL) <= 0


def test_what_is_pasted_from_word_keeps_its_form_and_nothing_else(people: People, small: SmallBoard) -> None:
    give_disposition(small)
    page = open_text(people, small, color_scheme="dark")
    page.locator(".ProseMirror").focus()
    page.evaluate(PASTE, WORD)
    expect_saved(page)
    assert format_markdown(Section.objects.get().rich_text) == (
        "# Läget\n\n**Fet** och *kursiv* text\n\n- ett\n\n  - inre\n\n- två\n\n"
        "|  |  |\n| --- | --- |\n| År | Tkr |\n| 2023 | 12 |"
    )
    expect(page.locator(".ProseMirror > p:last-child")).to_have_text("")  # a line to go on in, below the table
    assert list_problems(page) == []


def test_a_picture_is_chosen_described_and_kept(people: People, small: SmallBoard, tmp_path: Path) -> None:
    """By the button and by paste; a file that is no picture, and one without words, are told of and nothing is lost."""
    give_disposition(small)
    page = open_text(people, small)
    page.locator(".ProseMirror").focus()
    page.keyboard.type("Före.")
    page.get_by_role("button", name="Bild i texten").click()
    dialog = page.get_by_role("dialog")
    words = dialog.get_by_label("Vad bilden visar")
    wrong, right = tmp_path / "karta.svg.png", tmp_path / "karta.png"
    wrong.write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    right.write_bytes(make_png())
    dialog.get_by_label("Bild, PNG").set_input_files(wrong)
    dialog.get_by_role("button", name="Lägg in").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Skriv vad bilden visar")
    words.fill("En karta")
    dialog.get_by_role("button", name="Lägg in").click()
    expect(dialog.get_by_role("alert")).to_contain_text("SVG kan inte")
    expect(words).to_have_value("En karta")
    dialog.get_by_label("Bild, PNG").set_input_files(right)
    expect(dialog.locator("[data-preview]")).to_be_visible()
    assert list_problems(page) == []
    dialog.get_by_role("button", name="Lägg in").click()
    drawn = page.locator(".ProseMirror img")
    expect(drawn).to_have_attribute("alt", "En karta")
    assert drawn.evaluate("async (image) => { await image.decode(); return image.naturalWidth; }") == 60
    expect_saved(page)
    picture = TextPicture.objects.get()
    assert format_markdown(Section.objects.get().rich_text) == f"Före.\n\n![En karta](bild:{picture.sha256}/60x40)"
    drawn.dblclick()
    words.fill("Karta över områdena")
    dialog.get_by_role("button", name="Spara").click()
    expect(drawn).to_have_attribute("alt", "Karta över områdena")
    expect_saved(page)
    page.locator(".ProseMirror").press("Control+End")
    page.evaluate(PASTE_PICTURE, b64encode(make_png(80, 40)).decode())
    words.fill("Ett foto")
    dialog.get_by_role("button", name="Lägg in").click()
    expect(drawn).to_have_count(2)
    page.evaluate(PASTE, WORD)
    expect(page.locator("[data-note]")).to_contain_text("Bilder följde inte med")
    expect_saved(page)
    page.evaluate(DROP_PICTURE, b64encode(make_png(90, 40)).decode())
    expect(dialog.locator("[data-choose]")).to_be_hidden()  # it is in the hand already
    dialog.get_by_role("button", name="Avbryt").click()
    alts = [one.alt for one in list_pictures(Section.objects.get().rich_text)]
    assert alts == ["Karta över områdena", "Ett foto"]
    assert list_problems(page) == []
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.evaluate(SPILL) <= 0


def test_a_figure_is_chosen_by_keyboard_and_deleted_as_a_character(people: People, small: SmallBoard) -> None:
    give_disposition(small)
    page = open_text(people, small)
    page.locator(".ProseMirror").focus()
    page.keyboard.type("Det blev =")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("individ personal utfall t1")
    expect(page.get_by_role("option")).to_have_count(1)
    assert list_problems(page) == []
    page.keyboard.press("Enter")
    expect(page.locator(".ProseMirror data")).to_have_text("3\u00a0000\u00a0tkr")
    expect(page.locator(".ProseMirror data")).to_have_attribute(
        "title", "Ur rapporten: Individ och familj, personal, utfall, T1 2024"
    )
    page.keyboard.type(" 1=1")
    expect_saved(page)
    tag = "siffra:money/ifo/actual//staff/2024-t1//"
    assert format_markdown(Section.objects.get().rich_text) == f"Det blev [](<{tag}>) 1=1"
    for _ in range(5):
        page.keyboard.press("Backspace")
    expect(page.locator(".ProseMirror data")).to_have_count(0)
    expect_saved(page)
    assert get_plain() == "Det blev"
    page.get_by_role("button", name="Siffra ur rapporten").click()
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".ProseMirror")).to_be_focused()


def test_a_typed_number_is_counted_while_one_writes_and_linked_by_one_click(people: People, small: SmallBoard) -> None:
    """What is typed just before the click is saved first, and is there afterwards."""
    give_disposition(small)
    page = open_text(people, small)
    page.locator(".ProseMirror").focus()
    page.keyboard.type("I april 86 %")
    counts = page.get_by_role("region", name="Tal i texten")
    expect(counts).to_contain_text("Fria, lika med en siffra i rapporten: 1.")
    assert list_problems(page) == []
    page.locator(".ProseMirror").focus()
    page.keyboard.type(" nöjda.")
    page.get_by_role("button", name="Koppla 86 %").click()
    expect(page.locator("body")).to_contain_text("86 % följer nu rapporten.")
    expect(page.locator(".ProseMirror data")).to_have_text("86\u00a0%")
    expect(page.get_by_role("region", name="Tal i texten")).to_contain_text("Kopplade till rapporten: 1.")
    tag = "siffra:indicator/nojdhet/outcome///2024-t1//0"
    assert format_markdown(Section.objects.get().rich_text) == f"I april [](<{tag}>) nöjda."


def test_two_writers_both_see_both_texts(people: People, small: SmallBoard) -> None:
    give_disposition(small)
    page = open_text(people, small)
    write_section(small, "ekonomi", "Den andras ord.")
    page.locator(".ProseMirror").focus()
    page.keyboard.type("Mina ord.")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("[data-mine]")).to_have_text("Mina ord.")
    expect(dialog.locator("[data-theirs]")).to_have_text("Den andras ord.")
    assert list_problems(page) == []
    dialog.get_by_role("button", name="Ta den andras").click()
    expect(page.locator(".ProseMirror")).to_have_text("Den andras ord.")
    assert get_plain() == "Den andras ord."
    page.locator(".ProseMirror").focus()
    page.keyboard.press("Control+z")
    expect(page.locator(".ProseMirror")).to_have_text("Mina ord.")
    expect_saved(page)
    assert get_plain() == "Mina ord."


def test_no_character_is_lost_when_the_line_is_down(people: People, small: SmallBoard) -> None:
    """An answer that never came, a line that is down, a closed page: what was typed is there, once."""
    give_disposition(small)
    page = open_text(people, small)
    cut = {"left": 1}

    def lose_answer(route):  # type: ignore[no-untyped-def]
        if cut["left"]:
            cut["left"] -= 1
            route.fetch()  # the server takes it, and its answer is lost
        route.abort()

    page.route(f"**{PAGE}", lambda route: lose_answer(route) if route.request.method == "POST" else route.continue_())
    page.locator(".ProseMirror").focus()
    page.keyboard.type("Första.")
    expect(page.locator("[data-bar-text]")).to_contain_text("Ingen kontakt")
    assert get_plain() == "Första."
    page.keyboard.type(" Andra.")
    expect(page.locator("[data-alarm]")).to_contain_text("ligger kvar i webbläsaren")
    page.unroute(f"**{PAGE}")
    page.reload()
    expect(page.locator(".ProseMirror")).to_have_text("Första. Andra.")
    expect_saved(page)
    assert get_plain() == "Första. Andra."


def test_what_was_not_saved_before_the_report_was_closed_can_still_be_read(people: People, small: SmallBoard) -> None:
    give_disposition(small)
    page = open_text(people, small)
    Round.objects.filter(pk=small.round.pk).update(state="submitted")
    page.locator(".ProseMirror").focus()
    page.keyboard.type("För sent.")
    expect(page.locator("[data-bar-text]")).to_contain_text("inlämnad för godkännande")
    page.reload()
    expect(page.locator("#osparat")).to_contain_text("För sent.")
    assert list_problems(page) == []


def test_who_is_logged_out_keeps_the_text(people: People, small: SmallBoard) -> None:
    give_disposition(small)
    page = open_text(people, small)
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    page.locator(".ProseMirror").focus()
    page.keyboard.type("Kvar.")
    expect(page.locator("[data-bar-text]")).to_contain_text("utloggad")
    page.context.add_cookies(cookies)
    page.get_by_role("button", name="Försök nu").click()
    expect_saved(page)
    assert get_plain() == "Kvar."


def test_no_character_is_lost_when_the_server_dies_and_the_log_in_runs_out(people: People, small: SmallBoard) -> None:
    """The server answers with an error, the writer is logged out, the browser is closed: all of it is there after."""
    give_disposition(small)
    page = open_text(people, small)
    context = page.context
    cookies = context.cookies()
    page.route(f"**{PAGE}", lambda route: route.fulfill(status=502, body="Bad gateway"))
    page.locator(".ProseMirror").focus()
    page.keyboard.type("Ett.")
    expect(page.locator("[data-bar-text]")).to_contain_text("Ingen kontakt")
    page.keyboard.type(" Två.")
    context.clear_cookies(name="sessionid")
    page.close()
    assert not Section.objects.exists()
    after = context.new_page()
    after.goto(PAGE)
    expect(after).to_have_url(re.compile("logga-in|login"))
    context.add_cookies(cookies)
    after.goto(PAGE)
    expect(after.locator(".ProseMirror")).to_have_text("Ett. Två.")
    expect_saved(after)
    assert get_plain() == "Ett. Två."


def test_a_text_is_marked_while_it_is_being_saved(people: People, small: SmallBoard) -> None:
    give_disposition(small)
    page = open_text(people, small)
    held: list[Route] = []
    page.route(
        f"**{PAGE}",
        lambda route: held.append(route) if route.request.method == "POST" and not held else route.continue_(),
    )
    page.locator(".ProseMirror").focus()
    page.keyboard.type("Klart.")
    expect(page.locator("[data-bar-text]")).to_contain_text("Sparar")
    page.get_by_role("button", name="Markera som klar").click()
    held[0].continue_()
    expect(page.get_by_role("button", name="Inte klar")).to_be_visible()
    assert Section.objects.get().is_ready


def test_chapters_are_moved_by_keyboard_and_by_drag(people: People, small: SmallBoard) -> None:
    give_disposition(small)
    page = people(small["administrator"]).new_page()
    page.goto("/rapportera/lillkoping/socialnamnden/struktur/disposition/")
    names = page.locator(".disposition__row .chapter-line__name")
    expect(names.nth(0)).to_contain_text("Sammanfattning")
    page.locator(".disposition__row").nth(0).locator("summary").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(names.nth(1)).to_contain_text("Sammanfattning")
    expect(page.get_by_role("button", name="Upp, Sammanfattning")).to_be_focused()
    page.evaluate("() => scrollTo(0, 0)")
    handle = page.locator("[data-handle]").nth(1)
    box, target = handle.bounding_box(), page.locator(".disposition__row").nth(0).bounding_box()
    assert box
    assert target
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(target["x"] + 40, target["y"] + 4, steps=4)
    page.mouse.up()
    expect(page.locator("body")).to_contain_text("är flyttat")
    expect(names.nth(0)).to_contain_text("Sammanfattning")
    page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert list_problems(page) == []
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.evaluate(SPILL) <= 0
    assert json.loads(page.evaluate("() => JSON.stringify(document.title)")).startswith("Disposition")
