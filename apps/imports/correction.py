"""What a file may change while a published report is corrected: its own figures, ratings and comments, and no more.

A correction that is withdrawn puts those back (``followup.correcting``). The plan, the organisation and other tertials
are nobody's to change on the way: a file that would is not taken.
"""

from collections.abc import Iterator, Sequence

from apps.budget.models import InvestmentProject
from apps.imports.errors import CellError, ErrorLog
from apps.imports.preview import RowChange, SheetChange, keyed
from apps.imports.schema import BY_NAME
from apps.imports.sheets import Sheet
from apps.imports.validate import KEYS
from apps.rounds.models import Round

FACTS = frozenset({"utfall", "bedömningar", "drift", "investeringar", "kontrollresultat", "kommentarer"})
_PLAN = (
    "Under en rättelse ändrar en fil bara rapportens siffror, bedömningar och kommentarer. Ta bort ändringen ur filen. "
    "Planen och verksamheterna ändras under Struktur."
)
Projects = dict[str, tuple[object, ...]]


def projects_of(round_: Round) -> Projects:
    """The board's investment projects by code, in their order: they have no sheet of their own."""
    found = InvestmentProject.objects.filter(board=round_.board_id).order_by("position", "id")
    return {code: rest for code, *rest in found.values_list("code", "name", "parent", "service_area", "position")}  # type: ignore[misc]


def refuse_more_than_facts(
    round_: Round, found: Sequence[SheetChange], before: Sequence[Sheet], after: Sequence[Sheet], projects: Projects
) -> None:
    """``ReportErrors`` when a loaded file has changed more than may be: where in the file, and what to do.

    ``before`` and ``after`` are the round's sheets, ``projects`` what ``projects_of`` gave before the file was loaded.
    """
    log = ErrorLog()
    for sheet in found:
        for row in sheet.rows:
            expected = _period(round_, sheet.name, row) if sheet.name in FACTS else _PLAN
            if expected:
                log.add(_error(sheet.name, row, expected))
    for name in _moved(before, after):
        log.file(f"blad {name}", "Raderna står i en annan ordning än i rapporten. " + _PLAN)
    now = projects_of(round_)
    for code in now:
        if now[code] != projects.get(code):
            log.file("blad investeringar", f"Projektet ”{code}” är nytt eller beskrivs på ett annat sätt. " + _PLAN)
    log.stop_if_any()


def _period(round_: Round, sheet: str, row: RowChange) -> str:
    """What is wrong with the tertial of a row; empty when it is the round's, or the row has none."""
    keys = KEYS[BY_NAME[sheet].key]
    if "year" not in keys:
        return ""
    told = row.key.split(" · ")
    if (told[keys.index("year")], told[keys.index("tertial")]) == (str(round_.year), str(round_.tertial)):
        return ""
    return f"Under en rättelse ändrar en fil bara uppgifter för {round_.period.label}. Ta bort ändringen ur filen."


def _error(sheet: str, row: RowChange, expected: str) -> CellError:
    column, new = next(((cell.column, cell.new) for cell in row.cells if cell.new), (None, ""))
    if row.origin is None:
        return CellError(f"blad {sheet}", None, column, new, expected)
    return CellError(row.origin.source, row.origin.row, column, new, expected)


def _moved(before: Sequence[Sheet], after: Sequence[Sheet]) -> Iterator[str]:
    """The sheets of the plan where the same rows now stand in another order."""
    order = {sheet.name: list(keyed(sheet)) for sheet in before}
    for sheet in after:
        now = list(keyed(sheet))
        if sheet.name not in FACTS and sorted(now) == sorted(order[sheet.name]) and now != order[sheet.name]:
            yield sheet.name
