"""Patterns that no rule was written for. Nobody looks at them who writes rules.

``UNSEEN`` was written before the rules. ``LATER`` was written when they had been there for a while, by how the sentences of
real reports are built, and measured before any rule was changed; ``LAST`` when the rules had been widened for what LATER
showed.
"""

# ruff: noqa: E501

from tests.checks.texts.patterns import Pattern

UNSEEN = (
    # what is left of the budget, or over it
    Pattern(
        "variance", "own", "Vid årets slut landar verksamheten på ett [överskott|underskott] om {n} gentemot budget."
    ),
    Pattern("variance", "own", "Avvikelsen mot budget är {signed} och beror på ändrade volymer."),
    Pattern(
        "variance",
        "own",
        "Under året har flera tjänster varit vakanta, vilket bidragit till att resultatet blev [ett överskott|ett underskott] på totalt {n}.",
    ),
    Pattern("variance", "own", "Trots flera insatser uppgår [överskottet|underskottet] till {n}."),
    Pattern("variance", "board", "Största avvikelsen har {area}, som går {n} [plus|back]."),
    Pattern("variance", "board", "{area} visar [ett plusresultat|ett minusresultat] med {n} jämfört med årets ram."),
    # the cost and the budget themselves
    Pattern("cost", "own", "Verksamhetens nettokostnader har under {year} summerats till {n}."),
    Pattern("cost", "board", "För {area} blev nettokostnaden {n}."),
    Pattern("budget", "own", "För året har verksamheten tilldelats en budgetram på {n}."),
    Pattern("cost_change", "own", "Nettokostnaden är {n} [högre|lägre] än föregående år."),
    Pattern("cost_direction", "own", "Jämfört med {last_year} är nettokostnaderna [högre|lägre]."),
    # a kind of cost
    Pattern("type_variance", "own", "{Type} [understiger|överskrider] budget med {n}."),
    Pattern("type_direction", "own", "{Type} har varit [lägre|högre] än budgeterat under året."),
    Pattern("type_amount", "own", "{Type} stannade på {n}."),
    # indicators
    Pattern("value", "own", "Utfallet landade på {value}, vilket diskuterats i ledningsgruppen."),
    Pattern("value", "own", "Resultatet för {year} blev {value}."),
    Pattern("change", "own", "Jämfört med föregående år är det en [ökning|minskning] från {before} till {value}."),
    Pattern("change", "own", "Värdet har gått [upp|ned] med {change} sedan {last_year}."),
    Pattern("direction", "own", "Vi ser en [ökning|minskning] jämfört med {last_year}."),
    Pattern("direction", "own", "Årets utfall är [högre|lägre] än förra årets."),
    Pattern("gender", "own", "Bland kvinnor är utfallet {women} och bland män {men}."),
    # within the text itself
    Pattern("share", "own", "Av {whole} berörda har {part} fått insatsen, det vill säga {percent} procent."),
    Pattern("share", "board", "{part} av de {whole} som tillfrågades ({percent} %) svarade ja."),
    Pattern("parts", "own", "Sammanlagt {sum} fördelar sig på lokaler {a}, hjälpmedel {b} och utbildning {c}."),
    Pattern("two_texts", "board", "[Överskottet|Underskottet] inom {area} är {n}."),
)

