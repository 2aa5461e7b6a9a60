"""Short ways to a picture in a board's text."""

from apps.core.picture_file import PictureFile
from apps.imports.pictures.decoder import decode_picture
from apps.texts.models import TextPicture
from apps.texts.services import add_picture
from tests.imports.picture_samples import make_png
from tests.small_board import SmallBoard

ALT = "Karta över områdena"


def make_picture_file(width: int = 60, height: int = 40) -> PictureFile:
    return decode_picture(make_png(width, height))


def give_picture(small: SmallBoard, *, role: str = "controller", width: int = 60) -> TextPicture:
    return add_picture(by=small[role], board=small.board, file=make_picture_file(width))


def write_tag(picture: TextPicture, alt: str = ALT) -> str:
    return f"![{alt}](bild:{picture.sha256})"
