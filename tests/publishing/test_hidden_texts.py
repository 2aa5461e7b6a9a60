"""Texts that print a hidden number are found, and those that only print the same digit are not."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from apps.core.rich_text.contents import format_plain
from apps.core.rich_text.markdown import parse_markdown
from apps.publishing.suppression.own_tables import hide_small_numbers
from apps.publishing.suppression.text_redaction import (
    find_hidden_numbers_in_texts,
    list_texts,
    redact_numbers,
    rewrite_texts,
)
from apps.report import board_report
from tests.publishing.examples import BOARD, assessment, indicator, make_report, point, suppress
from tests.publishing.whole import WHOLE

TREE: dict[str, str | None] = {BOARD: None, "barn": BOARD, "vuxna": BOARD}


def comment(text: str) -> board_report.Comment:
    return board_report.Comment(
        topic="quality", topic_label="kvalitet", area=BOARD, area_name="SN", whole_board=True, heading="", text=text,
        cause="", action="",
    )  # fmt: skip


def numbers_found(text: str, **rest: object) -> list[str]:
    placed = indicator(
        point(20), point(17, gender="K"), point(3, gender="M"), point(4, year=2023), name="Placerade barn"
    )
    view = make_report(placed, parents=TREE, comments=(comment(text),), **rest)
    return [one.number for one in find_hidden_numbers_in_texts(view, suppress(view))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vid årets slut var 3 barn placerade.", ["3"]),
        ("Tre av barnen var pojkar.", ["Tre"]),
        ("Bland de placerade var tre män.", ["tre"]),
        ("Antalet brukare var 17, varav 3 män.", ["17", "3"]),
        ("Placerade barn var 4 under 2023.", ["4"]),
        ("Förra året var bara fyra barn placerade.", ["fyra"]),
        ("Placerade barn: 3 (17 kvinnor).", ["3", "17"]),
        ("Vi har 3 hushåll med flera barn.", ["3"]),
    ],
)
def test_a_hidden_number_beside_its_words_is_found(text: str, expected: list[str]) -> None:
    assert numbers_found(text) == expected


def test_a_number_in_a_chapter_is_looked_at_too_and_taken_out() -> None:
    """In a sentence, and in a table whose row has the words."""
    placed = indicator(point(20), point(17, gender="K"), point(3, gender="M"), name="Placerade barn")
    text = parse_markdown(
        "Allt är bra. Vid årets slut var **3** barn placerade.\n\n"
        "| Vad | Antal |\n| --- | --- |\n| Placerade barn | 3 |"
    )
    one = board_report.ChapterText(area=BOARD, area_name="SN", whole_board=True, text=text)
    chapter = board_report.Chapter(number="1", code="x", heading="Barn", level=1, kind="written", texts=(one,))
    view = replace(make_report(placed, parents=TREE), chapters=(chapter,))
    found = find_hidden_numbers_in_texts(view, suppress(view))
    assert [(one.where, one.number) for one in found] == [("Kapitlet Barn", "3")] * 2
    redacted = redact_numbers(view, found).chapters[0].texts[0].text
    assert format_plain(redacted) == (
        "Allt är bra. Vid årets slut var [dolt tal] barn placerade.\n\nVad\tAntal\nPlacerade barn\t[dolt tal]"
    )


def test_a_note_beside_a_budget_or_a_forecast_is_looked_at_too() -> None:
    """Money is never hidden, but what is written of it may print what is."""
    placed = indicator(point(20), point(17, gender="K"), point(3, gender="M"), name="Placerade barn")
    view = replace(make_report(placed, parents=TREE), economy=WHOLE.economy)
    texts = {"note": "Vid årets slut var 3 barn placerade.", "decision": "KF § 3"}

    def write(place: tuple[str, ...], text: str) -> str:
        return texts.get(place[-1], text) if place[0] == "money" else text

    view = rewrite_texts(view, write)
    found = find_hidden_numbers_in_texts(view, suppress(view))
    assert {one.number for one in found} == {"3"}
    assert {one.where for one in found} == {f"Ekonomi, {name}, anmärkning" for name in ("SN", "norr")}
    told = dict(list_texts(redact_numbers(view, found)))
    notes = {text for place, text in told.items() if place[0] == "money" and place[-1] == "note"}
    assert notes == {"Vid årets slut var [dolt tal] barn placerade."}


@pytest.mark.parametrize(
    "text",
    [
        "Budgeten ökar med 3 procent.",
        "Under tertial 3 infördes en ny rutin.",
        "Den 3 maj öppnade verksamheten.",
        "Underskottet är 3 mnkr och placerade barn kostar 17 tkr.",
        "Enligt § 3 gäller detta de placerade.",
        "Väntetiden är 3 dagar för barn.",
        "Vi fattade tre beslut om lokaler.",
        "Placerade barn var 4.",
        "Antalet är 13 barn.",
        "Kostnaden är 3,5 gånger större för barn.",
        "En översyn av placerade barn pågår.",
        "Tre anställda har slutat.",
    ],
)
def test_the_same_digit_about_something_else_is_not(text: str) -> None:
    assert numbers_found(text) == []


def test_the_indicators_own_assessment_needs_no_name() -> None:
    small = indicator(
        point(25), point(22, gender="K"), point(3, gender="M"), assessments=(assessment(cause="Det blev bara 3."),)
    )
    view = make_report(small)
    (found,) = find_hidden_numbers_in_texts(view, suppress(view))
    assert found.where == "Indikator, Personer med insatsen, orsak"
    assert (found.excerpt, found.indicator) == ("Det blev bara 3.", "Personer med insatsen")


def test_nothing_hidden_nothing_reported() -> None:
    view = make_report(indicator(point(25)), comments=(comment("25 personer."),))
    assert find_hidden_numbers_in_texts(view, suppress(view)) == []


def test_what_is_taken_out_is_the_number_and_nothing_else() -> None:
    text = "Först.\nAv 20 barn var 3 placerade pojkar och tre barn från 2024. Budgeten är 3 tkr.\n\nSist 17 kvinnor!"
    small = indicator(point(20), point(17, gender="K"), point(3, gender="M"), name="Placerade barn")
    view = make_report(small, comments=(comment(text),))
    shown = suppress(view)
    told = dict(list_texts(redact_numbers(shown, find_hidden_numbers_in_texts(view, shown))))
    (after,) = [words for place, words in told.items() if place[0] == "comment"]
    assert after == (
        "Först.\nAv 20 barn var [dolt tal] placerade pojkar och [dolt tal] barn från 2024. Budgeten är 3 tkr."
        "\n\nSist [dolt tal] kvinnor!"
    )


def own_table(*said: tuple[str, str, int], year: int = 2024) -> board_report.OwnTable:
    """Projects by row, with how many took part and what is written of it."""
    column = board_report.OwnColumn(
        code="n", heading="Deltagare", kind="number", kind_label="antal", year=year, counts_persons=True
    )
    row = board_report.OwnRow(code="", name="", heading="", relation="", relation_label="", parts=(), cells=())
    rows = (
        replace(
            row, code=name, name=name,
            cells=(
                board_report.OwnCell(column="n", value=Decimal(persons)),
                board_report.OwnCell(column="t", text=text),
            ),
        )
        for name, text, persons in said
    )  # fmt: skip
    words = replace(column, code="t", heading="Kommentar", kind="text", kind_label="text", counts_persons=False)
    return board_report.OwnTable(
        code="projekt", name="Projekt", kind="fund", kind_label="projektmedel", area=BOARD, area_name="SN",
        columns=(column, words), rows=tuple(rows),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("told", "written", "expected"),
    [
        ("Bara tre deltagare kom.", "", [("Projekt, Larm", "tre")]),
        ("Antalet blev 3.", "", [("Projekt, Larm", "3")]),
        ("Klart i vecka 3.", "Tre anställda slutade.", []),
        ("", "I projektet Larm var tre deltagare kvar.", [("Kommentar, kvalitet, SN, kommentar", "tre")]),
        ("", "Stegen har 12 deltagare.", [("Kommentar, kvalitet, SN, kommentar", "12")]),
    ],
)
def test_a_hidden_number_of_an_own_table_is_found_in_its_texts_and_others(
    told: str, written: str, expected: list[tuple[str, str]]
) -> None:
    table = own_table(("Larm", told, 3), ("Stegen", "Tre månader kvar.", 12))
    view = make_report(own_tables=(table,), comments=(comment(written),))
    shown = hide_small_numbers(view, 5)
    found = find_hidden_numbers_in_texts(view, shown)
    assert [(one.where, one.number) for one in found] == expected
    texts = [words for _, words in list_texts(redact_numbers(shown, found))]
    assert sum("[dolt tal]" in words for words in texts) == len(expected)


def test_of_another_year_only_a_text_that_names_the_year() -> None:
    table = own_table(("Larm", "Tre personer kom. 2022 kom 3 personer.", 3), year=2022)
    view = make_report(own_tables=(table,))
    assert [one.number for one in find_hidden_numbers_in_texts(view, hide_small_numbers(view, 5))] == ["3"]


def test_real_reports_with_a_limit_claim_little(reports: dict[str, board_report.BoardReport]) -> None:
    from tests.publishing.examples import with_threshold

    for view in reports.values():
        guarded = with_threshold(view, 5)
        shown = suppress(guarded)
        found = find_hidden_numbers_in_texts(guarded, shown)
        assert len(found) <= 5, [(one.excerpt, one.number, one.indicator) for one in found]
