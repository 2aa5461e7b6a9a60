"""What the made-up social board adds in its annual report, so that it is as long as such reports are. Own words, no
persons, and no figures: those are the tables'. Each goes on after the chapter's text in ``chapter_texts``.
"""

BOARD_ADDITIONS: dict[str, str] = {
    "sammanfattning": """### Det här har gjort skillnad

Tre saker har präglat året mer än andra. Den första är arbetet med fasta grupper, som började som ett försök i två områden och nu är så hemtjänsten arbetar. Den andra är att mottagningen för barn och familj gjordes om efter en tung vinter. Den tredje är renoveringen av ett särskilt boende, som tog mycket kraft men som lämnade efter sig ett hus som fungerar bättre för dem som bor där.

### Det här fick vänta

Nämnden hade tänkt komma längre med det digitala stödet. Införandet av det nya verksamhetssystemet tog den tid som fanns, och de tjänster som invånarna själva ska kunna använda kommer först när grunden är lagd. Samverkan med skolan kring barn som är borta länge har kommit i gång i en del av kommunen men inte i hela.

### Så läses berättelsen

Varje verksamhet beskriver själv vad som hänt och hur arbetet har utvecklats. Målen, måtten och ekonomin hämtas ur samma uppgifter som nämnden har följt under året, så texten upprepar dem inte utan förklarar dem.""",
    "ansvar": """Nämnden fattar beslut om stöd till enskilda genom ett utskott och genom delegation till handläggare. Nämnden själv ägnar sina sammanträden åt inriktning, uppföljning och budget.

### Så är förvaltningen ordnad

- **Ledning och gemensamt stöd** samlar ekonomi, utredning, kvalitetsarbete och mottagning.
- **Äldreomsorg** har hemtjänst, särskilda boenden och förebyggande arbete för äldre.
- **Funktionsstöd** har bostäder, daglig verksamhet och personlig assistans.
- **Individ- och familjeomsorg** har mottagning och utredning, stöd till barn och familjer, missbruksvård och ekonomiskt bistånd.

En del av arbetet görs tillsammans med andra. Hälso- och sjukvården i hemmet planeras med regionen, familjerätten delas med en grannkommun, och lokalerna hyrs av kommunens fastighetsavdelning. Privata utförare finns inom personlig assistans och bland de platser som köps för enskilda.

Synpunkter och klagomål tas emot av alla medarbetare och samlas av gemensamt stöd. De går tillbaka till den verksamhet som de gäller, och två gånger om året får nämnden en samlad bild.""",
    "maluppfyllelse": """### Så har bedömningen gjorts

Varje verksamhet har bedömt sina mål utifrån måtten, det som brukare och anhöriga berättar och det som medarbetarna själva ser. Ledningsgruppen har sedan vägt samman bedömningarna. Där måtten säger en sak och vardagen en annan har nämnden valt att skriva det, i stället för att välja den ena bilden.

### De äldre

Att få möta samma personer har varit det genomgående önskemålet i samtal med de äldre och deras närstående. Det är därför som fasta grupper har fått ta plats före annat. Där grupperna har kunnat hållas samman också under helgerna är de äldre tydliga med att det märks. På de särskilda boendena har arbetet gällt måltiderna och möjligheten att komma ut, två saker som är enkla att beskriva och svåra att få till varje dag.

### Barn och unga

Målet om tidigt stöd är långsiktigt. Familjer som söker hjälp ska få den innan svårigheterna har vuxit sig stora. Under året har mottagningen delats, så att en grupp kan ägna sig åt råd och stöd utan utredning. Det är för tidigt att säga vad det betyder för barnen, men handläggarna beskriver att samtalen har ändrat karaktär.

### Människor med funktionsnedsättning

Delaktighet är målets kärna. I bostäderna har planeringen av veckan flyttats från personalrummet till köksbordet. På daglig verksamhet väljer deltagarna själva ett område för varje halvår.""",
    "jamstalldhet": """Nämnden har låtit gå igenom beslut om stöd inom tre områden, för att se om kvinnor och män med liknande behov får samma hjälp. Genomgången visar att besluten i stort följer behoven, men att sättet att beskriva behoven skiljer sig. I utredningar som gäller män beskrivs oftare vad en närstående gör. I utredningar som gäller kvinnor beskrivs oftare vad hon själv klarar.

Handläggarna har därför prövat en gemensam mall för samtalet, där frågorna ställs i samma ordning till alla. Mallen används vidare nästa år.

Bland medarbetarna är de flesta kvinnor. Nämnden vill att fler män ska söka arbete i omsorgen, och har tillsammans med gymnasieskolan tagit emot elever som annars inte hade prövat yrket.""",
    "ekonomi": """### Det som förklarar året

Den största enskilda osäkerheten är, som tidigare år, placeringar av barn och unga. Ett enda ärende kan flytta resultatet för hela verksamheten, och det är sällan möjligt att se i förväg. Därför följs placeringarna månad för månad av ledningsgruppen, med frågan om det finns ett alternativ närmare hemmet.

Inom äldreomsorgen avgörs kostnaden av hur väl bemanningen följer behovet. När en brukare lägger in sig på sjukhus eller flyttar ska schemat kunna ändras samma vecka. De grupper som själva äger sitt schema har haft lättare att klara det än de som får det lagt åt sig.

### Så har budgeten följts

Cheferna får varje månad en bild av sitt område, med bemanning och köp för sig. Den som ser att budgeten inte håller skriver en kort förklaring och vad som görs. Förklaringarna samlas, så att samma svårighet på flera ställen syns och kan lösas gemensamt.

Prognoserna har gjorts om efter varje månad. De verksamheter som har många små köp har svårast att förutse hösten, medan de som har fasta platser ligger nära sin prognos redan på våren.""",
    "atgarder": """Åtgärderna har valts för att hålla också efter årets slut. En gemensam vikariepool kostar att bygga upp men gör att enheterna slipper ringa runt. Egna familjehem kräver stöd till familjerna, och därför har två handläggare fått det som huvuduppgift.

Nämnden har också prövat och lagt ner en åtgärd. Försöket med gemensamma inköp av städning mellan tre boenden gav mer arbete än det sparade, eftersom behoven var olika.""",
    "personal": """### Att få stanna

Det viktigaste för bemanningen är att de som arbetar här vill stanna. I samtal med dem som slutat under året återkommer tre saker: schemat, chefen och tiden för återhämtning. Nämnden har därför ändrat hur många medarbetare en chef har, börjat med de största enheterna, och fortsätter nästa år.

### Att bli ny

Introduktionen är gjord om. Den som börjar får en handledare, en plan för de första veckorna och ett samtal efter den första månaden. Vikarier får en kortare introduktion, men alltid med en namngiven kollega att fråga. Under sommaren gjorde det skillnad på de enheter där många var nya samtidigt.

### Arbetsmiljö

Hot och våld förekommer, framför allt i boenden och på mottagningen. Varje händelse följs upp av chefen tillsammans med skyddsombudet. Under året har mottagningen byggts om, så att det alltid finns två vägar ut ur samtalsrummen.

Skyddsronderna visar att belysning och ventilation är det som oftast behöver åtgärdas. De flesta brister har gått att ordna inom året; några väntar på att lokalen ändå ska renoveras.""",
    "intern-kontroll": """Planen för året byggde på en riskbedömning som alla verksamheter deltog i. Kontrollerna har gjorts av någon annan än den som ansvarar för arbetet, och varje kontroll har en kort beskrivning av vad som granskats och hur.

De brister som återkommer handlar om att det som görs inte alltid skrivs ner. I en vardag med många möten blir dokumentationen det som får vänta. Nämnden har svarat på två sätt: genom att förenkla det som ska skrivas, och genom att ge tid för det i schemat. Den sista delen är ännu inte på plats överallt.

Kontrollen av inköp visade att ramavtalen används, men att beställningar görs av fler än som har fått ansvaret. Listan över beställare är nu genomgången.""",
    "framtid": """### Fler äldre, färre händer

Under de kommande åren blir de som är över åttio år många fler i kommunen. Samtidigt är de som ska arbeta i omsorgen inte fler än i dag. Det går inte att lösa med enbart rekrytering. Nämnden behöver arbeta förebyggande, ta till vara ny teknik där den gör nytta och våga sluta med sådant som inte hjälper.

### En ny socialtjänstlag

Lagen lägger större vikt vid att stödet ska vara lätt att nå och kunna ges utan utredning. För Sagoby betyder det att mottagningen får en annan roll, och att insatser som i dag kräver beslut kan erbjudas direkt. Förberedelserna pågår, och nämnden räknar med att det första året kräver mer tid än det sparar.

### Lokaler

Två boenden behöver ersättas på sikt. En plan för lokaler tas fram tillsammans med kommunstyrelsen. I den vägs frågan om var i kommunen de äldre bor, eftersom avståndet till närstående är det som de flesta nämner när de väljer.

### Det som nämnden följer särskilt

1. hur snabbt den som söker stöd får ett första samtal
2. hur fasta grupper fungerar på kvällar och helger
3. hur barn som placeras utanför hemmet har det i skolan
4. hur chefernas uppdrag kan bli möjligt att klara""",
}
AREA_ADDITIONS: dict[str, dict[str, str]] = {
    "handelser": {
        "ledning": """Det nya verksamhetssystemet har använts av alla handläggare sedan sommaren. Bytet gick lugnare än väntat, mycket tack vare de kollegor som hade gått utbildningen först och satt bredvid de andra de första veckorna. Det som återstår är att flytta över äldre akter och att ordna rapporterna, så att cheferna får de uppgifter de behöver utan att fråga.

Den gemensamma mottagningen betyder ett telefonnummer och en dörr. Den som ringer behöver inte veta om frågan gäller äldre, barn eller ekonomi.""",
        "aldre": """Renoveringen gjordes i tre etapper. Varje etapp föregicks av ett möte med de boende och deras närstående, och flera av förslagen därifrån togs med: bredare bänkar vid fönstren, ett kök på varje plan och en entré där det går att sitta och vänta på skjuts.

I hemtjänsten har arbetet med nycklar gjorts om. Digitala lås är införda hos dem som vill ha det, och personalen behöver inte längre åka via kontoret.

Under två veckor i augusti var värmen svår, framför allt i de äldre husen. Rutinen för värmebölja användes för första gången och fungerade, men visade att det saknas svala rum på två boenden.""",
        "funktionsstod": """Inflyttningen i den nya gruppbostaden förbereddes under ett halvår. De som skulle flytta in valde färger och möbler till det gemensamma rummet och träffades flera gånger innan de blev grannar.

Daglig verksamhet har fått en ny inriktning mot trädgård och återbruk, i samarbete med kommunens parkavdelning. Det började som ett sommarprojekt och fortsätter.""",
        "ifo": """Efter vinterns toppar fick mottagningen en tillfällig förstärkning, och arbetet delades mellan två grupper. Den ena tar emot och bedömer, den andra ger råd och stöd. Delningen har gjort att de som behöver en utredning inte trängs undan av dem som behöver ett samtal.

Ett nytt avtal om skyddat boende tecknades tillsammans med grannkommunerna. Det ger fler platser att välja mellan och kortare väg för barn som behöver gå kvar i sin skola.""",
    },
    "verksamheten": {
        "ledning": """Gemensamt stöd har under året gått från att göra åt verksamheterna till att göra tillsammans med dem. En utredare följer nu varje verksamhet och är med på deras ledningsmöten. Kvalitetsarbetet utgår från avvikelser och synpunkter, som gås igenom varje månad. Två gånger har genomgången lett till att en rutin ändrats i hela förvaltningen.

Registraturen har tagit igen det arbete som blev liggande när systemet byttes. Handlingar lämnas ut samma dag i de flesta fall.""",
        "aldre": """### Hemtjänst

Varje grupp har ansvar för ett bostadsområde och planerar själv sin vecka. Gruppen möts varje dag en kort stund, och där bestäms vem som går till vem. När någon är borta löser gruppen det i första hand själv, och det är först därefter som vikariepoolen hjälper till.

Det svåraste har varit kvällarna. Underlaget är mindre och avstånden längre, och de grupper som bara arbetar dagtid har inte kunnat följa med. Till våren prövas en modell där två områden delar kvällsgrupp.

### Särskilt boende

På boendena har måltiderna stått i centrum. Maten lagas fortfarande i ett gemensamt kök, men serveras i skålar på borden i stället för på brickor. Det tar mer tid, och de boende sitter kvar längre.

Möjligheten att komma ut varje dag beror på väder, personal och vilja. Enheterna har prövat en tavla där varje boende har sin promenad, så att det syns om någon har blivit utan.

### Förebyggande arbete

Träffpunkterna är öppna för alla över en viss ålder, utan beslut. De leds till stor del av frivilliga. Under året har två nya öppnats i samarbete med föreningar, och en har fått flytta till en lokal utan trappor.""",
        "funktionsstod": """Varje boende har en genomförandeplan som gås igenom tillsammans med den som planen gäller. Flera bostäder har prövat bildstöd, och personalen har fått handledning i hur samtalet kan läggas upp när orden inte räcker.

Inom personlig assistans har arbetet gällt kontinuitet. Den som har assistans ska veta vem som kommer, och få säga ifrån. Enheten har tagit fram ett enkelt sätt att ge synpunkter direkt efter ett pass.

Daglig verksamhet erbjuder fler platser ute på företag än tidigare. Det kräver handledning på plats, och därför har två tjänster gjorts om.""",
        "ifo": """### Barn, unga och familj

Utredningarna görs av två personer tillsammans när ärendet är svårt, och av en när det är enklare. Barnets egen röst har fått en egen rubrik i utredningen. Handläggarna beskriver att frågan om hur barnet själv ser på sin situation därmed alltid ställs.

Det öppna stödet till föräldrar, med kurser och samtal utan beslut, har byggts ut. Kurserna hålls på kvällstid och med barnpassning, eftersom föräldrar annars tackade nej.

### Vuxna

Missbruksvården erbjuder i första hand stöd på hemmaplan. Under året har samarbetet med regionens mottagning fått fasta tider, så att den som vill ha hjälp kan träffa båda samma dag.

### Ekonomiskt bistånd

Handläggningen av enkla ansökningar går fortare sedan ansökan blev digital. Tiden som frigörs används till planer för egen försörjning, tillsammans med arbetsmarknadsenheten.""",
    },
    "avvikelser": {
        "ledning": """Verksamheten har haft vakanser under en del av året, medan införandet av systemet har krävt konsultstöd. De båda tar till stor del ut varandra.""",
        "aldre": """Bemanningen i hemtjänsten har i stort följt behovet, men inte på kvällar och helger. På de särskilda boendena har renoveringen krävt att personal funnits på två ställen samtidigt. Den kostnaden upphör när huset är färdigt.

Vikariepoolen har minskat behovet av övertid på de enheter som varit med från början. De enheter som kom med senare ser ännu ingen skillnad.""",
        "funktionsstod": """Den nya gruppbostaden öppnade senare på året än planerat, och kostnaden för den blir hel först nästa år. Inom daglig verksamhet har omställningen till platser på företag krävt handledning under en övergångstid.""",
        "ifo": """Arbetet med egna familjehem är den viktigaste förklaringen till att avvikelsen inte blev större. Varje familjehem får regelbundet stöd och har en handläggare som de känner. Köp av platser på institution används när det inte finns något annat alternativ, och då med en plan för hur barnet ska kunna komma närmare hem.""",
    },
}
