"""A sum that is typed and differs from its parts: what is said of it, and what to do. Pure."""

from apps.core.written_texts import has_body_text
from apps.entry.shapes import CellWarning

FOOTNOTE = "i fotnoten"


def build_typed_sum_warning(
    code: str,
    numbers: tuple[str, str],
    reason: str,
    *,
    comes_back: bool,
    parts: str = "Delarna",
    where: str = FOOTNOTE,
) -> CellWarning:
    """Both ``numbers`` (what the parts come to, and what stands), and what to do: write why, or empty the cell where
    that ``comes_back`` with the sum.

    ``reason`` is what is written ``where`` it is to be written (empty where there is no such place). Once it says
    something, the warning asks for nothing.
    """
    expected, found = numbers
    statement = f"{parts} blir {expected}, här står {found}."
    if has_body_text(reason):
        return CellWarning(code, f"{statement} Varför står {where}.", is_explained=True)
    ways = [f"Skriv varför {where}" if where else "Rätta det som är fel"]
    if comes_back:
        ways.append("töm rutan så kommer summan")
    elif where:
        ways.append("rätta det som är fel")
    return CellWarning(code, f"{statement} {', eller '.join(ways)}.")


def build_part_warning(code: str, statement: str, question: str, reason: str) -> CellWarning:
    """The same, of a figure that is one of the parts: ``reason`` is the footnote of the sum, which answers for both."""
    if has_body_text(reason):
        return CellWarning(code, f"{statement} Varför står i summans fotnot.", is_explained=True)
    return CellWarning(code, f"{statement} {question}".strip())
