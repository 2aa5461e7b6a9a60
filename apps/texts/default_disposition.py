"""The disposition that a board starts from: what law and custom want in T1, the delårsrapport and the annual report.

The municipal accounting act (LKBR chapter 11 and 13) asks for an overview, events of weight, the expected development,
personnel, how the budget and the goals of good economic management are kept, and an account of the forecast. A board's
report gives the municipality's own its part of that, and internal control and gender equality besides.
"""

from dataclasses import dataclass

from apps.texts.models import ChapterKind, ChapterWriter, ReportPartCode

ALL_TERTIALS = (1, 2, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterRow:
    """A chapter as it is written in a disposition: what ``texts.models.Chapter`` holds, without its place."""

    code: str
    heading: str
    level: int = 1
    instruction: str = ""
    tertials: tuple[int, ...] = ALL_TERTIALS
    kind: str = ChapterKind.WRITTEN
    writer: str = ""
    part: str = ""


def _write(code: str, heading: str, instruction: str, **more: object) -> ChapterRow:
    values: dict[str, object] = {"writer": ChapterWriter.BOARD, **more}
    return ChapterRow(code=code, heading=heading, instruction=instruction, **values)  # type: ignore[arg-type]


def _draw(part: ReportPartCode, heading: str, **more: object) -> ChapterRow:
    code = part.value.replace("_", "-")
    return ChapterRow(code=code, heading=heading, kind=ChapterKind.PART, part=part, **more)  # type: ignore[arg-type]


DEFAULT_CHAPTERS: tuple[ChapterRow, ...] = (
    _write(
        "sammanfattning",
        "Sammanfattning",
        "Det viktigaste på en halv sida: hur gick det med målen, vad blev det av pengarna, vad behöver nämnden göra? "
        "Skriv den sist.",
    ),
    _draw(ReportPartCode.ATTENTION, "Att uppmärksamma", level=2),
    _write("ansvar", "Nämndens ansvar", "Vad nämnden ansvarar för och hur den är organiserad.", tertials=(3,)),
    _write(
        "handelser",
        "Väsentliga händelser",
        "Händelser under perioden, och efter den, som påverkar verksamheten eller ekonomin. Säg när, vad och vad det "
        "betyder.",
        writer=ChapterWriter.AREAS,
    ),
    _write(
        "maluppfyllelse",
        "Måluppfyllelse",
        "Den samlade bedömningen av målen: vilka nås, vilka nås inte, och varför. Siffrorna står under.",
    ),
    _draw(ReportPartCode.GOALS, "Målen", level=2),
    _draw(ReportPartCode.INDICATORS, "Indikatorer", level=2, tertials=(2, 3)),
    _write(
        "verksamheten",
        "Verksamheten",
        "Hur verksamheten utvecklades: volymer, kvalitet och väntetider, och vad som gjordes åt det som inte gick bra.",
        writer=ChapterWriter.AREAS,
    ),
    _write(
        "jamstalldhet",
        "Jämställdhet",
        "Var skiljer det mellan kvinnor och män, flickor och pojkar, och vad beror det på?",
        tertials=(2, 3),
    ),
    _draw(ReportPartCode.GENDER_GAPS, "Skillnader mellan kvinnor och män", level=2, tertials=(2, 3)),
    _write(
        "ekonomi",
        "Ekonomi",
        "Det ekonomiska läget i stort: utfall, prognos och avvikelse mot budget, och vad som förklarar dem.",
    ),
    _draw(ReportPartCode.ECONOMY, "Driftbudget", level=2),
    _write(
        "avvikelser",
        "Avvikelser per verksamhet",
        "Orsaken till avvikelsen mot budget, och vad den gäller i volym, pris och bemanning.",
        level=2,
        writer=ChapterWriter.AREAS,
    ),
    _draw(ReportPartCode.COST_TYPES, "Kostnadsslag", level=2, tertials=(2, 3)),
    _draw(ReportPartCode.BUDGET_CHANGES, "Budgetens väg", level=2),
    _draw(ReportPartCode.FORECAST_RECORD, "Så höll prognoserna", level=2, tertials=(2, 3)),
    _write(
        "atgarder",
        "Åtgärder för en budget i balans",
        "Vad görs, vem ansvarar, när ger det effekt, och hur mycket? Visar prognosen underskott behövs en plan.",
        level=2,
    ),
    _draw(ReportPartCode.INVESTMENTS, "Investeringar", level=2),
    _draw(ReportPartCode.RESULT_TABLE, "Resultattabell", level=2),
    _draw(ReportPartCode.OWN_TABLES, "Bidrag, projektmedel och andra tabeller", level=2),
    _write(
        "personal",
        "Personal",
        "Bemanning, sjukfrånvaro, personalomsättning och arbetsmiljö, och vad som görs.",
        tertials=(2, 3),
    ),
    _write(
        "intern-kontroll",
        "Intern kontroll",
        "Vad kontrollerna visade, vilka brister som finns och vad som görs åt dem.",
        tertials=(2, 3),
    ),
    _draw(ReportPartCode.RISKS, "Risker och kontroller", level=2, tertials=(2, 3)),
    _write(
        "framtid",
        "Förväntad utveckling",
        "Vad nämnden ser framför sig: volymer, lagändringar, kompetens och kostnader.",
        tertials=(2, 3),
    ),
    _draw(ReportPartCode.OVER_TIME, "Nämnden över tid", tertials=(3,)),
)
