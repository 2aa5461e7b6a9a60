"""What a document says of itself: whose it is, which period, which case, and whether anyone has decided it."""

from dataclasses import dataclass

from apps.core.swedish import format_day
from apps.report.board_report import BoardReport

DRAFT_LABEL = "UTKAST"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentCover:
    """The cover. ``status`` says in words what the document is; ``version`` is None for a draft.

    ``arms`` is the municipality's arms as checked SVG, empty where it has none.
    """

    municipality: str
    board: str
    title: str
    period: str
    case_number: str
    status: str
    version: int | None
    note: str
    arms: str = ""

    @property
    def is_draft(self) -> bool:
        """Has nobody published this?"""
        return self.version is None

    @property
    def full_title(self) -> str:
        """The title with whose it is, for lists of files and for readers aloud."""
        return f"{self.title}, {self.board}, {self.municipality}"


def build_cover(report: BoardReport, *, version: int | None, arms: str = "") -> DocumentCover:
    """The cover of a report's document. ``version`` is that of the publication, None for a draft."""
    notes = []
    if report.municipality.is_made_up:
        notes.append(f"{report.municipality.name} är en påhittad kommun. Siffrorna är exempel.")
    if report.texts_are_summaries:
        notes.append("Texterna är sammanfattade och inte nämndens egna ord.")
    return DocumentCover(
        municipality=report.municipality.name,
        board=report.board.name,
        title=format_document_title(report),
        period=report.period.long_label,
        case_number=report.decision.case_number if report.decision else "",
        status=_format_status(report, version),
        version=version,
        note=" ".join(notes),
        arms=arms,
    )


def format_document_title(report: BoardReport) -> str:
    """What the report is called at this time of the year."""
    names = {1: "Uppföljning efter tertial 1", 2: "Delårsrapport", 3: "Verksamhetsberättelse"}
    return f"{names[report.period.number]} {report.period.year}"


def _format_status(report: BoardReport, version: int | None) -> str:
    if version is None:
        return f"{DRAFT_LABEL}. Nämnden har inte beslutat om rapporten."
    decision = report.decision
    if decision is None or decision.date is None:
        text = "Fastställd"
    else:
        paragraph = f" § {decision.paragraph}" if decision.paragraph else ""
        text = f"Fastställd {format_day(decision.date)}{paragraph}"
    return text if version == 1 else f"{text}. Rättad, version {version}"
