"""What a Word file holds, as it is read: pieces of text under headings, and what can't be text in a chapter."""

import re

import msgspec

from apps.core.rich_text.tree import Block

NUMBER_PATTERN = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})[.)]?\s+(?=[^\W\d_])")
"""The number in front of a heading's words: ``3.1 Ekonomi``."""


class DocxHeading(msgspec.Struct, frozen=True, omit_defaults=True):
    """A heading as it stands. ``number`` is its own or Word's (``3.1``), else empty; ``level`` from 1.

    One that ``is_guessed`` is a short line in bold or with a number, in a file without headings.
    """

    title: str
    level: int
    number: str = ""
    is_guessed: bool = False


class DocxPiece(msgspec.Struct, frozen=True, omit_defaults=True):
    """A heading and the text down to the next one, of any level. Without a heading: what stands before the first."""

    heading: DocxHeading | None
    blocks: tuple[Block, ...] = ()


class Omission(msgspec.Struct, frozen=True, omit_defaults=True):
    """What has no place in a text: what it is, under which heading, and its words where it has any."""

    what: str
    where: str
    text: str = ""


class DocxReport(msgspec.Struct, frozen=True, omit_defaults=True):
    """A Word file as it was read. ``remarks`` are Swedish sentences of what a person should know."""

    pieces: tuple[DocxPiece, ...]
    omissions: tuple[Omission, ...] = ()
    remarks: tuple[str, ...] = ()
