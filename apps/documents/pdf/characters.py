"""Characters that our fonts can't show: a PDF that is to be kept may have none of them, so each is marked instead."""

import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typst

MISSING_CHARACTER = "\ufffd"
FONT_FAMILIES = ("Source Sans Pro", "Libertinus Serif", "New Computer Modern Math", "DejaVu Sans Mono")
_UNCERTAIN = re.compile("[^\t\n\r -~\u00a0-\u017f\u2010-\u2014\u2018-\u201d\u2022\u2026\u20ac\u2212\ufffd]")
"""Everything but the letters and signs that every European text has."""


@lru_cache(maxsize=1)
def load_fonts() -> Any:
    """The font of our pages from its package, and those that typst has itself; none of the machine's."""
    spec = find_spec("font_source_sans_pro")
    if spec is None or spec.origin is None:
        raise RuntimeError("The package font-source-sans-pro is not installed.")
    folder = str(Path(spec.origin).parent / "files")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])


def replace_missing_characters(text: str) -> str:
    """The text with a mark in place of each character that can't be shown."""
    return _UNCERTAIN.sub(lambda found: found[0] if _can_show(found[0]) else MISSING_CHARACTER, text)


@lru_cache(maxsize=4096)
def _can_show(character: str) -> bool:
    """Asked of typst itself, which takes a millisecond."""
    families = ", ".join(f'"{name}"' for name in FONT_FAMILIES)
    source = f'#set document(title: "x")\n#set text(font: ({families}))\n#"a\\u{{{ord(character):x}}}"'
    files: Any = {"main.typ": source.encode()}
    try:
        typst.compile(files, format="pdf", font_paths=load_fonts(), ignore_system_fonts=True, pdf_standards=["a-2a"])
    except typst.TypstError:
        return False
    return True
