"""What a person has answered of a relation: a confirmed one is demanded everywhere, a refused one is let be."""

from decimal import Decimal

import msgspec
import pytest

from apps.checks.registry import collect_findings
from apps.checks.relations import propose_new_relations
from apps.goals.models import Outcome
from apps.report.board_report import BoardReport
from tests.made_up_board import MadeUpBoard


class RelatedBoard(MadeUpBoard):
    """Cases that are a sum in two of three years, and a share of them."""

    def __init__(self) -> None:
        super().__init__()
        for code, values in (("alla", (30, 33, 37)), ("nya", (10, 11, 12)), ("gamla", (20, 22, 24))):
            indicator = self.indicator(code, unit="antal", heading="Ärenden", kind="volume", goal=None)
            for year, value in zip((2022, 2023, 2024), values, strict=True):
                self.outcome(indicator, str(value), year)
        self.table("tabell", 1)  # so that the report states earlier years too


@pytest.fixture
def board(db: None) -> RelatedBoard:
    return RelatedBoard()


def list_checks(report: BoardReport) -> list[tuple[str, str]]:
    return [(one.check, one.period) for one in report.findings]


def test_a_sum_is_found_by_itself_and_only_once_when_it_is_confirmed(board: RelatedBoard) -> None:
    assert list_checks(board.report()) == [("totals", "2024-t3")]
    board.relation("total", "alla", "nya", "gamla")
    assert list_checks(board.report()) == [("totals", "2024-t3")]


def test_a_refused_sum_is_no_finding(board: RelatedBoard) -> None:
    board.relation("total", "alla", "gamla", "nya", answer="refused")
    report = board.report()
    assert report.findings == ()
    assert not propose_new_relations(report.indicators, report.relations, "namnden")


def test_a_confirmed_sum_holds_from_the_first_year(board: RelatedBoard) -> None:
    """Where arithmetic alone would say nothing: it fails more often than it holds."""
    Outcome.objects.filter(indicator__code="alla", year__in=(2022, 2023)).update(value=50)
    assert board.report().findings == ()
    board.relation("total", "alla", "nya", "gamla")
    assert sorted(list_checks(board.report())) == [("relations", f"{year}-t3") for year in (2022, 2023, 2024)]


def test_a_finding_names_both_sides(board: RelatedBoard) -> None:
    board.relation("same_measure", "alla", "nya")
    found = next(one for one in board.report().findings if one.check == "relations" and one.period == "2024-t3")
    assert (found.key, found.also, found.expected, found.found) == ("alla", ("nya",), "12", "37")
    assert found.message == "”alla” och ”nya” är samma sak men har inte samma värde 2024."


def test_two_relations_of_one_figure_are_two_questions(board: RelatedBoard) -> None:
    board.relation("same_measure", "alla", "nya")
    board.relation("same_measure", "alla", "gamla")
    fingerprints = [one.fingerprint for one in board.report().findings if one.check == "relations"]
    assert len(set(fingerprints)) == len(fingerprints) == 6


def test_a_hidden_number_is_not_computed_with(board: RelatedBoard) -> None:
    board.relation("total", "alla", "nya", "gamla")
    Outcome.objects.filter(indicator__code="alla", year=2022).update(value=90)
    report = board.report()
    hidden = [
        msgspec.structs.replace(
            one,
            series=tuple(msgspec.structs.replace(point, value=None, suppressed=True) for point in one.series),
        )
        if one.code == "nya"
        else one
        for one in report.indicators
    ]
    shown = msgspec.structs.replace(report, indicators=tuple(hidden))
    assert any(one.check == "relations" for one in report.findings)
    assert collect_findings(shown) == ()


def test_a_part_is_not_more_than_the_whole(board: RelatedBoard) -> None:
    board.relation("of_which", "nya", "gamla")
    found = [one for one in board.report().findings if one.check == "relations"]
    assert [(one.key, one.size) for one in found] == [("gamla", Decimal(size)) for size in (10, 11, 12)]
