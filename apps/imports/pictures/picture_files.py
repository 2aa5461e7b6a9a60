"""Takes a picture that somebody sends, read by a process of its own, as other foreign files are."""

import json

from apps.core.picture_file import PictureFile
from apps.imports.pictures.decoder import MAX_SIDE, PictureError
from apps.imports.table_files.isolated_reader import run_isolated

MAX_PICTURE_MB = 20
MAX_PICTURE_BYTES = MAX_PICTURE_MB * 1_000_000
MEMORY_BYTES = 1_500_000_000
CPU_SECONDS = 20
WALL_SECONDS = 40
OUTPUT_BYTES = 20_000_000
TOO_LARGE = f"Bilden är för stor. Filen får vara högst {MAX_PICTURE_MB} MB."
STOPPED = "Bilden gick inte att läsa: den är skadad eller för stor. Spara den mindre, som PNG eller JPEG."
_TYPES = ("image/png", "image/jpeg")


def read_picture(content: bytes) -> PictureFile:
    """The picture of a file as it may be shown. ``PictureError`` in Swedish for anything else."""
    if len(content) > MAX_PICTURE_BYTES:
        raise PictureError(TOO_LARGE)
    answer = run_isolated(
        "apps.imports.pictures.decoder_process", (MEMORY_BYTES, CPU_SECONDS, OUTPUT_BYTES), content, WALL_SECONDS
    )
    line, _, body = (answer or b"").partition(b"\n")
    try:  # a reader that a file has taken over may answer anything
        facts = json.loads(line)
        if isinstance(facts, dict):
            raise PictureError(str(facts["problem"])[:300])
        media_type, width, height = str(facts[0]), int(facts[1]), int(facts[2])
    except (KeyError, IndexError, TypeError, UnicodeError, json.JSONDecodeError) as error:
        raise PictureError(STOPPED) from error
    if not body or media_type not in _TYPES or not all(0 < side <= MAX_SIDE for side in (width, height)):
        raise PictureError(STOPPED)
    return PictureFile(body, media_type, width, height)
