"""Guards in front of a Word file (.docx): nothing is unpacked before they have passed it."""

import io
import zipfile

from apps.imports.table_files.packed_files import MAX_COMPRESSION_RATIO, SMALL_PART_BYTES

MAX_DOCX_MB = 20
MAX_DOCX_BYTES = MAX_DOCX_MB * 1_000_000
MAX_PARTS = 2_000
MAX_TEXT_BYTES = 12_000_000  # unpacked, of what is text; a report of 300 pages has 3
MAX_UNPACKED_BYTES = 80_000_000  # with its pictures
BROKEN_MESSAGE = "Dokumentet är skadat eller ofullständigt. Öppna det i Word och spara det på nytt som .docx."
NOT_DOCX_MESSAGE = "Filen är inget Word-dokument. Spara rapporten som .docx och försök igen."
OLD_FORMAT_MESSAGE = (
    "Filen är i Words äldre format (.doc) eller låst med lösenord. Ta bort lösenordet och spara den som .docx."
)
MACROS_MESSAGE = "Dokumentet har makron. Spara det som .docx utan makron."
STRICT_MESSAGE = "Dokumentet är sparat som ”Strict Open XML”. Spara det som ett vanligt Word-dokument (.docx)."
_DOCUMENT_TYPE = b"wordprocessingml.document.main+xml"
_TEXT_PARTS = (".xml", ".rels")


def find_docx_refusal(content: bytes) -> str:
    """Why the file must not be opened, in Swedish, or empty. Unpacks each part once to check its contents."""
    if not content:
        return "Filen är tom."
    if len(content) > MAX_DOCX_BYTES:
        return f"Filen är för stor. Den får vara högst {MAX_DOCX_MB} MB. Spara den utan bilder."
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return OLD_FORMAT_MESSAGE
    if content.startswith(b"%PDF"):
        return "Filen är en PDF. Öppna den i Word och spara den som .docx, eller välj dokumentet som den gjordes av."
    if not content.startswith(b"PK"):
        return NOT_DOCX_MESSAGE
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parcel:
            return _find_contents_refusal(parcel)
    except Exception:  # a hostile file makes the reader raise anything, and all of it means the same
        return BROKEN_MESSAGE


def _find_contents_refusal(parcel: zipfile.ZipFile) -> str:
    parts = parcel.infolist()
    names = {part.filename.lower() for part in parts}
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        return MACROS_MESSAGE
    if any(part.flag_bits & 1 for part in parts):
        return OLD_FORMAT_MESSAGE
    text_bytes = sum(part.file_size for part in parts if part.filename.lower().endswith(_TEXT_PARTS))
    is_large = text_bytes > MAX_TEXT_BYTES or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES
    if is_large or len(parts) > MAX_PARTS:
        return "Dokumentet är för stort uppackat och läses inte in. Dela upp det, eller spara det utan bilder."
    if "[content_types].xml" not in names:
        return NOT_DOCX_MESSAGE
    refusal = next(filter(None, (_find_part_refusal(parcel, part) for part in parts)), "")
    return refusal or _find_kind_refusal(parcel)


def _find_part_refusal(parcel: zipfile.ZipFile, part: zipfile.ZipInfo) -> str:
    if part.file_size > SMALL_PART_BYTES and part.file_size > MAX_COMPRESSION_RATIO * part.compress_size:
        return "Dokumentet är orimligt hårt packat och läses inte in."
    contents = parcel.read(part)  # to the end, which also checks its length and checksum
    is_text = part.filename.lower().endswith(_TEXT_PARTS)
    if is_text and (b"\x00" in contents or b"<!DOCTYPE" in contents or b"<!ENTITY" in contents):
        return "Dokumentet innehåller något som ett dokument från Word aldrig har (DOCTYPE) och läses inte in."
    return ""


def _find_kind_refusal(parcel: zipfile.ZipFile) -> str:
    types = parcel.read("[Content_Types].xml")
    if b"macroenabled" in types.lower():
        return MACROS_MESSAGE
    if b"purl.oclc.org/ooxml" in parcel.read("_rels/.rels"):
        return STRICT_MESSAGE
    return "" if _DOCUMENT_TYPE in types else NOT_DOCX_MESSAGE
