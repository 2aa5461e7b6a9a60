# ruff: noqa: E501 - the rows of a file are one line each
"""Builders of what many tests start from. A small report that is right, where a test changes the cells it is about."""

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

SMALL_REPORT: dict[str, str] = {
    "rapport": """\
fält;värde
kommunkod;1407
kommun;Öckerö
nämnd;Socialnämnden
förvaltning;Socialförvaltningen
år;2024
tertial;2
enhet;tkr
tecken;intäkter minus
avvikelse;plus är överskott
tolerans;5
småtalsgräns;0
källa;Delårsrapport 2024
sammanfattning;Det gick som väntat.
""",
    "tabeller": """\
tabell;rubrik;enhet;tecken;avvikelse;celler;anmärkning
utfall;Indikatorer;;;;13;
drift;Driftredovisning;;;;12;
investeringar;Investeringar;;;;4;
intern-kontroll;Intern kontroll;;;;3;
""",
    "verksamheter": """\
kod;namn;överordnad;slag;från år;till år
namnden;Socialnämnden;;nämnd;;
hemtjanst;Hemtjänst;namnden;område;;
hemtjanst-nord;Hemtjänst norr;hemtjanst;enhet;2020;2030
""",
    "fokusområden": """\
kod;namn;beskrivning
trygghet;Trygghet;Alla ska känna sig trygga.
""",
    "mål": """\
kod;nivå;namn;beskrivning;överordnat mål;fokusområden;verksamheter;från år;till år
trygg-kommun;fullmäktigemål;En trygg kommun;;;trygghet;;2023;2026
nojda-brukare;nämndmål;Nöjda brukare;;trygg-kommun;trygghet;hemtjanst,hemtjanst-nord;;
""",
    "indikatorer": """\
kod;namn;mål;slag;rubrik;enhet;decimaler;riktning;ackumulering;könsuppdelad;personer;jämförelse för;definition;källa;kolada
nojdhet;Nöjda med hemtjänsten;nojda-brukare;;;%;0;högre;årlig;ja;nej;;;Enkät;U21468
nojdhet-riket;Nöjda, riket;nojda-brukare;;;%;0;högre;årlig;ja;nej;nojdhet;;;
vantetid;Väntetid;;prestation;Handläggning;dagar;1;lägre;tertialvis;nej;nej;;;;
larm;Trygghetslarm;;volym;;antal;0;ingen;nivå;nej;ja;;;;
""",
    "målvärden": """\
indikator;år;kön;verksamhet;målvärde;basår;beslut;fotnot;tabell
nojdhet;2024;;;minst 90 %;;;;utfall
vantetid;2024;;;<20;;;;utfall
larm;2024;;hemtjanst;öka 10 %;2022;;;utfall
""",
    "utfall": """\
indikator;år;tertial;kön;verksamhet;värde;prognos;förändring;publicerat;saknas;preliminär;fotnot;tabell
nojdhet;2024;2;;;88 %;91 %;-2;;;ja;;utfall
nojdhet;2024;2;K;;162/327 50 %;;;;;;;utfall
nojdhet;2024;2;M;;162/327;;;;;;;utfall
nojdhet;2023;;;;*;;;;ej mätt;;Ingen enkät 2023.;utfall
vantetid;2024;2;;;12,5 dagar;;;;;;;utfall
vantetid;2024;1;;;;;;7-8;ej ett tal;;;utfall
larm;2024;2;;hemtjanst;1 234;;;;;;;utfall
larm;2024;2;;hemtjanst-nord;5/17;;;;;;;utfall
""",
    "bedömningar": """\
mål;indikator;verksamhet;år;tertial;betyg;betyg i rapporten;trend;samlad bedömning;orsak;åtgärd;jämställdhetsreflektion;tabell
nojda-brukare;;;;;på väg;delvis uppfyllt;upp;Det går åt rätt håll.;Fler anställda.;Fortsätt.;;
;vantetid;hemtjanst;;;uppnått;;;Kort kö.;;;;
trygg-kommun;;;2023;3;ej uppnått;;;Målet nåddes inte.;;;;
""",
    "drift": """\
verksamhet;år;tertial;kostnadsslag;budget;utfall;prognos;avvikelse utfall;avvikelse prognos;rad;fotnot;tabell
namnden;2024;2;intäkter;-87 434;-60 100,5;-96 526;;9 092;Intäkter;;drift
namnden;2024;2;personal;100 000;66 000;101 000;;-1 000;;;drift
namnden;2024;2;netto;12 566;5 899,5;4 474;;8 092;;;drift
""",
    "investeringar": """\
projekt;namn;överordnad;verksamhet;år;tertial;flöde;ursprunglig budget;tilläggsbudget;budget;utfall;prognos;avvikelse utfall;avvikelse prognos;fotnot;tabell
summa;Summa investeringar;;;2024;2;netto;;;;;500;;;;investeringar
larm-nya;Nya larm;summa;hemtjanst;2024;2;netto;400;100;;;500;;;;investeringar
""",
    "budgetändringar": """\
verksamhet;år;tertial;datum;slag;belopp;beslut;anmärkning
hemtjanst;2024;1;2023-11-20;ursprunglig budget;10 000;KF § 200;
hemtjanst;2024;2;2024-05-14;tilläggsanslag;250,5;KF § 41;Fler timmar.
hemtjanst;2024;2;2024-05-14;omfördelning;-100;SN § 12;
""",
    "prognoser": """\
verksamhet;datum;prognos;anmärkning
hemtjanst;2024-06-30;10 300;Preliminär.
""",
    "risker": """\
kod;process;processgrupp;namn;kategori;roll;verksamhet;sannolikhet;konsekvens;riskvärde;år;tabell
bemanning;Hemtjänst;Huvudprocesser;Brist på personal;Verksamhetsrisk;enhetschef;hemtjanst;3;4;12;2024;intern-kontroll
""",
    "kontroller": """\
risk;kod;namn;beskrivning
bemanning;schemakontroll;Kontroll av scheman;Varje månad.
""",
    "kontrollresultat": """\
kontroll;år;tertial;status;bedömning;kommentar;tabell
schemakontroll;2024;2;utförd;viss brist;Två luckor.;intern-kontroll
""",
    "kommentarer": """\
ämne;verksamhet;rubrik;text;orsak;åtgärd
drift;;Överskott;Det blev pengar över.;Vakanser.;Anställ.
personal;hemtjanst;;Svårt att anställa.;;
""",
}

Cell = tuple[str, int, str]


def write_report(
    folder: Path,
    changes: Mapping[Cell, str] | None = None,
    *,
    more: Mapping[str, Iterable[str]] | None = None,
    without: Iterable[str] = (),
) -> Path:
    """Write the small report as a folder of CSV files.

    ``changes`` maps (sheet, row in the file from 1, header) to a new text; row 1 are the headers themselves. ``more``
    holds further rows by sheet, as they stand in the file; ``without`` names sheets to leave out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sheets = {
        name: list(csv.reader(io.StringIO(text), delimiter=";"))
        for name, text in SMALL_REPORT.items()
        if name not in without
    }
    for (sheet, row, header), text in (changes or {}).items():
        sheets[sheet][row - 1][sheets[sheet][0].index(header)] = text
    for sheet, rows in (more or {}).items():
        sheets[sheet] += list(csv.reader(rows, delimiter=";"))
    for name, rows in sheets.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, delimiter=";").writerows(rows)
    return folder
