"""Which cost type a statement is about, as its clause names it: one of the seven, or one of the board's own."""

import re

from apps.budget.rules import is_revenue
from apps.checks.texts.masked_clauses import AMOUNT, OWN_COST_TYPE, MaskedClause
from apps.checks.texts.money_frames import COST_TYPE_PATTERN, RISING_OR_FALLING

# Of a surplus or a deficit the words before it tell the type, or those right after.
_RESULT_KINDS = frozenset({"variance", "spending", "signed"})
_TYPE = COST_TYPE_PATTERN.pattern
_AFTER_PATTERN = re.compile(
    r"\s*(?:plus |back |minus )?(?:(?:redovisas|redovisades|finns|fanns|syns|uppstår|uppstod|noteras) )?"
    rf"(?:för|på|inom|i|av|hos|avseende|gällande|när det gäller) ({_TYPE})"
)
# ”Trots högre lokalkostnader blev …”: what stands there is no subject.
_ASIDE_PATTERN = re.compile(
    r"^\s*(?:trots|genom|tack vare|på grund av|till följd av|utan|efter|eftersom|med)\b.*?"
    r"\b(?:är|var|blev|blir|har|hade|gick|går|visar|visade|redovisar|redovisade|landar|landade|slutade|finns|fick)\b"
)
_LISTED_PATTERN = re.compile(rf"{_TYPE}\s*(?:,|och|samt|eller|respektive)\s+{_TYPE}")
# Before an own type: it is some of it, or more of it.
_SOME_OF_IT = re.compile(
    rf"(?:{AMOUNT}|\b(?:ett|en|ny\w*|ök(?:ad|at|ade)|minsk(?:ad|at|ade)|högre|lägre|större|mindre|mer|fler|färre|dyra\w*"
    r"|ytterligare|tillkommande|viss\w*|någo[tn]|några|andra|annat|övriga|extra|riktad\w*))\s+$"
)
_HAS_BUDGET = re.compile(rf"({_TYPE}) (?:har|hade|fick|har haft) (?:en |sin )?$")
_HAS_BEFORE = re.compile(r"\b(?:har|hade|haft|redovisar|redovisade)\s+$")
_VERB_PATTERN = re.compile(
    r"\b(?:uppgå\w*|uppgick|blev|blir|blivit|är|var|varit|landa\w*|stanna\w*|summera\w*|sluta\w*|hamna\w*|ligger|låg"
    r"|motsvarar?\w*|nådde|når|utgör|utgjorde|kost\w+)\b"
)
_CHANGE_PATTERN = re.compile(rf"\b{RISING_OR_FALLING}[^,;()]*\bmed\b")  # ”har ökat med” is no level
_TO_PATTERN = re.compile(rf"\b{RISING_OR_FALLING}[^,;()]*\btill\b")


def find_cost_type(kind: str, masked: MaskedClause, match: re.Match[str]) -> str | None:
    """The cost type that a statement is about; empty for the net, None where two are named or there is a doubt."""
    terms = _list_terms(kind, masked.text, match)
    found = {masked.get_cost_type(masked.text[start:end]) for start, end in terms}
    if kind == "own_level":
        found = _drop_general(found, masked)
    if len(found) > 1 or any(_is_in_doubt(kind, masked.text, match, start, end) for start, end in terms):
        return None
    cost_type = found.pop() if found else ""
    return "" if cost_type == "net" and kind in _RESULT_KINDS else cost_type


def _list_terms(kind: str, text: str, match: re.Match[str]) -> list[tuple[int, int]]:
    """Start and end of the words for cost types that the statement is about."""
    found = [one.span() for one in COST_TYPE_PATTERN.finditer(text, match.start(), match.end())]
    after = _AFTER_PATTERN.match(text, match.end())
    if after:
        found.append(after.span(1))
    if kind == "budget" and not found:
        own_budget = _HAS_BUDGET.search(text[: match.start()])
        return [own_budget.span(1)] if own_budget else []
    if found or kind not in _RESULT_KINDS:
        return found
    aside = _ASIDE_PATTERN.match(text[: match.start()])
    return [one.span() for one in COST_TYPE_PATTERN.finditer(text, aside.end() if aside else 0, match.start())][-1:]


def _drop_general(found: set[str], masked: MaskedClause) -> set[str]:
    """”För köpta platser blev kostnaden …”: the general word for what the own type is."""
    own = {one for one in found if one in masked.cost_types}
    general = {"revenue" if is_revenue(one) else "cost" for one in own}
    return own if found - own <= general else found


def _is_in_doubt(kind: str, text: str, match: re.Match[str], start: int, end: int) -> bool:
    """Is it several types together, or may the amount be some of an own type, or a change of it?"""
    if any(listed.start() <= start and end <= listed.end() for listed in _LISTED_PATTERN.finditer(text)):
        return True
    gap = text[end : match.start("amount")] if kind == "level" else ""
    if _CHANGE_PATTERN.search(gap) and not _VERB_PATTERN.search(gap):
        return True
    if not re.fullmatch(OWN_COST_TYPE, text[start:end]):
        return False
    if start <= match.start("noun" if match.groupdict().get("noun") else 0) and _SOME_OF_IT.search(text[:start]):
        return True
    if kind != "level":
        return False
    return not (_VERB_PATTERN.search(gap) or _TO_PATTERN.search(gap) or _HAS_BEFORE.search(text[:start]))
