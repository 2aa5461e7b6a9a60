"""The made-up social board: its areas, goals, indicators and risks."""

from apps.web.made_up.plan import (
    AreaPlan,
    BoardPlan,
    BudgetStep,
    CostTypePlan,
    GoalPlan,
    IndicatorPlan,
    RiskPlan,
    TargetPlan,
    split_series,
)
from apps.web.made_up.social_texts import AREA_TEXTS, GOAL_TEXTS, SUMMARIES

WHOLE = (None, "T")
REORGANISED_PLACE = 6  # the third year's T1: two areas are joined into one
SUPPORT, BOUGHT_CARE, REST = "forsorjningsstod", "kopt-vard", "ovrig-drift"
COST_TYPES = (
    CostTypePlan(SUPPORT, "Försörjningsstöd", "other", 4511),
    CostTypePlan(BOUGHT_CARE, "Köpt vård", "other", 4631),
    CostTypePlan(REST, "Övrig drift", "other", 6911),
)
_ADULT_DRIFT = (24, 19, 8, -6, -11, -9, -14, -12, -7)

AREAS = (
    AreaPlan("socialnamnden", "Socialnämnden", kind="board"),
    AreaPlan("ledning", "Ledning och gemensamt stöd", "socialnamnden", "management", 31_400, 20, (-22, -15, -18)),
    AreaPlan("aldre", "Äldreomsorg", "socialnamnden"),
    AreaPlan("hemtjanst", "Hemtjänst", "aldre", "activity", 142_600, 90, (31, 34, 29, 22, 17, 12, 19, 16, 11)),
    AreaPlan("sarskilt-boende", "Särskilt boende", "aldre", "activity", 198_300, 140, (6, 9, 4, -3, -6, -5, 2, 4, 3)),
    AreaPlan("funktionsstod", "Funktionsstöd", "socialnamnden"),
    AreaPlan(
        "lss-boende", "Bostad med särskild service enligt LSS", "funktionsstod", "activity", 121_900, 60,
        (12, 14, 10, 9, 8, 4, 6, 7, 5),
    ),
    AreaPlan(
        "daglig-verksamhet", "Daglig verksamhet", "funktionsstod", "activity", 38_700, 40, (-9, -12, -8, -4, 2, 3, 5, 6, 4)
    ),
    AreaPlan("ifo", "Individ- och familjeomsorg", "socialnamnden"),
    AreaPlan(
        "barn-familj", "Barn, unga och familj", "ifo", "activity", 88_200, 70, (18, 26, 41, 52, 61, 58, 38, 33, 24),
        own_type=BOUGHT_CARE, own_shares=(610, 672),
    ),
    AreaPlan(
        "missbruk", "Missbruksvård", "ifo", "activity", 30_000, 80, _ADULT_DRIFT, until=REORGANISED_PLACE,
        own_type=BOUGHT_CARE, own_shares=(540, 528),
    ),
    AreaPlan(
        "vald", "Kvinnofrid", "ifo", "activity", 11_500, 80, _ADULT_DRIFT, until=REORGANISED_PLACE,
        own_type=BOUGHT_CARE, own_shares=(430, 441),
    ),
    AreaPlan(
        "stod-till-vuxna", "Stöd till vuxna", "ifo", "activity", 41_500, 80, _ADULT_DRIFT, since=REORGANISED_PLACE,
        own_type=BOUGHT_CARE, own_shares=(510, 504),
    ),
    AreaPlan(
        "ekonomiskt-bistand", "Ekonomiskt bistånd", "ifo", "activity", 64_800, 110, (-8, -4, 6, 14, 21, 19, 9, 5, 2),
        own_type=SUPPORT, own_shares=(880, 902),
    ),
)  # fmt: skip

FOCUS_AREAS = (
    ("trygghet", "Trygghet hela livet", "Den som behöver stöd ska få det i tid och veta vad som gäller."),
    ("arbetsplats", "En arbetsplats att stanna på", "Medarbetare ska ha rimliga villkor och möjlighet att påverka."),
    ("ekonomi", "Ordning på pengarna", "Nämnden använder sina pengar där de gör mest nytta."),
)

