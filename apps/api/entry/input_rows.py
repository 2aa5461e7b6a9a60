"""The rows that systems send, and the cells that each becomes. A field left out is left alone; null empties it."""

from decimal import Decimal
from typing import Annotated as A
from typing import Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from apps.core.swedish import format_number
from apps.entry.shapes import CellInput

MAX_ROWS = 10_000
CodeText = A[str, Meta(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
NoteText = A[str, Meta(max_length=2000)]
KronorAmount = A[int, Meta(ge=-(10**15), le=10**15)]
MissingReason = Literal["not_reported", "not_applicable", "not_measured", "not_published", "confidential"]


def _describe_field(description: str, example: Any) -> Meta:
    return Meta(description=description, examples=[example])


class InputRow(Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """A row is found by its codes; ``texts`` are its fields as they would be typed, in the order they must be taken."""

    @property
    def key(self) -> str:
        """The row's address in the entry service."""
        raise NotImplementedError

    def texts(self) -> dict[str, str]:
        """Field -> text, for the fields that were sent."""
        raise NotImplementedError

    def cells(self) -> list[CellInput]:
        """The cells to save, on top of whatever stands."""
        return [CellInput(self.key, field, text, None) for field, text in self.texts().items()]


class OutcomeRow(InputRow, kw_only=True, frozen=True):
    """Ett utfall att spara. Fält som utelämnas rörs inte, null tömmer fältet."""

    indicator: A[CodeText, _describe_field("Indikatorns kod.", "beslut-i-domstol")]
    service_area: A[CodeText, _describe_field("Verksamhetens kod.", "sn")]
    gender: A[Literal["T", "K", "M"], _describe_field("T totalt, K kvinnor, M män.", "T")] = "T"
    value: A[Decimal | UnsetType | None, _describe_field("Utfallet i indikatorns enhet.", 7.3)] = UNSET
    numerator: A[Decimal | UnsetType | None, _describe_field("Täljaren i en andel. Kräver denominator.", 162)] = UNSET
    denominator: A[Decimal | UnsetType | None, _describe_field("Nämnaren i en andel. Kräver numerator.", 327)] = UNSET
    forecast: A[Decimal | UnsetType | None, _describe_field("Prognos för hela året.", None)] = UNSET
    missing: A[MissingReason | UnsetType | None, _describe_field("Varför utfallet saknas; då är value null.", None)] = (
        UNSET
    )
    footnote: A[NoteText | UnsetType | None, _describe_field("Fotnot.", "")] = UNSET
    preliminary: A[bool | UnsetType, _describe_field("Är utfallet preliminärt?", False)] = UNSET

    @property
    def key(self) -> str:
        return f"u:{self.indicator}:{self.service_area}:{self.gender}"

    def texts(self) -> dict[str, str]:
        found: dict[str, str] = {}
        if self.value is not UNSET or self.numerator is not UNSET:
            found["value"] = self._value_text()
        elif self.missing:
            found["value"] = ""  # what is missing has no value
        if self.missing is not UNSET and not found.get("value"):
            found["missing"] = self.missing or ""
        if self.forecast is not UNSET:
            found["forecast"] = _format_number(self.forecast)
        if self.footnote is not UNSET:
            found["footnote"] = self.footnote or ""
        if self.preliminary is not UNSET:
            found["preliminary"] = "ja" if self.preliminary else "nej"
        return found

    def _value_text(self) -> str:
        value = None if self.value is UNSET else self.value
        if isinstance(self.numerator, Decimal) and isinstance(self.denominator, Decimal):
            fraction = f"{_format_number(self.numerator)}/{_format_number(self.denominator)}"
            return f"{fraction} {_format_number(value)} %" if value is not None else fraction
        return _format_number(value)

    def fault(self) -> str:
        """What contradicts itself in the row, in Swedish; empty when nothing does."""
        if isinstance(self.numerator, Decimal) is not isinstance(self.denominator, Decimal):
            return "Ange både numerator och denominator, eller ingen av dem."
        has_value = isinstance(self.value, Decimal) or isinstance(self.numerator, Decimal)
        if isinstance(self.missing, str) and has_value:
            return "Ett utfall som saknas har inget value."
        numbers = (self.value, self.numerator, self.denominator, self.forecast)
        if any(isinstance(number, Decimal) and not _fits_column(number) for number in numbers):
            return "Talet är för stort, har för många decimaler eller är inget tal."
        return ""


class OperatingRow(InputRow, kw_only=True, frozen=True):
    """En rad i driftbudgeten att spara, i hela kronor. Fält som utelämnas rörs inte, null tömmer fältet."""

    service_area: A[CodeText, _describe_field("Verksamhetens kod.", "sn")]
    cost_type: A[
        Literal["revenue", "staff", "premises", "capital", "other", "cost", "net"],
        _describe_field("Kostnadsslaget. Intäkter och kostnader är båda plus.", "staff"),
    ]
    budget: A[KronorAmount | UnsetType | None, _describe_field("Budget för hela året, hela kronor.", 853_776_000)] = (
        UNSET
    )
    period_budget: A[
        KronorAmount | UnsetType | None,
        _describe_field("Budget från januari till och med perioden, hela kronor. Finns inte vid årets slut.", None),
    ] = UNSET
    actual: A[KronorAmount | UnsetType | None, _describe_field("Utfall från januari, hela kronor.", 828_599_000)] = (
        UNSET
    )
    forecast: A[KronorAmount | UnsetType | None, _describe_field("Prognos för hela året, hela kronor.", None)] = UNSET
    footnote: A[NoteText | UnsetType | None, _describe_field("Fotnot.", "")] = UNSET
    own_cost_type: A[str, _describe_field("Koden för ett av nämndens egna, i stället för cost_type.", "")] = ""

    @property
    def key(self) -> str:
        return f"d:{self.service_area}:{self.own_cost_type or self.cost_type}"

    def texts(self) -> dict[str, str]:
        amounts = {
            "budget": self.budget,
            "period_budget": self.period_budget,
            "actual": self.actual,
            "forecast": self.forecast,
        }
        found = {name: "" if value is None else str(value) for name, value in amounts.items() if value is not UNSET}
        if self.footnote is not UNSET:
            found["footnote"] = self.footnote or ""
        return found

    def fault(self) -> str:
        """Nothing in such a row can contradict itself."""
        return ""


class Outcomes(Struct, forbid_unknown_fields=True, frozen=True):
    """Utfall att spara, alla eller inga."""

    rows: A[list[OutcomeRow], Meta(min_length=1, max_length=MAX_ROWS, description="Raderna, högst 10 000.")]


class OperatingLines(Struct, forbid_unknown_fields=True, frozen=True):
    """Rader i driftbudgeten att spara, alla eller inga."""

    rows: A[list[OperatingRow], Meta(min_length=1, max_length=MAX_ROWS, description="Raderna, högst 10 000.")]


def _fits_column(number: Decimal) -> bool:
    """Fits the column: 14 figures before the decimal point, 6 after."""
    if not number.is_finite() or abs(number) >= 10**14:
        return False
    return number == number.quantize(Decimal("0.000001"))


def _format_number(value: Decimal | None) -> str:
    """The number as a person would type it; ”1,234” could be a thousand, ”1,2340” can't."""
    if value is None:
        return ""
    text = format_number(Decimal(f"{value.normalize():f}"))
    return text + "0" if len(text.partition(",")[2]) == 3 else text
