"""How a table of outcomes from an HR or case system is read: its columns, and what its names mean."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import blake2s
from typing import Any, NamedTuple

from apps.core.choices import Gender
from apps.core.period_marks import split_period

EXCLUDED_TARGET = "-"
COLUMN_LABELS = {
    "name": "radernas namn",
    "value": "värde (totalt, eller för könet i kolumnen kön)",
    "women": "värde för kvinnor",
    "men": "värde för män",
    "gender": "kön",
    "area": "verksamhet eller enhet",
    "period": "period eller månad",
    "year": "år, om det står för sig",
    "unit": "måttenhet",
    "numerator": "täljare",
    "denominator": "nämnare",
}
"""The columns of a file, in the order of the form."""
VALUE_GENDERS: Mapping[str, str | None] = {"value": None, "women": Gender.WOMEN.value, "men": Gender.MEN.value}
"""The columns with values. That of ``value`` has the gender of its row, the total where there is no such column."""
LATEST_MONTH, SUMMED_MONTHS = "latest", "sum"
MONTH_RULES = (LATEST_MONTH, SUMMED_MONTHS)
PERCENT, SHARE = "percent", "share"
PERCENT_FORMS = (PERCENT, SHARE)
_TARGET_SIGN = "@"


class RowTarget(NamedTuple):
    """What a name of a file means: an indicator, and where the file has no column for it an area and a gender."""

    indicator: str
    area: str = ""
    gender: str = ""

    @classmethod
    def read(cls, text: str) -> "RowTarget":
        """From ``sjukfranvaro``, ``nojdhet@hemtjanst`` or ``nojdhet@hemtjanst@K``."""
        parts = [*text.split(_TARGET_SIGN), "", ""]
        return cls(*parts[:3])

    @property
    def text(self) -> str:
        """As it is stored and sent in a form."""
        return _TARGET_SIGN.join(self).rstrip(_TARGET_SIGN)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeFileMapping:
    """How to read a file. ``columns`` are places from 0, ``headers`` their headings, which find them in the next file.

    ``sheet`` is a workbook's title and ``heading`` the headings' row in the file, 0 where it has none; empty and None
    to guess. ``months`` says which of a period column's months are the report's, ``percent`` how a bare number of an
    indicator in per cent is meant. ``names`` and ``areas`` say what a normalised name means: a ``RowTarget`` as text or
    an area's code, or that it is left out.
    """

    columns: dict[str, int] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    sheet: str = ""
    heading: int | None = None
    decimal: str = ","
    months: str = LATEST_MONTH
    percent: str = PERCENT
    names: dict[str, str] = field(default_factory=dict)
    areas: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, stored: Mapping[str, Any] | None) -> "OutcomeFileMapping":
        """From what was stored; unknown keys are passed over."""
        return cls(**{key: value for key, value in (stored or {}).items() if key in cls.__dataclass_fields__})

    def as_json(self) -> dict[str, Any]:
        """For storing."""
        return asdict(self)

    @property
    def headings_key(self) -> str:
        """A digest of the headings of the chosen columns but for their periods: the same for the system's next file."""
        text = "\n".join(f"{key}:{split_period(header)[1]}" for key, header in sorted(self.headers.items()))
        return blake2s(text.encode(), digest_size=16).hexdigest()

    def find_problem(self) -> str:
        """What the columns lack or contradict, in Swedish; empty where they can be read."""
        chosen = self.columns.keys()
        if "name" not in chosen:
            return "Välj kolumnen med radernas namn."
        if not chosen & (VALUE_GENDERS.keys() | {"numerator"}):
            return "Välj minst en kolumn med värden."
        if "gender" in chosen and chosen & {"women", "men"}:
            return "Välj antingen kolumnen kön eller en kolumn för varje kön, inte båda."
        if ("numerator" in chosen) != ("denominator" in chosen):
            return "Täljare och nämnare hör ihop: välj båda eller ingen av dem."
        places = list(self.columns.values())
        return "Samma kolumn är vald till två saker." if len(set(places)) < len(places) else ""
