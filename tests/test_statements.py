"""Every statement that is written by hand names only what the database has, and says so in a test, not at a visit.

Each is explained against the migrated database, which reads all its names and runs nothing. A statement that is not in
the list below fails too: what is in no list is looked at by nobody.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.db import connection

from apps.audit.history import set_history_context
from apps.core.fact_tables import FactTable, StatementPart
from apps.entry.keys import EntryKey, EntryKind
from apps.entry.progress import stored_counts
from apps.entry.row_definitions import ROW_DEFINITIONS
from apps.entry.stored import manual_edits, save_context
from apps.goals.models import Assessment, Indicator
from apps.publishing import published_lists, published_reports
from apps.publishing import services as publishing
from apps.publishing.records import (
    queries,
    record_counts,
    record_rows,
    record_selection,
    report_versions,
    round_statements,
)
from apps.publishing.search import queries as search
from apps.report import frozen_source, source
from apps.report.plan.history import PLAN_TABLES, rewrite_for_period
from apps.report.source_types import AssessmentSourceRow, IndicatorSourceRow, InvestmentSourceRow
from apps.rounds import services as rounds
from apps.workflow import correction_changes
from tests.small_board import SmallBoard

APPS = Path(__file__).resolve().parent.parent / "apps"
SQL = re.compile(r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b")
# Values of the parameters, by name: what they are does not matter, only that their types fit.
VALUES: Mapping[str, Any] = {
    "board": 1, "boards": [1], "round": 1, "rounds": [1], "user": 1, "year": 2024, "tertial": 2, "indicators": "",
    "goals": "", "codes": "", "genders": "", "keys": "", "tables": "", "marks": "{}",
}  # fmt: skip
SEARCHED: Mapping[str, Any] = {
    "terms": "a:*", "kind": "goal", "municipalities": [1], "limit": 3, "entries": [1], "options": search._OPTIONS,
}  # fmt: skip
ROUND_PERIOD = ("here.board_id", "here.year * 10 + here.tertial")
GIVEN_PERIOD = ("%(board)s", "%(year)s * 10 + %(tertial)s")
KINDS = [frozenset({kind}) for kind in EntryKind] + [frozenset(EntryKind)]

# What is read of an earlier period is read through ``rewrite_for_period``: the statement, and where its period is told.
REWRITTEN: dict[str, tuple[str, tuple[str, str]]] = {
    **{f"report.source {name}": (sql, GIVEN_PERIOD) for name, sql in source._BOARD_QUERIES.items()},
    "report.source investments": (source._INVESTMENT_QUERY, GIVEN_PERIOD),
    "report.source plan": (source._PLAN_QUERY, ROUND_PERIOD),
    **{
        f"entry.stored.save_context {' '.join(sorted(kinds))}": (save_context._build_statement(kinds), GIVEN_PERIOD)
        for kinds in KINDS
    },
}
STATEMENTS: dict[str, tuple[str, Any]] = {
    **{name: (sql, VALUES) for name, (sql, _) in REWRITTEN.items()},
    **{f"{name}, earlier": (rewrite_for_period(sql, *period), VALUES) for name, (sql, period) in REWRITTEN.items()},
    **{f"report.source {name} of boards": (sql, VALUES) for name, sql in source._BOARDS_QUERIES.items()},
    "report.frozen_source": (frozen_source._LATEST_QUERY, [1]),
    "rounds.services lock": (rounds._LOCK_QUERY.format(", ".join(rounds._list_round_columns())), [1, "adopted", [1]]),
    "workflow.correction_changes": (correction_changes._STATEMENT, VALUES),
    "publishing.services adopted": (publishing._ADOPTED_REPORTS_QUERY, VALUES),
    "publishing.services referenced": (publishing._REFERENCED_REPORTS_QUERY, [[1], ["a"]]),
    "publishing.published_reports": (published_reports._CACHED_PAGE_QUERY, ["/a/", "b"]),
    "publishing.published_reports of a member": (published_reports._MEMBER_PAGE_QUERY, [1, "/a/", "b"]),
    "publishing.published_lists fingerprint": (published_lists._FINGERPRINT_QUERY, {"municipality": "", "day": ""}),
    "publishing.published_lists": (
        published_lists._CACHED_LIST_QUERY,
        {"municipality": "", "address": "/", "build": "b", "day": ""},
    ),
    "publishing.search latest": (search._LATEST_QUERY, SEARCHED),
    "publishing.search indexed": (search._INDEXED_QUERY, SEARCHED),
    "publishing.search hits": (search._HITS_QUERY, SEARCHED),
    "publishing.records.report_versions": (
        report_versions.FIND_VERSION_QUERY,
        {**VALUES, "municipality": "a", "board": "b", "version": None},
    ),
    "publishing.records.queries series": (queries._SERIES_QUERY, {"code": "a"}),
    "publishing.records.record_rows count": (record_rows.COUNT_QUERY.format("WHERE r.board_id = %s"), [1]),
    "publishing.records.record_rows named": (record_rows._STATEMENTS_QUERY, [["a"], ["b"], 1]),
    "publishing.records.round_statements": (
        round_statements._DIGESTS_QUERY.format(round_statements._OF_OTHERS),
        {"board": 1, "rounds": [1], "names": ["a"]},
    ),
    "publishing.records.round_statements latest": (
        round_statements._LATEST_ROUNDS_QUERY,
        {"board": 1, "names": ["a"]},
    ),
    "entry.progress.stored_counts": (stored_counts._STORED_QUERY, ["a", [1]]),
    "imports.job_progress": (
        "UPDATE imports_importjob SET done = %s, total = %s, message = %s, heartbeat_at = now() WHERE id = %s",
        [1, 2, "a", 1],
    ),
}
# Where in apps there is SQL, and what of it is tried: ``STATEMENTS``, the test that runs it, or that it names nothing.
PLACES: dict[str, set[str]] = {
    "STATEMENTS": {
        "entry/stored/save_context.py _COMMON_QUERIES",
        "entry/stored/save_context.py _INDICATOR_IDS",
        "entry/stored/save_context.py _AREA_IDS",
        "entry/stored/save_context.py _LINES_QUERY",
        "entry/stored/save_context.py _IS_RELATED",
        "entry/stored/save_context.py _PART_CODES",
        "entry/stored/save_context.py _QUERIES_BY_KIND",
        "entry/stored/save_context.py _RELATIONS_QUERY",
        "entry/stored/save_context.py _build_statement",
        "entry/progress/stored_counts.py _STORED_QUERY",
        "imports/job_progress.py JobProgress",
        "publishing/published_lists.py _CACHED_LIST_QUERY",
        "publishing/published_lists.py _FINGERPRINT_QUERY",
        "publishing/published_reports.py _CACHED_PAGE_QUERY",
        "publishing/published_reports.py _MEMBER_PAGE_QUERY",
        "publishing/records/queries.py _SERIES_QUERY",
        "publishing/records/report_versions.py FIND_VERSION_QUERY",
        "publishing/records/record_rows.py COUNT_QUERY",
        "publishing/records/round_statements.py _DIGESTS_QUERY",
        "publishing/records/round_statements.py _LATEST_ROUNDS_QUERY",
        "publishing/records/record_rows.py _STATEMENTS_QUERY",
        "publishing/search/queries.py _HITS_QUERY",
        "publishing/search/queries.py _INDEXED_QUERY",
        "publishing/search/queries.py _LATEST_QUERY",
        "publishing/services.py _ADOPTED_REPORTS_QUERY",
        "publishing/services.py _REFERENCED_REPORTS_QUERY",
        "report/frozen_source.py _LATEST_QUERY",
        "report/own_tables/rows.py _list_lines",
        "report/own_tables/rows.py build_own_tables_query",
        "report/plan/history.py _GOAL_LINK_CONDITION",
        "report/plan/history.py select_plan_rows",
        "report/source.py AREA_QUERY",
        "report/source.py _FACT_QUERIES",
        "report/source.py _INVESTMENT_QUERY",
        "report/source.py _PLAN_QUERIES",
        "report/source.py _TARGET_CHANGE_QUERY",
        "report/source.py _PLAN_QUERY",
        "rounds/services.py _LOCK_QUERY",
        "workflow/correction_changes.py _EVENT_QUERIES",
        "workflow/correction_changes.py _STATEMENT",
    },
    "test_a_save_names_what_its_table_has": {
        "audit/history.py _SET_CONTEXT_QUERY",
        "core/fact_tables.py FactTable",
        "entry/stored/row_statements.py write_rows",
        "entry/stored/row_statements.py _run_statement",
        "rounds/services.py build_draft_delete",
        "rounds/services.py build_fill_confirmation",
        "rounds/services.py build_round_touch",
    },
    "test_what_people_typed_last_is_read": {
        "entry/stored/manual_edits.py _load_saved_edits",
        "entry/stored/manual_edits.py _OF_AREAS",
        "entry/stored/manual_edits.py _build_previous_text_sql",
    },
    "test_records_are_read_by_every_filter_and_order": {
        "publishing/records/record_selection.py FILTER_CONDITIONS",
        "publishing/records/record_selection.py _BOARD_SUBQUERY",
        "publishing/records/record_counts.py count_records",
        "publishing/records/record_counts.py find_known_count",
        "publishing/records/record_counts.py _BOARD_COUNTS_QUERY",
        "publishing/records/record_counts.py count_by_order",
        "publishing/records/queries.py _load_rows",
        "publishing/records/queries.py stream_documents",
        "publishing/records/record_selection.py build_from_clause",
    },
    "test_records_are_counted_and_compared": {
        "publishing/records/count_cubes.py build_cube_rows",
        "publishing/records/record_rows.py _ROWS_QUERY",
        "publishing/records/record_rows.py count_again",
        "publishing/records/record_rows.py count_all",
        "publishing/records/record_rows.py delete_rows",
        "publishing/records/record_rows.py load_row_digests",
    },
    "names no table of ours": {
        "api/entry/views.py _find_earlier_call",
        "config/health.py _can_reach_database",
        "config/postgres.py _find_answering_sockets",
        "core/plan_time.py _write_setting",
        "publishing/records/services.py lock_records",
    },
}


def explain(sql: str, values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}", values)


@pytest.mark.django_db
@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_names_what_the_database_has(name: str) -> None:
    explain(*STATEMENTS[name])


def places_with_sql() -> Iterator[str]:
    """Each top-level name of a module that has SQL in it; docstrings are none."""
    for path in sorted(APPS.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            documented = [one for one in ast.walk(node) if isinstance(one, ast.FunctionDef | ast.ClassDef)]
            docstrings = {id(one.body[0].value) for one in documented if isinstance(one.body[0], ast.Expr)}
            texts = (
                one.value
                for one in ast.walk(node)
                if isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in docstrings
            )
            if not isinstance(node, ast.Expr) and any(SQL.search(text) for text in texts):
                yield f"{path.relative_to(APPS)} {get_name(node)}"


def get_name(node: ast.stmt) -> str:
    if isinstance(node, ast.AnnAssign):
        return ast.unparse(node.target)
    return ast.unparse(node.targets[0]) if isinstance(node, ast.Assign) else str(getattr(node, "name", "?"))


def test_every_statement_is_tried() -> None:
    listed = {place for places in PLACES.values() for place in places}
    differs = sorted(set(places_with_sql()) ^ listed)
    assert not differs, (
        f"{differs}: SQL by hand that no test tries, or that is gone. Add the statement to STATEMENTS in"
        " tests/test_statements.py, and its place to PLACES."
    )
    assert all(name in globals() for name in PLACES if name != "names no table of ours")


@pytest.mark.parametrize("name", REWRITTEN)
def test_the_plan_of_an_earlier_period_is_found_in_every_statement(name: str) -> None:
    """A table of the plan that ``rewrite_for_period`` doesn't find would be read as it is today, without a word."""
    sql, period = REWRITTEN[name]
    named = sum(len(re.findall(rf"(?<!')\b{table}\b(?!\.)", sql)) for table in PLAN_TABLES)
    history = "FROM followup_planhistory"
    histories = rewrite_for_period(sql, *period).count(history) - sql.count(history)
    assert histories == 2 * named  # a table becomes its rows as they were, and those that are gone since


