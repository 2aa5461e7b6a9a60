"""Short texts that are typed in a plain field: marks are read, and what has none is left as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.rich_text.contents import format_plain
from apps.core.rich_text.html import render_html
from apps.core.rich_text.reading import RichTextError
from apps.core.rich_text.tree import Paragraph
from apps.core.rich_text.typed_texts import (
    build_plain_text,
    clear_figure_labels,
    is_marked_up,
    parse_typed_text,
)

FIGURE = "siffra:money/ifo/actual//staff///"


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("Det gick **bra**.\nMen sent.", "<p>Det gick <strong>bra</strong>.<br>Men sent.</p>"),
        ("Orsaker:\n\n- vakanser\n- *sjuka*", "<p>Orsaker:</p><ul><li>vakanser</li><li><em>sjuka</em></li></ul>"),
        ("# Kort sagt\nBra.", "<p><strong>Kort sagt</strong></p><p>Bra.</p>"),
        ("[lagen](https://example.org/)", '<p><a href="https://example.org/" rel="nofollow">lagen</a></p>'),
        ("<script>alert(1)</script> **x**", "<p>&lt;script&gt;alert(1)&lt;/script&gt; <strong>x</strong></p>"),
    ],
)
def test_marks_are_read(typed: str, html: str) -> None:
    assert is_marked_up(typed)
    assert render_html(parse_typed_text(typed), below=3) == html


@pytest.mark.parametrize(
    "typed",
    ["", "Bra.", "5 * 3 = 15 * 1", "snake_case_namn", "<20 och >5", "a = b", "Rad ett\nrad två\n\nNytt stycke", "#3"],
)
def test_a_text_without_marks_is_no_markdown(typed: str) -> None:
    assert not is_marked_up(typed)


@pytest.mark.parametrize("typed", [r"2\*3\*4", r"\# 1 i länet", r"5 \< 20", r"1\. juli"])
def test_a_sign_written_as_no_mark_is_read_as_that_sign(typed: str) -> None:
    assert is_marked_up(typed)
    assert format_plain(parse_typed_text(typed)) == typed.replace("\\", "")


@pytest.mark.parametrize("typed", ["2*3*4", "# 1 i länet\n- och", "ett\n\n\n två  \r\ntre\n \nfyra"])
def test_what_stands_without_marks_keeps_its_signs_and_lines(typed: str) -> None:
    text = build_plain_text(typed)
    assert all(isinstance(one, Paragraph) for one in text.blocks)
    assert format_plain(text).split() == typed.split()
    assert len(text.blocks) == {"ett": 3}.get(typed[:3], 1)


@given(st.text(alphabet="abc åäö.,\n0123456789=<>&%–”", max_size=60))
def test_words_alone_are_never_marks(typed: str) -> None:
    lines = [line.strip() for line in typed.splitlines()]
    if not any(line and line[0].isdigit() for line in lines):  # "1." begins a list
        assert is_marked_up(typed) is False


def test_a_figure_is_stored_without_its_words() -> None:
    typed = f"Det kostade [25,2 mnkr](<{FIGURE}>) och [lagen](https://example.org/)."
    stored = clear_figure_labels(typed)
    assert stored == f"Det kostade [siffra](<{FIGURE}>) och [lagen](https://example.org/)."
    assert clear_figure_labels(stored) == stored
    assert format_plain(parse_typed_text(stored)) == "Det kostade siffra och lagen."
    with pytest.raises(RichTextError):
        is_marked_up("[x](siffra:money/ifo)")
