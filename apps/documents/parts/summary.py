"""The report in short, what to look at first, and the findings: a document's first and last part."""

from apps.checks.base import FINDING_KIND_LABELS
from apps.checks.registry import get_check_title, get_compared_labels, get_finding_kind
from apps.documents.blocks import (
    DocumentBlock,
    HeadingBlock,
    ListBlock,
    ListItem,
    ParagraphBlock,
    TextRun,
    build_labelled,
    build_paragraphs,
)
from apps.documents.rich_text_blocks import build_written_text
from apps.report.board_report import Attention, BoardReport, Finding

_KIND_LABELS = {"deficit": "Underskott", "goal": "Mål", "indicator": "Indikatorer", "risk": "Intern kontroll"}
_FINDING_LABELS = {
    "contradiction": "Säger emot sig självt",
    "oddity": "Ovanligt",
    "rounding": "Kan bero på avrundning",
}


def build_summary(report: BoardReport) -> list[DocumentBlock]:
    """The board's own words first, then the year in figures."""
    blocks = build_written_text(report, "summary")
    for sentence in report.overview:
        blocks += build_paragraphs(sentence)
    return blocks


def build_attention(report: BoardReport) -> list[DocumentBlock]:
    """What needs attention, kind by kind, with cause and action."""
    blocks: list[DocumentBlock] = []
    for kind, label in _KIND_LABELS.items():
        found = [one for one in report.attention if one.kind == kind]
        if found:
            blocks.append(HeadingBlock(label, 2))
        for one in found:
            blocks += _build_attention_item(one)
    return blocks


def _build_attention_item(one: Attention) -> list[DocumentBlock]:
    change = (TextRun(f" ({one.change_label})"),) if one.change_label else ()
    shape = () if one.kind in {"deficit", "risk"} else (TextRun(" – "), TextRun("", light=one.light))
    blocks: list[DocumentBlock] = [ParagraphBlock((TextRun(one.headline, bold=True), *shape, *change))]
    blocks += build_paragraphs(one.why)
    if one.parts:
        texts = [f"{part.text}. {part.why}" if part.why else part.text for part in one.parts]
        items = tuple(ListItem(((TextRun(text),),)) for text in texts)
        blocks.append(ListBlock(items))
    return [*blocks, *build_labelled("Det här görs", one.action)]


def build_findings(report: BoardReport) -> list[DocumentBlock]:
    """Where the report does not agree with itself, kind by kind, and what the board answered."""
    blocks: list[DocumentBlock] = []
    for kind in FINDING_KIND_LABELS:
        found = [one for one in report.findings if get_finding_kind(one) == kind]
        if found:
            blocks.append(HeadingBlock(_FINDING_LABELS[kind], 2))
        for one in found:
            blocks += _build_finding(one)
    return blocks


def _build_finding(one: Finding) -> list[DocumentBlock]:
    expected, stated = get_compared_labels(one.check)
    figures = [
        f"{label}: {text}" if label else text for label, text in ((expected, one.expected), (stated, one.found)) if text
    ]
    blocks: list[DocumentBlock] = [
        ParagraphBlock((TextRun(f"{one.name}: ", bold=True), TextRun(get_check_title(one.check)))),
        *build_paragraphs(one.message),
        *build_paragraphs(". ".join(figures), "note"),
    ]
    if one.quote:
        quote = f"{one.quote.before}{one.quote.text}{one.quote.after}".strip()
        blocks += build_paragraphs(f"”{quote}” ({one.quote.source})", "note")
    if one.answer:
        blocks += build_labelled("Nämndens svar", f"{one.answer.reason_label}. {one.answer.text}".strip())
    return blocks