# Statements that are made of models


@pytest.mark.django_db
@pytest.mark.parametrize("kind", EntryKind)
def test_a_save_names_what_its_table_has(kind: EntryKind, small: SmallBoard) -> None:
    definition = ROW_DEFINITIONS[kind]
    table: FactTable = definition.table
    owner = {"board_id": small.board.pk, "municipality_id": small.board.municipality_id}
    parts = [table.build_insert(owner, []), table.build_update(definition.columns, []), table.build_delete([])]
    done = " UNION ALL ".join(f"SELECT * FROM {part.name}" for part in parts)
    with set_history_context(by=small["controller"]) as history:
        parts += [
            StatementPart("done", done, []),
            rounds.build_round_touch([small.round.pk], when="EXISTS (SELECT FROM done)"),
            rounds.build_draft_delete(small.round, [("a", "value")], small["controller"]),
            rounds.build_fill_confirmation([1], small["controller"]),
            StatementPart("history", history.sql, history.params),
        ]
    statement = ", ".join(f"{part.name} AS ({part.sql})" for part in parts)
    explain(f"WITH {statement} SELECT done.* FROM history, done", [value for part in parts for value in part.params])


@pytest.mark.parametrize("kind", manual_edits._KEY_SOURCES)
def test_what_people_typed_last_is_read(kind: EntryKind, small: SmallBoard) -> None:
    parts = {EntryKind.OUTCOME: ("nojdhet", "ifo", "T"), EntryKind.OWN_VALUE: ("resultat", "kostnader", "utfall")}
    key = EntryKey(kind, *parts.get(kind, ("ifo", "net")))
    assert manual_edits.find_manual_edits(round_=small.round, keys=[key], system_users=[0]) == {}


