"""A rich text survives each of its forms, and nothing else gets in."""

import html5lib
import pytest
from hypothesis import assume, given, settings
from msgspec.structs import replace

from apps.core.rich_text.changes import rewrite_figures, rewrite_lines, write_out_figures
from apps.core.rich_text.contents import count_words, format_plain, is_empty, iter_inlines, list_pictures
from apps.core.rich_text.html import render_html
from apps.core.rich_text.markdown import format_markdown, parse_markdown
from apps.core.rich_text.normal_form import normalise_text
from apps.core.rich_text.reading import (
    RichTextError,
    dump_builtins,
    dump_json,
    parse_builtins,
    parse_json,
    read_stored,
    validate_text,
)
from apps.core.rich_text.tree import EMPTY_TEXT, Heading, LineBreak, Paragraph, Picture, RichText, Table, Text, TextList
from tests.core.rich_text.trees import rich_texts


def make_valid(text):
    try:
        return validate_text(text)
    except RichTextError:
        assume(False)


@given(rich_texts)
def test_any_text_survives_json(text):
    valid = make_valid(text)
    assert parse_json(dump_json(valid)) == valid
    assert read_stored(dump_builtins(valid)) == valid
    assert normalise_text(valid) == valid


@settings(max_examples=200)
@given(rich_texts)
def test_any_text_survives_markdown(text):
    valid = make_valid(text)
    assert parse_markdown(format_markdown(valid)) == valid


@given(rich_texts)
def test_any_text_is_whole_as_html_and_brings_no_element_of_its_own(text):
    valid = make_valid(text)
    page = html5lib.parseFragment(render_html(valid, get_picture_address="/bild/".__add__), namespaceHTMLElements=False)
    allowed = {"p", "h3", "h4", "h5", "ul", "ol", "li", "div", "table", "thead", "tbody", "tr", "th", "td"}
    allowed |= {"br", "data", "em", "strong", "a", "img", "DOCUMENT_FRAGMENT"}
    assert {element.tag for element in page.iter()} <= allowed
    seen = "".join("\n" if e.tag == "br" else e.text or "" for e in page.iter() if e.tag in ("data",))
    assert seen == "".join(one.shown for one in iter_inlines(valid) if hasattr(one, "shown"))
    drawn = [(e.get("src"), e.get("alt")) for e in page.iter() if e.tag == "img"]
    assert drawn == [(f"/bild/{one.id}", one.alt) for one in list_pictures(valid)]


@given(rich_texts)
def test_plain_text_has_every_word(text):
    valid = make_valid(text)
    plain = format_plain(valid)
    assert all(one.text in plain for one in iter_inlines(valid) if isinstance(one, Text))


@given(rich_texts)
def test_rewriting_reaches_every_line_and_leaves_the_rest(text):
    valid = make_valid(text)
    seen = []
    assert rewrite_lines(valid, lambda number, line: seen.append(number) or line) == valid
    assert seen == list(range(len(seen)))
    assert not format_plain(rewrite_lines(valid, lambda number, line: "")).strip("–.0123456789 \n\t")
    drawn = rewrite_figures(valid, lambda figure: replace(figure, shown=figure.shown or "5"))
    assert format_plain(write_out_figures(drawn)).split() == format_plain(drawn).split()


def test_what_reads_alike_has_one_form():
    messy = RichText(
        (
            Paragraph((Text("  Kostnaden "), Text("  ökade.\n"), LineBreak())),
            Paragraph((Text(" "),)),
            Heading(2, (Text("Barn"), LineBreak(), Text("och unga"))),
            TextList(items=((Paragraph((Text("ett"),)),), ())),
            TextList(items=((Paragraph((Text("två"),)),),)),
            Table((((Text("a"),),), ((Text("b"),), (Text("c"),))), 1),
        )
    )
    assert normalise_text(messy) == RichText(
        (
            Paragraph((Text("Kostnaden ökade."),)),
            Heading(1, (Text("Barn och unga"),)),
            TextList(items=((Paragraph((Text("ett"),)),), (Paragraph((Text("två"),)),))),
            Table((((Text("a"),), ()), ((Text("b"),), (Text("c"),))), 1),
        )
    )


