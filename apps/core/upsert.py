"""Saving many rows at once: what is new is inserted, what differs is updated, the rest is left alone."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

from django.db.models import Model, QuerySet

BATCH_SIZE = 2000

ModelType = TypeVar("ModelType", bound=Model)
RowType = TypeVar("RowType")


class SaveCounts(NamedTuple):
    """How many rows were new, how many were changed, and how many stood there already."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0

    @property
    def wrote(self) -> bool:
        """Was anything written at all?"""
        return bool(self.new or self.changed)

    def plus(self, other: "SaveCounts") -> "SaveCounts":
        """Both together."""
        return SaveCounts(self.new + other.new, self.changed + other.changed, self.unchanged + other.unchanged)


def upsert_rows(
    stored: QuerySet[ModelType],
    rows: Sequence[ModelType],
    *,
    key: Sequence[str],
    values: Sequence[str],
    unsaid: Collection[str] = (),
) -> SaveCounts:
    """Write unsaved model objects in one statement, and only those that say something new.

    ``stored`` are the rows that may be met, ``key`` the columns of the natural key (a unique constraint must hold them)
    and ``values`` the other columns. None in one that may be ``unsaid`` leaves what stands there. Afterwards every
    object has its primary key. ``ValueError`` when two of the rows have the same key. Safe against other writers: a row
    that someone else inserts meanwhile is updated.
    """
    known = {tuple(found[1 : 1 + len(key)]): found for found in stored.values_list("pk", *key, *values)}
    keys = [tuple(getattr(row, name) for name in key) for row in rows]
    if len(set(keys)) < len(keys):
        raise ValueError("Två rader har samma nyckel.")
    to_write: list[ModelType] = []
    met = 0
    for row, row_key in zip(rows, keys, strict=True):
        found = known.get(row_key)
        met += found is not None
        for name in unsaid:
            if getattr(row, name) is None:
                default = row._meta.get_field(name).get_default()  # type: ignore[union-attr]
                setattr(row, name, default if found is None else found[1 + len(key) + values.index(name)])
        if found is not None and found[1 + len(key) :] == tuple(getattr(row, name) for name in values):
            row.pk = found[0]
        else:
            to_write.append(row)
    unchanged = len(rows) - len(to_write)
    if to_write:
        stored.model._default_manager.bulk_create(
            to_write, batch_size=BATCH_SIZE, update_conflicts=True, unique_fields=list(key), update_fields=list(values)
        )
    return SaveCounts(len(rows) - met, met - unchanged, unchanged)


def get_row_fields(row: Any) -> dict[str, Any]:
    """A dataclass row by field name, without the deep copying of ``dataclasses.asdict``."""
    return {name: getattr(row, name) for name in type(row).__dataclass_fields__}


def group_tree_levels(
    rows: Iterable[RowType], code: Callable[[RowType], str], parent: Callable[[RowType], str | None]
) -> list[list[RowType]]:
    """The rows of trees by depth, roots first, so that a parent is saved before its children.

    ``ValueError`` when a parent is not among the rows, or when rows are each other's parents.
    """
    done: set[Any] = {None}
    waiting = list(rows)
    result: list[list[RowType]] = []
    while waiting:
        level = [row for row in waiting if parent(row) in done]
        if not level:
            raise ValueError(f"Överordnad saknas eller går runt: {', '.join(code(row) for row in waiting)}.")
        result.append(level)
        waiting = [row for row in waiting if parent(row) not in done]
        done.update(code(row) for row in level)
    return result
