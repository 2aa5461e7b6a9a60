"""The headings of a block that is pasted with them: which column of the sheet each is. Pure functions."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from apps.core.choices import Gender
from apps.core.period_marks import PeriodMark, is_accumulated, list_years, split_period
from apps.core.swedish import tidy_text
from apps.core.tertials import MONTH_NAMES, Tertial
from apps.entry.shapes import InputKind, SheetColumn

_UNIT_PATTERN = re.compile(
    r"[(\[]?(?<![\w])(tkr|kr|mkr|mnkr|kkr|ksek|msek|sek|kronor|tusen(?:tals)? kronor|miljoner kronor)\b[)\]]?\.?",
    re.IGNORECASE,
)
_UNITS = {
    **dict.fromkeys(("kr", "kronor", "sek"), "kr"),
    **dict.fromkeys(("tkr", "kkr", "ksek", "tusen kronor", "tusentals kronor"), "tkr"),
    **dict.fromkeys(("mnkr", "mkr", "msek", "miljoner kronor"), "mnkr"),
}
# ”Utfall ack”, ”Budget perioden”: from January on.
_SO_FAR_PATTERN = re.compile(
    r"\b(?:ack(?:umulera[dt]\w*)?|hittills|delår\w*|period(?:en|ens)?|till och med|tom|t\.? ?o\.? ?m|per|ytd)\b\.?",
    re.IGNORECASE,
)
_AWAY_PATTERN = re.compile(r"(?:året före|föregående år|förra året|nästa år|kommande år)$", re.IGNORECASE)
_GENDERS = {
    **dict.fromkeys(("kvinnor", "kvinna", "kv", "k", "flickor"), Gender.WOMEN.value),
    **dict.fromkeys(("män", "man", "m", "pojkar"), Gender.MEN.value),
    **dict.fromkeys(("totalt", "total", "t", "tot", "alla", "samtliga"), Gender.TOTAL.value),
}
_ALSO = {
    "budget": ("årsbudget", "helårsbudget"),
    "actual": ("redovisat", "bokfört", "redovisat utfall"),
    "forecast": ("årsprognos", "helårsprognos", "bokslutsprognos"),
    "value": ("värde",),
}
_OF_THE_YEAR = frozenset({"budget", "original_budget", "supplementary_budget", "forecast"})
_MAIN_FIELD = "value"


@dataclass(frozen=True, slots=True)
class PlacedColumn:
    """A column of the block: the sheet's own, or None; the unit that its heading names; why it is not taken.

    ``gender`` is that of the rows that its figures are for, where a heading names one. ``note`` says in Swedish how it
    was read.
    """

    column: SheetColumn | None
    unit: str = ""
    why_not: str = ""
    gender: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading taken apart. ``is_so_far`` when it says that its figures are counted from January."""

    text: str
    name: str
    unit: str
    mark: PeriodMark | None
    years: frozenset[int]
    is_so_far: bool

    def names_another_year(self, period: Tertial) -> bool:
        return bool(self.years - {period.year})


def find_units(text: str) -> set[str]:
    """The units of money that a text names, as ``AmountUnit`` has them."""
    return {_UNITS[found.lower()] for found in _UNIT_PATTERN.findall(tidy_text(text))}


def read_headings(headings: Sequence[str], columns: Sequence[SheetColumn], period: Tertial) -> list[PlacedColumn]:
    """Each heading's column. One that names another period is taken nowhere, nor two of one kind."""
    placed = [_read_heading(heading, columns, period) for heading in headings]
    counts = Counter((one.column.field, one.gender) for one in placed if one.column)
    parts = {number for heading in headings if (number := _find_earlier_tertial(heading, period))}
    return [
        _place_once(one, counts, period if parts else None, heading)
        for one, heading in zip(placed, headings, strict=True)
    ]


def _place_once(
    one: PlacedColumn, counts: Counter[tuple[str, str]], other: Tertial | None, heading: str
) -> PlacedColumn:
    """The column, unless there are two of it; ``other`` is the period where another tertial stands beside."""
    if one.column is None:
        return one
    if counts[one.column.field, one.gender] > 1:
        return PlacedColumn(None, why_not=f"Två kolumner heter {one.column.title}, så ingen av dem tas med.")
    mark = _take_apart(heading).mark
    if other and other.number > 1 and mark and mark.tertial:
        first, last = MONTH_NAMES[mark.first], other.end_month_name
        note = f"”{_show(heading)}” läses som januari–{last}, inte bara {first}–{last}."
        return PlacedColumn(one.column, one.unit, gender=one.gender, note=note)
    return one


def _find_earlier_tertial(heading: str, period: Tertial) -> int:
    mark = _take_apart(heading).mark
    return mark.tertial if mark and mark.tertial < period.number and mark.year in (None, period.year) else 0


def is_heading(text: str, columns: Sequence[SheetColumn]) -> bool:
    """Is the text the name of a column, of whatever period?"""
    if not text.strip():
        return False
    heading = _take_apart(text)
    if _find_of_year(heading, columns):
        return True
    is_year = not heading.name and heading.mark is None
    return _find_exact(text, columns) is not None or (not is_year and _find_column(heading, columns)[0] is not None)


def _show(text: str) -> str:
    return " ".join(tidy_text(text).split())


