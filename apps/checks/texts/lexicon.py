# ruff: noqa: E501
"""The words that the reading of texts knows, as tables. All in lower case.

A word that is in none of them may name anything, so where one could be the subject of a sentence nothing is claimed.
"""

ABBREVIATIONS = frozenset(
    """
    bl.a bl.a. t.ex t.ex. ca ca. c:a m.m m.m. m.fl m.fl. t.o.m t.o.m. fr.o.m fr.o.m. dvs dvs. d.v.s d.v.s. s.k s.k.
    jfr jfr. exkl exkl. inkl inkl. resp resp. avs avs. f.d f.d. p.g.a p.g.a. pga pga. o.d o.d. osv osv. etc. tkr. mnkr.
    mkr. kr. st. nr. s. sid. kap. max. min. forts. enl. ang. mån. tim. milj. proc. fg. fgå.
    """.split()  # noqa: SIM905
)

# Hedges before an amount: how far below and above it the meant figure may lie, as shares of it.
AROUND = ("0.1", "0.1")
HEDGES: dict[str, tuple[str, str]] = {
    "cirka": AROUND,
    "ca": AROUND,
    "ca.": AROUND,
    "c:a": AROUND,
    "runt": AROUND,
    "omkring": AROUND,
    "ungefär": AROUND,
    "uppskattningsvis": AROUND,
    "kring": AROUND,
    "i storleksordningen": ("0.2", "0.2"),
    "drygt": ("0", "0.15"),
    "strax över": ("0", "0.15"),
    "lite över": ("0", "0.15"),
    "något över": ("0", "0.15"),
    "över": ("0", "0.3"),
    "mer än": ("0", "0.5"),
    "fler än": ("0", "0.5"),
    "minst": ("0", "9"),
    "knappt": ("0.15", "0"),
    "nästan": ("0.15", "0"),
    "närmare": ("0.15", "0"),
    "uppemot": ("0.2", "0"),
    "upp emot": ("0.2", "0"),
    "strax under": ("0.15", "0"),
    "inte fullt": ("0.15", "0"),
    "högst": ("1", "0"),
    "upp till": ("1", "0"),
    "mindre än": ("0.5", "0"),
    "färre än": ("0.5", "0"),
    "under": ("0.3", "0"),
}

KRONOR_BY_UNIT = {
    "kr": 1,
    "kronor": 1,
    "tkr": 1_000,
    "kkr": 1_000,
    "tusen kronor": 1_000,
    "tusen kr": 1_000,
    "mnkr": 1_000_000,
    "mkr": 1_000_000,
    "mn kr": 1_000_000,
    "msek": 1_000_000,
    "miljoner kronor": 1_000_000,
    "miljon kronor": 1_000_000,
    "miljoner kr": 1_000_000,
    "miljoner": 1_000_000,
    "miljon": 1_000_000,
    "mdkr": 1_000_000_000,
    "miljarder kronor": 1_000_000_000,
    "miljarder": 1_000_000_000,
}
NUMBER_TERMS = {
    "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "åtta": 8, "nio": 9, "tio": 10, "elva": 11, "tolv": 12,
    "tretton": 13, "fjorton": 14, "femton": 15, "sexton": 16, "sjutton": 17, "arton": 18, "nitton": 19, "tjugo": 20,
}  # fmt: skip
MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november",
    "december",
)  # fmt: skip
# A number after such a word, or before one, is a name or a date.
NAME_PREFIXES = frozenset(
    [
        "tertial",
        "tertialet",
        "§",
        "§§",
        "kapitel",
        "kap",
        "paragraf",
        "version",
        "kl",
        "kl.",
        "bilaga",
        "mål",
        "tabell",
        "sida",
        "nr",
        "nr.",
        "nummer",
        "punkt",
        "steg",
        "sfs",
        "fas",
        "etapp",
        "lag",
        "vecka",
        "v.",
        "den",
        "kvartal",
        "kvartalet",
    ]
)

# Who a sentence may speak of without naming anybody: what its text belongs to.
AREA_NOUNS = frozenset(
    """
    verksamheten verksamhetens verksamhetsområdet verksamhetsområdets området områdets enheten enhetens processen
    processens avdelningen avdelningens sektorn sektorns vi ansvaret huvudprocessen kontoret delområdet
    """.split()  # noqa: SIM905
)
BOARD_NOUNS = frozenset(
    [
        "nämnden",
        "nämndens",
        "förvaltningen",
        "förvaltningens",
        "socialnämnden",
        "socialnämndens",
        "socialförvaltningen",
        "omsorgsnämnden",
        "socialförvaltningens",
        "omsorgsnämndens",
    ]
)
RESULT_NOUNS = frozenset(
    """
    resultatet resultat utfallet utfall årsutfallet helårsresultatet helårsresultat årsresultatet bokslutet ekonomin
    avvikelsen budgetavvikelsen nettoavvikelsen helårsprognosen prognosen helårsutfallet budgetutfallet slutresultatet
    nettoresultatet överskottet underskottet plusresultatet minusresultatet budgetresultatet det den detta
    """.split()  # noqa: SIM905
)
INDICATOR_NOUNS = frozenset(
    """
    utfallet utfall årsutfallet resultatet resultat värdet värde andelen andel antalet antal indikatorn måttet nivån nivå
    siffran talet nyckeltalet mätetalet mätvärdet utvecklingen det den detta index indexet snittet genomsnittet
    """.split()  # noqa: SIM905
)

