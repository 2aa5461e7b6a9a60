"""Database guarantees that Django has no words for."""

from django.db import migrations, models


def build_composite_foreign_key(table: str, columns: tuple[str, str], target: str) -> migrations.RunSQL:
    """A foreign key over two columns, so that a row and what it points at always belong to the same board.

    The second of ``columns`` is the owner; ``target`` must be unique on its id and that column. Checked at commit, as
    Django's own foreign keys are.
    """
    name = f"{table}_{columns[0]}_same_owner"[:63]
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns[0]}, {columns[1]}) "
        f"REFERENCES {target} (id, {columns[1]}) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


def limit_to_choices(values: type[models.TextChoices], field: str, name: str) -> models.CheckConstraint:
    """The column holds one of the choices and nothing else."""
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": values.values}), name=name)


def limit_to_valid_tertial(name: str) -> models.CheckConstraint:
    """Year and tertial of a fact row are possible ones."""
    return models.CheckConstraint(
        condition=models.Q(tertial__gte=1, tertial__lte=3, year__gte=1990, year__lte=2100), name=name
    )
