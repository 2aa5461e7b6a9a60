"""Rows that remember: a version that grows with every change, and a table of events written by the database itself.

Triggers catch what code can forget: ``bulk_create``, ``update()``, raw SQL and deletes.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeVar

import pghistory
import pgtrigger
from django.db import models

ModelType = TypeVar("ModelType", bound=type[models.Model])

MANUAL_SOURCE = "för hand"


class Versioned(models.Model):
    """A row with a version. Numbers come from one sequence, so a row that is deleted and made anew never repeats one.

    Never set by code. A row that does not exist has version 0.
    """

    version = models.BigIntegerField("version", default=0, db_default=0, editable=False)

    class Meta:
        abstract = True


def track_history(*key: str) -> Callable[[ModelType], ModelType]:
    """Class decorator: raise the version of a ``Versioned`` row, and keep each of its states in an event table.

    ``key`` are the columns of the natural key, by which a row's history is found also when the row is gone.
    """

    def decorate(model: ModelType) -> ModelType:
        pgtrigger.register(
            pgtrigger.Trigger(
                name="raise_version",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=(
                    "IF TG_OP = 'INSERT' OR NEW IS DISTINCT FROM OLD THEN "
                    "NEW.version := nextval('audit_row_version'); END IF; RETURN NEW;"
                ),
            )
        )(model)
        return pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            append_only=True,
            meta={"indexes": [models.Index(fields=list(key), name=f"{model.__name__.lower()}_history")]},
        )(model)

    return decorate


class HistoryContext(NamedTuple):
    """A query with its values; when a statement reads from it, the history's triggers know who writes."""

    sql: str
    params: list[Any]


# As pghistory's own cursors do before each statement that writes.
_SET_CONTEXT_QUERY = (
    """SELECT set_config('pghistory.context_id', %s, true), set_config('pghistory.context_metadata', %s, true)"""
)


@contextmanager
def set_history_context(*, by: Any, reason: str = "", source: str = MANUAL_SOURCE) -> Iterator[HistoryContext]:
    """Tell the history who writes inside the block, why, and from where. What a block around it has told stands.

    Django's cursors tell it by themselves. A statement that goes past them takes along the query that it is given.
    """
    with pghistory.context() as context:
        context.metadata.setdefault("user", getattr(by, "pk", None))
        context.metadata.setdefault("source", source)
        context.metadata.setdefault("reason", reason)
        yield HistoryContext(_SET_CONTEXT_QUERY, [str(context.id), json.dumps(context.metadata)])
