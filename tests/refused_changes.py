"""What a row's history says was refused."""

from apps.rounds.models import Round
from apps.workflow.row_history import FieldChange, load_row_history


def list_refused_changes(round_: Round, key: str, unit: str = "tkr") -> list[FieldChange]:
    """What was typed in the row's fields and refused as stale, latest first."""
    return [change for change in load_row_history(round_, key, unit).changes if change.refused]
