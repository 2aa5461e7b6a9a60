"""Writing some values of one row. Only a domain's services call it, each for its own tables."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model


def write_values(row: Model, values: Mapping[str, Any]) -> None:
    """Set the values and write those columns; a row that is not in the table yet is written whole."""
    for name, value in values.items():
        setattr(row, name, value)
    if row.pk is None:
        row.save()
    else:
        row.save(update_fields=list(values))
