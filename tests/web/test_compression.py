"""What is sent is compressed in every way of running, and what must not be is not."""

import gzip
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.core.handlers.wsgi import WSGIRequest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.web.compression import CompressionMiddleware, is_gzip_accepted

pytestmark = pytest.mark.usefixtures("reports")

BOARD = "/kalmar/socialnamnden/2020/t3/"
REPORT = "/api/v1/boards/kalmar/socialnamnden/reports/2020-t3"
STYLE, FONT = "/static/css/base.css", "/static/fonts/source-sans-3-latin-wght-normal.woff2"
PUBLIC = {
    "a kept page": BOARD,
    "a page that is filtered": f"{BOARD}indikator/?ljus=met",
    "a version": "/harryda/socialnamnden/2023/t2/v1/",
    "the start page": "/",
    "the log-in, with its token": "/konto/login/",
    "a page that there is not": "/finns/inte/",
    "a list": "/api/v1/outcomes?limit=50",
    "a list as CSV": "/api/v1/outcomes?format=csv&limit=50",
    "a list as JSON Lines": "/api/v1/outcomes?format=jsonl&limit=50",
    "a report": REPORT,
    "the contract": "/api/v1/openapi.json",
    "a style": STYLE,
    "a script": "/static/js/tree.js",
}
PRIVATE = {
    "a page of one's own": BOARD,
    "one's reports": "/rapportera/",
    "a sheet": "/rapportera/kalmar/socialnamnden/2020/t3/overlamning/",
}
AS_IT_IS = {
    "a workbook": "/api/v1/outcomes?format=xlsx&limit=5",
    "a font": FONT,
    "a short problem": "/api/v1/nothing",
    "the bytes that a digest is told of": f"{REPORT}/versions/1/bytes",
}


@pytest.fixture(params=["demo", "runserver"])
def way(request: pytest.FixtureRequest, settings: Any) -> str:
    """The demo serves the files from where they are and remembers them; the developer's server looks anew each time."""
    settings.DEBUG = request.param == "runserver"
    return str(request.param)


