"""The units that money can be typed in, by ``?enhet=``: thousands of kronor (``tkr``) or kronor (``kr``)."""

from dataclasses import dataclass

UNIT_LABELS = (("tkr", "tusen kronor"), ("kr", "kronor"))


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit to type money in."""

    code: str
    label: str
    current: bool


def parse_unit(text: str | None) -> str:
    """The unit in an address or a form; thousands unless another known one is named."""
    return text if text in dict(UNIT_LABELS) else "tkr"
