"""Every finding in the reports that come with the product, with our judgement of it: an account in Markdown."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from apps.report.board_report import BoardReport, Finding

JUDGEMENTS_FILE = Path(__file__).resolve().parents[1] / "findings-judged.csv"
JUDGEMENT_LABELS = ("verkligt fel", "avrundning", "falskt larm")
NOT_JUDGED_LABEL = "ej bedömd"


class FindingJudgement(NamedTuple):
    """What we think of a finding, and why."""

    verdict: str
    why: str


def read_judgements() -> dict[tuple[str, str], FindingJudgement]:
    """Our judgements by report folder and fingerprint."""
    with JUDGEMENTS_FILE.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream, delimiter=";")
        return {
            (row["rapport"], row["iakttagelse"]): FindingJudgement(row["bedömning"], row["motivering"]) for row in rows
        }


def render_findings_page(
    reports: Iterable[tuple[str, BoardReport]], judged: Mapping[tuple[str, str], FindingJudgement]
) -> str:
    """The whole account, in Swedish."""
    judged_reports = [(folder, report, _pair_judgements(folder, report, judged)) for folder, report in reports]
    count = dict.fromkeys((*JUDGEMENT_LABELS, NOT_JUDGED_LABEL), 0)
    for _, _, rows in judged_reports:
        for _, judgement in rows:
            count[judgement.verdict] += 1
    lines = [*_INTRODUCTION, "", "| bedömning | antal |", "|---|--:|"]
    lines += [f"| {verdict} | {number} |" for verdict, number in count.items() if number or verdict != NOT_JUDGED_LABEL]
    for folder, report, rows in judged_reports:
        lines += _iter_section_lines(folder, report, rows)
    return "\n".join([*lines, *_MANUAL_FINDINGS]) + "\n"


_INTRODUCTION = (
    "# Iakttagelser i de fyra rapporterna",
    "",
    "Görs av `manage.py findings`, som kör kontrollerna på de inlästa rapporterna. Bedömningarna är våra egna och står"
    " i `apps/imports/findings-judged.csv`. *Verkligt fel* betyder att rapportens egna tal säger emot varandra; vi vet"
    " inte vilket av dem som är rätt. *Falskt larm* betyder att talen är förenliga och att kontrollen hade fel.",
)
_MANUAL_FINDINGS = (
    "",
    "## Motsägelser som vi har läst oss till och som kontrollerna inte ser",
    "",
    "Kontrollerna läser tabeller och texter. Texterna i de inlästa rapporterna är våra egna sammanfattningar, och i dem"
    " är de här motsägelserna beskrivna i stället för upprepade. I rapporternas egna texter hittas de två första av"
    " samma kontroller; den tredje är delar i en mening och summan i en annan.",
    "",
    "- Herrljunga, T3 2021: flyktingbufferten som togs in i resultatet är 5 234 tkr på två ställen i texten, och"
    " −2 694 + 5 234 ger de 2 540 tkr som tabellen har för IFO vuxen. Noten till bilaga 1 säger 5 324 tkr.",
    "- Herrljunga, T3 2021: personlig assistans sägs gå med ett underskott på 1 488 kr; det ska vara tkr.",
    "- Herrljunga, T3 2021: underskottet för LSS i extern regi är 4 133 tkr i texten, men delarna i meningen efter"
    " (−4 147, −612 och +569) ger −4 190 tkr. Det kan finnas delar som inte nämns.",
)


def _pair_judgements(
    folder: str, report: BoardReport, judged: Mapping[tuple[str, str], FindingJudgement]
) -> list[tuple[Finding, FindingJudgement]]:
    unknown = FindingJudgement(NOT_JUDGED_LABEL, "")
    return [(one, judged.get((folder, one.fingerprint), unknown)) for one in report.findings]


def _iter_section_lines(
    folder: str, report: BoardReport, rows: Sequence[tuple[Finding, FindingJudgement]]
) -> Iterator[str]:
    yield from ("", f"## {report.municipality.name}, {report.board.name}, {report.period.label}", "")
    if not rows:
        yield "Inga iakttagelser."
        return
    yield "| var | vad | väntat | står | storlek | bedömning | motivering |"
    yield "|---|---|--:|--:|---|---|---|"
    for one, judgement in rows:
        cells = (one.name, one.message, one.expected, one.found, one.severity_label, *judgement)
        yield "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"
