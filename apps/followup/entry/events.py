"""Reading the rows' event tables: what a writer saw at an older version, and who changed a field last."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from apps.accounts.models import User
from apps.followup.entry.context import Standing
from apps.followup.entry.keys import Key
from apps.followup.entry.shapes import Theirs
from apps.followup.entry.subjects import SUBJECTS, Subject
from apps.followup.entry.values import show

SOMEONE = "okänd"
DELETED = "delete"


def events_of(subject: Subject) -> QuerySet[Any]:
    """The events of a subject's table."""
    meta = subject.model._meta
    return apps.get_model(meta.app_label, f"{meta.object_name}Event")._default_manager.all()


def of_row(standing: Standing) -> QuerySet[Any]:
    """The events of one row, oldest first, also from before it was last taken away."""
    subject = SUBJECTS[standing.key.kind]
    known = Q()
    for column, value in standing.natural.items():
        known &= Q(**{f"{column}__isnull": True}) if value is None else Q(**{column: value})
    return events_of(subject).filter(known).order_by("pgh_id")


def fields_seen(old: Sequence[tuple[Standing, int]]) -> dict[tuple[Key, int], dict[str, Any]]:
    """The columns as they stood at older versions. A version that never was is not among them."""
    found: dict[tuple[Key, int], dict[str, Any]] = {}
    for standing, version in old:
        columns = SUBJECTS[standing.key.kind].columns
        row = of_row(standing).filter(version=version).exclude(pgh_label=DELETED).values(*columns).first()
        if row:
            found[standing.key, version] = row
    return found


def latest_change(standing: Standing, field: str) -> Theirs:
    """What stands in a field, and who put it there."""
    text = show(standing.key.kind, field, standing.values, standing.about)
    columns = SUBJECTS[standing.key.kind].fields[field].columns
    events = list(
        of_row(standing).order_by("-pgh_id").values("pgh_created_at", "pgh_context", "pgh_label", *columns)[:50]
    )
    last = None
    for newer, older in zip(events, [*events[1:], None], strict=True):
        last = newer
        if older is None or newer["pgh_label"] == DELETED or any(newer[name] != older[name] for name in columns):
            break
    who = names_of([last["pgh_context"]] if last else [])
    return Theirs(
        text=text,
        who=who.get(_user(last["pgh_context"]), SOMEONE) if last else SOMEONE,
        at=last["pgh_created_at"] if last else None,
        version=standing.version,
    )


def names_of(contexts: Iterable[Mapping[str, Any] | None]) -> dict[int | None, str]:
    """The names of those who wrote, by their id: one query."""
    ids = {user for context in contexts if (user := _user(context)) is not None}
    return {user.pk: str(user) for user in User.objects.filter(pk__in=ids)} if ids else {}


def _user(context: Mapping[str, Any] | None) -> int | None:
    return context.get("user") if context else None
