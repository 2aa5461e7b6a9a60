"""A relation between indicators in a Swedish sentence, and why one can't be. Pure."""

from collections.abc import Sequence

from apps.core.choices import RelationKind
from apps.core.swedish import format_list
from apps.goals.relation_rules import MOST_TERMS, PART_COUNTS, IndicatorRelation

UNKNOWN_NAME = "…"  # of an indicator that a report doesn't have

_SENTENCES = {
    RelationKind.TOTAL: "{total} är summan av {parts}",
    RelationKind.QUOTIENT: "{total} är {first} delat med {last}",
    RelationKind.SHARE_OF_SAME: "{total} är {first} som andel av {parts} tillsammans",
    RelationKind.SHARES: "{total} och {parts} är andelar som tillsammans blir 100 procent",
    RelationKind.OF_WHICH: "{first} är en del av {total}",
    RelationKind.OPENING_CLOSING: "{total} är {first} med det som har kommit till och försvunnit: {parts}",
    RelationKind.CARRIED: "{total} är det som {first} slutade på året före",
    RelationKind.RUNNING: "{total} växer varje år med {parts}",
    RelationKind.SAME_MEASURE: "{total} är samma sak som {parts}",
    RelationKind.AREAS: "{total}: verksamheterna ger tillsammans hela nämndens värde",
}
PART_NOTES = {
    RelationKind.TOTAL: "de som summeras",
    RelationKind.QUOTIENT: "täljaren och sedan nämnaren",
    RelationKind.SHARE_OF_SAME: "först den som är andelen, sedan de andra i helheten",
    RelationKind.SHARES: "de andra andelarna",
    RelationKind.OF_WHICH: "den som är en del",
    RelationKind.OPENING_CLOSING: "ingående, det som har kommit till och det som har försvunnit",
    RelationKind.CARRIED: "den som värdet kommer ur",
    RelationKind.RUNNING: "det som läggs till varje år",
    RelationKind.SAME_MEASURE: "den som är samma sak",
    RelationKind.AREAS: "inga",
}
"""What stands as the parts of each kind, in order."""


def format_relation(kind: str, total: str, parts: Sequence[str]) -> str:
    """The relation between indicators that are called so."""
    named = [f"”{name}”" for name in parts]
    return _SENTENCES[RelationKind(kind)].format(
        total=f"”{total}”",
        parts=format_list(named, MOST_TERMS) if named else "",
        first=named[0] if named else "",
        last=named[-1] if named else "",
    )


def find_relation_refusal(relation: IndicatorRelation) -> str:
    """Why there can be no such relation; empty where there can."""
    if relation.is_possible:
        return ""
    if relation.kind not in RelationKind.values:
        return "Det finns inget samband av det slaget."
    if len({relation.total, *relation.parts}) <= len(relation.parts):
        return "En indikator kan bara stå en gång i ett samband."
    kind = RelationKind(relation.kind)
    least, most = PART_COUNTS[kind]
    count = f"{least}" if least == most else f"{least}–{most}"
    noun = "del" if least == most == 1 else "delar"
    return f"Ett samband av slaget {kind.label} har {count} {noun}: {PART_NOTES[kind]}."
