"""A small plan and a way to read a text by it, for the tests of files with outcomes."""

from dataclasses import dataclass, replace
from typing import Any

from apps.core.tertials import Tertial
from apps.imports.outcome_files.figures import iter_figures
from apps.imports.outcome_files.followed_indicators import FollowedIndicator, FollowedPlan
from apps.imports.outcome_files.headings import guess_mapping
from apps.imports.outcome_files.mapping import OutcomeFileMapping
from apps.imports.outcome_files.matches import NameMatcher, guess_areas, guess_names
from apps.imports.outcome_files.reading import read_outcomes
from apps.imports.outcome_files.results import OutcomeReading
from apps.imports.outcome_files.tables import choose_outcome_table, list_lines_above, list_outcome_sheets
from apps.imports.report_format.errors import ErrorLog

T1, T2, T3 = (Tertial(2026, number) for number in (1, 2, 3))
_INDICATORS = (
    FollowedIndicator("sjuk", "Sjukfrånvaro", "%", "rate", True, ("namnden", "hemtjanst")),
    FollowedIndicator("omsattning", "Personalomsättning", "%", "stock", False, ("namnden",)),
    FollowedIndicator("heltid", "Antal heltidstjänster", "antal", "stock", True, ("namnden",)),
    FollowedIndicator("hvb", "Antal pågående placeringar HVB", "antal", "stock", False, ("ifo",)),
    FollowedIndicator("anmalningar", "Orosanmälningar", "antal", "flow", False, ("namnden",)),
    FollowedIndicator("vantetid", "Väntetid till beslut", "dagar", "rate", False, ("hemtjanst", "ifo")),
)
AREAS = {"namnden": "Socialnämnden", "hemtjanst": "Hemtjänst", "ifo": "Individ- och familjeomsorg"}
PLAN = FollowedPlan({one.code: one for one in _INDICATORS}, AREAS, "namnden")
MATCHER = NameMatcher(PLAN)


@dataclass
class ReadTable:
    """A text that has been read: by which mapping, to what, and what was wrong in it."""

    mapping: OutcomeFileMapping
    reading: OutcomeReading
    errors: list[str]

    @property
    def outcomes(self) -> dict[tuple[str, str, str], str]:
        """What was read: indicator, area and gender, and the value as the format states it."""
        return {tuple(one.place): one.value or one.missing for one in self.reading.outcomes}  # type: ignore[misc]

    @property
    def piles(self) -> dict[str, int]:
        return dict(self.reading.list_piles())

    @property
    def questions(self) -> str:
        return " ".join(one.text for one in self.reading.questions)

    @property
    def remarks(self) -> str:
        return " ".join(self.reading.remarks)


def read_table(text: str, period: Tertial = T2, **changes: Any) -> ReadTable:
    """Read a text by the mapping that is guessed, with ``changes`` of it. Each figure is in one part of the balance."""
    sheets = list_outcome_sheets(text.encode(), "hr.csv", ErrorLog())
    table = choose_outcome_table(sheets)
    mapping = replace(guess_mapping(table), **{key: value for key, value in changes.items() if key == "columns"})
    assert not mapping.find_problem(), mapping
    figures = list(iter_figures(table, mapping))
    mapping = replace(
        mapping,
        names=guess_names({one.name for one in figures}, MATCHER),
        areas=guess_areas({one.area for one in figures}, MATCHER),
    )
    mapping = replace(mapping, **changes)
    log = ErrorLog()
    above = list_lines_above(sheets, mapping, table)
    reading = read_outcomes(table, mapping, PLAN, period, log, lines_above=above)
    assert log.errors or sum(reading.piles.values()) == reading.total
    return ReadTable(mapping, reading, [str(error) for error in log.errors])
