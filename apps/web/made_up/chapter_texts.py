"""What the made-up social board writes in its reports' chapters, as Markdown. Own words, no persons, few figures.

Those that there are point at the report's own values (``siffra:``).
"""

_PICTURE = "![Stapeldiagram: för hundra personer som är 80 år eller äldre i år finns det 118 om fem år och 141 om tio år.](bild:befolkning)"

# By the code of the chapter; where each area writes, by the code of the area. One text for each tertial, T1 first.
BOARD_CHAPTERS: dict[str, tuple[str, str, str]] = {
    "sammanfattning": (
        "Årets första månader har gått lugnt. Äldreomsorgen har en jämn bemanning, och arbetet med fasta grupper i hemtjänsten har kommit i gång.\n\n"
        "Det som behöver uppmärksamhet är **barn och familj**, där många ärenden kom in samtidigt under vintern.",
        "Nämnden följer sin plan i det mesta. Sommaren klarades utan att någon verksamhet behövde stänga.\n\n"
        "- De äldre är fortsatt nöjda med sitt stöd.\n- Väntan på plats i särskilt boende behöver kortas.\n- Barn och familj arbetar sig ikapp efter vintern.",
        "Året som helhet gick åt rätt håll. Mest har hänt i **hemtjänsten**, där fasta grupper nu är arbetssättet i hela kommunen.\n\n"
        "Inför nästa år ser nämnden tre saker att hålla i:\n\n1. bemanningen på kvällar och helger\n2. väntan på särskilt boende\n3. det förebyggande arbetet för barn och unga",
    ),
    "ansvar": (
        "",
        "",
        "Socialnämnden ansvarar för äldreomsorg, stöd till personer med funktionsnedsättning, individ- och familjeomsorg och ekonomiskt bistånd.\n\n"
        "Förvaltningen leds av en förvaltningschef. Varje verksamhet har en chef som rapporterar mål, ekonomi och kvalitet till nämnden tre gånger om året.",
    ),
    "maluppfyllelse": (
        "Efter ett tertial är det för tidigt att säga om målen nås. Riktningen är rätt för de äldre och för funktionsstödet.",
        "Nämnden bedömer att flertalet mål är på väg. Det mål som är svårast att nå gäller väntan på särskilt boende, eftersom ett hus renoveras.",
        "Målen för de äldre har i stort gått att nå. För barn och unga är arbetssättet på plats, men det tar tid innan det syns i resultaten.\n\n"
        "### Det har vi lärt oss\n\nFasta grupper fungerar när de får vara fasta också på helgen. Det tar ungefär ett halvår innan de boende märker skillnad.",
    ),
    "jamstalldhet": (
        "",
        "Kvinnor och män är ungefär lika nöjda med hemtjänsten. I enkäten svarar män mer sällan, så deras svar är osäkrare.",
        "Skillnaderna mellan kvinnor och män är små i de flesta mått. Det som sticker ut är vem som får plats i särskilt boende: kvinnor söker senare och har då större behov.",
    ),
    "ekonomi": (
        "Nämnden följer budgeten verksamhet för verksamhet. Prognosen för året är [](<siffra:money/socialnamnden/forecast////mnkr/>) netto, mot en budget på [](<siffra:money/socialnamnden/budget////mnkr/>). Kostnaderna för placeringar är det som är svårast att förutse så här tidigt på året.",
        "Det ekonomiska läget är i huvudsak under kontroll. Budgeten för året är [](<siffra:money/socialnamnden/budget////mnkr/>) netto. Placeringar av barn och unga är den stora osäkerheten under hösten.",
        "Nämnden kostade [](<siffra:money/socialnamnden/actual////mnkr/>) netto under året. Budgeten var [](<siffra:money/socialnamnden/budget////mnkr/>). Verksamheterna förklarar själva sina avvikelser.",
    ),
    "atgarder": (
        "Placeringar följs varje månad av ledningsgruppen. Inköp samordnas mellan verksamheterna.",
        "| Åtgärd | Ansvarig | Klart |\n| --- | --- | --- |\n| Placeringar följs varje månad | chef för individ- och familjeomsorg | löpande |\n| Fler egna familjehem | chef för individ- och familjeomsorg | årets slut |\n| Gemensam vikariepool | chef för äldreomsorgen | oktober |",
        "| Åtgärd | Läge vid årets slut |\n| --- | --- |\n| Placeringar följs varje månad | görs, och fortsätter |\n| Fler egna familjehem | fyra nya avtal |\n| Gemensam vikariepool | på plats sedan november |",
    ),
    "personal": (
        "",
        "Sjukfrånvaron följs per enhet. De enheter som har fasta grupper har haft lättare att klara sommaren.",
        "Under året har introduktionen av nya medarbetare gjorts om, så att alla får en handledare de första veckorna.",
    ),
    "intern-kontroll": (
        "",
        "Kontrollerna är gjorda enligt planen. De brister som hittades gäller dokumentation, och rutinerna ses över.",
        "Årets kontroller är genomförda. De flesta är utan anmärkning.",
    ),
    "framtid": (
        "",
        "Antalet äldre blir fler varje år, medan färre söker arbete i omsorgen. Nämnden behöver därför både arbeta förebyggande och ta vara på ny teknik.",
        "De närmaste åren märks framför allt att de äldsta blir fler. Den nya socialtjänstlagen ställer också större krav på förebyggande arbete.",
    ),
}
AREA_CHAPTERS: dict[str, dict[str, tuple[str, str, str]]] = {
    "handelser": {
        "ledning": (
            "Ett nytt verksamhetssystem är upphandlat.",
            "Verksamhetssystemet infördes i maj, med utbildning för alla handläggare.",
            "Förvaltningen har fått en gemensam mottagning för alla som söker stöd.",
        ),
        "aldre": (
            "Två områden i hemtjänsten började med fasta grupper i februari.",
            "Ett särskilt boende renoverades under sommaren. De boende flyttade tillfälligt inom huset.",
            "Renoveringen av det särskilda boendet blev klar, och alla platser är i bruk.",
        ),
        "funktionsstod": (
            "En ny gruppbostad har fått bygglov.",
            "Bygget av gruppbostaden har börjat.",
            "Gruppbostaden öppnade i november med sex lägenheter.",
        ),
        "ifo": (
            "Många anmälningar kom in samtidigt under vintern.",
            "Mottagningen fick två nya tjänster före sommaren.",
            "Mottagningen har hunnit ikapp, och utredningarna görs nu i den ordning de kommer in.",
        ),
    },
    "verksamheten": {
        "ledning": (
            "Arbetet med gemensamma rutiner fortsätter.",
            "Rutinerna för dokumentation är samlade på ett ställe.",
            "Egenkontrollen görs nu likadant i alla verksamheter.",
        ),
        "aldre": (
            "Försöket med fasta grupper har tagits emot väl, både av de äldre och av medarbetarna.\n\nDe äldsta blir fler, så arbetssättet behöver hålla länge.\n\n"
            + _PICTURE,
            "Fasta grupper har gett färre ansikten för den enskilde. Under sommaren gick det inte att hålla fullt ut.\n\nDe äldsta blir fler, så arbetssättet behöver hålla länge.\n\n"
            + _PICTURE,
            "Fasta grupper är nu infört i hela hemtjänsten. Nästa steg är kvällar och helger.\n\nDe äldsta blir fler, så arbetssättet behöver hålla länge.\n\n"
            + _PICTURE,
        ),
        "funktionsstod": (
            "Genomförandeplanerna ses över tillsammans med den som planen gäller.",
            "Fler har en aktuell genomförandeplan, och arbetet fortsätter under hösten.",
            "Planerna är i ordning på de flesta enheter.",
        ),
        "ifo": (
            "Trycket på mottagningen har varit högt, och utredningar har fått vänta.",
            "Utredningarna blir klara i jämnare takt sedan mottagningen delades i två grupper.",
            "Fler utredningar blir klara i tid. Det förebyggande stödet till föräldrar har byggts ut.",
        ),
    },
    "avvikelser": {
        "aldre": (
            "Avvikelsen beror på hur vikarier och övertid har fördelats mellan enheterna.",
            "Sommarens bemanning är den viktigaste förklaringen.",
            "Bemanningen under renoveringen förklarar det mesta.",
        ),
        "ifo": (
            "Placeringarna avgör hur året slutar. Prognosen för barn, unga och familj är [](<siffra:money/barn-familj/forecast////mnkr/>).",
            "Några långa placeringar väger tungt.",
            "Placeringar på institution förklarar avvikelsen, medan egna familjehem har gjort den mindre.",
        ),
    },
}
