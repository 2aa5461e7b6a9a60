"""A board that publishes, corrects and tightens its limit, all in memory, and someone who reads every version of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations
from typing import Any

from msgspec.structs import replace

from apps.publishing.suppression.detected_sums import find_sum_formulas
from apps.publishing.suppression.version_suppression import (
    ProtectionRules,
    SuppressedVersion,
    VersionSource,
    list_withheld_points,
    restore_withheld_points,
    suppress_versions,
)
from apps.report import board_report
from tests.publishing.attacker import Equation, Name, bounds, equation, small_answers
from tests.publishing.examples import BOARD, indicator, make_report, point

Figures = dict[tuple[str, int, int, str, str], int]  # code, year, tertial, area, gender


@dataclass
class PlayedBoard:
    """Publishes reports under a limit that may be changed. ``truth`` has every number of each version."""

    counting: frozenset[str]
    parents: dict[str, str | None]
    threshold: int = 0
    public: list[board_report.BoardReport] = field(default_factory=list)
    whole: list[board_report.BoardReport] = field(default_factory=list)
    truth: list[Figures] = field(default_factory=list)

    def find_rules(self, sources: Sequence[VersionSource]) -> ProtectionRules:
        """The rules now, with the sums that arithmetic finds."""
        strictest = max((self.threshold, *(one.board.small_number_threshold for one in self.public)))
        found = find_sum_formulas([one.whole for one in sources], self.counting, strictest)
        return ProtectionRules(self.counting, self.threshold, tuple(found))

    def rules(self) -> ProtectionRules:
        """The same for what is public."""
        return self.find_rules(self.sources())

    def sources(self) -> list[VersionSource]:
        return [VersionSource(public, whole) for public, whole in zip(self.public, self.whole, strict=True)]

    def publish(self, figures: Figures, year: int = 2024, comments: tuple[board_report.Comment, ...] = ()) -> None:
        """A new version, hidden together with those that are public."""
        codes = dict.fromkeys(code for code, *_ in figures)
        indicators = [
            indicator(
                *(
                    point(value, year=when, tertial=tertial, area=area, gender=gender)
                    for (other, when, tertial, area, gender), value in figures.items()
                    if other == code
                ),
                code=code,
                name=f"Placerade {code}",
                counts_persons=code in self.counting,
            )
            for code in codes
        ]
        view = make_report(*indicators, parents=self.parents, threshold=self.threshold, comments=comments)
        view = self.complete(replace(view, period=board_report.Tertial(year, 3)))
        shown = self.suppress([*self.sources(), VersionSource(view, view, fresh=True)])
        self.public.append(shown[-1].view)
        self.whole.append(restore_withheld_points(shown[-1].view, list_withheld_points(view, shown[-1].view)))
        self.truth.append(figures)
        self._take(shown)

    def complete(self, view: board_report.BoardReport) -> board_report.BoardReport:
        """What else the report says; nothing, for boards that have figures alone."""
        return view

    def tighten(self, threshold: int) -> None:
        """A stricter limit: every version is issued anew."""
        self.threshold = threshold
        self._take(self.suppress(self.sources()))

    def suppress(self, sources: Sequence[VersionSource]) -> list[SuppressedVersion]:
        """All versions as they may be read together."""
        return suppress_versions(sources, self.find_rules(sources))

    def _take(self, shown: Sequence[SuppressedVersion]) -> None:
        self.public[: len(shown)] = [one.view for one in shown]


@dataclass
class Reader:
    """Reads all that is public, knows the board's tree and its sums, and takes what is alike in two versions as one."""

    board: PlayedBoard
    sums: list[tuple[str, tuple[str, ...]]]

    def __post_init__(self) -> None:
        self.known: dict[Name, Decimal] = {}
        self.true: dict[Name, int] = {}
        for number, (view, figures) in enumerate(zip(self.board.public, self.board.truth, strict=True)):
            self.true.update({(number, *cell): value for cell, value in figures.items()})
            for one in view.indicators:
                for p in one.series:
                    if p.value is not None:
                        self.known[number, one.code, p.year, p.tertial, p.area, p.gender] = p.value

    def equations(self) -> list[Equation]:
        """All that ties the numbers together, within a version and between them."""
        found: list[Equation] = []
        for name in self.true:
            number, code, year, tertial, area, gender = name
            if gender == "T":
                self._add(found, name, [(number, code, year, tertial, area, one) for one in "KM"])
            below = [child for child, parent in self.board.parents.items() if parent == area]
            if below:
                self._add(found, name, [(number, code, year, tertial, child, gender) for child in below])
            for total, parts in self.sums:
                if total == code:
                    self._add(found, name, [(number, part, year, tertial, area, gender) for part in parts])
        for one, two in combinations(self.true, 2):
            if one[1:] == two[1:] and self.true[one] == self.true[two]:
                found.append(equation(self.known, one, [two]))
        return found

    def _add(self, found: list[Equation], whole: Name, parts: list[Name]) -> None:
        if all(part in self.true for part in parts) and self.true[whole] == sum(self.true[part] for part in parts):
            found.append(equation(self.known, whole, parts))

    def sees(self, total: str, parts: tuple[str, ...]) -> bool:
        """Does what is shown tell the sum: with different numbers in at least two periods, and nowhere otherwise?"""
        told: dict[tuple[int, ...], int] = {}
        for name, value in self.known.items():
            numbers = [self.known.get((name[0], part, *name[2:])) for part in parts]
            if name[1] == total and None not in numbers:
                if value != sum(number for number in numbers if number is not None):
                    return False
                if sum(1 for number in numbers if number) > 1:
                    told[tuple(int(number or 0) for number in numbers)] = int(str(name[2]))
        return len(told) >= len(parts) and len(set(told.values())) > 1

    def shown_small(self, threshold: int) -> list[Name]:
        """Small numbers that just stand there."""
        return [n for n, v in self.known.items() if n[1] in self.board.counting and 0 < v < threshold]

    def recovered(self, threshold: int) -> dict[Name, Any]:
        """The hidden small numbers that are left with a single answer."""
        limits = bounds(self.equations(), {})
        hidden = [n for n in self.true if n not in self.known and n[1] in self.board.counting]
        small = [n for n in hidden if 0 < self.true[n] < threshold and n in limits]
        return {n: limits[n] for n in small if len(small_answers(limits[n], threshold)) < 2}

    def determined(self) -> dict[Name, Any]:
        """Hidden numbers of any size that follow exactly."""
        limits = bounds(self.equations(), {})
        return {n: limits[n] for n in self.true if n not in self.known and n in limits and limits[n][0] == limits[n][1]}


__all__ = ["BOARD", "Figures", "PlayedBoard", "Reader"]
