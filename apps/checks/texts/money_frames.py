# ruff: noqa: E501
"""The ways in which Swedish reports state an amount of money, or its direction: a table of patterns.

Each row is a kind of statement, a pattern over a masked clause, and the way that it goes: 1 is a surplus or more, -1 a
deficit or less, 0 what the words don't tell. ``amount`` is the amount's sign, ``noun`` the noun that is the statement's
own, ``gap`` the words between them. ``spending`` is more or less than the budget, ``signed`` an amount that needs a sign
of its own, ``other_time`` one that is compared with something else and not read, ``result_direction`` a surplus or a
deficit whose amount is not told.
"""

import re

from apps.checks.texts.directions import COMPARED_BUDGET_PATTERN, COMPARED_FORECAST_PATTERN, COMPARED_TEXT
from apps.checks.texts.lexicon import COST_TYPES
from apps.checks.texts.masked_clauses import AMOUNT, OWN_COST_TYPE

_TYPE = "|".join((*sorted(COST_TYPES, key=len, reverse=True), OWN_COST_TYPE))
COST_TYPE_PATTERN = re.compile(rf"\b({_TYPE})\b")
_RESULT_TERM = r"(?:budget|netto|års|helårs)?(?:avvikelse\w*|resultat\w*|utfall\w*)"
_SURPLUS = rf"(?:överskott\w*|plusresultat\w*|positiv\w* {_RESULT_TERM}|(?<=ett )plus(?= (?:på|om)\b))"
_DEFICIT = rf"(?:underskott\w*|minusresultat\w*|negativ\w* {_RESULT_TERM}|(?<=ett )minus(?= (?:på|om)\b))"
_NEUTRAL_RESULT = r"(?:(?:budget|netto|helårs|års|resultat)?avvikelsen?|(?:helårs|års|budget|netto)?resultat(?:et)?)"
_GAP = r"(?P<gap>[^\ue000-\ue0ff;()]{0,90}?)"
_A = rf"(?P<amount>{AMOUNT})"
_BUDGET = r"(?:budget\w*|ram(?:en)?|planerat|anslag(?:et)?|årets budget|sin budget)"
_VERB = (
    r"(?:uppgår till|uppgick till|uppgått till|blev|blir|blivit|är|var|landade på|landar på|stannade på|stannar på"
    r"|summeras till|summerades till|summerats till|slutade på|slutar på|hamnade på|hamnar på|ligger på|låg på|om|på"
    r"|motsvarar|motsvarade|summerar till|nådde|når|stannat på|landat på|hamnat på|har varit|utgör|utgjorde|till|med)"
)


def _build_frames(*rows: tuple[str, str, int]) -> tuple[tuple[str, re.Pattern[str], int], ...]:
    return tuple((kind, re.compile(pattern), way) for kind, pattern, way in rows)


