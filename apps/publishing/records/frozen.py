"""The frozen report as bytes and back."""

import msgspec

from apps.followup.report import BoardReport


def encode(report: BoardReport) -> bytes:
    """The report as JSON. The same report always gives the same bytes."""
    return msgspec.json.encode(report)


def decode(data: bytes) -> BoardReport:
    """The report of such JSON."""
    return msgspec.json.decode(data, type=BoardReport)
