"""While one types a figure of a confirmed relation, the cell says what the finding would say."""

from decimal import Decimal
from typing import Any

import pytest

from apps import planning
from apps.entry.services import save_cell
from apps.entry.sheets.outcomes import load_outcome_sheet
from apps.goals import services as goals
from apps.goals.models import Indicator, Outcome
from apps.goals.relation_rules import IndicatorRelation
from apps.publishing.adoption import adopt_round
from apps.rounds.models import Round
from apps.workflow import corrections
from tests.small_board import SmallBoard
from tests.workflow.test_handover import MEETING, to_approved

SHARE = "Bifall/prövade"
MESSAGE = f"”{SHARE}” T2 2024 är inte ”Bifall” delat med ”Prövade”. Stämmer siffran?"


@pytest.fixture
def related(small: SmallBoard) -> SmallBoard:
    """Of 80 tried applications 60 were approved: the share is confirmed to be their quotient."""
    plain: dict[str, Any] = {"decimals": 0, "direction": "higher", "accumulation": "flow", "kind": "volume"}
    rows = [
        goals.IndicatorRow(code=code, name=name, unit=unit, **plain)
        for code, name, unit in (("andel", SHARE, "%"), ("bifall", "Bifall", "antal"), ("provade", "Prövade", "antal"))
    ]
    goals.save_indicators(by=None, board=small.board, rows=rows)
    ids = goals.find_ids_by_code(Indicator, small.board)
    goals.save_outcomes(
        by=None, board=small.board,
        rows=[
            goals.OutcomeRow(indicator_id=ids[code], service_area_id=small.areas["namnden"], year=2024, tertial=2,
                             value=Decimal(value)) for code, value in (("bifall", 60), ("provade", 80))
        ],
    )  # fmt: skip
    relation = IndicatorRelation("quotient", "andel", ("bifall", "provade"))
    planning.confirm_relation(by=small["controller"], board=small.board, relation=relation)
    return small


def type_value(small: SmallBoard, code: str, raw: str) -> list[str]:
    key = f"u:{code}:namnden:T"
    rows = Outcome.objects.filter(indicator__code=code, board=small.board, year=2024, tertial=2)
    version = rows.values_list("version", flat=True).first() or 0
    saved = save_cell(round_=small.round, key=key, field="value", raw=raw, version=version, by=small["controller"])
    return [one.message for one in saved.warnings if one.code == "relation"]


def read_warnings(small: SmallBoard) -> set[str]:
    """The rows of the sheet that warn of a relation."""
    sheet = load_outcome_sheet(
        Round.objects.select_related("board__municipality").get(pk=small.round.pk), small["controller"]
    )
    return {
        row.key
        for section in sheet.sections
        for row in section.rows
        for cell in row.cells
        if any(one.code == "relation" for one in cell.warnings)
    }


def test_a_share_that_its_terms_do_not_give_warns(related: SmallBoard) -> None:
    assert type_value(related, "andel", "57") == [MESSAGE]
    assert read_warnings(related) == {f"u:{code}:namnden:T" for code in ("andel", "bifall", "provade")}


def test_a_share_that_holds_is_silent(related: SmallBoard) -> None:
    assert type_value(related, "andel", "75") == []
    assert read_warnings(related) == set()


def test_a_term_warns_too_and_is_silent_when_it_is_mended(related: SmallBoard) -> None:
    type_value(related, "andel", "75")
    assert type_value(related, "bifall", "66") == [MESSAGE]
    assert type_value(related, "bifall", "60") == []


def test_a_refused_relation_does_not_warn(related: SmallBoard) -> None:
    relation = IndicatorRelation("quotient", "andel", ("bifall", "provade"))
    planning.refuse_relation(by=related["controller"], board=related.board, relation=relation)
    assert type_value(related, "andel", "57") == []


def test_a_correction_is_held_to_the_relations_of_its_time(related: SmallBoard) -> None:
    type_value(related, "andel", "75")
    to_approved(related)
    adopt_round(round_=related.round, by=related["registrar"], meeting=MEETING)
    relation = IndicatorRelation("quotient", "andel", ("bifall", "provade"))
    planning.withdraw_relation(by=related["controller"], board=related.board, relation=relation)
    related.round.refresh_from_db()
    corrections.open_correction(round_=related.round, by=related["controller"], reason="Fel andel.")
    related.round.refresh_from_db()
    assert type_value(related, "andel", "57") == [MESSAGE]