_HIGH = r"(?:högre|mer|större|över|dyrare)"
_LOW = r"(?:lägre|mindre|under|billigare)"
_OWN = rf"(?P<noun>{OWN_COST_TYPE})"
_OF_OWN = r"(?:utfallet|kostnaden|kostnaderna|intäkterna|intäkten)"
_TO_BUDGET = COMPARED_BUDGET_PATTERN.pattern
_TO_YEAR = rf"(?:{COMPARED_TEXT})"
_TO_FORECAST = COMPARED_FORECAST_PATTERN.pattern
_ROSE = r"(?:ökat|ökade|ökar|stigit|steg|stiger|vuxit|växte)"
_FELL = r"(?:minskat|minskade|minskar|sjunkit|sjönk|sjunker)"
RISING_OR_FALLING = rf"(?:{_ROSE}|{_FELL})"
_SHOWS = (
    r"(?:redovisar|redovisade|redovisas|visar|visade|uppvisar|uppvisade|har|hade|gör|gjorde|fick|får|ger|gav|blev|blir"
    r"|finns|fanns|lämnar|lämnade|noterar|noterade|prognostiserar|prognostiseras|(?:slutar|slutade|landar|landade) på"
    r"|går mot|räknar med|uppstår|uppstod|är|var)"
)
_A_RESULT = r"(?:(?:totalt|sammanlagt|sammantaget|också|även|därmed|dock|nu|alltså|ett|en|stort|litet|mindre|större|visst|tydligt|klart) )*"
# In order: what a row has taken of amounts, a later one leaves.
MONEY_FRAMES = _build_frames(
    ("forecast_gain", rf"{_A} bättre {_TO_FORECAST}", 1),
    ("forecast_gain", rf"{_A} sämre {_TO_FORECAST}", -1),
    ("change", rf"\b(?:{_TYPE})\b{_GAP}{_ROSE}[^\ue000-\ue0ff,;()]{{0,30}}? med {_A}(?=.*{_TO_YEAR})", 1),
    ("change", rf"\b(?:{_TYPE})\b{_GAP}{_FELL}[^\ue000-\ue0ff,;()]{{0,30}}? med {_A}(?=.*{_TO_YEAR})", -1),
    ("change", rf"\b(?:{_TYPE})\b{_GAP}{_TO_YEAR}[^\ue000-\ue0ff,;()]{{0,20}}? {_ROSE} med {_A}", 1),
    ("change", rf"\b(?:{_TYPE})\b{_GAP}{_TO_YEAR}[^\ue000-\ue0ff,;()]{{0,20}}? {_FELL} med {_A}", -1),
    ("change", rf"{_A} (?:{_HIGH}) i (?:{_TYPE}) {_TO_YEAR}", 1),
    ("change", rf"{_A} (?:{_LOW}) i (?:{_TYPE}) {_TO_YEAR}", -1),
    ("change", rf"{_TO_YEAR}{_GAP}(?:{_TYPE})\b[^;()]{{0,60}}?{_ROSE} med {_A}", 1),
    ("change", rf"{_TO_YEAR}{_GAP}(?:{_TYPE})\b[^;()]{{0,60}}?{_FELL} med {_A}", -1),
    ("change", rf"\b(?:{_TYPE})\b{_GAP}{_A} {_HIGH} {_TO_YEAR}", 1),
    ("change", rf"\b(?:{_TYPE})\b{_GAP}{_A} {_LOW} {_TO_YEAR}", -1),
    ("other_time", rf"{_A} (?:{_HIGH}|{_LOW}|bättre|sämre)[^;()]{{0,20}}? (?:{_TO_YEAR}|{_TO_FORECAST})", 0),
    ("variance", rf"(?P<noun>{_SURPLUS}){_GAP}{_A}", 1),
    ("variance", rf"(?P<noun>{_DEFICIT}){_GAP}{_A}", -1),
    ("variance", rf"{_A}(?: i)? (?:plus|överskott)\b", 1),
    ("variance", rf"{_A}(?: i)? (?:back|minus|underskott)\b", -1),
    ("variance", rf"\b(?:går|gick|gått|gå) (?:med )?plus (?:med |på |om )?{_A}", 1),
    ("variance", rf"\b(?:går|gick|gått|gå) (?:back|minus) (?:med |på |om )?{_A}", -1),
    ("variance", rf"{_A} bättre (?:{_TO_BUDGET})", 1),
    ("variance", rf"{_A} sämre (?:{_TO_BUDGET})", -1),
    ("variance", rf"(?:{_TO_BUDGET}){_GAP}{_A} bättre", 1),
    ("variance", rf"(?:{_TO_BUDGET}){_GAP}{_A} sämre", -1),
    ("variance", rf"{_A} till godo\b", 1),
    ("variance", rf"\b{_BUDGET} (?:underskreds|har underskridits|underskridits) med {_A}", 1),
    ("variance", rf"\b{_BUDGET} (?:överskreds|överskrids|har överskridits|överskridits) med {_A}", -1),
    ("variance", rf"{_A} kvar (?:av|på|i) (?:sin |årets |den )?{_BUDGET}", 1),
    ("spending", rf"{_A} (?:{_HIGH}(?: i (?:{_TYPE}))? (?:{_TO_BUDGET})|över (?:sin |årets |den )?{_BUDGET})", 1),
    ("spending", rf"{_A} (?:{_LOW}(?: i (?:{_TYPE}))? (?:{_TO_BUDGET})|under (?:sin |årets |den )?{_BUDGET})", -1),
    ("spending", rf"\b(?:överskrider|överskred|överskridit|överstiger|översteg|överskrids)\b (?:sin |årets |den )?{_BUDGET}{_GAP}{_A}", 1),
    ("spending", rf"\b(?:understiger|understeg|underskrider|underskred)\b (?:sin |årets |den )?{_BUDGET}{_GAP}{_A}", -1),
    ("spending", rf"\b(?:drog|drar|dragit|går|gick|gått|kostade|kostar) över (?:sin |årets )?{_BUDGET} med {_A}", 1),
    ("own_level", rf"\b{_OWN}(?P<gap>[^\ue000-\ue0ff;()]{{0,60}}?)\b(?:kostade|kostat|kostar)(?: \w+)? {_A}", 0),
    ("own_level", rf"\b{_OWN} (?:är|blev|blir|var|uppgår|uppgick|landade|stannade|slutade) {_OF_OWN}(?P<gap>[^\ue000-\ue0ff;()]{{0,30}}?) {_A}", 0),
    ("own_level", rf"\b(?:uppgår|uppgick|landade|landar|stannade|slutade|blev|blir) {_OWN}(?P<gap> (?:totalt )?(?:till|på)?)\s*{_A}", 0),
    ("own_level", rf"\b(?:betalades|betalats|betalade|betalat) (?:vi |nämnden |det )?(?P<gap>(?:ut|totalt|sammanlagt) )*{_A} (?:ut )?(?:i|för) {_OWN}", 0),
    ("variance", rf"(?P<noun>\b{_NEUTRAL_RESULT}\b){_GAP}{_A}", 0),
    ("signed", rf"(?P<noun>\b(?:ekonomin|(?:det ekonomiska )?utfallet|bokslutet|avviker|avvek)\b){_GAP}{_A}", 0),
    ("level", rf"(?P<noun>(?<!budget för )(?<!budgeten för )(?<!ramen för )(?<!budgeterat för )\b(?:{_TYPE})\b)(?P<gap>[^\ue000-\ue0ff;()]{{0,60}}?\b{_VERB}[^\ue000-\ue0ff;(),]{{0,25}}?) {_A}", 0),
    ("budget", rf"(?P<noun>(?<!än )(?<!mot )(?<!över )(?<!med )(?<!under )(?<!av )(?<!sin )(?<!jämfört med )\b(?:net?to)?"
               rf"(?:budget|budgeten|budgetram|budgetramen|ramen|årsbudget|årsbudgeten)\b)"
               rf"(?P<gap>[^\ue000-\ue0ff;()]{{0,50}}?\b{_VERB}[^\ue000-\ue0ff;(),]{{0,15}}?) {_A}", 0),
    ("level", rf"\b(?:kostade|kostat) netto {_A}", 0),
    ("level", rf"\b(?:kostade|kostat) {_A} netto\b", 0),
    ("budget", rf"\b(?:tilldelats|tilldelades|fått|hade|har) (?:en budget (?:på|om) )?{_A} i (?:budget|ram|budgetram|årsbudget)\b", 0),
    ("level", rf"\b(?:blev|blir|är|var) (?:verksamhetens |den |årets )?(?P<noun>{_TYPE}) (?:totalt )?{_A}", 0),
    ("budget_direction", rf"\b(?:{_TYPE})\b{_GAP}{_HIGH}[^\ue000-\ue0ff;(),]{{0,15}}? (?:{_TO_BUDGET})", 1),
    ("budget_direction", rf"\b(?:{_TYPE})\b{_GAP}{_LOW}[^\ue000-\ue0ff;(),]{{0,15}}? (?:{_TO_BUDGET})", -1),
    ("budget_direction", rf"\b{_HIGH} (?:{_TYPE}) (?:{_TO_BUDGET})", 1),
    ("budget_direction", rf"\b{_LOW} (?:{_TYPE}) (?:{_TO_BUDGET})", -1),
    ("budget_direction", rf"\b(?:{_TYPE})\b{_GAP}(?:överskrider|överskred|överstiger|översteg) {_BUDGET}(?!\w)", 1),
    ("budget_direction", rf"\b(?:{_TYPE})\b{_GAP}(?:understiger|understeg|underskrider|underskred) {_BUDGET}(?!\w)", -1),
    ("budget_direction", rf"\b(?:{_TYPE})\b{_GAP}(?:ligger|låg|legat|är|blev|var|gick|går) över {_BUDGET}(?!\w)", 1),
    ("budget_direction", rf"\b(?:{_TYPE})\b{_GAP}(?:ligger|låg|legat|är|blev|var|gick|går) under {_BUDGET}(?!\w)", -1),
    ("result_direction", rf"\b{_SHOWS} {_A_RESULT}(?P<noun>{_SURPLUS})", 1),
    ("result_direction", rf"\b{_SHOWS} {_A_RESULT}(?P<noun>{_DEFICIT})", -1),
    ("result_direction", rf"^\s*(?:ett |en |även )?(?P<noun>{_SURPLUS}) {_SHOWS}(?!\w)", 1),
    ("result_direction", rf"^\s*(?:ett |en |även )?(?P<noun>{_DEFICIT}) {_SHOWS}(?!\w)", -1),
    ("year_direction", rf"\b(?:{_TYPE})\b{_GAP}(?:{_ROSE}|{_HIGH})[^\ue000-\ue0ff;(),]{{0,25}}? {_TO_YEAR}", 1),
    ("year_direction", rf"\b(?:{_TYPE})\b{_GAP}(?:{_FELL}|{_LOW})[^\ue000-\ue0ff;(),]{{0,25}}? {_TO_YEAR}", -1),
    ("year_direction", rf"{_TO_YEAR}{_GAP}(?:{_TYPE})\b[^\ue000-\ue0ff;()]{{0,40}}?(?:{_ROSE}|{_HIGH})(?![^;]*{AMOUNT})", 1),
    ("year_direction", rf"{_TO_YEAR}{_GAP}(?:{_TYPE})\b[^\ue000-\ue0ff;()]{{0,40}}?(?:{_FELL}|{_LOW})(?![^;]*{AMOUNT})", -1),
)  # fmt: skip
# Those that need no amount.
DIRECTION_FRAMES = tuple(one for one in MONEY_FRAMES if "amount" not in one[1].groupindex)
