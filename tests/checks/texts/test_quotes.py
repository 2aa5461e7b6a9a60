"""A finding marks the very words in their sentence, and names the text."""

from django.template.loader import render_to_string

from apps.checks.texts.places import ReportText
from apps.checks.texts.quotes import build_quote, get_quoted_text

TEXT = "Året var lugnt. Verksamheten gick <b>3</b> mnkr plus, trots allt. Nästa år blir annorlunda."
SOURCE = ReportText("key", "Kommentaren ”Hemtjänst”", TEXT, "operating")


def test_the_words_stand_in_their_sentence() -> None:
    start = TEXT.index("gick")
    quote = build_quote(SOURCE, (start, TEXT.index(",")))
    assert (quote.before, quote.text) == ("Verksamheten ", "gick <b>3</b> mnkr plus")
    assert quote.after == ", trots allt."
    assert quote.source == "Kommentaren ”Hemtjänst”"


def test_the_page_marks_them_and_trusts_no_text() -> None:
    start = TEXT.index("gick")
    page = render_to_string("components/finding_quote.html", {"quote": build_quote(SOURCE, (start, TEXT.index(",")))})
    assert "<mark>gick &lt;b&gt;3&lt;/b&gt; mnkr plus</mark>" in page
    assert "Verksamheten <mark>" in page


def test_long_words_are_cut_in_the_middle() -> None:
    long = ReportText("key", "Texten", "ord " * 100, "operating")
    assert len(get_quoted_text(long, (0, 400))) < 150
