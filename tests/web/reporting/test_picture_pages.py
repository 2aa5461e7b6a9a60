"""A picture is sent to a text, without script and by it: what was typed stays, and a wrong file is told in words."""

import html
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.texts.models import Section, TextPicture
from tests.imports.picture_samples import make_png
from tests.small_board import SmallBoard
from tests.texts.pictures import ALT, give_picture, write_tag
from tests.texts.written import give_disposition, write_section

HOME = "/rapportera/lillkoping/socialnamnden/2024/t2/kapitel/"
BOARD_TEXT, AREA_TEXT = f"{HOME}ekonomi/namnden/", f"{HOME}verksamheten/hemtjanst/"


@pytest.fixture
def written(small: SmallBoard) -> SmallBoard:
    give_disposition(small)
    return small


def log_in(small: SmallBoard, role: str = "controller") -> Client:
    client = Client()
    client.force_login(small[role])
    return client


def send(client: Client, content: bytes | None, alt: str = ALT, address: str = BOARD_TEXT, **more: Any) -> Any:
    file = {} if content is None else {"bild": SimpleUploadedFile("karta.png", content, "image/png")}
    headers = more.pop("headers", {})
    return client.post(address, {"gor": "bild", "alt": alt, "version": "0", **file, **more}, headers=headers)


def test_without_script_the_form_gives_the_line_to_put_in_the_text(written: SmallBoard) -> None:
    client = log_in(written)
    answer = send(client, make_png(), text="Det jag skrev.")
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 200
    assert "Det jag skrev.</textarea>" in page
    assert "js/editor.js" not in page  # the script would show what is stored in place of what was typed
    found = re.search(r"<code[^>]*>(.*?)</code>", page)
    assert found
    assert client.post(BOARD_TEXT, {"text": f"Det jag skrev.\n{found[1]}", "version": "0"}).status_code == 302
    picture = TextPicture.objects.get()
    page = client.get(BOARD_TEXT).content.decode()
    assert f"![{ALT}](bild:{picture.sha256}/60x40)" in page
    beside = log_in(written, "head").get(BOARD_TEXT).content.decode()
    assert f'<img src="/lillkoping/socialnamnden/bild/{picture.sha256}" alt="{ALT}" width="60" height="40"' in beside


def test_a_picture_that_is_sent_hides_nobodys_words(written: SmallBoard) -> None:
    """The page still says which version the text was begun from, so what another has written meanwhile is shown."""
    client = log_in(written)
    write_section(written, "ekonomi", "Den andras ord.")
    page = send(client, make_png(), text="Mina ord.").content.decode()
    assert 'name="version" value="0"' in page
    answer = client.post(BOARD_TEXT, {"text": "Mina ord.", "version": "0"})
    assert answer.status_code == 422
    assert "Den andras ord." in answer.content.decode()


@pytest.mark.parametrize(
    ("content", "alt", "message"),
    [
        (None, ALT, "Välj en bild"),
        (make_png(), "  ", "beskrivning i ord"),
        (make_png(), "å" * 1_001, "högst 1000 tecken"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", ALT, "SVG kan inte"),
    ],
)
def test_what_cannot_be_a_picture_is_told_and_what_was_typed_stays(
    written: SmallBoard, content: bytes | None, alt: str, message: str
) -> None:
    client = log_in(written)
    answer = send(client, content, alt, text="Det jag skrev.")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert message in page
    assert "Det jag skrev.</textarea>" in page
    assert f'value="{alt}"' in page
    scripted = send(client, content, alt, headers={"Accept": "application/json"})
    assert scripted.status_code == 422
    assert message in scripted.json()["message"]
    assert not TextPicture.objects.exists()


def test_the_script_gets_the_picture_as_it_is_in_the_text(written: SmallBoard) -> None:
    client = log_in(written, "reporter")
    json = {"headers": {"Accept": "application/json"}}
    node = send(client, make_png(), address=AREA_TEXT, **json).json()["picture"]
    picture = TextPicture.objects.get()
    assert node == {"type": "picture", "id": picture.sha256, "alt": ALT, "width": 60, "height": 40}
    locked = send(client, make_png(70), address=BOARD_TEXT, **json)
    assert (locked.status_code, TextPicture.objects.count()) == (422, 1)
    assert "verksamheten" in locked.json()["message"]
    for role in ("politician", "stranger"):
        assert send(log_in(written, role), make_png(70), **json).status_code == 404


def test_last_tertials_text_is_begun_from_with_its_picture(small: SmallBoard) -> None:
    give_disposition(small, 2023)
    picture = give_picture(small)
    this_round = small.round
    small.round = type(this_round).objects.get(board=small.board, year=2023, tertial=2)
    type(this_round).objects.filter(pk=small.round.pk).update(state="open")
    write_section(small, "ekonomi", f"I fjol.\n\n{write_tag(picture)}")
    client = log_in(small)
    begun = html.unescape(client.get(f"{BOARD_TEXT}?fran=last_year").content.decode())
    tag = f"![{ALT}](bild:{picture.sha256}/60x40)"
    assert f"I fjol.\n\n{tag}</textarea>" in begun
    assert client.post(BOARD_TEXT, {"text": f"I fjol.\n\n{tag}", "version": "0"}).status_code == 302
    assert Section.objects.filter(text__contains={"blocks": [{"id": picture.sha256}]}).count() == 2
