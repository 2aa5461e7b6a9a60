"""The decision proposal: what the board is asked to decide, in a text set once and filled with the period's figures.

In the text a line that begins with ``#`` is a heading, one with ``-`` or ``1.`` an item of a list, and ``{{ netto }}``
a field. Nothing else in it means anything but itself.
"""

import re

from apps.core.swedish import format_tkr, get_surplus_label
from apps.documents.arrangement import DocumentChapter
from apps.documents.blocks import DocumentBlock, HeadingBlock, ListBlock, ListItem, TextRun, build_paragraphs
from apps.documents.cover import DocumentCover
from apps.documents.docx.tags import find_tag_problems
from apps.report.board_report import BoardReport

MAX_PROPOSAL_LENGTH = 20_000
NO_FIGURE = "[uppgift saknas]"
FIELD_LABELS = {
    "kommun": "kommunens namn",
    "namnd": "nämndens namn",
    "rapport": "vad rapporten heter",
    "period": "perioden",
    "diarienummer": "diarienumret",
    "budget": "årets budget, tkr",
    "utfall": "utfallet hittills, tkr",
    "prognos": "prognosen för helåret, tkr",
    "avvikelse": "avvikelsen mot budgeten med ordet överskott eller underskott, tkr",
    "mal_uppnadda": "antal uppnådda mål",
    "mal_totalt": "antal mål",
    "indikatorer_uppnadda": "antal indikatorer som når målvärdet",
    "indikatorer_totalt": "antal indikatorer med målvärde",
    "oversikt": "perioden i korthet, i två eller tre meningar",
}
DEFAULT_PROPOSAL = """# Förslag till beslut
1. {{namnd}} godkänner {{rapport}} som sin egen.
2. {{namnd}} överlämnar rapporten till kommunstyrelsen.

# Sammanfattning
{{oversikt}}
Av {{mal_totalt}} mål är {{mal_uppnadda}} uppnådda.

# Ekonomi
Årets budget är {{budget}} tkr. Avvikelsen mot budgeten är {{avvikelse}}.

# Beslutsunderlag
- {{rapport}}, {{period}}
"""
_FIELD = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_ITEM = re.compile(r"(-|\d+\.)\s+(.*)")


def find_proposal_problems(text: str) -> list[str]:
    """What is wrong with the text, in Swedish."""
    if len(text) > MAX_PROPOSAL_LENGTH:
        return [f"Texten är för lång. Den får ha högst {MAX_PROPOSAL_LENGTH} tecken."]
    return find_tag_problems(text, FIELD_LABELS)[0]


def build_proposal(report: BoardReport, cover: DocumentCover, text: str) -> DocumentChapter:
    """The proposal as blocks; the fields are filled one by one, so that a figure with braces in it is only text."""
    figures = _list_figures(report, cover)
    blocks: list[DocumentBlock] = []
    for line in (text or DEFAULT_PROPOSAL).splitlines():
        filled = _FIELD.sub(lambda found: figures.get(found[1], found[0]) or NO_FIGURE, line.strip())
        item = _ITEM.fullmatch(filled)
        if filled.startswith("#"):
            level = min(len(filled) - len(filled.lstrip("#")), 3)
            blocks.append(HeadingBlock(filled.lstrip("# "), level))
        elif item:
            _add_item(blocks, item[2], ordered=item[1] != "-")
        else:
            blocks += build_paragraphs(filled)
    return DocumentChapter(tuple(blocks))


def _add_item(blocks: list[DocumentBlock], text: str, *, ordered: bool) -> None:
    """An item of the list above it, or of a new one."""
    last = blocks[-1] if blocks else None
    if isinstance(last, ListBlock) and last.ordered == ordered:
        blocks[-1] = ListBlock((*last.items, ListItem(((TextRun(text),),))), ordered)
    else:
        blocks.append(ListBlock((ListItem(((TextRun(text),),)),), ordered))


def _list_figures(report: BoardReport, cover: DocumentCover) -> dict[str, str]:
    net = report.economy.areas[0].net if report.economy.areas else None
    amounts = {
        field: _format_amount(getattr(net.now, name) if net else None, exact=bool(net and net.now.exact))
        for field, name in (("budget", "budget"), ("utfall", "actual"), ("prognos", "forecast"))
    }
    return {
        "kommun": report.municipality.name,
        "namnd": report.board.name,
        "rapport": cover.title,
        "period": cover.period,
        "diarienummer": cover.case_number,
        **amounts,
        "avvikelse": _format_variance(net.now.variance if net else None, exact=bool(net and net.now.exact)),
        "mal_uppnadda": str(report.goal_lights.met),
        "mal_totalt": str(report.goal_lights.total),
        "indikatorer_uppnadda": str(report.indicator_lights.met),
        "indikatorer_totalt": str(report.indicator_lights.total),
        "oversikt": " ".join(report.overview),
    }


def _format_amount(kronor: int | None, *, exact: bool) -> str:
    return "" if kronor is None else format_tkr(kronor, exact=exact)


def _format_variance(kronor: int | None, *, exact: bool) -> str:
    if kronor is None:
        return ""
    label = get_surplus_label(kronor)
    return f"{label} {format_tkr(abs(kronor), exact=exact)} tkr" if kronor else label
