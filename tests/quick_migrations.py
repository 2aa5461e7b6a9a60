"""Runs every migration as it is, in a third of the time: fewer of Django's models of the past are built anew.

Django builds a changed model, and all that are related to it, for each operation: 19 000 classes, most of them for a
constraint or a trigger, which the statements to the database never ask a class for. ``manage.py upgrade`` is left as
Django has it; ``test_demo`` goes that way.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps.registry import Apps
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Model

# What is added one at a time after a model, and is read from the state of the model, not from its class.
LATER = ("constraints", "indexes", "triggers")


@contextmanager
def build_fewer_models() -> Iterator[None]:
    """While it lasts, a model of the past is built anew alone when its fields are the same, or when it is new."""
    build, reload = ModelState.render, ProjectState.reload_model

    def build_and_remember(state: ModelState, apps: Apps) -> type[Model]:
        model = build(state, apps)
        model._built_from = _list_parts(state)
        return model

    def reload_if_needed(states: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
        if "apps" not in states.__dict__:  # to ask whether it is there would make it
            return
        state = states.models[app_label, model_name.lower()]
        model = states.apps.all_models[app_label].get(model_name.lower())
        if model is None:
            states.apps.render_multiple([state])
        elif _are_same(model._built_from, _list_parts(state)):
            for option in LATER:
                setattr(model._meta, option, state.options.get(option, []))
        else:
            reload(states, app_label, model_name, delay)

    ModelState.render, ProjectState.reload_model = build_and_remember, reload_if_needed
    try:
        yield
    finally:
        ModelState.render, ProjectState.reload_model = build, reload


def _list_parts(state: ModelState) -> tuple[list[Any], dict[str, Any]]:
    """What a class is built from: the objects themselves, which are replaced when they change; and the options."""
    objects = [*state.fields, *state.fields.values(), *state.bases, *(part for pair in state.managers for part in pair)]
    return objects, {name: value for name, value in state.options.items() if name not in LATER}


def _are_same(before: tuple[list[Any], dict[str, Any]], now: tuple[list[Any], dict[str, Any]]) -> bool:
    return len(before[0]) == len(now[0]) and all(map(_is_same, before[0], now[0])) and before[1] == now[1]


def _is_same(before: Any, now: Any) -> bool:
    return before is now or (isinstance(before, str) and before == now)
