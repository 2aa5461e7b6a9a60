"""How a file from an economy system is read, as the API takes and tells it."""

from dataclasses import replace
from typing import Annotated as A
from typing import Any, Literal

from msgspec import Meta, Struct, field

from apps.imports.ledgers.extract import DEFAULT_ACCOUNTS, LedgerFileMapping

ColumnName = Literal["account", "unit", "activity", "period", "amount", "debit", "credit", "budget", "period_budget"]
_Line = A[str, Meta(max_length=200)]
_Code = A[str, Meta(max_length=100)]
_Lines = A[list[_Line], Meta(max_length=5_000)]
_Codes = A[dict[_Code, _Code], Meta(max_length=5_000)]


def _describe_field(description: str, example: Any) -> Meta:
    return Meta(description=description, examples=[example])


class FileMapping(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Hur ett utdrag eller en SIE-fil läses: kolumnerna, tecknen och vad koderna betyder."""

    columns: A[
        dict[ColumnName, A[int, Meta(ge=0, le=1000)]],
        _describe_field(
            "Vilken kolumn som är vad, räknat från 0. account behövs, och amount eller debit och credit. Tomt för SIE.",
            {"account": 0, "unit": 1, "period": 3, "amount": 4},
        ),
    ] = {}
    sheet: A[_Line, _describe_field("Bladets namn i en arbetsbok; tomt för det troligaste.", "")] = ""
    heading: A[
        A[int, Meta(ge=0, le=9_999_999)] | None,
        _describe_field("Rubrikernas rad i filen, 0 om den saknar rubriker; null för den troligaste.", None),
    ] = None
    delimiter: A[
        Literal["", "semicolon", "tab", "comma", "bar", "fixed"],
        _describe_field("Vad som skiljer kolumnerna i en textfil, fixed för fast bredd; tomt för det troligaste.", ""),
    ] = ""
    decimal: A[Literal[",", "."], _describe_field("Decimaltecknet.", ",")] = ","
    scale: A[Literal["kr", "tkr", "mnkr"], _describe_field("Enheten.", "kr")] = "kr"
    sign: A[
        Literal["cost_positive", "cost_negative", "both_positive"],
        _describe_field("Om kostnader är plus och intäkter minus, tvärtom, eller båda plus.", "cost_positive"),
    ] = "cost_positive"
    by: A[
        Literal["unit", "activity", "both"],
        _describe_field("Vad verksamheten avgörs av: ansvar, verksamhet, eller paret av dem.", "unit"),
    ] = "unit"
    dimension: A[
        A[str, Meta(max_length=20)] | None,
        _describe_field("SIE-filens dimension, eller två med komma mellan (1,6); null för den vanliga.", None),
    ] = None
    budget: A[
        Literal["", "year", "month"],
        _describe_field("Om filens budget är hela årets eller månad för månad; tomt för det troligaste.", ""),
    ] = ""
    accounts: A[
        _Lines,
        _describe_field("Konton eller intervall, blanksteg, kostnadsslag; - räknas inte.", ["5000-5999 personal"]),
    ] = field(default_factory=lambda: [*DEFAULT_ACCOUNTS])
    areas: A[
        _Lines,
        _describe_field(
            "Koder, intervall eller par, blanksteg, verksamhetens kod; - räknas inte.",
            ["310-319 sn", "310 + 5120 sn"],
        ),
    ] = []
    account_codes: A[_Codes, _describe_field("Enskilda konton; de går före raderna i accounts.", {"5099": "-"})] = {}
    area_codes: A[_Codes, _describe_field("Enskilda koder eller par; de går före raderna i areas.", {"320": "sn"})] = {}

    def to_ledger_mapping(self) -> LedgerFileMapping:
        """As files are read by."""
        values = {name: getattr(self, name) for name in self.__struct_fields__}
        return replace(LedgerFileMapping(), **{**values, "accounts": (*self.accounts,), "areas": (*self.areas,)})


def build_mapping_shape(mapping: LedgerFileMapping) -> FileMapping:
    """A mapping as it is told. ``PUT`` takes it back as it is."""
    stored = mapping.as_json()
    return FileMapping(**{name: stored[name] for name in FileMapping.__struct_fields__})
