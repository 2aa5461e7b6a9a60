"""The cells of a system's file that a person wrote last."""

from collections.abc import Collection, Iterator

from django.apps import apps

from apps.accounts.models import SYSTEM_DOMAIN, Membership, User
from apps.entry.keys import EntryKey, EntryKind
from apps.entry.stored.manual_edits import find_manual_edits
from apps.imports.merge.cell_decisions import ConflictReason
from apps.imports.merge.cell_values import RowKey, build_row_key, list_cells
from apps.imports.models import FileKind, UploadedFile
from apps.imports.report_format.records import ParsedReport
from apps.rounds.models import Round


def find_manual_cells(round_: Round, parsed: ParsedReport) -> dict[tuple[str, RowKey, str], ConflictReason]:
    """The cells by sheet, row and column that no system may overwrite, and why: outcomes, operating budget, own
    tables, texts.
    """
    rows = dict(_iter_manual_rows(parsed))
    if not rows and not parsed["texts"]:
        return {}
    systems = Membership.objects.filter(board=round_.board_id, user__email__endswith=f"@{SYSTEM_DOMAIN}")
    files = UploadedFile.objects.filter(board=round_.board_id).exclude(kind=FileKind.REPORT)
    machines = list(systems.values_list("user", flat=True))
    names = list(files.values_list("name", flat=True).distinct())
    typed = find_manual_edits(round_=round_, keys=rows, system_users=machines, system_files=names) if rows else {}
    by_text = {key.text: row for key, row in rows.items()}
    found = {
        (*by_text[text], _format_cell_name(by_text[text][0], name)): ConflictReason.DRAFT
        if hand.is_draft
        else ConflictReason.PERSON
        for (text, name), hand in typed.items()
    }
    return found | dict(_iter_manual_texts(round_, machines, names) if parsed["texts"] else ())


def _format_cell_name(sheet: str, field: str) -> str:
    """What the file's cell is called; all that a value of an own table may say is one cell."""
    return list_cells(sheet)[0].name if sheet == "own_values" else field


def _iter_manual_texts(
    round_: Round, system_users: Collection[int], system_files: Collection[str]
) -> Iterator[tuple[tuple[str, RowKey, str], ConflictReason]]:
    """The texts that a person wrote last, as above."""
    events = apps.get_model("texts", "SectionEvent").objects.filter(round=round_)
    latest = events.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
    rows = latest.select_related("chapter", "service_area")
    for one in rows:
        context = one.pgh_context or {}
        is_person = context.get("user") is not None and context["user"] not in system_users
        if is_person and context.get("source") not in system_files:
            key = one.chapter.code, one.service_area.code, 1
            yield from (((("texts", key, name)), ConflictReason.PERSON) for name in ("text", "is_ready"))


def _iter_manual_rows(parsed: ParsedReport) -> Iterator[tuple[EntryKey, tuple[str, RowKey]]]:
    """Each row that a person may have typed in, with its sheet and what names it there."""
    for record in parsed["operating"]:
        if record["table"] is None and record["area"] and record["cost_type"]:
            key = EntryKey(EntryKind.OPERATING, record["area"], record["cost_type"])
            yield key, ("operating", build_row_key("operating", record))
    for record in parsed["outcomes"]:
        if record["indicator"] and record["area"] and record["gender"]:
            key = EntryKey(EntryKind.OUTCOME, record["indicator"], record["area"], record["gender"])
            yield key, ("outcomes", build_row_key("outcomes", record))
    for record in parsed["own_values"]:
        if record["own_table"] and record["own_row"] and record["own_column"]:
            key = EntryKey(EntryKind.OWN_VALUE, record["own_table"], record["own_row"], record["own_column"])
            yield key, ("own_values", build_row_key("own_values", record))


def is_system_account(user: User | None) -> bool:
    """Is the user a system's account, and no person?"""
    return user is not None and user.email.endswith(f"@{SYSTEM_DOMAIN}")
