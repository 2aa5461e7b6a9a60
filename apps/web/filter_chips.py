"""Filters as links above a list: each says how many it leaves, and the chosen one leads back to all.

They work without a script, and what is chosen stands in the address.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from apps.core.lights import Light
from apps.web.lights import rank_worst_first

_LIGHT_CHIP_LABELS = {
    Light.NOT_MET: "Röda",
    Light.ON_TRACK: "Gula",
    Light.MET: "Gröna",
    Light.UNKNOWN: "Kan inte bedömas",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterChip:
    """A choice with the number of rows that it gives. ``url`` is the list with the choice made, or taken back."""

    label: str
    count: int
    url: str
    chosen: bool
    light: Light | None = None


def parse_light(query: Mapping[str, str]) -> str:
    """The light in the address (``?ljus=``); empty where there is none, or an unknown one."""
    light = query.get("ljus", "")
    return light if light in set(Light) else ""


def build_light_chips(
    counts: Mapping[Light, int], chosen: str, build_url: Callable[[str], str]
) -> tuple[FilterChip, ...]:
    """A chip for each light that the list has or that is chosen, worst first; ``build_url`` takes a light."""
    return tuple(
        FilterChip(
            label=_LIGHT_CHIP_LABELS[light],
            count=counts.get(light, 0),
            url=build_url("" if light == chosen else light.value),
            chosen=light == chosen,
            light=light,
        )
        for light in sorted(Light, key=rank_worst_first)
        if counts.get(light) or light == chosen
    )


def parse_mark(query: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """The mark in the address (``?visa=``), one of ``labels``; empty where there is none, or an unknown one."""
    mark = query.get("visa", "")
    return mark if mark in labels else ""


def build_mark_chips(
    labels: Mapping[str, str], marked: Mapping[str, Collection[str]], chosen: str, build_url: Callable[[str], str]
) -> tuple[FilterChip, ...]:
    """A chip for each mark that any row has or that is chosen, with the number of rows; ``build_url`` takes a mark."""
    return tuple(
        FilterChip(
            label=label,
            count=len(marked[mark]),
            url=build_url("" if mark == chosen else mark),
            chosen=mark == chosen,
        )
        for mark, label in labels.items()
        if marked[mark] or mark == chosen
    )
