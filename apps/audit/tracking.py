"""Rows that remember: a version that grows with every change, and a table of events written by the database itself.

Triggers catch what code can forget: ``bulk_create``, ``update()``, raw SQL and deletes.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import pghistory
import pgtrigger
from django.db import models

M = TypeVar("M", bound=type[models.Model])

BY_HAND = "för hand"


class Versioned(models.Model):
    """A row with a version. Numbers come from one sequence, so a row that is deleted and made anew never repeats one.

    Never set by code. A row that does not exist has version 0.
    """

    version = models.BigIntegerField("version", default=0, db_default=0, editable=False)

    class Meta:
        abstract = True


def tracked(*key: str) -> Callable[[M], M]:
    """Class decorator: raise the version of a ``Versioned`` row, and keep each of its states in an event table.

    ``key`` are the columns of the natural key, by which a row's history is found also when the row is gone.
    """

    def decorate(model: M) -> M:
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


@contextmanager
def change(*, by: Any, reason: str = "", source: str = BY_HAND) -> Iterator[None]:
    """Tell the history who writes inside the block, why, and from where. What a block around it has told stands."""
    with pghistory.context() as told:
        told.metadata.setdefault("user", getattr(by, "pk", None))
        told.metadata.setdefault("source", source)
        told.metadata.setdefault("reason", reason)
        yield
