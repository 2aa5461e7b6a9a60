"""The history of any number: who changed it, when, from what to what, why, by hand or from which file.

Read from the event tables that the database's own triggers write, so nothing goes past it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from apps.accounts.models import User
from apps.audit.tracking import BY_HAND
from apps.followup.entry.context import Standing, read_context
from apps.followup.entry.events import DELETED, SOMEONE, names_of, of_row
from apps.followup.entry.keys import BadKeyError, parse_key
from apps.followup.entry.shapes import Change
from apps.followup.entry.subjects import SUBJECTS
from apps.followup.entry.values import show_in_words
from apps.rounds.models import Round, Unit

DIRECTLY = "direkt i databasen"


def history_of(round_: Round, key: str, unit: str = Unit.TKR) -> list[Change]:
    """Every change of the row's fields, latest first; empty for a row that is not there. Scope the round first."""
    try:
        parsed = parse_key(key)
    except BadKeyError:
        return []
    standing = read_context(round_, User(pk=0), [parsed], unit).rows.get(parsed)
    if standing is None:
        return []
    columns = SUBJECTS[parsed.kind].columns
    events = list(of_row(standing).values("pgh_created_at", "pgh_label", "pgh_context", *columns))
    names = names_of([event["pgh_context"] for event in events])
    changes = [change for pair in _pairs(standing, events) for change in _changes(standing, *pair, names)]
    return changes[::-1]


Columns = Mapping[str, Any]


def _pairs(standing: Standing, events: list[dict[str, Any]]) -> Iterator[tuple[Columns, Columns, dict[str, Any]]]:
    """Each event with the columns before and after it; nothing stands before a row is made and after it is gone."""
    nothing = SUBJECTS[standing.key.kind].empty()
    before: Columns = nothing
    for event in events:
        after: Columns = nothing if event["pgh_label"] == DELETED else event
        yield before, after, event
        before = after


def _changes(
    standing: Standing, before: Columns, after: Columns, event: Mapping[str, Any], names: Mapping[int | None, str]
) -> Iterator[Change]:
    kind = standing.key.kind
    told = event["pgh_context"] or {}
    for name, field in SUBJECTS[kind].fields.items():
        was, now = (show_in_words(kind, name, row, standing.about) for row in (before, after))
        if was != now:
            yield Change(
                at=event["pgh_created_at"],
                who=names.get(told.get("user"), SOMEONE if told.get("source") in (None, BY_HAND) else ""),
                field=name,
                field_label=field.label,
                before=was,
                after=now,
                reason=told.get("reason", ""),
                source=told.get("source") or DIRECTLY,
            )
