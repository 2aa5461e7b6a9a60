"""That earlier versions are not read changes nothing of what is hidden: both ways hide the same, to the letter."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from apps.goals.models import Indicator, Outcome
from apps.organisation.models import Board
from apps.publishing.models import PublicVersion
from apps.publishing.services import publish
from apps.publishing.suppression.board_facts import BoardFacts, VersionSources, load_board_facts
from apps.publishing.suppression.models import SuppressionFacts, SuppressionYear
from apps.publishing.suppression.version_suppression import (
    SuppressedVersion,
    VersionSource,
    suppress_changed_versions,
    suppress_versions,
)
from apps.report import board_report
from apps.rounds.models import Round
from tests.corrections import correction
from tests.made_up_board import MadeUpBoard
from tests.publishing.played import BOARD, Figures, PlayedBoard
from tests.publishing.test_versions_attack import LONE, SUMS, TWO, corrected, planted


@dataclass
class RememberingBoard(PlayedBoard):
    """Hides in both ways, and holds them against each other; ``read`` are the places that each time were read."""

    facts: BoardFacts = field(default_factory=BoardFacts)
    read: list[set[int]] = field(default_factory=list)
    reorganisations: tuple[board_report.Reorganisation, ...] = ()
    persons: int | None = None  # in a table of the board's own

    def complete(self, view: board_report.BoardReport) -> board_report.BoardReport:
        tables = () if self.persons is None else (build_table(self.persons),)
        known = tuple(one for one in self.reorganisations if one.period <= view.period)
        return replace(view, reorganisations=known, own_tables=tables)

    def suppress(self, sources: Sequence[VersionSource]) -> list[SuppressedVersion]:
        whole = suppress_versions(sources, self.find_rules(sources))
        read: set[int] = set()

        def load(place: int) -> VersionSource:
            read.add(place)
            return sources[place]

        for source in sources[len(self.facts.versions) :]:
            self.facts.add(source)
        found = suppress_changed_versions(self.facts.versions, self.facts.years, load, self.find_rules(sources))
        same = [found.shown[place].view if place in found.shown else one.public for place, one in enumerate(sources)]
        assert same == [one.view for one in whole]
        assert [found.shown[place].cells for place in sorted(found.shown)] == [
            one.cells for place, one in enumerate(whole) if place in found.shown
        ]
        self.read.append(read)
        self.facts.note_hidden(found.digests)
        return whole

    def _take(self, shown: Sequence[SuppressedVersion]) -> None:
        super()._take(shown)
        for place, one in enumerate(shown):
            self.facts.replace(place, self.whole[place], one.view)


def build_table(persons: int) -> board_report.OwnTable:
    """With a number of persons, and one that is none."""
    kinds = {"personer": True, "platser": False}
    columns = tuple(
        board_report.OwnColumn(
            code=code, heading=code, kind="number", kind_label="antal", year=2022, counts_persons=counts
        )
        for code, counts in kinds.items()
    )
    cells = tuple(board_report.OwnCell(column=code, value=Decimal(persons)) for code in kinds)
    row = board_report.OwnRow(code="r", name="Rad", heading="", relation="", relation_label="", parts=(), cells=cells)
    return board_report.OwnTable(
        code="tabell", name="Tabell", kind="free", kind_label="fri", area=BOARD, area_name="SN", columns=columns,
        rows=(row,),
    )  # fmt: skip


@st.composite
def reorganised(draw: st.DrawFn, areas: Sequence[str], codes: Sequence[str]) -> board_report.Reorganisation:
    """An area, or an indicator, that others went into from a year."""
    subject = draw(st.sampled_from(["area", "indicator"]))
    known = areas if subject == "area" else codes
    before, after = draw(st.sampled_from(["förr", *known])), draw(st.sampled_from(known))
    kinds = ["joined", "replaced", "split", "regrouped"] if subject == "area" else ["merged"]
    period = board_report.Tertial(draw(st.integers(2022, 2025)), 1)
    return board_report.Reorganisation(
        subject=subject, kind=draw(st.sampled_from(kinds)), period=period,
        before=(board_report.FormerPart(code=before, name=before),),
        after=(board_report.FormerPart(code=after, name=after),), text="Förr något annat.", decision="",
    )  # fmt: skip


def test_both_ways_hide_the_same_over_reorganisations_and_in_own_tables() -> None:
    @given(st.data(), st.sampled_from([LONE, TWO]), st.sampled_from([None, 2, 4, 40]), st.integers(0, 7))
    @settings(max_examples=30, deadline=None, derandomize=True)
    def play(data: st.DataObject, parents: dict[str, str | None], persons: int | None, last: int) -> None:
        figures: Figures = data.draw(planted(parents, "T", SUMS))
        codes = sorted({code for code, *_ in figures})
        found = data.draw(st.lists(reorganised(sorted(parents), codes), max_size=2))
        board = RememberingBoard(frozenset(codes), parents, threshold=3, reorganisations=tuple(found), persons=persons)
        for year in (2022, 2023, 2024):
            board.publish(figures, year=year)
            figures = data.draw(corrected(figures, parents, "T", SUMS))
        board.tighten(max(3, last))
        board.publish(figures, year=2023)

    play()


def test_a_small_number_in_an_old_table_is_hidden_when_the_limit_is_raised() -> None:
    board = RememberingBoard(frozenset("a"), LONE, threshold=3, persons=4)
    for year in (2022, 2023):
        board.publish({("a", year, 3, BOARD, "T"): 40 + year}, year=year)
    assert [one.own_tables[0].rows[0].cells[0].value for one in board.public] == [4, 4]
    board.tighten(5)
    assert [cell.suppressed for one in board.public for cell in one.own_tables[0].rows[0].cells] == [True] * 4
    board.tighten(5)
    assert board.read[-1] == set(), "what is hidden is not read again"


def test_both_ways_hide_the_same() -> None:
    @given(st.data(), st.sampled_from([LONE, TWO]), st.sampled_from(["T", "TKM"]), st.integers(0, 7))
    @settings(max_examples=40, deadline=None, derandomize=True)
    def play(data: st.DataObject, parents: dict[str, str | None], genders: str, last: int) -> None:
        figures: Figures = data.draw(planted(parents, genders, SUMS))
        board = RememberingBoard(frozenset(code for code, *_ in figures), parents, threshold=3)
        board.publish(figures, year=2022)
        for year in (2023, 2024):
            board.publish(data.draw(corrected(figures, parents, genders, SUMS)), year=year)
        board.publish(data.draw(corrected(figures, parents, genders, SUMS)), year=2023)
        board.tighten(max(3, last))
        board.publish(figures, year=2025)

    play()


def test_versions_of_which_nothing_more_is_hidden_are_not_read() -> None:
    figures: Figures = {("a", 2021, 3, "namnden", "T"): 2}
    board = RememberingBoard(frozenset("a"), {"namnden": None}, threshold=5)
    for year in range(2022, 2030):
        figures = {**figures, ("a", year, 3, "namnden", "T"): 40 + year}
        board.publish(figures, year=year)
    assert board.read[-1] <= {6, 7}, "only the version and those that it is held against"


@pytest.mark.django_db
def test_facts_are_stored_and_reports_not_read_again() -> None:
    board = MadeUpBoard(2030, 3)
    Board.objects.filter(pk=board.board.pk).update(small_number_threshold=5)
    board.board.refresh_from_db()
    indicator = board.indicator(
        "placerade", goal=None, kind="volume", unit="antal", accumulation="stock", direction="neither",
        counts_persons=True,
    )  # fmt: skip
    counts = []
    for year in range(2018, 2025):
        board.outcome(indicator, "3" if year == 2020 else str(year), year=year)
        round_ = Round.objects.create(**board.owner, year=year, tertial=3, state="approved")
        with CaptureQueriesContext(connection) as queries:
            publish(round_=Round.objects.select_related("board__municipality").get(pk=round_.pk), by=None)
        counts.append(len(queries))
    assert counts[-1] == counts[-2] == counts[-3]
    stored = load_board_facts(VersionSources(board.board))
    assert not stored.unsaved, "each version's facts are those of the version as it is read"
    SuppressionFacts.objects.all().delete()
    SuppressionYear.objects.all().delete()
    anew = load_board_facts(VersionSources(board.board))
    anew.note_hidden([one.hidden for one in stored.versions])
    assert anew.versions == stored.versions
    with correction(Round.objects.get(pk=round_.pk), "Fel."):
        Outcome.objects.filter(indicator=indicator, year=2024).update(value=2)
    shown = PublicVersion.objects.filter(board=board.board).count()
    assert (shown, SuppressionFacts.objects.count()) == (8, 8)
    assert Indicator.objects.filter(counts_persons=True).exists()