def test_a_picture_in_the_middle_of_a_paragraph_parts_it():
    text = parse_markdown("Först ![En *karta*](bild:karta/640x480) och ![b](bild:b)\nsist.\n\n- i listan ![c](bild:c)")
    assert text.blocks == (
        Paragraph((Text("Först"),)),
        Picture("karta", "En karta", 640, 480),
        Paragraph((Text("och"),)),
        Picture("b", "b"),
        Paragraph((Text("sist."),)),
        TextList(items=((Paragraph((Text("i listan"),)), Paragraph((Text("c"),))),)),
    )
    assert '<img src="x" alt="En karta" width="640" height="480"' in render_html(
        text, get_picture_address=lambda _: "x"
    )


def test_markdown_as_people_write_it():
    text = parse_markdown(
        "## Barn\n\nFler **placeringar** än\ni fjol, se [riket](https://exempel.se).\n\n1. ett\n2. två\n"
    )
    assert format_plain(text) == "Barn\n\nFler placeringar än i fjol, se riket.\n\n1. ett\n2. två"
    assert count_words(text) == 10
    assert is_empty(parse_markdown(" \n "))
    assert is_empty(EMPTY_TEXT)


@pytest.mark.parametrize(
    "source",
    ["<script>alert(1)</script>", "[klicka](javascript:alert(1))", "<img src=x onerror=alert(1)>", "```\nkod\n```"],
)
def test_what_markdown_has_beside_the_tree_is_plain_words(source):
    html = render_html(parse_markdown(source))
    assert "<script" not in html
    assert "<img" not in html
    assert "href" not in html


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"blocks": [{"type": "script"}]}, "form"),
        ({"blocks": [{"type": "paragraph", "content": [], "onclick": "x"}]}, "form"),
        ({"blocks": [{"type": "picture", "id": "a", "alt": " "}]}, "beskrivning"),
        ({"blocks": [{"type": "picture", "id": "../a", "alt": "b"}]}, "Bilden"),
        ({"blocks": [{"type": "picture", "id": "a", "alt": "b", "width": -1}]}, "Bilden"),
        ({"blocks": [{"type": "picture", "id": "a", "alt": "b" * 1_001}]}, "Beskrivningen"),
        ({"blocks": [{"type": "picture", "id": "a", "alt": "b"}] * 41}, "bilder"),
        (
            {"blocks": [{"type": "paragraph", "content": [{"type": "text", "text": "a", "link": "javascript:x"}]}]},
            "Länken",
        ),
        ({"blocks": [{"type": "paragraph", "content": [{"type": "text", "text": "a" * 200_001}]}]}, "för lång"),
        ({"blocks": [{"type": "paragraph", "content": [{"type": "text", "text": "a" * 1_000_001}]}]}, "för stor"),
        ({"blocks": [{"type": "table", "rows": [[[{"type": "text", "text": "a"}]] * 41]}]}, "Tabellen"),
        (
            {
                "blocks": [
                    {"type": "paragraph", "content": [{"type": "figure", "value": "x", "key": "a", "column": "b"}]}
                ]
            },
            "siffra",
        ),
    ],
)
def test_what_may_not_stand_in_a_report_is_refused_in_words(data, message):
    with pytest.raises(RichTextError, match=message):
        parse_builtins(data)


def test_a_list_of_too_many_levels_is_refused():
    block = {"type": "paragraph", "content": [{"type": "text", "text": "djupt"}]}
    for _ in range(7):
        block = {"type": "list", "items": [[block]]}
    with pytest.raises(RichTextError, match="nivåer"):
        parse_builtins({"blocks": [block]})
    with pytest.raises(RichTextError):
        parse_json(b'{"blocks": [' + b'{"type":"list","items":[[' * 20_000)