def read(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def ask(client: Client, address: str, encoding: str, **headers: str) -> tuple[Any, bytes]:
    answer = client.get(address, headers={"accept-encoding": encoding, **headers})
    body = read(answer)
    if answer.get("Content-Length"):
        assert int(answer["Content-Length"]) == len(body)
    return answer, body


def without_tokens(page: bytes) -> bytes:
    """Django masks the same token anew in each answer."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"|"instance":"[^"]*"', b"", page)


@pytest.mark.parametrize("address", PUBLIC.values(), ids=PUBLIC)
def test_anyone_gets_it_compressed_who_takes_that(address: str, way: str) -> None:
    client = Client()
    plain, body = ask(client, address, "")
    assert "Content-Encoding" not in plain
    assert "Accept-Encoding" in plain["Vary"]
    answer, compressed = ask(client, address, "gzip, deflate, br")
    assert (answer.status_code, answer["Content-Encoding"]) == (plain.status_code, "gzip")
    assert len(compressed) < len(body) * 0.8
    assert without_tokens(gzip.decompress(compressed)) == without_tokens(body)


@pytest.mark.parametrize("address", [BOARD, "/", "/api/v1/outcomes?format=csv&limit=50", STYLE], ids=str)
@pytest.mark.parametrize("encoding", ["identity", "gzip;q=0", "br"])
def test_who_does_not_take_it_gets_it_as_it_is(address: str, encoding: str, way: str) -> None:
    answer, body = ask(Client(), address, encoding)
    assert "Content-Encoding" not in answer
    assert body == ask(Client(), address, "")[1]


@pytest.mark.parametrize("address", PRIVATE.values(), ids=PRIVATE)
def test_so_do_those_who_are_logged_in(address: str, way: str, cast: dict[str, User]) -> None:
    client = Client()
    client.force_login(cast["controller"])
    answer, compressed = ask(client, address, "gzip")
    assert (answer.status_code, answer["Content-Encoding"]) == (200, "gzip")
    assert "Logga ut" in gzip.decompress(compressed).decode()
    assert "Accept-Encoding" in answer["Vary"]


@pytest.mark.parametrize("address", AS_IT_IS.values(), ids=AS_IT_IS)
def test_what_is_compressed_or_signed_already_is_sent_as_it_is(address: str, way: str) -> None:
    answer, _ = ask(Client(), address, "gzip")
    assert (answer.status_code < 500, answer.get("Content-Encoding")) == (True, None)


@pytest.mark.parametrize(("encoding", "sent"), [("gzip, br", "br"), ("gzip", "gzip"), ("", None)])
def test_production_sends_what_was_compressed_when_collected(
    tmp_path: Path, settings: Any, encoding: str, sent: str | None
) -> None:
    text = b"body { color: black }\n" * 50
    (tmp_path / "a.css").write_bytes(text)
    (tmp_path / "a.css.gz").write_bytes(gzip.compress(text))
    (tmp_path / "a.css.br").write_bytes(brotli.compress(text))
    settings.STATIC_ROOT, settings.WHITENOISE_USE_FINDERS = str(tmp_path), False
    answer, body = ask(Client(), "/static/a.css", encoding)
    assert (answer.status_code, answer.get("Content-Encoding")) == (200, sent)
    assert {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[sent](body) == text


# What the answer is told of


@pytest.mark.parametrize(
    "address", [BOARD, REPORT, "/api/v1/outcomes?limit=50", "/api/v1/openapi.json", STYLE], ids=str
)
def test_who_has_the_compressed_copy_gets_to_know(address: str, way: str) -> None:
    """Other bytes of the same content have a weak ETag, and it is known again."""
    client = Client()
    etag = ask(client, address, "gzip")[0]["ETag"]
    assert etag.startswith('W/"')
    for known in (etag, etag.removeprefix("W/")):
        answer, body = ask(client, address, "gzip", **{"if-none-match": known})
        assert (answer.status_code, body) == (304, b"")
        assert "Accept-Encoding" in answer["Vary"]
        assert answer["ETag"] in (known, etag)
        assert "Content-Encoding" not in answer
    assert ask(client, address, "gzip", **{"if-none-match": 'W/"another"'})[0].status_code == 200


@pytest.mark.parametrize("address", [*PUBLIC.values(), *AS_IT_IS.values()], ids=str)
def test_head_tells_what_get_would(address: str, way: str) -> None:
    client = Client()
    names = ("Content-Type", "Content-Encoding", "Vary", "ETag", "Cache-Control")
    head = client.head(address, headers={"accept-encoding": "gzip"})
    get = client.get(address, headers={"accept-encoding": "gzip"})
    assert [head.get(name) for name in names] == [get.get(name) for name in names]
    assert head.getvalue() == b""


def test_a_part_of_a_file_is_sent_as_it_is(way: str) -> None:
    found = finders.find("css/base.css")
    assert isinstance(found, str)
    answer, body = ask(Client(), STYLE, "gzip", range="bytes=10-19")
    assert (answer.status_code, answer.get("Content-Encoding")) == (206, None)
    assert body == Path(found).read_bytes()[10:20]


def test_an_answers_length_tells_nothing_of_its_secrets(cast: dict[str, User]) -> None:
    """BREACH: whoever can measure the answer's length, with a guess of their own in it, sees no length twice."""
    client = Client()
    client.force_login(cast["controller"])
    lengths = {len(ask(client, "/rapportera/", "gzip")[1]) for _ in range(12)}
    assert len(lengths) > 1


# Streams


def answer_with(response: HttpResponse | StreamingHttpResponse, encoding: str = "gzip") -> Any:
    request = RequestFactory().get("/", headers={"accept-encoding": encoding})
    return CompressionMiddleware(lambda _: response)(request)  # type: ignore[arg-type, return-value]


def test_a_stream_is_never_read_ahead() -> None:
    """Of ten thousand parts only those are read that are asked for, and what comes out is as much as goes in."""
    read_parts = []

    def iter_parts() -> Iterable[bytes]:
        for number in range(10_000):
            read_parts.append(number)
            yield bytes(f"{number};{number * 7919 % 10007}\r\n", "ascii") * 40

    response = answer_with(StreamingHttpResponse(iter_parts(), content_type="text/csv"))
    stream = iter(response)
    assert not read_parts
    first = next(stream) + next(stream)
    assert first.startswith(b"\x1f\x8b")
    assert len(read_parts) < 5000
    assert gzip.decompress(first + b"".join(stream)).count(b"\r\n") == 400_000
    response.close()


def test_a_stream_that_nobody_reads_to_its_end_is_closed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"a" * 10_000_000)
    file = (tmp_path / "a.txt").open("rb")
    response = answer_with(FileResponse(file))
    next(iter(response))
    response.close()
    assert file.closed


@pytest.mark.parametrize("length", [499, 500])
def test_what_is_very_short_is_not_worth_it(length: int) -> None:
    answer = answer_with(HttpResponse(b"a" * length))
    assert ("Content-Encoding" in answer) is (length == 500)


# What the reader takes


def asking(header: str) -> WSGIRequest:
    return RequestFactory().get("/", headers={"accept-encoding": header})


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", True),
        ("deflate,gzip;q=0.001", True),
        ("*", True),
        ("", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("gzip;q=0, *", False),
        ("*;q=0", False),
        ("br, zstd", False),
        ("xgzip", False),
    ],
)
def test_what_the_reader_takes(header: str, accepted: bool) -> None:
    assert is_gzip_accepted(asking(header)) is accepted


@given(st.text(st.characters(max_codepoint=255, exclude_categories=("Cc",))))
def test_no_header_is_too_odd(header: str) -> None:
    assert is_gzip_accepted(asking(header)) in (True, False)
