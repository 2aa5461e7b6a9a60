"""``docs/sheet-contract.md`` against both ends: what the server sends and takes, and what the sheet's scripts read."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.entry import shapes
from apps.entry.blocks import shapes as blocks
from apps.entry.filled_cells.services import ConfirmResult, ConfirmStatus
from apps.web.reporting.cells import cell_payloads
from tests.small_board import SmallBoard, make_small_board

ROOT = Path(__file__).resolve().parents[3]
DOCUMENT = (ROOT / "docs" / "sheet-contract.md").read_text(encoding="utf-8")
SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "static" / "js").glob("grid*.js")}
TYPED = {"key": "u:nojdhet:namnden:T", "field": "value", "raw": "88 %", "version": 0}
PASTED = {"key": TYPED["key"], "field": "value", "text": "88 %\t89 %", "shown": [], "chosen": {}, "signs": ""}

# Where the scripts hold each message: file and pattern, whose group is a property or a list of them in braces.
READ_IN_SCRIPTS = {
    "SaveAnswers": [("grid-save.js", r"response\.json\(\)\)\.(\w+)")],
    "SaveAnswer": [
        ("grid.js", r"\banswer\.(\w+)"),
        ("grid-save.js", r"\banswer\.(\w+)"),
        ("grid.js", r"#sentence\(\{([^}]*)\}"),
        ("grid.js", r"\banswers\.filter\(\(\{([^}]*)\}\)"),
        ("grid.js", r"\b(?:saved|wrong)\[0\]\.(\w+)"),
    ],
    "Warning": [("grid-cells.js", r"\bwarning\.(\w+)"), ("grid.js", r"\bwarnings\.map\(\(\{([^}]*)\}\)")],
    "Light": [("grid-complete.js", r"function drawLight\(place, \{([^}]*)\}")],
    "Inherited": [("grid-cells.js", r"\binherited\??\.(\w+)")],
    "Affected": [("grid-sheet.js", r"\n  affected\(\{([^}]*)\}")],
    "WarnedElsewhere": [("grid.js", r"\bother\.(\w+)")],
    "Filled": [("grid-fill.js", r"\bfilled\??\.(\w+)")],
    "ConfirmAnswers": [("grid-fill.js", r"response\.json\(\)\)\.(\w+)")],
    "ConfirmAnswer": [
        ("grid-fill.js", r"\banswer\.(\w+)"),
        ("grid.js", r"\banswers\.filter\(\(\{([^}]*)\}\)"),
        ("grid.js", r"\brefused\[0\]\.(\w+)"),
        ("grid.js", r"  #renew\(\{([^}]*)\}\) \{"),
    ],
    "Theirs": [("grid.js", r"\btheirs\.(\w+)"), ("grid-conflict.js", r"\btheirs\.(\w+)")],
    "PastePreview": [("grid-paste.js", r"function (?:draw|askLines)\(dialog, \{([^}]*)\}")],
    "UnplacedLine": [
        ("grid-paste.js", r"\bunplacedLine\(place, \{([^}]*)\}\) \{"),
        ("grid-paste.js", r"\bone\.(\w+)"),
    ],
    "RowChoice": [("grid-paste.js", r"\bchoice\.(\w+)")],
    "PreviewCell": [("grid-paste.js", r"\bcell\.(\w+)"), ("grid-paste.js", r"\bshown\.map\(\(\{ cell: \{([^}]*)\}")],
}
SENT_BY_SCRIPTS = {
    "SaveRequest": ("grid-save.js", r"JSON\.stringify\(\{([^}]*)\}\)"),
    "CellWrite": ("grid-save.js", r"\bentries\.map\(\(\{[^}]*\}\) => \(\{([^}]*)\}"),
    "ConfirmRequest": ("grid-fill.js", r"JSON\.stringify\(\{([^}]*)\}\)"),
    "SeenRow": ("grid-fill.js", r"(\w+): (?:row\.dataset\.key|Number\(row)"),
    "PasteRequest": ("grid-paste.js", r"JSON\.stringify\(\{([^}]*)\}\)"),
}


def documented(message: str) -> dict[str, list[str]]:
    """The fields of a message in the document, each with the other columns of its row."""
    _, _, rest = DOCUMENT.partition(f"\n### {message}\n")
    assert rest, f"docs/sheet-contract.md has no heading {message}"
    section = re.split(r"\n##+ ", rest)[0]
    rows = [[part.strip() for part in line.strip("|").split("|")] for line in section.splitlines() if line[:1] == "|"]
    return {name.strip("`"): more for name, *more in rows[2:]}


def found_in_script(file: str, pattern: str) -> set[str]:
    """The properties that a pattern finds in a script."""
    found = re.findall(pattern, SCRIPTS[file])
    assert found, f"{file} has nothing like {pattern}: tell this test where the message is now held"
    return {name.strip() for names in found for name in names.split(",") if name.strip()}


def save_answer() -> dict[str, Any]:
    """A save's answer with everything that there can be in one."""
    return cell_payloads.build_answer_payload(
        shapes.SaveResult(
            key="k",
            field="f",
            status=shapes.SaveStatus.STALE,
            raw="1",
            text="2",
            version=3,
            warnings=(shapes.CellWarning("odd", "Stämmer det?"),),
            light=shapes.CellLight("met", "uppfyllt", "circle", "Målet är nått."),
            affected=(
                shapes.AffectedCell(
                    "k",
                    "g",
                    "4",
                    warnings=(shapes.CellWarning("odd", "Stämmer det?"),),
                    version=4,
                    light=shapes.CellLight("met", "uppfyllt", "circle", "Målet är nått."),
                ),
            ),
            related_warnings=(shapes.RelatedWarning("l", "f", "odd", ""),),
            conflict=shapes.CellConflict("2", "två", "Anna", None, 3),
            inherited=shapes.InheritedBudget("5", "från T1"),
            fill=shapes.RowFill(("f",), ()),
        ),
        user_id=1,
    )


