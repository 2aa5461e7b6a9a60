"""The made-up board for work and adult education: smaller, and further along with its open report."""

from apps.web.made_up.plan import (
    AreaPlan,
    AreaTexts,
    BoardPlan,
    BudgetStep,
    GoalPlan,
    IndicatorPlan,
    RiskPlan,
    TargetPlan,
    split_series,
)

WHOLE = (None, "T")

AREAS = (
    AreaPlan("arbetsmarknad-vuxenutbildning", "Arbetsmarknads- och vuxenutbildningsnämnden", kind="board"),
    AreaPlan("gemensamt", "Gemensamt stöd", "arbetsmarknad-vuxenutbildning", "management", 6_900, 10, (-14, -10, -12)),
    AreaPlan(
        "arbetsmarknadsenheten", "Arbetsmarknadsenheten", "arbetsmarknad-vuxenutbildning", "activity", 27_300, 310,
        (11, 8, 3, -4, -9, -7, -12, -10, -6),
    ),
    AreaPlan(
        "vuxenutbildning", "Vuxenutbildning och svenska för invandrare", "arbetsmarknad-vuxenutbildning", "activity", 44_800,
        260, (-6, 4, 9, 13, 10, 6, 4, 2, 1),
    ),
    AreaPlan(
        "etablering", "Mottagande och etablering", "arbetsmarknad-vuxenutbildning", "activity", 12_200, 480,
        (-31, -25, -28, -17, -12, -14, 6, 9, 8),
    ),
)  # fmt: skip

GOALS = (
    GoalPlan(
        "egen-forsorjning", "Fler försörjer sig själva", "council", focus=("arbete",),
        texts=(
            (
                "Fler deltagare går vidare till arbete än förra våren. De som har kortast utbildning har fortfarande svårast att "
                "komma vidare. Samarbetet med företagen i kommunen har kommit i gång igen.",
                "Arbetsmarknaden är god i industrin och i vården, men lediga jobb kräver oftare gymnasiebetyg.",
                "En kort yrkeskurs i lokalvård och en i kök startar i augusti.",
            ),
            (
                "Yrkeskurserna är fulltecknade och de första deltagarna har fått arbete. Andelen som går vidare är högre än vid "
                "samma tid förra året.",
                "Kurserna planeras tillsammans med dem som ska anställa.",
                "Två nya kurser planeras för våren.",
            ),
            (
                "Fler än hälften av deltagarna gick till arbete eller studier under året. Det är första gången målvärdet nås.",
                "Korta yrkeskurser och tidiga kontakter med arbetsgivare.",
                "Kurserna blir en fast del av verksamheten.",
            ),
        ),
    ),
    GoalPlan(
        "utbildning-som-leder-vidare", "Vuxenutbildning som leder vidare", "board", "egen-forsorjning", focus=("utbildning",),
        texts=(
            (
                "Fler fullföljer sina kurser. På svenska för invandrare tar det längre tid än väntat att nå nästa kurs. Kvinnor "
                "och män lyckas ungefär lika bra.",
                "Fler studerar på deltid vid sidan av arbete.",
                "Kvällskurser och stöd på distans utökas.",
            ),
            (
                "Stödet på distans används mycket. Andelen som avbryter sina kurser minskar.",
                "Studerande kan få hjälp också på kvällar.",
                "Stödet fortsätter i samma omfattning.",
            ),
            (
                "Målet nås. Avbrotten är färre än på flera år, och fler tar betyg i yrkesämnen.",
                "Bättre vägledning före kursstart.",
                "Vägledningen byggs ut för svenska för invandrare.",
            ),
        ),
    ),
)  # fmt: skip

