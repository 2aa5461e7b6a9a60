"""What the made-up social board writes: of its goals and areas, and of the whole year so far. Own words, no persons."""

GoalTexts = tuple[tuple[str, str, str], ...]

GOAL_TEXTS: dict[str, GoalTexts] = {
    "trygg-hela-livet": (
        (
            "Nämndens mål under fullmäktigemålet går i huvudsak åt rätt håll. Äldreomsorgen har en stabil vår, medan barn- och "
            "familjeområdet har haft många ärenden samtidigt. Funktionsstödet arbetar vidare med planerna för varje person.",
            "Trycket på barn och familj beror på fler anmälningar och på att fem utredare slutade under vintern.",
            "Två tjänster har flyttats till mottagningen. Nästa uppföljning görs i juni.",
        ),
        (
            "Efter sommaren ser det bättre ut för barn och unga, och de äldre är fortsatt nöjda. Väntetiden till särskilt boende "
            "har däremot blivit längre igen. Nämnden bedömer att målet är på väg att nås under året.",
            "Väntetiden beror på att ett boende renoverades under sommaren och att platserna inte kunde användas.",
            "Platserna är tillbaka i drift från september. En tillfällig kö-grupp följer väntetiden varje vecka.",
        ),
        (
            "Året som helhet har gått åt rätt håll. Fler utredningar blir klara i tid, fler äldre är nöjda och fler har en aktuell "
            "plan. Det som återstår är att hålla väntetiderna nere när efterfrågan växer.",
            "Bemanningen har varit jämnare och arbetssättet för nya ärenden har satt sig.",
            "Arbetssättet fortsätter nästa år och sprids till funktionsstödet.",
        ),
    ),
    "nojda-aldre": (
        (
            "Åtta av tio äldre är nöjda med sitt stöd. I hemtjänsten är kvinnor något nöjdare än män. Antalet medarbetare som en "
            "person möter på två veckor är fortfarande för högt på kvällar och helger.",
            "Kvälls- och helgscheman bemannas i stor utsträckning med timanställda.",
            "Två områden provar fasta grupper för kväll och helg. Försöket utvärderas efter sommaren.",
        ),
        (
            "Nöjdheten håller i sig trots sommarens vikarier. På det särskilda boendet märks renoveringen: fler än tidigare tycker "
            "att det har varit rörigt. Försöket med fasta grupper har gett färre ansikten i de två områdena.",
            "Renoveringen av ett boende pågick längre än planerat och berörde 24 lägenheter.",
            "De boende får en egen uppföljning i oktober. Fasta grupper införs i ytterligare tre områden.",
        ),
        (
            "Målet är nästan nått. Hemtjänsten når sitt målvärde för kvinnor men inte fullt ut för män. Boendet har återhämtat sig "
            "efter renoveringen. Fasta grupper finns nu i alla områden.",
            "Män som har hemtjänst är oftare ensamboende och har kortare besök, vilket de själva lyfter i enkäten.",
            "En dialog med män som har hemtjänst genomförs i början av nästa år.",
        ),
    ),
    "barn-i-tid": (
        (
            "Nio av tio utredningar blir klara inom 120 dagar, vilket inte räcker. De längsta utredningarna gäller familjer där "
            "flera myndigheter är inblandade. Alla skyddsbedömningar utom tre gjordes samma dag.",
            "Antalet anmälningar fortsätter att vara högt och flera utredare är nya i yrket.",
            "En erfaren handläggare stöttar de nya. Möten med skola och region bokas redan vid starten av utredningen.",
        ),
        (
            "Andelen utredningar som blir klara i tid ökar. Mottagningen tar emot fler ärenden än förra året men släpper inte "
            "vidare fler än tidigare, eftersom fler familjer får råd direkt. Arbetet är fortfarande sårbart vid sjukfrånvaro.",
            "Rådgivningen i mottagningen har minskat antalet utredningar som startas.",
            "Rådgivningen blir permanent. En utbildning i utredningsmetodik hålls i oktober.",
        ),
        (
            "Året slutar bättre än det började. Fler barn får besked i tid och färre ärenden blir liggande. Målvärdet nås inte "
            "riktigt, men skillnaden är liten.",
            "Bättre planering i början av utredningen och lägre personalomsättning.",
            "Nämnden behåller målvärdet nästa år och följer särskilt de utredningar som tar mer än sex månader.",
        ),
    ),
    "delaktighet": (
        (
            "Nästan alla som bor i bostad med särskild service har en aktuell plan. I hemtjänsten är det färre. Den årliga "
            "frågan om att själv få bestämma ställs i november.",
            "Hemtjänsten har haft svårt att hinna med planerna samtidigt som nya schemat infördes.",
            "Varje enhet bokar in planerna månadsvis i stället för att samla dem till hösten.",
        ),
        (
            "Planerna är fler och nyare än för ett år sedan. Daglig verksamhet ligger kvar, medan hemtjänsten har kommit ikapp. "
            "Enheterna berättar att samtalen om planen har blivit mer konkreta.",
            "Månadsvis planering har fungerat.",
            "Samma sätt att arbeta införs i daglig verksamhet.",
        ),
        (
            "Fler än tidigare svarar att de själva bestämmer om det som är viktigt. Skillnaden mellan boende och daglig "
            "verksamhet har minskat. Nio av tio planer är högst ett år gamla.",
            "Brukarråden har fått större inflytande över vardagen på boendena.",
            "Brukarråd införs också i daglig verksamhet under nästa år.",
        ),
    ),
    "god-arbetsgivare": (
        (
            "Sjukfrånvaron följer årstiden och är lägre än förra våren. Färre slutar. Arbetsbelastningen är hög i barn- och "
            "familjeområdet.",
            "Ett nytt introduktionsprogram har gjort att färre slutar under det första året.",
            "Programmet utvidgas till enhetschefer.",
        ),
        (
            "Sjukfrånvaron sjunker för tredje året i rad. Kvinnors frånvaro är fortfarande högre än mäns. Sommaren kunde "
            "bemannas utan att semestrar flyttades.",
            "Tidig planering av sommaren och fler fasta vikarier.",
            "Planeringen av nästa sommar börjar redan i november.",
        ),
        (
            "Medarbetarna svarar att de har en rimlig arbetssituation och att de vill vara kvar. Sjukfrånvaron minskar men "
            "når inte målvärdet.",
            "Korttidsfrånvaron har minskat mest, långtidsfrånvaron är oförändrad.",
            "En särskild satsning på rehabilitering genomförs med företagshälsan.",
        ),
    ),
    "frisk-arbetsplats": (
        (
            "Sjukfrånvaron är något lägre än samma tid förra året. Den är högst inom hemtjänsten. Omsättningen på personal minskar.",
            "Vinterns infektioner gav hög frånvaro i februari.",
            "Enheter med hög frånvaro gör en egen handlingsplan tillsammans med skyddsombudet.",
        ),
        (
            "Frånvaron har fortsatt ned under våren och sommaren. Fler enheter än tidigare når målvärdet. Det är fortfarande stor "
            "skillnad mellan enheterna.",
            "Handlingsplanerna har gett resultat på de enheter som började först.",
            "Alla enheter över åtta procent har nu en handlingsplan.",
        ),
        (
            "Frånvaron slutar på den lägsta nivån på flera år. Omsättningen har minskat och engagemanget i medarbetarenkäten ökar. "
            "Målvärdet för sjukfrånvaro nås ändå inte.",
            "Långtidsfrånvaron har inte minskat.",
            "Satsningen på rehabilitering utvärderas i april.",
        ),
    ),
    "farre-placeringar": (
        (
            "Antalet barn som bor långt från hemmet minskar långsamt. Tre familjehem i närområdet har blivit klara. Kostnaden för "
            "placeringar är trots det högre än budget.",
            "Två akuta placeringar under vintern kunde inte lösas på hemmaplan.",
            "En egen jourfamilj rekryteras och beräknas kunna ta emot barn i september.",
        ),
        (
            "Uppdraget går framåt. Färre barn är placerade långt bort än vid årets början, och jourfamiljen har tagit emot sina "
            "första barn. Behandlingshem används mer sällan.",
            "Fler familjehem i närområdet och ett öppnare samarbete med skolan.",
            "Ytterligare en jourfamilj rekryteras.",
        ),
        (
            "Antalet placeringar långt bort är det lägsta sedan uppdraget gavs. Barnen kan i de flesta fall gå kvar i sin skola. "
            "Kostnaderna har börjat följa efter.",
            "Jourfamiljerna gör att akuta placeringar inte behöver köpas.",
            "Nämnden föreslår att uppdraget fortsätter i två år till.",
        ),
    ),
}

