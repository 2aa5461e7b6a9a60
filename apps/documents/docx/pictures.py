"""Drawings as pictures for Word, which shows SVG only in its later versions."""

from collections.abc import Sequence
from typing import Any

import typst

from apps.documents.pdf.characters import load_fonts
from apps.documents.pdf.report_pdf import choose_fonts

_WIDTH_CM = 16
_DOTS_PER_INCH = 160.0


def draw_pictures(drawings: Sequence[str]) -> list[bytes]:
    """Each drawing as PNG, in one run."""
    if not drawings:
        return []
    files: Any = {f"drawing-{place}.svg": choose_fonts(svg).encode() for place, svg in enumerate(drawings)}
    pages = "\n".join(f'#page(image("drawing-{place}.svg", width: {_WIDTH_CM}cm))' for place in range(len(drawings)))
    files["main.typ"] = f"#set page(width: auto, height: auto, margin: 0pt)\n{pages}".encode()
    made: Any = typst.compile(
        files, format="png", ppi=_DOTS_PER_INCH, font_paths=load_fonts(), ignore_system_fonts=True
    )
    return [made] if isinstance(made, bytes) else list(made)