GOALS = (
    GoalPlan("trygg-hela-livet", "Trygg hela livet", "council", focus=("trygghet",), texts=GOAL_TEXTS["trygg-hela-livet"]),
    GoalPlan(
        "nojda-aldre", "Äldre är nöjda med sitt stöd och känner sig trygga", "board", "trygg-hela-livet",
        focus=("trygghet",), texts=GOAL_TEXTS["nojda-aldre"],
    ),
    GoalPlan(
        "barn-i-tid", "Barn och unga får rätt stöd i tid", "board", "trygg-hela-livet", focus=("trygghet",),
        texts=GOAL_TEXTS["barn-i-tid"],
    ),
    GoalPlan(
        "delaktighet", "Människor med funktionsnedsättning bestämmer själva över sin vardag", "board", "trygg-hela-livet",
        focus=("trygghet",), texts=GOAL_TEXTS["delaktighet"],
    ),
    GoalPlan("god-arbetsgivare", "En god arbetsgivare", "council", focus=("arbetsplats",), texts=GOAL_TEXTS["god-arbetsgivare"]),
    GoalPlan(
        "frisk-arbetsplats", "Medarbetare mår bra och vill stanna", "board", "god-arbetsgivare", focus=("arbetsplats",),
        texts=GOAL_TEXTS["frisk-arbetsplats"],
    ),
    GoalPlan(
        "farre-placeringar", "Färre placeringar långt från hemmet", "directive", focus=("ekonomi",),
        description="Fullmäktiges uppdrag till nämnden: fler barn ska få sitt stöd nära hemmet.",
        texts=GOAL_TEXTS["farre-placeringar"],
    ),
)  # fmt: skip

