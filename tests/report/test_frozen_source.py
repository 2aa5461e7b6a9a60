"""What a version was published from is kept for ever: names stay, and what an old version lacks has its default."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from apps.budget.services import BudgetChangeRow, InterimForecastRow, save_budget_changes, save_interim_forecasts
from apps.core.choices import RelationAnswer
from apps.goals.relation_rules import IndicatorRelation
from apps.goals.relations import answer_relation
from apps.report.frozen_source import References, _decode_source, _encode_source
from apps.report.source import load_source
from apps.report.source_types import (
    OUTCOME_COLUMNS,
    TARGET_COLUMNS,
    AssessmentSourceRow,
    IndicatorSourceRow,
    InvestmentSourceRow,
)
from tests.small_board import SmallBoard

# As the first version of the product stored them. A name that is gone here makes published reports unreadable.
STORED = {
    "": {
        "round", "board", "municipality", "frame", "indicators", "assessments", "risks", "targets", "outcomes",
        "operating", "investments", "headlines", "publications", "budget_changes", "interim_forecasts",
        "relations", "chapters", "sections", "reorganisations", "former_areas", "area_changes", "indicator_merges",
        "own_tables", "cost_types",
    },
    "round": {"source_title", "texts_are_summaries", "decision_date", "decision_paragraph", "case_number"},
    "frame": {"areas", "focus_areas", "goals", "tables", "comments", "answers", "target_changes", "definition_changes"},
}  # fmt: skip
"""Those of older versions have the round's summary too, which is among the comments now and is read from there."""
ROWS = {
    "areas": {"id", "code", "name", "kind", "parent_id", "valid_from"},
    "goals": {"id", "code", "name", "level", "description", "parent_id", "focus", "areas"},
}
LISTS = ("areas", "goals", "indicators", "targets", "outcomes", "operating", "investments", "risks")
NEW_COLUMNS = {"counts_persons": False, "kolada_id": None, "valid_to": None, "heading": "", "decimals": 0}


def stored_json(small: SmallBoard) -> dict[str, Any]:
    data = _encode_source(load_source(small.round), References([[2023, 3, {"amounts": None}]], [[1, "a"]]))
    return dict(msgspec.json.decode(data))


def test_names_are_stored_as_they_always_were(small: SmallBoard) -> None:
    found = stored_json(small)
    assert {name: set(found[name] if name else found) for name in STORED} == STORED
    assert {name: set(found["frame"][name][0]) for name in ROWS} == ROWS
    assert set(found["indicators"][0]) == set(IndicatorSourceRow.__struct_fields__)
    assert {len(row) for row in found["targets"]} == {len(TARGET_COLUMNS)}
    assert {len(row) for row in found["outcomes"]} == {len(OUTCOME_COLUMNS)}


def test_what_is_stored_is_read_as_it_was(small: SmallBoard) -> None:
    home, day = small.areas["hemtjanst"], date(2024, 5, 2)
    change = BudgetChangeRow(
        service_area_id=home, year=2024, tertial=2, date=day, kind="state_grant", amount=7, decision="KF § 3", note="Å"
    )
    save_budget_changes(by=None, board=small.board, rows=[change])
    forecast = InterimForecastRow(service_area_id=home, date=day, forecast=-9, note="Preliminär")
    save_interim_forecasts(by=None, board=small.board, rows=[forecast])
    relation = IndicatorRelation("same_measure", "arenden", ("nojdhet",))
    answer_relation(by=None, board=small.board, relation=relation, answer=RelationAnswer.CONFIRMED)
    before = load_source(small.round)
    data = _encode_source(before, References([], []))
    rows = _decode_source(data, small.round).rows
    assert rows.round.board.tolerance_percent == before.round.board.tolerance_percent
    assert before.budget_changes
    assert before.interim_forecasts
    assert before.relations
    for name in (*LISTS, "budget_changes", "interim_forecasts", "relations"):
        assert getattr(rows, name) == getattr(before, name)
        assert [type(row) for row in getattr(rows, name)] == [type(row) for row in getattr(before, name)]
    assert {type(row.value) for row in rows.outcomes if row.value is not None} == {Decimal}


def test_an_old_version_without_later_columns_is_read(small: SmallBoard) -> None:
    found = stored_json(small)
    for indicator in found["indicators"]:
        for name in NEW_COLUMNS:
            del indicator[name]
        indicator["gone_since"] = 1
    for name in ("budget_changes", "interim_forecasts", "relations"):
        del found[name]
    found["frame"]["tables"] = [
        {"id": 7, "code": "t", "title": "T", "note": "", "unit": "tkr", "position": 1, "round_id": 3}
    ]
    found["frame"]["answers"] = [{"fingerprint": "a", "reason": "other", "text": "", "size": 5}]
    found["operating"] = [[1, 2023, 3, "net", 1, 2, None, None, None, 7, "", "", 4]]
    found["investments"] = [[1, "a", "A", None, 1, 2023, 3, "net", None, None, 1, 2, None, None, None, 7, ""]]
    owner = {"id": 1, "municipality_id": 1, "board_id": 1, "round_id": 3, "service_area_id": 1}
    found["assessments"] = [{**owner, "goal_id": 1, "rating": "met"}]
    rows = _decode_source(msgspec.json.encode(found), small.round).rows
    assert [{name: getattr(one, name) for name in NEW_COLUMNS} for one in rows.indicators] == [NEW_COLUMNS] * len(
        found["indicators"]
    )
    assert (rows.budget_changes, rows.interim_forecasts, rows.relations) == ([], [], [])
    assert (rows.tables[0].round_id, rows.answers[0].size) == (3, Decimal(5))
    assert (rows.operating[0].version, rows.operating[0].corrects) == (4, None)
    assert tuple(rows.operating[0]) == (*found["operating"][0], None, None)
    assert rows.investments == [InvestmentSourceRow(*found["investments"][0], is_corrected=False)]
    assert rows.assessments == [AssessmentSourceRow(**owner, goal_id=1, rating="met")]
