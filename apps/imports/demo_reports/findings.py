"""Every finding in the reports that come with the product, with our judgement of it: an account in Markdown."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from apps.report.board_report import BoardReport, Finding

JUDGEMENTS_FILE = Path(__file__).resolve().parents[1] / "findings-judged.csv"
READ_FILE = JUDGEMENTS_FILE.with_name("contradictions-read.csv")
TABLES_FILE = JUDGEMENTS_FILE.with_name("contradictions-in-tables.csv")
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
    return "\n".join([*lines, *_iter_text_lines(), *_iter_table_lines()]) + "\n"


_INTRODUCTION = (
    "# Iakttagelser i de fyra rapporterna",
    "",
    "Görs av `manage.py findings`, som kör kontrollerna på de inlästa rapporterna. Bedömningarna är våra egna och står"
    " i `apps/imports/findings-judged.csv`. *Verkligt fel* betyder att rapportens egna tal säger emot varandra; vi vet"
    " inte vilket av dem som är rätt. *Falskt larm* betyder att talen är förenliga och att kontrollen hade fel.",
)
_TEXTS_HEADING = (
    "",
    "## Motsägelser med en text på ena sidan",
    "",
    "Vi har läst de fyra rapporternas egna texter mot tabellerna och mot varandra. Texterna följer inte med"
    " produkten: i de inlästa rapporterna står våra egna sammanfattningar, där de här motsägelserna är beskrivna i"
    " stället för upprepade. Där rapporterna finns till hands läser `tests/checks/texts/test_real_texts.py` dem hela,"
    " 1 769 stycken.",
    "",
)
_TEXTS_NOTES = (
    "",
    "De två om sjukfrånvaro hittas om bara tabellens tal är inlästa. I vår inläsning är textens tal egna nyckeltal, och"
    " då säger texten vad de säger.",
    "",
    "**Så mäts det på meningar som reglerna inte är skrivna för.** Mer än en tredjedel av korpusens mönster är hållna"
    " utanför. Av 54 som skrevs när reglerna hade funnits en tid hittades 66 procent första gången, av 20 ännu senare"
    " 80 procent, och inget sant pekades ut som fel. Reglerna breddades sedan för de slags meningar som missades. Att"
    " andelen nu är över 95 procent säger hur brett reglerna täcker, inte hur de möter en ny rapport.",
)
_TABLES_HEADING = (
    "",
    "## Motsägelser mellan tabeller",
    "",
    "Vi har läst de fyra rapporternas tryckta tabeller utan kontrollerna: för hand, och med ett fristående program som"
    " gjorde drygt 500 jämförelser. Den som läste kände till fynden ovan. Prövat är summor och delar, avvikelser,"
    " netto, förändringar, kvinnor och män, varav, andelar av antal, ingående och utgående, samma"
    " tal i två tabeller och riskvärden. Mer än avrundning ska skilja. *Efter svar* betyder"
    " att det hittas när en controller har svarat ja på ett samband som produkten föreslår.",
    "",
)
_TABLES_NOTES = (
    "",
    "Härrydas tabeller säger inte emot varandra någonstans. De fyra rapporterna har för få motsägelser för att"
    " andelen ska säga mycket om nästa rapport: sju av ställena ovan är en och samma förskjutna kolumn.",
    "",
    "I de här kan båda talen vara rätta. De räknas därför inte, men borde väcka en fråga:",
)


def _iter_text_lines() -> Iterator[str]:
    """The contradictions with a text on one side that we have found by reading, and which of them are found."""
    with READ_FILE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    found = [row for row in rows if row["hittas"] == "ja"]
    yield from _TEXTS_HEADING
    yield f"**Av {len(rows)} motsägelser hittas {len(found)}, och inget annat i texterna pekas ut.**"
    yield from ("", "| rapport | vad | mot vad | hittas | hur, eller varför inte |", "|---|---|---|---|---|")
    for row in rows:
        yield f"| {row['rapport']} | {row['vad']} | {row['mot vad']} | {row['hittas']} | {row['hur']} |"
    yield from _TEXTS_NOTES


def _iter_table_lines() -> Iterator[str]:
    """The contradictions between tables that we have found by reading; apart those where both sides may be right."""
    with TABLES_FILE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    certain = [row for row in rows if row["säker"] == "ja"]
    places, at_once, answered = (
        sum(int(row["ställen"]) for row in certain if row["hittas"] in found)
        for found in (("ja", "efter svar", "nej"), ("ja",), ("ja", "efter svar"))
    )
    yield from _TABLES_HEADING
    yield (
        f"**Av {places} ställen som inte kan vara rätta hittas {at_once} genast och {answered} efter svar. De har"
        f" {len(certain)} orsaker: {sum(row['hittas'] == 'ja' for row in certain)} hittas genast och"
        f" {sum(row['hittas'] != 'nej' for row in certain)} efter svar.**"
    )
    yield from _iter_read_rows(certain)
    yield from _TABLES_NOTES
    yield from _iter_read_rows([row for row in rows if row["säker"] == "nej"])


def _iter_read_rows(rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    yield from (
        "",
        "| rapport | vad | mot vad | ställen | hittas | hur, eller varför inte |",
        "|---|---|---|--:|---|---|",
    )
    for row in rows:
        cells = (row[name] for name in ("rapport", "vad", "mot vad", "ställen", "hittas", "hur"))
        yield "| " + " | ".join(cells) + " |"


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
