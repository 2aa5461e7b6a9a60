"""From the bytes of any file to a picture that is safe to show: read, turned upright, scaled, and written anew.

Writing it anew leaves nothing but the picture: no position from the camera, no text, no file hidden at its end.
"""

import io
import warnings
from collections.abc import Callable

from PIL import Image, ImageCms, ImageOps

from apps.core.picture_file import PictureFile

MAX_PIXELS = 50_000_000
MAX_SIDE = 2_000
MAX_PNG_BYTES = 1_500_000
JPEG_QUALITY = 85
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
_BROKEN = "Bilden är skadad eller avbruten, och går inte att läsa. Öppna den och spara den på nytt som PNG eller JPEG."
_TOO_LARGE = f"Bilden har för många bildpunkter. Den får ha högst {MAX_PIXELS // 1_000_000} miljoner. Spara den mindre."
_NO_PICTURE = "Filen är ingen bild som kan användas. Välj en PNG eller JPEG."
# How files that many have begin -> what to do with them.
_REFUSALS: tuple[tuple[Callable[[bytes], bool], str], ...] = (
    (
        lambda start: b"<svg" in start.lower(),
        "SVG kan inte användas, eftersom en sådan fil kan ha mer än en bild i sig. Spara bilden som PNG.",
    ),
    (
        lambda start: start[4:8] == b"ftyp",
        "Bilder av slaget HEIC eller AVIF, som många telefoner tar, kan inte användas. Spara bilden som JPEG.",
    ),
    (lambda start: start.startswith(b"%PDF"), "Filen är en PDF. Spara sidan som en bild, PNG eller JPEG."),
)


class PictureError(ValueError):
    """The file can't be used as a picture; the message says why in Swedish."""


def decode_picture(content: bytes) -> PictureFile:
    """The picture of a file, whatever it is called. ``PictureError`` for what is none, is damaged or too large.

    Of a picture that moves the first is taken. Sides are at most ``MAX_SIDE`` pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit here is a lower one
            return _decode(content)
    except (Image.DecompressionBombError, MemoryError) as error:
        raise PictureError(_TOO_LARGE) from error
    except Image.UnidentifiedImageError as error:
        raise PictureError(_explain_refusal(content)) from error
    except PictureError:
        raise
    except Exception as error:  # what a decoder raises at a damaged file is of any kind
        raise PictureError(_BROKEN) from error


def _explain_refusal(content: bytes) -> str:
    return next((message for fits, message in _REFUSALS if fits(content[:1000])), _NO_PICTURE)


def _decode(content: bytes) -> PictureFile:
    with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise PictureError(_TOO_LARGE)
        is_photo = opened.format in {"JPEG", "MPO", "WEBP"}
        opened.draft(opened.mode, (MAX_SIDE, MAX_SIDE))  # a large JPEG is read smaller at once
        image = _convert_colours(ImageOps.exif_transpose(opened))
    image.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    image.info.clear()
    return _encode(image, is_photo=is_photo)


def _convert_colours(image: Image.Image) -> Image.Image:
    """The picture as L, RGB or RGBA in the screen's colours; RGBA only where something shines through."""
    if image.mode.startswith("I") or image.mode == "F":
        return image.convert("I").point(lambda level: level * (1 / 256)).convert("L")
    if image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        shown = image.convert("RGBA")
        return shown if shown.getchannel("A").getextrema() != (255, 255) else shown.convert("RGB")
    if image.mode in {"1", "L"}:
        return image.convert("L")
    return _apply_profile(image) if image.mode in {"RGB", "CMYK"} else image.convert("RGB")


def _apply_profile(image: Image.Image) -> Image.Image:
    """The colours as the file's own profile means them; a profile that can't be read means nothing."""
    profile = image.info.get("icc_profile")
    if profile:
        try:
            own, screen = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(image, own, screen, outputMode="RGB") or image.convert("RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    return image.convert("RGB")


def _encode(image: Image.Image, *, is_photo: bool) -> PictureFile:
    """A photo as JPEG, a drawing as PNG unless that becomes too large."""
    if not is_photo or image.mode == "RGBA":
        body = _write(image, "PNG")
        if len(body) <= MAX_PNG_BYTES:
            return PictureFile(body, "image/png", image.width, image.height)
    if image.mode == "RGBA":
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image).convert("RGB")
    body = _write(image, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    return PictureFile(body, "image/jpeg", image.width, image.height)


def _write(image: Image.Image, kind: str, **options: int) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()
