"""Answers are sent compressed to whoever takes gzip, however the product is run.

What is made for one reader is compressed here; kept pages are compressed once, where they are kept; in production the
static files are compressed when they are collected. See ``docs/decisions/0027-compression.md`` for secrets in pages.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_sequence, compress_string
from whitenoise.middleware import WhiteNoiseMiddleware

MIN_LENGTH = 500  # bytes; below that gzip's own head costs more than it saves
_TEXT_TYPES = frozenset({"application/json", "application/jsonl", "application/javascript", "image/svg+xml"})
_TEXT_ENDINGS = ("+json", "+xml")
_BODILESS_OR_PARTIAL = frozenset({204, 206, 304})


class CompressionMiddleware(GZipMiddleware):
    """Stands outermost. Django's own, told what not to touch; streams stay streams.

    Up to ``max_random_bytes`` are put into gzip's head, so that an answer's length tells nothing of its secrets.
    """

    def process_response(self, request: HttpRequest, response: Any) -> HttpResponseBase:
        if response.status_code == 304:
            return _set_known_etag(request, response)
        if not _is_compressible(response):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if not is_gzip_accepted(request):
            return response
        if response.streaming:
            if request.method != "HEAD":
                response.streaming_content = compress_sequence(
                    response.streaming_content, max_random_bytes=self.max_random_bytes
                )
            del response.headers["Content-Length"]
        else:
            response.content = compress_string(response.content, max_random_bytes=self.max_random_bytes)
            response.headers["Content-Length"] = str(len(response.content))
        response.headers["Content-Encoding"] = "gzip"
        _set_weak_etag(response)
        return response


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """WhiteNoise, which also compresses what nobody has compressed beforehand: the demo collects no files."""

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponseBase:
        known = request.META.get("HTTP_IF_NONE_MATCH", "")
        if known.startswith("W/"):  # WhiteNoise compares letter by letter
            request.META["HTTP_IF_NONE_MATCH"] = known[2:]
        response: HttpResponseBase = WhiteNoiseMiddleware.serve(static_file, request)
        request.META["HTTP_IF_NONE_MATCH"] = known
        is_whole = response.status_code == 200 and request.method == "GET"
        if not (is_whole and _is_compressible(response) and is_gzip_accepted(request)):
            return response
        path, _ = static_file.get_path_and_headers(request.META)
        body = _load_compressed_file(path, response.headers.get("ETag", ""))
        compressed = HttpResponse(body, headers=response.headers)
        response.close()
        compressed.headers["Content-Length"] = str(len(compressed.content))
        compressed.headers["Content-Encoding"] = "gzip"
        patch_vary_headers(compressed, ["Accept-Encoding"])
        _set_weak_etag(compressed)
        return compressed


def is_gzip_accepted(request: HttpRequest) -> bool:
    """Does the reader take gzip?"""
    return _is_gzip_accepted(request.META.get("HTTP_ACCEPT_ENCODING", ""))


@lru_cache(maxsize=256)
def _is_gzip_accepted(accepted: str) -> bool:
    """``gzip``, or ``*`` where gzip is not named; a weight of nothing refuses it."""
    weights: dict[str, bool] = {}
    for part in accepted.lower().split(","):
        coding, _, weight = part.partition(";")
        number = weight.strip().removeprefix("q=").strip()
        weights[coding.strip()] = not (weight and number.strip("0.") == "")
    return weights.get("gzip", weights.get("*", False))


@lru_cache(maxsize=64)
def _load_compressed_file(path: str, etag: str) -> bytes:
    """A static file, compressed once for each ``etag`` of it."""
    return compress_string(Path(path).read_bytes())


def _is_compressible(response: Any) -> bool:
    """Is it a whole text that is not compressed already, and that no digest is told of?"""
    headers = response.headers
    if response.status_code in _BODILESS_OR_PARTIAL or "Content-Encoding" in headers or "Repr-Digest" in headers:
        return False
    if not response.streaming and len(response.content) < MIN_LENGTH:
        return False
    kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return kind.startswith("text/") or kind in _TEXT_TYPES or kind.endswith(_TEXT_ENDINGS)


def _set_weak_etag(response: HttpResponseBase) -> None:
    """The same content in other bytes."""
    etag = response.headers.get("ETag", "")
    if etag.startswith('"'):
        response.headers["ETag"] = f"W/{etag}"


def _set_known_etag(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """A 304 names the copy that the reader has, which is the compressed one where its ETag is weak."""
    if "Accept-Encoding" not in response.headers.get("Vary", ""):
        patch_vary_headers(response, ["Accept-Encoding"])
    etag = response.headers.get("ETag", "")
    if etag.startswith('"') and f"W/{etag}" in request.META.get("HTTP_IF_NONE_MATCH", ""):
        response.headers["ETag"] = f"W/{etag}"
    return response