# Words that say nothing of whom or what a sentence speaks.
NEUTRAL_TERMS = frozenset(
    """
    och samt att som är var blev blir bli blivit har hade vara varit ett en i på om med till av för under över mot vid
    per den det de sin sitt sina dess detta denna
    därmed därför dock även också således alltså sammantaget sammanlagt totalt totala total hela helt
    helåret helår året år årets årsskiftet årsslutet slutet bokslut bokslutet perioden hittills
    redovisar redovisade redovisat redovisas visar visade visat uppvisar uppvisade uppvisat gör gjorde gjort får fick
    går gick gått ger gav gett landar landade landat slutar slutade stannar stannade stannat uppgår uppgick uppgått
    hamnar hamnade hamnat ligger låg legat innebär innebar inneburit genererar genererade motsvarar motsvarade summerar
    summeras summerats summerade summerar nådde når noterar noteras noterades noterats kvarstår resulterat resulterar
    resulterade
    bidragit bidrog bidrar lett leder ledde medför medförde medfört uppstår uppstod uppstått avslutar avslutade
    därigenom härigenom ekonomiskt ekonomiska netto budget budgeten budgetram budgetramen ram ramen anslag anslaget
    gentemot jämfört jämförelse förhållande relation tilldelad tilldelade beslutad beslutade utifrån efter innan före
    mindre mycket litet stort större stor klart tydligt markant kraftigt betydligt betydande väsentligt något lite
    marginellt redan nu idag fortfarande fortsatt fortsätter åter igen nästan precis ganska långt väl gott bra
    alla andra övriga flera ännu sammanvägt slutligen slutligt slutliga stabilt glädjande tyvärr
    positivt positiv positiva negativt negativ negativa ekonomisk
    kan ses konstateras framgår tillsammans så här där när medan men trots främst huvudsakligen framför allt delvis
    utfallet resultatet ligger blivit därefter summa summan siffror siffran mellan redovisats visats
    dryga knappa motsvarande drygt knappt cirka ca ungefär omkring runt
    största högsta lägsta egen egna ordinarie vilket vilken
    prognostiserar prognostiseras prognostiserat väntas förväntas beräknas beräknar räknar bedöms väntar prognos
    prognosen helårsprognos helårsprognosen förväntat beräknat
    tkr mnkr mkr kronor miljoner procent %
    upp ned ner ut in fram dels alltså haft oss vid pekar pekade lämnar lämnade avviker avvek konstatera
    finns fanns finnas facit resultatmässigt
    uppföljningen mätningen undersökningen enkäten mätning undersökning enkät uppföljning sammanställningen statistiken uppdelat uppdelad kön könsuppdelat
    rapporterar rapporterade anger visat ser såg konstaterar kunnat senaste årliga
    samlad bedömning kommentar analys avslutades avslutas avslutats
    kommunens nämndens
    """.split()  # noqa: SIM905
)
FINITE_VERBS = (
    "redovisar redovisade redovisas visar visade uppvisar uppvisade gör gjorde får fick går gick ger gav landar landade"
    " slutar slutade stannar stannade uppgår uppgick hamnar hamnade ligger låg innebär blev blir är var har hade"
    " noterar noteras motsvarar summerar summeras prognostiserar prognostiseras väntas förväntas beräknas räknar nådde"
    " kvarstår visas finns fanns uppstår steg sjönk ökade minskade ökar minskar överskrider understiger överskred understeg överstiger"
)
# How an adverbial begins that is not the sentence's subject, and runs to the verb.
ADVERBIAL_STARTS = "trots efter under vid genom till på mot enligt med tack även efter sedan sammantaget totalt"
# What narrows a statement to a part: ”inom hemtjänsten”, ”för köpta platser”.
SCOPE_PREPOSITIONS = (
    "inom", "för", "i", "på", "hos", "avseende", "gällande", "beträffande", "rörande", "från", "av", "vid", "bland",
    "via", "kring", "mellan", "per",
)  # fmt: skip
# Phrases that begin with one of those and narrow nothing.
PLAIN_PHRASES = (
    "på grund av", "till följd av", "i förhållande till", "i jämförelse med", "i relation till", "på totalt",
    "på sammanlagt", "för året", "för helåret", "för hela året", "för perioden", "på helår", "på helåret", "i år",
    "i bokslutet", "i årsbokslutet", "vid årets slut", "vid årsskiftet", "för nämnden", "för verksamheten",
    "för området", "för enheten", "i budget", "i budgeten", "av budget", "av budgeten", "av sin budget",
    "av årets budget", "av ramen", "på årsbasis", "i sin helhet", "i huvudsak", "i stort", "på helheten",
    "i nivå med", "för verksamhetsområdet", "i nuläget", "på raden", "i resultatet", "för hela nämnden", "i snitt",
    "i genomsnitt", "vid bokslutet", "i bokslut", "i samband med", "med anledning av", "i första hand", "på sista raden",
    "i och med", "vid periodens slut", "av de", "i gruppen", "i ledningsgruppen", "för processen", "för sektorn",
)  # fmt: skip

