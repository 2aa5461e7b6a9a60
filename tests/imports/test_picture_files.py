"""A picture that somebody sends: what is kept of it, and what is refused in words."""

import io

import pytest
from PIL import Image, ImageCms

from apps.imports.pictures import picture_files
from apps.imports.pictures.decoder import MAX_SIDE, PictureError, decode_picture
from apps.imports.pictures.picture_files import read_picture
from tests.imports.picture_samples import (
    add_text_bomb,
    claim_size,
    draw_image,
    make_moving_png,
    make_png,
    make_turned_photo,
    write_image,
)

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>'


def open_image(body: bytes) -> Image.Image:
    return Image.open(io.BytesIO(body))


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L", "1", "LA"])
def test_a_drawing_of_any_mode_is_stored_as_png(mode: str) -> None:
    file = decode_picture(write_image(draw_image(mode=mode), "PNG"))
    assert (file.media_type, file.width, file.height) == ("image/png", 60, 40)
    assert open_image(file.body).mode in {"RGB", "L"}


def test_grey_of_sixteen_bits_keeps_its_light() -> None:
    light = Image.new("I;16", (4, 4), 0xC000)
    assert open_image(decode_picture(write_image(light, "PNG")).body).getpixel((0, 0)) == 0xC0


@pytest.mark.parametrize(
    ("kind", "mode", "media_type"),
    [
        ("JPEG", "RGB", "image/jpeg"),
        ("JPEG", "CMYK", "image/jpeg"),
        ("WEBP", "RGB", "image/jpeg"),
        ("GIF", "P", "image/png"),
    ],
)
def test_other_kinds_become_one_of_two(kind: str, mode: str, media_type: str) -> None:
    file = decode_picture(write_image(draw_image(mode=mode), kind))
    assert file.media_type == media_type
    assert open_image(file.body).mode == "RGB"


def test_a_photo_is_upright_and_nothing_but_the_picture_is_left_of_it() -> None:
    sent = make_turned_photo()
    assert sent.count(b"hemlig text") == 3
    file = decode_picture(sent)
    image = open_image(file.body)
    assert (file.width, file.height) == image.size == (40, 60)
    assert b"hemlig" not in file.body
    assert b"Exif" not in file.body
    grey = image.convert("L")
    assert grey.getpixel((35, 5)) < 100 < grey.getpixel((5, 55))  # the dark corner has turned with it


def test_the_colours_are_those_that_the_profile_means() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for content in (profile, b"no profile"):
        image = open_image(decode_picture(write_image(draw_image(), "PNG", icc_profile=content)).body)
        assert "icc_profile" not in image.info
        assert image.getpixel((2, 2)) == (10, 60, 90)


def test_of_a_picture_that_moves_the_first_is_taken() -> None:
    sent = make_moving_png()
    assert open_image(sent).is_animated
    image = open_image(decode_picture(sent).body)
    assert not image.is_animated
    assert image.getpixel((50, 35)) == (255, 255, 255)


def test_what_is_large_is_scaled_and_a_photo_as_png_becomes_jpeg() -> None:
    file = decode_picture(make_png(3000, 10))
    assert (file.width, file.height) == (MAX_SIDE, 7)
    noise = Image.effect_noise((1300, 1300), 90).convert("RGBA")
    noise.paste((0, 0, 0, 0), (0, 0, 32, 32))
    file = decode_picture(write_image(noise, "PNG", compress_level=1))
    assert file.media_type == "image/jpeg"
    assert open_image(file.body).convert("L").getpixel((10, 10)) > 240  # what shone through is white


def test_the_same_file_is_the_same_picture() -> None:
    assert decode_picture(make_turned_photo()) == decode_picture(make_turned_photo())


REFUSED = {
    "nothing": (b"", "ingen bild"),
    "text": ("Det här är text.".encode(), "ingen bild"),
    "a page called .png": (b"<!DOCTYPE html><script>alert(1)</script>", "ingen bild"),
    "an SVG": (SVG, "SVG kan inte"),
    "a PDF": (b"%PDF-1.7\n", "PDF"),
    "a HEIC": (b"\x00\x00\x00\x18ftypheic", "HEIC"),
    "a TIFF": (write_image(draw_image(), "TIFF"), "ingen bild"),
    "a PNG cut short": (make_png(400, 400)[:-60], "skadad"),
    "a JPEG cut short": (write_image(Image.effect_noise((400, 400), 90), "JPEG")[:9000], "skadad"),
    "only a head": (make_png()[:20], "."),
    "a bomb": (claim_size(30_000, 30_000), "för många bildpunkter"),
    "a long strip": (claim_size(2_000_000_000, 1), "för många bildpunkter"),
    "of no size": (claim_size(0, 40), "."),
    "a body of another size": (claim_size(3_000, 3_000), "skadad"),
    "a bomb of text": (add_text_bomb(make_png()), "."),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_used_is_refused_in_words(name: str) -> None:
    content, message = REFUSED[name]
    with pytest.raises(PictureError, match=message) as error:
        decode_picture(content)
    assert str(error.value).endswith(".")


def test_the_file_is_read_by_a_process_of_its_own() -> None:
    photo = make_turned_photo()
    assert read_picture(photo) == decode_picture(photo)
    with pytest.raises(PictureError, match="SVG kan inte"):
        read_picture(SVG)


def test_a_reader_that_dies_or_takes_too_long_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PictureError, match="högst 20 MB"):
        read_picture(bytes(picture_files.MAX_PICTURE_BYTES + 1))
    monkeypatch.setattr(picture_files, "OUTPUT_BYTES", 10)
    with pytest.raises(PictureError, match="gick inte att läsa"):
        read_picture(make_png())
    monkeypatch.setattr(picture_files, "WALL_SECONDS", 0.01)
    with pytest.raises(PictureError, match="gick inte att läsa"):
        read_picture(make_png())
