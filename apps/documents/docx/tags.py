"""The fields that a Word template may have, ``{{ namnd }}``, and what is wrong with one that it can't have.

A template is somebody's file: nothing in it is run. A field is a known name between double braces, and nothing else.
"""

import difflib
import re

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from apps.documents.cover import DRAFT_LABEL, DocumentCover

REPORT_TAG, CONTENTS_TAG, ARMS_TAG = "rapporten", "innehall", "vapen"
TAG_LABELS = {
    "kommun": "kommunens namn",
    "namnd": "nämndens namn",
    "titel": "vad rapporten heter",
    "period": "perioden",
    "diarienummer": "diarienumret",
    "status": "om rapporten är fastställd, och när",
    "utkast": f"{DRAFT_LABEL} i ett utkast, annars ingenting",
    ARMS_TAG: "kommunens vapen, om det finns",
    CONTENTS_TAG: "innehållsförteckningen",
    REPORT_TAG: "rapportens kapitel",
}
_MARKERS = {tag: f"\ue000{tag}\ue000" for tag in (REPORT_TAG, CONTENTS_TAG, ARMS_TAG)}
"""What stands in the place of what is put in later; no text has these characters."""
_EXPRESSION = re.compile(r"\{[{%#](.*?)[}%#]\}", re.DOTALL)


def build_environment() -> SandboxedEnvironment:
    """Jinja with nothing in it."""
    environment = SandboxedEnvironment(autoescape=True)
    environment.globals.clear()
    environment.filters.clear()
    environment.tests.clear()
    return environment


def build_context(cover: DocumentCover) -> dict[str, str]:
    """The text of each field; report, contents and arms are marked places."""
    return {
        "kommun": cover.municipality,
        "namnd": cover.board,
        "titel": cover.title,
        "period": cover.period,
        "diarienummer": cover.case_number,
        "status": cover.status,
        "utkast": DRAFT_LABEL if cover.is_draft else "",
        **_MARKERS,
    }


def get_marker(tag: str) -> str:
    """The text that marks the place of the report, or of its contents."""
    return _MARKERS[tag]


def find_tag_problems(source: str, known: dict[str, str]) -> tuple[list[str], set[str]]:
    """What is wrong with the fields of a text, in Swedish, and which fields it has."""
    try:
        tree = build_environment().parse(source)
    except TemplateSyntaxError as error:
        return [f"Ett fält är fel skrivet nära ”{_find_broken_text(source)}”: {_translate(error)}"], set()
    found = {node.name for node in tree.find_all(nodes.Name)}
    problems = [_describe_unknown(name, known) for name in sorted(found - known.keys())]
    plain = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name)
    if any(not isinstance(node, plain) for node in tree.find_all(nodes.Node)):
        strange = [text for text in _list_expressions(source) if not re.fullmatch(r"\{\{\s*\w+\s*\}\}", text)]
        shown = strange[0] if strange else "{% … %}"
        problems.append(f"{shown} går inte att använda. Ett fält är bara ett namn, till exempel {{{{ namnd }}}}.")
    return problems, found


def _list_expressions(source: str) -> list[str]:
    return [re.sub(r"<[^>]*>", "", found.group(0)) for found in _EXPRESSION.finditer(source)]


def _describe_unknown(name: str, known: dict[str, str]) -> str:
    close = difflib.get_close_matches(name, known, 1, 0.5)
    hint = f" Menas {{{{ {close[0]} }}}}?" if close else f" Fälten är {', '.join(known)}."
    return f"Fältet {{{{ {name} }}}} finns inte.{hint}"


def _find_broken_text(source: str) -> str:
    """The first opening that has no end, without the file's own markup."""
    plain = re.sub(r"<[^>]*>", "", source)
    start = max(plain.rfind("{{"), plain.rfind("{%"), plain.rfind("{#"))
    return plain[max(start, 0) : max(start, 0) + 40].strip()


def _translate(error: TemplateSyntaxError) -> str:
    return "det börjar med {{ och ska sluta med }}." if "end of" in str(error) else "skriv det som {{ namnd }}."