INDICATORS = (
    IndicatorPlan(
        "till-arbete", "Andel deltagare som går till arbete eller studier", "%",
        {
            ("arbetsmarknadsenheten", "T"): split_series("41 43 44 44 47 48 49 52 53"),
            ("arbetsmarknadsenheten", "K"): split_series("39 40 42 42 45 47 47 51 52"),
            ("arbetsmarknadsenheten", "M"): split_series("43 45 46 46 49 49 51 53 54"),
        },
        goal="egen-forsorjning",
        targets=(
            TargetPlan("minst 45 %", "arbetsmarknadsenheten"), TargetPlan("minst 50 %", "arbetsmarknadsenheten", since=1),
            TargetPlan("minst 48 %", "arbetsmarknadsenheten", "K", since=1),
        ),
    ),
    IndicatorPlan(
        "deltagare", "Antal deltagare i insatser", "antal",
        {("arbetsmarknadsenheten", "T"): split_series("212 388 571 226 401 590 231 412 602")},
        kind="volume", direction="neither", accumulation="flow",
    ),
    IndicatorPlan(
        "tid-till-insats", "Dagar från anvisning till första dagen i en insats", "dagar",
        {("arbetsmarknadsenheten", "T"): split_series("24 26 22 21 19 17 16 15 15")},
        goal="egen-forsorjning", direction="lower", targets=(TargetPlan("högst 20", "arbetsmarknadsenheten"),),
    ),
    IndicatorPlan(
        "avbrott", "Andel kurser som avbryts", "%",
        {("vuxenutbildning", "T"): split_series("23,4 22,8 22,1 21,7 21,9 20,4 19,8 19,1 18,6")},
        goal="utbildning-som-leder-vidare", decimals=1, direction="lower",
        targets=(TargetPlan("högst 20 %", "vuxenutbildning"), TargetPlan("minska", "vuxenutbildning", since=2)),
    ),
    IndicatorPlan(
        "betyg-yrkesamnen", "Antal betyg i yrkesämnen", "antal",
        {("vuxenutbildning", "T"): split_series("118 240 402 131 262 431 140 281 455")},
        goal="utbildning-som-leder-vidare", accumulation="flow", targets=(TargetPlan("öka med 5 %", "vuxenutbildning"),),
    ),
    IndicatorPlan(
        "nojda-studerande", "Andel studerande som är nöjda med sin utbildning", "%",
        {("vuxenutbildning", "T"): split_series("- - 81 - - 83 - - 85")},
        goal="utbildning-som-leder-vidare", accumulation="yearly", targets=(TargetPlan("minst 82 %", "vuxenutbildning"),),
    ),
    IndicatorPlan(
        "sjukfranvaro", "Sjukfrånvaro", "%", {WHOLE: split_series("6,1 5,4 5,6 5,9 5,2 5,3 5,5 4,9 5,0")},
        kind="staff", decimals=1, direction="lower", targets=(TargetPlan("högst 5,5 %"),),
    ),
)  # fmt: skip

AREA_TEXTS: AreaTexts = {
    "vuxenutbildning": (
        ("Fler läser på vuxenutbildningen än budgeten räknar med.", "Efterfrågan på yrkeskurser är hög.", ""),
        ("Kostnaden följer budgeten bättre sedan statsbidraget har betalats ut.", "Statsbidrag för yrkesvux.", ""),
        ("Verksamheten slutar nära budget.", "Fler kurser än planerat har betalats med statsbidrag.", ""),
    ),
}

BOARD = BoardPlan(
    name="Arbetsmarknads- och vuxenutbildningsnämnden",
    administration="Förvaltningen för arbete och vuxnas lärande",
    threshold=0,
    tolerance=3,
    case_prefix="AVN",
    areas=AREAS,
    focus_areas=(
        ("arbete", "Arbete", "Vägen till egen försörjning ska vara kort och tydlig."),
        ("utbildning", "Utbildning", "Den som vill lära nytt ska kunna göra det hela livet."),
    ),
    goals=GOALS,
    indicators=INDICATORS,
    risks=(
        RiskPlan(
            "underlag-statsbidrag", "Att underlag för statsbidrag är ofullständiga", "Ekonomi", "controller",
            "vuxenutbildning", 2, 3, "Genomgång av underlagen före varje ansökan",
            (
                ("done", "clean", "Underlagen var fullständiga."),
                ("done", "some", "Ett underlag fick kompletteras efter ansökan."),
                ("done", "clean", "Underlagen var fullständiga."),
            ),
        ),
    ),
    budget_steps=(
        BudgetStep("vuxenutbildning", 4, 5, 28, "state_grant", 1_800, "AVN § 31", "Fler platser på yrkesvux."),
        BudgetStep("vuxenutbildning", 7, 6, 3, "state_grant", 2_100, "AVN § 33", "Fler platser på yrkesvux."),
    ),
    area_texts=AREA_TEXTS,
    summaries=(
        "Verksamheten har fler deltagare än förra våren och de får sin insats snabbare. Ekonomin är i balans.",
        "Fler går vidare till arbete eller studier och färre avbryter sina kurser. Prognosen är nära budget.",
        "Nämnden når de flesta av sina målvärden och slutar nära budget.",
    ),
)  # fmt: skip
