"""Checks across rows and sheets: what a report must be to be one. Every finding is reported, none stops the others."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from apps.budget.models import BudgetChangeKind, CostType
from apps.budget.rules import REVENUE_PREFIX, is_revenue
from apps.budget.services import get_period_columns
from apps.core.choices import Gender
from apps.core.tertials import Tertial
from apps.entry.dated_amounts.typed_amounts import DatedKind, find_date_problem
from apps.imports.report_format.chapter_checks import check_texts
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.own_table_checks import check_own_tables
from apps.imports.report_format.records import ParsedRecord, ParsedReport
from apps.organisation.addresses import is_board_name
from apps.organisation.models import Board
from apps.texts.models import ChapterWriter

MAX_TREE_DEPTH = 12
_AREA_SHEETS = (
    "targets", "outcomes", "assessments", "operating", "investments", "budget_changes", "interim_forecasts", "risks",
    "comments", "texts", "own_tables",
)  # fmt: skip
_TABLE_SHEETS = ("targets", "outcomes", "assessments", "operating", "investments", "risks", "results")
ROW_KEYS_BY_SHEET = {
    "tables": ("code",),
    "areas": ("code",),
    "focus_areas": ("code",),
    "goals": ("code",),
    "indicators": ("code",),
    "targets": ("indicator", "year", "gender", "area"),
    "outcomes": ("indicator", "year", "tertial", "gender", "area"),
    "assessments": ("goal", "indicator", "area", "year", "tertial"),
    "cost_types": ("code",),
    "operating": ("area", "year", "tertial", "cost_type", "table"),
    "investments": ("project", "year", "tertial", "flow", "table"),
    "budget_changes": ("area", "year", "tertial", "date", "kind", "decision"),
    "interim_forecasts": ("area", "date"),
    "own_tables": ("code",),
    "own_rows": ("own_table", "code"),
    "own_columns": ("own_table", "code"),
    "own_values": ("own_table", "own_row", "own_column", "year", "tertial"),
    "risks": ("code", "year"),
    "controls": ("risk", "code"),
    "results": ("control", "year", "tertial"),
    "comments": ("area", "topic", "heading"),
    "chapters": ("code",),
    "texts": ("chapter", "area", "piece"),
}
_PERIOD_SHEETS = ("outcomes", "operating", "investments", "budget_changes", "results", "own_values")
_OPTIONAL_IN_KEY = frozenset({"goal", "indicator", "table", "heading"})


def validate_report(parsed: ParsedReport, log: ErrorLog) -> None:
    """Check the whole report. Fills in the defaults of empty areas, years and tertials on the way."""
    _check_areas(parsed["areas"], log)
    root = next((area["code"] for area in parsed["areas"] if area["parent"] is None), None)
    fill_in_defaults(parsed, root, (parsed.profile["year"], parsed.profile["tertial"]))
    _check_references(parsed, log)
    for sheet, key in ROW_KEYS_BY_SHEET.items():
        check_unique(parsed[sheet], key, log)
    for sheet in ("areas", "goals"):
        _check_tree(parsed[sheet], "code", "parent", log)
        _check_years(parsed[sheet], log)
    _check_years(parsed["cost_types"], log)
    _check_cost_types(parsed["cost_types"], log)
    _check_tree(parsed["indicators"], "code", "reference_for", log)
    _check_indicators(parsed["indicators"], log)
    _check_gender(parsed, log)
    _check_assessments(parsed["assessments"], log)
    _check_projects(parsed["investments"], log)
    _check_budget_changes(parsed["budget_changes"], log)
    _check_has_content(parsed["results"], ("status", "verdict", "comment"), log)
    _check_has_content(parsed["comments"], ("text", "cause", "action"), log)
    for sheet in ("own_tables", "own_rows", "own_columns"):
        _check_years(parsed[sheet], log)
    check_own_tables(parsed, log)
    _check_periods(parsed, log)
    check_texts(parsed, log)


def _check_periods(parsed: ParsedReport, log: ErrorLog) -> None:
    """A report says nothing of periods after its own: such a row would be taken and never shown."""
    year, tertial = parsed.profile["year"], parsed.profile["tertial"]
    if year is None or tertial is None:
        return
    for sheet in _PERIOD_SHEETS:
        for record in parsed[sheet]:
            period = record["year"], record["tertial"]
            if None not in period and period > (year, tertial):
                own = Tertial(year, tertial).label
                message = (
                    f"Raden gäller en senare period än rapporten ({own}) och skulle inte synas. Ett utfall eller en "
                    "plan för kommande år hör hemma i en egen tabell, med en kolumn för det året."
                )
                log.add(record.error("tertial" if record["year"] == year else "year", message))


def _check_areas(areas: Sequence[ParsedRecord], log: ErrorLog) -> None:
    """Exactly one area, the whole board, has no parent."""
    roots = [area for area in areas if area["parent"] is None and "parent" not in area.unread]
    if areas and not roots:
        log.add(areas[0].error("parent", "Ingen rad står för hela nämnden. En rad ska sakna överordnad."))
    for area in roots[1:]:
        message = f"Bara en rad får sakna överordnad, och det gör redan rad {roots[0].row}. Skriv vad raden hör till."
        log.add(area.error("parent", message))


def _check_cost_types(cost_types: Iterable[ParsedRecord], log: ErrorLog) -> None:
    """The code of a board's own cost type is none of the seven, and says whether it is revenue."""
    for record in cost_types:
        code, base = record["code"], record["belongs_to"]
        if code in CostType.values:
            log.add(record.error("code", "Koden hör till ett av de gemensamma kostnadsslagen. Välj en annan."))
        elif code and base and is_revenue(code) != (base == CostType.REVENUE):
            begins = f"Koden för ett slag av intäkter börjar med {REVENUE_PREFIX}, och bara den."
            log.add(record.error("code", begins))


