"""Is an uploaded file a Word template that we can fill: no macros, nothing fetched from elsewhere, known fields?"""

import io
import re
import zipfile
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from docxtpl import DocxTemplate

from apps.documents.docx.tags import REPORT_TAG, TAG_LABELS, find_tag_problems

MAX_TEMPLATE_BYTES = 5_000_000
_MAX_PARTS, _MAX_UNPACKED = 2000, 50_000_000
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TEMPLATE_TYPE = _MAIN_TYPE.replace("document.main", "template.main")
_FETCHING_FIELDS = re.compile(r"\b(INCLUDETEXT|INCLUDEPICTURE|DDEAUTO|DDE|LINK|DATABASE|MACROBUTTON)\b")
_REFUSED_PARTS = ("vbaproject", "vbadata", "activex", "embeddings/", "oleobject", "afchunk")
_NOT_DOCX = "Filen är inget Word-dokument. Spara den som .docx och försök igen."


def find_template_problems(data: bytes) -> list[str]:
    """What is wrong with the file, in Swedish; nothing where it can be used."""
    if len(data) > MAX_TEMPLATE_BYTES:
        return [f"Filen är för stor. En mall får vara högst {MAX_TEMPLATE_BYTES // 1_000_000} MB."]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            problems = _find_archive_problems(archive)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, OSError):
        return [_NOT_DOCX]
    return problems or _find_field_problems(data)


def _find_archive_problems(archive: zipfile.ZipFile) -> list[str]:
    files = archive.infolist()
    if len(files) > _MAX_PARTS or sum(one.file_size for one in files) > _MAX_UNPACKED:
        return ["Filen är större uppackad än en mall får vara."]
    names = {one.filename.lower() for one in files}
    if "[content_types].xml" not in names or "word/document.xml" not in names:
        return [_NOT_DOCX]
    if any(part in name for name in names for part in _REFUSED_PARTS):
        return ["Mallen har makron eller inbäddade filer. Spara den som .docx utan dem."]
    for one in files:
        if one.filename.lower().endswith((".xml", ".rels")):
            problem = _find_part_problem(one.filename, archive.read(one))
            if problem:
                return [problem]
    return []


def _find_part_problem(name: str, body: bytes) -> str:
    try:
        root = fromstring(body, forbid_dtd=True)
    except (DefusedXmlException, ParseError, ValueError):
        return _NOT_DOCX
    if name.endswith(".rels"):
        for one in root:
            is_link = str(one.get("Type", "")).endswith("/hyperlink")
            if one.get("TargetMode") == "External" and not is_link:
                return f"Mallen hämtar något utifrån: {str(one.get('Target'))[:100]}. Lägg in det i mallen i stället."
    if name == "[Content_Types].xml":
        types = {str(one.get("ContentType", "")) for one in root}
        if any("macroenabled" in one.lower() for one in types):
            return "Mallen har makron. Spara den som .docx utan dem."
        if _MAIN_TYPE not in types:
            return "Spara mallen som .docx, inte som .dotx." if _TEMPLATE_TYPE in types else _NOT_DOCX
    codes = " ".join(one.text or "" for one in root.iter() if one.tag.endswith(("}instrText",)))
    codes += " ".join(str(value) for one in root.iter() for key, value in one.attrib.items() if key.endswith("}instr"))
    found = _FETCHING_FIELDS.search(codes)
    return f"Mallen har ett fält som hämtar något utifrån: {found.group(0)}. Ta bort det." if found else ""


def _find_field_problems(data: bytes) -> list[str]:
    try:
        sources = _list_sources(DocxTemplate(io.BytesIO(data)))
    except Exception:
        return [_NOT_DOCX]
    problems: list[str] = []
    found: set[str] = set()
    for source in sources:
        wrong, names = find_tag_problems(source, TAG_LABELS)
        problems += wrong
        found |= names
    if not problems and REPORT_TAG not in found:
        problems.append(f"Mallen saknar fältet {{{{ {REPORT_TAG} }}}}, som säger var rapportens kapitel ska stå.")
    return list(dict.fromkeys(problems))


def _list_sources(template: Any) -> list[str]:
    """The parts of a template that have fields, as they are read when it is filled."""
    template.init_docx()
    sources = [template.patch_xml(template.get_xml())]
    for kind in (template.HEADER_URI, template.FOOTER_URI):
        for _, part in template.get_headers_footers(kind):
            sources.append(template.patch_xml(template.get_part_xml(part)))
    notes = ("/word/footnotes", "/word/endnotes")
    parts = [part for part in template.docx.part.package.parts if str(part.partname).startswith(notes)]
    sources += [template.patch_xml(part.blob.decode("utf-8")) for part in parts]
    properties = template.docx.core_properties
    fields = ("author", "category", "comments", "content_status", "identifier", "keywords", "subject", "title")
    sources += [str(getattr(properties, field) or "") for field in fields]
    return sources
