"""The cells of a system's file that a person wrote last."""

from collections.abc import Sequence

from apps.accounts.models import SYSTEM_DOMAIN, Membership
from apps.followup.entry.keys import Key, Kind
from apps.followup.entry.people import typed_by_people
from apps.imports.cellvalues import RowKey, row_key
from apps.imports.deciding import Why
from apps.imports.models import FileKind, UploadedFile
from apps.imports.parse import Record
from apps.rounds.models import Round


def find_typed_cells(round_: Round, records: Sequence[Record]) -> dict[tuple[str, RowKey, str], Why]:
    """The cells of the operating budget, by sheet, row and column, with why they are not a system's to overwrite."""
    rows = {
        Key(Kind.OPERATING, record["area"], record["cost_type"]): row_key("operating", record)
        for record in records
        if record["table"] is None and record["area"] and record["cost_type"]
    }
    if not rows:
        return {}
    systems = Membership.objects.filter(board=round_.board_id, user__email__endswith=f"@{SYSTEM_DOMAIN}")
    files = UploadedFile.objects.filter(board=round_.board_id, kind__in=[FileKind.LEDGER, FileKind.SIE])
    typed = typed_by_people(
        round_=round_,
        keys=rows,
        machines=list(systems.values_list("user", flat=True)),
        files=list(files.values_list("name", flat=True).distinct()),
    )
    by_text = {key.text: row for key, row in rows.items()}
    return {
        ("operating", by_text[text], name): Why.DRAFT if hand.is_draft else Why.PERSON
        for (text, name), hand in typed.items()
    }
