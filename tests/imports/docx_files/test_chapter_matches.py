"""Headings of a Word report matched to chapters: a table of how people name them, and rules that always hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.rich_text.markdown import format_markdown, parse_markdown
from apps.core.rich_text.tree import RichText
from apps.imports.docx_files.chapter_matches import (
    ABOVE,
    NOWHERE,
    ChapterTarget,
    build_section_texts,
    compute_score,
    find_matches,
    resolve_choices,
)
from apps.imports.docx_files.docx_report import DocxHeading, DocxPiece

CHAPTERS = (
    ChapterTarget(number="1", heading="Sammanfattning", level=1, places=(("sammanfattning/sn", ""),)),
    ChapterTarget(
        number="2", heading="Väsentliga händelser", level=1,
        places=(("handelser/ifo", "Individ och familj"), ("handelser/aldre", "Äldreomsorg")),
    ),
    ChapterTarget(number="3", heading="Måluppfyllelse", level=1, places=(("mal/sn", ""),)),
    ChapterTarget(number="3.1", heading="Målen", level=2, part="mål"),
    ChapterTarget(number="4", heading="Ekonomi", level=1, places=(("ekonomi/sn", ""),)),
    ChapterTarget(number="4.1", heading="Driftbudget", level=2, part="driftbudget per verksamhet"),
    ChapterTarget(
        number="4.2", heading="Åtgärder för en budget i balans", level=2, places=(("atgarder/sn", ""),)
    ),
    ChapterTarget(number="5", heading="Personal", level=1, places=(("personal/sn", ""),)),
    ChapterTarget(number="6", heading="Förväntad utveckling", level=1, places=(("framtid/sn", ""),)),
)  # fmt: skip


def make_pieces(*headings: tuple[str, int]) -> list[DocxPiece]:
    return [DocxPiece(DocxHeading(title, level)) for title, level in headings]


def match(*headings: tuple[str, int]) -> list[str]:
    return [one.place for one in find_matches(make_pieces(*headings), CHAPTERS)]


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("Sammanfattning", "sammanfattning/sn"),
        ("SAMMANFATTNING", "sammanfattning/sn"),
        ("1. Sammanfattning", "sammanfattning/sn"),
        ("7.2 Ekonomi", "ekonomi/sn"),
        ("Måluppfylelse", "mal/sn"),
        ("Nämndens ekonomi 2024", "ekonomi/sn"),
        ("Åtgärder", "atgarder/sn"),
        ("Förväntad utveckling 2025–2027", "framtid/sn"),
        ("Personalen", "personal/sn"),
        ("Kvalitet", NOWHERE),
        ("Målgrupper", NOWHERE),
        ("Driftbudget", NOWHERE),
    ],
)
def test_one_heading(title: str, place: str) -> None:
    assert match((title, 1)) == [place]


def test_the_number_tells_apart_what_is_named_alike() -> None:
    target = ChapterTarget(number="6", heading="Utvecklingen framåt", level=1, places=(("a/b", ""),))
    assert compute_score(DocxHeading("Utveckling", 1, "6"), target) == 2
    assert compute_score(DocxHeading("Utveckling", 1, "5"), target) == 0


def test_a_whole_report() -> None:
    headings = (
        ("Årsrapport 2024", 1), ("Inledning", 1), ("Sammanfattning", 1), ("Det viktigaste", 2),
        ("2 Väsentliga händelser", 1), ("Individ- och familj", 2), ("Personal", 3), ("Äldreomsorg", 2),
        ("4 Ekonomi", 1), ("Driftbudget", 2), ("Per verksamhet", 3), ("Åtgärder för budget i balans", 2),
        ("Personal", 1), ("Sjukfrånvaro", 2), ("Bilagor", 1), ("Bilaga 1", 2),
    )  # fmt: skip
    assert match(*headings) == [
        NOWHERE, NOWHERE, "sammanfattning/sn", ABOVE,
        NOWHERE, "handelser/ifo", ABOVE, "handelser/aldre",
        "ekonomi/sn", ABOVE, ABOVE, "atgarder/sn",
        "personal/sn", ABOVE, NOWHERE, NOWHERE,
    ]  # fmt: skip


def test_the_products_own_document_changed_in_word_does_not_repeat_what_is_drawn() -> None:
    headings = (
        ("1 Sammanfattning", 1),
        ("4 Ekonomi", 1),
        ("4.1 Driftbudget", 2),
        ("Hemtjänst", 3),
        ("4.2 Åtgärder för en budget i balans", 2),
    )
    pieces = [
        DocxPiece(DocxHeading(title, level, title.split()[0] if title[0].isdigit() else ""))
        for title, level in headings
    ]
    assert [one.place for one in find_matches(pieces, CHAPTERS)] == [
        "sammanfattning/sn", "ekonomi/sn", NOWHERE, NOWHERE, "atgarder/sn",
    ]  # fmt: skip


def test_text_before_the_first_heading_is_placed_by_a_person() -> None:
    pieces = [DocxPiece(None, parse_markdown("Före.").blocks), *make_pieces(("Ekonomi", 1))]
    assert [one.place for one in find_matches(pieces, CHAPTERS)] == [NOWHERE, "ekonomi/sn"]


titles = st.sampled_from([one.heading for one in CHAPTERS] + ["Äldreomsorg", "Annat", "", "4.1 Ekonomi", "…"])
headings = st.lists(st.tuples(titles, st.integers(1, 9)), max_size=12)


@given(headings)
def test_every_proposal_is_a_place_and_no_chapter_has_two_headings(found: list[tuple[str, int]]) -> None:
    keys = {key for chapter in CHAPTERS for key, _ in chapter.places}
    matches = find_matches(make_pieces(*found), CHAPTERS)
    assert {one.place for one in matches} <= keys | {ABOVE, NOWHERE}
    named = [one.place for one in matches if one.why in ("Samma rubrik.", "Liknande rubrik.", "Verksamheten heter så.")]
    assert len(set(named)) == len(named)


@given(headings, st.data())
def test_every_word_of_what_is_chosen_is_in_a_text(found: list[tuple[str, int]], data: st.DataObject) -> None:
    pieces = [
        DocxPiece(DocxHeading(title or "x", level), parse_markdown(f"ord{at}").blocks)
        for at, (title, level) in enumerate(found)
    ]
    choice = st.sampled_from([NOWHERE, ABOVE, "ekonomi/sn", "personal/sn"])
    choices = [data.draw(choice) for _ in pieces]
    texts = build_section_texts(pieces, choices, {"ekonomi/sn": ("Ekonomi",), "personal/sn": ("Personal",)})
    for at, aim in enumerate(resolve_choices(choices)):
        where = [place for place, text in texts.items() if f"ord{at}" in format_markdown(text).split()]
        assert where == ([aim] if aim else [])


def test_the_chapters_own_heading_is_not_repeated_and_others_are_kept() -> None:
    pieces = [
        DocxPiece(DocxHeading("4 Ekonomi", 1, "4"), parse_markdown("Ett.").blocks),
        DocxPiece(DocxHeading("Läget", 3), parse_markdown("Två.").blocks),
        DocxPiece(DocxHeading("Övrigt", 1), parse_markdown("Tre.").blocks),
    ]
    [text] = build_section_texts(pieces, ["ekonomi/sn", ABOVE, ABOVE], {"ekonomi/sn": ("Ekonomi",)}).values()
    assert text == parse_markdown("Ett.\n\n# Läget\n\nTvå.\n\n# Övrigt\n\nTre.")
    assert isinstance(text, RichText)
