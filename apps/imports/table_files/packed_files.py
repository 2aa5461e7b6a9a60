"""Guards in front of a packed workbook (.xlsx, .xlsb, .ods): nothing is unpacked before they have passed it."""

import io
import zipfile

MAX_PARTS = 400
MAX_UNPACKED_BYTES = 20_000_000
MAX_COMPRESSION_RATIO = 200  # a sheet of figures packs about 10 to 30 times; a bomb a thousand times
SMALL_PART_BYTES = 100_000  # parts below this may pack as well as they like
BROKEN_MESSAGE = "Arbetsboken är skadad eller ofullständig. Öppna den i Excel och spara den på nytt som .xlsx."
MACROS_MESSAGE = "Arbetsboken har makron. Spara den som .xlsx utan makron."
_TEXT_PARTS = (".xml", ".rels")


def find_packed_refusal(content: bytes, most_bytes: int = MAX_UNPACKED_BYTES) -> str:
    """Why a packed workbook must not be opened, or empty. Unpacks each part once to check its contents."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parcel:
            return _find_contents_refusal(parcel, most_bytes)
    except Exception:  # a hostile file makes the reader raise anything, and all of it means the same
        return BROKEN_MESSAGE


def _find_contents_refusal(parcel: zipfile.ZipFile, most_bytes: int) -> str:
    parts = parcel.infolist()
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        return MACROS_MESSAGE
    if any(part.flag_bits & 1 for part in parts):
        return "Arbetsboken är låst med lösenord. Ta bort lösenordet och spara den på nytt."
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > most_bytes:
        return f"Arbetsboken är för stor uppackad; högst {most_bytes // 1_000_000} MB."
    return next(filter(None, (_find_part_refusal(parcel, part) for part in parts)), "")


def _find_part_refusal(parcel: zipfile.ZipFile, part: zipfile.ZipInfo) -> str:
    if part.file_size > SMALL_PART_BYTES and part.file_size > MAX_COMPRESSION_RATIO * part.compress_size:
        return "Arbetsboken är orimligt hårt packad och läses inte in."
    # Reading to the end also checks the part's length and checksum.
    contents = parcel.read(part)
    is_text = part.filename.endswith(_TEXT_PARTS)
    if (is_text and b"\x00" in contents) or b"<!DOCTYPE" in contents or b"<!ENTITY" in contents:
        return "Arbetsboken innehåller något som en arbetsbok från Excel aldrig har (DOCTYPE) och läses inte in."
    return ""


def read_small_part(content: bytes, name: str) -> bytes:
    """A small part of a workbook that the guards have passed; empty where it has none, or one that is no small part."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parcel:
            return parcel.read(name) if parcel.getinfo(name).file_size <= SMALL_PART_BYTES else b""
    except Exception:  # as above
        return b""
