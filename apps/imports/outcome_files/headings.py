"""Which column is which, guessed by the headings and by what the cells say. A person sees and can change the guess."""

from collections.abc import Callable, Collection, Sequence

from apps.core.choices import Gender
from apps.core.swedish import tidy_text
from apps.goals.measured_values import is_known_unit
from apps.imports.ledgers.amounts import DecimalEvidence
from apps.imports.outcome_files.mapping import VALUE_GENDERS, OutcomeFileMapping
from apps.imports.outcome_files.period_marks import is_period_text
from apps.imports.outcome_files.texts import find_heading_gender, parse_gender, show_text
from apps.imports.outcome_files.values import find_number_body
from apps.imports.report_format.raw_sheets import RawLine, RawSheet

_USUAL_HEADINGS = {
    "name": (
        *("nyckeltal", "indikator", "mått", "mätetal", "resultatmått", "variabel", "benämning", "namn", "rubrik"),
        *("ärendetyp", "ärendeslag", "insats", "beslutstyp", "händelsetyp", "statistik", "uppgift", "beskrivning"),
        *("typ", "kategori", "text", "vad", "key figure", "measure", "metric", "kpi"),
    ),
    "gender": ("kön", "gender", "sex"),
    "area": (
        *("verksamhet", "enhet", "organisation", "organisatorisk", "org", "avdelning", "förvaltning", "område"),
        *("arbetsplats", "sektion", "resultatenhet", "resultatområde", "distrikt", "utförare", "boende", "kontor"),
    ),
    "period": ("period", "månad", "mätperiod", "avser", "tertial", "datum", "kvartal", "mätdatum", "tid", "month"),
    "year": ("år", "year", "kalenderår"),
    "unit": ("måttenhet", "mätenhet", "sort", "enhet för", "unit"),
    "numerator": ("täljare", "numerator"),
    "denominator": ("nämnare", "denominator"),
    "value": (
        *("värde", "utfall", "resultat", "antal", "andel", "procent", "%", "summa", "total", "totalt", "alla", "ack"),
        *("samtliga", "value", "mätvärde", "måluppfyllelse"),
    ),
}
_ACCOUNT_HEADINGS = ("konto", "kontonr", "kto", "account", "belopp", "debet", "kredit", "saldo", "budget")
_LOOKED_AT_ROWS = 200
MAX_LINES_ABOVE_HEADINGS = 60


def normalise_heading(cell: str) -> str:
    """A heading for comparing."""
    return tidy_text(show_text(cell)).casefold()


def guess_columns(sheet: RawSheet) -> dict[str, int]:
    """The columns of a table whose first line is its headings."""
    headings = [normalise_heading(cell) for cell in sheet.lines[0].cells]
    columns = _guess_by_gender(headings)
    for key, usual in _USUAL_HEADINGS.items():
        place = _find_usual(headings, usual, taken=list(columns.values()))
        if place is not None and not (key == "gender" and columns.keys() & {"women", "men"}):
            columns.setdefault(key, place)
    _correct_by_cells(columns, sheet)
    return columns


def guess_mapping(sheet: RawSheet) -> OutcomeFileMapping:
    """The columns, and the decimal sign that the cells prove."""
    columns = guess_columns(sheet)
    evidence = DecimalEvidence()
    for key in (*VALUE_GENDERS, "numerator", "denominator"):
        for line in sheet.lines[1:] if key in columns else ():
            evidence.add(find_number_body(_get_cell(line, columns[key])), line.number)
    return OutcomeFileMapping(columns=columns, decimal=evidence.decimal)


def find_heading_place(lines: Sequence[RawLine]) -> int:
    """The place of the line that looks most like headings; the first with two cells where none does."""
    scores = [
        _count_heading_cells([normalise_heading(cell) for cell in line.cells])
        for line in lines[:MAX_LINES_ABOVE_HEADINGS]
    ]
    best = max(scores, default=0)
    if best >= 2:
        return scores.index(best)
    return next((place for place, line in enumerate(lines) if sum(bool(cell.strip()) for cell in line.cells) > 1), 0)


