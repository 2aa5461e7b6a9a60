"""What a change will do, seen before it is done: the change itself, rolled back."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction


@dataclass(frozen=True, slots=True)
class PreviewedSteps:
    """Swedish sentences of what a change does. ``digest`` is sent back with the second click; ``is_done`` after it."""

    steps: tuple[str, ...]
    digest: str
    is_done: bool


def apply_seen(act: Callable[[], Sequence[str]], seen: str) -> PreviewedSteps:
    """Do the change if it does what was ``seen``, else only tell what it would do. What it raises goes on."""
    with transaction.atomic():
        steps = tuple(act())
        digest = hashlib.sha256("\n".join(steps).encode()).hexdigest()
        is_done = digest == seen
        if not is_done:
            transaction.set_rollback(True)
    return PreviewedSteps(steps, digest, is_done)
