"""Patterns that were written before the rules. Nobody looks at them who writes rules."""

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