def looks_like_outcomes(lines: Sequence[RawLine]) -> bool:
    """Do a table's headings say names and genders or values, and no accounts? Then it is no economy system's."""
    if not lines:
        return False
    line = lines[find_heading_place(lines)]
    headings = [normalise_heading(cell) for cell in line.cells]
    if any(heading.split(" ")[0] in _ACCOUNT_HEADINGS for heading in headings if heading):
        return False
    columns = _guess_by_gender(headings)
    if columns.keys() & {"women", "men"}:
        return True
    found = {key for key, usual in _USUAL_HEADINGS.items() if _find_usual(headings, usual) is not None}
    return "gender" in found or ("name" in found and not found.isdisjoint(("value", "numerator")))


def _count_heading_cells(headings: Sequence[str]) -> int:
    """How many of the columns the line's cells name; a line with numbers that are no periods is data."""
    if any(find_number_body(cell) and not is_period_text(cell) for cell in headings):
        return 0
    known = _guess_by_gender(headings)
    return len(known) + sum(
        _find_usual(headings, usual, taken=list(known.values())) is not None for usual in _USUAL_HEADINGS.values()
    )


def _guess_by_gender(headings: Sequence[str]) -> dict[str, int]:
    """The columns of women, men and total, where at least women or men have one."""
    genders = [find_heading_gender(heading) for heading in headings]
    columns: dict[str, int] = {}
    for place, gender in enumerate(genders):
        key = {Gender.WOMEN.value: "women", Gender.MEN.value: "men", Gender.TOTAL.value: "value"}.get(gender or "")
        if key:
            columns.setdefault(key, place)
    return columns if columns.keys() & {"women", "men"} else {}


def _find_usual(headings: Sequence[str], usual: Sequence[str], taken: Collection[int] = ()) -> int | None:
    """The first free place whose heading is one of the usual, else the first that begins with one."""
    free = [place for place in range(len(headings)) if headings[place] and place not in taken]
    whole = next((place for place in free if headings[place] in usual), None)
    if whole is not None:
        return whole
    return next((place for place in free if _begins_with_any(headings[place], usual)), None)


def _begins_with_any(heading: str, usual: Sequence[str]) -> bool:
    first = heading.replace(",", " ").replace("(", " ").split(" ")[0]
    return first in usual or any(" " in one and heading.startswith(one) for one in usual)


def _correct_by_cells(columns: dict[str, int], sheet: RawSheet) -> None:
    """Correct the guess by what the cells say: ”Enhet” may be of measure, ”Typ” may hold genders."""
    lines = sheet.lines[1 : 1 + _LOOKED_AT_ROWS]
    if "area" in columns and _is_mostly(lines, columns["area"], is_known_unit):
        columns.setdefault("unit", columns["area"])
        del columns["area"]
    if "name" in columns and _is_mostly(lines, columns["name"], _is_gender):
        columns.setdefault("gender", columns["name"])
        del columns["name"]
    _find_by_cells(columns, "name", lines, _is_name)
    if "name" not in columns and "area" in columns:  # only the units are named: they are the rows' names
        columns["name"] = columns.pop("area")
    if not columns.keys() & {"women", "men"}:
        _find_by_cells(columns, "gender", lines, _is_gender)
    if not columns.keys() & {*VALUE_GENDERS, "numerator"}:
        _find_by_cells(columns, "value", lines, lambda cell: bool(find_number_body(cell)))


def _find_by_cells(columns: dict[str, int], key: str, lines: Sequence[RawLine], test: Callable[[str], bool]) -> None:
    """Give a column that no heading told the first free place whose cells pass the test."""
    if key in columns:
        return
    free = set(range(max((len(line.cells) for line in lines), default=0))) - set(columns.values())
    places = [place for place in sorted(free) if _is_mostly(lines, place, test)]
    if places:
        columns[key] = places[0]


def _is_mostly(lines: Sequence[RawLine], place: int, test: Callable[[str], bool]) -> bool:
    cells = [cell for line in lines if (cell := _get_cell(line, place).strip())]
    return bool(cells) and 2 * sum(test(cell) for cell in cells) > len(cells)


def _is_name(cell: str) -> bool:
    return not find_number_body(cell) and parse_gender(cell) is None and not is_period_text(cell)


def _is_gender(cell: str) -> bool:
    return parse_gender(cell) is not None


def _get_cell(line: RawLine, place: int) -> str:
    return line.cells[place] if place < len(line.cells) else ""