FILTER_VALUES: Mapping[str, Any] = {
    "year_from": 2020, "year_to": 2024, "series": "a", "changed_since": "2024-01-01", "year": [2024], "tertial": [1],
    "changed_at": ["2024-01-01"],
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("resource", ["outcomes", "municipalities"])
def test_records_are_read_by_every_filter_and_order(resource: str) -> None:
    filters = {name: FILTER_VALUES.get(name, ["a"]) for name in record_selection.FILTER_CONDITIONS}
    order = tuple(record_selection.SortOrder(name) for name in record_selection.SORT_COLUMNS)
    for chosen in ({}, {"municipality": ["a"]}, filters):
        selection = record_selection.RecordSelection(resource=resource, filters=chosen, order=order)
        count = record_counts.count_records(selection)
        found = [document for part in queries.stream_documents(selection, "document") for document in part]
        assert (len(found), queries.find_document(selection)) == (count, found[0] if found else None)
    by_year = record_selection.RecordSelection(resource=resource, order=(record_selection.SortOrder("year"),))
    assert queries._find_parts(by_year, 0, 0) == []


@pytest.mark.django_db
def test_records_are_counted_and_compared() -> None:
    record_rows.count_all(0)
    record_rows.count_again(0, {("goals", 2024)})
    record_rows.delete_rows(0, [("goals", "a")])
    assert record_rows.load_rows(0, [("goals", "a")]) == {}
    assert list(record_rows.load_row_digests(0)) == []


# Types that name columns


@pytest.mark.parametrize(("row", "model"), [(IndicatorSourceRow, Indicator), (AssessmentSourceRow, Assessment)])
def test_a_row_type_has_every_column_of_its_model(row: Any, model: Any) -> None:
    """With the same defaults, which a column has in what was frozen before the column came. An indicator's own areas
    are rows of another table.
    """
    columns = {field.attname: field.get_default() for field in model._meta.concrete_fields}
    linked = {"areas": ()} if row is IndicatorSourceRow else {}
    assert row.__struct_fields__ == (*columns, *linked)
    columns |= linked
    defaults = {field.name: field.default for field in msgspec.structs.fields(row) if not field.required}
    assert defaults == {name: columns[name] for name in defaults}


@pytest.mark.django_db
def test_investments_are_read_in_the_order_of_their_type() -> None:
    with connection.cursor() as cursor:
        cursor.execute(source._INVESTMENT_QUERY, VALUES)
        assert tuple(column.name for column in cursor.description) == InvestmentSourceRow._fields[:-1]
