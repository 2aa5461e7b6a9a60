"""The frozen report as bytes and back."""

import zlib
from functools import lru_cache

import msgspec
from msgspec.structs import replace

from apps.report.board_report import BoardReport


def encode_report(report: BoardReport) -> bytes:
    """The report as JSON. The same report always gives the same bytes."""
    return msgspec.json.encode(report)


def decode_report(data: bytes) -> BoardReport:
    """The report of such JSON."""
    return msgspec.json.decode(data, type=BoardReport)


@lru_cache(maxsize=32)
def decode_stored_report(sha256: str, data: bytes) -> BoardReport:
    """The report of stored bytes. The same bytes are the same report for ever, so the latest few are kept decoded."""
    return decode_report(zlib.decompress(data))


def apply_board_address(report: BoardReport, slug: str) -> BoardReport:
    """The report with the address that its board has now, so that what is made from it leads right.

    An address is no part of what was decided: the name and all else stay as they were frozen.
    """
    if report.board.slug == slug:
        return report
    return replace(report, board=replace(report.board, slug=slug))
