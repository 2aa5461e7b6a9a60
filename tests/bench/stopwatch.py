"""Time taken."""

from collections.abc import Callable
from time import perf_counter


def measure_milliseconds(act: Callable[[], object]) -> float:
    """How long it takes; its own word for it where it gives one, as a ``float``."""
    started = perf_counter()
    found = act()
    return found if isinstance(found, float) else (perf_counter() - started) * 1000
