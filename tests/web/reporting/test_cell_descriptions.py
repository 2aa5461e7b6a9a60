"""What a screen reader is told about a cell: its description names the texts that the page has, and no others."""

import pytest
from django.template.loader import render_to_string
from lxml import html

from apps.entry.shapes import CellStatus, CellWarning, InheritedBudget, InputKind, SheetCell
from apps.web.reporting.cells.cell_view import build_cell_view
from tests.web.id_references import list_dangling_references

COMPUTED = {"computed": "Räknas ut: 149"}
INHERITED = {"inherited": InheritedBudget("100", "från budgeten")}
WARNING = {"warnings": (CellWarning("large", "Ovanligt stort."),)}


def make_cell(**more) -> SheetCell:
    plain = {"status": CellStatus.OK, "version": 1, "editable": True, "kind": InputKind.LINE}
    return SheetCell(**{"key": "k", "field": "value", "label": "Utfall", "text": "", "stored": "", **plain, **more})


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, ""),
        (COMPUTED, "c-s"),
        (INHERITED, "c-f"),
        (WARNING, "c-m"),
        ({"message": "Går inte att läsa.", "status": CellStatus.INVALID}, "c-m"),
        ({"status": CellStatus.STALE}, "c-m"),
        (COMPUTED | WARNING, "c-s c-m"),
    ],
)
@pytest.mark.parametrize("template", ["cell_field", "cell_with_message", "text_rating"])
def test_a_description_names_what_is_there(template: str, more: dict, expected: str) -> None:
    cell = build_cell_view(make_cell(**more), id_="c", row="Nöjda", labels="c-l")
    assert cell.described_by == expected
    if template == "cell_with_message" and not expected:
        return  # the sheet draws a cell without a description by itself
    drawn = html.fromstring("<div>" + render_to_string(f"reporting/parts/{template}.html", {"cell": cell}) + "</div>")
    assert [one for one in list_dangling_references(drawn) if "describedby" in one] == []
    assert (drawn.xpath("string(//@aria-describedby)")) == expected