# A statement with such a word is no claim about what is: plan, wish, condition, negation.
UNCERTAIN_TERMS = frozenset(
    """
    ska skall skulle bör kunde måste vill målet målsättningen mål målvärdet målvärde målvärden måltal planeras
    planerades ifall annars risk riskerar inte ej ingen inget inga aldrig utan exklusive exkl exkl. inklusive
    inklusiv inkl inkl. exkluderat inräknat inräknade bortsett borträknat rensat frånräknat undantag
    hypotetiskt önskat ambitionen kommunerna riket rikets rikssnittet genomsnittet
    varken knappast nästa framöver begärs ansökan ansökt återstår varav därav hälften
    """.split()  # noqa: SIM905
)
# Another time than the report's: what is said of it is not held against the report's own figures.
OTHER_TIME_PATTERN = (
    r"\b(?:föregående (?:år\w*|tertial\w*|period\w*|mätning\w*|prognos\w*)|förra (?:år\w*|tertial\w*|mätning\w*)|fjol\w*"
    r"|i fjol|året (?:innan|före)|tidigare (?:år\w*|prognos\w*|tertial\w*|mätning\w*)|delårs?\w*|tertial\w*|t[123]\b"
    r"|första halvår\w*|andra halvår\w*|halvår\w*|kvartal\w*|våren|sommaren|hösten|månad\w*|vecka\w*|dagligen"
    r"|oktoberprognos\w*|augustiprognos\w*|aprilprognos\w*)"
)
LAST_YEAR_PATTERN = r"(?:föregående år\w*|förra år\w*|fjolår\w*|i fjol|året (?:innan|före)|året dessförinnan|fg år)"
FORECAST_TERMS = frozenset(
    [
        "prognostiserar",
        "prognostiseras",
        "prognostiserat",
        "väntas",
        "förväntas",
        "beräknas",
        "räknar",
        "prognos",
        "prognosen",
        "helårsprognosen",
        "helårsprognos",
        "väntar",
    ]
)
SO_FAR_TERMS = frozenset("hittills perioden periodens ackumulerat ackumulerade delårsperioden".split())  # noqa: SIM905
# Only these hints, in a sentence, make it worth reading at all.
HINT_PATTERN = (
    r"\d|överskott|underskott|budget|högre|lägre|fler|färre|öka|minsk|stig|steg\b|sjunk|sjönk|nedgång|uppgång|ökning"
    r"|bättre|sämre|oförändra|växt|föregående år|förra året|fjol"
)

# Kinds of cost as sentences name them, and as rows do.
COST_TYPES: dict[str, str] = {
    "nettokostnad": "net", "nettokostnaden": "net", "nettokostnader": "net", "nettokostnaderna": "net",
    "nettot": "net", "kostnaden netto": "net", "kostnader netto": "net", "kostnaderna netto": "net",
    "intäkt": "revenue", "intäkter": "revenue", "intäkterna": "revenue", "verksamhetens intäkter": "revenue",
    "kostnader": "cost", "kostnaderna": "cost", "bruttokostnaderna": "cost", "bruttokostnaden": "cost",
    "bruttokostnad": "cost",
    "personalkostnad": "staff", "personalkostnader": "staff", "personalkostnaderna": "staff",
    "personalkostnaden": "staff",
    "lokalkostnad": "premises", "lokalkostnader": "premises", "lokalkostnaderna": "premises",
    "lokalhyrorna": "premises",
    "kapitalkostnad": "capital", "kapitalkostnader": "capital", "kapitalkostnaderna": "capital",
    "kapitalkostnaden": "capital", "avskrivningarna": "capital",
    "övriga kostnader": "other", "övriga kostnaderna": "other", "de övriga kostnaderna": "other",
}  # fmt: skip
