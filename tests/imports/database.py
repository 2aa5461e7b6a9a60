"""What stands in the database, to compare before and after."""

from typing import Any

from django.apps import apps


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of ours, with its primary key."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("apps.")]
    return {model._meta.label: list(model._default_manager.order_by("pk").values_list()) for model in ours}
