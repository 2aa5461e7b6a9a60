"""The rules by which a board's numbers of persons are protected, as they are set now."""

from django.db.models import Exists, OuterRef

from apps.core.choices import RelationKind, RelationStatus
from apps.goals.models import Indicator, Relation
from apps.organisation.models import Board
from apps.own_tables.models import OwnColumn
from apps.publishing.models import PublishedRecord, WithheldFigures
from apps.publishing.suppression.headcounts import SumFormula
from apps.publishing.suppression.own_tables import has_person_columns
from apps.publishing.suppression.version_suppression import ProtectionRules
from apps.report import board_report


def load_protection_rules(board: Board) -> ProtectionRules:
    """The board's limit, what counts persons and the sums between its indicators. Read anew from the tables."""
    threshold = Board.objects.values_list("small_number_threshold", flat=True).get(pk=board.pk)
    bound, dismissed = [], set()
    for formula, status in load_sum_formulas(board):
        if status == RelationStatus.DISMISSED:
            dismissed.add((formula.total, formula.parts))
        else:
            bound.append(formula)
    return ProtectionRules(load_person_indicator_codes(board), threshold, tuple(sorted(bound)), frozenset(dismissed))


def load_person_indicator_codes(board: Board) -> frozenset[str]:
    """The codes of the board's indicators that count persons."""
    return frozenset(Indicator.objects.filter(board=board, counts_persons=True).values_list("code", flat=True))


def load_sum_formulas(board: Board) -> list[tuple[SumFormula, str]]:
    """The sums between the board's indicators that are written down, each with what people have said of it."""
    sums = Relation.objects.filter(board=board, kind=RelationKind.TOTAL).exclude(status=RelationStatus.UNBOUND)
    relations = sums.select_related("total").prefetch_related("links__indicator")
    return [
        (
            SumFormula(
                relation.total.code,
                tuple(sorted(link.indicator.code for link in relation.links.all())),
                relation.status == RelationStatus.CONFIRMED,
            ),
            relation.status,
        )
        for relation in relations
    ]


def has_protected_figures(board: Board, fresh: board_report.BoardReport | None = None) -> bool:
    """Does the board have numbers of persons and a limit for them, or anything that was hidden under an earlier one?"""
    if board.small_number_threshold or (fresh and fresh.board.small_number_threshold):
        if fresh and (has_person_columns(fresh) or any(indicator.counts_persons for indicator in fresh.indicators)):
            return True
        if has_person_indicators(board) or OwnColumn.objects.filter(board=board, counts_persons=True).exists():
            return True
    hidden = PublishedRecord.objects.filter(board=OuterRef("pk"), resource="outcomes", status="suppressed")
    withheld = WithheldFigures.objects.filter(board=OuterRef("pk"))
    return Board.objects.filter(Exists(withheld) | Exists(hidden), pk=board.pk).exists()


def has_person_indicators(board: Board) -> bool:
    """Does any of the board's indicators count persons?"""
    return Indicator.objects.filter(board=board, counts_persons=True).exists()