def require_board(profile: ParsedRecord, board: Board | None) -> None:
    """The report is the given board's, by code and by a name that the board has or has had."""
    if board is None:
        return
    log = ErrorLog()
    if profile["municipality_code"] != board.municipality.code:
        log.add(profile.error("municipality_code", f"Rapporten ska vara för {board.municipality.name}."))
    elif not is_board_name(board, profile["board"]):
        log.add(profile.error("board", f"Rapporten ska vara för {board.name}."))
    log.stop_if_any()


def fill_in_defaults(parsed: ParsedReport, root: str | None, period: tuple[int | None, int | None]) -> None:
    """An empty area is the whole board; an assessment without a period belongs to the report's.

    A chapter that nothing is said of is written by the board.
    A forecast between tertials belongs to the period of its date.
    """
    for sheet in _AREA_SHEETS:
        for record in parsed[sheet]:
            if record["area"] is None and "area" not in record.unread:
                record["area"] = root
    for record in parsed["chapters"]:
        if not record["part"] and not record["writer"] and record.unread.isdisjoint(("part", "writer")):
            record["writer"] = ChapterWriter.BOARD.value
    for record in parsed["interim_forecasts"]:
        day = record["date"]
        found = get_period_columns(day) if day else {"year": None, "tertial": None}
        record["year"], record["tertial"] = found["year"], found["tertial"]
    for record in parsed["assessments"]:
        year = record["year"] or period[0]
        record["tertial"] = record["tertial"] or (period[1] if year == period[0] else 3)
        record["year"] = year


