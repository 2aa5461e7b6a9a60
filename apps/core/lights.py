"""The traffic light: one scale for indicators and goals. A light is always colour, shape and word together."""

from enum import StrEnum


class Light(StrEnum):
    """From best to worst; ``UNKNOWN`` says nothing and is never bad."""

    MET = "met"
    ON_TRACK = "on_track"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return _LABELS[self]

    @property
    def shape(self) -> str:
        """The shape that carries the meaning without colour."""
        return _SHAPES[self]

    @property
    def severity(self) -> int:
        """Sorts the worst first: not met 0, on track 1, unknown 2, met 3."""
        return _SEVERITIES[self]


_LABELS = {Light.MET: "uppnått", Light.ON_TRACK: "på väg", Light.NOT_MET: "ej uppnått", Light.UNKNOWN: "kan ej bedömas"}
_SHAPES = {Light.MET: "●", Light.ON_TRACK: "◐", Light.NOT_MET: "✕", Light.UNKNOWN: "○"}
_SEVERITIES = {Light.NOT_MET: 0, Light.ON_TRACK: 1, Light.UNKNOWN: 2, Light.MET: 3}
