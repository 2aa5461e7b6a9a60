"""The parts of a ``BoardReport`` that are its words: chapters in the order of the board's disposition."""

from apps.core.rich_text.tree import RichText
from apps.report.measures import ReportPart


class ChapterText(ReportPart, frozen=True, kw_only=True):
    """What is written in a chapter, for the whole board or one service area."""

    area: str
    area_name: str
    whole_board: bool
    text: RichText


class Chapter(ReportPart, frozen=True, kw_only=True):
    """Kapitel. ``number`` is as it is printed (2.1), ``level`` 1-3, ``code`` the same from report to report.

    ``kind`` is ``written`` (``texts`` in tree order, none where nothing is written) or ``part``: the piece of the
    report named by ``part`` (``texts.models.ReportPartCode``) is drawn there.
    """

    number: str
    code: str
    heading: str
    level: int
    kind: str
    part: str = ""
    texts: tuple[ChapterText, ...] = ()