AREA_TEXTS: dict[str, GoalTexts] = {
    "hemtjanst": (
        (
            "Hemtjänsten har fler beviljade timmar än budgeten räknar med. Kostnaden för timanställda är hög på kvällar och helger.",
            "Fler personer har omfattande behov och besöken kräver oftare två medarbetare.",
            "Planeringen ses över område för område och fasta grupper införs.",
        ),
        (
            "Underskottet är mindre än i april. Antalet timmar ökar långsammare och planeringen ger färre restider.",
            "Två områden arbetar med fasta grupper och har sänkt sin kostnad per timme.",
            "Fasta grupper införs i alla områden före årsskiftet.",
        ),
        (
            "Verksamheten slutar närmare budget än tidigare år. Kostnaden per timme har sjunkit.",
            "Bättre planering och färre timanställda.",
            "Arbetet fortsätter inom ramen för nästa års budget.",
        ),
    ),
    "barn-familj": (
        (
            "Barn, unga och familj visar ett underskott. Placeringar och konsulter kostar mer än budgeterat.",
            "Två akuta placeringar och vakanta tjänster som har ersatts med konsulter.",
            "Konsulterna avslutas i takt med att nya utredare anställs.",
        ),
        (
            "Underskottet växer inte längre. Konsulterna är färre och de egna familjehemmen fler.",
            "Placeringarna är dyrare än tidigare trots att de är färre.",
            "En egen jourfamilj ersätter köpta akutplatser.",
        ),
        (
            "Området går med underskott även i år, men mindre än förra året.",
            "Helårseffekten av nya familjehem kommer först nästa år.",
            "Nämnden följer kostnaden för placeringar varje månad.",
        ),
    ),
    "sarskilt-boende": (
        (
            "Boendena följer budgeten. Kostnaden för vikarier är lägre än väntat.",
            "Beläggningen har varit jämn under vintern.",
            "",
        ),
        (
            "Ett litet underskott under sommaren har hämtats in. Renoveringen har gett tomma platser med hyreskostnad.",
            "24 lägenheter stod tomma i tre månader.",
            "Platserna är åter i bruk.",
        ),
        ("Boendena slutar nära budget.", "Statsbidraget för undersköterskor har använts fullt ut.", ""),
    ),
    "ekonomiskt-bistand": (
        ("Kostnaden för ekonomiskt bistånd ökar något.", "Fler hushåll har haft bistånd i mer än tio månader.", ""),
        (
            "Antalet hushåll minskar sedan i våras, och kostnaden följer budgeten bättre.",
            "Fler har gått vidare till arbete eller utbildning.",
            "Samarbetet med arbetsmarknadsenheten fortsätter.",
        ),
        ("Biståndet slutar nära budget.", "Färre hushåll under hösten.", ""),
    ),
}

SUMMARIES = (
    "Vårens uppföljning visar att nämnden når ungefär hälften av sina målvärden. De äldre är nöjda, men barnutredningarna tar "
    "för lång tid och hemtjänsten kostar mer än budgeterat. Nämnden väntar ett underskott för året om inget görs, och "
    "åtgärderna är beslutade.",
    "Efter åtta månader går det mesta åt rätt håll. Fler barnutredningar blir klara i tid och sjukfrånvaron sjunker. "
    "Prognosen är bättre än i april, men hemtjänsten och barn- och familjeområdet har fortfarande underskott.",
    "Året slutar bättre än det började. Nämnden når fler målvärden än förra året och underskottet blev mindre än prognosen i "
    "augusti. Väntetiden till särskilt boende och sjukfrånvaron är det som återstår.",
)
