"""Rich texts of every form, for hypothesis."""

from hypothesis import strategies as st

from apps.core.rich_text.tree import (
    Figure,
    Heading,
    LineBreak,
    Paragraph,
    Picture,
    RichText,
    Table,
    Text,
    TextList,
)

_characters = st.one_of(
    st.sampled_from("*_[]()<>|\\`#-+=:.!&;~ 1åb\u00a0\u2028"), st.characters(exclude_categories=["Cs"])
)
strings = st.one_of(
    st.text(_characters, max_size=12),
    st.sampled_from(
        ["Kostnaden ökade", "5. juni", "- nej", "**", "<b>", "&amp;", "| a | b |", "---", "| --- |", "1) så"]
    ),
)
links = st.sampled_from(["", "", "https://exempel.se/a?b=1&amp;c=(2)", "mailto:namnd@exempel.se", "http://a.se/_x_*y*"])
texts = st.builds(Text, strings, st.booleans(), st.booleans(), links)
figures = st.builds(
    Figure,
    value=st.sampled_from(["money", "indicator"]),
    key=st.sampled_from(["ifo", "n-1_a.b"]),
    column=st.sampled_from(["outcome", "budget", "variance"]),
    area=st.sampled_from(["", "barn"]),
    period=st.sampled_from(["", "2025-t2"]),
    unit=st.sampled_from(["", "tkr"]),
    decimals=st.sampled_from([None, 0, 2]),
    shown=strings,
)
words = st.lists(st.one_of(texts, texts, st.just(LineBreak()), figures), max_size=5).map(tuple)
paragraphs = st.builds(Paragraph, words)
items = st.recursive(
    paragraphs,
    lambda inner: st.builds(
        TextList, st.booleans(), st.lists(st.lists(inner, max_size=3).map(tuple), max_size=3).map(tuple)
    ),
    max_leaves=6,
)
lists = st.builds(TextList, st.booleans(), st.lists(st.lists(items, max_size=3).map(tuple), max_size=3).map(tuple))
tables = st.builds(
    Table, st.lists(st.lists(words, max_size=3).map(tuple), max_size=3).map(tuple), st.sampled_from([0, 1])
)
pictures = st.builds(
    Picture,
    st.sampled_from(["karta", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"]),
    strings.filter(lambda alt: bool(alt.strip())),
    st.sampled_from([0, 1, 640]),
    st.sampled_from([0, 480, 99_999]),
)
blocks = st.one_of(paragraphs, st.builds(Heading, st.integers(1, 3), words), lists, tables, pictures)
rich_texts = st.builds(RichText, st.lists(blocks, max_size=4).map(tuple))
