"""Reading the rows' event tables: what a writer saw at an older version, and who changed a field last."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import reduce
from itertools import pairwise
from operator import or_
from typing import Any

from django.apps import apps
from django.db.models import BigIntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from apps.accounts.models import User
from apps.followup.entry.context import Standing
from apps.followup.entry.keys import Key
from apps.followup.entry.shapes import Theirs
from apps.followup.entry.subjects import SUBJECTS, Subject
from apps.followup.entry.values import reads_as, show

SOMEONE = "okänd"
MADE, DELETED = "insert", "delete"


def events_of(subject: Subject) -> QuerySet[Any]:
    """The events of a subject's table."""
    meta = subject.model._meta
    return apps.get_model(meta.app_label, f"{meta.object_name}Event")._default_manager.all()


def of_row(standing: Standing) -> QuerySet[Any]:
    """The events of one row, oldest first, also from before it was last taken away."""
    return events_of(SUBJECTS[standing.key.kind]).filter(_is_row(standing)).order_by("pgh_id")


def of_figure(standing: Standing, tables: Collection[int]) -> QuerySet[Any]:
    """The events of a row of money, and of what tells what it was before: earlier tertials, printed ``tables``."""
    place = {name: value for name, value in standing.natural.items() if name not in ("tertial", "table_id")}
    told = Q(tertial__lte=standing.natural["tertial"], table_id__isnull=True)
    told |= Q(tertial=standing.natural["tertial"], table_id__in=tables)
    return events_of(SUBJECTS[standing.key.kind]).filter(told, **place).order_by("pgh_id")


def _is_row(standing: Standing) -> Q:
    known = Q()
    for column, value in standing.natural.items():
        known &= Q(**{f"{column}__isnull": True}) if value is None else Q(**{column: value})
    return known


def fields_seen(old: Sequence[tuple[Standing, int]]) -> dict[tuple[Key, int], dict[str, Any]]:
    """The columns as they stood at older versions. A version that never was is not among them."""
    found: dict[tuple[Key, int], dict[str, Any]] = {}
    for standing, version in old:
        columns = SUBJECTS[standing.key.kind].columns
        row = of_row(standing).filter(version=version).exclude(pgh_label=DELETED).values(*columns).first()
        if row:
            found[standing.key, version] = row
    return found


def theirs_of(cells: Collection[tuple[Standing, str]]) -> dict[tuple[Key, str], Theirs]:
    """What stands in each field, and who put it there: one query for each table."""
    events = _events_of_rows({standing.key: standing for standing, _ in cells}.values())
    last = {
        (standing.key, field): _last_change(events[standing.key], SUBJECTS[standing.key.kind].fields[field].columns)
        for standing, field in cells
    }
    found = {}
    for standing, field in cells:
        event = last[standing.key, field]
        found[standing.key, field] = Theirs(
            text=show(standing.key.kind, field, standing.values, standing.about),
            words=reads_as(standing.key.kind, field, standing.values, standing.about),
            who=(event and (event["who"] or event["email"])) or SOMEONE,
            at=event["pgh_created_at"] if event else None,
            version=standing.version,
        )
    return found


def _events_of_rows(rows: Collection[Standing]) -> dict[Key, list[dict[str, Any]]]:
    """The events of each row, latest first."""
    found: dict[Key, list[dict[str, Any]]] = {standing.key: [] for standing in rows}
    for subject in {id(subject): subject for row in rows if (subject := SUBJECTS[row.key.kind])}.values():
        same = {tuple(row.natural.values()): row.key for row in rows if SUBJECTS[row.key.kind] is subject}
        known = reduce(or_, (_is_row(row) for row in rows if SUBJECTS[row.key.kind] is subject))
        columns = dict.fromkeys(["pgh_created_at", "pgh_label", *subject.key, *subject.columns])
        writer = User.objects.filter(pk=Cast(KeyTextTransform("user", OuterRef("pgh_context")), BigIntegerField()))
        told = {"who": Subquery(writer.values("name")), "email": Subquery(writer.values("email"))}
        for event in events_of(subject).filter(known).order_by("-pgh_id").values(*columns, **told):
            found[same[tuple(event[name] for name in subject.key)]].append(event)
    return found


def _last_change(events: Sequence[dict[str, Any]], columns: Sequence[str]) -> dict[str, Any] | None:
    """The latest event that changed the columns; None for a row that nothing is told of."""
    for newer, older in pairwise(events):
        is_first = DELETED in (older["pgh_label"], newer["pgh_label"])
        if is_first or any(newer[name] != older[name] for name in columns):
            return newer
    return events[-1] if events else None


def names_of(contexts: Iterable[Mapping[str, Any] | None]) -> dict[int | None, str]:
    """The names of those who wrote, by their id: one query."""
    ids = {user for context in contexts if (user := _user(context)) is not None}
    return {user.pk: str(user) for user in User.objects.filter(pk__in=ids)} if ids else {}


def _user(context: Mapping[str, Any] | None) -> int | None:
    return context.get("user") if context else None