def _read_heading(text: str, columns: Sequence[SheetColumn], period: Tertial) -> PlacedColumn:
    plain = _show(text)
    if not plain:
        return PlacedColumn(None)
    heading = _take_apart(plain)
    column, gender = _find_exact(plain, columns) or _find_of_year(heading, columns), ""
    if column is None:
        column, gender = _find_column(heading, columns)
        column = _find_so_far(heading, column, columns, period)
        if column and not _is_of_period(heading, column, period):
            return PlacedColumn(None, why_not=_explain_period(heading, column, period))
    if column is None:
        is_computed = heading.name.startswith(("avvikelse", "diff")) and any(one.computed for one in columns)
        why = "räknas ut" if is_computed else "finns inte här"
        return PlacedColumn(None, why_not=f"Kolumnen ”{plain}” {why} och tas inte med.")
    if heading.unit and column.kind != InputKind.NUMBER:
        return PlacedColumn(None, why_not=f"Kolumnen ”{plain}” är i {heading.unit} och tas inte med.")
    return PlacedColumn(column, heading.unit, gender=gender)


def _explain_period(heading: _Heading, column: SheetColumn, period: Tertial) -> str:
    if _is_of_period(replace(heading, is_so_far=True), column, period) and heading.mark:
        month = period.end_month_name
        return (
            f"Kolumnen ”{heading.text}” kan gälla bara {month} eller januari–{month} och tas inte med. "
            f"Skriv ”jan–{month[:3]}” i rubriken, om det är vad som menas."
        )
    return f"Kolumnen ”{heading.text}” gäller inte {period.label} och tas inte med."


def _take_apart(text: str) -> _Heading:
    plain = _show(text)
    found = _UNIT_PATTERN.search(plain)
    bare = _UNIT_PATTERN.sub(" ", plain)
    mark, rest = split_period(bare)
    name = _SO_FAR_PATTERN.sub(" ", rest)
    return _Heading(
        text=plain,
        name=_normalize(name),
        unit=_UNITS[found[1].lower()] if found else "",
        mark=mark,
        years=frozenset(list_years(bare)),
        is_so_far=name != rest,
    )


def _normalize(name: str) -> str:
    return " ".join(re.sub(r"[,;:()]", " ", name).split()).strip(" -–").casefold()


def _find_exact(text: str, columns: Sequence[SheetColumn]) -> SheetColumn | None:
    """The column whose title it is, with a unit after it or not."""
    wanted = {_normalize(_show(text)), _normalize(_UNIT_PATTERN.sub(" ", _show(text)))}
    return next((one for one in columns if _normalize(one.title) in wanted), None)


def _find_of_year(heading: _Heading, columns: Sequence[SheetColumn]) -> SheetColumn | None:
    """The column of another year than the report's: by what it tells and its year, or by a year that no other has."""
    if not heading.years or heading.mark:
        return None
    titled = [(one, _take_apart(one.title)) for one in columns]
    same = [one for one, title in titled if title.years == heading.years and not title.mark]
    named = [one for one in same if heading.name == _AWAY_PATTERN.sub("", _take_apart(one.title).name).strip()]
    found = named if heading.name else same
    return found[0] if len(found) == 1 else None


def _find_column(heading: _Heading, columns: Sequence[SheetColumn]) -> tuple[SheetColumn | None, str]:
    """The column that a heading without its period names, and the gender that it adds."""
    texts = heading.name.split()
    genders = [_GENDERS[text] for text in texts if text in _GENDERS]
    main = next((one for one in columns if one.field == _MAIN_FIELD), None)
    if main and len(genders) == 1:
        rest = " ".join(text for text in texts if text not in _GENDERS)
        return (main if not rest else _find_named(rest, columns)), genders[0]
    if main and not heading.name and (heading.mark or heading.years):
        return main, ""
    return (_find_named(heading.name, columns) if heading.name else None), ""


def _find_named(name: str, columns: Sequence[SheetColumn]) -> SheetColumn | None:
    return next(
        (one for one in columns if name == _normalize(one.title) or name in _ALSO.get(one.field, ())),
        None,
    )


def _find_so_far(
    heading: _Heading, column: SheetColumn | None, columns: Sequence[SheetColumn], period: Tertial
) -> SheetColumn | None:
    """The budget so far where a heading says so, ”Budget jan–aug”. At the year's end that is the year's."""
    mark = heading.mark
    is_part = heading.is_so_far or (mark is not None and not mark.tertial and not mark.is_whole_year)
    if column is None or column.field != "budget" or not is_part or period.is_final_accounts:
        return column
    return next((one for one in columns if one.field == "period_budget"), column)


def _is_of_period(heading: _Heading, column: SheetColumn, period: Tertial) -> bool:
    """Does the period that the heading names go with what the column tells?"""
    mark = heading.mark
    if heading.names_another_year(period):
        return False
    if mark is None and not heading.name:  # a year alone
        return period.is_final_accounts
    if mark is None:
        return not (heading.is_so_far and column.field in _OF_THE_YEAR) or period.is_final_accounts
    ends_with = mark.last == period.end.month
    if mark.is_whole_year:
        return column.field in _OF_THE_YEAR or period.is_final_accounts or bool(column.unit)
    if column.field == "forecast":  # when it was made
        return mark.tertial == period.number if mark.tertial else ends_with and mark.first in (1, mark.last)
    if column.field in _OF_THE_YEAR:
        return mark.tertial == period.number
    return is_accumulated(mark, period) or (heading.is_so_far and mark.is_month and ends_with)