INDICATORS = (
    IndicatorPlan(
        "nojd-hemtjanst", "Andel äldre som är nöjda med sin hemtjänst", "%",
        {
            ("hemtjanst", "T"): split_series("86 86 87 85 84 86 87 88 88"),
            ("hemtjanst", "K"): split_series("87 86 88 85 85 87 88 89 89"),
            ("hemtjanst", "M"): split_series("84 85 85 84 83 84 85 86 86"),
        },
        goal="nojda-aldre", source="Egen enkät varje tertial",
        targets=(
            TargetPlan("minst 87 %", "hemtjanst"), TargetPlan("minst 86 %", "hemtjanst", "M"),
            TargetPlan("minst 88 %", "hemtjanst", since=2), TargetPlan("minst 87 %", "hemtjanst", "M", since=2),
        ),
    ),
    IndicatorPlan(
        "nojd-boende", "Andel äldre som är nöjda med sitt särskilda boende", "%",
        {("sarskilt-boende", "T"): split_series("79 80 80 81 82 82 83 81 82")},
        goal="nojda-aldre", source="Egen enkät varje tertial", tolerance="2",
        targets=(TargetPlan("minst 82 %", "sarskilt-boende"), TargetPlan("minst 84 %", "sarskilt-boende", since=2)),
    ),
    IndicatorPlan(
        "personalkontinuitet", "Antal olika medarbetare som en person med hemtjänst möter på två veckor", "antal",
        {("hemtjanst", "T"): split_series("16 17 16 15 16 15 14 15 14")},
        goal="nojda-aldre", direction="lower", targets=(TargetPlan("högst 15", "hemtjanst"),),
    ),
    IndicatorPlan(
        "vantetid-boende", "Väntetid från ansökan till plats i särskilt boende", "dagar",
        {("sarskilt-boende", "T"): split_series("61 66 70 58 52 49 47 53 50")},
        goal="nojda-aldre", direction="lower", targets=(TargetPlan("minska", "sarskilt-boende"),),
        definition="Genomsnitt för dem som har fått plats under perioden, från ansökan till inflyttning.",
    ),
    IndicatorPlan(
        "utredning-120", "Andel barnutredningar som är klara inom 120 dagar", "%",
        {("barn-familj", "T"): split_series("88 86 83 81 84 87 90 93 94")},
        goal="barn-i-tid", targets=(TargetPlan("minst 95 %", "barn-familj"),),
        definition="Utredningar enligt 11 kap. 1 § socialtjänstlagen som har avslutats under perioden.",
    ),
    IndicatorPlan(
        "oroanmalningar", "Antal orosanmälningar om barn", "antal",
        {("barn-familj", "T"): split_series("402 781 1_203 455 874 1_318 437 829 1_270")},
        kind="volume", direction="neither", accumulation="flow",
    ),
    IndicatorPlan(
        "placeringar-langt-bort", "Antal barn som är placerade mer än tio mil från hemmet", "antal",
        {("barn-familj", "T"): split_series("17 18 19 19 18 16 15 13 12")},
        goal="farre-placeringar", direction="lower", accumulation="stock", counts_persons=True,
        targets=(TargetPlan("minska", "barn-familj"),),
    ),
    IndicatorPlan(
        "ungdomar-behandlingshem", "Antal ungdomar på behandlingshem", "antal",
        {
            ("barn-familj", "T"): split_series("9 8 9 7 8 7 6 6 5"),
            ("barn-familj", "K"): split_series("4 4 5 3 4 4 3 4 3"),
            ("barn-familj", "M"): split_series("5 4 4 4 4 3 3 2 2"),
        },
        goal="farre-placeringar", direction="lower", accumulation="stock", counts_persons=True,
        targets=(TargetPlan("högst 6", "barn-familj"),),
    ),
    IndicatorPlan(
        "bestammer-sjalv", "Andel som svarar att de själva bestämmer om saker som är viktiga hemma", "%",
        {("lss-boende", "T"): split_series("- - 78 - - 80 - - 82"), ("daglig-verksamhet", "T"): split_series("- - 84 - - 83 - - 86")},
        goal="delaktighet", accumulation="yearly", source="Brukarundersökning en gång om året",
        targets=(
            TargetPlan("minst 80 %", "lss-boende"), TargetPlan("minst 85 %", "daglig-verksamhet"),
            TargetPlan("minst 83 %", "lss-boende", since=2),
        ),
    ),
    IndicatorPlan(
        "genomforandeplan", "Andel med en genomförandeplan som är högst ett år gammal", "%",
        {
            ("lss-boende", "T"): split_series("91 92 93 90 94 95 93 96 96"),
            ("daglig-verksamhet", "T"): split_series("88 90 91 92 92 94 95 94 96"),
            ("hemtjanst", "T"): split_series("76 78 77 81 83 85 84 87 88"),
        },
        goal="delaktighet", targets=(TargetPlan("minst 95 %"),),
    ),
    IndicatorPlan(
        "sjukfranvaro", "Sjukfrånvaro", "%",
        {
            WHOLE: split_series("8,9 8,1 8,3 8,8 7,9 8,0 8,4 7,4 7,6"),
            (None, "K"): split_series("9,4 8,5 8,8 9,3 8,3 8,4 8,8 7,8 8,0"),
            (None, "M"): split_series("6,7 6,2 6,4 6,6 6,1 6,2 6,5 5,8 6,0"),
        },
        goal="frisk-arbetsplats", decimals=1, direction="lower",
        targets=(TargetPlan("högst 7,5 %"), TargetPlan("högst 7,0 %", since=2)),
    ),
    IndicatorPlan(
        "personalomsattning", "Andel tillsvidareanställda som har slutat det senaste året", "%",
        {WHOLE: split_series("12,8 12,5 12,1 11,6 11,9 11,2 10,7 10,9 10,4")},
        goal="frisk-arbetsplats", decimals=1, direction="lower", accumulation="stock",
        targets=(TargetPlan("minska 5 %"),),
    ),
    IndicatorPlan(
        "medarbetarengagemang", "Hållbart medarbetarengagemang", "index",
        {WHOLE: split_series("- - 76 - - 78 - - 79")},
        goal="frisk-arbetsplats", accumulation="yearly", targets=(TargetPlan("minst 78"),),
        source="Medarbetarenkät varje höst",
    ),
    IndicatorPlan(
        "medarbetarengagemang-riket", "Hållbart medarbetarengagemang, alla kommuner", "index",
        {WHOLE: split_series("- - 79 - - 79 - - 80")},
        goal="frisk-arbetsplats", accumulation="yearly", reference_for="medarbetarengagemang",
        source="Medarbetarenkät varje höst",
    ),
    IndicatorPlan(
        "kostnad-per-invanare", "Kostnad för individ- och familjeomsorg per invånare", "kr",
        {("ifo", "T"): split_series("- - 4_912 - - 5_187 - - 5_241")},
        kind="resource", direction="lower", accumulation="yearly",
    ),
    IndicatorPlan(
        "kostnad-per-invanare-liknande", "Kostnad för individ- och familjeomsorg per invånare, liknande kommuner", "kr",
        {("ifo", "T"): split_series("- - 5_066 - - 5_144 - - 5_230")},
        kind="resource", direction="lower", accumulation="yearly", reference_for="kostnad-per-invanare",
    ),
    IndicatorPlan(
        "hemtjansttimmar", "Utförda hemtjänsttimmar", "timmar",
        {("hemtjanst", "T"): split_series("58_200 117_900 178_400 60_900 123_100 186_000 62_300 125_800 189_700")},
        kind="performance", direction="neither", accumulation="flow",
    ),
    IndicatorPlan(
        "kostnad-per-timme", "Kostnad per utförd hemtjänsttimme", "kr",
        {("hemtjanst", "T"): split_series("- - 812 - - 794 - - 789")},
        kind="resource", direction="lower", accumulation="yearly",
    ),
    IndicatorPlan(
        "hushall-bistand", "Antal hushåll med ekonomiskt bistånd", "antal",
        {("ekonomiskt-bistand", "T"): split_series("611 598 604 642 655 649 628 607 601")},
        kind="volume", direction="lower", accumulation="stock",
    ),
    IndicatorPlan(
        "arsarbetare", "Antal årsarbetare", "antal", {WHOLE: split_series("1_104 1_121 1_118 1_126 1_139 1_131 1_128 1_135 1_130")},
        kind="staff", direction="neither", accumulation="stock",
    ),
)  # fmt: skip

