"""The picture of the made-up board's report, drawn here so that it is nobody else's."""

import io

from font_source_sans_pro import SourceSansPro
from PIL import Image, ImageDraw, ImageFont

from apps.core.picture_file import PictureFile
from apps.imports.pictures.decoder import decode_picture

_BARS = (("i år", 100), ("om fem år", 118), ("om tio år", 141))  # what they are, and how many for each hundred today
_WIDTH, _ROW, _MARGIN = 900, 110, 40
_INK, _FILL, _PAPER = "#17252b", "#0a5c6b", "#f4f1ea"


def draw_population_picture() -> PictureFile:
    """How many of the made-up municipality's people are 80 or older, as three bars with their words."""
    image = Image.new("RGB", (_WIDTH, _ROW * len(_BARS) + 2 * _MARGIN), _PAPER)
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(SourceSansPro, size=34)
    for place, (label, share) in enumerate(_BARS):
        top = _MARGIN + place * _ROW
        pen.text((_MARGIN, top + 20), label, fill=_INK, font=font)
        pen.rectangle((240, top + 12, 240 + share * 4, top + 72), fill=_FILL)
        pen.text((252 + share * 4, top + 20), str(share), fill=_INK, font=font)
    target = io.BytesIO()
    image.save(target, "PNG")
    return decode_picture(target.getvalue())
