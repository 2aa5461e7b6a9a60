"""What the texts of a report say against themselves: shares, parts of totals, lists, and two texts of one thing."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from apps.checks.report_texts import TextClaims, build_text_finding
from apps.checks.texts.inner_claims import is_slip, iter_parts_claims, iter_share_claims, list_named_amounts
from apps.checks.texts.listed_results import iter_list_claims
from apps.checks.texts.quotes import get_quoted_text
from apps.core.swedish import format_number, format_tkr
from apps.report import board_report


def check_shares(claims: TextClaims) -> Iterator[board_report.Finding]:
    """”6 av 29” against the percentage that is given with it."""
    for text in claims.numbered:
        for one in iter_share_claims(text):
            if not one.agrees:
                computed = f"{format_number(one.computed, 1)} %"
                after = f"men {format_number(one.part.value)} av {format_number(one.whole.value)} är {computed}."
                stated = f"{format_number(one.percent.value)} %"
                size = one.percent.value - one.computed
                yield build_text_finding(
                    claims, "text_share", text, (one.start, one.end), after, computed, stated, size, one.percent.value
                )


def check_parts(claims: TextClaims) -> Iterator[board_report.Finding]:
    """The parts that a sentence gives against the total that it gives."""
    for text in claims.numbered:
        for one in iter_parts_claims(text):
            if not one.agrees:
                unit = one.total.kind == "money"
                expected, found = (
                    f"{format_tkr(int(number), exact=True)} tkr" if unit else format_number(number)
                    for number in (one.computed, one.total.value)
                )
                size = one.total.value - one.computed
                yield build_text_finding(
                    claims, "text_parts", text, (one.start, one.end), f"men delarna blir {expected}.", expected, found,
                    size, one.total.value,
                )  # fmt: skip


def check_lists(claims: TextClaims) -> Iterator[board_report.Finding]:
    """The results that are listed after a total, and come close to it without making it."""
    for text in claims.numbered:
        for one in iter_list_claims(text):
            expected, found = (f"{format_tkr(int(number), exact=True)} tkr" for number in (one.computed, one.total))
            parts = ", ".join(format_tkr(int(part), exact=True) for part in one.parts)
            yield build_text_finding(
                claims, "text_list", text, (one.start, one.end),
                f"men det som räknas upp efter ({parts}) blir {expected}. Saknas något, eller är ett av talen fel?",
                expected, found, one.total - one.computed, one.total,
            )  # fmt: skip


def check_two_texts(claims: TextClaims) -> Iterator[board_report.Finding]:
    """Two texts that give one thing two sums, which differ as slips of the pen do."""
    by_noun = defaultdict(list)
    for one in list_named_amounts(claims.numbered):
        by_noun[one.noun].append(one)
    seen = set()
    for group in by_noun.values():
        for first, other in combinations(group, 2):
            years = {first.year, other.year} - {0}
            pair = frozenset({first.amount.value, other.amount.value})
            is_pair = first.source.key != other.source.key and len(years) < 2 and pair not in seen
            if is_pair and first.amount.unit == other.amount.unit and is_slip(first.amount.value, other.amount.value):
                seen.add(pair)
                expected, found = (f"{format_tkr(int(one.amount.value), exact=True)} tkr" for one in (first, other))
                words = get_quoted_text(first.source, (first.start, first.end))
                yield build_text_finding(
                    claims, "two_texts", other.source, (other.start, other.end),
                    f"men {_write_in_sentence(first.source.label)} säger «{words}».", expected, found,
                    other.amount.value - first.amount.value, first.amount.value,
                )  # fmt: skip


def _write_in_sentence(label: str) -> str:
    return label[:1].lower() + label[1:]
