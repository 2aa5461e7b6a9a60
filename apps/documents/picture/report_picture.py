"""A report as one picture, for where its address is shared: whose it is, its first sentence, and its lights."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typst

from apps.charts.markup import clean_text
from apps.core.lights import Light
from apps.documents.cover import format_document_title
from apps.documents.pdf.characters import load_fonts, replace_missing_characters
from apps.report.board_report import BoardReport
from apps.report.measures import LightCounts

PICTURE_SIZE = (1200, 630)
"""Width and height in pixels, as networks ask for."""
_TEMPLATE = Path(__file__).with_name("picture.typ")
_PIXELS_PER_INCH = 144  # the template's page is half as many points as the picture has pixels
_ORDER = (Light.MET, Light.ON_TRACK, Light.NOT_MET, Light.UNKNOWN)


def draw_report_picture(report: BoardReport) -> bytes:
    """The picture as PNG. The same report gives the same bytes."""
    files: Any = {"main.typ": _TEMPLATE.read_bytes(), "picture.json": json.dumps(_describe(report)).encode()}
    return typst.compile(files, format="png", ppi=_PIXELS_PER_INCH, font_paths=load_fonts(), ignore_system_fonts=True)


def describe_report_picture(report: BoardReport) -> str:
    """What the picture says, for those who don't see it."""
    data = _describe(report)
    whose = f"{data['board']}, {data['municipality']}. {data['document']}."
    bars = [f"{bar['name']}: {_join_parts(bar['parts'])}." for bar in data["bars"]]
    return " ".join(filter(None, (whose, data["sentence"], *bars)))


def _join_parts(parts: list[dict[str, Any]]) -> str:
    return ", ".join(f"{one['count']} {one['label']}" for one in parts)


def _describe(report: BoardReport) -> dict[str, Any]:
    counts = (("Mål", report.goal_lights), ("Indikatorer", report.indicator_lights))
    return {
        "municipality": _show(report.municipality.name),
        "board": _show(report.board.name),
        "document": format_document_title(report),
        "sentence": _show(report.overview[0]) if report.overview else "",
        "bars": [{"name": name, "parts": parts} for name, one in counts if (parts := list(_list_parts(one)))],
        "note": "Påhittade siffror" if report.municipality.is_made_up else "",
    }


def _list_parts(counts: LightCounts) -> Iterator[dict[str, Any]]:
    for light in _ORDER:
        if count := getattr(counts, light.value):
            yield {"kind": light.value, "count": count, "label": light.label.lower()}


def _show(text: str) -> str:
    return replace_missing_characters(clean_text(text))
