"""Pictures of all kinds, drawn by Pillow, and files that only look like one."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw


def draw_image(width: int = 60, height: int = 40, mode: str = "RGB") -> Image.Image:
    """A drawing whose upper left corner is dark."""
    image = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(image).rectangle((0, 0, width // 2, height // 2), fill=(10, 60, 90))
    return image.convert(mode)


def write_image(image: Image.Image, kind: str, **options: Any) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def make_png(width: int = 60, height: int = 40) -> bytes:
    return write_image(draw_image(width, height), "PNG")


def make_turned_photo() -> bytes:
    """A photo that is stored lying, with the camera's position, a comment and bytes after its end."""
    image = draw_image(60, 40)
    exif = image.getexif()
    exif[0x0112] = 6  # turned a quarter clockwise when it is shown
    exif[0x010E] = "hemlig text"
    exif.get_ifd(0x8825)[1] = "N"
    return write_image(image, "JPEG", quality=95, exif=exif, comment=b"hemlig text") + b"hemlig text efter bilden"


def make_moving_png() -> bytes:
    first, second = draw_image(), Image.new("RGB", (60, 40), "red")
    return write_image(first, "PNG", save_all=True, append_images=[second])


def claim_size(width: int, height: int) -> bytes:
    """A small PNG that says that it is as large as this."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(200_000))
    return b"\x89PNG\r\n\x1a\n" + _write_chunk(b"IHDR", head) + _write_chunk(b"IDAT", body) + _write_chunk(b"IEND", b"")


def add_text_bomb(png: bytes) -> bytes:
    """The picture with a compressed text of 100 MB in it."""
    bomb = _write_chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(bytes(100_000_000), 9))
    return png[:33] + bomb + png[33:]


def _write_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
