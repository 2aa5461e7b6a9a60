"""The very words of a text that a finding is about."""

from apps.checks.texts.places import ReportText
from apps.checks.texts.sentences import split_sentences
from apps.report import board_report

_LONGEST_QUOTE = 140
_LONGEST_SIDE = 200


def get_quoted_text(source: ReportText, span: tuple[int, int]) -> str:
    """The words between the two places, on one line; long ones are cut in the middle."""
    words = " ".join(source.text[span[0] : span[1]].split(" "))
    words = words.replace("\n", " ").strip(" ,;")
    if len(words) <= _LONGEST_QUOTE:
        return words
    return f"{words[: _LONGEST_QUOTE // 2].rstrip()} … {words[-_LONGEST_QUOTE // 2 :].lstrip()}"


def build_quote(source: ReportText, span: tuple[int, int]) -> board_report.FindingQuote:
    """The words with the rest of their sentence on either side."""
    start, end = span
    sentence = next(
        (one for one in split_sentences(source.text) if one.start <= start < one.start + len(one.text)), None
    )
    first = sentence.start if sentence else start
    last = max(end, sentence.start + len(sentence.text)) if sentence else end
    before, after = source.text[first:start].lstrip(), source.text[end:last].rstrip()
    if len(before) > _LONGEST_SIDE:
        before = f"… {before[-_LONGEST_SIDE:]}"
    if len(after) > _LONGEST_SIDE:
        after = f"{after[:_LONGEST_SIDE]} …"
    return board_report.FindingQuote(source=source.label, before=before, text=source.text[start:end], after=after)
