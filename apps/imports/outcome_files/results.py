"""What a reading of a file with outcomes gives: outcomes, and how many figures went where."""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from apps.core.choices import Gender
from apps.core.period_marks import PeriodMark
from apps.imports.ledgers.reading import FileQuestion
from apps.imports.outcome_files.figures import FileFigure
from apps.imports.outcome_files.values import ValueReading

READ_IN = "läses in"
UNKNOWN_NAMES = "namn utan koppling"
UNKNOWN_AREAS = "verksamheter utan koppling"
WITHOUT_NAME = "rader utan namn"
EXCLUDED = "läses inte in enligt kopplingen"
OTHER_PERIODS = "andra perioder"
WITHOUT_VALUE = "celler som säger att värdet saknas"
OTHER_GENDERS = "annat kön än kvinnor, män och totalt"
NOT_BY_GENDER = "kvinnor och män för det som inte är könsuppdelat"
NOT_FOLLOWED = "verksamheter där indikatorn inte följs upp"
NOT_UNDERSTOOD = (UNKNOWN_NAMES, UNKNOWN_AREAS, WITHOUT_NAME)
_PILES = (
    READ_IN, EXCLUDED, OTHER_PERIODS, WITHOUT_VALUE, NOT_BY_GENDER, OTHER_GENDERS, NOT_FOLLOWED, *NOT_UNDERSTOOD,
)  # fmt: skip


class OutcomePlace(NamedTuple):
    """Which row of the sheet of outcomes a figure is."""

    indicator: str
    area: str
    gender: str


@dataclass(frozen=True, slots=True)
class ReadOutcome:
    """An outcome of the file as the format's sheet states it, its row there, and of how many rows it is the sum."""

    place: OutcomePlace
    row: int
    value: str
    missing: str = ""
    rows: int = 1


@dataclass
class UnknownName:
    """A name that the mapping does not speak of: as people read it, its figures, and what the first of them say."""

    shown: str
    figures: int = 0
    samples: list[str] = field(default_factory=list)

    def add(self, figure: FileFigure) -> None:
        """One more of its figures."""
        self.figures += 1
        if len(self.samples) < 3:
            gender = figure.gender if figure.gender in (Gender.WOMEN, Gender.MEN) else ""
            self.samples.append(f"{gender} {figure.text[:20]}".strip())


@dataclass
class OutcomeReading:
    """A file's outcomes by one mapping. ``piles`` count its figures by where they go."""

    outcomes: list[ReadOutcome] = field(default_factory=list)
    piles: Counter[str] = field(default_factory=Counter)
    names: dict[str, UnknownName] = field(default_factory=dict)
    areas: dict[str, UnknownName] = field(default_factory=dict)
    questions: list[FileQuestion] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    total: int = 0

    def list_piles(self) -> list[tuple[str, int]]:
        """The parts of the file in order, those that have any figure; what is read always."""
        return [(label, self.piles[label]) for label in _PILES if self.piles[label] or label == READ_IN]

    def list_unknown_names(self) -> list[tuple[str, UnknownName]]:
        """The names without a mapping, those with most figures first."""
        return sorted(self.names.items(), key=lambda item: (-item[1].figures, item[0]))

    def list_unknown_areas(self) -> list[tuple[str, UnknownName]]:
        """The areas without a mapping, those with most figures first."""
        return sorted(self.areas.items(), key=lambda item: (-item[1].figures, item[0]))


class PlacedFigure(NamedTuple):
    """A figure that the mapping says what it is, with its mark."""

    figure: FileFigure
    place: OutcomePlace
    mark: PeriodMark | None


class ReadFigure(NamedTuple):
    """A figure that is the round's, with what its cells say."""

    placed: PlacedFigure
    value: ValueReading
