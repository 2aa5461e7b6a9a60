"""What is kept of publications: the latest word on each thing, whatever the order they came in."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from apps.core.tertials import Tertial
from apps.goals.models import Outcome
from apps.organisation.models import Board
from apps.publishing.models import PublishedRecord
from apps.publishing.records import extraction, serialization, shapes
from apps.publishing.records import services as store
from apps.publishing.records.statement_digests import StatementDigest, compute_content_digest, is_replacement
from apps.report.board_report import BoardReport
from apps.report.measures import Point
from apps.rounds.models import Round
from tests.corrections import correction

pytestmark = pytest.mark.slow


@pytest.fixture
def kalmar(db: None) -> Board:
    return Board.objects.get(municipality__slug="kalmar")


def rows_of(board: Board) -> dict[tuple[str, str], tuple[str, str, Any]]:
    found = PublishedRecord.objects.filter(board=board)
    return {(row.resource, row.key): (row.document, row.line, row.changed_at) for row in found}


def outcome_of(board: Board, key: str) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(
        PublishedRecord.objects.get(board=board, resource="outcomes", key=key).document
    )
    return found


def test_every_board_that_has_published_has_its_rows(reports: dict[str, BoardReport]) -> None:
    for view in reports.values():
        kept = PublishedRecord.objects.filter(board__municipality__slug=view.municipality.slug)
        told = [each.name for each in extraction.extract_records(view)]
        assert len(told) == len(set(told)), "two statements have the same name"
        assert kept.count() == len(told) + 2  # the round and its publication


def test_keeping_again_changes_nothing(kalmar: Board) -> None:
    assert store.sync_records(kalmar.pk) == 0


def test_made_anew_from_nothing_the_rows_are_the_same(kalmar: Board) -> None:
    before = rows_of(kalmar)
    PublishedRecord.objects.filter(board=kalmar).delete()
    assert store.sync_records(kalmar.pk) == len(before)
    assert rows_of(kalmar) == before


def test_a_correction_changes_what_it_corrects_and_nothing_else(kalmar: Board) -> None:
    before = rows_of(kalmar)
    outcome = Outcome.objects.filter(board=kalmar, year=2020, tertial=3, value__isnull=False, gender="T").first()
    assert outcome is not None
    key = f"{outcome.indicator.code}~2020-t3~{outcome.service_area.code}~t"
    with correction(Round.objects.get(board=kalmar, year=2020, tertial=3), "Fel i tabellen"):
        Outcome.objects.filter(pk=outcome.pk).update(value=Decimal("987654.5"))
    after = rows_of(kalmar)
    told = outcome_of(kalmar, key)
    assert (told["value"], told["report_version"]) == (987654.5, 2)
    changed = {name for name in after if after[name] != before.get(name)}
    assert ("outcomes", key) in changed
    assert {("rounds", "2020-t3"), ("publications", "2020-t3~v1"), ("publications", "2020-t3~v2")} <= changed
    assert len(changed) < 20
    assert not set(before) - set(after)


def test_what_a_correction_takes_back_is_gone(kalmar: Board) -> None:
    outcome = Outcome.objects.filter(board=kalmar, year=2020, tertial=3, value__isnull=False, gender="K").first()
    assert outcome is not None
    key = f"{outcome.indicator.code}~2020-t{outcome.tertial}~{outcome.service_area.code}~k"
    assert outcome_of(kalmar, key)["value"] is not None
    with correction(Round.objects.get(board=kalmar), "Uppgiften var en annans"):
        outcome.delete()
    assert not PublishedRecord.objects.filter(board=kalmar, resource="outcomes", key=key).exists()


def find_statement(view: BoardReport, key: str) -> extraction.ExtractedRecord:
    return next(each for each in extraction.extract_records(view) if each.name == ("outcomes", key))


def with_point(view: BoardReport, code: str, change: Any) -> BoardReport:
    """The report where an indicator's points are changed and nothing is read of them."""
    found = next(indicator for indicator in view.indicators if indicator.code == code)
    series = tuple(change(point) for point in found.series)
    return replace(view, indicators=(replace(found, series=series, readings=()),))


def is_said_anew(later: extraction.ExtractedRecord, before: extraction.ExtractedRecord) -> bool:
    digests = [
        StatementDigest(number, datetime(2021, 1, 1, tzinfo=UTC), Tertial(2020, 3), compute_content_digest(one))
        for number, one in enumerate((before, later))
    ]
    return is_replacement(digests[1], digests[0])


def test_an_older_outcome_keeps_the_light_of_its_own_report(reports: dict[str, BoardReport]) -> None:
    view = reports["kalmar-2020-t3"]
    indicator = next(i for i in view.indicators if i.readings and i.readings[0].point.value is not None)
    point = indicator.readings[0].point
    key = f"{indicator.code}~2020-t3~{point.area}~t"
    first = find_statement(view, key)
    same = find_statement(with_point(view, indicator.code, lambda each: each), key)
    other = find_statement(with_point(view, indicator.code, _plus_one), key)
    hidden = find_statement(with_point(view, indicator.code, _hidden), key)
    assert first.has_reading()
    assert not is_said_anew(same, first)
    assert is_said_anew(first, same), "it is held against a target now"
    assert is_said_anew(other, first)
    assert is_said_anew(hidden, first)
    assert isinstance(hidden.record, shapes.Outcome)
    assert (hidden.record.status, hidden.record.value, hidden.record.light) == ("suppressed", None, None)


def _plus_one(point: Point) -> Point:
    return point if point.value is None else replace(point, value=point.value + 1)


def _hidden(point: Point) -> Point:
    return replace(point, value=None, numerator=None, denominator=None, suppressed=True)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (Decimal("12.5"), "12.5"),
        (-5, "-5"),
        (True, "true"),
        ("=SUM(A1)", "'=SUM(A1)"),
        ("-3", "'-3"),
        (["a", "b"], "a|b"),
        ('säger "nej", alltid', '"säger ""nej"", alltid"'),
    ],
)
def test_cells(value: Any, text: str) -> None:
    assert serialization.format_csv_line([value]) == text + "\r\n"


def test_a_decimal_comma_is_for_numbers_only() -> None:
    assert serialization.format_csv_line([Decimal("1.5"), "1.5"], ";", decimal_comma=True) == "1,5;1.5\r\n"
    assert serialization.format_csv_line([Decimal("1.5"), "1.5"], decimal_comma=True) == '"1,5",1.5\r\n'
