"""Whether a text says anything: a heading that somebody left for the one who was to write below it does not."""

import re

_MAX_HEADING = 80
_LABEL_PATTERN = re.compile(
    r"(?:orsak|åtgärd|analys|kommentar|bakgrund|bedömning|sammanfattning|prognos|utfall)(?:e?n|er|erna)?", re.IGNORECASE
)


def has_body_text(text: str) -> bool:
    """Is anything but headings written? ``Orsak:`` alone is not, ``Orsak: fler barn`` is, on one line or two."""
    return any(not _is_heading(line.strip()) for line in text.splitlines() if line.strip())


def _is_heading(line: str) -> bool:
    """A line that only tells what comes: ``# Orsak``, ``**Orsak**``, ``Det här hände:`` or the field's own name."""
    plain = line.strip("#*_ ").removesuffix(":").strip()
    is_marked = line.startswith("#") or (line.startswith("**") and line.rstrip(":").endswith("**") and len(line) > 4)
    if not plain or is_marked:
        return True
    return (line.rstrip("*_ ").endswith(":") and len(line) <= _MAX_HEADING) or bool(_LABEL_PATTERN.fullmatch(plain))