def _check_references(parsed: ParsedReport, log: ErrorLog) -> None:
    codes = {
        sheet: _collect_codes(parsed[sheet])
        for sheet in ("tables", "areas", "focus_areas", "goals", "indicators", "risks", "cost_types")
    }
    projects = {record["project"] for record in parsed["investments"]} | parsed.projects
    controls = Counter(record["code"] for record in parsed["controls"])
    for sheet in _AREA_SHEETS:
        _check_known(parsed[sheet], "area", codes["areas"], "verksamhet", log)
    for sheet in _TABLE_SHEETS:
        _check_known(parsed[sheet], "table", codes["tables"], "tabell", log)
    for sheet in ("targets", "outcomes", "assessments"):
        _check_known(parsed[sheet], "indicator", codes["indicators"], "indikator", log)
    _check_known(parsed["areas"], "parent", codes["areas"], "verksamhet", log)
    _check_known(parsed["goals"], "parent", codes["goals"], "mål", log)
    _check_known(parsed["goals"], "focus_areas", codes["focus_areas"], "fokusområde", log)
    _check_known(parsed["goals"], "areas", codes["areas"], "verksamhet", log)
    _check_known(parsed["indicators"], "goal", codes["goals"], "mål", log)
    _check_known(parsed["indicators"], "reference_for", codes["indicators"], "indikator", log)
    _check_known(parsed["assessments"], "goal", codes["goals"], "mål", log)
    _check_known(parsed["investments"], "parent", projects, "projekt", log)
    _check_known(parsed["operating"], "cost_type", {*CostType.values, *codes["cost_types"]}, "kostnadsslag", log)
    _check_known(parsed["controls"], "risk", codes["risks"], "risk", log)
    _check_known(parsed["results"], "control", controls, "kontroll", log)
    _check_known(parsed["texts"], "chapter", _collect_codes(parsed["chapters"]), "kapitel", log)
    for record in parsed["results"]:
        if record["control"] and controls[record["control"]] > 1:
            log.add(record.error("control", "Flera kontroller har den koden. Ge dem olika koder."))


def _collect_codes(records: Iterable[ParsedRecord]) -> set[str]:
    return {record["code"] for record in records if record["code"]}


def _check_known(records: Iterable[ParsedRecord], key: str, known: Collection[str], what: str, log: ErrorLog) -> None:
    """The code, or each of the codes, is one that the report has."""
    names = [name for name in known if name]
    for record in records:
        value = record[key]
        for code in value if isinstance(value, tuple) else (value,):
            if code is not None and code not in known:
                message = f"Rapporten har ingen {what} med koden ”{code}”."
                message = message.replace("ingen mål", "inget mål").replace("ingen projekt", "inget projekt")
                message = message.replace("ingen fokusområde", "inget fokusområde")
                message = message.replace("ingen kapitel", "inget kapitel")
                log.add(record.error(key, message + log.suggest(code, names)))


def check_unique(records: Iterable[ParsedRecord], key: Sequence[str], log: ErrorLog) -> None:
    """No two rows tell of the same thing; the later row names the earlier."""
    first: dict[tuple[object, ...], ParsedRecord] = {}
    for record in records:
        values = tuple(record[name] for name in key)
        if any(name in record.unread or (record[name] is None and name not in _OPTIONAL_IN_KEY) for name in key):
            continue
        if values in first:
            other = first[values]
            where = f"rad {other.row}" if other.file == record.file else f"{other.file}, rad {other.row}"
            names = ", ".join(record.columns[name].name for name in key)
            log.add(record.error(key[0], f"Samma {names} står redan på {where}."))
        else:
            first[values] = record


def _check_tree(records: Sequence[ParsedRecord], code: str, parent: str, log: ErrorLog) -> None:
    """No row is its own ancestor (each circle is reported once), and no tree is too deep."""
    by_code = {record[code]: record for record in records if record[code]}
    depth: dict[str, int] = {}
    for start in by_code:
        trail: dict[str, None] = {}
        place: str = start
        while place in by_code and place not in depth and place not in trail:
            trail[place] = None
            place = by_code[place][parent] or ""
        if place in trail:
            names = list(trail)
            circle = " → ".join([*names[names.index(place) :], place])
            log.add(by_code[place].error(parent, f"Raden hör till sig själv: {circle}."))
        for level, name in enumerate(reversed(trail), start=depth.get(place, 0) + 1):
            depth[name] = level
            if level == MAX_TREE_DEPTH + 1:
                log.add(
                    by_code[name].error(
                        parent, f"Raden ligger för långt ned. Högst {MAX_TREE_DEPTH} nivåer får finnas."
                    )
                )


def _check_years(records: Iterable[ParsedRecord], log: ErrorLog) -> None:
    for record in records:
        start, end = record["valid_from"], record["valid_to"]
        if start is not None and end is not None and end < start:
            log.add(record.error("valid_to", f"Sista året ska inte vara före det första, {start}."))