def sent_by_server() -> dict[str, dict[str, Any]]:
    """Each message as the server writes it."""
    answer = save_answer()
    line = blocks.UnplacedLine(1, "Personal", "Flera rader heter så.", (blocks.RowChoice("d:ifo:staff", "Personal"),))
    cell = blocks.PreviewCell(0, 0, "1", "ok")
    preview = cell_payloads.build_preview_payload(blocks.BlockPreview((cell,), 1, 1, unplaced=(line,)))
    return {
        "SaveAnswer": answer,
        "Warning": answer["warnings"][0],
        "Light": answer["light"],
        "Inherited": answer["inherited"],
        "Affected": answer["affected"][0],
        "WarnedElsewhere": answer["elsewhere"][0],
        "Filled": answer["filled"],
        "ConfirmAnswer": cell_payloads.build_confirm_payload(ConfirmResult("k", ConfirmStatus.SAVED), user_id=1),
        "Theirs": answer["theirs"],
        "PastePreview": preview,
        "PreviewCell": preview["cells"][0],
        "UnplacedLine": preview["unplaced"][0],
        "RowChoice": preview["unplaced"][0]["choices"][0],
    }


def post(client: Client, name: str, body: Any) -> Any:
    """What the small board's controller gets for a request."""
    small = make_small_board()
    client.force_login(small["controller"])
    return client.post(address(small, name), json.dumps(body), content_type="application/json")


def address(small: SmallBoard, name: str) -> str:
    board = small.board
    return reverse(name, args=[board.municipality.slug, board.slug, small.round.year, small.round.tertial])


@pytest.mark.parametrize("message", sent_by_server())
def test_the_server_sends_what_is_documented(message: str) -> None:
    assert set(sent_by_server()[message]) == set(documented(message))


@pytest.mark.parametrize("message", READ_IN_SCRIPTS)
def test_the_scripts_read_what_is_documented_as_read(message: str) -> None:
    read = set().union(*(found_in_script(*place) for place in READ_IN_SCRIPTS[message]))
    assert read == {name for name, (_, is_read, *_) in documented(message).items() if is_read == "yes"}


@pytest.mark.parametrize("message", SENT_BY_SCRIPTS)
def test_the_scripts_send_what_is_documented(message: str) -> None:
    assert found_in_script(*SENT_BY_SCRIPTS[message]) == set(documented(message))


def test_every_documented_message_is_held_against_its_code() -> None:
    assert set(re.findall(r"\n### (\w+)", DOCUMENT)) == {*READ_IN_SCRIPTS, *SENT_BY_SCRIPTS}


def test_warnings_of_an_affected_cell_are_left_out_when_nothing_is_said_of_them() -> None:
    assert "warnings" not in cell_payloads.build_affected_payload(shapes.AffectedCell("k", "f", "1"))


def test_the_statuses_of_a_save_are_documented() -> None:
    sentence = DOCUMENT.partition("### SaveAnswer\n")[2].partition("\n\n")[0]
    assert set(re.findall(r"`(\w+)`", sentence)) - {"status", "version"} == set(shapes.SaveStatus)


