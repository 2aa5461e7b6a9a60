"""Names that people can tell apart: no two alike among those that stand together, and nothing invisible in them."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from apps.core.swedish import tidy_text
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.records import ParsedRecord

_INVISIBLE_CATEGORIES = frozenset({"Cf", "Co", "Cs", "Zl", "Zp"})
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and signs that are shown as nothing
# What is named, and what tells those apart that may be named alike: two areas' goals, a number and its share.
_SIBLINGS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "areas": ("Verksamheten", ("parent",)),
    "goals": ("Målet", ("parent", "level", "areas")),
    "indicators": ("Indikatorn", ("goal", "heading", "reference_for", "unit")),
}


def check_names(
    sheet: str,
    records: Iterable[ParsedRecord],
    log: ErrorLog,
    *,
    is_written: Callable[[ParsedRecord], bool] = lambda record: True,
) -> None:
    """The names of areas, goals or indicators. What is not written was there before, and is not refused for it."""
    if sheet not in _SIBLINGS:
        return
    what, keys = _SIBLINGS[sheet]
    named: dict[tuple[Any, ...], list[ParsedRecord]] = {}
    for record in sorted(records, key=is_written):
        if not record["name"] or "name" in record.unread:
            continue
        invisible = _find_invisible_sign(record["name"])
        alike = named.setdefault((_normalise_name(record["name"]), *(record[key] for key in keys)), [])
        twin = next((other for other in alike if _is_at_once(record, other)), None)
        alike.append(record)
        if not is_written(record):
            continue
        if invisible:
            message = f"Namnet har ett tecken som inte syns (U+{ord(invisible):04X}). Skriv namnet på nytt i cellen."
            log.add(record.error("name", message))
        elif twin:
            message = f"{what} med koden ”{twin['code']}” heter redan så på samma plats. Ge den här ett eget namn."
            log.add(record.error("name", message))


def _find_invisible_sign(name: str) -> str:
    return next(
        (sign for sign in name if unicodedata.category(sign) in _INVISIBLE_CATEGORIES or sign in _BLANK_LETTERS), ""
    )


def _normalise_name(name: str) -> str:
    """Names that look the same are the same, however their letters are put together."""
    return unicodedata.normalize("NFC", " ".join(tidy_text(name).split())).casefold()


def _is_at_once(one: ParsedRecord, other: ParsedRecord) -> bool:
    """Do their years meet? What is known by the years has another's name once that has ended."""
    starts = max(record.values.get("valid_from") or 0 for record in (one, other))
    return starts <= min(record.values.get("valid_to") or 9999 for record in (one, other))