LATER = (
    # what is left of the budget, or over it
    Pattern("variance", "own", "Verksamhetsområdet har ett [överskott|underskott] på {n}."),
    Pattern("variance", "own", "Årets resultat slutar på ett [överskott|underskott] om {n}."),
    Pattern("variance", "own", "Per den sista december visar området ett [överskott|underskott] på {n}."),
    Pattern("variance", "own", "Det blev till slut {n} i [överskott|underskott]."),
    Pattern("variance", "own", "Bokslutet för {year} visar ett [plus|minus] på {n}."),
    Pattern("variance", "own", "Det samlade resultatet landar på {signed}."),
    Pattern("variance", "own", "Mot budget har vi ett [överskott|underskott] motsvarande {n}."),
    Pattern("variance", "own", "Verksamheten redovisar ett [positivt|negativt] utfall på {n}."),
    Pattern("variance", "own", "Resultatet för helåret är {n} [bättre|sämre] än årets budget."),
    Pattern("variance", "own", "Området lämnar {n} i [överskott|underskott] mot budget."),
    Pattern("variance", "own", "Avvikelsen gentemot budget uppgår för helåret till {signed}."),
    Pattern("variance", "own", "Totalt summerar området till ett [överskott|underskott] på {n}."),
    Pattern("variance", "own", "Med facit i hand blev det ett [överskott|underskott] på {n}."),
    Pattern("variance", "own", "Nettokostnaden [understiger|överstiger] budget med {n}."),
    Pattern("variance", "board", "För {area} redovisas ett [överskott|underskott] på {n}."),
    Pattern("variance", "board", "Vid årets slut har {area} ett [överskott|underskott] på {n}."),
    Pattern("variance", "board", "{area} avslutar året med ett [överskott|underskott] på {n}."),
    Pattern("variance", "board", "{area} har ett [positivt|negativt] resultat på {n}."),
    Pattern("variance", "board", "Även inom {area} finns ett [överskott|underskott], {n}."),
    Pattern("variance", "board", "Resultatet för {area} blev {n} [bättre|sämre] än budget."),
    # and which way it went, without an amount
    Pattern("variance_direction", "own", "Verksamheten redovisar ett [överskott|underskott]."),
    Pattern("variance_direction", "board", "{area} visar ett [överskott|underskott]."),
    Pattern("variance_direction", "board", "Inom {area} finns en [positiv|negativ] budgetavvikelse."),
    Pattern("variance_direction", "board", "[Överskott|Underskott] finns inom {area}."),
    # the cost and the budget themselves
    Pattern("cost", "own", "Kostnaderna netto landade på {n} för {year}."),
    Pattern("cost", "board", "{area} kostade netto {n}."),
    Pattern("budget", "own", "Budgetramen för {year} var {n}."),
    Pattern("budget", "board", "{area} har under året haft en budget om {n}."),
    Pattern("cost_change", "own", "Nettokostnaderna har sedan {last_year} [ökat|minskat] med {n}."),
    Pattern("cost_change", "own", "Det är {n} [mer|mindre] i nettokostnad än {last_year}."),
    Pattern("cost_direction", "own", "Nettokostnaden [ökar|minskar] jämfört med {last_year}."),
    # a kind of cost
    Pattern("type_variance", "own", "{Type} har blivit {n} [lägre|högre] än vad som budgeterats."),
    Pattern("type_direction", "own", "{Type} är för helåret [lägre|högre] än vad som budgeterats."),
    Pattern("type_amount", "own", "{Type} summerar till {n}."),
    # indicators
    Pattern("value", "own", "Årets mätning visar {value}."),
    Pattern("value", "own", "I år är värdet {value}."),
    Pattern("value", "own", "Utfallet för helåret är {value}."),
    Pattern("value", "board", "{name} var {value} under {year}."),
    Pattern("value", "board", "{name} ligger på {value}."),
    Pattern("change", "own", "Utfallet har [ökat|minskat] till {value}, från {before} året innan."),
    Pattern("change", "own", "Det är en [ökning|minskning] med {change} jämfört med föregående år."),
    Pattern("change", "own", "Värdet är {value}, vilket kan jämföras med {before} {last_year}."),
    Pattern("direction", "own", "Värdet är [högre|lägre] än föregående år."),
    Pattern("direction", "own", "Utfallet [ökar|minskar] jämfört med {last_year}."),
    Pattern("direction", "board", "{name} är [högre|lägre] än {last_year}."),
    Pattern("gender", "own", "Utfallet för kvinnor är {women} och för män {men}."),
    Pattern("gender", "own", "Av männen är det {men} och av kvinnorna {women}."),
    # within the text itself
    Pattern("share", "own", "{percent} % av avslutade placeringar har avbrutits ({part} av {whole})."),
    Pattern("share", "own", "Totalt {part} av {whole} enheter inom hela området har planen, vilket blir {percent} %."),
    Pattern("share", "own", "{part} av {whole} ger {percent} procent."),
    Pattern("share", "board", "Det är {part} beslut av sammanlagt {whole} som överskrider tiden ({percent} %)."),
    Pattern(
        "parts", "own", "Ersättningen om {sum} fördelas med {a} till boende, {b} till stöd i hemmet och {c} till stab."
    ),
    Pattern("parts", "own", "Boende {a}, daglig verksamhet {b} och hemtjänst {c}, sammanlagt {sum}."),
    Pattern("two_texts", "board", "[Överskottet|Underskottet] för {area} uppgår till {n}."),
)

LAST = (
    Pattern("variance", "own", "När året summeras är resultatet {n} [bättre|sämre] än budget."),
    Pattern("variance", "own", "Helåret gav ett [överskott|underskott] om {n} mot budget."),
    Pattern(
        "variance", "own", "Det ekonomiska resultatet är ett [överskott|underskott] på {n}, till stor del av vakanser."
    ),
    Pattern("variance", "own", "Utfallet visar en [positiv|negativ] budgetavvikelse med {n}."),
    Pattern("variance", "board", "Inom {area} uppgår [överskottet|underskottet] till {n}."),
    Pattern("variance", "board", "{area} står för ett [överskott|underskott] om {n}."),
    Pattern("variance_direction", "own", "Årets resultat är ett [överskott|underskott] mot budget."),
    Pattern("variance_direction", "board", "{area} redovisar en [positiv|negativ] avvikelse mot budget."),
    Pattern("cost", "own", "Den totala nettokostnaden för året blev {n}."),
    Pattern("budget", "own", "Årets budget uppgick till {n}."),
    Pattern("type_amount", "own", "{Type} var {n} för året."),
    Pattern("type_variance", "own", "Utfallet för {type} blev {n} [lägre|högre] än budget."),
    Pattern("value", "own", "Resultatet i årets uppföljning är {value}."),
    Pattern("value", "board", "I år är {name} {value}."),
    Pattern("change", "own", "Från {last_year} till {year} har värdet [ökat|minskat] från {before} till {value}."),
    Pattern("direction", "own", "Utvecklingen går [uppåt|nedåt] jämfört med {last_year}."),
    Pattern("gender", "own", "Männens resultat är {men} och kvinnornas {women}."),
    Pattern("share", "own", "Andelen är {percent} procent, det vill säga {part} av {whole}."),
    Pattern("share", "board", "{part} av {whole} ärenden är klara ({percent} %)."),
    Pattern("parts", "own", "Medlen, {sum}, går till norr {a}, söder {b} och väster {c}."),
)
