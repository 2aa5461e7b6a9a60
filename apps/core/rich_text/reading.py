"""Rich text as JSON, in and out: what comes from a browser or another system is held to the tree and to its limits."""

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from apps.core.rich_text.contents import iter_blocks, iter_inlines
from apps.core.rich_text.normal_form import normalise_text
from apps.core.rich_text.tree import Block, Figure, Inline, Paragraph, Picture, RichText, Table, Text, TextList

MAX_BYTES = 1_000_000
MAX_CHARACTERS = 200_000
MAX_DEPTH = 5
MAX_CELLS = 5_000
MAX_COLUMNS = 40
MAX_LINK = 2_000
MAX_PICTURES = 40
MAX_ALT = 1_000
MAX_PIXELS_A_SIDE = 100_000

_LINK_PATTERN = re.compile(r"(?:https?://[^\s<>\"\\^`{|}\x00-\x20\x7f]+|mailto:[^\s<>\"\\^`{|}@]+@[^\s<>\"\\^`{|}@]+)")
_ID_PATTERN = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
_KEY_PATTERN = re.compile(r"[A-Za-z0-9_.-]{0,100}")
_PERIOD_PATTERN = re.compile(r"(?:[12]\d{3}-t[123])?")
FIGURE_VALUES = ("money", "indicator")
FIGURE_COLUMNS = ("outcome", "target", "budget", "period_budget", "actual", "forecast", "variance")
FIGURE_UNITS = ("", "kr", "tkr", "mnkr")

_decoder = msgspec.json.Decoder(RichText)
_encoder = msgspec.json.Encoder()


class RichTextError(ValueError):
    """The text can't be taken; the message says why in Swedish, to the one who wrote it."""


def parse_json(data: bytes | str) -> RichText:
    """The text of JSON, in its one form. ``RichTextError`` for what is no rich text or too much."""
    raw = data.encode() if isinstance(data, str) else data
    if len(raw) > MAX_BYTES:
        raise RichTextError("Texten är för stor. Dela upp den på flera kapitel.")
    try:
        return validate_text(_decoder.decode(raw))
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise RichTextError("Texten har en form som inte går att läsa.") from error


def parse_builtins(data: Any) -> RichText:
    """As ``parse_json``, of lists and dictionaries."""
    return parse_json(_encoder.encode(data))


def dump_json(text: RichText) -> bytes:
    """The text as JSON that ``parse_json`` reads."""
    return _encoder.encode(text)


def dump_builtins(text: RichText) -> dict[str, Any]:
    """The text as lists and dictionaries, for a JSON column."""
    built: dict[str, Any] = msgspec.json.decode(dump_json(text))
    return built


def read_stored(data: Any) -> RichText:
    """The text of a JSON column, which ``validate_text`` has passed before."""
    return msgspec.convert(data, RichText)


def validate_text(text: RichText) -> RichText:
    """The text in its one form. ``RichTextError`` for what may not stand in a report."""
    _check_depth(text.blocks)
    normal = normalise_text(text)
    characters = pictures = 0
    for block in iter_blocks(normal.blocks):
        if isinstance(block, Picture):
            pictures += 1
            _check_picture(block)
        elif isinstance(block, Table):
            _check_table(block)
    if pictures > MAX_PICTURES:
        raise RichTextError(f"Texten har för många bilder: högst {MAX_PICTURES}. Dela upp den på flera kapitel.")
    for one in iter_inlines(normal):
        characters += _check_inline(one)
    if characters > MAX_CHARACTERS:
        limit = f"{MAX_CHARACTERS:,}".replace(",", "\u00a0")
        raise RichTextError(f"Texten är för lång: högst {limit} tecken. Dela upp den på flera kapitel.")
    return normal


def is_allowed_link(address: str) -> bool:
    """Is it an address that a report may link to?"""
    return len(address) <= MAX_LINK and bool(_LINK_PATTERN.fullmatch(address))


def _check_depth(blocks: Iterable[Block | Paragraph | TextList], depth: int = 0) -> None:
    if depth > MAX_DEPTH:
        raise RichTextError(f"En lista får ha högst {MAX_DEPTH} nivåer.")
    for block in blocks:
        if isinstance(block, TextList):
            for item in block.items:
                _check_depth(item, depth + 1)


def _check_picture(picture: Picture) -> None:
    sides = (picture.width, picture.height)
    if not _ID_PATTERN.fullmatch(picture.id) or not all(0 <= side <= MAX_PIXELS_A_SIDE for side in sides):
        raise RichTextError("Bilden går inte att hitta.")
    if not picture.alt:
        raise RichTextError("En bild behöver en beskrivning i ord, för den som inte ser den.")
    if len(picture.alt) > MAX_ALT:
        raise RichTextError(f"Beskrivningen av en bild får ha högst {MAX_ALT} tecken. Skriv resten i texten.")


def _check_table(table: Table) -> None:
    width = len(table.rows[0])
    if width > MAX_COLUMNS or width * len(table.rows) > MAX_CELLS:
        raise RichTextError(f"Tabellen är för stor: högst {MAX_COLUMNS} kolumner och {MAX_CELLS} celler.")


def _check_inline(one: Inline) -> int:
    """How many characters it has."""
    if isinstance(one, Text):
        if one.link and not is_allowed_link(one.link):
            raise RichTextError(f"Länken kan inte användas: {one.link[:80]}. Den ska börja med https:// eller mailto:.")
        return len(one.text)
    if isinstance(one, Figure):
        _check_figure(one)
        return len(one.shown)
    return 1


def _check_figure(figure: Figure) -> None:
    is_known = (
        figure.value in FIGURE_VALUES
        and figure.column in FIGURE_COLUMNS
        and figure.unit in FIGURE_UNITS
        and bool(figure.key)
        and all(_KEY_PATTERN.fullmatch(one) for one in (figure.key, figure.area, figure.part))
        and bool(_PERIOD_PATTERN.fullmatch(figure.period))
        and (figure.decimals is None or 0 <= figure.decimals <= 6)
    )
    if not is_known:
        raise RichTextError("En siffra i texten pekar på något som inte finns i rapporten.")