def _check_indicators(records: Iterable[ParsedRecord], log: ErrorLog) -> None:
    for record in records:
        if record["goal"] and record["kind"]:
            log.add(record.error("kind", "En indikator har antingen mål eller slag, inte båda."))
        elif not (record["goal"] or record["kind"] or {"goal", "kind"} & record.unread):
            log.add(record.error("goal", "Skriv indikatorns mål, eller dess slag om den är ett nyckeltal."))


def _check_gender(parsed: ParsedReport, log: ErrorLog) -> None:
    """Women and men only where the indicator says that it is by gender."""
    whole = {record["code"] for record in parsed["indicators"] if record["code"] and not record["by_gender"]}
    for sheet in ("targets", "outcomes"):
        for record in parsed[sheet]:
            if record["gender"] != Gender.TOTAL and record["indicator"] in whole:
                log.add(record.error("gender", "Indikatorn är inte könsuppdelad. Skriv ja i dess kolumn könsuppdelad."))


def _check_assessments(records: Iterable[ParsedRecord], log: ErrorLog) -> None:
    for record in records:
        if record["goal"] and record["indicator"]:
            log.add(record.error("indicator", "En bedömning gäller antingen ett mål eller en indikator, inte båda."))
        elif not (record["goal"] or record["indicator"] or {"goal", "indicator"} & record.unread):
            log.add(record.error("goal", "Skriv målet eller indikatorn som bedömningen gäller."))


def _check_projects(records: Sequence[ParsedRecord], log: ErrorLog) -> None:
    """A project's rows agree on what it is, and no project is its own ancestor."""
    first: dict[str, ParsedRecord] = {}
    for record in records:
        project = record["project"]
        if project is None:
            continue
        known = first.setdefault(project, record)
        for key in ("name", "parent", "area"):
            if record[key] != known[key] and key not in record.unread | known.unread:
                message = f"Projektet står på rad {known.row} med något annat: ”{known[key] or ''}”."
                log.add(record.error(key, message))
    _check_tree(list(first.values()), "project", "parent", log)


def _check_budget_changes(records: Sequence[ParsedRecord], log: ErrorLog) -> None:
    """The date is one that the period knows of, an area has one original budget a year, and no step stands twice."""
    originals: dict[tuple[object, ...], ParsedRecord] = {}
    for record in records:
        if not record.unread.isdisjoint(("area", "year", "tertial", "date", "kind")):
            continue
        is_original = record["kind"] == BudgetChangeKind.ORIGINAL
        period = Tertial(record["year"], record["tertial"])
        problem = find_date_problem(DatedKind.CHANGE, record["date"], period, is_original=is_original)
        if problem:
            log.add(record.error("date", problem))
        if not is_original:
            continue
        known = originals.setdefault((record["area"], record["year"]), record)
        if known is not record:
            message = f"Verksamheten har redan en ursprunglig budget för året, på rad {known.row}."
            log.add(record.error("kind", message))
    # The same step in another report's tertial would be counted twice.
    rest = [record for record in records if record["kind"] != BudgetChangeKind.ORIGINAL]
    check_unique(_drop_repeats_of_a_period(rest), ("area", "year", "date", "kind", "decision"), log)


def _drop_repeats_of_a_period(records: Iterable[ParsedRecord]) -> list[ParsedRecord]:
    """The rows without those that repeat one of their own period: that has been named already."""
    first = {
        tuple(record[key] for key in ROW_KEYS_BY_SHEET["budget_changes"]): record for record in reversed([*records])
    }
    return sorted(first.values(), key=lambda record: record.row)


def _check_has_content(records: Iterable[ParsedRecord], keys: Sequence[str], log: ErrorLog) -> None:
    for record in records:
        if not any(record[key] for key in keys) and not record.unread.intersection(keys):
            names = ", ".join(record.columns[key].name for key in keys)
            log.add(record.error(keys[-1], f"Raden säger inget. Fyll i minst en av {names}."))