RISKS = (
    RiskPlan(
        "fel-utbetalning", "Att ekonomiskt bistånd betalas ut fel", "Ekonomiskt bistånd", "enhetschef", "ekonomiskt-bistand",
        3, 3, "Stickprov av tjugo beslut och utbetalningar",
        (
            ("done", "clean", "Tjugo beslut gicks igenom. Alla utbetalningar stämde med besluten."),
            ("done", "some", "Två av tjugo beslut saknade anteckning om kontroll av inkomst. Rutinen har gåtts igenom."),
            ("done", "clean", "Inga avvikelser. Genomgången av rutinen har gett effekt."),
        ),
    ),
    RiskPlan(
        "skyddsbedomning", "Att skyddsbedömningen av ett barn dröjer", "Barn och unga", "verksamhetschef", "barn-familj",
        3, 4, "Genomgång av alla orosanmälningar under en vecka",
        (
            ("done", "some", "Tre av 41 bedömningar gjordes dagen efter i stället för samma dag."),
            ("ongoing", "some", "En av 38 bedömningar dröjde. Jourschemat har ändrats och följs upp till nästa tertial."),
            ("done", "clean", "Alla bedömningar gjordes samma dag som anmälan kom in."),
        ),
    ),
    RiskPlan(
        "lakemedel", "Att läkemedel ges fel", "Hälso- och sjukvård", "medicinskt ansvarig sjuksköterska", "sarskilt-boende",
        2, 4, "Uppföljning av avvikelser och signeringslistor",
        (
            ("done", "some", "Antalet missade signeringar är oförändrat. Digital signering införs under året."),
            ("done", "some", "Digital signering används på hälften av boendena, och där har avvikelserna minskat."),
            ("done", "clean", "Alla boenden har digital signering. Avvikelserna har minskat med en tredjedel."),
        ),
    ),
)  # fmt: skip

BUDGET_STEPS = (
    BudgetStep("barn-familj", 1, 5, 28, "supplementary", 3_500, "KF § 61", "Fler placerade barn än budgeterat."),
    BudgetStep("hemtjanst", 4, 6, 12, "reallocation", -2_400, "SN § 74", "Färre timmar än planerat."),
    BudgetStep("barn-familj", 4, 6, 12, "reallocation", 2_400, "SN § 74", "Fler utredningar."),
    BudgetStep("sarskilt-boende", 4, 5, 20, "state_grant", 4_100, "SN § 66", "Statsbidrag för fler undersköterskor."),
    BudgetStep("hemtjanst", 7, 6, 17, "supplementary", 3_000, "KF § 58", "Högre volymer än budgeterat."),
    BudgetStep("daglig-verksamhet", 7, 6, 10, "reallocation", -900, "SN § 70", "Lokal som lämnades i förtid."),
    BudgetStep("lss-boende", 7, 6, 10, "reallocation", 900, "SN § 70", "Ny bostad som öppnade tidigare."),
)

BOARD = BoardPlan(
    name="Socialnämnden",
    administration="Socialförvaltningen",
    threshold=5,
    tolerance=5,
    case_prefix="SN",
    areas=AREAS,
    focus_areas=FOCUS_AREAS,
    goals=GOALS,
    indicators=INDICATORS,
    risks=RISKS,
    budget_steps=BUDGET_STEPS,
    area_texts=AREA_TEXTS,
    has_own_tables=True,
    cost_types=COST_TYPES,
    summaries=SUMMARIES,
)
