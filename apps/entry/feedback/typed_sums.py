"""A sum that is typed and differs from its parts: what is said of it, and what to do. Pure."""

from apps.core.written_texts import has_body_text
from apps.entry.shapes import CellWarning

FOOTNOTE = "i fotnoten"


def build_typed_sum_warning(
    code: str,
    expected: str,
    found: str,
    reason: str,
    *,
    comes_back: bool,
    parts: str = "Delarna",
    where: str = FOOTNOTE,
) -> CellWarning:
    """Both numbers, and what to do: write why, or empty the cell where that ``comes_back`` with the sum.

    ``reason`` is what is written ``where`` it is to be written (empty where there is no such place). Once it says
    something, the warning asks for nothing.
    """
    told = f"{parts} blir {expected}, här står {found}."
    if has_body_text(reason):
        return CellWarning(code, f"{told} Varför står {where}.", is_explained=True)
    if not comes_back:
        return CellWarning(code, f"{told} {f'Skriv varför {where}, eller rätta' if where else 'Rätta'} det som är fel.")
    asked = f"Skriv varför {where}" if where else "Rätta det som är fel"
    return CellWarning(code, f"{told} {asked}, eller töm rutan så kommer summan.")


def build_part_warning(code: str, told: str, question: str, reason: str) -> CellWarning:
    """The same, of a figure that is one of the parts: ``reason`` is the footnote of the sum, which answers for both."""
    if has_body_text(reason):
        return CellWarning(code, f"{told} Varför står i summans fotnot.", is_explained=True)
    return CellWarning(code, f"{told} {question}".strip())
