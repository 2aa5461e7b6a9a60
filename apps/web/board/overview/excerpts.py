"""The beginning of a long text, for a page that is read in a minute."""

LONGEST = 180  # characters that stand whole


def trim_excerpt(text: str) -> str:
    """The beginning of a long text, to a word's end; empty for one that is short enough to stand whole."""
    if len(text) <= LONGEST:
        return ""
    return f"{text[:LONGEST].rsplit(None, 1)[0].rstrip(' ,.;:–')} …"
