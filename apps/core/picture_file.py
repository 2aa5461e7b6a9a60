"""A picture as bytes, with what has to be known to draw it."""

from typing import NamedTuple


class PictureFile(NamedTuple):
    """A picture that is safe to show: PNG or JPEG by ``media_type``, with its sides in pixels."""

    body: bytes
    media_type: str
    width: int
    height: int