def test_the_statuses_that_the_preview_knows_are_documented() -> None:
    sentence = DOCUMENT.partition("### PreviewCell\n")[2].partition("\n\n")[0]
    known = set(re.findall(r'cell\.status === "(\w+)"', SCRIPTS["grid-paste.js"]))
    assert known
    assert known < set(re.findall(r"`(\w+)`", sentence))


@pytest.mark.django_db
def test_a_save_as_documented_is_answered_cell_by_cell(client: Client) -> None:
    assert set(TYPED) == set(documented("CellWrite"))
    answer = post(client, "reporting_save", {"cells": [TYPED, {**TYPED, "raw": "åttio"}]})
    assert set(answer.json()) == set(documented("SaveAnswers"))
    assert [one["status"] for one in answer.json()["answers"]] == ["saved", "invalid"]
    assert set(answer.json()["answers"][0]) == set(documented("SaveAnswer"))


@pytest.mark.django_db
@pytest.mark.parametrize("missing", TYPED)
def test_a_save_without_one_of_its_fields_is_refused(client: Client, missing: str) -> None:
    cell = {name: value for name, value in TYPED.items() if name != missing}
    assert post(client, "reporting_save", {"cells": [cell]}).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize(("field", "longest"), [("key", "400"), ("field", "400"), ("raw", "50 000")])
def test_a_text_that_is_longer_than_documented_is_refused(client: Client, field: str, longest: str) -> None:
    assert documented("CellWrite")[field][0] == f"text, at most {longest} signs"
    text = "x" * (int(longest.replace(" ", "")) + 1)
    assert post(client, "reporting_save", {"cells": [{**TYPED, field: text}]}).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize(("count", "status"), [(500, 200), (501, 400)])
def test_a_save_holds_five_hundred_cells_and_no_more(client: Client, count: int, status: int) -> None:
    assert "the server takes at most 500" in DOCUMENT
    assert post(client, "reporting_save", {"cells": [TYPED] * count}).status_code == status


def test_the_scripts_send_no_more_than_the_server_takes() -> None:
    (most,) = re.findall(r"const MOST_AT_ONCE = (\d+);", SCRIPTS["grid-save.js"])
    assert f"at most {most} cells in each" in DOCUMENT
    assert int(most) <= cell_payloads.MOST_CELLS


@pytest.mark.django_db
def test_a_block_as_documented_is_shown_as_it_was_read(client: Client) -> None:
    assert set(PASTED) == set(documented("PasteRequest"))
    answer = post(client, "reporting_paste", PASTED)
    assert set(answer.json()) == set(documented("PastePreview"))
    assert set(answer.json()["cells"][0]) == set(documented("PreviewCell"))


@pytest.mark.django_db
@pytest.mark.parametrize(("missing", "status"), [("key", 400), ("field", 400), ("text", 400), ("shown", 200)])
def test_a_block_without_one_of_its_fields(client: Client, missing: str, status: int) -> None:
    body = {name: value for name, value in PASTED.items() if name != missing}
    assert post(client, "reporting_paste", body).status_code == status


def test_the_statuses_of_a_yes_are_documented() -> None:
    sentence = DOCUMENT.partition("### ConfirmAnswer\n")[2].partition("\n\n")[0]
    assert set(re.findall(r"`(\w+)`", sentence)) - {"status", "version"} == set(ConfirmStatus)


@pytest.mark.django_db
@pytest.mark.parametrize(("missing", "status"), [("", 200), ("key", 400), ("version", 400)])
def test_a_yes_is_answered_row_by_row(client: Client, missing: str, status: int) -> None:
    seen = {name: value for name, value in {"key": TYPED["key"], "version": 0}.items() if name != missing}
    assert missing or set(seen) == set(documented("SeenRow"))
    answer = post(client, "reporting_confirm", {"rows": [seen]})
    assert answer.status_code == status
    if status == 200:
        assert answer.json() == {
            "answers": [
                {
                    "key": TYPED["key"],
                    "status": "unchanged",
                    "message": "",
                    "filled": None,
                    "version": None,
                    "texts": {},
                }
            ]
        }


@pytest.mark.django_db
@pytest.mark.parametrize("body", [{}, {"rows": "u:nojdhet:namnden:T"}, {"rows": ["u:nojdhet:namnden:T"]}])
def test_a_yes_of_another_shape_is_refused(client: Client, body: dict[str, Any]) -> None:
    assert post(client, "reporting_confirm", body).status_code == 400


@pytest.mark.django_db
def test_a_script_that_is_logged_out_gets_to_know(client: Client) -> None:
    place = address(make_small_board(), "reporting_save")
    answer = client.post(place, "{}", content_type="application/json", headers={"Accept": "application/json"})
    assert answer.status_code == 401
