"""Checks of a report's disposition and texts: each text has a place where somebody writes it."""

from collections.abc import Iterator
from itertools import product

from apps.core.rich_text.contents import list_figures
from apps.core.rich_text.markdown import parse_markdown
from apps.core.rich_text.tree import RichText
from apps.core.rich_text.typed_texts import parse_typed_text
from apps.imports.report_format.errors import CellError, ErrorLog
from apps.imports.report_format.marked_texts import MARK_SUFFIX, MARKED_KEYS
from apps.imports.report_format.records import ParsedRecord, ParsedReport
from apps.imports.report_format.schema import PROFILE_SCHEMA
from apps.texts.models import ChapterWriter

MAX_NAMED_AREAS = 8
EMPTY_IS_NOT_READY = "En tom text kan inte vara klar. Skriv texten, eller skriv nej."


def check_texts(parsed: ParsedReport, log: ErrorLog) -> None:
    """Every chapter is written or drawn, and every text stands in a chapter that its area writes this tertial."""
    for record in parsed["chapters"]:
        if record["part"] and record["writer"]:
            message = "Ett kapitel skrivs av någon eller är en rapportdel, inte båda. Töm den ena cellen."
            log.add(record.error("part", message))
    chapters = {record["code"]: record for record in parsed["chapters"]}
    for record in parsed["texts"]:
        chapter = chapters.get(record["chapter"])
        if chapter is not None and record["area"] is not None:
            _check_place(record, chapter, parsed, log)
        if record["is_ready"] and not record["text"] and "text" not in record.unread:
            log.add(record.error("is_ready", EMPTY_IS_NOT_READY))
    parsed.remarks += _iter_figure_remarks(parsed)


def _check_place(record: ParsedRecord, chapter: ParsedRecord, parsed: ParsedReport, log: ErrorLog) -> None:
    tertial = parsed.profile["tertial"]
    if chapter["part"]:
        message = "Kapitlet hämtas ur rapporten och skrivs inte. Flytta texten till ett kapitel som skrivs."
        log.add(record.error("chapter", message))
    elif tertial and str(tertial) not in chapter["tertials"]:
        log.add(record.error("chapter", f"Kapitlet är inte med i rapporter för T{tertial}."))
    else:
        areas = _list_writing_areas(chapter, parsed)
        if record["area"] not in areas:
            log.add(record.error("area", _format_writers(chapter, areas)))


def _list_writing_areas(chapter: ParsedRecord, parsed: ParsedReport) -> list[str]:
    """The codes of those that write the chapter, as ``texts.selectors.list_writing_areas`` has it."""
    year = parsed.profile["year"]
    root = next((area["code"] for area in parsed["areas"] if area["parent"] is None), None)
    if chapter["writer"] == ChapterWriter.BOARD:
        return [root] if root else []
    below = [
        area["code"]
        for area in parsed["areas"]
        if area["parent"] == root and year and (area["valid_from"] or year) <= year <= (area["valid_to"] or year)
    ]
    return below or ([root] if root else [])


def _format_writers(chapter: ParsedRecord, areas: list[str]) -> str:
    if chapter["writer"] == ChapterWriter.BOARD:
        return "Kapitlet har en text, för hela nämnden. Lämna verksamheten tom."
    named = ", ".join(areas[:MAX_NAMED_AREAS]) + (" …" if len(areas) > MAX_NAMED_AREAS else "")
    return f"Kapitlet har en text för varje verksamhet närmast under nämnden: {named}."


def _iter_figure_remarks(parsed: ParsedReport) -> Iterator[CellError]:
    """Figures that point at what the report lacks. They read so in the report, and hinder nothing."""
    known = {
        "money": {record["code"] for record in parsed["areas"]},
        "indicator": {record["code"] for record in parsed["indicators"]},
    }
    for record, key, text in _iter_texts_with_figures(parsed):
        for figure in list_figures(text):
            if figure.key not in known[figure.value]:
                message = f"En siffra i texten pekar på ”{figure.key}”, som rapporten inte har."
                yield record.error(key, message)


def _iter_texts_with_figures(parsed: ParsedReport) -> Iterator[tuple[ParsedRecord, str, RichText]]:
    for record in parsed["texts"]:
        if "siffra:" in record["text"]:
            yield record, "text", parse_markdown(record["text"])
    for sheet, keys in MARKED_KEYS.items():
        for record, key in product([parsed.profile] if sheet == PROFILE_SCHEMA.key else parsed[sheet], keys):
            if record[f"{key}{MARK_SUFFIX}"] and "siffra:" in record[key]:
                yield record, key, parse_typed_text(record[key])
